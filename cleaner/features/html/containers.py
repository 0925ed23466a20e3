"""Describe the elements around a paragraph that hold more than the paragraph.

Every element holds a contiguous run of paragraphs, so a sum over an element is a difference of two
running sums: nothing is walked twice.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import numpy as np

from cleaner.features.blocks import Block, Column
from cleaner.features.constants import TINY
from cleaner.features.html.arrays import PageArrays, landmark_bit
from cleaner.features.lexicon import BODY, CHROME
from cleaner.types import Flags, Floats, Ints

LEVELS = 4  # containers of a paragraph that have columns, from the nearest outward
CHARS_PER_WORD = 6.0  # turns characters in links into a share of the words
# Links of long words exceed their share of the words; more than this says nothing new.
MOST_LINK_SHARE = 1.5


@dataclass(frozen=True, kw_only=True)
class Amounts(Block):
    """Amounts that are summed over runs of paragraphs; no columns of the matrix."""

    words: Annotated[Column, "words"]
    linked_chars: Annotated[Column, "characters in links"]
    long_words: Annotated[Column, "words of running text"]
    commas: Annotated[Column, "commas"]
    text_body: Annotated[Column, "body scores of the words"]
    text_chrome: Annotated[Column, "chrome scores of the words"]
    headings: Annotated[Column, "headings"]
    words_in_p: Annotated[Column, "words inside <p>"]
    links: Annotated[Column, "links"]


@dataclass(frozen=True, kw_only=True)
class Run(Block):
    """Composition of a run of paragraphs."""

    paragraphs: Annotated[Column, "number of paragraphs"]
    words: Annotated[Column, "number of words"]
    mean_words: Annotated[Column, "words a paragraph"]
    link_share: Annotated[Column, "share of the words in links, estimated by characters"]
    long_share: Annotated[Column, "share of the words in running text"]
    commas: Annotated[Column, "commas a word"]
    text_body: Annotated[Column, "mean body score of the words of a paragraph"]
    text_chrome: Annotated[Column, "mean chrome score of the words of a paragraph"]
    headings: Annotated[Column, "share of the paragraphs that are headings"]
    links: Annotated[Column, "links a paragraph"]
    in_p: Annotated[Column, "share of the words inside <p>"]


@dataclass(frozen=True, kw_only=True)
class Container(Run):
    """A container of a paragraph: its run of paragraphs, its size, the scores of its names."""

    place: Annotated[Column, "share of its paragraphs that stand above this one"]
    page_share: Annotated[Column, "share of the page's words"]
    class_body: Annotated[Column, "body score of its tag, classes, id and roles"]
    class_chrome: Annotated[Column, "chrome score of its tag, classes, id and roles"]


def amounts(page: PageArrays, long: Flags) -> Amounts:
    """Return the amounts of each paragraph; `long` marks running text."""
    words = page.counts.words
    return Amounts(
        words=words,
        linked_chars=page.linked_chars,
        long_words=words * long,
        commas=page.counts.commas,
        text_body=page.token_scores[:, BODY],
        text_chrome=page.token_scores[:, CHROME],
        headings=page.heading_rank > 0,
        words_in_p=((page.flags & landmark_bit("p")) != 0) * words,
        links=page.links,
    )


def describe_runs(inside: Amounts, paragraphs: Ints) -> Run:
    """Return the columns of runs of paragraphs from their sums and their lengths."""
    words = inside.words + TINY
    return Run(
        paragraphs=paragraphs,
        words=inside.words,
        mean_words=inside.words / paragraphs,
        link_share=np.minimum(inside.linked_chars / (words * CHARS_PER_WORD), MOST_LINK_SHARE),
        long_share=inside.long_words / words,
        commas=inside.commas / words,
        text_body=inside.text_body / paragraphs,
        text_chrome=inside.text_chrome / paragraphs,
        headings=inside.headings / paragraphs,
        links=inside.links / paragraphs,
        in_p=inside.words_in_p / words,
    )


def container_columns(
    page: PageArrays, of_paragraphs: Amounts, element_scores: Floats
) -> tuple[list[Container], Run]:
    """Return the containers of each paragraph, from the nearest outward, and the page as a run.

    The columns are computed once for each element that is a container, then handed to the
    paragraphs in it; the page is one run more.
    """
    n = len(page)
    elements, numbers = _distinct(containers(page), len(page.parent))
    first = np.append(page.first.take(elements), 0)
    end = np.append(page.end.take(elements), n)
    size = np.maximum(end - first, 1)
    sums = np.zeros((len(Amounts.column_names()), n + 1))
    np.cumsum(of_paragraphs.stack(), axis=1, out=sums[:, 1:])
    inside = Amounts.unstack(sums.take(end, axis=1) - sums.take(first, axis=1))
    runs = describe_runs(inside, size)
    scores = element_scores.take(elements, axis=0)
    columns = {
        **vars(runs),
        "page_share": inside.words / (inside.words[-1] + TINY),
        "class_body": np.append(scores[:, BODY], 0.0),
        "class_chrome": np.append(scores[:, CHROME], 0.0),
    }
    table = np.array(list(columns.values()))
    index = np.arange(n)
    levels = []
    for number in numbers:
        place = (index - first.take(number)) / size.take(number)
        levels.append(Container(place=place, **dict(zip(columns, table.take(number, axis=1)))))
    return levels, Run(**{name: values[-1] for name, values in vars(runs).items()})


def containers(page: PageArrays) -> Ints:
    """Return the containers of each paragraph, shape (LEVELS, paragraphs): elements by number.

    The first container is the nearest element that holds more than the paragraph itself, each
    further one the nearest that holds more than the one before; the root if there is none.
    """
    m = len(page.parent)
    first, end = page.first, page.end
    above = np.maximum(page.parent, 0)
    no_wider = (first == first.take(above)) & (end == end.take(above))
    # The outermost ancestor that is no wider, by pointer jumping, and the parent of that one.
    outermost = np.where(no_wider, above, np.arange(m))
    while (outermost != (further := outermost.take(outermost))).any():
        outermost = further
    wider = above.take(outermost)  # the nearest ancestor that holds more paragraphs
    holds_more = (end - first).take(page.block) > 1
    current = np.where(holds_more, page.block, wider.take(page.block))
    chosen = np.empty((LEVELS, len(page)), dtype=np.intp)
    for level in range(LEVELS):
        chosen[level] = current
        current = wider.take(current)
    return chosen


def _distinct(elements: Ints, m: int) -> tuple[Ints, Ints]:
    """Return the distinct numbers among `elements`, all below m, and the index of each element
    among these."""
    number = np.zeros(m, dtype=np.intp)
    number[elements] = 1
    distinct = np.flatnonzero(number)
    number[distinct] = np.arange(distinct.size)
    return distinct, number.take(elements)
