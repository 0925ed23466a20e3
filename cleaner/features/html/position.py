"""Locate a paragraph on its page: from the top, the running text, the title, a heading."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import numpy as np

from cleaner.features.blocks import Block, Column
from cleaner.features.constants import NOWHERE, TINY
from cleaner.features.distances import distance_after, distance_before
from cleaner.features.html.arrays import PageArrays
from cleaner.features.html.lexical import Lexical
from cleaner.types import Flags, Ints

NO_TITLE = -1.0  # instead of above (0) or below (1) the title


@dataclass(frozen=True, kw_only=True)
class Position(Block):
    """Position of a paragraph on its page. Distances are in paragraphs; 999 for nowhere."""

    place: Annotated[Column, "share of the page's paragraphs that stand above it"]
    words_before: Annotated[Column, "share of the page's words that stand above it"]
    long_before: Annotated[Column, "share of the words in running text that stand above it"]
    long_after: Annotated[Column, "share of the words in running text that stand below it"]
    to_long_before: Annotated[Column, "distance to the nearest running text above it"]
    to_long_after: Annotated[Column, "distance to the nearest running text below it"]
    from_title: Annotated[Column, "distance below the title, negative above it"]
    after_title: Annotated[Column, "1 below the title or if it is the title, 0 above, -1 without"]
    from_heading: Annotated[Column, "distance to the heading that it stands under"]
    heading_rank: Annotated[Column, "rank of that heading, 1 to 6; 0 without one"]
    heading_text_body: Annotated[Column, "body score of that heading's words"]
    heading_text_chrome: Annotated[Column, "chrome score of that heading's words"]
    heading_class_body: Annotated[Column, "body score of that heading's element"]
    heading_class_chrome: Annotated[Column, "chrome score of that heading's element"]
    from_h1: Annotated[Column, "distance below the first <h1>, negative above it"]


def position_columns(page: PageArrays, lexical: Lexical, long: Flags) -> Position:
    """Return the position of each paragraph; `long` marks running text."""
    words = page.counts.words
    n = len(words)
    index = np.arange(n)
    before = np.cumsum(words) - words
    long_words = words * long
    long_before = np.cumsum(long_words) - long_words
    long_total = long_words.sum() + TINY
    title = title_of(page)
    h1s = np.flatnonzero(page.heading_rank == 1)
    above = heading_above(page)
    none = above < 0

    def of_heading(values: Column) -> Column:
        return np.where(none, 0.0, values[above])

    return Position(
        place=index / n,
        words_before=before / words.sum(),
        long_before=long_before / long_total,
        long_after=(long_total - long_before - long_words) / long_total,
        to_long_before=distance_before(long),
        # A page may be longer than NOWHERE; the shipped models know that of this direction alone.
        to_long_after=np.minimum(distance_after(long), NOWHERE),
        from_title=np.full(n, NOWHERE) if title is None else index - title,
        after_title=np.full(n, NO_TITLE) if title is None else index >= title,
        from_heading=np.where(none, NOWHERE, index - above),
        heading_rank=of_heading(page.heading_rank),
        heading_text_body=of_heading(lexical.text_body),
        heading_text_chrome=of_heading(lexical.text_chrome),
        heading_class_body=of_heading(lexical.block_body),
        heading_class_chrome=of_heading(lexical.block_chrome),
        from_h1=index - h1s[0] if h1s.size else np.full(n, NOWHERE),
    )


def title_of(page: PageArrays) -> int | None:
    """Return the paragraph that is the page's title: the first heading that matches the title
    element, else the first paragraph that does, else the first <h1>; None without any."""
    candidates = (
        page.is_title & (page.heading_rank > 0),
        page.is_title,
        page.heading_rank == 1,
    )
    for marked in candidates:
        if marked.any():
            return int(marked.argmax())
    return None


def heading_above(page: PageArrays) -> Ints:
    """Return the heading that each paragraph stands under, -1 for none; a heading itself stands
    under the one before it."""
    index = np.arange(len(page))
    heading = np.maximum.accumulate(np.where(page.heading_rank > 0, index, -1))
    return np.concatenate(([-1], heading[:-1]))
