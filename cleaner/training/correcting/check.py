"""What a site layer changes elsewhere: on a frozen check set of figures, which holds no pages.

`check_set.npz` has, for paragraphs of pages of many sites, the log-odds that the shipped model
gives them (out-of-fold), their signs as numbers, and their labels; and so for the sample pages,
with the labels that the model gives them. `benchmarks/check_set.py` writes it.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np

from cleaner.evaluation.metrics import macro_f1
from cleaner.features.site_features import Signs
from cleaner.model.prediction import LogOdds
from cleaner.model.site_layer import EVERYWHERE, SiteLayer
from cleaner.types import Floats, Ints

PATH = Path(__file__).parent / "check_set.npz"


@dataclass(slots=True)
class CheckSet:
    """Figures of n paragraphs: signs, log-odds, and labels as indices into LABELS, -1 for none.

    `pages` is how many pages they are of, the first `samples` paragraphs are of sample pages.
    """

    signs: Signs
    log_odds: LogOdds
    labels: Ints
    pages: int
    samples: int


class Elsewhere(NamedTuple):
    """What a layer does on other sites: how many of `paragraphs` on `pages` get another label, and
    macro F1 of the labelled ones `before` and `after`."""

    pages: int
    paragraphs: int
    changed: int
    before: float
    after: float


def read_check_set(path: Path = PATH) -> CheckSet:
    """Return the check set."""
    with np.load(path, allow_pickle=False) as data:
        signs = Signs(data["codes"], np.cumsum(data["signs"], dtype=np.intp))
        log_odds = LogOdds(*data["log_odds"].astype(np.float64))
        return CheckSet(
            signs, log_odds, data["labels"].astype(np.intp), int(data["pages"]),
            int(data["samples"]),
        )  # fmt: skip


def write_check_set(path: Path, check_set: CheckSet) -> None:
    """Write a check set."""
    np.savez_compressed(
        path,
        codes=check_set.signs.codes,
        signs=np.diff(check_set.signs.ends, prepend=0).astype(np.uint8),
        log_odds=np.stack(check_set.log_odds).astype(np.float16),
        labels=check_set.labels.astype(np.int8),
        pages=check_set.pages,
        samples=check_set.samples,
    )


def elsewhere(layer: SiteLayer, check_set: CheckSet) -> Elsewhere:
    """Return what a layer changes on the check set, none of whose pages is of a corrected site."""
    before = _labels(*check_set.log_odds)
    after = before
    if EVERYWHERE in layer.sites:
        changes = layer.changes(check_set.signs, EVERYWHERE)
        after = _labels(*(a + b for a, b in zip(check_set.log_odds, changes)))
    labels = check_set.labels
    return Elsewhere(
        check_set.pages, len(labels), int((before != after).sum()),
        _macro_f1(labels, before), _macro_f1(labels, after),
    )  # fmt: skip


def _labels(body: Floats, chrome: Floats) -> Ints:
    return np.where(body >= 0, 0, np.where(chrome > 0, 2, 1))


def _macro_f1(labels: Ints, predicted: Ints) -> float:
    known = labels >= 0
    table = np.zeros((3, 3), dtype=np.int64)
    np.add.at(table, (labels[known], predicted[known]), 1)
    return macro_f1(table)
