"""Align paragraphs with a gold text: is each of them in it?

Long paragraphs vote, by their 4-grams, for a span of the gold text; short ones may stand wherever
their words do. The heaviest chain of paragraphs whose spans run forward, too, settles short and
repeated ones; long ones out of order are added if their span is still free.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import groupby
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from cleaner.text.tokens import WORD

LONG = 6  # words; from here on a paragraph has enough 4-grams to vote
GRAM = 4
AGREEMENT = 0.5  # least share of a paragraph's 4-grams; between .3 and .7 it hardly matters
MOST_SPANS = 24  # of a short paragraph; further repetitions are passed over
SHORT_WEIGHT = 0.9  # a word of a short paragraph beside one of a long paragraph, which is surer
LEAST_SHIFT = 3  # words that neighbouring offsets may differ by; a fifth of a long paragraph


class Span(NamedTuple):
    """A stretch of gold words: index of the first, number of words, and how much speaks for it.

    `start` may be negative if the gold begins amid the paragraph.
    """

    start: int
    length: int
    weight: float


Candidate = tuple[int, Span]  # index of a paragraph, and a span it may stand at


def align_gold(texts: Sequence[str], gold: str) -> NDArray[np.bool_]:
    """Return whether each paragraph stands in the gold text, as an array (paragraphs,)."""
    words = WORD.findall(gold.lower())
    candidates = candidate_spans(texts, words)
    aligned = np.zeros(len(texts), dtype=bool)
    covered = np.zeros(len(words) + 1, dtype=bool)
    for index, span in heaviest_chain(candidates):
        aligned[index] = True
        covered[max(span.start, 0) : span.start + span.length] = True
    for index, span in candidates:
        stretch = covered[max(span.start, 0) : span.start + span.length]
        if not aligned[index] and span.length >= LONG and stretch.mean() <= AGREEMENT:
            aligned[index] = True
            stretch[:] = True
    return aligned


def candidate_spans(texts: Sequence[str], words: Sequence[str]) -> list[Candidate]:
    """Return where in a sequence of words each text may stand: at most one span for a long text,
    up to MOST_SPANS for a short one."""
    grams: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for i in range(len(words) - GRAM + 1):
        grams[tuple(words[i : i + GRAM])].append(i)
    starts: dict[str, list[int]] = defaultdict(list)
    for i, word in enumerate(words):
        starts[word].append(i)
    candidates: list[Candidate] = []
    for index, text in enumerate(texts):
        tokens = WORD.findall(text.lower())
        spans = (
            _long_spans(tokens, grams)
            if len(tokens) >= LONG
            else _short_spans(tokens, words, starts)
        )
        candidates.extend((index, span) for span in spans)
    return candidates


def _long_spans(words: list[str], grams: dict[tuple[str, ...], list[int]]) -> list[Span]:
    """Return the span that most 4-grams of a paragraph vote for, if enough of them do."""
    votes: Counter[int] = Counter()
    total = len(words) - GRAM + 1
    for i in range(total):
        for position in grams.get(tuple(words[i : i + GRAM]), ())[:MOST_SPANS]:
            votes[position - i] += 1
    if not votes:
        return []
    # Insertions and deletions shift the offset a little: neighbouring offsets vote together.
    best = max(votes, key=lambda offset: (votes[offset], -offset))
    shift = max(LEAST_SHIFT, len(words) // 5)
    near = sum(n for offset, n in votes.items() if abs(offset - best) <= shift)
    share = min(1.0, near / total)
    return [Span(best, len(words), len(words) * share)] if share >= AGREEMENT else []


def _short_spans(words: list[str], gold: Sequence[str], starts: dict[str, list[int]]) -> list[Span]:
    """Return the spans of the gold that are a short paragraph word by word."""
    if not words:
        return []
    size = len(words)
    matches = [i for i in starts.get(words[0], ()) if gold[i : i + size] == words][:MOST_SPANS]
    return [Span(start, size, size * SHORT_WEIGHT) for start in matches]


class _PrefixMaxima:
    """The heaviest entry among all up to a position: a Fenwick tree (Fenwick 1994) of maxima."""

    def __init__(self, size: int) -> None:
        self._best: list[tuple[float, int]] = [(0.0, -1)] * (size + 1)

    def add(self, position: int, weight: float, entry: int) -> None:
        """Enter a weight at a position, counted from 1."""
        while position < len(self._best):
            self._best[position] = max(self._best[position], (weight, entry))
            position += position & -position

    def up_to(self, position: int) -> tuple[float, int]:
        """Return the largest weight at or before a position, and its entry; (0, -1) if none."""
        heaviest = (0.0, -1)
        while position > 0:
            heaviest = max(heaviest, self._best[position])
            position -= position & -position
        return heaviest


def heaviest_chain(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Return the heaviest chain in which paragraphs rise and spans follow without overlap.

    Each paragraph has one span at most. `candidates` are in order of their paragraphs, as
    `candidate_spans` gives them. In time O(n log n).
    """
    ends = sorted({span.start + span.length for _, span in candidates})
    maxima = _PrefixMaxima(len(ends))
    weights = [0.0] * len(candidates)  # of the heaviest chain that ends with each
    before = [-1] * len(candidates)
    for _, group in groupby(range(len(candidates)), key=lambda i: candidates[i][0]):
        of_paragraph = list(group)
        for i in of_paragraph:  # looked up before any is entered: one span a paragraph
            span = candidates[i][1]
            weight, before[i] = maxima.up_to(bisect_left(ends, span.start + 1))
            weights[i] = weight + span.weight
        for i in of_paragraph:
            span = candidates[i][1]
            maxima.add(bisect_left(ends, span.start + span.length) + 1, weights[i], i)
    chain = []
    i = max(range(len(candidates)), key=weights.__getitem__, default=-1)
    while i >= 0:
        chain.append(candidates[i])
        i = before[i]
    return chain[::-1]
