"""How paragraphs recur, and dates with them."""

from __future__ import annotations

import pytest
from small_pages import ARTICLE, Table, expect, html_columns

THIRD, SIXTH = 1 / 3, 1 / 6

ARTICLE_TABLE: Table = {
    # menu, headline, byline, long, short, hidden Home, Home: long and short are of one kin
    "dated": [0] * 7,
    "dated_before": [0] * 7,
    "dated_after": [0] * 7,
    "kin_dated": [0] * 7,
    "kin_dated_before": [0] * 7,
    "kin_dated_after": [0] * 7,
    "kin": [1, 1, 1, 2, 2, 1, 1],
    "dated_around": [0] * 7,
    "short_around": [6 / 7] * 7,
    "page_dated": [0] * 7,
    "rhythm": [0, 0, 0, 0.5, 0.5, 0, 0],
    "kin_below": [0, 0, 0, 1, 0, 0, 0],
    "kin_kin_below": [0, 0, 0, 0.5, 0.5, 0, 0],
}


def comment(name: str, date: str) -> str:
    return f"<div class=c><b class=n>{name}</b><p>{date}</p><p>What a fine ferry</p></div>"


def test_an_article() -> None:
    expect(html_columns(ARTICLE), ARTICLE_TABLE)


def test_comments_recur_with_their_dates() -> None:
    dates = ("27.11.2026", "17:05", "3 May 2025")
    comments = "".join(comment("Ann Lee", date) for date in dates)
    table: Table = {
        # name, date, words; and twice more: dates and words are of one kin
        "dated": [0, 1, 0] * 3,
        "dated_before": [0, 0, 1, 1, 0, 1, 1, 0, 1],
        "dated_after": [1, 0, 1, 1, 0, 1, 1, 0, 0],
        "kin_dated": [0, 0.5, 0.5] * 3,
        "kin_dated_before": [2 / 3, 0.5, 0.5] * 3,
        "kin_dated_after": [1, THIRD, THIRD] * 3,
        "kin": [3, 6, 6] * 3,
        "dated_around": [THIRD] * 9,
        "short_around": [1] * 9,
        "page_dated": [THIRD] * 9,
        # a date goes before words three times of six; words before a name twice, once before none
        "rhythm": [1, 0.5, THIRD, 1, 0.5, THIRD, 1, 0.5, SIXTH],
        "kin_below": [0, 1, 0] * 3,
        "kin_kin_below": [0, 0.5, 0.5] * 3,
    }
    expect(html_columns(f"<body>{comments}"), table)


def test_what_is_around_ends_after_ten_paragraphs() -> None:
    lines = "".join("<p>Line</p>" if i else "<p>27.11.2026</p>" for i in range(13))
    around = html_columns(f"<body>{lines}")["dated_around"]
    assert around[10] > 0
    assert around[11:] == [0, 0]


def test_what_is_around_begins_ten_paragraphs_before() -> None:
    lines = "".join("<p>Line</p>" if i < 12 else "<p>27.11.2026</p>" for i in range(13))
    around = html_columns(f"<body>{lines}")["dated_around"]
    assert around[:2] == [0, 0]
    assert around[2:] == pytest.approx([1 / 13] * 9 + [1 / 12, 1 / 11])


def test_texts_of_sixty_characters_are_not_short() -> None:
    columns = html_columns(f"<p>{'x' * 59}</p><p>{'x' * 60}</p>")
    assert columns["short_around"] == [1 / 2, 1 / 2]


def test_a_date_is_seen_two_paragraphs_away() -> None:
    lines = "".join(f"<p>{text}</p>" for text in ["Line"] * 3 + ["17:05"] + ["Line"] * 3)
    table: Table = {
        "dated": [0, 0, 0, 1, 0, 0, 0],
        "dated_before": [0, 0, 0, 0, 1, 1, 0],
        "dated_after": [0, 1, 1, 0, 0, 0, 0],
    }
    expect(html_columns(f"<body>{lines}"), table)


def test_classes_of_two_elements_above_tell_kin_apart() -> None:
    inner = "<div><p>One</p></div>"
    columns = html_columns(f"<body><div class=a>{inner}</div><div class=b>{inner}</div>")
    assert columns["kin"] == [1, 1]
