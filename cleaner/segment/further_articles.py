"""Further articles of a page: below its own, a site may go on with the next story."""

from __future__ import annotations

from bisect import bisect_left

import numpy as np
from numpy.typing import NDArray

from cleaner.segment.html import HtmlPage

ARTICLE, HEADING = "article", "h1"


def further_articles(page: HtmlPage) -> NDArray[np.bool_]:
    """Which paragraphs, (n,), stand in a further article of the page.

    That is an <article> below the one that has the page's title, not inside it, with a first
    heading of its own.
    """
    found = np.zeros(len(page), dtype=bool)
    elements, blocks = page.elements, page.blocks
    titles = np.flatnonzero(page.is_title).tolist()
    within = (_enclosing(page, blocks[title], ARTICLE) for title in titles)
    below = min((elements.end[own] for own in within if own >= 0), default=len(page))
    for i in range(below, len(page)):
        if found[i] or _enclosing(page, blocks[i], HEADING, most=2) < 0:
            continue
        article = _enclosing(page, blocks[i], ARTICLE)
        if article >= 0 and elements.first[article] >= below:
            first, end = elements.first[article], elements.end[article]
            titled = bisect_left(titles, first) < bisect_left(titles, end)
            found[first:end] |= not titled
    return found


def _enclosing(page: HtmlPage, element: int, tag: str, most: int | None = None) -> int:
    """The nearest of an element and its ancestors (`most` of them) with a tag; -1 for none."""
    steps = 0
    while element >= 0 and (most is None or steps < most):
        if page.elements.tag[element] == tag:
            return element
        element = page.elements.parent[element]
        steps += 1
    return -1
