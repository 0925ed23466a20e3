"""What each column, answer of the network and adjustment adds to the log-odds of a label.

The log-odds of a paragraph are those of the trees and, beside them, the network's share of what it
says otherwise: the columns' contributions to the trees stand as they are, and the rest is the
contribution of the network's answers. With the bias, all of it sums to the log-odds that gave the
label its probability.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cleaner.explain.quotations import SIGNS
from cleaner.explain.templates import ColumnTable
from cleaner.features.vocabulary import VECTOR
from cleaner.model.file import Model
from cleaner.model.prediction import LogOdds, Prediction, sigmoid
from cleaner.model.predictor import run_network
from cleaner.types import Floats, Ints, Matrix


@dataclass(frozen=True, slots=True)
class Answers:
    """What the network adds to the log-odds that the trees give, for n paragraphs.

    `log_odds` are its answers' shares, in the order of `templates.ANSWERS`, `values` (answers, n)
    what they are said to be.
    """

    log_odds: list[LogOdds]
    values: Floats


def network_answers(prediction: Prediction, model: Model, *, vectors: bool) -> Answers:
    """Part what the network adds. With `vectors`, it runs once more with all sentence vectors set
    to zero, which tells what comes from them."""
    share = 1 - prediction.share
    context = LogOdds(
        *(share * (net - tree) for net, tree in zip(prediction.network, prediction.trees))
    )
    likely = sigmoid(prediction.network.body)
    if not vectors:
        return Answers([context], likely[None])
    blank = np.zeros((len(prediction), VECTOR), np.float32)
    without = run_network(model, np.concatenate((prediction.matrix, blank), axis=1))
    meaning = LogOdds(*(share * (net - other) for net, other in zip(prediction.network, without)))
    context = LogOdds(*(all_ - part for all_, part in zip(context, meaning)))
    return Answers([context, meaning], np.stack((likely, likely - sigmoid(without.body))))


@dataclass(frozen=True, slots=True)
class Credits:
    """What the labels of n paragraphs owe to what.

    `columns` (n, columns) are contributions to the log-odds of each paragraph's label, in the
    order of a `ColumnTable`. `bias` (n,) is what is known before anything is known of a paragraph,
    and what its calibration changes.
    """

    columns: Matrix
    bias: Floats

    @property
    def log_odds(self) -> Floats:
        """The log-odds of the labels (n,), which all contributions and the bias sum to."""
        return np.asarray(self.columns.sum(axis=1, dtype=np.float64) + self.bias)


def label_credits(
    prediction: Prediction,
    answers: Answers,
    labels: Ints,
    model: Model,
    table: ColumnTable,
    rows: slice,
) -> Credits:
    """Return the credits of some paragraphs, given the labels (n,) of all as indices into LABELS.

    The log-odds of a label are, for body, those of body; for the other two, those of boilerplate
    plus those of the one against the other.
    """
    labels, matrix = labels[rows], prediction.matrix[rows]
    body_sign, chrome_sign = SIGNS[labels].T
    width = matrix.shape[1]
    changes = list(prediction.adjustments.values())
    columns = np.empty((len(labels), width + len(answers.log_odds) + len(changes)), np.float32)
    trees = columns[:, :width]
    body = model.contributions("body", matrix)
    np.multiply(body, body_sign[:, None], out=trees, casting="same_kind")
    others = np.flatnonzero(chrome_sign)
    if len(others):
        chrome = model.contributions("chrome", matrix[others])
        trees[others] += chrome * chrome_sign[others, None]
    for at, answer in enumerate(answers.log_odds, width):
        columns[:, at] = body_sign * answer.body[rows] + chrome_sign * answer.chrome[rows]
    for at, change in enumerate(changes, width + len(answers.log_odds)):
        columns[:, at] = body_sign * change.body[rows] + chrome_sign * change.chrome[rows]
    bias = body_sign * model.trees["body"].bias + chrome_sign * model.trees["chrome"].bias
    bias = bias + body_sign * (prediction.calibrated.body - prediction.body_log_odds)[rows]
    bias += chrome_sign * (prediction.calibrated.chrome - prediction.chrome_log_odds)[rows]
    return Credits(columns[:, table.order], bias + columns[:, table.constants].sum(axis=1))
