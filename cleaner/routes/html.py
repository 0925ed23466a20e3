"""HTML: how a page is segmented, described to its model, and adjusted for its site."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from cleaner.config import Config
from cleaner.features.html import HTML_COLUMNS, Lexicons, html_features
from cleaner.features.site_features import site_signs
from cleaner.io.decode import BOM
from cleaner.metadata import Head
from cleaner.model.defaults import (
    CERTAIN_ARTICLE,
    FURTHER_ARTICLE,
    REPEATED,
    REPEATED_ARTICLE,
    SAME_PAGE,
)
from cleaner.model.file import Model
from cleaner.model.log_odds import LogOdds, sigmoid
from cleaner.model.prediction import Features, Prediction
from cleaner.model.predictor import run_network
from cleaner.paragraph import Paragraph
from cleaner.render.text import Line, text_of_page, unwanted
from cleaner.segment.further_articles import further_articles
from cleaner.segment.html import segment_html
from cleaner.segment.kinds import kinds, kinds_of
from cleaner.segment.page import Elements, HtmlPage
from cleaner.types import Flags, Format, Ints, Matrix, Profile

# Conventions of what counts as body; the last column of the matrix tells the model which one to
# follow. Gold corpora leave out what the annotation guideline calls body (titles, captions), and
# differ among themselves.
CONVENTIONS = {"labels": 0, "pages": 1, "news": 2, "snippets": 3}
# The bare article of news is what news golds hold: the running text alone. A page is news if it
# certainly is an article and declares a type of schema.org that ends so.
NEWS_TYPE = "newsarticle"

_P_ARTICLE, _WORDS = map(HTML_COLUMNS.index, ("page_p_article", "words"))


class HtmlRoute:
    """The route of HTML."""

    format: Format = "html"

    def segment(self, source: str, config: Config, utf8: bytes | None = None) -> HtmlPage:
        """Cut a page into paragraphs."""
        html = source.removeprefix(BOM)
        return segment_html(html, utf8 if html is source else None)

    def features(self, page: HtmlPage, model: Model, profile: Profile) -> Features:
        """Compute the matrix of a page, with the convention that the profile asks for."""
        matrix = html_features(page, Lexicons(model.lexicon, model.names))
        page.words = None  # done with, and as large as the texts
        words = matrix[:, _WORDS].astype(np.float64)
        return Features(with_convention(matrix, convention_for(profile, page, matrix)), words)

    def adjust(
        self,
        page: HtmlPage,
        prediction: Prediction,
        model: Model,
        repeated: Flags | None = None,
        host: str = "",
    ) -> Prediction:
        """Add what corrections say of the site, and hold it against paragraphs if they repeat on
        the site, and if they stand in a further article of the page."""
        matrix, first = prediction.matrix, prediction
        if model.site_layer and (site := model.site_layer.site_for(host)) is not None:
            change = model.site_layer.changes(site_signs(page), site)
            prediction = prediction.adjusted("corrections", *change)
        if repeated is not None and _applies(first, repeated):
            again = _predict_without(prediction, model, repeated)
            prediction = replace(prediction, network=again)
            prediction = prediction.adjusted("site", np.where(repeated, -REPEATED, 0.0))
        if _is_article(matrix):
            further = further_articles(page)
            if _applies(first, further):
                prediction = prediction.adjusted(
                    "further article", np.where(further, -FURTHER_ARTICLE, 0.0)
                )
        if declares_news(page) and _is_article(matrix):
            prediction = replace(prediction, article=True)
        return prediction

    def paragraphs(self, page: HtmlPage) -> list[Paragraph]:
        """Make the paragraphs of a page."""
        return [
            Paragraph(text, kind, level, row=row, column=column, ordinal=ordinal)
            for text, (kind, level, row, column, ordinal) in zip(page.texts, kinds(page))
        ]

    def text(self, page: HtmlPage, kept: Flags, *, title: bool, captions: bool) -> str:
        """Return the kept paragraphs of a page as text."""
        numbers = np.flatnonzero(kept).tolist()
        left_out = unwanted(title=title, captions=captions)
        return text_of_page(
            Line(page.texts[number], row.kind, row.row, row.column)
            for number, row in zip(numbers, kinds_of(page, numbers))
            if row.kind not in left_out
        )

    def places(self, page: HtmlPage) -> ElementPaths:
        """Return the paths of the paragraphs' elements."""
        return ElementPaths(page.elements, page.runs[:, 0])

    def slim(self, page: HtmlPage) -> HtmlPage:
        """Return the page without its words, and what elements are but in name and place."""
        elements = page.elements
        slim = Elements(elements.parent, elements.tag, elements.key, elements.keys)
        return HtmlPage(page.texts, page.runs[:, :2].copy(), slim)

    def head(self, page: HtmlPage) -> Head:
        """Return titles, address and language of a page."""
        return Head(tuple(page.titles), page.address, page.lang)


@dataclass(slots=True)
class ElementPaths:
    """The paths of paragraphs' elements; pickled without all else that is known of elements."""

    elements: Elements
    blocks: Ints  # the element of each paragraph

    def path(self, number: int) -> str:
        """Return the path of a paragraph's element from the root."""
        return self.elements.path(int(self.blocks[number]))

    def __reduce__(self) -> tuple[Any, ...]:
        bare = Elements(parent=self.elements.parent, tag=self.elements.tag)
        return ElementPaths, (bare, self.blocks)


def convention_for(profile: Profile, page: HtmlPage, matrix: Matrix) -> int:
    """Return the convention of body that a profile asks for on a page."""
    if profile == "labels":
        return CONVENTIONS["labels"]
    return CONVENTIONS["news" if declares_news(page) and _is_article(matrix) else "pages"]


def declares_news(page: HtmlPage) -> bool:
    """Return whether a page declares itself an article of news."""
    return any(kind.endswith(NEWS_TYPE) for kind in page.types)


def with_convention(matrix: Matrix, convention: int) -> Matrix:
    """Return the matrix with the convention as its last column."""
    column = np.full((len(matrix), 1), convention, dtype=np.float32)
    return np.concatenate((matrix, column), axis=1)


def _is_article(matrix: Matrix) -> bool:
    """Return whether the page certainly is an article, and no list of them."""
    return len(matrix) > 0 and bool(matrix[0, _P_ARTICLE] >= CERTAIN_ARTICLE)


def _applies(prediction: Prediction, marked: Flags) -> bool:
    """Return whether to apply an adjustment to the marked paragraphs: only on articles, and only if
    it spares some of the likely body, by a prediction without adjustments."""
    if not marked.any() or marked.all() or prediction.matrix[0, _P_ARTICLE] < REPEATED_ARTICLE:
        return False
    body_words = sigmoid(prediction.blended.body) * prediction.words
    return bool(body_words[marked].sum() <= SAME_PAGE * body_words.sum())


def _predict_without(prediction: Prediction, model: Model, repeated: Flags) -> LogOdds:
    """Return the network's log-odds, for paragraphs that do not repeat averaged with a second run
    without those that do. The mean, since the rows still say where they stood among the others."""
    once = ~repeated
    averaged = []
    for first, second in zip(prediction.network, run_network(model, prediction.matrix[once])):
        mean = first.copy()
        mean[once] = (first[once] + second) / 2
        averaged.append(mean)
    return LogOdds(*averaged)
