"""Turn a segmented page into arrays over its paragraphs and over its elements.

Only this file, `class_names` and `page_type` ask the segmented page for anything.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cleaner.features.lexicon import Lexicon
from cleaner.segment.page import BIT, HEADINGS, HIDDEN, RUN, HtmlPage
from cleaner.text.counts import Counts, count_characters
from cleaner.types import Flags, Floats, Ints

HIDDEN_BIT = HIDDEN
_RUN = {name: column for column, name in enumerate(RUN)}


@dataclass(frozen=True, slots=True)
class PageArrays:
    """A page of n paragraphs and m elements, n > 0.

    Of each paragraph, (n,): `block` and `leaf`, the element whose inline text it is and the
    innermost element of its longest text node; `linked_chars`, the characters in links; the numbers
    of its `links`, and of those that look like links to an article, stay on the page or name a
    host; `flags`, a bit for each landmark tag that it stands in (see `landmark_bit`);
    `heading_rank`, 1 for <h1>, 0 for no heading; `depth`, the number of elements around it;
    `title_share`, the share of its words that stand in the page's title, and `is_title`, whether it
    is that title; `token_scores` (n, 3), the lexicon's body and chrome scores and the number of
    known tokens.

    Of each element, (m,): `parent`, -1 for the root; `first` and `end`, the run of paragraphs that
    it holds; `key`, the number of its tag with its class, id and roles.
    """

    texts: Sequence[str]
    counts: Counts
    token_scores: Floats
    block: Ints
    leaf: Ints
    linked_chars: Ints
    links: Ints
    article_links: Ints
    anchor_links: Ints
    external_links: Ints
    flags: NDArray[np.int64]
    heading_rank: NDArray[np.int64]
    depth: NDArray[np.int64]
    title_share: Floats
    is_title: Flags
    parent: Ints
    first: Ints
    end: Ints
    key: Ints
    forms: int
    declared_types: set[str]

    def __len__(self) -> int:
        return len(self.texts)


def page_arrays(page: HtmlPage, lexicon: Lexicon) -> PageArrays:
    """Return the arrays of a page that has paragraphs."""
    elements = page.elements
    blocks = page.blocks
    runs = page.runs.T

    def of_elements(values: Sequence[int]) -> Ints:
        return np.fromiter(values, np.intp, len(values))

    def of_paragraphs(values: Sequence[Any]) -> NDArray[np.int64]:
        return np.array([values[element] for element in blocks], dtype=np.int64)

    return PageArrays(
        texts=page.texts,
        counts=count_characters(page.texts),
        token_scores=lexicon.scores(page.tokens),
        **{name: runs[column] for name, column in _RUN.items()},
        flags=of_paragraphs(elements.flags),
        heading_rank=np.array([HEADINGS.get(elements.tag[i], 0) for i in blocks], dtype=np.int64),
        depth=of_paragraphs(elements.depth),
        title_share=page.title_share,
        is_title=page.is_title,
        parent=of_elements(elements.parent),
        first=of_elements(elements.first),
        end=of_elements(elements.end),
        key=of_elements(elements.key),
        forms=elements.tag.count("form"),
        declared_types=page.types,
    )


def landmark_bit(tag: str) -> int:
    """Return the bit of `flags` that says that a paragraph stands in an element with this tag."""
    return BIT[tag]
