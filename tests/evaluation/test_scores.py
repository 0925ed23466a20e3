"""Scores of a page: what the tool made of it, measured against what its corpus says."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from cleaner.evaluation import scores
from cleaner.evaluation.gold import GoldPage
from cleaner.evaluation.scores import (
    PageScore,
    ScoredLine,
    score_baseline,
    score_lines,
    score_page,
    score_pages,
)
from cleaner.paragraph import Label, Paragraph

BODY, SIDEBAR, CHROME = "body", "sidebar", "chrome"


@dataclass
class Cleaned:
    """What the stand-in for the product makes of every page."""

    paragraphs: list[Paragraph]
    confidence: float = 0.75

    def as_text(self, *, title: bool, captions: bool) -> str:
        assert not title
        assert not captions
        return "\n\n".join(p.text for p in self.paragraphs if p.label is Label.BODY)


@pytest.fixture
def product(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """A stand-in for the product: `cleaned` is what it gives, `calls` what it was asked for."""
    state: dict[str, Any] = {"cleaned": Cleaned([]), "calls": []}

    class Cleaner:
        def __init__(self, model: Path | None, **options: object) -> None:
            self.made = (model, options)

        def clean_html(self, source: str) -> Cleaned:
            state["calls"].append(("html", *self.made, source))
            cleaned: Cleaned = state["cleaned"]
            return cleaned

        def clean_text(self, source: str) -> Cleaned:
            state["calls"].append(("text", *self.made, source))
            cleaned: Cleaned = state["cleaned"]
            return cleaned

    monkeypatch.setattr(scores, "Cleaner", Cleaner)
    return state


def paragraphs(*labelled: tuple[str, Label]) -> Cleaned:
    """Paragraphs of a plain text, a line each."""
    made, at = [], 0
    for text, label in labelled:
        made.append(Paragraph(text, start=at, end=at + len(text), label=label))
        at += len(text) + 1
    return Cleaned(made)


PAGE = GoldPage("ferries", "1", "", "en", "article", "", html="<p>x", language_source="page")


def test_a_gold_text_is_compared_with_the_article(product: dict[str, Any]) -> None:
    product["cleaned"] = paragraphs(("one two three four", Label.BODY), ("five", Label.CHROME))
    score = score_page(replace(PAGE, text="one two three four six"), Path("models"))
    assert product["calls"] == [
        ("html", Path("models"), {"profile": "article", "max_bytes": None}, "<p>x")
    ]
    assert score.words == pytest.approx(8 / 9)
    assert score.shingles == (1.0, 0.5)
    assert (score.tool, score.corpus, score.id) == ("cleaner", "ferries", "1")
    assert (score.page_type, score.lang, score.language_source) == ("article", "en", "page")
    assert score.format == "html"
    assert score.confidence == 0.75
    others = (score.snippets, score.confusion, score.exact, score.kept_words)
    assert all(measure is None for measure in others)


def test_snippets_are_counted_with_or_without_a_gold_text(product: dict[str, Any]) -> None:
    product["cleaned"] = paragraphs(("one two", Label.BODY), ("three", Label.CHROME))
    score = score_page(replace(PAGE, required=["one"], forbidden=["two", "three"]), None)
    assert score.snippets == (1, 1, 0)
    assert score.words is None
    assert score.shingles is None
    assert score_page(replace(PAGE, forbidden=["two"]), None).snippets == (0, 1, 0)


def test_a_labelled_page_is_compared_paragraph_by_paragraph(product: dict[str, Any]) -> None:
    product["cleaned"] = paragraphs(
        ("Home", Label.CHROME), ("The ferry  is late.", Label.BODY), ("A goat.", Label.BODY),
        ("New here", Label.BODY),
    )  # fmt: skip
    page = replace(
        PAGE, lines=["Home", "The ferry is late.", "A goat."], labels=[SIDEBAR, BODY, CHROME],
        labelled_by="Ann",
    )  # fmt: skip
    score = score_page(page, None)
    assert product["calls"] == [("html", None, {"max_bytes": None}, "<p>x")]
    assert score.confusion is not None
    assert score.confusion.tolist() == [[1, 0, 0], [0, 0, 1], [1, 0, 0]]
    assert score.kept_words == (4, 4, 2)
    assert score.exact is False
    assert (score.labelled_by, score.format) == ("Ann", "html")
    assert score.words is None


def test_a_page_is_exactly_right_if_body_and_boilerplate_are_told_apart(
    product: dict[str, Any],
) -> None:
    product["cleaned"] = paragraphs(("Home", Label.CHROME), ("The ferry.", Label.BODY))
    page = replace(PAGE, lines=["Home", "The ferry."], labels=[SIDEBAR, BODY])
    assert score_page(page, None).exact is True  # sidebar for chrome: not body, either way


@pytest.mark.parametrize(
    ("lines", "labels", "exact"),
    [
        (["Home", "Gone."], [SIDEBAR, BODY], False),  # a labelled line is missing
        (["Home", "Gone."], [SIDEBAR, ""], True),  # of this one nobody could tell
        (["Home", "• — •"], [SIDEBAR, CHROME], True),  # symbols alone are no paragraph
    ],
)
def test_a_missing_line_counts_if_it_has_a_label(
    product: dict[str, Any], lines: list[str], labels: list[str], exact: bool
) -> None:
    product["cleaned"] = paragraphs(("Home", Label.SIDEBAR))
    assert score_page(replace(PAGE, lines=lines, labels=labels), None).exact is exact


def test_labelled_text_is_compared_line_by_line(product: dict[str, Any]) -> None:
    lines = ["Home", "The ferry is", "  late today.", "Share"]
    joined = "The ferry is\n  late today."  # two lines of one wrapped paragraph
    product["cleaned"] = paragraphs(
        ("Home", Label.SIDEBAR), (joined, Label.BODY), ("Share", Label.CHROME)
    )
    page = replace(PAGE, html=None, lines=lines, labels=[SIDEBAR, BODY, BODY, BODY])
    score = score_page(page, None)
    assert product["calls"] == [("text", None, {"max_bytes": None}, "\n".join(lines))]
    assert score.confusion is not None
    assert score.confusion.tolist() == [[2, 0, 1], [0, 1, 0], [0, 0, 0]]
    assert score.kept_words == (5, 6, 0)
    assert score.format == "text"


def test_a_line_belongs_to_the_paragraph_that_it_starts_in(product: dict[str, Any]) -> None:
    cleaned = [
        Paragraph("A", start=2, end=3, label=Label.BODY),
        Paragraph("B", start=5, end=6, label=Label.CHROME),
        Paragraph("of HTML", label=Label.BODY),
    ]
    product["cleaned"] = Cleaned(cleaned)
    page = replace(PAGE, html=None, lines=["  A ", "B"], labels=[BODY, CHROME])
    assert score_page(page, None).exact is True


def test_a_text_without_paragraphs_is_all_boilerplate(product: dict[str, Any]) -> None:
    page = replace(PAGE, html=None, lines=["…", "A"], labels=[CHROME, BODY])
    score = score_page(page, None)
    assert score.confusion is not None
    assert score.confusion.tolist() == [[0, 0, 1], [0, 0, 0], [0, 0, 1]]
    assert [line.scores for line in score.lines] == [(0.0, 0.0, 1.0)] * 2


def test_a_line_below_the_last_paragraph_belongs_to_it(product: dict[str, Any]) -> None:
    product["cleaned"] = paragraphs(("A ferry.", Label.BODY))
    page = replace(PAGE, html=None, lines=["A ferry.", "* * *", "– –"], labels=[BODY, BODY, ""])
    score = score_page(page, None)
    assert [(line.text, line.predicted) for line in score.lines] == [
        ("A ferry.", BODY), ("* * *", BODY),
    ]  # fmt: skip


def test_probabilities_are_those_of_the_paragraph(product: dict[str, Any]) -> None:
    texts = [("Home", (0.1, 0.7, 0.2)), ("A ferry.", (0.8, 0.1, 0.1))]
    product["cleaned"] = Cleaned(
        [
            Paragraph(text, start=at, end=at + len(text), label=Label.BODY, scores=scores)
            for (text, scores), at in zip(texts, (0, 5))
        ]
    )
    page = replace(PAGE, lines=["Home", "A ferry."], labels=[SIDEBAR, BODY])
    for of_format in (page, replace(page, html=None)):
        assert [line.scores for line in score_page(of_format, None).lines] == [
            scores for _, scores in texts
        ]


def empty() -> PageScore:
    return PageScore("cleaner", "c", "1", "article", "en")


def test_words_are_counted_as_the_product_counts_them() -> None:
    score = empty()
    score_lines(
        score,
        [
            ScoredLine(BODY, BODY, "船は朝七時に港を出る。"),  # no spaces, but not one word
            ScoredLine(BODY, CHROME, "one two three"),
            ScoredLine(CHROME, BODY, "four five"),
            ScoredLine(SIDEBAR, CHROME, "six"),
        ],
    )
    assert score.kept_words is not None
    kept, body, boilerplate = score.kept_words
    assert kept > 4
    assert body == kept + 3
    assert boilerplate == 2


def test_lines_without_a_gold_label_do_not_count() -> None:
    score = empty()
    score_lines(score, [ScoredLine("", BODY, "one two"), ScoredLine(BODY, BODY, "three")])
    assert score.confusion is not None
    assert score.confusion.sum() == 1
    assert score.kept_words == (1, 1, 0)
    assert score.exact is True


def test_no_incomplete_page_is_exactly_right() -> None:
    score = empty()
    score_lines(score, [ScoredLine(BODY, BODY, "a")], complete=False)
    assert score.exact is False


def test_a_baseline_is_measured_by_the_same_gold() -> None:
    page = replace(PAGE, text="one two", required=["one"], forbidden=["x"])
    score = score_baseline("other", lambda html: html.removeprefix("<p>") + " one", page)
    assert score.tool == "other"
    assert score.words == pytest.approx(0.5)
    assert score.snippets == (1, 1, 0)


def test_a_baseline_that_crashes_gives_no_text() -> None:
    def crash(html: str) -> str:
        raise ZeroDivisionError

    assert score_baseline("other", crash, replace(PAGE, text="one")).words == 0.0


def test_baselines_are_measured_on_pages_without_labels_alone(product: dict[str, Any]) -> None:
    pages = [
        replace(PAGE, id="gold", text="x"),
        replace(PAGE, id="lines", lines=["x"], labels=[BODY]),
    ]
    models: list[str] = []

    def model_of(page: GoldPage) -> Path | None:
        models.append(page.id)
        return None

    found = score_pages(pages, model_of, {"a": str, "b": str})
    assert [(score.tool, score.id) for score in found] == [
        ("cleaner", "gold"), ("a", "gold"), ("b", "gold"), ("cleaner", "lines"),
    ]  # fmt: skip
    assert models == ["gold", "lines"]


def test_the_shipped_model_is_scored_as_users_run_it() -> None:
    prose = "The ferry came back on Monday, half an hour late, and nobody on the island complained."
    html = f"<nav><a href=/>Home</a></nav><article><p>{prose}</p><p>{prose}</p></article>"
    score = score_page(replace(PAGE, html=html, text=f"{prose} {prose}"), None)
    assert score.words is not None
    assert score.words > 0.9
    labelled = replace(PAGE, html=html, lines=["Home", prose, prose], labels=[SIDEBAR, BODY, BODY])
    score = score_page(labelled, None)
    assert score.confusion is not None
    assert score.confusion.sum() == 3
