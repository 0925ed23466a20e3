"""Words and phrases of a paragraph, as the lexicons and the counts see them."""

from __future__ import annotations

import re

WORD = re.compile(r"\w+")
# Scripts written without spaces: a run of them is one `\w+`, but many words.
UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]"
)
DIGITS = str.maketrans("123456789", "000000000")

# How much of a paragraph the lexicon reads: its opening and its close say what it is for.
HEAD, TAIL = 16, 8
HEAD_CHARS, TAIL_CHARS, LONG = 160, 80, 400
SHORT = 3  # words


def count_words(text: str) -> int:
    """Number of words; two characters of a script without spaces count as one word."""
    count = len(WORD.findall(text))
    if not text.isascii():
        count += len(UNSPACED.findall(text)) // 2
    return count


def opening_words(text: str) -> list[str]:
    """The words that the lexicon reads: those of a paragraph's head and tail.

    Lower-cased, digits folded to 0 so that dates and counts look alike.
    """
    if len(text) > LONG:
        head = WORD.findall(text[:HEAD_CHARS].lower().translate(DIGITS))[:HEAD]
        return head + WORD.findall(text[-TAIL_CHARS:].lower().translate(DIGITS))[-TAIL:]
    words = WORD.findall(text.lower().translate(DIGITS))
    return words[:HEAD] + words[-TAIL:] if len(words) > HEAD + TAIL else words


def ends(words: list[str]) -> list[str]:
    """Entries of their own: the first word, and the whole of a very short paragraph."""
    if not words:
        return []
    first = "^" + words[0]
    return [first, "=" + " ".join(words)] if len(words) <= SHORT else [first]


def phrases(text: str) -> list[str]:
    """The lexicon entries of a paragraph: its opening words, the pairs of them, and `ends`."""
    words = opening_words(text)
    return words + [a + " " + b for a, b in zip(words, words[1:])] + ends(words)
