"""Find repeated patterns of lines: headline, date, summary; headline, date, summary; ..."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import numpy as np

from cleaner.features.blocks import Block, Column
from cleaner.features.constants import LONG_WORDS
from cleaner.features.text.neighbours import window_sums
from cleaner.features.text.own import Own
from cleaner.types import Ints

LABEL_WORDS = 3  # up to so many words a line is a label rather than a headline
# Shapes of lines by number; a line with a bullet has BULLETED added.
LABEL, LABEL_WITH_STOP, HEADLINE, SENTENCE, LONG_LINE, PROSE, DATE = range(7)
BULLETED = 7
SHAPES = 2 * BULLETED
PERIODS = (1, 2, 3, 4)  # lines of a pattern
PATTERN_REACH = 4  # lines on either side in which repetitions are counted
SHAPE_REACH = 5  # lines on either side in which lines of the same shape are counted
# Each line in reach, and the line itself, may repeat in both directions.
MOST_REPEATS = 2.0 * (2 * PATTERN_REACH + 1)


@dataclass(frozen=True, kw_only=True)
class Pattern(Block):
    """Repetition of the shapes of lines."""

    repeats_1: Annotated[Column, "share of the lines near it whose shape comes again 1 line on"]
    repeats_2: Annotated[Column, "share of the lines near it whose shape comes again 2 lines on"]
    repeats_3: Annotated[Column, "share of the lines near it whose shape comes again 3 lines on"]
    repeats_4: Annotated[Column, "share of the lines near it whose shape comes again 4 lines on"]
    repeats_best: Annotated[Column, "largest of these shares"]
    shape: Annotated[Column, "its shape, 0 to 13"]
    shape_share_near: Annotated[Column, "number of lines near it with its shape, itself included"]


def pattern_columns(own: Own) -> Pattern:
    """Return the patterns around each paragraph."""
    shape = shapes_of(own)
    n = len(shape)
    again = np.zeros((len(PERIODS), n))
    for count, period in zip(again, PERIODS):
        same = (shape[period:] == shape[:-period]) & (shape[period:] != PROSE)
        count[period:] += same
        count[: max(n - period, 0)] += same
    near = window_sums(again, PATTERN_REACH) / MOST_REPEATS
    of_shape = (np.arange(SHAPES)[:, None] == shape).astype(np.float64)
    return Pattern(
        **{f"repeats_{period}": share for period, share in zip(PERIODS, near)},
        repeats_best=near.max(axis=0),
        shape=shape,
        shape_share_near=window_sums(of_shape, SHAPE_REACH)[shape, np.arange(n)],
    )


def shapes_of(own: Own) -> Ints:
    """Return the shape of each paragraph: its length, whether it ends with a stop, a date, a
    bullet."""
    length = np.where(own.words > LABEL_WORDS, HEADLINE, LABEL)
    length[own.words >= LONG_WORDS] = LONG_LINE
    shape = length + (own.ends_stop > 0)
    shape[own.date_like > 0] = DATE
    shape[own.bullet > 0] += BULLETED
    return shape.astype(np.intp)
