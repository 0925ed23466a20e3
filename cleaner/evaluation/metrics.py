"""The metrics of accuracy, each a plain function of texts, snippets or labels.

Boilerplate is everything that is not body: sidebar and chrome.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence

import numpy as np
from numpy.typing import NDArray

from cleaner.paragraph import LABELS
from cleaner.text.tokens import WORD

GRAM = 4  # words of a shingle

Confusion = NDArray[np.int64]


def f_score(precision: float, recall: float) -> float:
    """Return the harmonic mean of precision and recall; 0 if both are 0."""
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def word_f1(text: str, gold: str) -> float:
    r"""Return the F1 of the two bags of lower-cased `\w+` words.

    >>> word_f1("the ferry is late", "The ferry was late.")
    0.75
    """
    return f_score(*_overlap(Counter(_words(text)), Counter(_words(gold))))


def shingle_scores(text: str, gold: str) -> tuple[float, float]:
    """Return precision and recall of the bags of word 4-grams.

    A text of fewer words is one shingle.
    """
    return _overlap(_shingles(text), _shingles(gold))


def mean_shingle_f1(scores: Sequence[tuple[float, float]]) -> float:
    """Return the F1 of the mean precision and the mean recall of pages; 0 if there are none."""
    if not scores:
        return 0.0
    precision, recall = np.mean(np.array(scores), axis=0)
    return f_score(float(precision), float(recall))


def snippet_counts(
    text: str, required: Sequence[str], forbidden: Sequence[str]
) -> tuple[int, int, int]:
    """Return the true positives, false positives and false negatives of a page's snippets.

    A snippet counts as present however its whitespace is folded.
    """
    flat = _flat(text)
    right = sum(_flat(snippet) in flat for snippet in required)
    wrong = sum(_flat(snippet) in flat for snippet in forbidden)
    return right, wrong, len(required) - right


def snippet_f1(counts: Sequence[tuple[int, int, int]]) -> float:
    """Return the F1 over all snippets of all pages; 0 if none of them was kept rightly."""
    right, wrong, missing = (sum(column) for column in zip(*counts)) if counts else (0, 0, 0)
    return 2 * right / (2 * right + wrong + missing) if right else 0.0


def confusion(gold: Sequence[str], predicted: Sequence[str]) -> Confusion:
    """Return counts of shape (3, 3): gold label by row, predicted by column, in order of LABELS.

    Raises ValueError if one sequence is longer than the other or a label is unknown.
    """
    index = {label.value: i for i, label in enumerate(LABELS)}
    table = np.zeros((len(LABELS), len(LABELS)), dtype=np.int64)
    for of_gold, of_model in zip(gold, predicted, strict=True):
        if of_gold not in index or of_model not in index:
            raise ValueError(f"no labels: {of_gold!r}, {of_model!r}")
        table[index[of_gold], index[of_model]] += 1
    return table


def macro_f1(table: Confusion) -> float:
    """Return the mean F1 of the labels that occur, in the gold or as predicted; 0 if none does."""
    right = np.diag(table)
    total = table.sum(axis=0) + table.sum(axis=1)
    occurs = total > 0
    return float(np.mean(2 * right[occurs] / total[occurs])) if occurs.any() else 0.0


def boilerplate_removed(table: Confusion) -> float:
    """Return the share of the boilerplate that is not labelled body; 1 if there is none."""
    boilerplate = table[1:].sum()
    return float(table[1:, 1:].sum() / boilerplate) if boilerplate else 1.0


def body_lost(table: Confusion) -> float:
    """Return the share of the body that is not labelled body; 0 if there is none."""
    body = table[0].sum()
    return float(table[0, 1:].sum() / body) if body else 0.0


def _words(text: str) -> list[str]:
    return WORD.findall(text.lower())


def _shingles(text: str) -> Counter[Hashable]:
    words = _words(text)
    if not words:
        return Counter()
    if len(words) < GRAM:
        return Counter([tuple(words)])
    return Counter(tuple(words[i : i + GRAM]) for i in range(len(words) - GRAM + 1))


def _overlap(ours: Counter[Hashable], gold: Counter[Hashable]) -> tuple[float, float]:
    """Return precision and recall of one bag against another; two empty bags agree."""
    if not ours and not gold:
        return 1.0, 1.0
    shared = (ours & gold).total()
    return (
        shared / ours.total() if ours else 0.0,
        shared / gold.total() if gold else 0.0,
    )


def _flat(text: str) -> str:
    return " ".join(text.split())
