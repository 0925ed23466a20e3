"""From a segmented page to label probabilities: the trees and the network of the HTML model."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cleaner.features.html import COLUMNS, Lexicons, Matrix, html_features
from cleaner.model.file import Model, read_in_order
from cleaner.model.selection import sigmoid, three_labels
from cleaner.segment.further_articles import further_articles
from cleaner.segment.page import HtmlPage

Floats = NDArray[np.float64]

# What "body" means: the convention that the guide column tells the model to follow. The gold
# corpora leave out what LABELS.md calls body (titles, captions), and differ among themselves.
GUIDES = {"labels": 0, "pages": 1, "news": 2, "snippets": 3}
GUIDE_LABELS = GUIDES["labels"]


def with_guide(matrix: Matrix, guide: int) -> Matrix:
    """The matrix with the guide column appended."""
    column = np.full((len(matrix), 1), guide, dtype=np.float32)
    return np.concatenate((matrix, column), axis=1)


def html_lexicons(model: Model) -> Lexicons:
    """What the HTML model knows of words, as the features take it."""
    return Lexicons(model.lexicon, model.names)


# What stands on other pages of the site is held against a paragraph by as much, in log-odds, on
# pages that are articles with this probability; on lists and products much of what repeats is body.
REPEATED, ARTICLE = 5.0, 0.4
# Where that would hit as much of what looks like body, the site has the same page twice.
SAME_PAGE = 0.9
# From this probability on a page surely is an article, and no list of them.
SURELY_ARTICLE = 0.6
# Held there against further articles: prose of them reads like its own.
FURTHER = 10.0
# The bare article of news is what news golds hold: the running text alone. A page is news where it
# surely is an article and says so by a type of schema.org.
NEWS_TYPE = "newsarticle"
_ARTICLE_COLUMN, _WORDS_COLUMN = COLUMNS.index("page_p_article"), COLUMNS.index("words")
_H1S_COLUMN = COLUMNS.index("page_h1s")

Flags = NDArray[np.bool_]


@dataclass(slots=True)
class Prediction:
    """What the model says of n paragraphs.

    `probabilities` (n, 3) of body, sidebar and chrome; `words` (n,) of each; `read`, the log-odds
    (n,) that the network has given, by name; `doubt` (n,) is what was taken off the log-odds of
    body because a paragraph stands on other pages of the site, and `further` (n,) because it stands
    in a further article of the page.
    """

    probabilities: Floats
    words: Floats
    read: dict[str, Floats]
    doubt: Floats
    further: Floats


def predict_page(
    page: HtmlPage, lexicons: Lexicons, model: Model, profile: str, repeated: Flags | None = None
) -> Prediction:
    """Predict a segmented page under a profile, "labels" or "article". `repeated` marks the
    paragraphs that stand on other pages of the site."""
    matrix = html_features(page, lexicons)
    guide = guide_for(profile, page, matrix)
    several = _surely_article(matrix) and matrix[0, _H1S_COLUMN] > 1
    further = further_articles(page) if several else None
    return predict_matrix(matrix, model, guide, repeated, further)


def guide_for(profile: str, page: HtmlPage, matrix: Matrix) -> int:
    """The convention of body that a profile asks for on a page."""
    if profile == "labels":
        return GUIDE_LABELS
    declared = any(kind.endswith(NEWS_TYPE) for kind in page.types)
    return GUIDES["news" if declared and _surely_article(matrix) else "pages"]


def _surely_article(matrix: Matrix) -> bool:
    return len(matrix) > 0 and bool(matrix[0, _ARTICLE_COLUMN] >= SURELY_ARTICLE)


def predict_matrix(
    matrix: Matrix,
    model: Model,
    guide: int,
    repeated: Flags | None = None,
    further: Flags | None = None,
) -> Prediction:
    """Trees and network on a matrix that is already computed, their log-odds blended. `further`
    marks what stands in further articles of the page."""
    words = matrix[:, _WORDS_COLUMN].astype(np.float64)
    doubt, beyond = np.zeros(len(matrix)), np.zeros(len(matrix))
    if not len(matrix):
        none = {"body": words, "chrome": words}
        return Prediction(np.zeros((0, 3)), words, none, doubt, beyond)
    guided = with_guide(matrix, guide)
    trees, read = model.margins("trees", guided), read_in_order(model, guided)
    share = float(model.settings["blend"])  # of the trees
    likely = sigmoid(share * trees["body"] + (1 - share) * read["body"]) * words
    if repeated is not None and _counts(matrix, likely, repeated):
        doubt[repeated] = REPEATED
        _read_without(model, guided, read, repeated)
    if further is not None and _counts(matrix, likely, further):
        beyond[further] = FURTHER
    body, chrome = (share * trees[name] + (1 - share) * read[name] for name in ("body", "chrome"))
    probabilities = three_labels(sigmoid(body - doubt - beyond), sigmoid(chrome))
    return Prediction(probabilities, words, read, doubt, beyond)


def _counts(matrix: Matrix, likely: Floats, marked: Flags) -> bool:
    """Whether it counts on this page that paragraphs repeat, or stand in a further article, given
    the words of each that are likely body: on an article, and not where that is nearly all."""
    if not marked.any() or marked.all() or matrix[0, _ARTICLE_COLUMN] < ARTICLE:
        return False
    return bool(likely[marked].sum() <= SAME_PAGE * likely.sum())


def _read_without(model: Model, guided: Matrix, read: dict[str, Floats], repeated: Flags) -> None:
    """Let the network read the page once more without what repeats; the mean of both readings
    stands, since the rows still say where they stood among the others."""
    once = ~repeated
    for name, again in read_in_order(model, guided[once]).items():
        read[name][once] = (read[name][once] + again) / 2
