"""Fit the HTML model from a recipe: token weights, then boosted trees and a sequence network.

Every number that one part learns from another is out-of-fold: the lexicon scores of a paragraph
come from lexicons fitted without its site's fold. The models without each fold are kept, so that
accuracy is measured by running the product itself on sites that the model has not seen.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from cleaner.evaluation.card import write_card
from cleaner.evaluation.folds import FOLDS_FILE, WHOLE_NAME, fold_models
from cleaner.evaluation.gold import GoldPage
from cleaner.evaluation.scores import score_pages
from cleaner.evaluation.summaries import figures_of
from cleaner.features.html import Lexicons
from cleaner.model.description import Description
from cleaner.training.cache import Cache
from cleaner.training.classifiers import Classifiers, fit_classifiers
from cleaner.training.data.examples import has_gold
from cleaner.training.data.phrasebook import Phrase
from cleaner.training.export.describe import describe
from cleaner.training.export.model_file import Parts, write_model
from cleaner.training.export.networks import network_of
from cleaner.training.folds import WHOLE, fold_of
from cleaner.training.html_data import HtmlData, prepare_html
from cleaner.training.recipe import HtmlRecipe, recipe_values

log = logging.getLogger("cleaner.training")


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
        networks = [network_of(network) for network in self.classifiers.networks]
        trees = self.classifiers.trees.boosters_
        return Parts(self.lexicons.text, trees, networks, self.lexicons.class_names)

    def write(self, folder: Path, description: Description) -> Path:
        """Write `html.model` into the folder and return its path."""
        of_labels = None if self.of_labels is None else self.of_labels.parts
        return write_model(folder, "html", description, self.parts, of_labels)


def train_html(
    pages: Sequence[GoldPage],
    out: Path,
    folds: Path,
    recipe: HtmlRecipe,
    *,
    phrases: Sequence[Phrase] = (),
    corpora: Mapping[str, str] | None = None,
    cache: Cache | None = None,
    jobs: int = 2,
) -> None:
    """Fit the HTML model on all pages and without each fold; measure the latter on their folds.

    `out` gets the model and its card, `folds` the models without each fold. `phrases` are those of
    a phrasebook, `corpora` the fingerprints of all corpora by name. Pages without gold are left
    out.
    """
    with_html = [page for page in pages if page.html is not None and has_gold(page)]
    fits = fit_folds(with_html, folds, recipe, [*range(recipe.folds), WHOLE], phrases, cache, jobs)
    figures = figures_of(score_pages(with_html, fold_models(folds)))
    settings = recipe.decision.settings
    description = describe(
        with_html, settings, figures, recipe_values(recipe),
        corpora=corpora, replaces=out / "html.model",
    )  # fmt: skip
    path = fits[WHOLE].write(out, description)
    write_card(path)
    log.info("wrote %s (%.1f MB)", path, path.stat().st_size / 1e6)


def fit_folds(
    pages: Sequence[GoldPage],
    folder: Path,
    recipe: HtmlRecipe,
    wanted: Sequence[int],
    phrases: Sequence[Phrase] = (),
    cache: Cache | None = None,
    jobs: int = 2,
) -> dict[int, HtmlFit]:
    """Fit models without each wanted fold's sites and write them for `evaluation.scores`.

    Raises CorpusError if no page says what is sidebar and what is chrome.
    """
    pages = [page for page in pages if has_gold(page)]
    profiles = prepare_html(pages, recipe, phrases, cache, jobs)
    fits = fit_html(profiles, recipe, wanted, jobs)
    for fold, fit in fits.items():
        name = str(fold) if fold != WHOLE else WHOLE_NAME
        description = describe(pages, recipe.decision.settings, {}, recipe_values(recipe))
        fit.write(folder / name, description)
    domains = {page.domain for page in pages}
    fold_by_domain = {domain: fold_of(domain, recipe.folds, recipe.seed) for domain in domains}
    text = json.dumps(fold_by_domain, indent=0, sort_keys=True)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / FOLDS_FILE).write_text(text, encoding="utf-8")
    return fits


def fit_html(
    profiles: Sequence[HtmlData], recipe: HtmlRecipe, wanted: Sequence[int], jobs: int = 2
) -> dict[int, HtmlFit]:
    """Fit a model for each wanted fold, on the sites of all other folds; WHOLE leaves none out.

    `profiles` are as `prepare_html` returns them.
    """
    fits: dict[int, HtmlFit] = {}
    of_labels = replace(recipe.network, epochs=recipe.labels_epochs)
    for data, network in zip(profiles, (recipe.network, of_labels)):
        fitted = fit_classifiers(data.rows, wanted, recipe.trees, network, jobs=jobs)
        for fold in wanted:
            fit = HtmlFit(data.lexicons[fold], fitted[fold])
            fits[fold] = replace(fits[fold], of_labels=fit) if fold in fits else fit
    return fits
