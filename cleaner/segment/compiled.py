"""The walk over the tree of a page by the compiled core."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from selectolax.lexbor import LexborHTMLParser, LexborNode

from cleaner._native import is_compiled
from cleaner.segment import pieces, walk
from cleaner.segment.page import RUN, HtmlPage
from cleaner.text.compiled import agrees, characters_agree


@lru_cache(maxsize=1)
def _is_set_up() -> bool:
    """Hand the functions and constants of the walk to the core; return whether it walks alike."""
    from cleaner._native import core

    if not (characters_agree() and agrees(core.SPACE_CONSTANTS, walk, pieces)):
        return False
    if not agrees(core.WALK_CONSTANTS, walk, pieces):
        return False
    core.set_up_walk({**vars(pieces), **vars(walk)})
    return core.set_up_nodes(LexborHTMLParser(core.NODE_SAMPLE).body)


def compiled_walk(body: LexborNode, page: HtmlPage) -> bool:
    """Walk the tree as `walk` does, without a trace; False if the Python has to."""
    if not is_compiled() or not _is_set_up():
        return False
    from cleaner._native import core

    most = walk.MOST_PARAGRAPHS
    runs, many, numbers = core.Walk(page, most, walk.COARSE_PIECES).walk(body)
    for name, data in numbers.items():
        getattr(page.elements, name).frombytes(data)
    if many:
        walk.warn_of_many(page, most)
    page.runs = np.frombuffer(runs, np.int64).astype(np.intp, copy=False).reshape(-1, len(RUN))
    return True
