"""Placeholders: what a value, a column and a paragraph put into a text."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest
from predicted import predicted

from cleaner.explain.facts import (
    MARKS,
    OF_COLUMN,
    OF_PARAGRAPH,
    OF_VALUE,
    SHARES,
    DocumentFacts,
    compile_text,
)
from cleaner.explain.reasons import document_facts
from cleaner.explain.templates import TEMPLATES
from cleaner.features.columns import INPUT_COLUMNS
from cleaner.features.page_type import PAGE_TYPES


def document(**change: Any) -> DocumentFacts:
    """A plain text of three lines, of which nothing is known but these values."""
    names = {"topic_shared": 0.25, "place_run_length": 3.0, **change}
    matrix = np.array([[*names.values()]] * 3, np.float32)
    return DocumentFacts(
        ["One", "Two", "Three"], matrix, {n: i for i, n in enumerate(names)}, [0] * 3
    )


def filled(text: str, value: float = 0.0, **groups: str) -> str:
    return compile_text(text, groups)(document(), 1, value)


@pytest.mark.parametrize(
    ("text", "value", "expected"),
    [
        ("{value:.1f} word{s}", 1.0, "1.0 word"),
        ("{value:.0f} word{s}", 2.0, "2 words"),
        ("{value:.0f} slash{es}", 2.0, "2 slashes"),
        ("{percent} links", 0.256, "26 % links"),
        ("{percent} links", 1.4, "100 % links"),
        ("occurs {times}", 1.0, "occurs once"),
        ("occurs {times}", 2.0, "occurs twice"),
        ("occurs {times}", 3.0, "occurs 3 times"),
        ("has {words}", float(np.log1p(1)), "has 1 word"),
        ("has {words}", float(np.log1p(12)), "has 12 words"),
        ("{away} the title", -2.0, "2 paragraphs above the title"),
        ("{away} the title", 1.0, "1 paragraph below the title"),
        ("{alike}", 1.0, "no other paragraph has the same markup"),
        ("{alike}", 2.0, "1 other paragraph has the same markup"),
        ("{alike}", 5.0, "4 other paragraphs have the same markup"),
        ("body {points}", -0.124, "body 12 percentage points less likely"),
        ("body {points}", 0.5, "body 50 percentage points more likely"),
        ("{longer} than", -0.5, "shorter than"),
        ("it {looks_body}", 1.25, "it looks like article text (score +1.2)"),
        ("it {looks_body}", -2.0, "it looks unlike article text (score -2.0)"),
        ("they {look_chrome}", 8.31, "they look like interface text (score +8.3)"),
        ("they {look_chrome}", -1.0, "they look like teasers or menus (score -1.0)"),
        ("names {speak_body}", 1.0, "names speak for body (score +1.0)"),
        ("names {speak_chrome}", -1.0, "names speak against chrome (score -1.0)"),
        ("looks {more_body}", -1.0, "looks less like article text (score -1.0)"),
        ("looks {more_chrome}", 1.0, "looks more like interface text (score +1.0)"),
        ("100 % of {value:.0f}", 3.0, "100 % of 3"),
        ("nothing to fill", 3.0, "nothing to fill"),
    ],
)
def test_values_are_put_into_words(text: str, value: float, expected: str) -> None:
    assert filled(text, value) == expected


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ("neighbour-1", "the paragraph before it"),
        ("at+2", "the 2nd paragraph after it"),
        ("within5", "the 10 lines around it"),
        ("before", "the lines before it"),
        ("after", "the lines after it"),
    ],
)
def test_other_paragraphs_are_named(where: str, expected: str) -> None:
    assert filled("{where}", where=where) == expected
    assert filled("{no_where}", where=where) == "no " + expected.removeprefix("the ")


def test_containers_are_counted_outward() -> None:
    names = [filled("{container}", container=f"container{level}") for level in (1, 2, 3, 4)]
    assert names == [
        "its container", "the 2nd container around it", "the 3rd container around it",
        "the 4th container around it",
    ]  # fmt: skip


def test_facts_of_the_paragraph_come_from_its_other_columns() -> None:
    assert filled("{topic} occur") == "25 % occur"
    assert filled("{block}") == "in a block of 3 lines of similar length"
    alone = compile_text("{block}", {})(document(place_run_length=1.0), 1, 0.0)
    assert alone == "alone between lines of other lengths"


def test_the_page_type_is_the_likeliest() -> None:
    likely = {f"page_p_{name}": 0.01 for name in PAGE_TYPES}
    facts = document(**{**likely, "page_p_forum": 0.9})
    expected = "the page looks like type “forum” (90 %)"
    assert compile_text("{page_type}", {})(facts, 1, 0.0) == expected


def test_the_heading_above_is_quoted() -> None:
    source = "<p>One</p><h2>Leave a comment</h2><p>Two</p><p>Three</p>"
    facts = document_facts("html", *predicted(source, "html"))
    texts = [compile_text("{heading}", {})(facts, i, 2.0) for i in range(4)]
    none, under = "under no heading", "under the heading “Leave a comment”"
    assert texts == [none, none, under, under]


def test_what_is_no_placeholder_is_refused() -> None:
    with pytest.raises(KeyError, match="unknown"):
        compile_text("{unknown}", {})


# Nothing for nothing


def test_every_placeholder_is_used_by_some_template() -> None:
    used = {name for templates in TEMPLATES.values() for t in templates for name in t.placeholders}
    assert {*OF_VALUE, *OF_COLUMN, *OF_PARAGRAPH, "value"} == used


def test_every_mark_and_share_stands_for_a_column() -> None:
    columns = " ".join(INPUT_COLUMNS["text"]["trees"])
    for mark in MARKS:
        assert re.search(rf"\b((ends|opens)_)?{mark}\b", columns), mark
    for share in SHARES:
        assert f"document_{share}_share" in columns
