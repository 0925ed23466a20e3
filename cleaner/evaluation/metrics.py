"""The measures of accuracy, each a plain function of texts or labels."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np

from cleaner.paragraph import LABELS
from cleaner.text.tokens import WORD

GRAM = 4


def f_score(precision: float, recall: float) -> float:
    """Harmonic mean; 0 where both are 0."""
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def _overlap(ours: Counter[object], gold: Counter[object]) -> tuple[float, float]:
    """Precision and recall of one bag against another; two empty bags agree."""
    shared = sum((ours & gold).values())
    total_ours, total_gold = sum(ours.values()), sum(gold.values())
    if not total_ours and not total_gold:
        return 1.0, 1.0
    return (
        shared / total_ours if total_ours else 0.0,
        shared / total_gold if total_gold else 0.0,
    )


def word_f1(text: str, gold: str) -> float:
    r"""F1 of the two bags of lower-cased `\w+` words."""
    return f_score(
        *_overlap(Counter(WORD.findall(text.lower())), Counter(WORD.findall(gold.lower())))
    )


def shingles(text: str, gold: str) -> tuple[float, float]:
    """Precision and recall of 4-grams of words; texts shorter than that count as one shingle."""
    return _overlap(_shingles(text), _shingles(gold))


def _shingles(text: str) -> Counter[object]:
    words = WORD.findall(text.lower())
    if not words:
        return Counter()
    if len(words) < GRAM:
        return Counter([tuple(words)])
    return Counter(tuple(words[i : i + GRAM]) for i in range(len(words) - GRAM + 1))


def mean_shingle_f1(pairs: Sequence[tuple[float, float]]) -> float:
    """Precision and recall averaged over pages, then F1."""
    if not pairs:
        return 0.0
    precision, recall = np.mean(np.array(pairs), axis=0)
    return f_score(float(precision), float(recall))


def _flat(text: str) -> str:
    return " ".join(text.split())


def snippet_counts(
    text: str, required: Sequence[str], forbidden: Sequence[str]
) -> tuple[int, int, int]:
    """True positives, false positives, false negatives of a page's snippets, whitespace folded."""
    flat = _flat(text)
    found = sum(_flat(snippet) in flat for snippet in required)
    wrong = sum(_flat(snippet) in flat for snippet in forbidden)
    return found, wrong, len(required) - found


def snippet_f1(counts: Sequence[tuple[int, int, int]]) -> float:
    """F1 over all snippets of all pages."""
    if not counts:
        return 0.0
    tp, fp, fn = np.sum(np.array(counts), axis=0)
    return float(2 * tp / (2 * tp + fp + fn)) if tp else 0.0


def confusion(gold: Sequence[str], ours: Sequence[str]) -> np.ndarray:
    """Counts, shape (3, 3): gold label by row, predicted by column, in the order of LABELS."""
    index = {label.value: i for i, label in enumerate(LABELS)}
    table = np.zeros((len(LABELS), len(LABELS)), dtype=int)
    for a, b in zip(gold, ours):
        table[index[str(a)], index[str(b)]] += 1
    return table


def macro_f1(table: np.ndarray) -> float:
    """Mean over the labels that occur of the F1 of each, from a confusion table."""
    right = np.diag(table)
    total = table.sum(axis=0) + table.sum(axis=1)
    occurring = total > 0
    return float(np.mean(2 * right[occurring] / total[occurring])) if occurring.any() else 0.0
