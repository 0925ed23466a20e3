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


def count_words(text: str) -> int:
    """Number of words; two characters of a script without spaces count as one word."""
    count = len(WORD.findall(text))
    if not text.isascii():
        count += len(UNSPACED.findall(text)) // 2
    return count


def phrases(text: str) -> list[str]:
    """The lexicon entries of a paragraph: words and word pairs of its head and tail.

    Lower-cased, digits folded to 0 so that dates and counts look alike; the first word and the
    length class of a short paragraph are entries of their own.
    """
    if len(text) > LONG:
        head = WORD.findall(text[:HEAD_CHARS].lower().translate(DIGITS))[:HEAD]
        words = head + WORD.findall(text[-TAIL_CHARS:].lower().translate(DIGITS))[-TAIL:]
    else:
        words = WORD.findall(text.lower().translate(DIGITS))
        if len(words) > HEAD + TAIL:
            words = words[:HEAD] + words[-TAIL:]
    out = words + [a + " " + b for a, b in zip(words, words[1:])]
    if words:
        out.append("^" + words[0])
        if len(words) <= 3:
            out.append("=" + " ".join(words))
    return out
