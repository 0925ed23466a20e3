"""From a segmented page to label probabilities: the two stages of the HTML model."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cleaner.decide import sigmoid, three_labels
from cleaner.features.context import context_features
from cleaner.features.html import Lexicons, Matrix, Structure, html_features
from cleaner.model import Model
from cleaner.segment.html import HtmlPage

Floats = NDArray[np.float64]

# What "body" means: the convention that the guide column tells the model to follow. The gold
# corpora leave out what LABELS.md calls body (titles, captions), and differ among themselves.
GUIDE_LABELS, GUIDE_PAGES, GUIDE_NEWS, GUIDE_SNIPPETS = 0, 1, 2, 3


def with_guide(matrix: Matrix, guide: int) -> Matrix:
    """The matrix with the guide column appended."""
    column = np.full((len(matrix), 1), guide, dtype=np.float32)
    return np.concatenate((matrix, column), axis=1)


def html_lexicons(model: Model) -> Lexicons:
    """What the HTML model knows of words, as the features take it."""
    return Lexicons(model.lexicon, model.names)


def predict_page(
    page: HtmlPage, lexicons: Lexicons, model: Model, guide: int
) -> tuple[Floats, Floats]:
    """Probabilities (paragraphs, 3) of body, sidebar and chrome, under a convention of body, and
    the words of each paragraph, (paragraphs,)."""
    matrix, structure = html_features(page, lexicons)
    return predict_matrix(matrix, structure, model, guide), structure.words


def predict_matrix(matrix: Matrix, structure: Structure, model: Model, guide: int) -> Floats:
    """Both stages on a matrix that is already computed, their log-odds blended."""
    if not len(matrix):
        return np.zeros((0, 3))
    guided = with_guide(matrix, guide)
    first = model.margins("stage1", guided)
    context = context_features(sigmoid(first["body"]), sigmoid(first["chrome"]), structure)
    second = model.margins("stage2", np.concatenate((guided, context), axis=1))
    share = float(model.settings["blend"])  # of the first stage
    body, chrome = (
        sigmoid(share * first[name] + (1 - share) * second[name]) for name in ("body", "chrome")
    )
    return three_labels(body, chrome)
