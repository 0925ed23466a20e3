"""Score the words of a paragraph and the names of the elements around it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import numpy as np

from cleaner.features.blocks import Block, Column
from cleaner.features.constants import LEXICON_WORDS
from cleaner.features.html.arrays import PageArrays
from cleaner.features.lexicon import BODY, CHROME
from cleaner.types import Floats, Ints


@dataclass(frozen=True, kw_only=True)
class Lexical(Block):
    """Log-odds by learned weights: body against the rest, and chrome against sidebar.

    Scores of words are divided by the root of the number of words. Scores of elements are those of
    their tag, classes, id and roles; a path leads from the root to the innermost element.
    """

    text_body: Annotated[Column, "body score of the words"]
    text_chrome: Annotated[Column, "chrome score of the words"]
    text_known: Annotated[Column, "known tokens, divided as the scores are"]
    leaf_body: Annotated[Column, "body score of the innermost element of the longest text"]
    leaf_chrome: Annotated[Column, "chrome score of that element"]
    block_body: Annotated[Column, "body score of the element whose inline text it is"]
    block_chrome: Annotated[Column, "chrome score of that element"]
    parent_body: Annotated[Column, "body score of the parent of that element"]
    parent_chrome: Annotated[Column, "chrome score of the parent of that element"]
    path_body: Annotated[Column, "sum of the body scores along the path"]
    path_chrome: Annotated[Column, "sum of the chrome scores along the path"]
    path_body_low: Annotated[Column, "lowest body score along the path"]
    path_chrome_low: Annotated[Column, "lowest chrome score along the path"]
    path_body_high: Annotated[Column, "highest body score along the path"]
    path_chrome_high: Annotated[Column, "highest chrome score along the path"]


def lexical_columns(page: PageArrays, element_scores: Floats) -> Lexical:
    """Return the scores of each paragraph; `element_scores` (elements, 2) are body and chrome."""
    scale = np.sqrt(np.minimum(page.counts.words, LEXICON_WORDS) + 1.0)
    text_body, text_chrome, text_known = (page.token_scores / scale[:, None]).T
    leaf = element_scores.take(page.leaf, axis=0).T
    block = element_scores.take(page.block, axis=0).T
    # The root has no parent: its -1 takes the last element of the page. The shipped models were
    # trained with that.
    parent = element_scores.take(page.parent.take(page.block), axis=0).T
    total, low, high = (
        scores.take(page.leaf, axis=1) for scores in path_scores(element_scores, page.parent)
    )
    return Lexical(
        text_body=text_body,
        text_chrome=text_chrome,
        text_known=text_known,
        leaf_body=leaf[BODY],
        leaf_chrome=leaf[CHROME],
        block_body=block[BODY],
        block_chrome=block[CHROME],
        parent_body=parent[BODY],
        parent_chrome=parent[CHROME],
        path_body=total[BODY],
        path_chrome=total[CHROME],
        path_body_low=low[BODY],
        path_chrome_low=low[CHROME],
        path_body_high=high[BODY],
        path_chrome_high=high[CHROME],
    )


def path_scores(scores: Floats, parent: Ints) -> tuple[Floats, Floats, Floats]:
    """Return the sum, the lowest and the highest of the scores along the path from the root to each
    element, each of shape (2, elements); `scores` is (elements, 2), `parent` -1 for a root.

    By pointer jumping (Wyllie 1979): each round takes in as many ancestors again as all before.
    """
    n = len(scores)
    up = np.append(parent, n)  # a last column stands above the root
    up[up < 0] = n
    paths = np.empty((6, n + 1))
    total, low, high = paths[:2], paths[2:4], paths[4:]
    for part, above_root in ((total, 0.0), (low, np.inf), (high, -np.inf)):
        part[:, :n] = scores.T
        part[:, n] = above_root
    while up.min() < n:
        above = paths.take(up, axis=1)
        total += above[:2]
        np.minimum(low, above[2:4], out=low)
        np.maximum(high, above[4:], out=high)
        up = up.take(up)
    return total[:, :n], low[:, :n], high[:, :n]
