"""Number the words of paragraphs for the sentence encoder.

The sentence encoder is a small network that turns the words of a paragraph into a vector of its
meaning; it takes the words as numbers of its vocabulary.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import repeat
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from cleaner._native import is_compiled
from cleaner.locks import cached_property
from cleaner.text.tokens import MOST_TOKENS, Tokens

if TYPE_CHECKING:
    from cleaner._native.core import Vocabulary as CompiledVocabulary
    from cleaner._native.core import Words

Ids = NDArray[np.int32]

PADDING, UNKNOWN = 0, 1  # numbers that stand for no word, and for a word that is not in it
RESERVED = 2

VECTOR = 64  # numbers in the vector of a paragraph
VECTOR_COLUMNS = [f"vector_{i:02}" for i in range(VECTOR)]


class Vocabulary:
    """Words of the sentence encoder; the number of a word is its index plus RESERVED."""

    def __init__(self, words: Sequence[str] = ()) -> None:
        self.words = list(words)
        self._ids = {word: i for i, word in enumerate(self.words, RESERVED)}

    @cached_property
    def compiled(self) -> CompiledVocabulary | None:
        """The same for the compiled core; None if that does not run, or cannot hold it."""
        if not is_compiled():
            return None
        from cleaner._native import core

        if len(self.words) >= core.MOST_TABLE_ROWS:
            return None
        return core.Vocabulary(self.words, RESERVED)

    def ids(self, tokens: Tokens | Words) -> Ids:
        """Return the numbers of the words of n paragraphs in order, shape (n, MOST_TOKENS), filled
        up with PADDING. Words of the compiled core need `compiled`."""
        if not isinstance(tokens, Tokens):
            if self.compiled is None:
                raise ValueError("the words are those of a compiled core, which does not run")
            numbers = tokens.ids_by(self.compiled, UNKNOWN)
            return np.frombuffer(numbers, np.int32).reshape(len(tokens), MOST_TOKENS)
        ids = np.full((len(tokens), MOST_TOKENS), PADDING, dtype=np.int32)
        position = np.arange(len(tokens.words)) - tokens.first[tokens.row]
        token_ids = map(self._ids.get, tokens.words, repeat(UNKNOWN))
        ids[tokens.row, position] = np.fromiter(token_ids, np.int32, len(tokens.words))
        return ids
