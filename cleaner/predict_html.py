"""From a segmented page to label probabilities: the trees and the network of the HTML model."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cleaner.decide import sigmoid, three_labels
from cleaner.features.html import COLUMNS, Lexicons, Matrix, html_features
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


# Paragraphs that the network takes in at once: what it needs grows with them, and no article is
# as long.
WINDOW = 4096

# What stands on other pages of the site is held against a paragraph by as much, in log-odds, on
# pages that are articles with this probability; on lists and products much of what repeats is body.
REPEATED, ARTICLE = 2.0, 0.5
# Where that would hit as much of what looks like body, the site has the same page twice.
SAME_PAGE = 0.9
_ARTICLE_COLUMN, _WORDS_COLUMN = COLUMNS.index("page_p_article"), COLUMNS.index("words")

Flags = NDArray[np.bool_]


@dataclass(slots=True)
class Prediction:
    """What the model says of n paragraphs.

    `probabilities` (n, 3) of body, sidebar and chrome; `words` (n,) of each; `doubt` (n,) is what
    was taken off the log-odds of body because a paragraph stands on other pages of the site.
    """

    probabilities: Floats
    words: Floats
    doubt: Floats


def predict_page(
    page: HtmlPage, lexicons: Lexicons, model: Model, guide: int, repeated: Flags | None = None
) -> Prediction:
    """Predict a segmented page under a convention of body. `repeated` marks the paragraphs that
    stand on other pages of the site."""
    return predict_matrix(html_features(page, lexicons), model, guide, repeated)


def predict_matrix(
    matrix: Matrix, model: Model, guide: int, repeated: Flags | None = None
) -> Prediction:
    """Trees and network on a matrix that is already computed, their log-odds blended."""
    if not len(matrix):
        return Prediction(np.zeros((0, 3)), np.zeros(0), np.zeros(0))
    guided = with_guide(matrix, guide)
    trees, read = model.margins("trees", guided), _read_in_order(model, guided)
    share = float(model.settings["blend"])  # of the trees
    body, chrome = (share * trees[name] + (1 - share) * read[name] for name in ("body", "chrome"))
    doubt = _doubt(matrix, body, repeated)
    probabilities = three_labels(sigmoid(body - doubt), sigmoid(chrome))
    return Prediction(probabilities, _words(matrix), doubt)


def _read_in_order(model: Model, guided: Matrix) -> dict[str, Floats]:
    """The log-odds of the network, which reads a very long page a window at a time."""
    windows = [
        model.margins("sequence", guided[start : start + WINDOW])
        for start in range(0, len(guided), WINDOW)
    ]
    if len(windows) == 1:
        return windows[0]
    return {name: np.concatenate([part[name] for part in windows]) for name in windows[0]}


def _words(matrix: Matrix) -> Floats:
    return matrix[:, _WORDS_COLUMN].astype(np.float64)


def _doubt(matrix: Matrix, body: Floats, repeated: Flags | None) -> Floats:
    """What is taken off the log-odds of body of each paragraph because it repeats on the site."""
    none = np.zeros(len(matrix))
    if repeated is None or not repeated.any() or matrix[0, _ARTICLE_COLUMN] < ARTICLE:
        return none
    words = sigmoid(body) * _words(matrix)
    if words[repeated].sum() > SAME_PAGE * words.sum():
        return none
    none[repeated] = REPEATED
    return none
