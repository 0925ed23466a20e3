"""Elements around a paragraph that hold more than it."""

from __future__ import annotations

import pytest
from small_pages import ARTICLE, NOTE, PRODUCT, Table, expect, html_columns, prefixed

# The elements of the article page that are containers of some paragraph: what they hold.
BODY = {
    "paragraphs": 7,
    "words": 33,
    "mean_words": 33 / 7,
    "link_share": 24 / (33 * 6),  # a word has six characters
    "long_share": 18 / 33,
    "commas": 2 / 33,
    "text_body": -4 / 7,  # -3 + 3.5 - 1 + 4.5 + 0 - 4 - 4
    "text_chrome": -4 / 7,  # -1 - .5 + 3 - 1.5 + 0 - 2 - 2
    "headings": 1 / 7,
    "links": 3 / 7,
    "in_p": 26 / 33,
    "page_share": 1,
    "class_body": 0,
    "class_chrome": 0,
}
ARTICLE_ELEMENT = {
    "paragraphs": 4,
    "words": 28,
    "mean_words": 7,
    "link_share": 9 / (28 * 6),
    "long_share": 18 / 28,
    "commas": 1 / 28,
    "text_body": 7 / 4,  # 3.5 - 1 + 4.5 + 0
    "text_chrome": 1 / 4,  # -.5 + 3 - 1.5 + 0
    "headings": 1 / 4,
    "links": 1 / 4,
    "in_p": 24 / 28,
    "page_share": 28 / 33,
    "class_body": 1.5,
    "class_chrome": 0,
}
FOOTER = {
    "paragraphs": 2,
    "words": 2,
    "mean_words": 1,
    "link_share": 0,
    "long_share": 0,
    "commas": 0,
    "text_body": -4,
    "text_chrome": -2,
    "headings": 0,
    "links": 0,
    "in_p": 1,
    "page_share": 2 / 33,
    "class_body": -1,
    "class_chrome": 0.5,
}


def of_each(*containers: dict[str, float]) -> dict[str, list[float]]:
    """The columns of paragraphs that stand in these containers."""
    return {name: [container[name] for container in containers] for name in containers[0]}


PLACE_ON_PAGE = [0, 1 / 7, 2 / 7, 3 / 7, 4 / 7, 5 / 7, 6 / 7]
NEAREST: Table = {
    # The menu is a paragraph itself, so the nearest element that holds more is the body.
    **of_each(BODY, *[ARTICLE_ELEMENT] * 4, *[FOOTER] * 2),
    "place": [0, 0, 1 / 4, 2 / 4, 3 / 4, 0, 1 / 2],
}
WHOLE_BODY: Table = {**of_each(*[BODY] * 7), "place": PLACE_ON_PAGE}
ARTICLE_TABLE: Table = {
    **prefixed("container1_", NEAREST),
    **prefixed("container2_", WHOLE_BODY),
    **prefixed("container3_", WHOLE_BODY),
    **prefixed("container4_", WHOLE_BODY),
}


def test_an_article() -> None:
    expect(html_columns(ARTICLE), ARTICLE_TABLE)


def test_containers_grow_outward() -> None:
    table: Table = {
        # h2, h3, figcaption, td, blockquote, button, li: the main holds the first six, the section
        # the second and third; elements around one paragraph alone are passed over.
        "container1_paragraphs": [6, 2, 2, 6, 6, 6, 7],
        "container2_paragraphs": [7, 6, 6, 7, 7, 7, 7],
        "container3_paragraphs": [7, 7, 7, 7, 7, 7, 7],
        "container4_paragraphs": [7, 7, 7, 7, 7, 7, 7],
        "container1_place": [0, 0, 1 / 2, 3 / 6, 4 / 6, 5 / 6, 6 / 7],
        "container1_headings": [2 / 6, 1 / 2, 1 / 2, 2 / 6, 2 / 6, 2 / 6, 2 / 7],
        "container1_link_share": [
            *(19 / (12 * 6), 19 / (6 * 6), 19 / (6 * 6)),
            *(19 / (12 * 6), 19 / (12 * 6), 19 / (12 * 6), 19 / (13 * 6)),
        ],
        "container1_page_share": [12 / 13, 6 / 13, 6 / 13, 12 / 13, 12 / 13, 12 / 13, 1],
        "container1_in_p": [0, 0, 0, 0, 0, 0, 0],
    }
    expect(html_columns(PRODUCT), table)


def test_containers_are_compared_with_the_page_though_none_of_them_is_the_whole_of_it() -> None:
    def halves(depth: int) -> str:
        return f"<div>{halves(depth - 1) * 2}</div>" if depth else "<p>One word</p>"

    columns = html_columns(f"<body>{halves(5)}")
    for level, paragraphs in enumerate((2, 4, 8, 16), 1):
        assert columns[f"container{level}_paragraphs"] == [paragraphs] * 32
        assert columns[f"container{level}_page_share"] == pytest.approx([paragraphs / 32] * 32)


def test_a_paragraph_alone_on_its_page_stands_in_a_container_of_one() -> None:
    table: Table = {
        "container1_paragraphs": [1],
        "container1_words": [4],
        "container1_mean_words": [4],
        "container1_text_body": [3.5],
        "container1_place": [0],
        "container1_page_share": [1],
        "page_paragraphs": [1],
        "page_mean_words": [4],
    }
    expect(html_columns("<body><p>The ferry is back"), table)


def test_long_words_in_links_count_for_one_and_a_half_at_most() -> None:
    links = "<a>Donaudampfschifffahrt</a>"
    columns = html_columns(f"<div><p>{links}</p><p>{links}</p></div>")
    assert columns["container1_link_share"] == [1.5, 1.5]


def test_text_right_in_the_body_stands_in_the_body() -> None:
    table: Table = {
        "container1_paragraphs": [2, 2],
        "container1_words": [8, 8],
        "container1_place": [0, 1 / 2],
        "container1_in_p": [2 / 8, 2 / 8],
    }
    expect(html_columns(NOTE), table)
