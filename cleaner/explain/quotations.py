"""Choose what reasons quote from a document: a phrase, a class name, cue words, a pattern.

Each is chosen by the weights that the features were made of, for the label that is explained.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import chain, islice
from sys import modules
from typing import NamedTuple

import numpy as np

from cleaner._native import is_compiled
from cleaner.features.class_names import LABEL_WEIGHTS, ClassNameWeights
from cleaner.features.lexicon import Lexicon, Occurrences
from cleaner.features.text.pattern import PERIODS
from cleaner.paragraph import LABELS, Label
from cleaner.segment.page import Elements, HtmlPage
from cleaner.text.compiled import agrees, read_words
from cleaner.text.cues import ALL_CUES, CUES, cue_counts, cue_words
from cleaner.text.tokens import (
    HEAD_CHARS,
    HEAD_TOKENS,
    LONG_CHARS,
    MOST_TOKENS,
    TAIL_CHARS,
    TAIL_TOKENS,
    UNSPACED,
    WHOLE_WORDS,
    WORD,
    Tokens,
    split_words,
    tokenise,
)
from cleaner.types import Floats, Ints


class Direction(NamedTuple):
    """What a label takes of the two log-odds: of body, and of chrome against sidebar."""

    body: float
    chrome: float


DIRECTIONS = {
    Label.BODY: Direction(1.0, 0.0),
    Label.SIDEBAR: Direction(-1.0, -1.0),
    Label.CHROME: Direction(-1.0, 1.0),
}

PHRASE_SHARE = 0.5  # of the weight of a phrase: words beside it that weigh as much are quoted, too
QUOTED_CHARS = 60
PATTERN_REACH = 40  # lines on either side in which repetitions are counted
QUOTED_CUES = 3
NO_PHRASE = {
    Label.BODY: "no phrase typical of menus, teasers or forms",
    Label.SIDEBAR: "no phrase typical of articles",
    Label.CHROME: "no phrase typical of articles",
}
CUE_NAMES = {
    "credit": "photo credits", "byline": "bylines", "date": "dates", "more": "teasers",
    "share": "share buttons", "subscribe": "newsletter calls", "comment": "comment forms",
    "legal": "legal notices", "account": "accounts and shops", "interface": "buttons",
    "offer": "offers", "biography": "authors' biographies", "sponsor": "advertisements",
    "contact": "addresses", "place": "menus", "we": "a site that speaks for itself",
    "you": "a site that speaks to its reader", "urge": "calls to action",
}  # fmt: skip
# Shapes of lines, by the number that the column `pattern_shape` gives them; with 7 added, of a
# list item.
SHAPES = ("label", "label", "headline", "sentence", "long line", "prose", "date")
BULLET_SHAPES = 7

SIGNS = np.array([DIRECTIONS[label] for label in LABELS])  # (labels, 2), in the order of LABELS


def quote_phrases(texts: Sequence[str], labels: Ints, lexicon: Lexicon) -> list[str]:
    """Quote the phrase of each of n texts that speaks most for its label, as it is written.

    `labels` (n,) are indices into LABELS. A phrase is the token of most weight, and the words
    beside it if they weigh at least PHRASE_SHARE of that.
    """
    compiled = lexicon.compiled if is_compiled() and _core_fits() else None
    words = read_words(list(texts)) if compiled is not None else None
    if compiled is not None and words is not None:
        from cleaner._native import core

        found = core.phrases(words, compiled, SIGNS.tobytes(), labels.astype(np.int64).tobytes())
        numbers = np.frombuffer(found, np.int32).tolist()
        phrases = [*zip(numbers[::2], numbers[1::2])]
    else:
        phrases = _phrases(tokenise(texts), labels, lexicon)
    quotes = [NO_PHRASE[LABELS[label]] for label in labels.tolist()]
    for i, (start, end) in enumerate(phrases):
        if end:
            quotes[i] = f"phrase: “{shorten(_written(texts[i], start, end))}”"
    return quotes


@lru_cache(maxsize=1)
def _core_fits() -> bool:
    """Return whether the core chooses phrases with the constants of this module."""
    from cleaner._native import core

    return agrees(core.QUOTATION_CONSTANTS, modules[__name__])


def _phrases(tokens: Tokens, labels: Ints, lexicon: Lexicon) -> list[tuple[int, int]]:
    """Return the phrase of each text that speaks most for its label: the first of its words, and
    the one after the last; (0, 0) for none."""
    places = lexicon.occurrences(tokens)
    paragraph = tokens.row[places.starts]
    weights = (lexicon.weights[places.rows] * SIGNS[labels[paragraph]]).sum(axis=1)
    order = np.argsort(weights, kind="stable")
    order = order[weights[order] > 0]
    best = np.full(len(tokens), -1)
    best[paragraph[order]] = order  # the last, which weighs most, stays
    strength = _strengths(places, weights, order, len(tokens.words)).tolist()
    phrases = [(0, 0)] * len(tokens)
    spoken = np.flatnonzero(best >= 0)
    best = best[spoken]
    lows, highs = tokens.first[spoken], (tokens.first + tokens.lengths)[spoken]
    # Between the words of the head and those of the tail others may have been left out.
    gaps = np.where(highs - lows == MOST_TOKENS, lows + HEAD_TOKENS, highs)
    leasts = PHRASE_SHARE * weights[best]
    arrays = (spoken, lows, highs, gaps, places.starts[best], places.ends[best], leasts)
    for i, low, high, gap, start, end, least in zip(*(array.tolist() for array in arrays)):
        first, last = start, end
        while first > low and first != gap and strength[first - 1] >= least:
            first -= 1
        while last < high and last != gap and strength[last] >= least:
            last += 1
        phrases[i] = (first - low, last - low)
    return phrases


def _strengths(places: Occurrences, weights: Floats, order: Ints, words: int) -> Floats:
    """Return the weight of the heaviest token that each word is part of, 0 for none; `order` sorts
    the tokens that count by their weight."""
    strengths = np.zeros(words)
    length = (places.ends - places.starts)[order]
    for offset in range(WHOLE_WORDS):  # the most words of a token
        within = order[length > offset]
        of_offset = np.zeros(words)
        of_offset[places.starts[within] + offset] = weights[within]
        np.maximum(strengths, of_offset, out=strengths)
    return strengths


def _written(text: str, start: int, end: int) -> str:
    """Return the words from `start` to `end`, of those of a text's head and tail, as they are
    written in it."""
    if text.isascii() and len(text) <= LONG_CHARS and end <= HEAD_TOKENS:
        spans = [match.span() for match in islice(WORD.finditer(text), end)]
        return text[spans[start][0] : spans[-1][1]]
    if len(text) <= LONG_CHARS:
        spans = [match.span() for match in WORD.finditer(text)]
    else:
        spans = [match.span() for match in WORD.finditer(text, 0, HEAD_CHARS)]
        spans += [match.span() for match in WORD.finditer(text, len(text) - TAIL_CHARS)]
    if len(spans) > MOST_TOKENS:
        spans = [*spans[:HEAD_TOKENS], *spans[-TAIL_TOKENS:]]
    (words,) = split_words([text])
    if len(spans) != len(words):  # some letters become two when they are lower-cased
        return " ".join(words[start:end])
    return text[spans[start][0] : spans[end - 1][1]]


class NameQuotes:
    """Quotations of class names, ids, roles and tags of a page, chosen once for each element."""

    def __init__(self, page: HtmlPage, weights: ClassNameWeights) -> None:
        self._elements = page.elements
        self._weights = weights
        self._blocks, self._leaves, *_ = page.runs.T

    def quote(self, paragraph: int, label: int) -> str:
        """Quote the name around a paragraph that speaks most for a label, an index into LABELS."""
        return self.quotes(np.array([paragraph]), np.array([label]))[0]

    def quotes(self, paragraphs: Ints, labels: Ints) -> list[str]:
        """Quote the names around n paragraphs that speak most for n labels."""
        blocks, leaves = self._blocks[paragraphs], self._leaves[paragraphs]
        strongest, heaviest = heaviest_names(self._elements, self._weights, leaves)
        elements = strongest[labels, leaves]
        own = (elements == leaves) | (elements == blocks)
        # A text is made of the label, the key of the element, and whether it is the paragraph's.
        keys = np.frombuffer(self._elements.key, np.int64)[elements]
        codes = 2 * (labels * len(self._elements.keys) + keys) + own
        codes[elements < 0] = -1 - labels[elements < 0]
        texts: dict[int, str] = {}
        numbers = codes.tolist()
        for i, code in enumerate(numbers):
            if code not in texts:
                row = heaviest[labels[i], keys[i]] if elements[i] >= 0 else -1
                texts[code] = self._text(row, elements[i], LABELS[labels[i]], own=bool(own[i]))
        return [*map(texts.__getitem__, numbers)]

    def _text(self, row: int, element: int, label: Label, *, own: bool) -> str:
        if row < 0:
            return f"no class name around it speaks against {label}"
        name, where = self._weights.tokens[row], ""
        if not own:
            where = " around it" if name.startswith("<") else f" on <{self._elements.tag[element]}>"
        return f"{_describe_name(name)}{where} speaks for {label}"


def heaviest_names(
    elements: Elements, weights: ClassNameWeights, leaves: Ints
) -> tuple[Ints, Ints]:
    """Return the names around some elements that speak most for each label.

    The first array (labels, elements) has of each label and element, if it is among the `leaves` or
    above one, which of it and those above has the name of most weight; the second (labels, keys) of
    each label and element key of these the token of that name; -1 for none, and for the root, whose
    names are those of the page.
    """
    labels, many, keys = len(LABELS), len(elements.parent), len(elements.keys)
    if weights.compiled is not None:
        from cleaner._native import core

        found = core.heaviest_names(
            weights.compiled, elements.keys, elements.key.tobytes(), elements.parent.tobytes(),
            leaves.astype(np.int64).tobytes(), SIGNS.tobytes(),
        )  # fmt: skip
        strongest, heaviest = (np.frombuffer(numbers, np.int64) for numbers in found)
        return strongest.reshape(labels, many), heaviest.reshape(labels, keys)
    tokens, ends = weights.token_rows(elements.keys)
    rows, of_key = np.array(tokens, np.intp), np.repeat(np.arange(keys), np.diff(ends))
    directed = SIGNS @ weights.weights[rows, :LABEL_WEIGHTS].T
    most, heaviest = np.zeros((labels, keys)), np.full((labels, keys), -1)
    for label in range(labels):
        speak = np.flatnonzero(directed[label] > 0)
        speak = speak[np.argsort(directed[label, speak], kind="stable")]
        # Of several for one key the last stays, which weighs most.
        most[label, of_key[speak]] = directed[label, speak]
        heaviest[label, of_key[speak]] = rows[speak]
    return np.array([_strongest(elements, of_label.tolist()) for of_label in most]), heaviest


def _strongest(elements: Elements, weights: Sequence[float]) -> list[int]:
    """Return which of each element and those above it has the key of most weight, the innermost of
    several; -1 for none."""
    strongest: list[int] = []
    mosts: list[float] = []  # what these weigh
    for element, (parent, key) in enumerate(zip(elements.parent, elements.key)):
        best, most = (strongest[parent], mosts[parent]) if parent >= 0 else (-1, 0.0)
        if parent >= 0 and weights[key] > 0 and weights[key] >= most:
            best, most = element, weights[key]
        strongest.append(best)
        mosts.append(most)
    return strongest


def _describe_name(token: str) -> str:
    if token.startswith("<"):
        return f"the tag {token}>"
    if token.startswith("#"):
        return f"the id “{token[1:]}”"
    kind, is_attribute, value = token.partition("=")
    return f"the {kind} “{value}”" if is_attribute else f"the class name “{token}”"


def quote_cues(text: str, cue: str) -> str:
    """Quote the cue words of a class, or of any class if there is none of that name."""
    classes = list(ALL_CUES)
    wanted = {cue} & set(classes) or set(CUES)
    words = WORD.findall(text.lower())
    looked_at = words[:1] if cue == "urge" else cue_words(words)  # "urge" is the first word alone
    pairs = map(" ".join, zip(looked_at, looked_at[1:]))
    entries = [entry for entry in chain(pairs, looked_at) if not wanted.isdisjoint(_cues(entry))]
    if UNSPACED.search(text):
        unspaced = (
            entry.strip()
            for name in classes
            if name in wanted
            for entry in ALL_CUES[name].split("|")
        )
        entries += [entry for entry in unspaced if UNSPACED.search(entry) and entry in text]
    # A pair is counted with its words: of "read more" and "more" the longer is quoted.
    longest = [
        entry
        for entry in dict.fromkeys(entries)
        if not any(entry != other and entry in other.split() for other in entries)
    ]
    kind = CUE_NAMES[wanted.pop()] if len(wanted) == 1 else "buttons, bylines or teasers"
    if not longest:
        return f"no words typical of {kind}"
    quoted = ", ".join(f"“{entry}”" for entry in longest[:QUOTED_CUES])
    return f"words typical of {kind}: {quoted}"


@lru_cache(maxsize=4096)
def _cues(entry: str) -> frozenset[str]:
    """Return the classes of cues that a word or a pair of words belongs to."""
    classes = list(ALL_CUES)
    return frozenset(name for name, count in zip(classes, cue_counts("", [entry])) if count)


def name_pattern(shapes: Sequence[int], line: int) -> str:
    """Name the pattern of shapes that the lines around a line repeat, and how often."""
    best, unit = 1, tuple[int, ...]()
    start = max(line - PATTERN_REACH, 0)
    near = shapes[start : line + PATTERN_REACH]
    for period in PERIODS:
        times, repeated = _repetitions(near, line - start, period)
        if times * period > best * max(len(unit), 1) and times > 1:
            best, unit = times, repeated
    if not unit:
        return "the lines around it repeat no pattern"
    more = "at least " if best * len(unit) >= PATTERN_REACH else ""
    return f"part of a pattern, {'/'.join(map(_shape, unit))}, repeated {more}{best} times"


def _repetitions(shapes: Sequence[int], line: int, period: int) -> tuple[int, tuple[int, ...]]:
    """Return how often the lines around a line repeat a unit of `period` lines, and that unit."""
    best, unit = 1, tuple(shapes[line : line + period])
    for first in range(max(line - period + 1, 0), line + 1):
        candidate = tuple(shapes[first : first + period])
        start, end = first, first + period
        if len(candidate) < period:
            continue
        while start >= period and tuple(shapes[start - period : start]) == candidate:
            start -= period
        while tuple(shapes[end : end + period]) == candidate:
            end += period
        times = (end - start) // period
        if times > best:
            best, unit = times, tuple(shapes[start : start + period])
    return best, unit


def _shape(shape: int) -> str:
    name = SHAPES[shape % BULLET_SHAPES]
    return f"bulleted {name}" if shape >= BULLET_SHAPES else name


def shorten(text: str) -> str:
    """Return a quotation on one line, not too long."""
    text = " ".join(text.split())
    return text if len(text) <= QUOTED_CHARS else text[: QUOTED_CHARS - 1].rstrip() + "…"
