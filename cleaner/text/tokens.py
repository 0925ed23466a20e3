"""Cut paragraphs into words, and into the phrases that a lexicon has weights for.

All paragraphs of a page are tokenised in one pass: one call per paragraph would cost more than the
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
# Bytes of lower-cased text to bytes: digits become 0, ASCII that is no part of a word a space.
FOLD = bytes(
    ord("0") if chr(byte) in "123456789"
    else byte if byte >= 0x80 or byte == 0 or chr(byte).isalnum() or byte == ord("_")
    else ord(" ")
    for byte in range(256)
)  # fmt: skip

# Only the head and the tail of a paragraph become tokens: its purpose shows there, and a long
# paragraph costs no more than a short one.
HEAD_TOKENS, TAIL_TOKENS = 16, 8
MOST_TOKENS = HEAD_TOKENS + TAIL_TOKENS
# Texts longer than this are cut to so many characters of each end before they are tokenised.
LONG_CHARS, HEAD_CHARS, TAIL_CHARS = 400, 160, 80
# A paragraph of at most so many words is also a token as a whole: "add to cart".
WHOLE_WORDS = 3


@dataclass(slots=True)
class Tokens:
    """Words of the head and the tail of n paragraphs, in lower case.

    Digits are 0, so that dates and counts look alike. `words` is one list for all paragraphs, `row`
    (words,) the paragraph of each word, `lengths` (n,) the number of words of each paragraph and
    `first` (n,) the index of its first one. `short` holds the paragraphs of at most WHOLE_WORDS
    words, `wholes` the token of each of these: "=add to cart".
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
        """Return the words of one paragraph."""
        start = int(self.first[paragraph])
        return self.words[start : start + int(self.lengths[paragraph])]


def count_words(text: str) -> int:
    """Count words; two characters of a script without spaces count as one word."""
    count = len(WORD.findall(text))
    if not text.isascii():
        count += len(UNSPACED.findall(text)) // 2
    return count


def split_words(texts: Sequence[str]) -> list[list[str]]:
    """Return the words of the head and the tail of each text, in lower case, with digits as 0."""
    ends = [t if len(t) <= LONG_CHARS else f"{t[:HEAD_CHARS]} {t[-TAIL_CHARS:]}" for t in texts]
    # Lower-cased one by one, since ASCII is quick; bytes are translated some thirty times faster
    # than characters, and ASCII is bytes in UTF-8.
    lowered = "\0".join(map(str.lower, ends))
    folded = lowered.encode("utf-8", "surrogatepass").translate(FOLD)
    lines = folded.decode("utf-8", "surrogatepass").split("\0") if texts else []
    if len(lines) != len(texts):  # a text holds NUL characters of its own
        return split_words([text.replace("\0", " ") for text in texts])
    words = [t.split() if t.isascii() else WORD.findall(t) for t in lines]
    return [w if len(w) <= MOST_TOKENS else w[:HEAD_TOKENS] + w[-TAIL_TOKENS:] for w in words]


def tokenise(texts: Sequence[str]) -> Tokens:
    """Return the words of `split_words` as arrays over all texts."""
    split = split_words(texts)
    lengths = np.fromiter(map(len, split), np.intp, len(split))
    row = np.repeat(np.arange(len(split)), lengths)
    first = np.cumsum(lengths) - lengths
    short = np.flatnonzero((lengths > 0) & (lengths <= WHOLE_WORDS))
    wholes = ["=" + " ".join(split[i]) for i in short.tolist()]
    return Tokens(list(chain.from_iterable(split)), row, lengths, first, short, wholes)


def phrases(texts: Sequence[str]) -> list[list[str]]:
    """Return the tokens of each text that a lexicon may hold: its words, its pairs of neighbouring
    words ("read more"), its first word ("^read"), and a very short text whole ("=read more")."""
    tokens = tokenise(texts)
    phrases_of = []
    for paragraph in range(len(texts)):
        words = tokens.of(paragraph)
        entries = words + [a + " " + b for a, b in zip(words, words[1:])]
        if words:
            entries.append("^" + words[0])
        phrases_of.append(entries)
    for paragraph, whole in zip(tokens.short.tolist(), tokens.wholes):
        phrases_of[paragraph].append(whole)
    return phrases_of
