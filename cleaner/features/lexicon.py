"""Lexicons: what a phrase says about the label of its paragraph, as two numbers.

A lexicon maps a token to two weights learned by linear models: the log-odds of body against the
rest, and of chrome against sidebar. A paragraph's scores are the sums over its tokens.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import repeat
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cleaner.features.tokens import Tokens

Floats = NDArray[np.float64]


class Lexicon:
    """Token weights: `tokens`, and `weights` of shape (tokens, 2), body and chrome.

    A token is a word, a pair of words ("a b"), a first word ("^a") or the whole of a very short
    paragraph ("=a b c"). Pairs are looked up by the numbers of their words, all of a page at once.
    """

    def __init__(self, tokens: Sequence[str], weights: Floats) -> None:
        self.tokens = list(tokens)
        self.weights = np.asarray(weights, dtype=np.float64).reshape(-1, 2)
        # Rows of the weights, from 1 on; row 0 is what is not known.
        self._rows = {token: i for i, token in enumerate(self.tokens, 1)}
        self._padded = np.concatenate((np.zeros((1, 2)), self.weights))
        self.words = {t: i for t, i in self._rows.items() if " " not in t and t[0] not in "^="}
        pairs, opening = [(1 << 62, 0)], np.zeros(len(self._padded), dtype=np.intp)
        for token, row in self._rows.items():
            if token[0] == "^":
                opening[self.words.get(token[1:], 0)] = row
            elif token[0] != "=" and " " in token:
                a, b = (self.words.get(word, 0) for word in token.split(" "))
                pairs.append((a * len(self._padded) + b, row))
        opening[0] = 0
        self._opening = opening  # row of "^word" by that of the word
        pairs.sort()  # what looks beyond the end finds the last, which is no pair
        self._pair_keys, self._pair_rows = np.array(pairs, dtype=np.int64).T

    def __reduce__(self) -> tuple[Any, ...]:
        return (Lexicon, (self.tokens, self.weights))

    def scores(self, read: Tokens) -> Floats:
        """Body, chrome and the number of known tokens of each paragraph, shape (paragraphs, 3)."""
        n = len(read)
        word = np.fromiter(map(self.words.get, read.words, repeat(0)), np.int64, len(read.words))
        known = word > 0
        second = np.flatnonzero(known[1:] & known[:-1] & (read.row[1:] == read.row[:-1])) + 1
        keys = word[second - 1] * len(self._padded) + word[second]
        at = np.searchsorted(self._pair_keys, keys)
        pair = self._pair_keys[at] == keys
        some = np.flatnonzero(read.lengths)
        opening = self._opening[word[read.first[some]]]
        whole = np.fromiter(map(self._rows.get, read.wholes, repeat(0)), np.intp, len(read.wholes))
        rows = np.concatenate((word[known], self._pair_rows[at[pair]], opening, whole))
        owner = np.concatenate((read.row[known], read.row[second[pair]], some, read.short))
        weights = self._padded[rows]
        return np.stack(
            (
                np.bincount(owner, weights[:, 0], n),
                np.bincount(owner, weights[:, 1], n),
                np.bincount(owner[rows > 0], minlength=n),
            ),
            axis=1,
        )
