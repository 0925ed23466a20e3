"""One function predicts both formats: each part of a model once, in windows, blended."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
import pytest

from cleaner.features.columns import INPUT_COLUMNS
from cleaner.features.vocabulary import VECTOR
from cleaner.model.file import TREES, Model, load_model
from cleaner.model.networks import Networks
from cleaner.model.prediction import Features
from cleaner.model.predictor import predict, run_network, run_trees
from cleaner.types import Floats, Format, Matrix


def features(form: Format, rows: int = 20) -> Features:
    """Features that a document could have, of no document."""
    columns = len(INPUT_COLUMNS[form][TREES])
    generator = np.random.default_rng(1)
    matrix = generator.normal(size=(rows, columns)).astype(np.float32)
    vectors = generator.normal(size=(rows, VECTOR)).astype(np.float32) if form == "text" else None
    return Features(matrix, np.ones(rows), vectors)


@pytest.mark.parametrize("form", ["html", "text"])
def test_trees_and_network_are_blended_by_the_share_that_the_model_brings(form: Format) -> None:
    model, given = load_model(form), features(form)
    predicted = predict(given, model)
    network = given.matrix
    if given.vectors is not None:
        network = np.concatenate((given.matrix, given.vectors), axis=1)
    share = model.settings["blend"]
    for name in ("body", "chrome"):
        trees = getattr(run_trees(model, given.matrix), name)
        other = getattr(run_network(model, network), name)
        assert abs(trees - other).max() > 0.1
        expected = share * trees + (1 - share) * other
        assert getattr(predicted.blended, name) == pytest.approx(expected)
    assert predicted.matrix is given.matrix
    assert predicted.words is given.words
    assert not predicted.adjustments


@dataclass(frozen=True)
class Echo(Networks):
    """A network whose log-odds are the mean over all rows that it is given at once."""

    rows: list[int] = field(default_factory=list)

    def margins(self, matrix: Matrix) -> Floats:
        self.rows.append(len(matrix))
        return np.full((len(matrix), 2), matrix.mean(), float) * [1, -1]


def echoing() -> tuple[Model, Echo]:
    echo = Echo([], 1)
    return replace(load_model("text"), networks=echo), echo


@pytest.mark.parametrize(
    ("rows", "windows"),
    [(0, []), (1, [1]), (4, [4]), (5, [4, 1]), (12, [4, 4, 4])],
)
def test_the_network_takes_in_a_window_at_a_time(rows: int, windows: list[int]) -> None:
    model, echo = echoing()
    matrix = np.arange(rows, dtype=np.float32)[:, None]
    body, chrome = run_network(model, matrix, window=4)
    assert echo.rows == windows
    means = [matrix[start : start + 4].mean() for start in range(0, rows, 4)]
    assert body.tolist() == np.repeat(means, windows).tolist()
    assert chrome.tolist() == [-mean for mean in body]


class RowByRow(Networks):
    """A network whose log-odds are the first column of each row."""

    def margins(self, matrix: Matrix) -> Floats:
        return matrix[:, :1].astype(float) * [1, -1]


@pytest.mark.parametrize("rows", [1, 4, 10])
def test_each_paragraph_gets_the_log_odds_of_its_own_row(rows: int) -> None:
    model = replace(load_model("text"), networks=RowByRow([], 1))
    matrix = np.arange(rows, dtype=np.float32)[:, None]
    body, chrome = run_network(model, matrix, window=4)
    assert body.tolist() == list(range(rows))
    assert chrome.tolist() == [-row for row in range(rows)]


def test_a_text_that_repeats_every_window_is_predicted_alike_in_each() -> None:
    model, given = load_model("text"), features("text", 8)
    assert given.vectors is not None
    one = np.concatenate((given.matrix, given.vectors), axis=1)
    once, twice = run_network(model, one), run_network(model, np.tile(one, (2, 1)), window=8)
    assert twice.body == pytest.approx(np.tile(once.body, 2), abs=1e-5)
    whole = run_network(model, np.tile(one, (2, 1)))
    assert abs(whole.body - twice.body).max() > 0.01  # the neighbours count


@pytest.mark.parametrize("form", ["html", "text"])
def test_nothing_is_predicted_of_nothing(form: Format) -> None:
    assert predict(features(form, 0), load_model(form)).probabilities.shape == (0, 3)
