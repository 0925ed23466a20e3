"""Fit both models from corpora and write them, each with its card: what `cleaner train` does."""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from cleaner.errors import CorpusError, RecipeError
from cleaner.evaluation.corpus import load_corpora
from cleaner.evaluation.fingerprint import corpus_fingerprint
from cleaner.evaluation.folds import fold_models
from cleaner.training.cache import Cache
from cleaner.training.data.phrasebook import is_phrasebook, load_phrasebook
from cleaner.training.html import fit_folds, train_html
from cleaner.training.parts.teacher import check_teacher
from cleaner.training.recipe import HtmlRecipe, TextRecipe, load_recipe, make_recipe
from cleaner.training.text import train_text

log = logging.getLogger("cleaner.training")


def train(
    corpora: Sequence[Path],
    out: Path,
    *,
    recipes: Sequence[Path] = (),
    folds_out: Path | None = None,
    held_out: Sequence[Path] = (),
    teach: Path | None = None,
    cache: Path | None = None,
    jobs: int = 2,
) -> None:
    """Fit the HTML and the text model, measure them out-of-fold, write them to `out`.

    A folder among the corpora may be a phrasebook (`data.phrasebook`), which the recipes use.
    `recipes` are files, at most one for each format; without one the shipped recipe is used.
    `folds_out` keeps the HTML models without each fold, so that `evaluate` can use them again. The
    text model sees no page of a domain that occurs in the corpora `held_out`, which can then
    measure it. `teach` is the file of vectors that a new sentence encoder learns from; None keeps
    the shipped one. `cache` is a folder that keeps what was computed of the pages, for the next
    training. `jobs` fits run at a time.

    Raises CorpusError if the corpora cannot be read or hold nothing to learn from, or `teach` is no
    file of vectors; RecipeError if a recipe cannot be used; MissingExtra if the teacher is asked
    for and not installed.
    """
    of_html, of_text = load_recipes(recipes)
    if teach is not None:
        check_teacher(teach)  # before the hour that comes first
    books = [folder for folder in corpora if is_phrasebook(folder)]
    pages = load_corpora([folder for folder in corpora if folder not in books], log.info)
    phrases = [phrase for folder in books for phrase in load_phrasebook(folder)]
    domains = {page.domain for page in load_corpora(held_out, log.info)}
    fingerprints = {folder.name: corpus_fingerprint(folder) for folder in corpora}
    with tempfile.TemporaryDirectory() as scratch:
        folds, kept = folds_out or Path(scratch), Cache(cache)
        train_html(
            pages, out, folds, of_html,
            phrases=phrases, corpora=fingerprints, cache=kept, jobs=jobs,
        )  # fmt: skip
        train_text(
            pages, out, of_text,
            held_out=domains, teach=teach, model_of=fold_models(folds), phrases=phrases,
            corpora=fingerprints, cache=kept, jobs=jobs,
        )  # fmt: skip


def load_recipes(paths: Sequence[Path]) -> tuple[HtmlRecipe, TextRecipe]:
    """Return the recipes of both formats: those of the files, else the shipped ones.

    Raises RecipeError if a file cannot be used or two are for one format.
    """
    html, text = make_recipe("html"), make_recipe("text")
    formats: set[str] = set()
    for path in paths:
        recipe = load_recipe(path)
        if recipe.format in formats:
            raise RecipeError(f"{path}: there is another recipe for {recipe.format} already")
        formats.add(recipe.format)
        if isinstance(recipe, HtmlRecipe):
            html = recipe
        else:
            text = recipe
    return html, text


def fit_fold_models(
    corpora: Sequence[Path],
    folder: Path,
    *,
    folds: int | None = None,
    only: int | None = None,
    recipe: HtmlRecipe | None = None,
    jobs: int = 2,
) -> None:
    """Fit HTML models without each fold's sites on corpora and write them where `evaluate` looks.

    `folds` is their number, by default that of the recipe; `only` fits one fold alone. Raises
    CorpusError if the corpora cannot be read or hold nothing to learn from.
    """
    recipe = recipe or make_recipe("html")
    recipe = replace(recipe, folds=folds or recipe.folds)
    pages = [page for page in load_corpora(corpora, log.info) if page.html is not None]
    if not pages:
        raise CorpusError("nothing to train on: name corpora with pages with --train-on")
    wanted = range(recipe.folds) if only is None else [only]
    fit_folds(pages, folder, recipe, list(wanted), jobs=jobs)
