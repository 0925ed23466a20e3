"""The words of paragraphs as numbers, as the reader takes them.

The reader is a small network that turns the words of a paragraph into a vector that stands for
their meaning; it knows words by their place in its vocabulary.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import repeat

import numpy as np
from numpy.typing import NDArray

from cleaner.text.tokens import HEAD, TAIL, Tokens

Ids = NDArray[np.int32]

WORDS = HEAD + TAIL  # of a paragraph that are read at most
NOTHING, UNKNOWN = 0, 1  # instead of a word
RESERVED = 2

VECTOR = 64  # numbers in the vector of a paragraph
VECTOR_COLUMNS = [f"vector_{i:02}" for i in range(VECTOR)]


class Vocabulary:
    """Words that the reader knows; the number of a word is its place among them plus RESERVED."""

    def __init__(self, words: Sequence[str] = ()) -> None:
        self.words = list(words)
        self._ids = {word: i for i, word in enumerate(self.words, RESERVED)}

    def ids(self, read: Tokens) -> Ids:
        """The words of n paragraphs in order, shape (n, WORDS), closed by NOTHING."""
        out = np.zeros((len(read), WORDS), dtype=np.int32)
        place = np.arange(len(read.words)) - read.first[read.row]
        known = map(self._ids.get, read.words, repeat(UNKNOWN))
        out[read.row, place] = np.fromiter(known, np.int32, len(read.words))
        return out
