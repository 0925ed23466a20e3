"""Train both models from corpora and write them, each with its card."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from cleaner.errors import CorpusError
from cleaner.evaluation.card import write_card
from cleaner.evaluation.corpus import GoldPage, load_corpus
from cleaner.evaluation.scores import (
    FOLDS_FILE,
    WHOLE_NAME,
    fold_models,
    report,
    score_pages,
)
from cleaner.evaluation.standoff_labels import MARKS, marked_pages
from cleaner.model.description import Settings
from cleaner.training.data.examples import make_examples
from cleaner.training.export.describe import describe
from cleaner.training.html import WHOLE, Recipe, assign_folds, fit_html
from cleaner.training.parts.teacher import check_teacher

Log = Callable[[str], None]

# How each profile decides, chosen on out-of-fold data: a threshold on P(body), or the choice of
# paragraphs with the highest expected F1 (plain text: "runs"; see cleaner.model.selection).
HTML_SETTINGS: Settings = {"rules": {"labels": 0.5, "article": "best_f1"}, "blend": 0.45}


def load_corpora(corpora: Sequence[Path], log: Log) -> list[GoldPage]:
    """All pages of the corpora; a folder of labels alone takes its pages from those before it.
    Raises CorpusError where one is missing or odd."""
    pages: list[GoldPage] = []
    for folder in corpora:
        marked = (folder / MARKS).exists()
        found = marked_pages(folder, pages) if marked else load_corpus(folder)
        log(f"{folder.name}: {len(found)} pages")
        pages += found
    return pages


def train(
    corpora: Sequence[Path],
    out: Path,
    log: Log = lambda message: None,
    *,
    folds_out: Path | None = None,
    held_out: Sequence[Path] = (),
    teach: Path | None = None,
) -> None:
    """Fit the HTML and the text model, measure them out-of-fold, write them to `out`.

    `folds_out` keeps the fold models, so that `evaluate` can use them again. The text model sees
    no page of a domain that occurs in the corpora `held_out`, which can then measure it. `teach` is
    the file of vectors that a new reader of words is taught from; None keeps the shipped one.
    Raises CorpusError where the corpora cannot be read or hold nothing to learn from, or `teach` is
    no file of vectors; MissingExtra where the encoder that it is to come from is not installed.
    """
    if teach is not None:
        check_teacher(teach)  # before the hour that comes first
    pages = load_corpora(corpora, log)
    domains = {page.domain for page in load_corpora(held_out, log)}
    from cleaner.training.train_text import train_text

    with tempfile.TemporaryDirectory() as scratch:
        folds = folds_out or Path(scratch)
        train_html(pages, out, folds, log)
        train_text(pages, out, log, domains, teach, fold_models(folds))


def train_html(
    pages: Sequence[GoldPage], out: Path, folds: Path, log: Log, recipe: Recipe | None = None
) -> None:
    """Fit the HTML model and those without each fold, measure the latter, write all of them."""
    recipe = recipe or Recipe()
    with_html = [page for page in pages if page.html is not None]
    fits = fit_folds(with_html, folds, log, recipe, [*range(recipe.folds), WHOLE])
    figures = report(score_pages(with_html, fold_models(folds)))
    replaces = out / "html.model"
    description = describe(with_html, HTML_SETTINGS, figures, recipe_of(recipe), replaces=replaces)
    path = fits[WHOLE].write(out, description)
    write_card(path)
    log(f"wrote {path} ({path.stat().st_size / 1e6:.1f} MB)")


def fit_folds(
    pages: Sequence[GoldPage], folder: Path, log: Log, recipe: Recipe, wanted: Sequence[int]
) -> dict[int, Any]:
    """Fit models without each wanted fold's domains and write them where `evaluate` finds them."""
    examples = make_examples(pages, jobs=recipe.jobs)
    if not any((example.chrome >= 0).any() for example in examples if not example.gold.apart):
        raise CorpusError(
            "the corpora hold no page with labels for sidebar and chrome: add a folder with "
            "documents.jsonl, as README.md describes under 'Train on your own pages'; labels alone "
            "are not enough"
        )
    domains = [example.gold.domain for example in examples]
    fold_of_domain = assign_folds(domains, recipe.folds, recipe.seed)
    fits = fit_html(examples, fold_of_domain, recipe, wanted, log)
    for fold, fit in fits.items():
        name = str(fold) if fold >= 0 else WHOLE_NAME
        description = describe(pages, HTML_SETTINGS, {}, recipe_of(recipe))
        fit.write(folder / name, description)
    folder.mkdir(parents=True, exist_ok=True)
    known = json.dumps(fold_of_domain, indent=0, sort_keys=True)
    (folder / FOLDS_FILE).write_text(known, encoding="utf-8")
    return fits


def recipe_of(recipe: Recipe) -> dict[str, Any]:
    """The recipe as JSON-ready data."""
    return asdict(recipe)
