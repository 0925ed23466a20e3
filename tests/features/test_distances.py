"""Distances between paragraphs."""

from __future__ import annotations

import numpy as np
import pytest

from cleaner.features.distances import distance_after, distance_before


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
