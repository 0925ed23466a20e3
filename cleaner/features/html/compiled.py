"""The matrix of an HTML page by the compiled core, whose columns are those of the layout."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from cleaner.features import class_names, constants, page_type
from cleaner.features.blocks import Layout
from cleaner.features.html import containers, neighbours, position, recurrence
from cleaner.features.html.own import Landmarks
from cleaner.features.html.page import declared_columns
from cleaner.features.lexicon import Lexicon
from cleaner.features.page_type import further_facts
from cleaner.segment import page as segmented
from cleaner.segment.page import BIT, HEADINGS, HIDDEN, HtmlPage
from cleaner.text.compiled import agrees, read_words
from cleaner.text.dates import is_dated
from cleaner.types import Matrix


@lru_cache(maxsize=1)
def _is_set_up(layout: Layout) -> bool:
    """Tell the core where its columns stand; return whether they are those of the layout."""
    from cleaner._native import core

    blocks = [(slot.block.__name__, tuple(slot.block.column_names())) for slot in layout.slots]
    known = (constants, containers, neighbours, position, recurrence, segmented)
    if blocks != list(core.HTML_BLOCKS) or not (
        agrees(core.COLUMN_CONSTANTS, *known)
        and agrees(core.NAME_CONSTANTS, class_names, page_type)
    ):
        return False
    starts = np.cumsum([0, *(len(names) for _, names in blocks)]).tolist()
    landmarks = [BIT[tag] for tag in Landmarks.column_names()]
    core.set_up_columns(starts, HIDDEN, BIT["p"], landmarks, HEADINGS, is_dated)
    return True


def compiled_features(
    page: HtmlPage,
    layout: Layout,
    lexicon: Lexicon,
    weights: class_names.ClassNameWeights,
) -> Matrix | None:
    """Return the matrix of a page that has paragraphs; None if the Python has to describe it."""
    words = page.words or read_words(page.texts)
    known, names = lexicon.compiled, weights.compiled
    if words is None or known is None or names is None or not _is_set_up(layout):
        return None
    from cleaner._native import core

    scores, probabilities = names.scores(page.elements.keys, words, further_facts(page))
    declared = np.array(list(declared_columns(page.types).values()), np.float64).tobytes()
    forms = page.elements.tag.count("form")
    data = core.html_matrix(
        page, words, known, bytes(scores), bytes(probabilities), declared, forms
    )
    return np.frombuffer(data, np.float32).reshape(len(page), -1)
