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
    words = structure.words + 0.5
    chrome = (1 - p_body) * p_chrome
    body_words, chrome_words = p_body * words, chrome * words
    weighed = np.stack((body_words, chrome_words, words, p_body), axis=1)
    sums = np.zeros((n + 1, 4))
    np.cumsum(weighed, axis=0, out=sums[1:])
    clipped = np.clip(p_body, 1e-4, 1 - 1e-4)
    parts = [np.stack((np.log(clipped / (1 - clipped)), p_chrome), axis=1)]
    pair = np.stack((p_body, chrome), axis=1)
    for step in STEPS:
        before, after = np.full((n, 2), -1.0), np.full((n, 2), -1.0)
        before[step:], after[:-step] = pair[:-step], pair[step:]
        parts += [before, after]
    index = np.arange(n)
    for size in WINDOWS:
        low, high = np.maximum(index - size, 0), np.minimum(index + size + 1, n)
        inside = sums[high] - sums[low] - weighed
        parts.append(_means(inside, high - low - 1))
    for level in range(LEVELS):
        low, high = structure.containers[level].T
        parts.append(_means(sums[high] - sums[low], high - low))
    parts.append(_alike(structure.signature, p_body, chrome, body_words, words))
    under = structure.heading
    parts.append(np.where((under < 0)[:, None], -1.0, pair[under]))
    total = sums[-1]
    sure = (p_body > 0.5) & (structure.words >= SURE_WORDS)
    last = np.maximum.accumulate(np.where(sure, index, -1))
    last = np.concatenate(([-1], last[:-1]))
    following = np.minimum.accumulate(np.where(sure, index, n + NOWHERE)[::-1])[::-1]
    following = np.concatenate((following[1:], [n + NOWHERE]))
    parts.append(
        np.column_stack(
            (
                sums[:-1, 0] / (total[0] + TINY),
                (total[0] - sums[1:, 0]) / (total[0] + TINY),
                np.broadcast_to(
                    (total[0] / total[2], total[0], total[1] / total[2], p_body.max()), (n, 4)
                ),
                np.argsort(np.argsort(p_body, kind="stable"), kind="stable") / n,
                np.where(last < 0, NOWHERE, index - last),
                np.minimum(following - index, NOWHERE),
            )
        )
    )
    return np.concatenate(parts, axis=1, dtype=np.float32)


def _means(inside: Floats, count: NDArray[np.intp]) -> Floats:
    """Body and chrome per word, and the plain mean of body, of runs with these sums."""
    per_word = inside[:, :2] / (inside[:, 2:3] + TINY)
    return np.column_stack((per_word, inside[:, 3] / np.maximum(count, 1)))


def _alike(
    signature: NDArray[np.intp], p_body: Floats, chrome: Floats, body_words: Floats, words: Floats
) -> Floats:
    count = np.bincount(signature)
    return np.column_stack(
        (
            np.bincount(signature, p_body) / count,
            np.bincount(signature, chrome) / count,
            np.bincount(signature, body_words) / np.bincount(signature, words),
        )
    )[signature]
