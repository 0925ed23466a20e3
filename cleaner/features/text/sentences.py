"""Join paragraphs that are pieces of one sentence.

Some renderers break sentences at links and emphasis. A paragraph goes on in the next one if it does
not end like a sentence and the next one does not open like one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

import numpy as np

from cleaner.features.blocks import Block, Column
from cleaner.features.text.neighbours import Signals
from cleaner.features.text.own import BULLET
from cleaner.text.punctuation import CLOSING_BRACKETS, ELLIPSIS, STOPS
from cleaner.types import Flags

_ENDS = frozenset(STOPS + ":;" + ELLIPSIS + '"”»' + CLOSING_BRACKETS)
_GOES_ON = frozenset(",.;:)]’”»-–—&")
# A paragraph of more words than this, with a last word of at most so many characters, goes on even
# before a capital: "… with our" ends no sentence, and few headings end with such a word.
DANGLING_WORDS, DANGLING_CHARS = 4, 3


@dataclass(frozen=True, kw_only=True)
class Sentence(Block):
    """The group of paragraphs that make one sentence with a paragraph."""

    size: Annotated[Column, "number of paragraphs"]
    index: Annotated[Column, "paragraphs of the group that stand above it"]
    words: Annotated[Column, "number of words, plus one for each paragraph"]
    body: Annotated[Column, "mean body score, weighted by words"]
    chrome: Annotated[Column, "mean chrome score, weighted by words"]
    cue_share: Annotated[Column, "cue words a word"]
    ends_stop: Annotated[Column, "1 if the last paragraph of the group ends with a stop"]


def sentence_columns(texts: Sequence[str], signals: Signals) -> Sentence:
    """Return the sentence of each paragraph."""
    n = len(texts)
    opens = sentence_openings(texts, signals.words)
    first = np.flatnonzero(opens)
    group = np.cumsum(opens) - 1
    size = np.diff(np.append(first, n)).astype(np.float64)
    weight = np.expm1(signals.words) + 1.0
    total = np.add.reduceat(weight, first)
    last = np.append(first[1:], n) - 1

    def mean(signal: Column) -> Column:
        means = np.add.reduceat(signal * weight, first) / total
        return np.asarray(means[group])

    return Sentence(
        size=size[group],
        index=np.arange(n) - first[group],
        words=total[group],
        body=mean(signals.body),
        chrome=mean(signals.chrome),
        cue_share=mean(signals.cue_share),
        ends_stop=signals.ends_stop[last][group],
    )


def sentence_openings(texts: Sequence[str], log_words: Column) -> Flags:
    """Tell which paragraphs open a sentence of their own; `log_words` is log(1 + words)."""
    opens = np.ones(len(texts), dtype=bool)
    dangling = log_words > np.log1p(DANGLING_WORDS)
    for i in range(1, len(texts)):
        before, text = texts[i - 1], texts[i]
        unfinished = before[-1:] not in _ENDS and BULLET.match(before) is None
        goes_on = text[:1].islower() or text[:1] in _GOES_ON
        cut_off = dangling[i - 1] and len(before.rsplit(None, 1)[-1]) <= DANGLING_CHARS
        opens[i] = not (unfinished and (goes_on or cut_off) and text)
    return opens
