"""Which paragraphs repeat the page's own title."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from cleaner.text.tokens import Tokens, read_words

TITLE_CHARS = 300  # a longer paragraph is no title, whatever it shares with one
SHORTEST = 6  # characters of a title of one word


def title_shares(
    texts: Sequence[str], read: Tokens, page_titles: Sequence[str]
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """For each paragraph the share of its words that stand in the page's own title elements, and
    whether it is that title: all of its words, and at least half of the title's."""
    n = len(texts)
    titles = [set(words) for words in read_words(page_titles) if words]
    is_title = np.zeros(n, dtype=bool)
    if not titles or not n:
        return np.zeros(n), is_title
    known = set().union(*titles)
    hits = np.fromiter(map(known.__contains__, read.words), bool, len(read.words))
    shares = np.bincount(read.row[hits], minlength=n) / np.maximum(read.lengths, 1)
    least = min(map(len, titles)) / 2
    for i in np.flatnonzero(shares == 1.0).tolist():
        words = read.of(i)
        if len(texts[i]) <= TITLE_CHARS and (len(words) >= 2 or len(texts[i]) >= SHORTEST):
            is_title[i] = len(set(words)) >= least
    return shares, is_title
