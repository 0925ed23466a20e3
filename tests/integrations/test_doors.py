"""Results are the same bytes through every door: library, batch, Arrow, the engines of others."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import pytest
from doors import DOORS, Door, GivenPage, Rows, library, samples

from cleaner.integrations.rows import NAMES


@pytest.fixture(scope="module")
def pages() -> list[GivenPage]:
    """The samples."""
    return samples()


@pytest.fixture(scope="module")
def expected(pages: list[GivenPage]) -> Rows:
    """What the library makes of them."""
    return library(pages, lambda name: None)


def as_bytes(row: dict[str, Any], fields: Iterable[str]) -> bytes:
    """Fields of a row, as they would be written."""
    return json.dumps({name: row[name] for name in fields}, sort_keys=True, default=list).encode()


@pytest.mark.filterwarnings("default")  # those of engines are their own
@pytest.mark.parametrize(
    "door",
    [
        pytest.param(door, id=name, marks=[pytest.mark.slow] if door.slow else [])
        for name, door in sorted(DOORS.items(), key=lambda named: named[1].slow)
    ],
)
def test_results_are_the_same_bytes_through_every_door(
    door: Door, pages: list[GivenPage], expected: Rows, request: pytest.FixtureRequest
) -> None:
    rows = door.enter(pages, request.getfixturevalue)
    assert rows.keys() == expected.keys()
    for url, row in rows.items():
        assert {name for name in NAMES if name in row} == {*door.fields}
        assert as_bytes(row, door.fields) == as_bytes(expected[url], door.fields), url


def test_every_door_returns_what_matters_most() -> None:
    for name, door in DOORS.items():
        assert {"text", "title", "confidence"} <= {*door.fields} <= {*NAMES}, name
