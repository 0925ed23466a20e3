"""Words and phrases of paragraphs, as the lexicons and the counts see them.

All paragraphs of a page are tokenised in one pass: a call a paragraph would cost more than the
work itself.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray

WORD = re.compile(r"\w+")
# Scripts written without spaces: a run of them is one `\w+`, but many words.
UNSPACED_RANGES = (
    (0x0E00, 0x0EFF),
    (0x1000, 0x109F),
    (0x1780, 0x17FF),
    (0x3040, 0x30FF),
    (0x3400, 0x4DBF),
    (0x4E00, 0x9FFF),
    (0xF900, 0xFAFF),
)
UNSPACED = re.compile("[" + "".join(f"{chr(a)}-{chr(b)}" for a, b in UNSPACED_RANGES) + "]")
# Of the bytes of lower-cased text: digits folded, what is ASCII and no part of a word made a space.
_FOLDED = bytes(
    ord("0") if chr(byte) in "123456789"
    else byte if byte >= 0x80 or byte == 0 or chr(byte).isalnum() or byte == ord("_")
    else ord(" ")
    for byte in range(256)
)  # fmt: skip

# How much of a paragraph the lexicon reads: its opening and its close say what it is for.
HEAD, TAIL = 16, 8
HEAD_CHARS, TAIL_CHARS, LONG = 160, 80, 400
SHORT = 3  # words


@dataclass(slots=True)
class Tokens:
    """The words that are read of each of n paragraphs: those of its head and its tail.

    Lower-cased, digits folded to 0 so that dates and counts look alike. `words` is one list for
    all paragraphs, `row` (words,) the paragraph of each, `lengths` (n,) and `first` (n,) how many
    words each paragraph has and where they begin. `short` are the paragraphs of at most SHORT
    words, `wholes` what they say, as "=add to cart".
    """

    words: list[str]
    row: NDArray[np.intp]
    lengths: NDArray[np.intp]
    first: NDArray[np.intp]
    short: NDArray[np.intp]
    wholes: list[str]

    def __len__(self) -> int:
        return len(self.lengths)

    def of(self, paragraph: int) -> list[str]:
        """The words of one paragraph."""
        start = int(self.first[paragraph])
        return self.words[start : start + int(self.lengths[paragraph])]


def count_words(text: str) -> int:
    """Number of words; two characters of a script without spaces count as one word."""
    count = len(WORD.findall(text))
    if not text.isascii():
        count += len(UNSPACED.findall(text)) // 2
    return count


def read_words(texts: Sequence[str]) -> list[list[str]]:
    """The words read of each text."""
    read = [t if len(t) <= LONG else f"{t[:HEAD_CHARS]} {t[-TAIL_CHARS:]}" for t in texts]
    # Lower-cased one by one, since ASCII is quick; bytes are translated some thirty times faster
    # than characters, and ASCII is bytes in UTF-8.
    lowered = "\0".join(map(str.lower, read))
    folded = lowered.encode("utf-8", "surrogatepass").translate(_FOLDED)
    lines = folded.decode("utf-8", "surrogatepass").split("\0") if texts else []
    if len(lines) != len(texts):  # a text with NUL characters of its own
        return read_words([text.replace("\0", " ") for text in texts])
    found = [t.split() if t.isascii() else WORD.findall(t) for t in lines]
    return [w if len(w) <= HEAD + TAIL else w[:HEAD] + w[-TAIL:] for w in found]


def tokenise(texts: Sequence[str]) -> Tokens:
    """The words read of each text, as arrays."""
    found = read_words(texts)
    lengths = np.fromiter(map(len, found), np.intp, len(found))
    row = np.repeat(np.arange(len(found)), lengths)
    first = np.cumsum(lengths) - lengths
    short = np.flatnonzero((lengths > 0) & (lengths <= SHORT))
    wholes = ["=" + " ".join(found[i]) for i in short.tolist()]
    return Tokens(list(chain.from_iterable(found)), row, lengths, first, short, wholes)


def phrases(texts: Sequence[str]) -> list[list[str]]:
    """The lexicon entries of each text: its words, the pairs of them, its first word as such
    ("^word"), and the whole of a very short one ("=whole")."""
    read = tokenise(texts)
    out = []
    for paragraph in range(len(texts)):
        words = read.of(paragraph)
        found = words + [a + " " + b for a, b in zip(words, words[1:])]
        if words:
            found.append("^" + words[0])
        out.append(found)
    for paragraph, whole in zip(read.short.tolist(), read.wholes):
        out[paragraph].append(whole)
    return out
