"""Reasons: what decided a paragraph's label, read off the model that decided it."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from predicted import FORMATS, PAGE, SOURCES, TEXT, predicted
from support import SAMPLES, environment

import cleaner
from cleaner import Cleaner, Document, Paragraph
from cleaner.explain import reasons as module
from cleaner.explain.contributions import label_credits, network_answers
from cleaner.explain.reasons import LEAST, REASONS, explain
from cleaner.explain.templates import DECISIONS, NO_REASON, column_table, describe_concepts
from cleaner.model.selection import Selection
from cleaner.types import Format

WEIGHT = re.compile(r" \(\+\d+\.\d\)$")


@pytest.mark.parametrize("format", FORMATS)
def test_every_paragraph_has_reasons_the_weightiest_first(format: Format) -> None:
    for paragraph in cleaner.clean(SOURCES[format]).paragraphs:
        assert 0 < len(paragraph.reasons) <= REASONS
        weights = [reason.weight for reason in paragraph.reasons]
        assert weights == sorted(weights, reverse=True)
        assert min(weights) >= LEAST
        assert all(WEIGHT.search(reason) for reason in paragraph.reasons), paragraph.reasons


@pytest.mark.parametrize("format", FORMATS)
def test_a_reason_is_the_concept_that_weighs_most_and_its_weightiest_column(
    format: Format,
) -> None:
    page, prediction, selection, model = predicted(SOURCES[format], format)
    table = column_table(format)
    answers = network_answers(prediction, model, vectors=format == "text")
    credits = label_credits(prediction, answers, selection.labels, model, slice(None))
    credits = credits[:, table.order]
    for row, reasons in zip(credits, explain(format, page, prediction, selection, model)):
        totals: dict[str, float] = {}
        for column, credit in zip(table.columns, row.tolist()):
            totals[column.concept] = totals.get(column.concept, 0.0) + credit
        heaviest = sorted(totals, key=lambda name: -totals[name])[:REASONS]
        assert [reason.concept for reason in reasons if reason.concept != "run"] == [
            name for name in heaviest if totals[name] >= LEAST
        ][: REASONS - (reasons[0].concept == "run")]
        for reason in reasons:
            if reason.concept == "run":
                continue
            assert reason.weight == pytest.approx(totals[reason.concept], abs=1e-4)
            of_concept = {
                column.name: credit
                for column, credit in zip(table.columns, row.tolist())
                if column.concept == reason.concept
            }
            assert reason.column == max(of_concept, key=lambda name: of_concept[name])


def test_reasons_name_what_stands_there() -> None:
    for format, wanted in (("text", "phrase: “"), ("html", "speaks for")):
        document = cleaner.clean(SOURCES[format])  # type: ignore[index]
        assert any(wanted in reason for p in document.paragraphs for reason in p.reasons)


def test_a_reason_carries_the_value_of_its_column() -> None:
    document = predicted(PAGE, "html")
    reasons = explain("html", *document)
    titles = [r for of_paragraph in reasons for r in of_paragraph if r.column == "is_title"]
    assert [(reason.text, reason.value) for reason in titles] == [("it is the page's title", 1.0)]
    contexts = [(i, r) for i, rs in enumerate(reasons) for r in rs if r.concept == "context"]
    assert contexts
    for paragraph, reason in contexts:
        log_odds = document.prediction.network.body[paragraph]
        assert reason.value == pytest.approx(1 / (1 + np.exp(-log_odds)), abs=1e-6)
        assert reason.text == f"context: {reason.value * 100:.0f} % likely body"


def test_the_convention_is_never_a_reason() -> None:
    for profile in ("labels", "article"):
        for paragraph in Cleaner(profile=profile).clean_html(PAGE).paragraphs:
            assert "guide" not in [reason.column for reason in paragraph.reasons]


def test_every_concept_of_a_reason_is_in_the_reference() -> None:
    concepts = {entry.concept for entry in describe_concepts()}
    for path in FILES:
        for paragraph in cleaner.clean(path).paragraphs:
            assert {reason.concept for reason in paragraph.reasons} <= concepts


# Adjustments


def test_what_repeats_on_the_site_is_a_reason() -> None:
    page, prediction, selection, model = predicted(PAGE, "html")
    repeated = selection.labels != 0
    page, prediction, selection, model = predicted(PAGE, "html", repeated=repeated)
    reasons = explain("html", page, prediction, selection, model)
    for marked, of_paragraph in zip(repeated, reasons):
        site = [reason for reason in of_paragraph if reason.concept == "site"]
        assert bool(site) == bool(marked)
        for reason in site:
            assert reason.text == "repeats on other pages of the site"
            assert (reason.column, reason.value, reason.weight) == ("", 5.0, 5.0)


@pytest.mark.parametrize("name", DECISIONS)
def test_a_label_that_an_adjustment_decided_says_what_it_would_be_alone(name: str) -> None:
    format = DECISIONS[name].format
    page, prediction, selection, model = predicted(SOURCES[format], format)
    changes = {name: np.where(np.arange(len(prediction)) == 1, -1.5, 0.0)}
    plain = [*explain(format, page, prediction, Selection(selection.labels), model)]
    reasons = [*explain(format, page, prediction, Selection(selection.labels, changes), model)]
    alone = prediction.probabilities[1, 0]
    decided = reasons[1][0]
    assert decided.text == DECISIONS[name].text.format(alone)
    assert (decided.concept, decided.column, decided.weight) == (name, "", 1.5)
    assert reasons[1][1:] == plain[1][: REASONS - 1]
    assert [reasons[0], *reasons[2:]] == [plain[0], *plain[2:]]


@pytest.mark.parametrize("threshold", [0.0, 1.0])
def test_a_label_that_the_threshold_chose_is_explained_as_well(threshold: float) -> None:
    for paragraph in Cleaner(threshold=threshold).clean_text(TEXT).paragraphs:
        assert paragraph.reasons == [NO_REASON] or WEIGHT.search(paragraph.reasons[0])


def test_where_nothing_speaks_for_a_label_the_threshold_decided(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "LEAST", 1e9)
    reasons = cleaner.clean(PAGE).paragraphs[0].reasons
    assert reasons == [NO_REASON]
    assert (reasons[0].concept, reasons[0].weight) == ("threshold", 0.0)


# In documents


def test_cleaning_alone_loads_no_explanations() -> None:
    program = (
        f"import sys, cleaner; document = cleaner.clean({PAGE!r}); document.as_json()\n"
        "assert 'cleaner.explain.reasons' not in sys.modules\n"
        "assert document.reasons(0)\n"
        "assert not {'sklearn', 'onnx', 'scipy'} & set(sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        env=environment(),
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_the_document_and_its_paragraphs_say_the_same() -> None:
    document = cleaner.clean(PAGE)
    assert [document.reasons(i) for i in range(len(document.paragraphs))] == [
        paragraph.reasons for paragraph in document.paragraphs
    ]


def test_what_no_model_labelled_has_no_reasons() -> None:
    assert Paragraph("x").reasons == []
    assert Document([Paragraph("x")]).reasons(0) == []


def test_reasons_stand_in_json_only_if_asked_for() -> None:
    document = cleaner.clean_text(TEXT)
    assert "reasons" not in document.as_json()
    records = document.as_dict(reasons=True)["paragraphs"]
    assert [record["reasons"] for record in records] == [
        [reason.as_dict() for reason in p.reasons] for p in document.paragraphs
    ]


FILES = [path for path in sorted(SAMPLES.iterdir()) if path.suffix in (".html", ".txt")]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_sample_can_be_explained(path: Path) -> None:
    for paragraph in cleaner.clean(path).paragraphs:
        assert 0 < len(paragraph.reasons) <= REASONS
        assert not any("nan" in reason or "{" in reason.text for reason in paragraph.reasons)


@pytest.mark.parametrize("format", FORMATS)
def test_a_document_explained_in_pieces_has_the_same_reasons(
    format: Format, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = predicted(SOURCES[format], format)
    whole = [*explain(format, *document)]
    monkeypatch.setattr(module, "ROWS", 4)
    pieces = [*explain(format, *document)]
    assert pieces == whole
    assert [[r.as_dict() for r in own] for own in pieces] == [
        [r.as_dict() for r in own] for own in whole
    ]
