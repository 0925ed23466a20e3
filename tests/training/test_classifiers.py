"""What the classifiers are fitted on."""

from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("jax")
pytest.importorskip("sklearn")
pytestmark = pytest.mark.slow

from cleaner.training.classifiers import fit_classifiers
from cleaner.training.data.rows import Rows
from cleaner.training.parts.sequence import SequenceNetwork
from cleaner.training.recipe import make_recipe

PAGES, PARAGRAPHS = 4, 30


@pytest.mark.parametrize(
    ("network_pages", "learned"), [(None, [0, 2, 3]), (np.array([0, 1, 3]), [0, 3])]
)
def test_networks_learn_from_their_pages_outside_the_fold(
    monkeypatch: pytest.MonkeyPatch, network_pages: np.ndarray | None, learned: list[int]
) -> None:
    fitted: list[list[int]] = []

    def fit(self: SequenceNetwork, *arrays: np.ndarray) -> SequenceNetwork:
        fitted.append(arrays[-1].tolist())
        return self

    monkeypatch.setattr(SequenceNetwork, "fit", fit)
    rows, drawn = PAGES * PARAGRAPHS, np.arange(PAGES * PARAGRAPHS)
    targets = np.stack((drawn % 2, np.where(drawn % 2, -1, drawn // 2 % 2)), axis=1)
    data = Rows(
        np.random.default_rng(0).normal(size=(rows, 3)).astype(np.float32),
        targets.astype(np.int8), np.ones((rows, 2)), np.arange(PAGES + 1) * PARAGRAPHS,
        np.array([0, 1, 0, 0]), drawn, np.ones((rows, 2)), network_pages=network_pages,
    )  # fmt: skip
    recipe = make_recipe("html", {"trees": {"body_trees": 1, "chrome_trees": 1}})
    fit_classifiers(data, [1], recipe.trees, recipe.network, jobs=1)
    assert fitted == [learned]
