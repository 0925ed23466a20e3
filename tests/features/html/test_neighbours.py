"""The paragraphs right before and after a paragraph."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from small_pages import ARTICLE, NOTE, PRODUCT, Table, expect, html_columns, prefixed

from cleaner.features.html.neighbours import Neighbour

ROOTS = {3: 4**0.5, 4: 5**0.5, 18: 19**0.5, 1: 2**0.5}  # of the number of words plus one
OWN: Table = {
    # menu, headline, byline, long, short, hidden Home, Home
    "words": [3, 4, 3, 18, 3, 1, 1],
    "link_share": [15 / 16, 0, 0, 9 / 79, 0, 0, 0],
    "text_body": [
        *(-3 / ROOTS[3], 3.5 / ROOTS[4], -1 / ROOTS[3], 4.5 / ROOTS[18]),
        *(0, -4 / ROOTS[1], -4 / ROOTS[1]),
    ],
    "text_chrome": [
        *(-1 / ROOTS[3], -0.5 / ROOTS[4], 3 / ROOTS[3], -1.5 / ROOTS[18]),
        *(0, -2 / ROOTS[1], -2 / ROOTS[1]),
    ],
    "path_body": [-2, 2.5, 1.5, 2, 2, -0.5, -0.5],
    "path_chrome": [-1, -1, 2, 0, 0, 0.5, 0.5],
}


def places_on(values: Sequence[float], offset: int) -> list[float]:
    """Each value replaced by the one so many places on, -1 beyond the ends."""
    n = len(values)
    return [values[i + offset] if 0 <= i + offset < n else -1.0 for i in range(n)]


ARTICLE_TABLE: Table = {
    name: values
    for offset, prefix in ((-2, "-2"), (-1, "-1"), (1, "+1"), (2, "+2"))
    for name, values in prefixed(
        f"neighbour{prefix}_", {name: places_on(values, offset) for name, values in OWN.items()}
    ).items()
}


def test_an_article() -> None:
    expect(html_columns(ARTICLE), ARTICLE_TABLE)


def test_a_product_page() -> None:
    table: Table = {
        "neighbour-2_words": [-1, -1, 1, 4, 2, 2, 2],
        "neighbour-1_words": [-1, 1, 4, 2, 2, 2, 1],
        "neighbour+1_words": [4, 2, 2, 2, 1, 1, -1],
        "neighbour+2_words": [2, 2, 2, 1, 1, -1, -1],
    }
    expect(html_columns(PRODUCT), table)


@pytest.mark.parametrize("offset", ["-2", "+2"])
def test_a_page_of_two_paragraphs_has_no_neighbour_two_places_on(offset: str) -> None:
    columns = html_columns(NOTE)
    for name in Neighbour.column_names():
        assert columns[f"neighbour{offset}_{name}"] == [-1, -1]
