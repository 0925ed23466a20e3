"""Gold text to paragraph labels: which paragraphs of a page stand in its gold text.

Long paragraphs vote, by their 4-grams, for a place in the gold; short ones may stand wherever
their words do. The heaviest chain of (paragraph, place) that runs forward through both settles
short and repeated ones; long ones out of order are added where their place is still free.
"""

from __future__ import annotations

import difflib
import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Sequence

import numpy as np

from cleaner.text.tokens import WORD

LONG = 6  # words; from here on a paragraph has enough 4-grams to vote
GRAM = 4
FOUND = 0.5  # share of the 4-grams; between .3 and .7 it hardly matters
MAX_PLACES = 24  # places considered for a short paragraph

Place = tuple[int, int, float]  # start in the gold, length, weight


def align_gold(texts: Sequence[str], gold: str) -> np.ndarray:
    """Whether each paragraph stands in the gold text: an array of bool, (paragraphs,)."""
    gold_words = WORD.findall(gold.lower())
    candidates = possible_places(texts, gold_words)
    found = np.zeros(len(texts), dtype=bool)
    covered = np.zeros(len(gold_words) + 1, dtype=bool)
    for index, (start, length, _) in heaviest_chain(candidates):
        found[index] = True
        covered[max(start, 0) : start + length] = True
    for index, (start, length, weight) in candidates:
        span = covered[max(start, 0) : start + length]
        if not found[index] and length >= LONG and weight > 0 and not span.mean() > FOUND:
            found[index] = True
            covered[max(start, 0) : start + length] = True
    return found


def possible_places(texts: Sequence[str], words: list[str]) -> list[tuple[int, Place]]:
    """Where in a sequence of words each text may stand: its index and a place, for each place."""
    grams: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for i in range(len(words) - GRAM + 1):
        grams[tuple(words[i : i + GRAM])].append(i)
    starts: dict[str, list[int]] = defaultdict(list)
    for i, word in enumerate(words):
        starts[word].append(i)
    found: list[tuple[int, Place]] = []
    for index, text in enumerate(texts):
        own = WORD.findall(text.lower())
        places = _long(own, grams) if len(own) >= LONG else _short(own, words, starts)
        found.extend((index, place) for place in places)
    return found


def _long(words: list[str], grams: dict[tuple[str, ...], list[int]]) -> list[Place]:
    votes: Counter[int] = Counter()
    total = len(words) - GRAM + 1
    for i in range(total):
        for place in grams.get(tuple(words[i : i + GRAM]), ())[:MAX_PLACES]:
            votes[place - i] += 1
    if not votes:
        return []
    # Insertions and deletions shift the offset a little: neighbouring offsets vote together.
    best = max(votes, key=lambda offset: (votes[offset], -offset))
    near = sum(n for offset, n in votes.items() if abs(offset - best) <= max(3, len(words) // 5))
    share = min(1.0, near / total)
    return [(best, len(words), len(words) * share)] if share >= FOUND else []


def _short(words: list[str], gold: list[str], starts: dict[str, list[int]]) -> list[Place]:
    if not words:
        return []
    size = len(words)
    places = [i for i in starts.get(words[0], ()) if gold[i : i + size] == words][:MAX_PLACES]
    return [(place, size, size * 0.9) for place in places]


def heaviest_chain(candidates: list[tuple[int, Place]]) -> list[tuple[int, Place]]:
    """Heaviest subsequence in which paragraph and place both rise, by a Fenwick tree of maxima."""
    if not candidates:
        return []
    ends = sorted({place[0] + place[1] for _, place in candidates})
    size = len(ends)
    best: list[tuple[float, int]] = [(0.0, -1)] * (size + 1)
    weight_of = [0.0] * len(candidates)
    before = [-1] * len(candidates)
    order = sorted(range(len(candidates)), key=lambda i: candidates[i][0])
    position = 0
    while position < len(order):
        group = [order[position]]
        while (
            position + len(group) < len(order)
            and candidates[order[position + len(group)]][0] == candidates[group[0]][0]
        ):
            group.append(order[position + len(group)])
        for i in group:  # look up before any of the group is entered: one place a paragraph
            start, _, weight = candidates[i][1]
            slot = bisect_left(ends, start + 1)
            heaviest = (0.0, -1)
            while slot > 0:
                heaviest = max(heaviest, best[slot])
                slot -= slot & -slot
            weight_of[i] = heaviest[0] + weight
            before[i] = heaviest[1]
        for i in group:
            start, length, _ = candidates[i][1]
            slot = bisect_left(ends, start + length) + 1
            while slot <= size:
                best[slot] = max(best[slot], (weight_of[i], i))
                slot += slot & -slot
        position += len(group)
    chain = []
    i = max(range(len(candidates)), key=weight_of.__getitem__)
    while i >= 0:
        chain.append(candidates[i])
        i = before[i]
    return chain[::-1]


_SPACES = re.compile(r"\s+")


def align_lines(texts: Sequence[str], lines: Sequence[str], labels: Sequence[str]) -> list[str]:
    """Labels of paragraphs by those of the same lines, in order; '' where a line is missing."""
    ours = [_SPACES.sub(" ", text).strip() for text in texts]
    theirs = [_SPACES.sub(" ", line).strip() for line in lines]
    found = [""] * len(ours)
    matcher = difflib.SequenceMatcher(None, ours, theirs, autojunk=False)
    for a, b, size in matcher.get_matching_blocks():
        for k in range(size):
            found[a + k] = labels[b + k]
    return found
