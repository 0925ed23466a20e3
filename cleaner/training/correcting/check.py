"""What a site layer changes elsewhere: on a frozen check set of figures, which holds no pages.

`check_set.npz` has, for paragraphs of pages of many sites, the log-odds that the shipped model
gives them (out-of-fold), their signs as numbers, and their labels; and so for the sample pages,
with the labels that the model gives them; and which pages state no address.
`benchmarks/check_set.py` writes it.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np

from cleaner.evaluation.metrics import macro_f1
from cleaner.features.site_features import Signs
from cleaner.model.prediction import LogOdds
from cleaner.model.site_layer import SiteLayer
from cleaner.types import Flags, Floats, Ints

PATH = Path(__file__).parent / "check_set.npz"
NO_ADDRESS = ""  # the site of pages that state no address


@dataclass(slots=True)
class CheckSet:
    """Figures of n paragraphs: signs, log-odds, and labels as indices into LABELS, -1 for none.

    `lengths` counts the paragraphs of each page, `bare` are the pages that state no address; the
    first `samples` paragraphs are of sample pages.
    """

    signs: Signs
    log_odds: LogOdds
    labels: Ints
    lengths: Ints
    bare: Flags
    samples: int


class Elsewhere(NamedTuple):
    """What a layer does on other sites, on those pages where it is used: how many of `paragraphs`
    on `pages` get another label, and macro F1 of the labelled ones `before` and `after`.

    `site` is the one of the layer's that these pages count as: EVERYWHERE, or NO_ADDRESS.
    """

    site: str
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
            signs, log_odds, data["labels"].astype(np.intp), data["lengths"].astype(np.intp),
            data["bare"], int(data["samples"]),
        )  # fmt: skip


def write_check_set(path: Path, check_set: CheckSet) -> None:
    """Write a check set."""
    np.savez_compressed(
        path,
        codes=check_set.signs.codes,
        signs=np.diff(check_set.signs.ends, prepend=0).astype(np.uint8),
        log_odds=np.stack(check_set.log_odds).astype(np.float16),
        labels=check_set.labels.astype(np.int8),
        lengths=check_set.lengths.astype(np.uint16),
        bare=check_set.bare,
        samples=check_set.samples,
    )


def elsewhere(layer: SiteLayer, check_set: CheckSet) -> Elsewhere | None:
    """Return what a layer changes on the check set, none of whose pages is of a corrected site;
    None if it is used for pages of the corrected sites alone."""
    site = layer.site_for(NO_ADDRESS)
    if site is None:
        return None
    pages = check_set.bare if site == NO_ADDRESS else np.ones_like(check_set.bare)
    used = np.repeat(pages, check_set.lengths)
    before = _labels(*check_set.log_odds)[used]
    changes = layer.changes(check_set.signs, site)
    after = _labels(*(a + b for a, b in zip(check_set.log_odds, changes)))[used]
    labels = check_set.labels[used]
    return Elsewhere(
        site, int(pages.sum()), len(labels), int((before != after).sum()),
        _macro_f1(labels, before), _macro_f1(labels, after),
    )  # fmt: skip


def _labels(body: Floats, chrome: Floats) -> Ints:
    return np.where(body >= 0, 0, np.where(chrome > 0, 2, 1))


def _macro_f1(labels: Ints, predicted: Ints) -> float:
    known = labels >= 0
    table = np.zeros((3, 3), dtype=np.int64)
    np.add.at(table, (labels[known], predicted[known]), 1)
    return macro_f1(table)
