"""Documents taken through the corridor by hand, for the tests of explanations."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from support import PROSE, page

from cleaner.config import Config
from cleaner.explain.contributions import label_credits, network_answers
from cleaner.explain.quotations import SIGNS
from cleaner.model.file import Model, load_model
from cleaner.model.prediction import Prediction
from cleaner.model.predictor import predict
from cleaner.model.selection import Selection, parse_rule, select
from cleaner.routes.html import HtmlRoute
from cleaner.routes.text import TextRoute
from cleaner.types import Flags, Format, Profile

PAGE = page()
TEASERS = ("Larch Sport wins the island cup again", "December 3, 2025")
TEXT = "\n".join(["The ferry returns", *PROSE, "Leave a Comment", *TEASERS * 4, "Scroll to Top"])
SOURCES: dict[Format, str] = {"html": PAGE, "text": TEXT}
FORMATS = list(SOURCES)


class Predicted(NamedTuple):
    """A segmented source, what its model answers, what is kept of it, and the model."""

    page: Any
    prediction: Prediction
    selection: Selection
    model: Model


def predicted(
    source: str, format: Format, profile: Profile = "labels", repeated: Flags | None = None
) -> Predicted:
    """Take a source through the corridor; `repeated` marks what repeats on its site."""
    return taken(source, load_model(format, profile=profile), profile, repeated)


def taken(
    source: str,
    model: Model,
    profile: Profile = "labels",
    repeated: Flags | None = None,
    host: str = "",
) -> Predicted:
    """Take a source through the corridor with this model."""
    route: Any = HtmlRoute() if model.description["format"] == "html" else TextRoute()
    segmented = route.segment(source, Config(profile=profile))
    features = route.features(segmented, model, profile)
    prediction = route.adjust(segmented, predict(features, model), model, repeated, host)
    selection = select(prediction, parse_rule(model.settings["rules"][profile]))
    return Predicted(segmented, prediction, selection, model)


def credits_of(document: Predicted, format: Format, rows: slice = slice(None)) -> np.ndarray:
    """What the labels of a document, or of some of its paragraphs, owe to what."""
    _, prediction, selection, model = document
    answers = network_answers(prediction, model, vectors=format == "text")
    return label_credits(prediction, answers, selection.labels, model, rows)


def explained_log_odds(document: Predicted, format: Format) -> np.ndarray:
    """The sum of all contributions, and of the bias: what is known before anything is known of a
    paragraph, and what its calibration changes."""
    _, prediction, selection, model = document
    body, chrome = SIGNS[selection.labels].T
    calibrated = prediction.calibrated
    bias = body * (model.trees["body"].bias + calibrated.body - prediction.body_log_odds)
    bias += chrome * (model.trees["chrome"].bias + calibrated.chrome - prediction.chrome_log_odds)
    return np.asarray(credits_of(document, format).sum(axis=1, dtype=np.float64) + bias)


def label_log_odds(document: Predicted) -> np.ndarray:
    """The log-odds of each label: of body, or of boilerplate and of chrome against sidebar."""
    body, chrome = document.prediction.calibrated
    return np.choose(document.selection.labels, (body, -body - chrome, -body + chrome))
