"""Measure models on corpora: one as it is, or fold models, each on the sites it has not seen."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path

from cleaner.evaluation.baselines import Extractor
from cleaner.evaluation.corpus import Log, load_corpora
from cleaner.evaluation.folds import FOLDS_FILE, ModelOf, fold_models, read_folds
from cleaner.evaluation.gold import GoldPage
from cleaner.evaluation.scores import PageScore, score_pages
from cleaner.evaluation.summaries import Figures, figures_of

# Fits the models without each fold's sites on corpora, into a folder, with its `folds.json`: of all
# folds, or of the one whose number is given. Training is an extra of its own, so the caller hands
# it in.
FitFolds = Callable[[Sequence[Path], Path, "int | None"], None]


@dataclass(frozen=True, slots=True)
class Folds:
    """Which fold models to measure with: those in `folder`, fitted by `fit` if there are none.

    They are fitted on `train_on`, by default on the corpora that are measured. `only` measures the
    pages of one fold alone.
    """

    folder: Path
    fit: FitFolds | None = None
    train_on: Sequence[Path] = ()
    only: int | None = None


def _shipped(page: GoldPage) -> Path | None:
    return None


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Scores of all pages, and the figures that sum them up.

    `model_of` says which model labelled each of the `pages`.
    """

    scores: list[PageScore]
    figures: Figures
    out_of_fold: bool
    date: str  # YYYY-MM-DD
    pages: Sequence[GoldPage] = ()
    model_of: ModelOf = _shipped


def evaluate(
    corpora: Sequence[Path],
    *,
    model: Path | None = None,
    folds: Folds | None = None,
    baselines: Mapping[str, Extractor] | None = None,
    log: Log = lambda message: None,
) -> Evaluation:
    """Measure on corpora: a model as it is (by default the shipped one), or fold models.

    Raises CorpusError if a corpus or the fold models cannot be read, ModelError if a model cannot.
    """
    pages = load_corpora(corpora, log)
    model_of: ModelOf = lambda page: model  # noqa: E731 - or that of the page's fold
    if folds is not None:
        if folds.fit is not None and not (folds.folder / FOLDS_FILE).exists():
            folds.fit(folds.train_on or corpora, folds.folder, folds.only)
        pages = _pages_of_fold(pages, folds)
        model_of = fold_models(folds.folder)
    scores = score_pages(pages, model_of, baselines)
    today = datetime.now(timezone.utc).date().isoformat()
    return Evaluation(scores, figures_of(scores), folds is not None, today, pages, model_of)


def _pages_of_fold(pages: list[GoldPage], folds: Folds) -> list[GoldPage]:
    if folds.only is None:
        return pages
    fold_of = read_folds(folds.folder)
    return [page for page in pages if fold_of.get(page.domain) == folds.only]
