"""Prepare HTML pages for the fit: token weights of each fold, and the rows of all paragraphs."""

from __future__ import annotations

import logging
import random
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cleaner.errors import CorpusError
from cleaner.evaluation.gold import GoldPage
from cleaner.features.class_names import ClassNameWeights, element_tokens, page_tokens
from cleaner.features.html import Lexicons, html_features
from cleaner.features.lexicon import Lexicon
from cleaner.features.page_type import PAGE_TYPES
from cleaner.routes.html import CONVENTIONS, with_convention
from cleaner.segment.page import HtmlPage
from cleaner.text.tokens import phrases as token_bags
from cleaner.training.cache import Cache, code_version
from cleaner.training.data.examples import CHROME, Example, make_examples
from cleaner.training.data.flatten import label_targets
from cleaner.training.data.html_rows import html_rows, page_of_row, row_weights, targets_of
from cleaner.training.data.phrasebook import Phrase
from cleaner.training.data.rows import Rows
from cleaner.training.data.token_rows import TokenRows, token_rows
from cleaner.training.folds import WHOLE, folds_of
from cleaner.training.parts.lexicon import token_matrix
from cleaner.training.parts.page_type import PageTypeModel
from cleaner.training.parts.parallel import side_by_side
from cleaner.training.recipe import HtmlRecipe

log = logging.getLogger("cleaner.training")

LONGEST_PATH = 400  # tokens of an element and its ancestors; deeper elements add nothing
# What of the recipe the data don't depend on.
FITTED_LATER = ("trees", "network", "labels_epochs", "decision")


@dataclass(slots=True)
class HtmlData:
    """Pages with all that is computed of them before trees and networks are fitted."""

    rows: Rows
    lexicons: dict[int, Lexicons]  # without each fold's sites; WHOLE, of all


def prepare_html(
    pages: Sequence[GoldPage],
    recipe: HtmlRecipe,
    phrases: Sequence[Phrase] = (),
    cache: Cache | None = None,
    jobs: int = 2,
) -> list[HtmlData]:
    """Compute rows and token weights of pages, for each profile that has parts of its own.

    Pages with stand-off labels occur twice: with their gold and with the three labels. The two
    conventions disagree, and one model trained on both is worse on gold. So, if there are such
    pages, there are two sets of data: gold alone (profile "article"), and everything, labels
    weighted up (profile "labels"). Corpora of labels that the recipe names are for the latter
    alone. Raises CorpusError if no page says what is sidebar and what is
    chrome.
    """
    phrases = [phrase for phrase in phrases if phrase.lang not in recipe.phrases.held_out]
    sections = {name: value for name, value in asdict(recipe).items() if name not in FITTED_LATER}
    key = (code_version(), sections, pages, phrases)
    return (cache or Cache()).get(
        "html", key, lambda: _prepared(pages, recipe, phrases, jobs), mapped=True
    )


def _prepared(
    pages: Sequence[GoldPage], recipe: HtmlRecipe, phrases: Sequence[Phrase], jobs: int
) -> list[HtmlData]:
    examples = make_examples(pages, jobs)
    of_articles = [example for example in examples if _teaches_articles(example.gold, recipe)]
    if not any((example.targets[:, CHROME] >= 0).any() for example in of_articles):
        raise CorpusError(
            "the corpora hold no page with labels for sidebar and chrome: add a folder with "
            "documents.jsonl, as docs/howto/train.md describes under 'A corpus'; labels alone are "
            "not enough"
        )
    data = [_of_profile(of_articles, recipe, phrases, jobs)]
    if len(of_articles) < len(examples):
        weights = recipe.examples.convention
        emphasised = replace(weights, labels=weights.labels * recipe.examples.labels_emphasis)
        of_labels = replace(recipe, examples=replace(recipe.examples, convention=emphasised))
        data.append(_of_profile(examples, of_labels, phrases, jobs))
        if recipe.examples.labels_network == "labelled":
            labelled = [e.convention == CONVENTIONS["labels"] for e in examples]
            data[-1].rows.network_pages = np.flatnonzero(labelled)
    return data


def _teaches_articles(page: GoldPage, recipe: HtmlRecipe) -> bool:
    return not page.standoff and page.corpus not in recipe.examples.labels_alone


def _of_profile(
    examples: Sequence[Example], recipe: HtmlRecipe, phrases: Sequence[Phrase], jobs: int
) -> HtmlData:
    domains = [example.gold.domain for example in examples]
    fold = folds_of(domains, recipe.folds, recipe.seed)
    weight = row_weights(examples, recipe)
    lexicons = fit_lexicons(examples, fold, weight, recipe, phrases, jobs)
    matrices = _matrices(examples, fold, lexicons, recipe)
    rows = html_rows(examples, fold, weight, np.concatenate(matrices), recipe)
    log.info("matrix of %s rows, %s columns", *map("{:,}".format, rows.matrix.shape))
    return HtmlData(rows, lexicons)


def _matrices(
    examples: Sequence[Example],
    fold: NDArray[np.intp],
    lexicons: Mapping[int, Lexicons],
    recipe: HtmlRecipe,
) -> list[NDArray[np.float32]]:
    """Return the matrix of each page by the lexicons of its fold, of some without token weights."""
    chance, of_examples = random.Random(recipe.seed), recipe.examples
    wordless, matrices = Lexicon([], np.zeros((0, 2))), []
    for k, example in zip(fold.tolist(), examples):
        tables = lexicons[k]
        share = of_examples.wordless_languages.get(example.gold.lang, of_examples.wordless)
        if chance.random() < share:
            tables = Lexicons(wordless, tables.class_names)
        matrices.append(with_convention(html_features(example.page, tables), example.convention))
    return matrices


def fit_lexicons(
    examples: Sequence[Example],
    fold: NDArray[np.intp],
    weight: NDArray[np.float64],
    recipe: HtmlRecipe,
    phrases: Sequence[Phrase] = (),
    jobs: int = 2,
) -> dict[int, Lexicons]:
    """Return token weights without each fold's pages and phrases, and WHOLE, of everything."""
    pages = [example.page for example in examples]
    page = page_of_row(examples)
    domains = np.array([example.gold.domain for example in examples], dtype=object)
    targets, row_domains, row_fold = targets_of(examples), domains[page], fold[page]
    lines = [] if recipe.phrases.row_weight == 0 else list(phrases)
    texts = [text for page in pages for text in page.texts] + [phrase.text for phrase in lines]
    tables = _Tables(
        texts=token_rows(
            token_bags(texts),
            np.concatenate((targets, label_targets([phrase.label for phrase in lines]))),
            np.concatenate((weight, np.full(len(lines), recipe.phrases.row_weight))),
            [*row_domains, *(phrase.domain for phrase in lines)],
            np.concatenate(
                (row_fold, folds_of([p.domain for p in lines], recipe.folds, recipe.seed))
            ),
        ),
        elements=token_rows(
            [bag for page in pages for bag in element_bags(page)],
            targets, weight, list(row_domains), row_fold,
        ),
        pages=token_matrix([sorted(page_tokens(page)) for page in pages]),
        page_type=np.array([_page_type(example, recipe) for example in examples]),
        domain=np.unique(domains.astype(str), return_inverse=True)[1],
        fold=fold,
    )  # fmt: skip
    folds = (WHOLE, *range(recipe.folds))
    fitted = side_by_side((partial(_fit_lexicons, tables, k, recipe) for k in folds), jobs)
    log.info("lexicons fitted")
    return dict(zip(folds, fitted))


@dataclass(slots=True)
class _Tables:
    """What lexicons are fitted on: tokens of texts, of elements, and of pages with their type."""

    texts: TokenRows
    elements: TokenRows
    pages: tuple[Any, NDArray[np.object_]]  # matrix (pages, tokens), and the tokens
    page_type: NDArray[np.intp]  # (pages,) index in PAGE_TYPES, -1 if unknown
    domain: NDArray[np.intp]  # (pages,) as numbers
    fold: NDArray[np.intp]  # (pages,)


def _fit_lexicons(tables: _Tables, fold: int, recipe: HtmlRecipe) -> Lexicons:
    texts = tables.texts.fit(recipe.lexicon, fold)
    names = tables.elements.fit(recipe.class_names, fold)
    typed = np.flatnonzero((tables.fold != fold) & (tables.page_type >= 0))
    matrix, tokens = tables.pages
    types = PageTypeModel(len(PAGE_TYPES), **asdict(recipe.page_types))
    types.fit(matrix[typed], tables.page_type[typed], tables.domain[typed])
    of_types = tokens[types.columns_].tolist(), types.weights_
    return Lexicons(Lexicon(*texts), ClassNameWeights.joined(names, of_types, types.intercept_))


def _page_type(example: Example, recipe: HtmlRecipe) -> int:
    """Return the index of the page's type, -1 if unknown: snippet pages carry no type."""
    name = example.gold.page_type
    name = recipe.examples.learned_as.get(name, name)
    if example.convention == CONVENTIONS["snippets"] or name not in PAGE_TYPES:
        return -1
    return PAGE_TYPES.index(name)


def element_bags(page: HtmlPage) -> list[list[str]]:
    """Return for each paragraph the tokens of its innermost element and of all its ancestors."""
    elements = page.elements
    tokens = [element_tokens(key) for key in elements.keys]
    paths: list[list[str]] = []
    for key, parent in zip(elements.key, elements.parent):
        above = paths[parent] if parent >= 0 else []
        paths.append(above + tokens[key] if len(above) < LONGEST_PATH else above)
    return [paths[leaf] for leaf in page.runs[:, 1].tolist()]
