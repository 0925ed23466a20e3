"""Columns of a paragraph of a page by itself, and of the elements that it stands in."""

from __future__ import annotations

import pytest
from small_pages import ARTICLE, NOTE, PRODUCT, Table, expect, html_columns, prefixed

ARTICLE_TABLE: Table = {
    # menu, headline, byline, long, short, hidden Home, Home
    "words": [3, 4, 3, 18, 3, 1, 1],
    "chars": [16, 17, 10, 79, 12, 4, 4],
    "chars_per_word": [16 / 3, 17 / 4, 10 / 3, 79 / 18, 4, 4, 4],
    "link_share": [15 / 16, 0, 0, 9 / 79, 0, 0, 0],
    "links": [2, 0, 0, 1, 0, 0, 0],
    "article_links": [0, 0, 0, 1, 0, 0, 0],
    "anchor_links": [1, 0, 0, 0, 0, 0, 0],
    "external_links": [0, 0, 0, 1, 0, 0, 0],
    "commas": [1 / 3, 0, 0, 1 / 18, 0, 0, 0],
    "ends_with_stop": [0, 0, 0, 1, 1, 0, 0],
    "digits": [0, 0, 0, 2 / 79, 0, 0, 0],
    "capitals": [2 / 3, 1 / 4, 1, 2 / 18, 1 / 3, 1, 1],
    "opens_upper": [1, 1, 1, 1, 1, 1, 1],
    "heading_level": [0, 1, 0, 0, 0, 0, 0],
    "hidden": [0, 0, 0, 0, 0, 1, 0],
    "depth": [2, 3, 3, 3, 3, 3, 3],
    "same_text": [1, 1, 1, 1, 1, 2, 2],
    "same_text_before": [0, 0, 0, 0, 0, 0, 1],
    "title_share": [0, 1, 0, 5 / 18, 1 / 3, 0, 0],  # the, ferry, back, the, the; is
    "is_title": [0, 1, 0, 0, 0, 0, 0],
    **prefixed(
        "in_",
        {
            "li": [0, 0, 0, 0, 0, 0, 0],
            "table": [0, 0, 0, 0, 0, 0, 0],
            "blockquote": [0, 0, 0, 0, 0, 0, 0],
            "figcaption": [0, 0, 0, 0, 0, 0, 0],
            "a": [0, 0, 0, 0, 0, 0, 0],  # links inside a paragraph are none around it
            "button": [0, 0, 0, 0, 0, 0, 0],
            "form": [0, 0, 0, 0, 0, 0, 0],
            "aside": [0, 0, 0, 0, 0, 0, 0],
            "main": [0, 0, 0, 0, 0, 0, 0],
            "section": [0, 0, 0, 0, 0, 0, 0],
            "footer": [0, 0, 0, 0, 0, 1, 1],
        },
    ),
}


def test_an_article() -> None:
    expect(html_columns(ARTICLE), ARTICLE_TABLE)


def test_a_product_page() -> None:
    table: Table = {
        # h2, h3 in a link, figcaption, td, blockquote, button, li
        "words": [1, 4, 2, 2, 2, 1, 1],
        "link_share": [0, 1, 0, 0, 0, 0, 0],
        "links": [0, 1, 0, 0, 0, 0, 0],
        "article_links": [0, 1, 0, 0, 0, 0, 0],
        "external_links": [0, 0, 0, 0, 0, 0, 0],
        "commas": [0, 1 / 4, 0, 0, 0, 0, 0],
        "ends_with_stop": [0, 0, 0, 0, 1, 0, 0],
        "digits": [0, 2 / 19, 0, 3 / 7, 0, 0, 0],
        "opens_upper": [1, 1, 1, 0, 1, 1, 1],
        "heading_level": [2, 3, 0, 0, 0, 0, 0],
        "depth": [3, 5, 5, 6, 3, 4, 4],
        "same_text": [1, 1, 1, 1, 1, 2, 2],
        "title_share": [0, 0, 0, 0, 0, 0, 0],
        "in_li": [0, 0, 0, 0, 0, 0, 1],
        "in_table": [0, 0, 0, 1, 0, 0, 0],
        "in_blockquote": [0, 0, 0, 0, 1, 0, 0],
        "in_figcaption": [0, 0, 1, 0, 0, 0, 0],
        "in_a": [0, 1, 0, 0, 0, 0, 0],
        "in_button": [0, 0, 0, 0, 0, 1, 0],
        "in_form": [0, 0, 0, 0, 0, 1, 0],
        "in_aside": [0, 0, 0, 0, 0, 0, 1],
        "in_main": [1, 1, 1, 1, 1, 1, 0],
        "in_section": [0, 1, 1, 0, 0, 0, 0],
        "in_footer": [0, 0, 0, 0, 0, 0, 0],
    }
    expect(html_columns(PRODUCT), table)


def test_a_script_without_spaces() -> None:
    table: Table = {
        "words": [1 + 11 // 2, 2],  # eleven characters and a comma
        "chars": [12, 6],
        "chars_per_word": [2, 3],
        "commas": [1 / 6, 0],
        "digits": [0, 5 / 6],
        "capitals": [0, 0],
        "opens_upper": [0, 0],
        "depth": [1, 2],
    }
    expect(html_columns(NOTE), table)


@pytest.mark.parametrize("target", ["#top", "/", "https://ferry.example/"])
def test_links_share_at_most_all_characters(target: str) -> None:
    """Spaces are collapsed after the characters in links are counted."""
    columns = html_columns(f'<body><p><a href="{target}">two      words</a></p></body>')
    assert columns["link_share"] == [1.0]
