"""Quotations: the phrase, the class name, the cue words and the pattern that speak for a label."""

from __future__ import annotations

import numpy as np
import pytest

from cleaner.explain.quotations import NameQuotes, name_pattern, quote_cues, quote_phrases, shorten
from cleaner.features.class_names import ClassNameWeights
from cleaner.features.lexicon import Lexicon
from cleaner.features.page_type import PAGE_TYPES
from cleaner.paragraph import LABELS, Label
from cleaner.segment.html import segment_html

TOKENS = {
    "leave": (-0.5, 0.5),
    "leave a": (-1.0, 1.0),
    "a comment": (-1.0, 2.0),
    "=00 may": (-2.0, 1.0),
    "prose": (3.0, 0.0),
    "a": (0.0, 0.0),
    "comment": (0.0, 0.0),  # pairs are of words that the lexicon has, too
    "read": (0.0, 0.0),
    "^read": (-3.0, 0.1),
    "0000": (-1.0, 1.0),
    "straße": (-1.0, 1.0),
    "last": (1.0, 0.0),
}
LEXICON = Lexicon([*TOKENS], np.array([*TOKENS.values()]))


def phrase(text: str, label: Label) -> str:
    return quote_phrases([text], np.array([LABELS.index(label)]), LEXICON)[0]


@pytest.mark.parametrize(
    ("text", "label", "quotation"),
    [
        ("Please Leave a  Comment below", Label.CHROME, "phrase: “Leave a Comment”"),
        ("31 May", Label.SIDEBAR, "phrase: “31 May”"),
        ("Prose at last", Label.BODY, "phrase: “Prose”"),  # "last" weighs too little beside it
        ("At last", Label.BODY, "phrase: “last”"),
        ("Read all", Label.SIDEBAR, "phrase: “Read”"),
        ("All who read", Label.SIDEBAR, "no phrase typical of articles"),  # not its first word
        ("Since 1999, or so", Label.CHROME, "phrase: “1999”"),
        ("In der Straße dort", Label.CHROME, "phrase: “Straße”"),
        ("Leave a comment", Label.BODY, "no phrase typical of menus, teasers or forms"),
        ("Nothing known", Label.CHROME, "no phrase typical of articles"),
        ("", Label.CHROME, "no phrase typical of articles"),
    ],
)
def test_a_phrase_is_quoted_as_it_is_written(text: str, label: Label, quotation: str) -> None:
    assert phrase(text, label) == quotation


def test_phrases_of_many_texts_are_quoted_each_for_its_label() -> None:
    texts = ["Prose, leave a comment", "", "Prose, leave a comment"]
    labels = np.array([LABELS.index(label) for label in (Label.BODY, Label.BODY, Label.CHROME)])
    assert quote_phrases(texts, labels, LEXICON) == [
        "phrase: “Prose”",
        "no phrase typical of menus, teasers or forms",
        "phrase: “leave a comment”",
    ]


def test_of_a_long_text_its_head_and_tail_are_looked_at() -> None:
    filling = "w " * 250
    assert phrase(filling + "leave a comment", Label.CHROME) == "phrase: “leave a comment”"
    assert phrase("leave a comment " + filling, Label.CHROME) == "phrase: “leave a comment”"
    middle = filling + "prose " + filling
    assert phrase(middle, Label.BODY) == "no phrase typical of menus, teasers or forms"
    # The last word of the head and the first of the tail are no neighbours.
    words = ["w"] * 15 + ["prose"] + ["w"] * 20 + ["prose"] + ["w"] * 7
    assert phrase(" ".join(words), Label.BODY) == "phrase: “prose”"


def test_letters_that_become_two_do_not_shift_the_quotation() -> None:
    assert phrase("İstanbul'da İyi prose", Label.BODY) == "phrase: “prose”"


# Class names

NAMES = {
    "<p": (0.5, 0.0),
    "<footer": (-1.0, 1.5),
    "comments": (-2.0, 2.0),
    "teaser": (-1.0, -3.0),
    "#story": (4.0, 0.0),
    "role=banner": (-1.0, 1.0),
}
WEIGHTS = ClassNameWeights(
    [*NAMES],
    np.concatenate((np.array([*NAMES.values()]), np.zeros((len(NAMES), len(PAGE_TYPES)))), axis=1),
    np.zeros(len(PAGE_TYPES)),
)


@pytest.mark.parametrize(
    ("html", "label", "quotation"),
    [
        ("<p class=comments>x", Label.CHROME, "the class name “comments” speaks for chrome"),
        ("<div class=comments><p>x", Label.CHROME,
         "the class name “comments” on <div> speaks for chrome"),
        ("<div class='comments teaser'><p>x", Label.SIDEBAR,
         "the class name “teaser” on <div> speaks for sidebar"),
        ("<footer><p>x", Label.CHROME, "the tag <footer> around it speaks for chrome"),
        ("<footer class=teaser><p>x", Label.CHROME, "the tag <footer> around it speaks for chrome"),
        ("<p>x", Label.BODY, "the tag <p> speaks for body"),
        ("<div id=story><p>x", Label.BODY, "the id “story” on <div> speaks for body"),
        ("<div role=banner><b>x", Label.CHROME, "the role “banner” speaks for chrome"),
        ("<div role=banner><div>x", Label.CHROME, "the role “banner” on <div> speaks for chrome"),
        ("<p>x", Label.CHROME, "no class name around it speaks against chrome"),
        # The inner of two that weigh the same.
        ("<div class=comments><section class=comments><p>x", Label.CHROME,
         "the class name “comments” on <section> speaks for chrome"),
    ],
)  # fmt: skip
def test_the_name_of_most_weight_is_quoted(html: str, label: Label, quotation: str) -> None:
    names = NameQuotes(segment_html(html), WEIGHTS)
    assert names.quote(0, LABELS.index(label)) == quotation


def test_each_paragraph_has_the_names_around_itself() -> None:
    page = segment_html("<div class=comments><p>One<p>Two</div><div><p>Three")
    names = NameQuotes(page, WEIGHTS)
    chrome = LABELS.index(Label.CHROME)
    quotes = [names.quote(i, chrome) for i in range(3)]
    assert quotes[:2] == ["the class name “comments” on <div> speaks for chrome"] * 2
    assert quotes[2] == "no class name around it speaks against chrome"
    assert names.quote(0, LABELS.index(Label.BODY)) == "the tag <p> speaks for body"


# Cue words


@pytest.mark.parametrize(
    ("text", "cue", "quotation"),
    [
        ("Read more by the author", "all",
         "words typical of buttons, bylines or teasers: “read more”, “by”, “author”"),
        ("Read more by the author", "byline", "words typical of bylines: “by”, “author”"),
        ("Prose", "byline", "no words typical of bylines"),
        ("関連記事", "more", "words typical of teasers: “関連記事”, “関連”"),
        ("Get it", "urge", "words typical of calls to action: “get”"),
        ("To get it", "urge", "no words typical of calls to action"),
        # Only the opening and the close are looked at, as for the columns.
        ("w " * 20 + "by" + " w" * 20, "byline", "no words typical of bylines"),
    ],
)  # fmt: skip
def test_cue_words_are_quoted(text: str, cue: str, quotation: str) -> None:
    assert quote_cues(text, cue) == quotation


# Patterns of lines


@pytest.mark.parametrize(
    ("shapes", "name"),
    [
        ([5, 2, 6, 2, 6, 2, 6, 5], "part of a pattern, headline/date, repeated 3 times"),
        ([2, 2, 2, 2], "part of a pattern, headline, repeated 4 times"),
        ([9, 9], "part of a pattern, bulleted headline, repeated 2 times"),
        ([2] * 500, "part of a pattern, headline, repeated at least 43 times"),
        ([5, 4, 3, 2], "the lines around it repeat no pattern"),
        ([5], "the lines around it repeat no pattern"),
    ],
)
def test_a_pattern_is_named_and_counted(shapes: list[int], name: str) -> None:
    assert name_pattern(shapes, min(3, len(shapes) - 1)) == name


def test_a_quotation_is_one_short_line() -> None:
    assert shorten("one\n two\t three ") == "one two three"
    assert shorten("word " * 30) == ("word " * 12).rstrip() + "…"
