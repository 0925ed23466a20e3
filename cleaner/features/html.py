"""The matrix of an HTML page: one row a paragraph, one named column a signal.

Every container covers a contiguous run of paragraphs, so a sum over a container is a difference
of two cumulative sums: nothing is walked twice. Columns are computed in blocks, each of which
declares its names beside its code and is written into the matrix column by column: on a page of
some hundred paragraphs the number of calls to numpy is the cost, not the numbers.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cleaner.features.class_names import TYPES, Names
from cleaner.features.lexicon import Lexicon
from cleaner.segment.page import BIT, HEADINGS, HIDDEN, HtmlPage
from cleaner.text.counts import Counts, count_characters

Matrix = NDArray[np.float32]
Ints = NDArray[np.intp]

LEVELS = 4  # containers looked at, from the nearest outward
LONG_WORDS = 15  # from here on a paragraph counts as running text
READ_WORDS = 24.0  # of a paragraph, by the lexicon: its scores grow with the words up to here
CHARS_PER_WORD = 6.0  # turns linked characters into a share of the words
NOWHERE = 999.0  # distance to something that the page does not have


@dataclass(slots=True)
class Lexicons:
    """What a model knows of words: those of texts, and the names of elements."""

    text: Lexicon
    names: Names


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

_NEIGHBOUR_AT = [
    COLUMNS.index(name)
    for name in ("words", "link_share", "text_body", "text_chrome", "path_body", "path_chrome")
]
_LANDMARK_BITS = np.array([BIT[tag] for tag in LANDMARK_COLUMNS], dtype=np.int64)
_TYPES = {
    "is_article": ("article", "newsarticle", "blogposting", "reportagenewsarticle", "report"),
    "is_product": ("product", "productgroup", "offer", "og:product"),
    "is_list": ("collectionpage", "itemlist", "searchresultspage", "offercatalog"),
    "is_forum": ("discussionforumposting", "qapage", "question", "answer"),
    "og_website": ("website",),
}


def html_features(page: HtmlPage, lexicons: Lexicons) -> Matrix:
    """The page's matrix, shape (paragraphs, len(COLUMNS))."""
    n = len(page)
    if not n:
        return np.zeros((0, len(COLUMNS)), np.float32)
    counts = count_characters(page.texts)
    words = counts.words
    text_scores = lexicons.text.scores(page.tokens)
    elements, runs, blocks = page.elements, page.runs, page.blocks
    block, leaf = runs[:, 0], runs[:, 1]
    parent = np.fromiter(elements.parent, np.intp, len(elements.parent))
    name_scores, page_types = lexicons.names.read(page)
    element_scores = name_scores.take(elements.key, axis=0)
    element_paths = _path_scores(element_scores, parent)
    flags = np.array([elements.flags[i] for i in blocks], dtype=np.int64)
    heading_rank = np.array([HEADINGS.get(elements.tag[i], 0) for i in blocks])

    lexical = np.empty((n, len(LEXICAL)))
    np.divide(text_scores, np.sqrt(np.minimum(words, READ_WORDS) + 1.0)[:, None], lexical[:, :3])
    for at, found in enumerate((leaf, block, parent.take(block))):
        lexical[:, 3 + 2 * at : 5 + 2 * at] = element_scores.take(found, axis=0)
    lexical[:, 9:] = element_paths.take(leaf, axis=1).T

    long = words >= LONG_WORDS
    in_p = (flags & BIT["p"]) != 0
    sums = np.zeros((n + 1, len(SUMS)))
    summed = (
        words, runs[:, 2], words * long, counts.commas, text_scores[:, 0], text_scores[:, 1],
        heading_rank > 0, in_p * words, runs[:, 3],
    )  # fmt: skip
    _fill(sums[1:], 0, summed)
    np.cumsum(sums, axis=0, out=sums)

    signature = _signature(page, blocks)
    containers, container_elements = _containers(page, block, parent)
    position = _position(page, words, long, heading_rank, lexical)
    container_columns, page_columns = _container_blocks(
        sums, containers, container_elements, element_scores, n
    )
    matrix = np.empty((n, len(COLUMNS)), dtype=np.float32)
    at = _fill(matrix, 0, _own(page, counts, flags, heading_rank, blocks))
    matrix[:, at : at + len(LANDMARK_COLUMNS)] = (flags[:, None] & _LANDMARK_BITS) != 0
    at += len(LANDMARK_COLUMNS)
    for columns in (
        lexical.T, container_columns, page_columns, _page_type(page, heading_rank, page_types),
        position, _like(signature, summed, words, n),
    ):  # fmt: skip
        at = _fill(matrix, at, columns)
    neighbour = matrix.take(_NEIGHBOUR_AT, axis=1)
    for offset in NEIGHBOURS:
        _shift(neighbour, offset, matrix[:, at : at + len(NEIGHBOUR)])
        at += len(NEIGHBOUR)
    if at != len(COLUMNS):
        raise AssertionError(f"{at} columns computed, {len(COLUMNS)} declared")
    return matrix


def _fill(matrix: NDArray[Any], at: int, columns: Iterable[Any]) -> int:
    """Write columns, arrays of shape (rows,) or single numbers, from column `at` on; returns
    where the next one goes."""
    for column in columns:
        matrix[:, at] = column
        at += 1
    return at


def _own(
    page: HtmlPage,
    counts: Counts,
    flags: NDArray[np.int64],
    heading_rank: NDArray[np.int_],
    blocks: list[int],
) -> list[NDArray[Any]]:
    seen: dict[str, int] = {}
    before = []
    for text in page.texts:
        count = seen.get(text, 0)
        before.append(count)
        seen[text] = count + 1
    words, chars, depth_of, runs = counts.words, counts.chars, page.elements.depth, page.runs.T
    return [
        words, chars, chars / words, np.minimum(runs[2] / chars, 1.0), *runs[3:7],
        counts.commas / words, counts.ends_with_stop, counts.digits / chars,
        counts.capitals / words, counts.opens_upper, heading_rank, (flags & HIDDEN) != 0,
        np.array([depth_of[i] for i in blocks]), np.array([seen[text] for text in page.texts]),
        np.array(before), page.title_share, page.is_title,
    ]  # fmt: skip


def _path_scores(own: NDArray[np.float64], parent: Ints) -> NDArray[np.float64]:
    """Along the path from the root to each element, shape (6, elements): its scores summed, the
    lowest and the highest.

    By pointer jumping (Wyllie 1979): each round takes in as many ancestors again as all before.
    """
    n = len(own)
    up = np.append(parent, n)  # a last column stands above the root
    up[up < 0] = n
    paths = np.empty((6, n + 1))
    total, low, high = paths[:2], paths[2:4], paths[4:]
    for part, nothing in ((total, 0.0), (low, np.inf), (high, -np.inf)):
        part[:, :n] = own.T
        part[:, n] = nothing
    while up.min() < n:
        above = paths.take(up, axis=1)
        total += above[:2]
        np.minimum(low, above[2:4], out=low)
        np.maximum(high, above[4:], out=high)
        up = up.take(up)
    return paths[:, :n]


def _containers(page: HtmlPage, block: Ints, parent: Ints) -> tuple[Ints, Ints]:
    """For each level the run of paragraphs of each paragraph's container, and its element.

    The first container is the nearest element that holds more than the paragraph itself, each
    further one the nearest that holds more than the one before; the root where there is none.
    """
    first = np.fromiter(page.elements.first, np.intp, len(parent))
    end = np.fromiter(page.elements.end, np.intp, len(parent))
    above = np.maximum(parent, 0)
    # As wide as the parent: no container of its own.
    same = (first == first.take(above)) & (end == end.take(above))
    # The outermost ancestor that is no wider, by pointer jumping, and the parent of that one.
    outermost = np.where(same, above, np.arange(len(parent)))
    while (outermost != (further := outermost.take(outermost))).any():
        outermost = further
    wide = above.take(outermost)  # the nearest ancestor that holds more paragraphs
    current = np.where((end - first).take(block) > 1, block, wide.take(block))
    chosen = np.empty((LEVELS, len(block)), dtype=np.intp)
    for i in range(LEVELS):
        chosen[i] = current
        current = wide.take(current)
    return np.stack((first.take(chosen), end.take(chosen)), axis=-1), chosen


def _densities(sums: NDArray[np.float64], paragraphs: Ints) -> list[NDArray[Any]]:
    """From sums over runs, shape (runs, len(SUMS)), to the columns of PAGE for each run."""
    columns = sums.T
    words = columns[0] + 1e-9
    return [
        paragraphs,
        columns[0],
        columns[0] / paragraphs,
        np.minimum(columns[1] / (words * CHARS_PER_WORD), 1.5),
        *(columns[2:4] / words),
        *(columns[4:7] / paragraphs),
        columns[8] / paragraphs,
        columns[7] / words,
    ]


def _container_blocks(
    sums: NDArray[np.float64],
    containers: Ints,
    container_elements: Ints,
    element_scores: NDArray[np.float64],
    n: int,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The columns of CONTAINER, level by level, shape (columns, paragraphs), and those of PAGE.

    They are computed once for each element that is a container; the page is one run more.
    """
    place = np.zeros(len(element_scores), dtype=np.intp)
    place[container_elements] = 1
    unique = np.flatnonzero(place)
    place[unique] = np.arange(unique.size)
    inverse = place.take(container_elements)
    run = np.empty((unique.size + 1, 2), dtype=np.intp)
    run[inverse] = containers
    run[-1] = 0, n
    first, end = run.T
    inside = sums.take(end, axis=0) - sums.take(first, axis=0)
    size = np.maximum(end - first, 1)
    known = np.empty((len(CONTAINER), unique.size + 1))
    at = len(PAGE)
    known[:at] = _densities(inside, size)
    known[at] = first
    known[at + 1] = inside[:, 0] / (sums[-1, 0] + 1e-9)
    known[at + 2 :, :-1] = element_scores.take(unique, axis=0).T
    out = np.empty((LEVELS, len(CONTAINER), n))
    index = np.arange(n)
    for level, of_level in enumerate(inverse):
        known.take(of_level, axis=1, out=out[level], mode="clip")
        out[level, at] = (index - out[level, at]) / size.take(of_level)
    return out.reshape(-1, n), known[:at, -1]


def _page_type(
    page: HtmlPage, heading_rank: NDArray[np.int_], types: NDArray[np.float64]
) -> list[float]:
    declared = [float(not page.types.isdisjoint(names)) for names in _TYPES.values()]
    forms, h1s = page.elements.tag.count("form"), int((heading_rank == 1).sum())
    return [*declared, forms, h1s, *types.tolist()]


def _position(
    page: HtmlPage,
    words: NDArray[np.float64],
    long: NDArray[np.bool_],
    heading_rank: NDArray[np.int_],
    lexical: NDArray[np.float64],
) -> list[Any]:
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
    scores = np.where(none, 0.0, lexical.take(under, axis=0).T[[0, 1, 5, 6]])
    return [
        index / n,
        before / total,
        long_before / long_total,
        (long_total - long_before - long_words) / long_total,
        np.where(last_long < 0, NOWHERE, index - last_long),
        np.minimum(next_long - index, NOWHERE),
        index - title_at if title_at >= 0 else NOWHERE,
        index >= title_at if title_at >= 0 else -1,
        np.where(none, NOWHERE, index - under),
        np.where(none, 0, heading_rank[under]),
        *scores,
        index - h1s[0] if h1s.size else NOWHERE,
    ]


def _signature(page: HtmlPage, blocks: list[int]) -> Ints:
    """Groups of like paragraphs: the same tag, class and roles, of itself and its parent."""
    key_of, parent_of = page.elements.key, page.elements.parent
    groups: dict[object, int] = {}
    out = []
    for element in blocks:
        parent = parent_of[element]
        key = (key_of[element], key_of[parent] if parent >= 0 else None)
        out.append(groups.setdefault(key, len(groups)))
    return np.array(out, dtype=np.intp)


def _like(
    signature: Ints, summed: Sequence[NDArray[Any]], words: NDArray[np.float64], n: int
) -> NDArray[np.float64]:
    size = int(signature.max()) + 1
    count = np.bincount(signature, minlength=size)
    index = np.arange(n)

    def mean(values: NDArray[Any]) -> NDArray[np.float64]:
        return np.asarray(np.bincount(signature, values, size) / count)

    word_mean = mean(words)
    place = mean(index)
    spread = np.sqrt(np.maximum(mean(index * index.astype(float)) - place**2, 0)) / n
    columns = np.array(
        (
            count,
            word_mean,
            mean(summed[1]) / (word_mean * CHARS_PER_WORD),
            mean(summed[4]),
            mean(summed[5]),
            word_mean * count / (words.sum() + 1e-9),
            spread,
        )
    )
    return columns.take(signature, axis=1)


def _shift(columns: Matrix, offset: int, out: Matrix) -> None:
    """Write the columns of the paragraph `offset` places on; -1 beyond the page."""
    if offset > 0:
        out[:-offset] = columns[offset:]
        out[-offset:] = -1.0
    else:
        out[-offset:] = columns[:offset]
        out[:-offset] = -1.0
