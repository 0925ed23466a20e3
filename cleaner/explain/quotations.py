"""Choose what reasons quote from a document: a phrase, a class name, cue words, a pattern.

Each is chosen by the weights that the features were made of, for the label that is explained.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain, islice
from typing import NamedTuple

import numpy as np

from cleaner.features.class_names import LABEL_WEIGHTS, ClassNameWeights
from cleaner.features.lexicon import Lexicon, Occurrences
from cleaner.features.text.pattern import PERIODS
from cleaner.paragraph import LABELS, Label
from cleaner.segment.page import Elements, HtmlPage
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
    tokens = tokenise(texts)
    places = lexicon.occurrences(tokens)
    paragraph = tokens.row[places.starts]
    weights = (lexicon.weights[places.rows] * SIGNS[labels[paragraph]]).sum(axis=1)
    order = np.argsort(weights, kind="stable")
    order = order[weights[order] > 0]
    best = np.full(len(texts), -1)
    best[paragraph[order]] = order  # the last, which weighs most, stays
    strength = _strengths(places, weights, order, len(tokens.words)).tolist()
    quotes = [NO_PHRASE[LABELS[label]] for label in labels.tolist()]
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
        words = tokens.words[low:high]
        quotation = _written(texts[i], words, first - low, last - low)
        quotes[i] = f"phrase: “{shorten(quotation)}”"
    return quotes


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


def _written(text: str, words: Sequence[str], start: int, end: int) -> str:
    """Return the words from `start` to `end` as they are written in a text; `words` are those of
    its head and tail."""
    if len(text) <= LONG_CHARS and len(words) < MOST_TOKENS and text.isascii():
        spans = [match.span() for match in islice(WORD.finditer(text), end)]
        return text[spans[start][0] : spans[-1][1]]
    if len(text) <= LONG_CHARS:
        spans = [match.span() for match in WORD.finditer(text)]
    else:
        spans = [match.span() for match in WORD.finditer(text, 0, HEAD_CHARS)]
        spans += [match.span() for match in WORD.finditer(text, len(text) - TAIL_CHARS)]
    if len(spans) > MOST_TOKENS:
        spans = [*spans[:HEAD_TOKENS], *spans[-TAIL_TOKENS:]]
    if len(spans) != len(words):  # some letters become two when they are lower-cased
        return " ".join(words[start:end])
    return text[spans[start][0] : spans[end - 1][1]]


class NameQuotes:
    """Quotations of class names, ids, roles and tags of a page, chosen once for each label."""

    def __init__(self, page: HtmlPage, weights: ClassNameWeights) -> None:
        self._elements = page.elements
        self._weights = weights
        self._blocks, self._leaves, *_ = page.runs.T.tolist()
        # The tokens of all element keys: the rows of their weights, their keys, their weights.
        rows, ends = weights.token_rows(page.elements.keys)
        self._rows = np.array(rows, dtype=np.intp)
        self._keys = np.repeat(np.arange(len(ends) - 1), np.diff(ends))
        self._label_weights = weights.weights[self._rows, :LABEL_WEIGHTS]
        self._of_label: list[_NamesForLabel | None] = [None] * len(LABELS)

    def quote(self, paragraph: int, label: int) -> str:
        """Quote the name around a paragraph that speaks most for a label, an index into LABELS."""
        names = self._of_label[label]
        if names is None:
            names = self._of_label[label] = self._names_for(label)
        return names.quote(self._blocks[paragraph], self._leaves[paragraph])

    def _names_for(self, label: int) -> _NamesForLabel:
        """Find the token of each element key that speaks most for a label, and its weight."""
        directed = self._label_weights @ SIGNS[label]
        speak = np.flatnonzero(directed > 0)
        speak = speak[np.argsort(directed[speak], kind="stable")]
        keys = self._keys[speak]
        weights, rows = np.zeros((2, len(self._elements.keys)))
        # Of several for one key the last stays, which weighs most.
        weights[keys], rows[keys] = directed[speak], self._rows[speak]
        return _NamesForLabel(
            LABELS[label], self._elements, weights.tolist(), rows.tolist(), self._weights.tokens
        )


class _NamesForLabel:
    """The names of elements that speak for one label.

    `weights` has the weight of the heaviest token of each element key, `rows` its index in
    `tokens`.
    """

    def __init__(
        self,
        label: Label,
        elements: Elements,
        weights: list[float],
        rows: list[float],
        tokens: list[str],
    ) -> None:
        self._label = label
        self._elements = elements
        self._weights = weights
        self._rows = rows
        self._tokens = tokens
        # By element, which of it and its ancestors has the name of most weight; the root has none.
        self._strongest = {-1: -1, 0: -1}
        self._texts: dict[tuple[int, bool], str] = {}
        self._none = f"no class name around it speaks against {label}"

    def quote(self, block: int, leaf: int) -> str:
        """Quote the name of most weight around a leaf, given the block of its paragraph, too."""
        element = self._strongest.get(leaf)
        if element is None:
            element = self._find_strongest(leaf)
        if element < 0:
            return self._none
        key = self._elements.key[element], element in (leaf, block)
        if key not in self._texts:
            self._texts[key] = self._text(element, *key)
        return self._texts[key]

    def _find_strongest(self, leaf: int) -> int:
        strongest, key_of, weights = self._strongest, self._elements.key, self._weights
        path, element = [], leaf
        while element not in strongest:
            path.append(element)
            element = self._elements.parent[element]
        best = strongest[element]
        most = weights[key_of[best]] if best >= 0 else 0.0
        for element in reversed(path):
            weight = weights[key_of[element]]
            if weight > 0 and weight >= most:
                best, most = element, weight
            strongest[element] = best
        return best

    def _text(self, element: int, key: int, own: bool) -> str:
        name, where = self._tokens[int(self._rows[key])], ""
        if not own:
            where = " around it" if name.startswith("<") else f" on <{self._elements.tag[element]}>"
        return f"{_describe_name(name)}{where} speaks for {self._label}"


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
    entries = [
        entry
        for entry in chain(map(" ".join, zip(looked_at, looked_at[1:])), looked_at)
        if any(count and name in wanted for name, count in zip(classes, cue_counts("", [entry])))
    ]
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
