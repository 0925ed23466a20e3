"""Tell which paragraphs repeat the title of their page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from cleaner.text.tokens import Tokens, split_words

if TYPE_CHECKING:
    from cleaner._native.core import Words

TITLE_CHARS = 300  # a longer paragraph is no title, whatever it shares with one
SHORTEST = 6  # characters of a title of one word


def title_shares(
    texts: Sequence[str], tokens: Tokens, page_titles: Sequence[str]
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Compare n paragraphs with the titles that the page declares.

    Returns for each, (n,) and (n,), the share of its words that stand in a title, and whether it is
    the title: all of its words stand there, and they are at least half of the title's.
    """
    n = len(texts)
    titles = [set(words) for words in split_words(page_titles) if words]
    is_title = np.zeros(n, dtype=bool)
    if not titles or not n:
        return np.zeros(n), is_title
    title_words = set().union(*titles)
    hits = np.fromiter(map(title_words.__contains__, tokens.words), bool, len(tokens.words))
    shares = np.bincount(tokens.row[hits], minlength=n) / np.maximum(tokens.lengths, 1)
    least = min(map(len, titles)) / 2
    for i in np.flatnonzero(shares == 1.0).tolist():
        words = tokens.of(i)
        if len(texts[i]) <= TITLE_CHARS and (len(words) >= 2 or len(texts[i]) >= SHORTEST):
            is_title[i] = len(set(words)) >= least
    return shares, is_title


def compiled_title_shares(
    words: Words, page_titles: Sequence[str]
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Return what `title_shares` does, by the compiled core; `words` are the paragraphs'."""
    titles = [title for title in split_words(page_titles) if title]
    shares, is_title = words.title_shares(titles)
    return np.frombuffer(shares, np.float64), np.frombuffer(is_title, np.bool_)
