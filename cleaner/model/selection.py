"""From log-odds to probabilities, and from probabilities to labels."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

# Where no paragraph passes the threshold, those from here on are kept all the same: an empty
# output should mean that everything is left-over, not that a short input says little of itself.
LEAST = 0.3
# Random numbers that stand for all of them.
DRAWS = [(i + 0.5) / 16 for i in range(16)]
# Paragraphs of plain text below this may be dropped, with their neighbours.
UNSURE = 0.65
# The last paragraphs are a tail where they are TAIL or more, at most TAIL_SHARE of the text,
# PROSE_SHARE of them with PROSE_WORDS or more, all below SURE, and their log-odds of body below
# TAIL_ODDS in the mean: another article is stuck to the end, or none is, so a row of doubts
# weighs more than one of them.
TAIL, TAIL_SHARE, PROSE_WORDS, PROSE_SHARE, SURE, TAIL_ODDS = 3, 0.5, 16, 0.6, 0.8, 0.8


def sigmoid(margins: Floats) -> Floats:
    """Probability from log-odds, without overflow."""
    return np.asarray(0.5 * (1.0 + np.tanh(0.5 * margins)))


def three_labels(body: Floats, chrome: Floats) -> Floats:
    """Probabilities of the three labels from P(body) and P(chrome, given not body)."""
    rest = 1.0 - body
    return np.stack((body, rest * (1.0 - chrome), rest * chrome), axis=1)


def best_f1(body: Floats, words: Floats, *, or_none: bool = True) -> NDArray[np.bool_]:
    """The paragraphs that maximise the page's expected F1 of words.

    The likeliest k paragraphs, for the k with the highest expectation. Were paragraphs body or not
    each on its own, that would be 2·Σ p·w / (Σ w of the chosen + Σ p·w of the page) (Lewis 1995;
    Ye et al. 2012); but the forty cards of a grid are body all or none. So the mean is taken of
    that and of the other extreme, where one draw decides for the whole page which probabilities
    suffice. None are chosen, with `or_none`, where it is likelier that the page has no body at
    all: an empty shell.
    """
    order = np.argsort(-body, kind="stable")
    hits = np.cumsum((body * words)[order])
    chosen_words = np.cumsum(words[order])
    alone = 2 * hits / (chosen_words + hits[-1] + 1e-9)
    expected = (alone + _together(body[order], chosen_words)) / 2
    best = int(np.argmax(expected))
    chosen = np.zeros(len(body), dtype=bool)
    nothing = (float(np.prod(1.0 - body)) + 1.0 - float(body.max())) / 2
    if not or_none or nothing <= expected[best]:
        chosen[order[: best + 1]] = True
    return chosen


def _together(body: Floats, chosen_words: Floats) -> Floats:
    """Expected F1 of the first k of paragraphs in falling order of P(body), for each k, if those
    are body whose probability exceeds one and the same random number."""
    expected = np.zeros(len(body))
    for draw in DRAWS:
        many = int(np.searchsorted(-body, -draw))  # so many are body
        if many:
            all_words = chosen_words[many - 1]
            shared = np.minimum(chosen_words, all_words)
            expected += 2 * shared / (chosen_words + all_words + 1e-9)
    return expected / len(DRAWS)


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


def in_runs(body: Floats, words: Floats) -> NDArray[np.bool_]:
    """The paragraphs of a plain text to keep, decided in runs rather than one by one.

    What is left over comes in blocks. So paragraphs in a row that are not clearly body go
    together: all are dropped where, by the sum of their log-odds, left-over is likelier than body,
    else all are kept. Of those at the end it takes less, where they read like a tail (see TAIL).
    """
    odds = np.log(np.clip(body, 1e-6, 1 - 1e-6) / np.clip(1 - body, 1e-6, 1 - 1e-6))
    kept = body >= UNSURE
    edges = np.flatnonzero(np.diff(np.concatenate(([True], kept, [True])).astype(np.int8)))
    for start, end in edges.reshape(-1, 2).tolist():
        kept[start:end] = odds[start:end].sum() > 0
    sure = np.flatnonzero(body >= SURE)
    tail = int(sure[-1]) + 1 if sure.size else 0
    if (
        TAIL <= len(body) - tail <= TAIL_SHARE * len(body)
        and np.mean(odds[tail:]) < TAIL_ODDS
        and np.mean(words[tail:] >= PROSE_WORDS) >= PROSE_SHARE
    ):
        kept[tail:] = False
    return kept


def doubtful(body: Floats, words: Floats) -> NDArray[np.bool_]:
    """What to keep of a page on which no paragraph is clearly body: the choice with the highest
    expected F1 among the paragraphs that may be."""
    possible = np.flatnonzero(body >= LEAST)
    chosen = np.zeros(len(body), dtype=bool)
    if possible.size:
        chosen[possible] = best_f1(body[possible], words[possible], or_none=False)
    return chosen
