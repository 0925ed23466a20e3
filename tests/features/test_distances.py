"""Distances between paragraphs."""

from __future__ import annotations

import numpy as np
import pytest

from cleaner.features.distances import distance_after, distance_before, neighbour


@pytest.mark.parametrize(
    ("flags", "before", "after"),
    [
        ([0, 1, 0, 0, 1], [999, 999, 1, 2, 3], [1, 3, 2, 1, 999]),
        ([1, 1], [999, 1], [1, 999]),
        ([0, 0], [999, 999], [999, 999]),
        ([1], [999], [999]),
    ],
)
def test_the_nearest_one_on_either_side(
    flags: list[int], before: list[int], after: list[int]
) -> None:
    assert distance_before(np.array(flags, bool)).tolist() == before
    assert distance_after(np.array(flags, bool)).tolist() == after


@pytest.mark.parametrize(
    ("offset", "words"),
    [
        (-2, "the 2nd paragraph above it"),
        (-1, "the paragraph above it"),
        (1, "the paragraph below it"),
        (3, "the 3rd paragraph below it"),
        (4, "the 4th paragraph below it"),
    ],
)
def test_a_neighbour_has_a_name(offset: int, words: str) -> None:
    assert neighbour(offset) == words
