"""Cut the paragraphs of a plain text into words, once for all blocks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from cleaner.text.tokens import WORD
from cleaner.types import Floats


@dataclass(frozen=True, slots=True)
class TextArrays:
    """A text of n paragraphs, n > 0, and their words as written and in lower case."""

    texts: Sequence[str]
    cased: list[list[str]]
    words: list[list[str]]

    def __len__(self) -> int:
        return len(self.texts)


def text_arrays(texts: Sequence[str]) -> TextArrays:
    """Return the arrays of a text."""
    cased = [WORD.findall(text) for text in texts]
    words = [list(map(str.lower, paragraph)) for paragraph in cased]
    return TextArrays(texts, cased, words)


def column(values: Iterable[float]) -> Floats:
    """Return values as an array."""
    return np.array(list(values), dtype=np.float64)
