"""The benchmark of reasons: what it counts, not how fast they are."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest
from reasons import Times, documents, figures_of, measure
from support import PROSE, page, write_corpus

import cleaner


def test_pages_are_cleaned_as_html_and_labelled_lines_as_text(tmp_path: Path) -> None:
    pages = write_corpus(tmp_path / "pages", [{"id": "a"}], a=page())
    assert [clean().format for clean in documents(pages, 0)] == ["html"]


def test_documents_are_drawn_evenly(tmp_path: Path) -> None:
    ids = [str(i) for i in range(9)]
    corpus = write_corpus(tmp_path, [{"id": i} for i in ids], **{i: f"<p>{i}" for i in ids})
    drawn = [clean().paragraphs[0].text for clean in documents(corpus, 3)]
    assert drawn == ["0", "4", "8"]
    assert len(documents(corpus, 0)) == 9


def test_a_document_is_cleaned_and_explained() -> None:
    times = measure(partial(cleaner.clean_text, "\n".join(PROSE)), 1)
    assert times is not None
    assert times.cleaning > 0
    assert times.reasons > 0
    assert times.one > 0


def test_a_document_without_paragraphs_does_not_count() -> None:
    assert measure(partial(cleaner.clean_text, ""), 1) is None


def test_ratios_are_taken_document_by_document() -> None:
    cleaning = (0.001, 0.002, 0.010)
    figures = figures_of([Times(seconds, 0.001, 0.0005) for seconds in cleaning])
    assert figures["documents"] == 3
    assert figures["cleaning"] == pytest.approx(2.0)
    assert figures["ratio 50 %"] == pytest.approx(0.5)
    assert figures["all"] == pytest.approx(3 / 13)
    assert figures["one"] == pytest.approx(0.25)
