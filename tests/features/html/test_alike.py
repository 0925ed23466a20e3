"""Paragraphs that are marked up alike."""

from __future__ import annotations

from small_pages import ARTICLE, PRODUCT, Table, expect, html_columns

ARTICLE_TABLE: Table = {
    # menu, headline, byline, long, short, hidden Home, Home: the long and the short one are alike
    "like_count": [1, 1, 1, 2, 2, 1, 1],
    "like_mean_words": [3, 4, 3, 10.5, 10.5, 1, 1],
    "like_link_share": [15 / 18, 0, 0, 4.5 / 63, 4.5 / 63, 0, 0],  # a word has six characters
    "like_text_body": [-3, 3.5, -1, 2.25, 2.25, -4, -4],
    "like_text_chrome": [-1, -0.5, 3, -0.75, -0.75, -2, -2],
    "like_word_share": [3 / 33, 4 / 33, 3 / 33, 21 / 33, 21 / 33, 1 / 33, 1 / 33],
    "like_spread": [0, 0, 0, 0.5 / 7, 0.5 / 7, 0, 0],
}


def test_an_article() -> None:
    expect(html_columns(ARTICLE), ARTICLE_TABLE)


def test_all_different() -> None:
    table: Table = {"like_count": [1] * 7, "like_spread": [0] * 7}
    expect(html_columns(PRODUCT), table)


def test_classes_and_parents_tell_paragraphs_apart() -> None:
    cards = (
        "<div class=card><p>One</p></div><p class=x>Two</p><div class=card><p>Three four</p></div>"
    )
    table: Table = {
        "like_count": [2, 1, 2, 1],
        "like_mean_words": [1.5, 1, 1.5, 1],
        "like_word_share": [3 / 5, 1 / 5, 3 / 5, 1 / 5],
        "like_spread": [1 / 4, 0, 1 / 4, 0],  # the first and the third of four
    }
    expect(html_columns(f"<body>{cards}<p>Five</p>"), table)


def test_kinds_of_paragraphs_take_turns() -> None:
    columns = html_columns("<body>" + "<p>One two</p><div>Three</div>" * 3)
    table: Table = {
        "like_count": [3] * 6,
        "like_mean_words": [2, 1] * 3,
        "like_word_share": [6 / 9, 3 / 9] * 3,
        "like_spread": [(8 / 3) ** 0.5 / 6] * 6,  # of 0, 2, 4 of six
    }
    expect(columns, table)


def test_text_right_in_the_body_has_a_group_of_its_own() -> None:
    columns = html_columns("<body>One<div>Two</div>Three<div>Four</div>")
    assert columns["like_count"] == [2, 2, 2, 2]
    assert columns["like_mean_words"] == [1, 1, 1, 1]
