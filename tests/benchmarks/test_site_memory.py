"""The benchmark of site memory."""

from __future__ import annotations

import pytest
import site_memory
from site_memory import difference, pages_of_sites, remember

from cleaner.evaluation.gold import GoldPage
from cleaner.segment.html import segment_html


def page(page_id: str, site: str, text: str | None = "x", html: str = "<p>Share this") -> GoldPage:
    return GoldPage("mills", page_id, f"https://{site}", "en", "article", "", html=html, text=text)


def test_only_sites_with_enough_pages_with_gold_text_count() -> None:
    pages = [
        page("1", "one.org"), page("2", "two.org"), page("3", "one.org"), page("4", "two.org", None)
    ]  # fmt: skip
    assert [p.id for p in pages_of_sites(pages, 2)] == ["1", "3"]
    assert [p.id for p in pages_of_sites(pages, 1)] == ["1", "3", "2"]


def test_the_memory_is_of_each_site() -> None:
    pages = [page("1", "one.org"), page("2", "one.org"), page("3", "two.org")]
    memory = remember(pages, 2)
    assert (memory.pages("one.org"), memory.pages("two.org")) == (2, 1)
    segmented = segment_html("<p>Share this</p><p>The ferry")
    assert memory.repeated(segmented, "https://one.org/a").tolist() == [True, False]
    assert memory.repeated(segmented, "https://two.org/a").tolist() == [False, False]


def test_the_difference_of_word_f1_has_its_error() -> None:
    golds, alone, better = ["a b", "c d", "e f"], ["a b", "c x", "x y"], ["a b", "c d", "e y"]
    found = difference(golds, alone, better, shingles=False)
    assert found.pages == 3
    assert found.alone == pytest.approx(0.5)
    assert found.with_memory == pytest.approx(2.5 / 3)
    # The differences are 0, .5 and .5: their standard deviation is .2887.
    assert found.error == pytest.approx(2 * 0.288675 / 3**0.5, abs=1e-5)


def test_shingle_f1_is_of_the_mean_precision_and_recall() -> None:
    found = difference(["a b c d"] * 2, ["a b c d", "x"], ["a b c d e"] * 2, shingles=True)
    assert found.alone == pytest.approx(0.5)
    assert found.with_memory == pytest.approx(2 * 0.5 * 1 / 1.5)


def test_one_page_has_no_error() -> None:
    assert difference(["a"], ["a"], ["b"], shingles=False).error == 0.0


def test_texts_are_the_article_of_each_page() -> None:
    prose = "The ferry came back on Monday, half an hour late, and nobody complained about it."
    others = "".join(f"<p>{prose} It was the {number}th time.</p>" for number in range(4, 9))
    html = f"<article><h1>The ferry is back</h1><p>{prose}</p>{others}</article>"
    pages = [page("1", "one.org", html=html)]
    (text,) = site_memory.texts_of(pages, lambda page: None, None)
    assert prose in text
