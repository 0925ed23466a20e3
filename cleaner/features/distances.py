"""Measure distances between the paragraphs of a document, in paragraphs."""

from __future__ import annotations

import numpy as np

from cleaner.features.constants import NOWHERE
from cleaner.types import Flags, Floats


def distance_before(flags: Flags) -> Floats:
    """Return the distance of each row to the nearest flagged row before it, else NOWHERE."""
    index = np.arange(len(flags))
    last = np.maximum.accumulate(np.where(flags, index, -1))
    last = np.concatenate(([-1], last[:-1]))
    return np.where(last >= 0, index - last, NOWHERE).astype(np.float64)


def distance_after(flags: Flags) -> Floats:
    """Return the distance of each row to the nearest flagged row after it, else NOWHERE."""
    return distance_before(flags[::-1])[::-1]


def neighbour(offset: int) -> str:
    """Return which neighbour an offset means, in words: "the 2nd paragraph above it"."""
    nth = {1: "", 2: "2nd ", 3: "3rd "}.get(abs(offset), f"{abs(offset)}th ")
    return f"the {nth}paragraph {'below' if offset > 0 else 'above'} it"
