"""Count words, commas, digits and capitals of all paragraphs of a page at once.

The paragraphs are joined into one array of code points; a table maps each code point to the
classes that it counts for, and sums over stretches of the array give the counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cleaner.text.punctuation import HTML_COMMAS, HTML_STOPS
from cleaner.text.tokens import UNSPACED_RANGES
from cleaner.types import Floats

SPACE, COMMA, DIGIT, CAPITAL, UNSPACED, STOP = (1 << i for i in range(6))
_TABLE_SIZE = 0x10000  # the basic plane of Unicode; rarer characters count for nothing
_SCRIPTS_WITH_CAPITALS = range(0x3000)  # capitals and digits above, of rare scripts, do not count


@dataclass(slots=True)
class Counts:
    """Counts of n paragraphs, each an array of shape (n,).

    A word ends at a space; two characters of a script without spaces are a word. A capital counts
    if it opens a word.
    """

    chars: Floats
    words: Floats
    commas: Floats
    digits: Floats
    capitals: Floats
    ends_with_stop: NDArray[np.bool_]
    opens_upper: NDArray[np.bool_]


@lru_cache(maxsize=1)
def classes_of_codes() -> NDArray[np.uint8]:
    """Return the table of classes, one entry a code point; a constant, built on first use."""
    table = np.zeros(_TABLE_SIZE, dtype=np.uint8)
    table[[ord(" "), ord("\n")]] = SPACE
    for marks, bit in ((HTML_COMMAS, COMMA), (HTML_STOPS, STOP)):
        for mark in marks:
            table[ord(mark)] |= bit
    for code in _SCRIPTS_WITH_CAPITALS:
        char = chr(code)
        if char.isdecimal():
            table[code] |= DIGIT
        elif char.isupper():
            table[code] |= CAPITAL
    for first, last in UNSPACED_RANGES:
        table[first : last + 1] |= UNSPACED
    return table


def _classes(joined: str) -> NDArray[np.uint8]:
    """Return the classes of each character, as bits."""
    data: NDArray[Any]
    if joined.isascii():
        data = np.frombuffer(joined.encode("ascii"), dtype=np.uint8)
    else:
        data = np.frombuffer(joined.encode("utf-16-le", "surrogatepass"), dtype=np.uint16)
        if len(data) != len(joined):  # some characters take two units
            data = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
            data = np.minimum(data, _TABLE_SIZE - 1)
    return classes_of_codes().take(data)


def count_characters(texts: Sequence[str]) -> Counts:
    """Count the characters of each text; texts must not be empty."""
    classes = _classes("\n".join(texts))
    present = int(np.bitwise_or.reduce(classes))
    n = len(texts)
    length = np.fromiter(map(len, texts), np.intp, n)
    end = np.cumsum(length + 1) - 1
    start = end - length

    def count(marked: NDArray[Any]) -> Floats:
        return np.add.reduceat(marked, start, dtype=np.int32).astype(np.float64)

    capital = (classes & CAPITAL) != 0
    space = (classes & SPACE) != 0
    opens = capital.copy()
    opens[1:] &= space[:-1]
    spaces = count(space)
    spaces[:-1] -= 1  # the line ends that join the paragraphs
    words = spaces + 1
    if present & UNSPACED:
        words += count((classes & UNSPACED) != 0) // 2
    return Counts(
        chars=length.astype(np.float64),
        words=words,
        commas=count((classes & COMMA) != 0),
        digits=count((classes & DIGIT) != 0),
        capitals=count(opens),
        ends_with_stop=(classes[end - 1] & STOP) != 0,
        opens_upper=capital[start],
    )
