"""Compute the matrix of an HTML page: a row for each paragraph, a named column for each signal."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cleaner._native import is_compiled
from cleaner.features.blocks import Layout, Slot
from cleaner.features.class_names import ClassNameWeights
from cleaner.features.constants import LONG_WORDS
from cleaner.features.distances import neighbour
from cleaner.features.html.alike import Alike, alike_columns
from cleaner.features.html.arrays import page_arrays
from cleaner.features.html.compiled import compiled_features
from cleaner.features.html.containers import LEVELS, Container, Run, amounts, container_columns
from cleaner.features.html.lexical import Lexical, lexical_columns
from cleaner.features.html.neighbours import OFFSETS, Neighbour, neighbour_columns
from cleaner.features.html.own import Landmarks, Own, landmark_columns, own_columns
from cleaner.features.html.page import PageType, page_type_columns
from cleaner.features.html.position import Position, position_columns
from cleaner.features.html.recurrence import Recurrence, recurrence_columns
from cleaner.features.lexicon import Lexicon
from cleaner.segment.page import HtmlPage
from cleaner.types import Matrix

HTML_LAYOUT = Layout(
    [
        Slot(Own),
        Slot(Landmarks, "in_"),
        Slot(Lexical),
        *(
            Slot(Container, f"container{level}_", f"container {level}, counted outward")
            for level in range(1, LEVELS + 1)
        ),
        Slot(Run, "page_", "the page"),
        Slot(PageType, "page_"),
        Slot(Position, "at_"),
        Slot(Alike, "like_", "paragraphs marked up like it"),
        Slot(Recurrence),
        *(Slot(Neighbour, f"neighbour{offset:+d}_", neighbour(offset)) for offset in OFFSETS),
    ]
)
HTML_COLUMNS = HTML_LAYOUT.names


@dataclass(frozen=True, slots=True)
class Lexicons:
    """The learned weights that the blocks use: of words, and of the names of elements."""

    text: Lexicon
    class_names: ClassNameWeights


def html_features(page: HtmlPage, lexicons: Lexicons) -> Matrix:
    """Return the matrix of a page, shape (paragraphs, len(HTML_COLUMNS))."""
    if not len(page):
        return np.zeros((0, len(HTML_COLUMNS)), np.float32)
    if is_compiled():
        matrix = compiled_features(page, HTML_LAYOUT, lexicons.text, lexicons.class_names)
        if matrix is not None:
            return matrix
    arrays = page_arrays(page, lexicons.text)
    key_scores, type_probabilities = lexicons.class_names.scores(page)
    element_scores = key_scores.take(arrays.key, axis=0)
    long = arrays.counts.words >= LONG_WORDS
    own = own_columns(arrays)
    lexical = lexical_columns(arrays, element_scores)
    of_paragraphs = amounts(arrays, long)
    levels, whole_page = container_columns(arrays, of_paragraphs, element_scores)
    blocks = [
        own,
        landmark_columns(arrays),
        lexical,
        *levels,
        whole_page,
        page_type_columns(arrays, type_probabilities),
        position_columns(arrays, lexical, long),
        alike_columns(arrays, of_paragraphs),
        recurrence_columns(arrays),
        *neighbour_columns(own, lexical),
    ]
    return HTML_LAYOUT.matrix(blocks, len(arrays))
