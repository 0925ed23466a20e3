"""Labelled: what a document makes its paragraphs and its text of, when they are asked for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Generic

from cleaner.config import Config
from cleaner.errors import Warning
from cleaner.explain.explainer import Explainer
from cleaner.model.file import Model
from cleaner.model.prediction import Prediction
from cleaner.model.selection import Selection
from cleaner.paragraph import LABELS, Context, Paragraph
from cleaner.routes.route import P, Route
from cleaner.types import Flags


@dataclass(slots=True)
class Labelled(Generic[P]):
    """A page or text with its labels, before paragraphs are made of it.

    Most readers want the text alone, for which paragraphs and their explanations are not needed.
    `source`, `config`, `repeated` and `host` are for explanations.
    """

    route: Route[P]
    source: str
    config: Config
    page: P
    prediction: Prediction
    selection: Selection
    model: Model
    repeated: Flags | None = None
    host: str = ""

    def paragraphs(self) -> list[Paragraph]:
        """Make the paragraphs, with their labels and what explains these."""
        explainer = Explainer.of(
            self.route, self.source, self.config, self.page, self.prediction, self.selection,
            self.model, self.repeated, self.host,
        )  # fmt: skip
        return labelled(
            self.route.paragraphs(self.page), self.prediction, self.selection, explainer
        )

    def text(self, *, title: bool, captions: bool) -> str:
        """Return the body as text, the same as that of the paragraphs."""
        return self.route.text(self.page, self.selection.kept, title=title, captions=captions)


def labelled(
    paragraphs: list[Paragraph], prediction: Prediction, selection: Selection, context: Context
) -> list[Paragraph]:
    """Give paragraphs their labels, their probabilities, and the document they stand in."""
    rows = zip(paragraphs, selection.labels.tolist(), map(tuple, prediction.probabilities.tolist()))
    for number, (paragraph, label, scores) in enumerate(rows):
        paragraph.label = LABELS[label]
        paragraph.scores = scores
        paragraph._context = (context, number)
    return paragraphs


def doubts(selection: Selection) -> Iterator[Warning]:
    """Yield what makes a selection doubtful."""
    if selection.unsure:
        yield Warning("unsure", "no paragraph is clearly body: the likeliest were kept")
    if not selection.kept.any():
        yield Warning("no-body", "no paragraph is body: nothing is kept")
