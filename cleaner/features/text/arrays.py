"""Cut the paragraphs of a plain text into words, once for all blocks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cleaner.features.lexicon import Lexicon
from cleaner.text.tokens import WORD, Tokens
from cleaner.types import Floats

if TYPE_CHECKING:
    from cleaner._native.core import Words


@dataclass(frozen=True, slots=True)
class TextArrays:
    """A text of n paragraphs, n > 0: their words as written and in lower case, and the lexicon's
    scores (n, 3): body, chrome and the number of known tokens."""

    texts: Sequence[str]
    cased: list[list[str]]
    words: list[list[str]]
    token_scores: Floats

    def __len__(self) -> int:
        return len(self.texts)


def text_arrays(texts: Sequence[str], tokens: Tokens | Words, lexicon: Lexicon) -> TextArrays:
    """Return the arrays of a text; `tokens` are those of its paragraphs."""
    cased = [WORD.findall(text) for text in texts]
    words = [list(map(str.lower, paragraph)) for paragraph in cased]
    return TextArrays(texts, cased, words, lexicon.scores(tokens))


def column(values: Iterable[float]) -> Floats:
    """Return values as an array."""
    return np.array(list(values), dtype=np.float64)
