"""Run the trees and the network of a model on the features of a document, and blend them."""

from __future__ import annotations

import numpy as np

from cleaner.model.defaults import WINDOW
from cleaner.model.file import Model
from cleaner.model.packed_trees import packed_margins
from cleaner.model.prediction import Features, LogOdds, Prediction
from cleaner.model.trees import BOOSTERS
from cleaner.types import Matrix


def predict(features: Features, model: Model) -> Prediction:
    """Predict the paragraphs of a document of either format, without adjustments."""
    matrix, words, vectors = features
    if vectors is not None:
        network = run_network(model, np.concatenate((matrix, vectors), axis=1))
    else:
        network = run_network(model, matrix)
    trees, share = run_trees(model, matrix), model.settings["blend"]
    return Prediction(matrix, words, trees, network, share, calibration=model.calibration)


def run_trees(model: Model, matrix: Matrix) -> LogOdds:
    """Return the log-odds of the trees for a matrix (paragraphs, columns)."""
    if len(model.packed) == len(BOOSTERS):
        return LogOdds(**{name: packed_margins(model.packed[name], matrix) for name in BOOSTERS})
    return LogOdds(**model.margins("trees", matrix))


def run_network(model: Model, matrix: Matrix, window: int = WINDOW) -> LogOdds:
    """Return the log-odds of the network for a matrix (paragraphs, columns), which it takes in as
    a sequence; one longer than `window` is cut into windows of that many paragraphs."""
    if not len(matrix):
        return LogOdds(np.zeros(0), np.zeros(0))
    windows = [
        LogOdds(**model.margins("sequence", matrix[start : start + window]))
        for start in range(0, len(matrix), window)
    ]
    if len(windows) == 1:
        return windows[0]
    return LogOdds(*(np.concatenate(part) for part in zip(*windows)))
