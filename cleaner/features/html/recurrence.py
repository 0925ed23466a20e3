"""Describe how paragraphs recur, and whether dates recur with them.

Comments, teasers and news tickers repeat a pattern of elements, each time with a date; prose does
not. These columns see the pattern in any language.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import numpy as np

from cleaner.features.blocks import Block, Column, Number
from cleaner.features.html.arrays import PageArrays
from cleaner.text.dates import is_dated
from cleaner.types import Flags, Floats, Ints

AROUND = 10  # paragraphs on either side
NEAR = 2
SHORT_CHARS = 60


@dataclass(frozen=True, kw_only=True)
class Recurrence(Block):
    """How a paragraph recurs. Its kin are the paragraphs marked up like it, itself included, which
    also stand in like elements: tag, class, id and roles of three elements agree."""

    dated: Annotated[Column, "1 if it is short and states a date or a time of day"]
    dated_before: Annotated[Column, "1 if one of the two paragraphs above it is dated"]
    dated_after: Annotated[Column, "1 if one of the two paragraphs below it is dated"]
    kin_dated: Annotated[Column, "share of its kin that are dated"]
    kin_dated_before: Annotated[Column, "share of its kin with a dated paragraph above them"]
    kin_dated_after: Annotated[Column, "share of its kin with a dated paragraph below them"]
    kin: Annotated[Column, "number of its kin"]
    dated_around: Annotated[Column, "share of the paragraphs around it that are dated"]
    short_around: Annotated[Column, "share of the paragraphs around it of under 60 characters"]
    page_dated: Annotated[Number, "share of the page's paragraphs that are dated"]
    rhythm: Annotated[Column, "share of its kin that go before kin of the paragraph below it"]
    kin_below: Annotated[Column, "1 if the paragraph below is of its kin"]
    kin_kin_below: Annotated[Column, "share of its kin with one of their own kin below"]


def recurrence_columns(page: PageArrays) -> Recurrence:
    """Return the columns of each paragraph."""
    kin = kin_groups(page)
    count = np.bincount(kin)

    def mean(values: Flags | Floats) -> Floats:
        return np.asarray((np.bincount(kin, values) / count).take(kin))

    dated = np.array([is_dated(text) for text in page.texts])
    short = np.array([len(text) < SHORT_CHARS for text in page.texts])
    before, after = _any_before(dated), _any_before(dated[::-1])[::-1]
    below = np.append(kin[1:], -1)
    own_below = below == kin
    pairs = kin * (len(kin) + 1) + below  # one number for each pair of groups
    _, pair, often = np.unique(pairs, return_inverse=True, return_counts=True)
    many = count.take(kin)
    return Recurrence(
        dated=dated,
        dated_before=before,
        dated_after=after,
        kin_dated=mean(dated),
        kin_dated_before=mean(before),
        kin_dated_after=mean(after),
        kin=many,
        dated_around=_share_around(dated),
        short_around=_share_around(short),
        page_dated=float(dated.mean()),
        rhythm=np.where(many > 1, often.take(pair) / many, 0.0),
        kin_below=own_below,
        kin_kin_below=mean(own_below),
    )


def kin_groups(page: PageArrays) -> Ints:
    """Return the group of each paragraph, (n,): the keys of its block and of two elements above."""
    block = page.block
    parent = page.parent.take(block)
    above = np.where(parent < 0, -1, page.parent.take(parent))
    keys = (page.key.take(block), _keys(page, parent), _keys(page, above))
    groups: dict[tuple[int, ...], int] = {}
    rows = zip(*(column.tolist() for column in keys))
    return np.array([groups.setdefault(row, len(groups)) for row in rows], dtype=np.intp)


def _keys(page: PageArrays, elements: Ints) -> Ints:
    return np.asarray(np.where(elements < 0, -1, page.key.take(elements)))


def _any_before(flags: Flags) -> Flags:
    """Return whether one of the NEAR rows before each is flagged."""
    sums = np.concatenate((np.zeros(NEAR + 1, np.intp), np.cumsum(flags)))
    n = len(flags)
    return np.asarray(np.greater(sums[NEAR : NEAR + n], sums[:n]))


def _share_around(flags: Flags) -> Floats:
    """Return the share of flagged rows among each and the AROUND rows on either side."""
    n = len(flags)
    sums = np.concatenate(([0], np.cumsum(flags)))
    index = np.arange(n)
    low, high = np.maximum(index - AROUND, 0), np.minimum(index + AROUND + 1, n)
    return np.asarray((sums[high] - sums[low]) / (high - low))
