"""Fit the HTML model from a recipe: token weights, then boosted trees and a sequence network.

Every number that one part learns from another is out-of-fold: the lexicon scores of a paragraph
come from lexicons fitted without its site's fold. The models without each fold are kept, so that
accuracy is measured by running the product itself on sites that the model has not seen.
"""

from __future__ import annotations

import json
import logging
import random
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cleaner.errors import CorpusError
from cleaner.evaluation.card import write_card
from cleaner.evaluation.folds import FOLDS_FILE, WHOLE_NAME, fold_models
from cleaner.evaluation.gold import GoldPage
from cleaner.evaluation.scores import score_pages
from cleaner.evaluation.summaries import figures_of
from cleaner.features.class_names import ClassNameWeights, element_tokens, page_tokens
from cleaner.features.html import Lexicons, html_features
from cleaner.features.lexicon import Lexicon
from cleaner.features.page_type import PAGE_TYPES
from cleaner.model.description import Description
from cleaner.routes.html import GUIDES, with_guide
from cleaner.segment.page import HtmlPage
from cleaner.text.tokens import phrases as token_bags
from cleaner.training.classifiers import Classifiers, fit_classifiers
from cleaner.training.data.examples import CHROME, Example, has_gold, make_examples
from cleaner.training.data.flatten import label_targets
from cleaner.training.data.html_rows import html_rows, page_of_row, row_weights, targets_of
from cleaner.training.data.phrasebook import Phrase
from cleaner.training.data.token_rows import TokenRows, token_rows
from cleaner.training.export.describe import describe
from cleaner.training.export.model_file import Parts, write_model
from cleaner.training.export.sequence import sequence_to_onnx
from cleaner.training.folds import WHOLE, fold_of, folds_of
from cleaner.training.parts.lexicon import token_matrix
from cleaner.training.parts.page_type import PageTypeModel
from cleaner.training.parts.parallel import side_by_side
from cleaner.training.recipe import HtmlRecipe, recipe_values

log = logging.getLogger("cleaner.training")

LONGEST_PATH = 400  # tokens of an element and its ancestors; deeper elements add nothing


@dataclass(slots=True)
class HtmlFit:
    """Fitted parts of one model. `of_labels` are those of the profile "labels", if it has parts of
    its own."""

    lexicons: Lexicons
    classifiers: Classifiers
    of_labels: HtmlFit | None = None

    @property
    def parts(self) -> Parts:
        """What to write into a model file."""
        graphs = {"sequence": sequence_to_onnx(*self.classifiers.networks)}
        trees = self.classifiers.trees.boosters_
        return Parts(self.lexicons.text, trees, self.lexicons.class_names, graphs)

    def write(self, folder: Path, description: Description) -> Path:
        """Write `html.model` into the folder and return its path."""
        of_labels = None if self.of_labels is None else self.of_labels.parts
        return write_model(folder, "html", description, self.parts, of_labels)


def train_html(
    pages: Sequence[GoldPage],
    out: Path,
    folds: Path,
    recipe: HtmlRecipe,
    phrases: Sequence[Phrase] = (),
    jobs: int = 2,
) -> None:
    """Fit the HTML model on all pages and without each fold; measure the latter on their folds.

    `out` gets the model and its card, `folds` the models without each fold. `phrases` are those of
    a phrasebook. Pages without gold are left out.
    """
    with_html = [page for page in pages if page.html is not None and has_gold(page)]
    fits = fit_folds(with_html, folds, recipe, [*range(recipe.folds), WHOLE], phrases, jobs)
    figures = figures_of(score_pages(with_html, fold_models(folds)))
    settings = recipe.decision.settings
    description = describe(
        with_html, settings, figures, recipe_values(recipe), replaces=out / "html.model"
    )
    path = fits[WHOLE].write(out, description)
    write_card(path)
    log.info("wrote %s (%.1f MB)", path, path.stat().st_size / 1e6)


def fit_folds(
    pages: Sequence[GoldPage],
    folder: Path,
    recipe: HtmlRecipe,
    wanted: Sequence[int],
    phrases: Sequence[Phrase] = (),
    jobs: int = 2,
) -> dict[int, HtmlFit]:
    """Fit models without each wanted fold's sites and write them for `evaluation.scores`.

    Raises CorpusError if no page says what is sidebar and what is chrome.
    """
    examples = make_examples([page for page in pages if has_gold(page)], jobs)
    if not any((e.targets[:, CHROME] >= 0).any() for e in examples if not e.gold.standoff):
        raise CorpusError(
            "the corpora hold no page with labels for sidebar and chrome: add a folder with "
            "documents.jsonl, as README.md describes under 'Train on your own pages'; labels alone "
            "are not enough"
        )
    phrases = [phrase for phrase in phrases if phrase.lang not in recipe.phrases.held_out]
    fits = fit_html(examples, recipe, wanted, phrases, jobs)
    for fold, fit in fits.items():
        name = str(fold) if fold != WHOLE else WHOLE_NAME
        description = describe(pages, recipe.decision.settings, {}, recipe_values(recipe))
        fit.write(folder / name, description)
    domains = {example.gold.domain for example in examples}
    fold_by_domain = {domain: fold_of(domain, recipe.folds, recipe.seed) for domain in domains}
    text = json.dumps(fold_by_domain, indent=0, sort_keys=True)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / FOLDS_FILE).write_text(text, encoding="utf-8")
    return fits


def fit_html(
    examples: Sequence[Example],
    recipe: HtmlRecipe,
    wanted: Sequence[int],
    phrases: Sequence[Phrase] = (),
    jobs: int = 2,
) -> dict[int, HtmlFit]:
    """Fit a model for each wanted fold, on the sites of all other folds; WHOLE leaves none out.

    Pages with stand-off labels occur twice: with their gold and with the three labels. The two
    conventions disagree, and one model trained on both is worse on gold. So, if there are such
    pages, two sets of parts are fitted: one on gold alone (profile "article"), one on everything,
    labels weighted up (profile "labels").
    """
    without_standoff = [example for example in examples if not example.gold.standoff]
    fits = _fit_profile(without_standoff, recipe, wanted, phrases, jobs)
    if len(without_standoff) == len(examples):
        return fits
    weights = recipe.examples.convention
    emphasised = replace(weights, labels=weights.labels * recipe.examples.labels_emphasis)
    of_labels = replace(recipe, examples=replace(recipe.examples, convention=emphasised))
    for_labels = _fit_profile(examples, of_labels, wanted, phrases, jobs)
    return {fold: replace(fit, of_labels=for_labels[fold]) for fold, fit in fits.items()}


def _fit_profile(
    examples: Sequence[Example],
    recipe: HtmlRecipe,
    wanted: Sequence[int],
    phrases: Sequence[Phrase],
    jobs: int,
) -> dict[int, HtmlFit]:
    domains = [example.gold.domain for example in examples]
    fold = folds_of(domains, recipe.folds, recipe.seed)
    weight = row_weights(examples, recipe)
    lexicons = fit_lexicons(examples, fold, weight, recipe, phrases, jobs)
    matrices = _matrices(examples, fold, lexicons, recipe)
    rows = html_rows(examples, fold, weight, np.concatenate(matrices), recipe)
    log.info("matrix of %s rows, %s columns", *map("{:,}".format, rows.matrix.shape))
    classifiers = fit_classifiers(rows, wanted, recipe.trees, recipe.network, jobs=jobs)
    return {k: HtmlFit(lexicons[k], classifiers[k]) for k in wanted}


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
        matrices.append(with_guide(html_features(example.page, tables), example.convention))
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
    if example.convention == GUIDES["snippets"] or name not in PAGE_TYPES:
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
