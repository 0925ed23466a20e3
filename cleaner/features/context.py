"""Columns of the second stage: what the first stage thinks of the paragraphs around."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cleaner.features.html import LEVELS, NOWHERE, Matrix, Structure

Floats = NDArray[np.float64]

STEPS = (1, 2, 3)  # neighbours looked at one by one, on either side
WINDOWS = (3, 8)  # and together
SURE_WORDS = 10  # a paragraph this long and more likely body than not is an anchor for distances
TINY = 1e-6

CONTEXT_COLUMNS = [
    "margin", "p_chrome",
    *(f"p{sign}{step}_{what}" for step in STEPS for sign in "-+" for what in ("body", "chrome")),
    *(f"window{size}_{name}" for size in WINDOWS for name in ("body", "chrome", "mean")),
    *(f"container{level}_{name}" for level in range(1, LEVELS + 1)
      for name in ("p_body", "p_chrome", "p_mean")),
    "like_p_body", "like_p_chrome", "like_p_words", "heading_p_body", "heading_p_chrome",
    "body_before", "body_after", "page_body_share", "page_body_words", "page_chrome_share",
    "page_highest", "rank", "from_sure", "to_sure",
]  # fmt: skip


def context_features(p_body: Floats, p_chrome: Floats, structure: Structure) -> Matrix:
    """Matrix (paragraphs, len(CONTEXT_COLUMNS)).

    `p_body` is the first stage's probability of body, `p_chrome` that of chrome given that it is
    not body; both have shape (paragraphs,).
    """
    n = len(p_body)
    out = np.empty((n, len(CONTEXT_COLUMNS)), dtype=np.float32)
    words = structure.words + 0.5
    chrome = (1 - p_body) * p_chrome
    weighed = np.array((p_body * words, chrome * words, words, p_body))
    sums = np.zeros((4, n + 1))
    np.cumsum(weighed, axis=1, out=sums[:, 1:])
    clipped = np.minimum(np.maximum(p_body, 1e-4), 1 - 1e-4)
    out[:, 0] = np.log(clipped / (1 - clipped))
    out[:, 1] = p_chrome
    at = 2
    pair = np.stack((p_body, chrome), axis=1)
    for step in STEPS:
        out[:step, at : at + 2] = out[-step:, at + 2 : at + 4] = -1.0
        out[step:, at : at + 2], out[:-step, at + 2 : at + 4] = pair[:-step], pair[step:]
        at += 4
    index = np.arange(n)
    for size in WINDOWS:
        low, high = np.maximum(index - size, 0), np.minimum(index + size + 1, n)
        inside = sums.take(high, axis=1) - sums.take(low, axis=1) - weighed
        _means(inside, high - low - 1, out[:, at : at + 3])
        at += 3
    for low, high in structure.containers.transpose(0, 2, 1):
        inside = sums.take(high, axis=1) - sums.take(low, axis=1)
        _means(inside, high - low, out[:, at : at + 3])
        at += 3
    out[:, at : at + 3] = _alike(structure.signature, weighed, chrome)
    under = structure.heading
    out[:, at + 3 : at + 5] = pair.take(under, axis=0)
    out[under < 0, at + 3 : at + 5] = -1.0
    at += 5
    total = sums[:, -1]
    sure = (p_body > 0.5) & (structure.words >= SURE_WORDS)
    last = np.maximum.accumulate(np.where(sure, index, -1))
    last = np.concatenate(([-1], last[:-1]))
    following = np.minimum.accumulate(np.where(sure, index, n + NOWHERE)[::-1])[::-1]
    following = np.concatenate((following[1:], [n + NOWHERE]))
    rank = np.empty(n)
    rank[np.argsort(p_body, kind="stable")] = index
    columns = (
        sums[0, :-1] / (total[0] + TINY),
        (total[0] - sums[0, 1:]) / (total[0] + TINY),
        total[0] / total[2],
        total[0],
        total[1] / total[2],
        p_body.max(),
        rank / n,
        np.where(last < 0, NOWHERE, index - last),
        np.minimum(following - index, NOWHERE),
    )
    for column in columns:
        out[:, at] = column
        at += 1
    if at != len(CONTEXT_COLUMNS):
        raise AssertionError(f"{at} columns computed, {len(CONTEXT_COLUMNS)} declared")
    return out


def _means(inside: Floats, count: NDArray[np.intp], out: Matrix) -> None:
    """Body and chrome per word, and the plain mean of body, of runs with these sums."""
    per_word = inside[:2] / (inside[2] + TINY)
    out[:, :2] = per_word.T
    out[:, 2] = inside[3] / np.maximum(count, 1)


def _alike(signature: NDArray[np.intp], weighed: Floats, chrome: Floats) -> Floats:
    body_words, _, words, p_body = weighed
    count = np.bincount(signature)
    means = np.array(
        (
            np.bincount(signature, p_body) / count,
            np.bincount(signature, chrome) / count,
            np.bincount(signature, body_words) / np.bincount(signature, words),
        )
    )
    return means.take(signature, axis=1).T
