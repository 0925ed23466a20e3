"""Why a paragraph got its label: the three concepts that weighed most, in words and numbers.

Each column's contribution to the log-odds is read off the trees exactly (`contributions`); what the
network says beyond them is a contribution of its own, for plain text parted in two: what it says
because of the meaning of the words, and the rest. Columns that mean the same are added up
(`templates`) and said in words (`facts`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cleaner.explain.contributions import contributions
from cleaner.explain.facts import Case, Evidence, Facts, headings_above
from cleaner.explain.quotations import DIRECTIONS
from cleaner.explain.templates import Row, rows_of
from cleaner.features.columns import STAGE_COLUMNS
from cleaner.features.vocabulary import VECTOR
from cleaner.model.file import Model
from cleaner.model.prediction import Prediction, sigmoid
from cleaner.model.predictor import run_network
from cleaner.model.selection import Selection
from cleaner.model.trees import Trees
from cleaner.paragraph import LABELS, Label, Reason
from cleaner.routes.route import Segmented
from cleaner.segment.page import HtmlPage
from cleaner.types import Format

Floats = NDArray[np.float64]
Matrix = NDArray[np.float32]

REASONS = 3
LEAST = 0.05  # of log-odds: what weighs less is no reason
ROWS = 256  # paragraphs explained at a time, so that memory stays small on the longest pages
SHAPE = "pattern_shape"  # the column of text that holds the shape of each line
# What the adjustments of a prediction are called.
ADJUSTMENTS = {
    "site": "stands on other pages of the site",
    "further article": "stands in a further article of the page",
}
NEIGHBOURS = "the paragraphs beside it decided: alone, it is body with a probability of {:.2f}"
NO_REASON = "nothing speaks for it: the threshold decided"


@dataclass(slots=True)
class Credits:
    """What each column contributed to the two log-odds of some paragraphs, (rows, columns) each,
    and what these are before anything is known of a paragraph."""

    body: Floats
    chrome: Floats
    body_bias: float
    chrome_bias: float

    def towards(self, body: float, chrome: float) -> Floats:
        """Credits for a weighted sum of the two."""
        return body * self.body + chrome * self.chrome


@dataclass(slots=True)
class Seen:
    """What a model was given for a document, and what its network said of it.

    `matrix` (paragraphs, columns) has the columns of the trees, then the network's answers as
    `templates.ANSWERS` names them; `read` holds the network's log-odds (paragraphs,) by
    name; `meant`, those that follow from the meaning of the words, in plain text. `blend` is the
    share of the trees.
    """

    trees: Mapping[str, Trees]
    matrix: Matrix
    blend: float
    read: Mapping[str, Floats]
    meant: Mapping[str, Floats] | None = None

    def credits(self, rows: slice) -> Credits:
        """Credits for the log-odds that gave the label; with their bias they sum to them.

        The blend is the trees' log-odds and, beside them, the network's share of what it says
        otherwise: the trees' credits stand, and the rest is the credit of its answers.
        """
        width = self.matrix.shape[1] - (1 if self.meant is None else 2)
        found = {}
        for name, trees in self.trees.items():
            credit = contributions(trees, self.matrix[rows, :width])
            otherwise = self.read[name][rows] - credit.sum(axis=1) - trees.bias
            share = 1 - self.blend
            if self.meant is None:
                found[name] = np.column_stack((credit, share * otherwise))
            else:
                meant = share * self.meant[name][rows]
                found[name] = np.column_stack((credit, share * otherwise - meant, meant))
        return Credits(
            found["body"], found["chrome"], self.trees["body"].bias, self.trees["chrome"].bias
        )


@dataclass(slots=True)
class Columns:
    """The columns of a form's model, as `cleaner.explain.templates` knows them: `concept` has the
    number of each column's concept."""

    names: list[str]
    rows: list[Row]
    concept: NDArray[np.intp]

    @classmethod
    def of(cls, form: str) -> Columns:
        """The columns of 'html' or 'text'."""
        names, rows = map(list, zip(*rows_of(form)))
        number: dict[str, int] = {}
        concept = [number.setdefault(row.concept, len(number)) for row in rows]
        return cls(names, rows, np.array(concept, dtype=np.intp))


def explain(
    form: Format,
    page: Segmented,
    prediction: Prediction,
    selection: Selection,
    model: Model,
) -> list[list[Reason]]:
    """The reasons of each paragraph of a document for the label that it was given."""
    seen, evidence = observe(form, page, prediction, model)
    columns = Columns.of(form)
    matrix, labels = seen.matrix, [LABELS[label] for label in selection.labels.tolist()]
    run = selection.adjustments.get("run", np.zeros(len(labels)))
    reasons = []
    for start in range(0, len(labels), ROWS):
        rows = slice(start, start + ROWS)
        credits = seen.credits(rows)
        towards = {label: credits.towards(*DIRECTIONS[label]) for label in DIRECTIONS}
        for i, label in enumerate(labels[rows]):
            values = dict(zip(columns.names, matrix[start + i].tolist()))
            found = [
                _reason(columns, column, Case(evidence, start + i, label, values), weight)
                for column, weight in _weightiest(towards[label][i], columns.concept)
            ]
            if label is not Label.BODY:
                for name, changes in prediction.adjustments.items():
                    value = float(changes[start + i])
                    if value:
                        found.append(Reason(ADJUSTMENTS[name], name, "", value, -value))
                found.sort(key=lambda reason: -reason.weight)
            if change := float(run[start + i]):
                alone = float(prediction.probabilities[start + i, 0])
                text = NEIGHBOURS.format(alone)
                found.insert(0, Reason(text, "run", "", alone, abs(change), shown=text))
            if not found:
                found = [Reason(NO_REASON, "threshold", "", 0.0, 0.0, shown=NO_REASON)]
            reasons.append(found[:REASONS])
    return reasons


def _reason(columns: Columns, column: int, case: Case, weight: float) -> Reason:
    """A column as a reason."""
    name, row = columns.names[column], columns.rows[column]
    value = case.values[name]
    return Reason(_say(columns, column, case), row.concept, name, value, weight)


def _say(columns: Columns, column: int, case: Case) -> str:
    """What a column says of a paragraph."""
    name, row = columns.names[column], columns.rows[column]
    return row.sentence(case.values[name]).format_map(Facts(case, name, row))


def observe(
    form: Format, page: Segmented, prediction: Prediction, model: Model
) -> tuple[Seen, Evidence]:
    """What each part of the model was given for a document, and what is quoted from it."""
    phrase_weights = dict(zip(model.lexicon.tokens, model.lexicon.weights))
    name_weights = dict(zip(model.names.tokens, model.names.weights))
    trees, blend = model.trees, prediction.share
    columns, read = prediction.matrix, prediction.network._asdict()
    likely = sigmoid(prediction.network.body)
    if isinstance(page, HtmlPage):
        matrix = np.column_stack((columns, likely))
        seen = Seen(trees, matrix.astype(np.float32), blend, read)
        return seen, Evidence(page.texts, phrase_weights, name_weights, page, headings_above(page))
    blind = np.concatenate((columns, np.zeros((len(columns), VECTOR), np.float32)), axis=1)
    unread = run_network(model, blind)._asdict()
    meant = {name: margins - unread[name] for name, margins in read.items()}
    matrix = np.column_stack((columns, likely, likely - sigmoid(unread["body"])))
    shapes = columns[:, STAGE_COLUMNS["text"]["trees"].index(SHAPE)].astype(int).tolist()
    seen = Seen(trees, matrix.astype(np.float32), blend, read, meant)
    return seen, Evidence(page.texts, phrase_weights, name_weights, shapes=shapes)


def _weightiest(credit: Floats, concept: NDArray[np.intp]) -> list[tuple[int, float]]:
    """The concepts that speak most for a label: the weightiest column of each, and its weight."""
    totals = np.bincount(concept, credit)
    best = np.argsort(-totals, kind="stable")[:REASONS]
    return [
        (int(np.argmax(np.where(concept == i, credit, -np.inf))), float(totals[i]))
        for i in best.tolist()
        if totals[i] >= LEAST
    ]
