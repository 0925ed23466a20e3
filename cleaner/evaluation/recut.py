"""Carry labels over to paragraphs that are cut otherwise than when they were labelled.

A verse may have been a paragraph for each line and be one paragraph today, a listing the other way
round. The text is the same and in the same order, so labels follow the words, or, if only checksums
of the old paragraphs are known, the runs of lines that have them.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from zlib import crc32

from cleaner.evaluation.align import Span, heaviest_chain
from cleaner.text.tokens import UNSPACED

# A paragraph has the label that this share of its words had; "" if none of the labels has so many.
AGREED = 2 / 3
MOST_LINES = 200  # of a run whose checksum is compared
# Short checksums meet by chance. So only a row of them is certain; between rows as many old
# paragraphs as possible are to be found again, and each further line of a run speaks a little
# against it.
CERTAIN = 3
LONGER = 0.001

_TOKEN = re.compile(f"{UNSPACED.pattern}|\\w+")


def carry_over(texts: Sequence[str], lines: Sequence[str], labels: Sequence[str]) -> list[str]:
    """Return the label of each paragraph by those of the page's lines, in order; "" if unknown.

    Texts and lines are compared with their whitespace folded. What is not cut the same gets the
    label of its words.
    """
    ours, theirs = [_folded(text) for text in texts], [_folded(line) for line in lines]
    carried = [""] * len(ours)
    for (a, b), (c, d), same in _stretches(ours, theirs):
        if same:
            carried[a:b] = labels[c:d]
        elif b > a and d > c:
            carried[a:b] = _by_words(ours[a:b], theirs[c:d], labels[c:d])
    return carried


def carry_over_checks(
    texts: Sequence[str], checks: Sequence[str], labels: Sequence[str], digits: int
) -> list[str]:
    """Return the label of each paragraph by the checksums of the page's paragraphs of old, in
    order; "" if unknown.

    A checksum is the last `digits` hexadecimal digits of `check`. What is not cut the same gets the
    label of the lines, within or across paragraphs, that together have a checksum.
    """
    ours = [check(_folded(text), digits) for text in texts]
    carried = [""] * len(ours)
    for (a, b), (c, d), same in _stretches(ours, checks, CERTAIN):
        if same:
            carried[a:b] = labels[c:d]
        elif b > a and d > c:
            carried[a:b] = _by_runs(texts[a:b], checks[c:d], labels[c:d], digits)
    return carried


def check(line: str, digits: int) -> str:
    """Return the checksum of a line: the last hexadecimal digits of its CRC-32."""
    return _digits(crc32(line.encode("utf-8", "surrogatepass")), digits)


def _digits(value: int, digits: int) -> str:
    return f"{value:08x}"[-digits:]


def _folded(text: str) -> str:
    return " ".join(text.split())


def _stretches(
    ours: Sequence[str], theirs: Sequence[str], least: int = 1
) -> Iterator[tuple[tuple[int, int], tuple[int, int], bool]]:
    """Yield stretches of both sequences (start and end of each) in which `least` or more are the
    same, and those between."""
    matcher = SequenceMatcher(None, ours, theirs, autojunk=False)
    a = c = 0
    for our_start, their_start, size in matcher.get_matching_blocks():
        if size >= least or our_start == len(ours):
            yield (a, our_start), (c, their_start), False
            a, c = our_start + size, their_start + size
            yield (our_start, a), (their_start, c), True


def _by_words(ours: Sequence[str], theirs: Sequence[str], labels: Sequence[str]) -> list[str]:
    """Return labels of paragraphs by those of the words that they share with the lines."""
    owner, words = _words(ours)
    line_of, line_words = _words(theirs)
    votes: list[Counter[str]] = [Counter() for _ in ours]
    matcher = SequenceMatcher(None, words, line_words, autojunk=False)
    for a, b, size in matcher.get_matching_blocks():
        for i in range(size):
            votes[owner[a + i]][labels[line_of[b + i]]] += 1
    sizes = Counter(owner)
    return [_agreed(voted, sizes[number]) for number, voted in enumerate(votes)]


def _words(texts: Sequence[str]) -> tuple[list[int], list[str]]:
    """Return the words of all texts, and the text that each is of."""
    words_of = [_TOKEN.findall(text) for text in texts]
    owner = [number for number, words in enumerate(words_of) for _ in words]
    return owner, [word for words in words_of for word in words]


def _agreed(votes: Counter[str], total: int) -> str:
    if not votes:
        return ""
    label, count = votes.most_common(1)[0]
    return label if count >= AGREED * total else ""


def _by_runs(
    texts: Sequence[str], checks: Sequence[str], labels: Sequence[str], digits: int
) -> list[str]:
    """Return labels of paragraphs by the runs of lines that have the checksums, in order."""
    pieces = [
        (number, folded)
        for number, text in enumerate(texts)
        for line in text.split("\n")
        if (folded := _folded(line))
    ]
    runs = _runs([piece for _, piece in pieces], digits)
    candidates = [
        (number, Span(start, length, 1 - LONGER * length))
        for number, wanted in enumerate(checks)
        for start, length in runs.get(wanted, ())
    ]
    votes: list[Counter[str]] = [Counter() for _ in texts]
    for number, run in heaviest_chain(candidates):
        for paragraph, piece in pieces[run.start : run.start + run.length]:
            votes[paragraph][labels[number]] += len(piece)
    sizes: Counter[int] = Counter()
    for paragraph, piece in pieces:
        sizes[paragraph] += len(piece)
    return [_agreed(voted, sizes[number]) for number, voted in enumerate(votes)]


def _runs(pieces: Sequence[str], digits: int) -> dict[str, list[tuple[int, int]]]:
    """Return start and length of every run of neighbouring lines, by its checksum."""
    encoded = [piece.encode("utf-8", "surrogatepass") for piece in pieces]
    runs: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for start in range(len(encoded)):
        value = crc32(encoded[start])
        runs[_digits(value, digits)].append((start, 1))
        for end in range(start + 1, min(start + MOST_LINES, len(encoded))):
            value = crc32(encoded[end], crc32(b" ", value))
            runs[_digits(value, digits)].append((start, end - start + 1))
    return runs
