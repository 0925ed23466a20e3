"""Locate a paragraph in its text: from the ends, from running text, in a run of lines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import numpy as np

from cleaner.features.blocks import Block, Column
from cleaner.features.distances import distance_after, distance_before
from cleaner.features.text.neighbours import Signals
from cleaner.features.text.own import Own
from cleaner.types import Flags, Ints


@dataclass(frozen=True, kw_only=True)
class Position(Block):
    """Position of a paragraph in its text. Distances are in paragraphs; 999 for nowhere.

    A run is a row of paragraphs that are all running text, or all none.
    """

    index: Annotated[Column, "number of paragraphs above it"]
    from_end: Annotated[Column, "number of paragraphs below it"]
    place: Annotated[Column, "share of the paragraphs that stand above it"]
    words_before: Annotated[Column, "share of the words that stand above it"]
    long_before: Annotated[Column, "paragraphs of running text above it"]
    long_after: Annotated[Column, "paragraphs of running text below it"]
    to_long_before: Annotated[Column, "distance to the nearest running text above it"]
    to_long_after: Annotated[Column, "distance to the nearest running text below it"]
    in_head: Annotated[Column, "1 if it stands above all running text"]
    in_tail: Annotated[Column, "1 if it stands below all running text"]
    run_length: Annotated[Column, "paragraphs of its run"]
    run_index: Annotated[Column, "paragraphs of its run that stand above it"]
    run_body: Annotated[Column, "mean body score of its run"]
    run_chrome: Annotated[Column, "mean chrome score of its run"]
    run_words: Annotated[Column, "mean logarithm of the words of its run"]
    run_dates: Annotated[Column, "share of its run that looks like dates"]
    from_bullets: Annotated[Column, "distance to the nearest bullet above it"]


def position_columns(own: Own, signals: Signals, long: Flags) -> Position:
    """Return the position of each paragraph; `long` marks running text."""
    n = len(long)
    index = np.arange(n, dtype=np.float64)
    words_before = np.cumsum(own.words) - own.words
    long_before: Ints = np.cumsum(long) - long
    long_after = long.sum() - long_before - long
    run, first = runs_of(long)
    length = np.diff(np.append(first, n)).astype(np.float64)

    def mean(signal: Column) -> Column:
        return (np.add.reduceat(signal.astype(np.float64), first) / length)[run]

    return Position(
        index=index,
        from_end=n - 1 - index,
        place=index / n,
        words_before=words_before / max(own.words.sum(), 1.0),
        long_before=long_before,
        long_after=long_after,
        to_long_before=distance_before(long),
        to_long_after=distance_after(long),
        in_head=(long_before == 0) & ~long,
        in_tail=(long_after == 0) & ~long,
        run_length=length[run],
        run_index=index - first[run],
        run_body=mean(signals.body),
        run_chrome=mean(signals.chrome),
        run_words=mean(signals.words),
        run_dates=mean(signals.date_like),
        from_bullets=distance_before(own.bullet > 0),
    )


def runs_of(flags: Flags) -> tuple[Ints, Ints]:
    """Return the run of each row, by number, and the first row of each run; a run is a row of equal
    flags."""
    change = np.concatenate(([True], flags[1:] != flags[:-1]))
    return np.cumsum(change) - 1, np.flatnonzero(change)
