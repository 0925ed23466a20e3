"""Fold models: models that have not seen a share of the sites, to measure on that share.

A folder of them holds `folds.json` (the fold of each registered domain) and the models of each fold
in a folder with its number; in `whole`, if it was fitted, the model of all pages.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from cleaner.errors import CorpusError
from cleaner.evaluation.gold import GoldPage

FOLDS_FILE = "folds.json"
WHOLE_NAME = "whole"

# Names the folder of the model that a page is cleaned with; None is the shipped one.
ModelOf = Callable[[GoldPage], "Path | None"]


def read_folds(folder: Path) -> dict[str, int]:
    """Return the fold of each registered domain. Raises CorpusError."""
    path = folder / FOLDS_FILE
    try:
        folds = json.loads(path.read_bytes())
    except (OSError, ValueError) as error:
        raise CorpusError(f"{path}: cannot be read ({error})") from error
    if not isinstance(folds, dict) or not all(isinstance(fold, int) for fold in folds.values()):
        raise CorpusError(f"{path}: not an object that gives each domain its fold")
    return folds


def fold_models(folder: Path) -> ModelOf:
    """Return which model has not seen a page: that of its domain's fold.

    No model of a fold has seen a domain without one: the model of all pages measures it if there
    is one, else that of the first fold. Raises CorpusError.
    """
    folds = read_folds(folder)
    unseen = WHOLE_NAME if (folder / WHOLE_NAME).is_dir() else "0"
    return lambda page: folder / str(folds.get(page.domain, unseen))
