"""Results are the same bytes through every door: library, batch, Arrow, the engines of others."""

from __future__ import annotations

import json
from typing import Any

import pytest
from doors import QUICK, SLOW, Door, GivenPage, Rows, library, samples

FIELDS = ("text", "markdown", "title", "labels", "confidence", "warnings", "error")
DOORS = [
    *(pytest.param(door, id=name) for name, door in QUICK.items()),
    *(pytest.param(door, id=name, marks=pytest.mark.slow) for name, door in SLOW.items()),
]


@pytest.fixture(scope="module")
def pages() -> list[GivenPage]:
    """The samples."""
    return samples()


@pytest.fixture(scope="module")
def expected(pages: list[GivenPage]) -> Rows:
    """What the library makes of them."""
    return library(pages, lambda name: None)


def as_bytes(row: dict[str, Any], fields: list[str]) -> bytes:
    """Fields of a row, as they would be written."""
    return json.dumps({name: row[name] for name in fields}, sort_keys=True, default=list).encode()


@pytest.mark.filterwarnings("default")  # those of engines are their own
@pytest.mark.parametrize("door", DOORS)
def test_results_are_the_same_bytes_through_every_door(
    door: Door, pages: list[GivenPage], expected: Rows, request: pytest.FixtureRequest
) -> None:
    rows = door(pages, request.getfixturevalue)
    assert rows.keys() == expected.keys()
    for url, row in rows.items():
        fields = [name for name in FIELDS if name in row]
        assert {"text", "title", "confidence"} <= set(fields)
        assert as_bytes(row, fields) == as_bytes(expected[url], fields), url
