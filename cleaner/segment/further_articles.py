"""Find further articles: below the article of a page, a site may go on with the next story."""

from __future__ import annotations

from bisect import bisect_left

import numpy as np
from numpy.typing import NDArray

from cleaner.segment.page import HtmlPage

ARTICLE, HEADING = "article", "h1"


def further_articles(page: HtmlPage) -> NDArray[np.bool_]:
    """Mark the paragraphs, (n,), that stand in a further article of the page.

    A further article is an <article> below the one with the page's title, not inside it, with a
    first heading of its own.
    """
    further = np.zeros(len(page), dtype=bool)
    elements, blocks = page.elements, page.blocks
    titles = np.flatnonzero(page.is_title).tolist()
    within = (_enclosing(page, blocks[title], ARTICLE) for title in titles)
    below = min((elements.end[first] for first in within if first >= 0), default=len(page))
    for i in range(below, len(page)):
        if further[i] or _enclosing(page, blocks[i], HEADING, most=2) < 0:
            continue
        article = _enclosing(page, blocks[i], ARTICLE)
        if article >= 0 and elements.first[article] >= below:
            first, end = elements.first[article], elements.end[article]
            titled = bisect_left(titles, first) < bisect_left(titles, end)
            further[first:end] |= not titled
    return further


def _enclosing(page: HtmlPage, element: int, tag: str, most: int | None = None) -> int:
    """Return the nearest of an element and its ancestors (`most` of them) with a tag, or -1."""
    steps = 0
    while element >= 0 and (most is None or steps < most):
        if page.elements.tag[element] == tag:
            return element
        element = page.elements.parent[element]
        steps += 1
    return -1
