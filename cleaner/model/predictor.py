"""Run the trees and the network of a model on the features of a document, and blend them."""

from __future__ import annotations

import numpy as np

from cleaner.model.defaults import WINDOW
from cleaner.model.file import Model
from cleaner.model.log_odds import LogOdds
from cleaner.model.prediction import Features, Prediction
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
    return LogOdds(**model.tree_margins(matrix))


def run_network(model: Model, matrix: Matrix, window: int = WINDOW) -> LogOdds:
    """Return the log-odds of the networks for a matrix (paragraphs, columns), which they take in as
    a sequence; one longer than `window` is cut into windows of that many paragraphs."""
    if not len(matrix):
        return LogOdds(np.zeros(0), np.zeros(0))
    windows = [
        model.network_margins(matrix[start : start + window])
        for start in range(0, len(matrix), window)
    ]
    margins = windows[0] if len(windows) == 1 else np.concatenate(windows)
    return LogOdds(margins[:, 0], margins[:, 1])
