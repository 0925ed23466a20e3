"""Further articles of a page: below its own, a site may go on with the next story."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cleaner.segment.html import HtmlPage

ARTICLE, HEADING = "article", "h1"


def further_articles(page: HtmlPage) -> NDArray[np.bool_]:
    """Which paragraphs, (n,), stand in a further article of the page.

    That is an <article> below the one that has the page's title, with a first heading of its own.
    """
    found = np.zeros(len(page), dtype=bool)
    elements, blocks = page.elements, page.blocks
    titles = np.flatnonzero(page.is_title).tolist()
    own = [i for i in titles if _enclosing(page, blocks[i], ARTICLE) >= 0]
    if not own:
        return found
    for i, block in enumerate(blocks[own[0] :], own[0]):
        if i in titles or _enclosing(page, block, HEADING, most=2) < 0:
            continue
        article = _enclosing(page, block, ARTICLE)
        if article >= 0:
            first, end = elements.first[article], elements.end[article]
            if not any(first <= title < end for title in titles):
                found[first:end] = True
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
