"""Measure whether a paragraph shares its topic with the rest of its text.

The measures hold for all languages. A content word is a word of some length that is no number; in a
script without spaces, two neighbouring characters. A paragraph of another topic keeps its words to
itself or shares them with its neighbours alone, so its words are looked for elsewhere: anywhere,
above, below, and beyond its surroundings.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import repeat
from typing import Annotated

import numpy as np

from cleaner.features.blocks import Block, Column
from cleaner.features.constants import TINY
from cleaner.features.lexicon import Lexicon
from cleaner.features.text.arrays import TextArrays
from cleaner.features.text.neighbours import window_sums
from cleaner.text.tokens import UNSPACED
from cleaner.types import Flags, Floats, Ints

SHORTEST_WORD = 4  # characters; shorter words are function words in most languages
NEAR = 4  # paragraphs; a teaser or a foreign item rarely runs longer than twice this
WINDOW = 2  # paragraphs on either side that are judged together with a paragraph
# Shares of few words prove little. A share of a count is drawn to one half, as if one word more had
# been seen, and half of it shared; the cohesion at a border as if six more, and half of them.
PRIOR_WORDS = 1.0
PRIOR_BORDER_WORDS = 6.0


@dataclass(frozen=True, kw_only=True)
class Topic(Block):
    """Occurrence of the content words of a paragraph elsewhere. Far: more than 4 paragraphs away.

    A border lies between two paragraphs. Its cohesion is the share of the words on its smaller side
    that stand on the other side as well; its likeness the cosine of the words of both sides.
    """

    words: Annotated[Column, "number of content words"]
    rare: Annotated[Column, "content words that the lexicon does not know"]
    shared: Annotated[Column, "share of the words that stand elsewhere"]
    shared_far: Annotated[Column, "share of the words that stand far away"]
    shared_before: Annotated[Column, "share of the words that stand above it"]
    shared_after: Annotated[Column, "share of the words that stand below it"]
    rare_far: Annotated[Column, "share of the rare words that stand far away"]
    names_far: Annotated[Column, "share of the names that stand far away"]
    weight: Annotated[Column, "share of the words that stand elsewhere, weighted by rarity here"]
    title: Annotated[Column, "share of the words that stand in the first paragraph"]
    window_far: Annotated[Column, "as shared_far, of 2 paragraphs on either side"]
    window_rare_far: Annotated[Column, "as rare_far, of 2 paragraphs on either side"]
    window_before: Annotated[Column, "as shared_before, of 2 paragraphs on either side"]
    window_after: Annotated[Column, "as shared_after, of 2 paragraphs on either side"]
    split_before: Annotated[Column, "lowest cohesion of a border above it"]
    split_before_size: Annotated[Column, "share of the words above that border"]
    split_after: Annotated[Column, "lowest cohesion of a border below it"]
    split_after_size: Annotated[Column, "share of the words above that border"]
    likeness: Annotated[Column, "cosine of its words with those of all other paragraphs"]
    likeness_tail: Annotated[Column, "lowest likeness of a border above it"]
    tail_size: Annotated[Column, "share of the words below that border"]
    likeness_head: Annotated[Column, "lowest likeness of a border below it"]
    head_size: Annotated[Column, "share of the words above that border"]
    likeness_here: Annotated[Column, "likeness of the border right above it"]
    likeness_median: Annotated[Column, "median likeness of all borders"]


@dataclass(frozen=True, slots=True)
class Topics:
    """The content words of all paragraphs: parallel arrays with an entry a (paragraph, word).

    `row` and `word` are the paragraph and the number of the word; `rare` marks words that the
    lexicon does not know (names, terms), `name` words that are capitalised inside a sentence;
    `value` is how much a word says of a topic, 0 to 1. `paragraphs` and `words` are the numbers of
    both.
    """

    paragraphs: int
    row: Ints
    word: Ints
    rare: Flags
    name: Flags
    value: Floats
    words: int


@dataclass(frozen=True, slots=True)
class Places:
    """The other occurrences of the words.

    `order` (entries,) sorts the entries by word, then paragraph, and `opening` (words,) is the
    index of the first entry of each word in that order; `first` and `last` (words,) are the first
    and the last paragraph with the word; `before` and `after` (entries,) the nearest paragraphs
    with the same word, else -1 and n.
    """

    order: Ints
    opening: Ints
    first: Ints
    last: Ints
    before: Ints
    after: Ints


@dataclass(frozen=True, kw_only=True)
class _WordCounts(Block):
    """Content words of a paragraph that have a property; no columns of the matrix."""

    words: Annotated[Column, "all"]
    rare: Annotated[Column, "unknown to the lexicon"]
    shared: Annotated[Column, "that stand elsewhere"]
    far: Annotated[Column, "that stand far away"]
    before: Annotated[Column, "that stand above"]
    after: Annotated[Column, "that stand below"]
    rare_far: Annotated[Column, "rare ones that stand far away"]
    names: Annotated[Column, "names"]
    names_far: Annotated[Column, "names that stand far away"]
    weight: Annotated[Column, "by inverse document frequency"]
    shared_weight: Annotated[Column, "that stand elsewhere, by inverse document frequency"]
    title: Annotated[Column, "that stand in the first paragraph"]


def content_words(text: str, words: Sequence[str]) -> list[str]:
    """Return the distinct content words of a paragraph in their order; `words` are its words in
    lower case."""
    content = dict.fromkeys(w for w in words if len(w) >= SHORTEST_WORD and not w.isdigit())
    if not text.isascii() and UNSPACED.search(text):
        for word in words:
            if UNSPACED.search(word):
                content.pop(word, None)
                content.update(dict.fromkeys(word[i : i + 2] for i in range(len(word) - 1)))
    return list(content)


def gather_topics(document: TextArrays, lexicon: Lexicon) -> Topics:
    """Index the content words of a text; words that the lexicon knows are not rare."""
    index: dict[str, int] = {}
    rows: list[int] = []
    ids: list[int] = []
    names: set[str] = set()
    for row, text in enumerate(document.texts):
        content = content_words(text, document.words[row])
        rows.extend([row] * len(content))
        ids.extend([index.setdefault(word, len(index)) for word in content])
        names.update([word.lower() for word in document.cased[row][1:] if word[0].isupper()])
    rare = ~np.fromiter(map(lexicon.words.__contains__, index), bool, len(index))
    value = np.fromiter(map(lexicon.rarity.get, index, repeat(1.0)), np.float64, len(index))
    name = np.fromiter(map(names.__contains__, index), bool, len(index))
    word = np.array(ids, dtype=np.intp)
    return Topics(
        paragraphs=len(document),
        row=np.array(rows, dtype=np.intp),
        word=word,
        rare=rare[word],
        name=name[word],
        value=value[word],
        words=len(index),
    )


def topic_columns(topics: Topics) -> Topic:
    """Return the columns of each paragraph; all 0 if the text has no content words."""
    n = topics.paragraphs
    if not topics.words:
        return Topic.unstack(np.zeros((len(Topic.column_names()), n)))
    places = _places(topics)
    counts = _word_counts(topics, places)
    wide = _WordCounts.unstack(window_sums(counts.stack(), WINDOW))
    cohesion, words_above = _cohesion(topics, places)
    split_before, split_after = weakest_borders(cohesion)
    likeness, border, length_above = _likeness(topics, places)
    tail, head = weakest_borders(border)
    return Topic(
        words=counts.words,
        rare=counts.rare,
        shared=_share(counts.shared, counts.words),
        shared_far=_share(counts.far, counts.words),
        shared_before=_share(counts.before, counts.words),
        shared_after=_share(counts.after, counts.words),
        rare_far=_share(counts.rare_far, counts.rare),
        names_far=_share(counts.names_far, counts.names),
        weight=_share(counts.shared_weight, counts.weight),
        title=_share(counts.title, counts.words),
        window_far=_share(wide.far, wide.words),
        window_rare_far=_share(wide.rare_far, wide.rare),
        window_before=_share(wide.before, wide.words),
        window_after=_share(wide.after, wide.words),
        split_before=cohesion[split_before],
        split_before_size=words_above[split_before],
        split_after=cohesion[split_after],
        split_after_size=words_above[split_after],
        likeness=likeness,
        likeness_tail=border[tail],
        tail_size=1.0 - length_above[tail],
        likeness_head=border[head],
        head_size=length_above[head],
        likeness_here=border[:n],
        likeness_median=np.full(n, np.median(border)),
    )


def weakest_borders(strength: Floats) -> tuple[Ints, Ints]:
    """Return the weakest border above and below each of n paragraphs, the nearest if several are as
    weak; `strength` is that of the n + 1 borders, paragraph i standing between i and i + 1."""
    n = len(strength) - 1

    def weakest_so_far(values: Floats) -> Ints:
        lowest = values == np.minimum.accumulate(values)
        return np.maximum.accumulate(np.where(lowest, np.arange(n), 0))

    return weakest_so_far(strength[:n]), n - weakest_so_far(strength[:0:-1])[::-1]


def _share(part: Column, whole: Column) -> Column:
    return (part + PRIOR_WORDS / 2) / (whole + PRIOR_WORDS)


def _places(topics: Topics) -> Places:
    order = np.argsort(topics.word, kind="stable")  # entries come by paragraph already
    row, word = topics.row[order], topics.word[order]
    same = word[1:] == word[:-1]
    opening = np.concatenate(([0], np.flatnonzero(~same) + 1))
    closing = np.append(opening[1:], len(order)) - 1
    before = np.full(len(row), -1, dtype=np.intp)
    after = np.full(len(row), topics.paragraphs, dtype=np.intp)
    before[order[1:][same]] = row[:-1][same]
    after[order[:-1][same]] = row[1:][same]
    return Places(order, opening, row[opening], row[closing], before, after)


def _word_counts(topics: Topics, places: Places) -> _WordCounts:
    """Count the words of each paragraph by their other occurrences."""
    n, row, rare, name = topics.paragraphs, topics.row, topics.rare, topics.name
    first, last = places.first[topics.word], places.last[topics.word]
    above, below = places.before >= 0, places.after < n
    elsewhere = above | below
    far = (last - row > NEAR) | (row - first > NEAR)
    count = np.bincount(topics.word, minlength=topics.words)[topics.word]
    # A word in many paragraphs says little: inverse document frequency, as in retrieval.
    weight = np.log((n + 1.0) / count)

    def by_row(entries: Column) -> Column:
        return np.bincount(row, entries.astype(np.float64), minlength=n)

    return _WordCounts(
        words=np.bincount(row, minlength=n).astype(np.float64),
        rare=by_row(rare),
        shared=by_row(elsewhere),
        far=by_row(far),
        before=by_row(above),
        after=by_row(below),
        rare_far=by_row(far & rare),
        names=by_row(name),
        names_far=by_row(far & name),
        weight=by_row(weight),
        shared_weight=by_row(weight * elsewhere),
        title=by_row(first == 0),
    )


def _cohesion(topics: Topics, places: Places) -> tuple[Floats, Floats]:
    """Return the cohesion of the n + 1 borders, 1 at the ends, and the share of the words above.

    Lexical cohesion is the share of the smaller side's words that stand on the other side as well.
    A tail of another topic is cut off by a weak border.
    """
    n = topics.paragraphs
    above = np.cumsum(np.bincount(places.first, minlength=n))[: n - 1].astype(np.float64)
    ended = np.cumsum(np.bincount(places.last, minlength=n))[: n - 1].astype(np.float64)
    across = above - ended
    below = topics.words - ended
    smaller = np.minimum(above, below)
    cohesion = (across + PRIOR_BORDER_WORDS / 2) / (smaller + PRIOR_BORDER_WORDS)
    words_above = np.concatenate(([0.0], above, [float(topics.words)])) / topics.words
    return np.concatenate(([1.0], cohesion, [1.0])), words_above


def _likeness(topics: Topics, places: Places) -> tuple[Floats, Floats, Floats]:
    """Return the likeness of each paragraph to all others, the likeness of the n + 1 borders, 1 at
    the ends, and the share of the words above each, by their value.

    Texts are vectors of their content words, each as long as the word is rare, and their likeness
    is the cosine (Salton and McGill 1983); at a border it is that of all above to all below
    (Hearst 1997, "TextTiling"). The sides' vectors are never made: their products follow from
    running sums over the entries.
    """
    n, row, word, value = topics.paragraphs, topics.row, topics.word, topics.value

    def by_row(values: Floats) -> Floats:
        return np.asarray(np.bincount(row, values, n), np.float64)

    total = np.bincount(word, value, topics.words)
    to_all, own = by_row(value * total[word]), by_row(value * value)
    order, opening = places.order, places.opening
    running = np.cumsum(value[order]) - value[order]
    sizes = np.diff(np.append(opening, len(order)))
    above = np.empty(len(order))
    above[order] = running - np.repeat(running[opening], sizes)
    # At border k, before paragraph k: products of the side above with itself and with all.
    head = np.concatenate(([0.0], np.cumsum(2 * by_row(value * above) + own)))
    head_to_all = np.concatenate(([0.0], np.cumsum(to_all)))
    whole = head_to_all[-1]
    tail = np.maximum(whole - 2 * head_to_all + head, 0.0)
    border = _cosine(head_to_all - head, head, tail)
    border[[0, n]] = 1.0
    length_above = np.cumsum(np.concatenate(([0.0], own))) / max(own.sum(), TINY)
    return _cosine(to_all - own, own, whole - 2 * to_all + own), border, length_above


def _cosine(product: Floats, one: Floats, other: Floats) -> Floats:
    """Return the cosine of two vectors from their product and that of each with itself; 0 if one
    of them is 0.

    A product below TINY is 0, but for the rounding of sums, which would choose among the borders
    that no word crosses.
    """
    product = np.where(np.abs(product) < TINY, 0.0, product)
    length = np.sqrt(np.maximum(one, 0.0) * np.maximum(other, 0.0))
    return np.asarray(np.divide(product, length, out=np.zeros(len(length)), where=length > TINY))
