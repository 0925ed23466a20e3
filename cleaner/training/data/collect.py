"""Collect what the text model learns from: renders, splices and pages with pseudo-labels."""

from __future__ import annotations

import logging
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from cleaner.errors import CorpusError
from cleaner.evaluation.folds import ModelOf
from cleaner.evaluation.gold import GoldPage
from cleaner.routes.html import CONVENTIONS
from cleaner.training.cache import Cache
from cleaner.training.data.examples import convention_of
from cleaner.training.data.flatten import (
    WHOLE_PAGE,
    TextDocument,
    clean_article,
    labelled_article,
    make_documents,
)
from cleaner.training.data.furnish import furnish
from cleaner.training.data.mails import send
from cleaner.training.data.phrasebook import Phrase, phrase_documents
from cleaner.training.data.pseudo_labels import pseudo_documents
from cleaner.training.data.splice import splice
from cleaner.training.recipe import TextRecipe

log = logging.getLogger("cleaner.training")


@dataclass(slots=True)
class Collection:
    """Documents of the text model."""

    rendered: list[TextDocument]  # labelled pages as each tool flattens them
    pseudo: list[TextDocument]  # pages that nobody labelled, flattened, with pseudo-labels
    articles: list[TextDocument]  # clean articles: gold text
    spliced: list[TextDocument]  # clean articles with foreign paragraphs, with phrases, as mails
    phrases: list[TextDocument] = field(default_factory=list)  # of a phrasebook, one a document

    @property
    def all(self) -> list[TextDocument]:
        """The documents that trees and networks learn from."""
        return [*self.rendered, *self.spliced, *self.pseudo]


def collect(
    pages: Sequence[GoldPage],
    recipe: TextRecipe,
    model_of: ModelOf | None = None,
    phrases: Sequence[Phrase] = (),
    cache: Cache | None = None,
    jobs: int = 2,
) -> Collection:
    """Make the documents of these pages, and of the phrases of a phrasebook.

    `model_of` names the HTML model that labels a page which nobody labelled, one that has not seen
    its domain; without it such pages only give clean articles. Raises CorpusError if no page has
    labels.
    """
    labelled = [page for page in pages if convention_of(page) == CONVENTIONS["labels"]]
    if not labelled:
        raise CorpusError("the text model needs pages with labels (documents.jsonl)")
    rendered = _rendered(labelled, recipe, cache, jobs)
    labelled_by_html = {page.html: page for page in labelled if page.html}
    articles = _articles(pages, labelled_by_html)
    if recipe.flatten.articles_from_labels:
        articles += _labelled_articles(pages, labelled)
    log.info(
        "%d renders of %d labelled pages, %d clean articles",
        len(rendered), len(labelled), len(articles),
    )  # fmt: skip
    pseudo = []
    if model_of is not None:
        others = [page for page in pages if page.html and page.html not in labelled_by_html]
        pseudo = pseudo_documents(others, model_of, recipe, cache, jobs)
        log.info("%d renders of %d pages with pseudo-labels", len(pseudo), len(others))
    whole = [document for document in (*rendered, *pseudo) if document.tool == WHOLE_PAGE]
    phrases = [phrase for phrase in phrases if phrase.lang not in recipe.phrases.held_out]
    spliced: list[TextDocument] = []
    if articles:
        spliced += splice(articles, whole, recipe.splices, recipe.seed)
        spliced += send(articles, recipe.splices.mails, recipe.seed)
        spliced += furnish(articles, phrases, recipe)
    pseudo = [document for document in pseudo if _learned_from(document, recipe)]
    lines = phrase_documents(phrases, recipe.phrases.row_weight)
    return Collection(rendered, pseudo, articles, spliced, lines)


def _rendered(
    labelled: Sequence[GoldPage], recipe: TextRecipe, cache: Cache | None, jobs: int
) -> list[TextDocument]:
    from joblib import Parallel, delayed

    tasks = (
        delayed(make_documents)(page, recipe.flatten, recipe.seed, cache=cache) for page in labelled
    )
    made = Parallel(n_jobs=jobs, batch_size=4)(tasks)
    return [document for documents in made for document in documents]


def _articles(
    pages: Sequence[GoldPage], labelled_by_html: Mapping[str, GoldPage]
) -> list[TextDocument]:
    cleaned = (
        clean_article(page, labelled_by_html.get(page.html or ""))
        for page in pages
        if page.text is not None and page.page_type == "article"
    )
    return [article for article in cleaned if article is not None]


def _labelled_articles(
    pages: Sequence[GoldPage], labelled: Sequence[GoldPage]
) -> list[TextDocument]:
    """Return the body of labelled articles that have no gold text."""
    with_gold = {page.html for page in pages if page.text is not None}
    bodies = (
        labelled_article(page)
        for page in labelled
        if page.page_type == "article" and page.html not in with_gold
    )
    return [body for body in bodies if body is not None]


def _learned_from(document: TextDocument, recipe: TextRecipe) -> bool:
    """Return whether to learn from a pseudo-labelled document: of whole pages a share is enough."""
    if document.tool != WHOLE_PAGE:
        return True
    drawn = random.Random(f"{recipe.seed}:{document.page}").random()
    return drawn < recipe.pseudo_labels.whole_pages
