"""Contributions: with the bias they sum to the log-odds of a label, whatever adds to these."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from predicted import (
    FORMATS,
    SOURCES,
    TEASERS,
    Predicted,
    credits_of,
    explained_log_odds,
    label_log_odds,
    predicted,
)
from support import PROSE

from cleaner.explain.contributions import network_answers
from cleaner.explain.templates import CONSTANT_COLUMNS, column_table
from cleaner.features.columns import INPUT_COLUMNS
from cleaner.model.prediction import sigmoid
from cleaner.types import Format, Profile

TOLERANCE = 1e-4


def column(document: Predicted, format: Format, name: str) -> np.ndarray:
    """The contributions of one column or adjustment."""
    table = column_table(format, tuple(document.prediction.adjustments))
    names = [column.name or column.concept for column in table.columns]
    return credits_of(document, format)[:, table.order[names.index(name)]]


@pytest.mark.parametrize("profile", ["labels", "article"])
@pytest.mark.parametrize("format", FORMATS)
def test_they_sum_to_the_log_odds_of_the_label(format: Format, profile: Profile) -> None:
    document = predicted(SOURCES[format], format, profile)
    assert len(set(document.selection.labels.tolist())) > 1
    log_odds = explained_log_odds(document, format)
    assert log_odds == pytest.approx(label_log_odds(document), abs=TOLERANCE)


LINES = st.sampled_from([*PROSE, *TEASERS, "Share", "By Ann Lee", "<nav><a>Home</a></nav>"])


@given(st.lists(LINES, min_size=1, max_size=9), st.sampled_from(FORMATS))
def test_they_sum_to_the_log_odds_of_any_document(lines: list[str], format: Format) -> None:
    html = "".join(f"<div class=post><p>{line}" for line in lines)
    document = predicted(html if format == "html" else "\n".join(lines), format)
    log_odds = explained_log_odds(document, format)
    assert log_odds == pytest.approx(label_log_odds(document), abs=TOLERANCE)


def test_for_body_the_log_odds_are_those_of_its_probability() -> None:
    document = predicted(SOURCES["html"], "html")
    body = document.selection.labels == 0
    likely = sigmoid(explained_log_odds(document, "html"))[body]
    assert body.any()
    assert likely == pytest.approx(document.prediction.probabilities[body, 0], abs=TOLERANCE)


def test_an_adjustment_is_a_contribution_of_its_own() -> None:
    known = predicted(SOURCES["html"], "html")
    repeated = known.selection.labels != 0
    document = predicted(SOURCES["html"], "html", repeated=repeated)
    change = document.prediction.adjustments["site"].body
    assert change[repeated].max() < 0
    # Held against body, so it speaks for the others.
    sign = np.where(document.selection.labels == 0, 1.0, -1.0)
    assert column(document, "html", "site") == pytest.approx(sign * change)
    log_odds = explained_log_odds(document, "html")
    assert log_odds == pytest.approx(label_log_odds(document), abs=TOLERANCE)


def test_the_convention_is_no_column_of_a_reason() -> None:
    document = predicted(SOURCES["html"], "html")
    guide = INPUT_COLUMNS["html"]["trees"].index("guide")
    assert {"guide"} == CONSTANT_COLUMNS
    assert document.model.contributions("body", document.prediction.matrix)[:, guide].any()
    table = column_table("html")
    assert "guide" not in [column.name for column in table.columns]
    assert guide not in table.order


def test_the_network_adds_its_share_of_what_it_says_otherwise() -> None:
    _, prediction, _, model = predicted(SOURCES["html"], "html")
    (context,) = network_answers(prediction, model, vectors=False).log_odds
    difference = prediction.network.body - prediction.trees.body
    assert context.body == pytest.approx((1 - prediction.share) * difference)


def test_what_comes_from_the_sentence_vectors_is_parted_from_the_rest() -> None:
    text = "\n".join([*PROSE, "Start your free trial and save on every plan!", *PROSE])
    _, prediction, _, model = predicted(text, "text")
    context, meaning = network_answers(prediction, model, vectors=True).log_odds
    (whole,) = network_answers(prediction, model, vectors=False).log_odds
    assert abs(meaning.body[len(PROSE)]) > 0.05
    assert context.body + meaning.body == pytest.approx(whole.body)
    assert context.chrome + meaning.chrome == pytest.approx(whole.chrome)


def test_without_vectors_nothing_comes_from_them(monkeypatch: pytest.MonkeyPatch) -> None:
    _, prediction, _, model = predicted(SOURCES["text"], "text")
    monkeypatch.setattr("cleaner.explain.contributions.run_network", lambda *_: prediction.network)
    _, meaning = network_answers(prediction, model, vectors=True).log_odds
    assert not meaning.body.any()


@pytest.mark.parametrize("format", FORMATS)
def test_some_rows_have_the_credits_that_they_have_among_all(format: Format) -> None:
    document = predicted(SOURCES[format], format)
    whole, part = credits_of(document, format), credits_of(document, format, slice(2, 5))
    assert (part == whole[2:5]).all()
