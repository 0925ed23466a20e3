"""The benchmark of splices: paragraphs of another article in a clean one."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from splices import (
    OTHER,
    SAME_SITE,
    SUBJECT,
    Counts,
    count,
    likeness,
    lost_again,
    lost_untouched,
    pairs_of,
    spliced,
)

from cleaner import Document
from cleaner.evaluation.gold import GoldPage
from cleaner.paragraph import Label, Paragraph
from cleaner.training.data.flatten import TextDocument


def article(site: str, *texts: str, lang: str = "en") -> TextDocument:
    return TextDocument(
        texts[0], "gold", site, lang, "article", list(texts), np.zeros(len(texts), np.int8)
    )


def dropping(word: str):  # type: ignore[no-untyped-def]
    """A stand-in for the product that drops each paragraph with a word."""

    def clean(text: str) -> Document:
        made, at = [], 0
        for part in text.split("\n\n"):
            label = Label.SIDEBAR if word in part else Label.BODY
            made.append(Paragraph(part, start=at, end=at + len(part), label=label))
            at += len(part) + 2
        kept = "\n\n".join(p.text for p in made if p.label is Label.BODY)
        cleaned = type("Cleaned", (), {"paragraphs": made, "as_text": lambda self: kept})()
        return cleaned  # type: ignore[no-any-return]

    return clean


@pytest.mark.parametrize(
    ("place", "texts", "at"),
    [
        ("start", ["x", "y", "a", "b", "c"], 0),
        ("middle", ["a", "x", "y", "b", "c"], 1),
        ("end", ["a", "b", "c", "x", "y"], 3),
    ],
)
def test_foreign_paragraphs_stand_in_their_place(place: str, texts: list[str], at: int) -> None:
    assert spliced(["a", "b", "c"], ["x", "y"], place) == (texts, at)


ARTICLES = [
    article("one.org", "The ferry"),
    article("one.org", "The goat"),
    article("two.org", "The ferry again"),
    article("three.org", "Die Fähre", lang="de"),
    article("two.org", "The ferry"),
]


def pairs(origin: str, cosines: Sequence[Sequence[float]] = ()) -> list[tuple[str, str, str]]:
    return [
        (one.texts[0], other.texts[0], other.domain)
        for one, other in pairs_of(ARTICLES, origin, 1, cosines)
    ]


def test_another_article_is_of_the_same_language_and_site_or_of_another_site() -> None:
    same = pairs(SAME_SITE)
    assert ("The ferry", "The goat", "one.org") in same
    assert len(same) == 4  # the German one has none
    for _, other, _ in pairs(OTHER):
        assert other != "Die Fähre"
    assert ("The goat", "The ferry again", "two.org") in pairs(OTHER) or (
        "The goat", "The ferry", "two.org",
    ) in pairs(OTHER)  # fmt: skip


def test_an_article_that_opens_alike_is_no_other_article() -> None:
    assert all(one != other for one, other, _ in pairs(OTHER))


def test_the_nearest_in_subject_has_the_highest_cosine() -> None:
    cosines = [[0, 0, 0.9, 1, 0.2], [0, 0, 0.1, 1, 0.5], *[[0.5, 0.9, 0, 0, 0]] * 3]
    nearest = {one: other for one, other, _ in pairs(SUBJECT, cosines)}
    assert nearest["The goat"] == "The ferry"
    assert nearest["The ferry again"] == "The goat"


@pytest.mark.slow
def test_likeness_is_that_of_words() -> None:
    pytest.importorskip("sklearn")
    cosines = likeness(ARTICLES)
    assert cosines[0][0] == pytest.approx(1.0)
    assert cosines[0][2] > cosines[0][1] > cosines[0][3] == 0.0


def test_what_is_dropped_is_counted_by_whose_it_is() -> None:
    one, other = article("one.org", "a", "b x", "c", "d"), article("two.org", "x 1", "y 2", "x 3")
    counts = count([(one, other)], "middle", 2, dropping("x"))
    assert counts == Counts(foreign=2, dropped=1, own=4, lost=1)
    assert (counts.recall, counts.loss) == (0.5, 0.25)
    whole = count([(one, other), (other, one)], "end", 9, dropping("x"))
    assert whole == Counts(foreign=7, dropped=3, own=7, lost=3)
    assert (Counts().recall, Counts().loss) == (0.0, 0.0)


def test_loss_without_a_splice_is_over_all_paragraphs() -> None:
    articles = [article("one.org", "a", "b x"), article("two.org", "c", "d")]
    assert lost_untouched(articles, dropping("x")) == 0.25
    assert lost_untouched([], dropping("x")) == 0.0


def test_what_cleaning_again_loses_is_counted_in_words() -> None:
    pages = [
        GoldPage("mills", "1", "", "en", "article", "", html=f"one two three\n\n{w} x")
        for w in "ab"
    ]
    again = lost_again(pages, dropping("nothing"), dropping("b"))
    assert again == pytest.approx(2 / 10)
    assert lost_again([], dropping("x"), dropping("x")) == 0.0
