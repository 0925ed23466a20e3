"""The position of a paragraph on its page."""

from __future__ import annotations

import numpy as np
from small_pages import ARTICLE, PRODUCT, PROSE, Table, expect, html_columns

ARTICLE_TABLE: Table = {
    # menu, headline, byline, long, short, hidden Home, Home
    "at_place": [0, 1 / 7, 2 / 7, 3 / 7, 4 / 7, 5 / 7, 6 / 7],
    "at_words_before": [0, 3 / 33, 7 / 33, 10 / 33, 28 / 33, 31 / 33, 32 / 33],
    "at_long_before": [0, 0, 0, 0, 1, 1, 1],
    "at_long_after": [1, 1, 1, 0, 0, 0, 0],
    "at_to_long_before": [999, 999, 999, 999, 1, 2, 3],
    "at_to_long_after": [3, 2, 1, 999, 999, 999, 999],
    "at_from_title": [-1, 0, 1, 2, 3, 4, 5],
    "at_after_title": [0, 1, 1, 1, 1, 1, 1],
    "at_from_heading": [999, 999, 1, 2, 3, 4, 5],
    "at_heading_rank": [0, 0, 1, 1, 1, 1, 1],
    "at_heading_text_body": [0, 0, *[3.5 / np.sqrt(5)] * 5],
    "at_heading_text_chrome": [0, 0, *[-0.5 / np.sqrt(5)] * 5],
    "at_heading_class_body": [0, 0, 1, 1, 1, 1, 1],
    "at_heading_class_chrome": [0, 0, -1, -1, -1, -1, -1],
    "at_from_h1": [-1, 0, 1, 2, 3, 4, 5],
}


def test_an_article() -> None:
    expect(html_columns(ARTICLE), ARTICLE_TABLE)


def test_a_page_without_a_title_and_without_running_text() -> None:
    table: Table = {
        # h2, h3, figcaption, td, blockquote, button, li
        "at_words_before": [0, 1 / 13, 5 / 13, 7 / 13, 9 / 13, 11 / 13, 12 / 13],
        "at_long_before": [0, 0, 0, 0, 0, 0, 0],
        "at_to_long_before": [999] * 7,
        "at_to_long_after": [999] * 7,
        "at_from_title": [999] * 7,
        "at_after_title": [-1] * 7,
        "at_from_heading": [999, 1, 1, 2, 3, 4, 5],
        "at_heading_rank": [0, 2, 3, 3, 3, 3, 3],
        "at_from_h1": [999] * 7,
    }
    expect(html_columns(PRODUCT), table)


def test_running_text_above_and_below() -> None:
    short = "<p>Menu</p>"
    columns = html_columns(f"{short}<p>{PROSE}</p>{short}{short}<p>{PROSE} {PROSE}</p>{short}")
    table: Table = {
        "at_long_before": [0, 0, 1 / 3, 1 / 3, 1 / 3, 1],
        "at_long_after": [1, 2 / 3, 2 / 3, 2 / 3, 0, 0],
        "at_to_long_before": [999, 999, 1, 2, 3, 1],
        "at_to_long_after": [1, 3, 2, 1, 999, 999],
    }
    expect(columns, table)


def test_the_title_is_a_heading_that_matches_else_any_match_else_the_first_h1() -> None:
    title = "<title>The ferry is back</title>"
    match, other = "The ferry is back", "Timetable"
    heading_first = f"{title}<p>{match}</p><h1>{other}</h1><h2>{match}</h2>"
    assert html_columns(heading_first)["at_from_title"] == [-2, -1, 0]
    any_match = f"{title}<h1>{other}</h1><p>{match}</p>"
    assert html_columns(any_match)["at_from_title"] == [-1, 0]
    first_h1 = f"<p>{match}</p><h1>{other}</h1><h1>{other}</h1>"
    assert html_columns(first_h1)["at_from_title"] == [-1, 0, 1]
    assert html_columns(first_h1)["at_from_h1"] == [-1, 0, 1]


def test_running_text_is_fifteen_words_or_more() -> None:
    columns = html_columns(f"<p>{'word ' * 14}</p><p>{'word ' * 15}</p><p>word</p>")
    assert columns["at_to_long_before"] == [999, 999, 1]
    assert columns["page_long_share"] == [np.float32(15 / 30)] * 3


def test_no_running_text_below_is_farther_than_nowhere() -> None:
    """The shipped models know no distance below that is larger, though they know one above."""
    lines = f"<p>{PROSE}</p>" + "<p>Menu</p>" * 1001 + f"<p>{PROSE}</p>"
    columns = html_columns(lines)
    assert columns["at_to_long_after"][:4] == [999, 999, 999, 999]
    assert columns["at_to_long_after"][-4:] == [3, 2, 1, 999]
    assert columns["at_to_long_before"][-2:] == [1001, 1002]
