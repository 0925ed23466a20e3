"""Labelled pages as other tools flatten them."""

from __future__ import annotations

import logging
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from cleaner.evaluation.gold import GoldPage
from cleaner.training.cache import Cache
from cleaner.training.data import renderers as rendering
from cleaner.training.data.flatten import (
    BODY,
    CHROME,
    SIDEBAR,
    UNKNOWN,
    WHOLE_PAGE,
    clean_article,
    label_rendered,
    make_documents,
)
from cleaner.training.data.renderers import render, renderers
from cleaner.training.recipe import make_recipe

RECIPE = make_recipe("text").flatten
LINES = [
    "Home", "The noon ferry", "The ferry to the island left at noon, and nobody waved to it.",
    "Share", "Its captain had watched the tide all morning and said that the wind would turn.",
    "More news", "Share",
]  # fmt: skip
LABELS = ["sidebar", "body", "body", "chrome", "body", "sidebar", "chrome"]
PAGE = GoldPage(
    corpus="made", id="1", url="https://quay.example.com/a", lang="en", page_type="article",
    title="The noon ferry", html="<body>" + "".join(f"<p>{line}</p>" for line in LINES) + "</body>",
    text="\n".join(LINES), lines=LINES, labels=LABELS,
)  # fmt: skip


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (LINES, [SIDEBAR, BODY, BODY, CHROME, BODY, SIDEBAR, CHROME]),
        (["Nothing of that page stands here at all, not one word."], [UNKNOWN]),
        ([LINES[1] + " " + LINES[2]], [BODY]),  # two lines in one
        ([LINES[2] + " Share"], [BODY]),  # most words decide
        (LINES[4:] + LINES[:1], [BODY, SIDEBAR, CHROME, SIDEBAR]),  # out of order, but one place
        (["the ferry to the island left at noon"], [BODY]),  # a part of a line
        ([], []),
    ],
)
def test_a_paragraph_gets_the_label_of_its_words(texts: list[str], expected: list[int]) -> None:
    assert label_rendered(texts, LINES, LABELS).tolist() == expected


def test_order_decides_if_the_same_words_stand_at_several_places() -> None:
    lines = ["Ferry", LINES[2], "Ferry"]
    labels = ["body", "body", "sidebar"]
    assert label_rendered(["Ferry", LINES[2]], lines, labels).tolist() == [BODY, BODY]
    assert label_rendered([LINES[2], "Ferry"], lines, labels).tolist() == [BODY, SIDEBAR]


def test_a_line_without_a_label_leaves_its_paragraph_unknown() -> None:
    labels = ["", *LABELS[1:]]
    assert label_rendered(LINES, LINES, labels)[0] == UNKNOWN


def test_a_page_is_a_document_whole_and_by_each_renderer(monkeypatch: pytest.MonkeyPatch) -> None:
    upper = {"upper": lambda html, url: "\n\n".join(LINES).upper(), "none": lambda html, url: ""}
    monkeypatch.setattr(rendering, "renderers", lambda: upper)
    whole, rendered = make_documents(PAGE, RECIPE, seed=0)
    assert (whole.tool, rendered.tool) == (WHOLE_PAGE, "upper")  # nothing is no document
    assert whole.texts == LINES
    assert rendered.labels.tolist() == whole.labels.tolist()
    assert whole.page == rendered.page == "made:1"
    # Articles that an extractor has been over weigh more.
    assert (whole.weight, rendered.weight) == (1.0, RECIPE.article_weight)


def test_symbols_alone_have_no_label(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rendering, "renderers", dict)
    page = replace(PAGE, lines=["* * *", *LINES], labels=["chrome", *LABELS])
    (whole,) = make_documents(page, RECIPE, seed=0)
    assert whole.labels.tolist() == [UNKNOWN, SIDEBAR, BODY, BODY, CHROME, BODY, SIDEBAR, CHROME]


def test_a_renderer_takes_its_share_of_the_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    both = {"all": lambda html, url: "x", "tenth": lambda html, url: "x"}
    monkeypatch.setattr(rendering, "renderers", lambda: both)
    pages = [replace(PAGE, id=str(number)) for number in range(300)]
    made = [render(page, {"tenth": 0.1}, share=1.0, seed=0) for page in pages]
    assert all("all" in of_page for of_page in made)
    assert 10 < sum("tenth" in of_page for of_page in made) < 60
    assert made == [render(page, {"tenth": 0.1}, share=1.0, seed=0) for page in pages]


def test_a_renderer_that_fails_gives_nothing_and_says_nothing(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(html: str, url: str) -> str:
        logging.getLogger("trafilatura.core").error("odd page")
        logging.getLogger("mine").error("mine")
        raise ValueError

    monkeypatch.setattr(rendering, "renderers", lambda: {"fails": fail})
    assert render(PAGE, {}, share=1.0, seed=0) == {}
    assert [record.name for record in caplog.records] == ["mine"]  # other loggers are let be


@pytest.mark.parametrize("name", ["lynx", "markdown"])
def test_what_a_renderer_adds_for_links_does_not_hide_whose_words_they_are(name: str) -> None:
    pytest.importorskip("html2text")
    html = (
        '<nav><a href="/a">Home</a></nav><h1>The noon ferry</h1><p>The ferry to the island left '
        'at <a href="/noon">noon</a>, and nobody waved to it.</p><a href="/s">Share</a>'
    )
    text = rendering._RENDERERS[name]()(html, "https://quay.example.com/a")
    assert "https://quay.example.com/noon" in text
    paragraphs = [line for line in text.split("\n") if line.strip()]
    unmarked = [rendering.without_markup(line) for line in paragraphs]
    labels = dict(zip(paragraphs, label_rendered(unmarked, LINES, LABELS).tolist()))
    assert {label for text, label in labels.items() if "noon ferry" in text} == {BODY}
    assert {label for text, label in labels.items() if "nobody" in text} == {BODY}
    assert {label for text, label in labels.items() if "Home" in text} == {SIDEBAR}


def test_lynx_indents_and_wraps_its_lines() -> None:
    pytest.importorskip("html2text")
    text = rendering._RENDERERS["lynx"]()(PAGE.html or "" + "<p>" + "word " * 60, "")
    lines = [line for line in text.split("\n") if line.strip()]
    assert all(line.startswith("   ") and len(line) <= 79 for line in lines)


def test_what_is_installed_renders_a_page() -> None:
    assert "trafilatura" in renderers()
    assert LINES[2] in render(PAGE, {}, share=1.0, seed=0)["trafilatura"]


PITCH = "Book your crossing with our ferries today and save ten of every hundred crowns."


def test_gold_text_is_body_but_for_what_labels_say() -> None:
    body = [LINES[1], LINES[2], LINES[4]]
    gold = replace(PAGE, text="\n\n".join([*body, PITCH]), lines=[], labels=[])
    alone = clean_article(gold)
    assert alone is not None
    assert alone.labels.tolist() == [BODY] * 4
    with_labels = replace(gold, lines=[*body, PITCH], labels=["body"] * 3 + ["sidebar"])
    corrected = clean_article(gold, with_labels)
    assert corrected is not None
    assert corrected.labels.tolist() == [BODY] * 3 + [SIDEBAR]


def test_a_gold_text_of_a_few_lines_is_no_article() -> None:
    assert clean_article(replace(PAGE, text="One.\n\nTwo.\n\nThree.")) is None


def test_labels_are_small_integers() -> None:
    assert label_rendered(LINES, LINES, LABELS).dtype == np.int8


def test_renders_of_a_page_are_made_once_if_there_is_a_cache(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []

    def counted(html: str, url: str) -> str:
        made.append(html)
        return "rendered"

    monkeypatch.setattr(rendering, "renderers", lambda: {"counted": counted})
    for page in (PAGE, PAGE, replace(PAGE, html="<p>Other.</p>")):
        assert render(page, {}, share=1.0, seed=0, cache=Cache(tmp_path)) == {"counted": "rendered"}
    assert made == [PAGE.html, "<p>Other.</p>"]
