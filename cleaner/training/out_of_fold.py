"""Measure the text model out-of-fold, on the documents that it was fitted from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from cleaner.evaluation.scores import OURS, PageScore, ScoredLine, score_lines
from cleaner.model.log_odds import sigmoid
from cleaner.model.networks import Networks
from cleaner.model.prediction import three_labels
from cleaner.model.selection import Rule, parse_rule
from cleaner.paragraph import LABELS
from cleaner.text.tokens import count_words
from cleaner.training.classifiers import Classifiers
from cleaner.training.data.flatten import TextDocument
from cleaner.training.data.rows import Rows
from cleaner.training.export.networks import network_of
from cleaner.training.recipe import DecisionRecipe

Floats = NDArray[np.float64]


def score_documents(
    documents: Sequence[TextDocument],
    rows: Rows,
    classifiers: Mapping[int, Classifiers],
    decision: DecisionRecipe,
) -> list[PageScore]:
    """Return scores of the labelled renders, each by the classifiers that have not seen its fold.

    Splices and pseudo-labels are left out: nobody labelled them.
    """
    scores, rule = [], parse_rule(decision.labels)
    for fold in sorted(set(rows.fold.tolist())):
        measured = [
            i
            for i, document in enumerate(documents)
            if rows.fold[i] == fold and document.foreign is None and not document.pseudo
        ]
        predicted = probabilities(classifiers[fold], rows, measured, decision.blend)
        scores += [_score(documents[i], predicted[i], rule) for i in measured]
    return scores


def probabilities(
    classifiers: Classifiers, rows: Rows, pages: Sequence[int], blend: float
) -> dict[int, Floats]:
    """Return the probabilities (paragraphs, 3) of the pages with these numbers; `blend` is the
    share of the trees in the log-odds."""
    fitted = [network_of(network) for network in classifiers.networks]
    networks = Networks.ready(fitted, rows.matrix.shape[1])
    bounds, out = rows.bounds, {}
    for i in pages:
        matrix = rows.matrix[bounds[i] : bounds[i + 1]]
        network = networks.margins(matrix)
        trees = classifiers.trees.decision_function(rows.without_vectors[bounds[i] : bounds[i + 1]])
        body, chrome = (blend * trees + (1 - blend) * network).T
        out[i] = three_labels(sigmoid(body), sigmoid(chrome))
    return out


def _score(document: TextDocument, predicted: Floats, rule: Rule) -> PageScore:
    """Score one document; the tool that rendered it stands for the corpus."""
    names = [label.value for label in LABELS]
    words = np.array([count_words(text) for text in document.texts], dtype=np.float64)
    labels = rule.select(predicted, words).labels
    lines = [
        ScoredLine(names[gold] if gold >= 0 else "", names[ours], text)
        for gold, ours, text in zip(document.labels, labels, document.texts)
    ]
    score = PageScore(OURS, document.tool, document.page, document.page_type, document.lang)
    score_lines(score, lines)
    return score
