"""Off-topic signals: does a paragraph share its words with the rest of its document?

Nothing here knows a language. A content word is a word of some length that is no number; of a
script without spaces, two neighbouring characters. A foreign paragraph keeps its words to itself
or shares them with its foreign neighbours only, so what counts is where else a word stands:
anywhere, before, after, and beyond the paragraph's own surroundings.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import repeat

import numpy as np
from numpy.typing import NDArray

from cleaner.features.lexicon import Lexicon
from cleaner.text.tokens import UNSPACED

Floats = NDArray[np.float64]

SHORTEST_WORD = 4  # characters; shorter words are function words in most languages
NEAR = 4  # paragraphs; a teaser or a foreign item rarely runs longer than twice this
TINY = 1e-9
WINDOW = 2  # paragraphs on either side that are judged together with a paragraph

TOPIC_COLUMNS = [
    "topic_words", "topic_rare", "topic_shared", "topic_shared_far", "topic_shared_before",
    "topic_shared_after", "topic_rare_far", "topic_names_far", "topic_weight", "topic_title",
    "topic_window_far", "topic_window_rare_far", "topic_window_before", "topic_window_after",
    "topic_split_before", "topic_split_before_size", "topic_split_after", "topic_split_after_size",
    "topic_likeness", "topic_likeness_tail", "topic_tail_size", "topic_likeness_head",
    "topic_head_size", "topic_likeness_here", "topic_likeness_median",
]  # fmt: skip


@dataclass(slots=True)
class Topics:
    """Which paragraph holds which content word: parallel arrays, an entry a (paragraph, word).

    `rare` marks words that the lexicon does not know (names, terms), `name` words that are
    capitalised inside a sentence; `value` is how much a word says of a topic, 0 to 1.
    """

    paragraphs: int
    row: NDArray[np.intp]
    word: NDArray[np.intp]
    rare: NDArray[np.bool_]
    name: NDArray[np.bool_]
    value: Floats
    words: int


@dataclass(slots=True)
class Places:
    """Where else the words stand: `order` (entries,) sorts the entries by word, then paragraph;
    `opening` (words,) is where each word begins in that order; `first` and `last` (words,) are the
    paragraphs that have it first and last; `before` and `after` (entries,) the nearest ones that
    hold the same word, else -1 and n."""

    order: NDArray[np.intp]
    opening: NDArray[np.intp]
    first: NDArray[np.intp]
    last: NDArray[np.intp]
    before: NDArray[np.intp]
    after: NDArray[np.intp]


def content_words(text: str, words: Sequence[str]) -> set[str]:
    """The content words of a paragraph, of its words in lower case."""
    found = {word for word in words if len(word) >= SHORTEST_WORD and not word.isdigit()}
    if not text.isascii() and UNSPACED.search(text):
        for word in words:
            if UNSPACED.search(word):
                found.discard(word)
                found.update(word[i : i + 2] for i in range(len(word) - 1))
    return found


def gather_topics(
    texts: Sequence[str],
    cased: Sequence[Sequence[str]],
    words: Sequence[Sequence[str]],
    lexicon: Lexicon,
) -> Topics:
    """Index the content words of a document; `cased` and `words` are its words as written and in
    lower case. What the lexicon knows is no rare word."""
    index: dict[str, int] = {}
    rows: list[int] = []
    ids: list[int] = []
    names: set[str] = set()
    for row, text in enumerate(texts):
        found = content_words(text, words[row])
        rows.extend([row] * len(found))
        ids.extend([index.setdefault(word, len(index)) for word in found])
        names.update([word for word in cased[row][1:] if word[0].isupper()])
    named = {name.lower() for name in names}
    rare = ~np.fromiter(map(lexicon.words.__contains__, index), bool, len(index))
    value = np.fromiter(map(lexicon.rarity.get, index, repeat(1.0)), np.float64, len(index))
    name = np.fromiter(map(named.__contains__, index), bool, len(index))
    word = np.array(ids, dtype=np.intp)
    row_of = np.array(rows, dtype=np.intp)
    if not ids:
        none = np.zeros(0, dtype=bool)
        return Topics(len(texts), row_of, word, none, none, np.zeros(0), 0)
    return Topics(len(texts), row_of, word, rare[word], name[word], value[word], len(index))


def _share(part: Floats, whole: Floats) -> Floats:
    """Share of a count, drawn to one half where the count is small."""
    return (part + 0.5) / (whole + 1.0)


def window_sums(values: Floats, reach: int) -> Floats:
    """Sums over the rows within `reach` of each row; `values` is (rows, columns)."""
    n = len(values)
    sums = np.zeros((n + 1, values.shape[1]))
    np.cumsum(values, axis=0, out=sums[1:])
    at = np.arange(n)
    return sums[np.minimum(at + reach + 1, n)] - sums[np.maximum(at - reach, 0)]


def topic_features(topics: Topics) -> Floats:
    """The columns of `TOPIC_COLUMNS`, shape (paragraphs, columns)."""
    n = topics.paragraphs
    if not len(topics.row):
        return np.zeros((n, len(TOPIC_COLUMNS)))
    row, rare = topics.row, topics.rare
    places = _places(topics)
    before, after = places.before, places.after
    first, last = places.first[topics.word], places.last[topics.word]
    gap_before, gap_after = row - before, after - row
    has_before, has_after = before >= 0, after < n
    far = (gap_before > NEAR) & has_before | (gap_after > NEAR) & has_after
    far |= (last - row > NEAR) | (row - first > NEAR)
    count = np.bincount(topics.word, minlength=topics.words)[topics.word]
    # A word in many paragraphs says little: inverse document frequency, as in retrieval.
    weight = np.log((n + 1.0) / count)
    signals = np.stack(
        [
            np.ones(len(row)), rare, has_before | has_after, far, has_before, has_after, far & rare,
            topics.name, far & topics.name, weight, weight * (has_before | has_after),
            first == 0,
        ]
    ).astype(np.float64)  # fmt: skip
    sums: Floats = np.stack(
        [np.asarray(np.bincount(row, signal, minlength=n), np.float64) for signal in signals],
        axis=1,
    )
    wide = window_sums(sums, WINDOW)
    columns = [
        sums[:, 0], sums[:, 1], _share(sums[:, 2], sums[:, 0]), _share(sums[:, 3], sums[:, 0]),
        _share(sums[:, 4], sums[:, 0]), _share(sums[:, 5], sums[:, 0]),
        _share(sums[:, 6], sums[:, 1]), _share(sums[:, 8], sums[:, 7]),
        _share(sums[:, 10], sums[:, 9]), _share(sums[:, 11], sums[:, 0]),
        _share(wide[:, 3], wide[:, 0]), _share(wide[:, 6], wide[:, 1]),
        _share(wide[:, 4], wide[:, 0]), _share(wide[:, 5], wide[:, 0]),
        *_splits(topics, places), *_likeness(topics, places),
    ]  # fmt: skip
    return np.stack(columns, axis=1)


def _likeness(topics: Topics, places: Places) -> list[Floats]:
    """How like each paragraph is to all others, and the weakest border above and below it.

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
    size = np.cumsum(np.concatenate(([0.0], own))) / max(own.sum(), TINY)
    at = np.arange(n)
    weakest_above = np.minimum.accumulate(border[:n])
    where_above = np.maximum.accumulate(np.where(border[:n] == weakest_above, at, 0))
    weakest_below = np.minimum.accumulate(border[:0:-1])[::-1]
    where_below = np.maximum.accumulate(np.where(border[:0:-1] == weakest_below[::-1], at, 0))
    return [
        _cosine(to_all - own, own, whole - 2 * to_all + own), weakest_above,
        1.0 - size[where_above], weakest_below, size[n - where_below[::-1]], border[:n],
        np.full(n, np.median(border)),
    ]  # fmt: skip


def _cosine(product: Floats, one: Floats, other: Floats) -> Floats:
    """Cosine from the product of two vectors and those of each with itself; 0 without one."""
    length = np.sqrt(np.maximum(one, 0.0) * np.maximum(other, 0.0))
    return np.asarray(np.divide(product, length, out=np.zeros(len(length)), where=length > TINY))


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


def _splits(topics: Topics, places: Places) -> list[Floats]:
    """The weakest border above and below each paragraph.

    At a border between two paragraphs, lexical cohesion is the share of the smaller side's words
    that stand on the other side as well. A tail of something else is cut off by a weak border.
    """
    n = topics.paragraphs
    left = np.cumsum(np.bincount(places.first, minlength=n))[: n - 1].astype(np.float64)
    ended = np.cumsum(np.bincount(places.last, minlength=n))[: n - 1].astype(np.float64)
    across = left - ended
    right = topics.words - ended
    small = np.minimum(left, right)
    # Small sides prove little: drawn to the share expected of an ordinary paragraph.
    cohesion = (across + 3.0) / (small + 6.0)
    above = np.concatenate(([1.0], cohesion))
    below = np.concatenate((cohesion, [1.0]))
    best_above = np.minimum.accumulate(above)
    best_below = np.minimum.accumulate(below[::-1])[::-1]
    where_above = np.maximum.accumulate(np.where(above == best_above, np.arange(n), 0))
    where_below = (
        n
        - 1
        - np.maximum.accumulate(np.where(below[::-1] == best_below[::-1], np.arange(n), 0))[::-1]
    )
    size = np.concatenate(([0.0], left, [float(topics.words)])) / max(topics.words, 1)
    return [best_above, size[where_above], best_below, size[np.minimum(where_below + 1, n)]]
