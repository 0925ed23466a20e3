"""What each column, answer of the network and adjustment adds to the log-odds of a label.

The log-odds of a paragraph are those of the trees and, beside them, the network's share of what it
says otherwise: the columns' contributions to the trees stand as they are, and the rest is the
contribution of the network's answers. With the bias (what is known before anything is known of a
paragraph, and what its calibration changes) all of it sums to the log-odds that gave the label its
probability.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cleaner.explain.quotations import SIGNS
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


def label_credits(
    prediction: Prediction, answers: Answers, labels: Ints, model: Model, rows: slice
) -> Matrix:
    """Return what the labels of some paragraphs owe to what: the contributions to the log-odds of
    each paragraph's label, (paragraphs, columns), given the labels (n,) of all as indices into
    LABELS.

    The columns are those of the trees, the answers of the network and the adjustments. The log-odds
    of a label are, for body, those of body; for the other two, those of boilerplate plus those of
    the one against the other.
    """
    body_sign, chrome_sign = SIGNS[labels[rows]].T
    matrix = prediction.matrix[rows]
    further = [*answers.log_odds, *prediction.adjustments.values()]
    signs = {"body": body_sign, "chrome": chrome_sign}
    credits = model.signed_contributions(signs, matrix, len(further))
    for at, part in enumerate(further, matrix.shape[1]):
        credits[:, at] = body_sign * part.body[rows] + chrome_sign * part.chrome[rows]
    return credits
