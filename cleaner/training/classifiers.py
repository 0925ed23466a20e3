"""Fit trees and networks on the rows of all pages, without the sites of a fold: both routes."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any

import numpy as np

from cleaner.training.data.rows import Rows
from cleaner.training.parts.parallel import side_by_side
from cleaner.training.parts.sequence import SequenceNetwork
from cleaner.training.parts.trees import BoostedTrees
from cleaner.training.recipe import NetworkRecipe, TreesRecipe

log = logging.getLogger("cleaner.training")


@dataclass(slots=True)
class Classifiers:
    """Trees and networks of one model; log-odds of several networks are averaged."""

    trees: BoostedTrees
    networks: list[SequenceNetwork]


def fit_classifiers(
    rows: Rows,
    folds: Sequence[int],
    trees: TreesRecipe,
    network: NetworkRecipe,
    with_vectors: Sequence[bool] = (False,),
    jobs: int = 2,
) -> dict[int, Classifiers]:
    """Return classifiers for each of the folds, fitted without its pages; WHOLE has no page.

    One network is fitted for each entry of `with_vectors`, which says whether it sees the sentence
    vectors.
    """
    grown = side_by_side((partial(_fit_trees, rows, fold, trees) for fold in folds), jobs)
    log.info("trees fitted")
    networks = side_by_side(
        (
            partial(_fit_network, rows, fold, network, sees_vectors, number)
            for fold in folds
            for number, sees_vectors in enumerate(with_vectors)
        ),
        jobs,
    )
    log.info("networks fitted")
    each = iter(networks)
    return {
        fold: Classifiers(of_fold, [next(each) for _ in with_vectors])
        for fold, of_fold in zip(folds, grown)
    }


def _fit_trees(rows: Rows, fold: int, recipe: TreesRecipe) -> BoostedTrees:
    others = np.flatnonzero(rows.row_fold[rows.drawn] != fold)
    drawn = rows.drawn[others]
    model = BoostedTrees(**asdict(recipe))
    return model.fit(rows.without_vectors[drawn], rows.targets[drawn], rows.drawn_weight[others])


def _fit_network(
    rows: Rows, fold: int, recipe: NetworkRecipe, sees_vectors: bool, number: int
) -> SequenceNetwork:
    parameters: dict[str, Any] = asdict(recipe)
    parameters["random_state"] += number  # networks that are averaged must differ
    model = SequenceNetwork(
        **parameters, vectors=rows.vectors if sees_vectors else 0, conventions=rows.conventions
    )
    matrix = rows.matrix if sees_vectors else rows.without_vectors
    pages = np.flatnonzero(rows.fold != fold)
    if rows.network_pages is not None:
        pages = np.intersect1d(pages, rows.network_pages)
    return model.fit(matrix, rows.targets, rows.weight, rows.bounds, pages)
