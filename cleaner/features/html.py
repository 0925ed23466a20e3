"""The matrix of an HTML page: one row a paragraph, one named column a signal.

Every container covers a contiguous run of paragraphs, so a sum over a container is a difference
of two cumulative sums: nothing is walked twice. Columns are computed in blocks; each block
declares its names beside its code and returns an array of that width.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cleaner.features.counts import Counts, count_characters
from cleaner.features.elements import TYPES, Names
from cleaner.features.lexicon import Lexicon
from cleaner.segment.html import BIT, HEADINGS, HIDDEN, HtmlPage

Matrix = NDArray[np.float32]
Ints = NDArray[np.intp]

LEVELS = 4  # containers looked at, from the nearest outward
LONG_WORDS = 15  # from here on a paragraph counts as running text
CHARS_PER_WORD = 6.0  # turns linked characters into a share of the words
NOWHERE = 999.0  # distance to something that the page does not have


@dataclass(slots=True)
class Lexicons:
    """What a model knows of words: those of texts, and the names of elements."""

    text: Lexicon
    names: Names


@dataclass(slots=True)
class Structure:
    """What the second stage needs to know of a page's shape, beside the matrix.

    `containers` has shape (LEVELS, paragraphs, 2): first and end paragraph of each container;
    `signature` groups like paragraphs (tag and class, with the parent's); `words` (paragraphs,).
    """

    containers: Ints
    signature: Ints
    words: NDArray[np.float64]
    heading: Ints  # index of the heading that a paragraph stands under, -1 for none


LANDMARK_COLUMNS = "li table blockquote figcaption a button form aside main section footer".split()

OWN = [
    "words", "chars", "chars_per_word", "link_share", "links", "article_links", "anchor_links",
    "external_links", "commas", "ends_with_stop", "digits", "capitals", "opens_upper",
    "heading_level", "hidden", "depth", "same_text", "same_text_before", "title_share", "is_title",
]  # fmt: skip
LEXICAL = [
    "text_body", "text_chrome", "text_known", "leaf_body", "leaf_chrome", "block_body",
    "block_chrome", "parent_body", "parent_chrome", "path_body", "path_chrome", "path_body_low",
    "path_chrome_low", "path_body_high", "path_chrome_high",
]  # fmt: skip
# What is summed over runs of paragraphs, and the columns made of the sums of a run.
SUMS = [
    "words", "linked_chars", "long_words", "commas", "text_body", "text_chrome", "headings",
    "words_in_p", "links",
]  # fmt: skip
PAGE = [
    "paragraphs", "words", "mean_words", "link_share", "long_share", "commas", "text_body",
    "text_chrome", "headings", "links", "in_p",
]  # fmt: skip
CONTAINER = [*PAGE, "place", "page_share", "class_body", "class_chrome"]
PAGE_TYPE = [
    "is_article", "is_product", "is_list", "is_forum", "og_website", "forms", "h1s",
    *(f"p_{name}" for name in TYPES),
]  # fmt: skip
POSITION = [
    "place", "words_before", "long_before", "long_after", "to_long_before", "to_long_after",
    "from_title", "after_title", "from_heading", "heading_rank", "heading_text_body",
    "heading_text_chrome", "heading_class_body", "heading_class_chrome", "from_h1",
]  # fmt: skip
SIGNATURE = [
    "count",
    "mean_words",
    "link_share",
    "text_body",
    "text_chrome",
    "word_share",
    "spread",
]
NEIGHBOUR = ["words", "link_share", "text_body", "text_chrome", "path_body", "path_chrome"]
NEIGHBOURS = (-2, -1, 1, 2)

COLUMNS: list[str] = [
    *OWN,
    *(f"in_{tag}" for tag in LANDMARK_COLUMNS),
    *LEXICAL,
    *(f"container{level}_{name}" for level in range(1, LEVELS + 1) for name in CONTAINER),
    *(f"page_{name}" for name in PAGE),
    *(f"page_{name}" for name in PAGE_TYPE),
    *(f"at_{name}" for name in POSITION),
    *(f"like_{name}" for name in SIGNATURE),
    *(f"neighbour{offset:+d}_{name}" for offset in NEIGHBOURS for name in NEIGHBOUR),
]

_LANDMARK_BITS = np.array([BIT[tag] for tag in LANDMARK_COLUMNS], dtype=np.int64)
_TYPES = {
    "is_article": ("article", "newsarticle", "blogposting", "reportagenewsarticle", "report"),
    "is_product": ("product", "productgroup", "offer", "og:product"),
    "is_list": ("collectionpage", "itemlist", "searchresultspage", "offercatalog"),
    "is_forum": ("discussionforumposting", "qapage", "question", "answer"),
    "og_website": ("website",),
}


def html_features(page: HtmlPage, lexicons: Lexicons) -> tuple[Matrix, Structure]:
    """The page's matrix, shape (paragraphs, len(COLUMNS)), and its structure."""
    n = len(page)
    if not n:
        empty = np.zeros(0, dtype=np.intp)
        return np.zeros((0, len(COLUMNS)), np.float32), Structure(
            np.zeros((LEVELS, 0, 2), np.intp), empty, np.zeros(0), empty
        )
    counts = count_characters(page.texts)
    words = counts.words
    text_scores = lexicons.text.scores(page.read)
    runs = page.runs
    block, leaf = runs[:, 0], runs[:, 1]
    parent = np.array(page.elements.parent, dtype=np.intp)
    name_scores, page_types = lexicons.names.read(page)
    element_scores = name_scores[page.elements.key]
    element_paths = _path_scores(element_scores, parent)
    flags = np.array(page.elements.flags, dtype=np.int64)[block]
    tags = page.elements.tag
    heading_rank = np.array([HEADINGS.get(tags[i], 0) for i in block.tolist()])

    own = _own(page, counts, runs, flags, heading_rank)
    lexical = np.concatenate(
        (
            text_scores / _length_scale(words)[:, None],
            element_scores[leaf],
            element_scores[block],
            element_scores[parent[block]],
            element_paths[leaf],
        ),
        axis=1,
    )
    long = words >= LONG_WORDS
    in_p = (flags & BIT["p"]) != 0
    summed = np.column_stack(
        (
            words, runs[:, 2], words * long, counts.commas, text_scores[:, :2], heading_rank > 0,
            in_p * words, runs[:, 3],
        )
    )  # fmt: skip
    sums = np.zeros((n + 1, len(SUMS)))
    np.cumsum(summed, axis=0, out=sums[1:])

    signature = _signature(page)
    containers, container_elements = _containers(page, block, parent)
    position, heading = _position(page, words, long, heading_rank, lexical)
    neighbour = np.column_stack((words, own[:, 3], lexical[:, [0, 1, 9, 10]]))
    blocks = [
        own,
        (flags[:, None] & _LANDMARK_BITS) != 0,
        lexical,
        *_container_blocks(sums, containers, container_elements, element_scores, n),
        np.broadcast_to(_densities(sums[-1:], np.array([n])), (n, len(PAGE))),
        np.broadcast_to(_page_type(page, heading_rank, page_types), (n, len(PAGE_TYPE))),
        position,
        _like(signature, summed, words, n),
        *(_shifted(neighbour, offset) for offset in NEIGHBOURS),
    ]
    matrix = np.concatenate(blocks, axis=1, dtype=np.float32)
    if matrix.shape[1] != len(COLUMNS):
        raise AssertionError(f"{matrix.shape[1]} columns computed, {len(COLUMNS)} declared")
    return matrix, Structure(containers, signature, words, heading)


def _length_scale(words: NDArray[np.float64]) -> NDArray[np.float64]:
    """Sums of token scores grow with the tokens read, up to the lexicon's window."""
    return np.sqrt(np.minimum(words, 24.0) + 1.0)


def _own(
    page: HtmlPage,
    counts: Counts,
    runs: Ints,
    flags: NDArray[np.int64],
    heading_rank: NDArray[np.int_],
) -> NDArray[np.float64]:
    seen: dict[str, int] = {}
    before = []
    for text in page.texts:
        count = seen.get(text, 0)
        before.append(count)
        seen[text] = count + 1
    words, chars = counts.words, counts.chars
    return np.column_stack(
        (
            words, chars, chars / words, np.minimum(runs[:, 2] / chars, 1.0), runs[:, 3:7],
            counts.commas / words, counts.ends_with_stop, counts.digits / chars,
            counts.capitals / words, counts.opens_upper, heading_rank, (flags & HIDDEN) != 0,
            np.array(page.elements.depth)[runs[:, 0]], [seen[text] for text in page.texts], before,
            page.title_share, page.is_title,
        )
    )  # fmt: skip


def _path_scores(own: NDArray[np.float64], parent: Ints) -> NDArray[np.float64]:
    """Along the path from the root to each element, shape (elements, 6): its scores summed, the
    lowest and the highest.

    By pointer jumping (Wyllie 1979): each round takes in as many ancestors again as all before.
    """
    n = len(own)
    up = np.append(np.where(parent < 0, n, parent), n)  # a last row stands above the root
    total = np.concatenate((own, [[0.0, 0.0]]))
    low = np.concatenate((own, [[np.inf, np.inf]]))
    high = np.concatenate((own, [[-np.inf, -np.inf]]))
    while (up < n).any():
        total = total + total[up]
        low = np.minimum(low, low[up])
        high = np.maximum(high, high[up])
        up = up[up]
    return np.concatenate((total, low, high), axis=1)[:n]


def _containers(page: HtmlPage, block: Ints, parent: Ints) -> tuple[Ints, Ints]:
    """For each level the run of paragraphs of each paragraph's container, and its element.

    The first container is the nearest element that holds more than the paragraph itself, each
    further one the nearest that holds more than the one before; the root where there is none.
    """
    runs = np.stack((page.elements.first, page.elements.end), axis=1)
    same = (runs == runs[parent]).all(axis=1)  # as wide as the parent: no container of its own
    above = np.where(parent < 0, 0, parent)
    # The outermost ancestor that is no wider, by pointer jumping, and the parent of that one.
    outermost = np.where(same, above, np.arange(len(parent)))
    while (outermost != (further := outermost[outermost])).any():
        outermost = further
    wide = above[outermost]  # the nearest ancestor that holds more paragraphs
    current = np.where(runs[block, 1] - runs[block, 0] > 1, block, wide[block])
    chosen = np.empty((LEVELS, len(block)), dtype=np.intp)
    for i in range(LEVELS):
        chosen[i] = current
        current = wide[current]
    return runs[chosen], chosen


def _densities(sums: NDArray[np.float64], paragraphs: Ints) -> NDArray[np.float64]:
    """From sums over runs, shape (runs, len(SUMS)), to the columns of PAGE for each run."""
    words = sums[:, :1] + 1e-9
    count = paragraphs[:, None]
    return np.concatenate(
        (
            count,
            sums[:, :1],
            sums[:, :1] / count,
            np.minimum(sums[:, 1:2] / (words * CHARS_PER_WORD), 1.5),
            sums[:, 2:4] / words,
            sums[:, 4:7] / count,
            sums[:, 8:9] / count,
            sums[:, 7:8] / words,
        ),
        axis=1,
    )


def _container_blocks(
    sums: NDArray[np.float64],
    containers: Ints,
    container_elements: Ints,
    element_scores: NDArray[np.float64],
    n: int,
) -> list[NDArray[np.float64]]:
    unique, inverse = np.unique(container_elements, return_inverse=True)
    inverse = inverse.reshape(container_elements.shape)
    where = np.zeros(unique.size, dtype=np.intp)
    where[inverse.ravel()] = np.arange(inverse.size)  # any occurrence of each container
    runs = containers.reshape(-1, 2)[where]
    first, end = runs[:, 0], runs[:, 1]
    inside = sums[end] - sums[first]
    size = np.maximum(end - first, 1)
    densities = _densities(inside, size)
    share = inside[:, :1] / (sums[-1, 0] + 1e-9)
    classes = element_scores[unique]
    out = []
    index = np.arange(n)
    for level in range(LEVELS):
        at = inverse[level]
        place = (index - first[at]) / size[at]
        out.append(np.concatenate((densities[at], place[:, None], share[at], classes[at]), axis=1))
    return out


def _page_type(
    page: HtmlPage, heading_rank: NDArray[np.int_], types: NDArray[np.float64]
) -> NDArray[np.float64]:
    declared = [float(any(name in page.types for name in names)) for names in _TYPES.values()]
    forms, h1s = page.elements.tag.count("form"), int((heading_rank == 1).sum())
    return np.array([*declared, forms, h1s, *types])


def _position(
    page: HtmlPage,
    words: NDArray[np.float64],
    long: NDArray[np.bool_],
    heading_rank: NDArray[np.int_],
    lexical: NDArray[np.float64],
) -> tuple[NDArray[np.float64], Ints]:
    n = len(words)
    index = np.arange(n)
    is_title = page.is_title
    total = words.sum()
    before = np.cumsum(words) - words
    long_words = words * long
    long_before = np.cumsum(long_words) - long_words
    long_total = long_words.sum() + 1e-9
    last_long = np.maximum.accumulate(np.where(long, index, -1))
    last_long = np.concatenate(([-1], last_long[:-1]))
    next_long = np.minimum.accumulate(np.where(long, index, n + 999)[::-1])[::-1]
    next_long = np.concatenate((next_long[1:], [n + 999]))
    # The page's title: the first match among headings, or any, or the first heading of rank 1.
    marked = np.flatnonzero(is_title & (heading_rank > 0))
    if not marked.size:
        marked = np.flatnonzero(is_title)
    if not marked.size:
        marked = np.flatnonzero(heading_rank == 1)
    title_at = int(marked[0]) if marked.size else -1
    h1s = np.flatnonzero(heading_rank == 1)
    is_heading = heading_rank > 0
    heading = np.maximum.accumulate(np.where(is_heading, index, -1))
    under = np.concatenate(([-1], heading[:-1]))  # a heading itself stands under the one before
    none = under < 0
    scores = np.where(none[:, None], 0.0, lexical[under][:, [0, 1, 5, 6]])
    return (
        np.column_stack(
            (
                index / n,
                before / total,
                long_before / long_total,
                (long_total - long_before - long_words) / long_total,
                np.where(last_long < 0, NOWHERE, index - last_long),
                np.minimum(next_long - index, NOWHERE),
                index - title_at if title_at >= 0 else np.full(n, NOWHERE),
                index >= title_at if title_at >= 0 else np.full(n, -1),
                np.where(none, NOWHERE, index - under),
                np.where(none, 0, heading_rank[under]),
                scores,
                index - h1s[0] if h1s.size else np.full(n, NOWHERE),
            )
        ),
        under,
    )


def _signature(page: HtmlPage) -> Ints:
    """Groups of like paragraphs: the same tag, class and roles, of itself and its parent."""
    key_of, parent_of = page.elements.key, page.elements.parent
    groups: dict[object, int] = {}
    out = []
    for element in page.blocks:
        parent = parent_of[element]
        key = (key_of[element], key_of[parent] if parent >= 0 else None)
        out.append(groups.setdefault(key, len(groups)))
    return np.array(out, dtype=np.intp)


def _like(
    signature: Ints, summed: NDArray[np.float64], words: NDArray[np.float64], n: int
) -> NDArray[np.float64]:
    size = int(signature.max()) + 1
    count = np.bincount(signature, minlength=size)
    index = np.arange(n)

    def mean(values: NDArray[Any]) -> NDArray[np.float64]:
        return np.asarray(np.bincount(signature, values, size) / count)

    word_mean = mean(words)
    place = mean(index)
    spread = np.sqrt(np.maximum(mean(index * index.astype(float)) - place**2, 0)) / n
    return np.column_stack(
        (
            count,
            word_mean,
            mean(summed[:, 1]) / (word_mean * CHARS_PER_WORD),
            mean(summed[:, 4]),
            mean(summed[:, 5]),
            word_mean * count / (words.sum() + 1e-9),
            spread,
        )
    )[signature]


def _shifted(columns: NDArray[np.float64], offset: int) -> NDArray[np.float64]:
    """The columns of the paragraph `offset` places on; -1 beyond the page."""
    out = np.full(columns.shape, -1.0)
    if offset > 0:
        out[:-offset] = columns[offset:]
    else:
        out[-offset:] = columns[:offset]
    return out
