"""Describe the paragraphs around a paragraph: single ones, and means of many."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import numpy as np

from cleaner.features.blocks import Block, Column
from cleaner.features.text.cues import CueSums
from cleaner.features.text.lexical import Lexical
from cleaner.features.text.own import Own
from cleaner.types import Flags, Floats

OFFSETS = (-2, -1, 1, 2)
REACHES = (2, 5)  # paragraphs on either side whose mean is taken
OUTSIDE = -20.0  # every signal beyond the ends of the document: below all real values
MOST_REPEATS = 6.0  # a line that stands more often is a button of a list, however long that is


@dataclass(frozen=True, kw_only=True)
class Signals(Block):
    """Signals of a paragraph nearby, or their means over several."""

    body: Annotated[Column, "body score of the words"]
    chrome: Annotated[Column, "chrome score of the words"]
    words: Annotated[Column, "logarithm of the number of words plus one"]
    ends_stop: Annotated[Column, "1 if it ends with a stop"]
    long: Annotated[Column, "1 if it is running text"]
    date_like: Annotated[Column, "1 if it is short and largely numbers"]
    opens_lower: Annotated[Column, "1 if it opens with a lower-case letter"]
    title_words: Annotated[Column, "share of the words that are capitalised"]
    bullet: Annotated[Column, "1 if it opens with a bullet or a number of a list"]
    digit_words: Annotated[Column, "share of the words that are numbers"]
    cue_share: Annotated[Column, "cue words a word"]
    same_text: Annotated[Column, "number of paragraphs with the same text, at most 6"]


@dataclass(frozen=True, kw_only=True)
class Difference(Block):
    """How a paragraph stands out from its surroundings; trees cannot subtract."""

    body_to_near: Annotated[Column, "body score less that of 5 paragraphs on either side"]
    chrome_to_near: Annotated[Column, "chrome score less that of 5 paragraphs on either side"]
    body_to_document: Annotated[Column, "body score less that of the document"]
    words_to_near: Annotated[Column, "logarithm of the words less that of 5 on either side"]


def signals_of(own: Own, lexical: Lexical, cues: CueSums, long: Flags) -> Signals:
    """Return the signals of each paragraph; `long` marks running text."""
    return Signals(
        body=lexical.body,
        chrome=lexical.chrome,
        words=np.log1p(own.words),
        ends_stop=own.ends_stop,
        long=long,
        date_like=own.date_like,
        opens_lower=own.opens_lower,
        title_words=own.title_words,
        bullet=own.bullet,
        digit_words=own.digit_words,
        cue_share=cues.per_word,
        same_text=np.minimum(own.same_text, MOST_REPEATS),
    )


def neighbour_columns(signals: Floats) -> list[Signals]:
    """Return the signals of single neighbours, a block for each of OFFSETS; `signals` is (signals,
    paragraphs)."""
    reach = max(OFFSETS)
    width, n = signals.shape
    padded = np.full((width, n + 2 * reach), OUTSIDE)
    padded[:, reach : reach + n] = signals
    return [Signals.unstack(padded[:, reach + k : reach + k + n]) for k in OFFSETS]


def window_columns(signals: Floats) -> list[Signals]:
    """Return the mean signals within each of REACHES, the paragraph itself left out."""
    size = np.ones((1, signals.shape[1]))
    means = []
    for reach in REACHES:
        others = window_sums(size, reach) - 1.0
        means.append((window_sums(signals, reach) - signals) / np.maximum(others, 1.0))
    return [Signals.unstack(mean) for mean in means]


def side_columns(signals: Floats) -> tuple[Signals, Signals]:
    """Return the mean signals of all paragraphs before and of all after each one; 0 without any."""
    n = signals.shape[1]
    total = np.cumsum(signals, axis=1)
    index = np.arange(n, dtype=np.float64)
    before = (total - signals) / np.maximum(index, 1.0)
    after = (total[:, -1:] - total) / np.maximum(n - 1.0 - index, 1.0)
    return Signals.unstack(before), Signals.unstack(after)


def difference_columns(signals: Signals, near: Signals) -> Difference:
    """Return the differences of each paragraph; `near` are the means of the widest window."""
    return Difference(
        body_to_near=signals.body - near.body,
        chrome_to_near=signals.chrome - near.chrome,
        body_to_document=signals.body - np.mean(signals.body),
        words_to_near=signals.words - near.words,
    )


def window_sums(values: Floats, reach: int) -> Floats:
    """Return sums over the paragraphs within `reach` of each one; `values` is (columns,
    paragraphs)."""
    columns, n = values.shape
    sums = np.zeros((columns, n + 1))
    np.cumsum(values, axis=1, out=sums[:, 1:])
    at = np.arange(n)
    return sums[:, np.minimum(at + reach + 1, n)] - sums[:, np.maximum(at - reach, 0)]
