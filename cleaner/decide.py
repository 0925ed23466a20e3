"""From log-odds to probabilities, and from probabilities to labels."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

# Where no paragraph passes the threshold, those from here on are kept all the same: an empty
# output should mean that everything is left-over, not that a short input says little of itself.
LEAST = 0.3


def sigmoid(margins: Floats) -> Floats:
    """Probability from log-odds, without overflow."""
    return np.asarray(0.5 * (1.0 + np.tanh(0.5 * margins)))


def three_labels(body: Floats, chrome: Floats) -> Floats:
    """Probabilities of the three labels from P(body) and P(chrome, given not body)."""
    rest = 1.0 - body
    return np.stack((body, rest * (1.0 - chrome), rest * chrome), axis=1)


def best_f1(
    body: Floats, words: Floats, *, or_none: bool = True
) -> tuple[NDArray[np.bool_], float]:
    """The paragraphs that maximise the page's expected F1 of words, and that F1.

    The likeliest k paragraphs, for the k with the highest 2·Σ p·w / (Σ w of the chosen + Σ p·w of
    the page): the optimal rule for F1 under independence (Lewis 1995; Ye et al. 2012). None of
    them, with `or_none`, where it is likelier that the page has no body at all: an empty shell.
    """
    order = np.argsort(-body, kind="stable")
    hits = np.cumsum((body * words)[order])
    expected = 2 * hits / (np.cumsum(words[order]) + hits[-1] + 1e-9)
    best = int(np.argmax(expected))
    chosen = np.zeros(len(body), dtype=bool)
    nothing = float(np.prod(1.0 - body))
    if or_none and nothing > expected[best]:
        return chosen, nothing
    chosen[order[: best + 1]] = True
    return chosen, float(expected[best])


def expected_f1(body: Floats, words: Floats, chosen: NDArray[np.bool_]) -> float:
    """Expected F1 of words of a choice of paragraphs, by the model's own probabilities; where none
    are chosen, the probability that there are none to choose."""
    if not chosen.any():
        return float(np.prod(1.0 - body))
    hits = float((body * words)[chosen].sum())
    total = float(words[chosen].sum() + (body * words).sum())
    return 2 * hits / total if total > 0 else 0.0


def with_body(probabilities: Floats, chosen: NDArray[np.bool_]) -> NDArray[np.intp]:
    """Index of the label of each row: body where chosen, else the likelier of the others."""
    return np.where(chosen, 0, 1 + (probabilities[:, 2] > probabilities[:, 1]))


def most_likely(probabilities: Floats, threshold: float) -> NDArray[np.intp]:
    """Index of the label of each row: body from `threshold` on, else the likelier of the others."""
    return with_body(probabilities, probabilities[:, 0] >= threshold)


def doubtful(body: Floats, words: Floats) -> NDArray[np.bool_]:
    """What to keep of a page on which no paragraph is clearly body: the choice with the highest
    expected F1 among the paragraphs that may be."""
    possible = np.flatnonzero(body >= LEAST)
    chosen = np.zeros(len(body), dtype=bool)
    if possible.size:
        chosen[possible] = best_f1(body[possible], words[possible], or_none=False)[0]
    return chosen
