"""Why a paragraph got its label: the three concepts that weighed most, in words and numbers.

Each column's contribution to the log-odds is read off the trees exactly (`cleaner.trees`), and what
the network of the HTML model says beyond them is a contribution of its own; columns that mean the
same are added up (`cleaner.concepts`) and said in words (`cleaner.evidence`). The document is
cleaned once more to see what its trees were given, so it need not keep it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cleaner.concepts import SECOND, Row, rows_of
from cleaner.core import Cleaner, guide
from cleaner.decide import sigmoid
from cleaner.document import Label
from cleaner.evidence import Case, Evidence, Facts, headings_above
from cleaner.features.stages import STAGE_COLUMNS
from cleaner.model import Model, load_model
from cleaner.predict_html import html_lexicons, predict_page
from cleaner.predict_text import predict_text
from cleaner.quotes import DIRECTIONS
from cleaner.segment.html import segment_html
from cleaner.segment.text import segment_text
from cleaner.trees import Trees, load_trees

Floats = NDArray[np.float64]
Matrix = NDArray[np.float32]

REASONS = 3
LEAST = 0.05  # of log-odds: what weighs less is no reason
ROWS = 256  # paragraphs explained at a time, so that memory stays small on the longest pages
SHAPE = "pattern_shape"  # the column of text that holds the shape of each line
REPEATS = "stands on other pages of the site"
NO_REASON = "nothing speaks for it: the threshold decided"
# The columns of the second stage that hold an answer of the stage before for the same paragraph,
# and how that answer follows from the two log-odds.
ANSWERS = {"own_body": (1.0, 0.0), "own_chrome": (-1.0, 1.0)}


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
class Layer:
    """One pass of a stage over a document: its trees, and the matrix that they were given."""

    trees: Mapping[str, Trees]
    matrix: Matrix

    def credits(self, rows: slice) -> Credits:
        """Credits of the columns of this pass alone."""
        body, chrome = (self.trees[name] for name in ("body", "chrome"))
        part = self.matrix[rows]
        return Credits(body.contributions(part), chrome.contributions(part), body.bias, chrome.bias)


@dataclass(slots=True)
class Reading:
    """What the network, which has no trees to credit, said of a page: its log-odds by name, and
    the matrix of the trees with its P(body) as one more column."""

    margins: dict[str, Floats]
    matrix: Matrix

    def credits(self, rows: slice, trees: Credits, share: float) -> Credits:
        """Credits of the blend in which the trees have this share.

        The blend is the trees' log-odds and, beside them, the network's share of what it says
        otherwise: the trees' credits stand, and the rest is the credit of its answer.
        """

        def joined(name: str, credit: Floats, bias: float) -> Floats:
            otherwise = self.margins[name][rows] - credit.sum(axis=1) - bias
            return np.column_stack((credit, (1 - share) * otherwise))

        return Credits(
            joined("body", trees.body, trees.body_bias),
            joined("chrome", trees.chrome, trees.chrome_bias),
            trees.body_bias,
            trees.chrome_bias,
        )


@dataclass(slots=True)
class Columns:
    """The columns of a form's model, as `cleaner.concepts` knows them: `concept` has the
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
    source: str,
    form: str,
    cleaner: Cleaner,
    labels: Sequence[Label],
    doubt: Sequence[float] = (),
) -> list[list[str]]:
    """The reasons of each paragraph of a document for the label that it was given.

    `form` is 'html' or 'text'; `cleaner`, `labels` and `doubt` (what the memory of the site took
    off each paragraph's log-odds of body; empty for nothing) are those of the cleaning.
    """
    model = load_model(form, cleaner.model)
    seen, evidence = observe(source, form, cleaner, model, np.array(doubt) > 0)
    columns = Columns.of(form)
    matrix = seen.matrix
    reasons = []
    for start in range(0, len(labels), ROWS):
        rows = slice(start, start + ROWS)
        credits = seen.credits(rows, columns)
        towards = {label: credits.towards(*DIRECTIONS[label]) for label in DIRECTIONS}
        for i, label in enumerate(labels[rows]):
            values = dict(zip(columns.names, matrix[start + i].tolist()))
            found = [
                (_say(columns, column, Case(evidence, start + i, label, values)), weight)
                for column, weight in _weightiest(towards[label][i], columns.concept)
            ]
            if label is not Label.BODY and doubt and doubt[start + i]:
                found = sorted([*found, (REPEATS, doubt[start + i])], key=lambda r: -r[1])
            said = [f"{reason} ({weight:+.1f})" for reason, weight in found[:REASONS]]
            reasons.append(said or [NO_REASON])
    return reasons


def _say(columns: Columns, column: int, case: Case) -> str:
    """What a column says of a paragraph."""
    name, row = columns.names[column], columns.rows[column]
    return row.sentence(case.values[name]).format_map(Facts(case, name, row))


@dataclass(slots=True)
class Seen:
    """All that was given to a model for a document, and what its network said of it."""

    layers: list[Layer]
    reading: Reading | None = None
    blend: float = 0.0  # share of the trees, where there is a network

    @property
    def matrix(self) -> Matrix:
        """The values of all columns, shape (paragraphs, columns)."""
        return self.reading.matrix if self.reading else self.layers[-1].matrix

    def credits(self, rows: slice, columns: Columns) -> Credits:
        """Credits for the log-odds that gave the label; with their bias they sum to them.

        What a stage of trees owes to the answer of the stage before, for the same paragraph, is
        passed on to the columns behind that answer.
        """
        latest = self.layers[0].credits(rows)
        for layer in self.layers[1:]:
            now = layer.credits(rows)
            for credit in (now.body, now.chrome):
                _pass_on(credit, latest, columns)
            latest = now
        return self.reading.credits(rows, latest, self.blend) if self.reading else latest


def observe(
    source: str, form: str, cleaner: Cleaner, model: Model, repeated: NDArray[np.bool_]
) -> tuple[Seen, Evidence]:
    """Clean a document again and keep what each part of the model was given.

    `repeated` marks the paragraphs that stand on other pages of the site; empty for none.
    """
    phrase_weights = dict(zip(model.lexicon.tokens, model.lexicon.weights))
    name_weights = dict(zip(model.names.tokens, model.names.weights))
    if form == "html":
        page = segment_html(source.removeprefix("\ufeff"))
        watched, layers = _watched(model, ["trees"])
        known = repeated if len(repeated) else None
        found = predict_page(page, html_lexicons(model), watched, guide(cleaner.profile), known)
        matrix = np.column_stack((layers[0].matrix, sigmoid(found.read["body"])))
        reading = Reading(found.read, matrix.astype(np.float32))
        seen = Seen(layers, reading, float(model.settings["blend"]))
        return seen, Evidence(page.texts, phrase_weights, name_weights, page, headings_above(page))
    paragraphs = segment_text(source, split_lines=cleaner.split_lines)
    watched, layers = _watched(model, list(STAGE_COLUMNS[form]))
    predict_text(paragraphs, model.lexicon, watched.margins)
    shapes = layers[0].matrix[:, STAGE_COLUMNS[form]["stage1"].index(SHAPE)].astype(int).tolist()
    texts = [paragraph.text for paragraph in paragraphs]
    return Seen(layers), Evidence(texts, phrase_weights, name_weights, shapes=shapes)


def _watched(model: Model, with_trees: Sequence[str]) -> tuple[Model, list[Layer]]:
    """The model with its parts of trees watched, and the list in which their passes will be."""
    layers: list[Layer] = []
    watched = {
        part: _Watched(model.sessions[part], load_trees(model.path, part), layers)
        for part in with_trees
    }
    return replace(model, sessions={**model.sessions, **watched}), layers


@dataclass(slots=True)
class _Watched:
    """A session that keeps each matrix it is given; the boosters of a pass share one."""

    session: Any
    trees: Mapping[str, Trees]
    layers: list[Layer]

    def run(self, names: Sequence[str], inputs: Mapping[str, Matrix]) -> Any:
        if not self.layers or self.layers[-1].matrix is not inputs["X"]:
            self.layers.append(Layer(self.trees, inputs["X"]))
        return self.session.run(names, inputs)


def _pass_on(credit: Floats, before: Credits, columns: Columns) -> None:
    """Move the credit of the columns that hold an earlier answer to what stands behind it."""
    for answer, direction in ANSWERS.items():
        if SECOND + answer not in columns.names:
            continue
        column = columns.names.index(SECOND + answer)
        shares = _shares(before.towards(*direction), columns.concept)
        owed = credit[:, column].copy()
        credit[:, column] = owed * (1 - shares.sum(axis=1))
        credit[:, : shares.shape[1]] += owed[:, None] * shares


def _shares(credit: Floats, concept: NDArray[np.intp]) -> Floats:
    """Share of each column in an answer, over the concepts that pushed it where it went.

    Rows sum to 1, or to 0 where nothing pushed. What pushed the other way has no share: signed
    shares would grow without bound where both sides are nearly even.
    """
    concept = concept[: credit.shape[1]]
    pushed = np.where(credit.sum(axis=1, keepdims=True) < 0, -credit, credit)
    columns = np.maximum(pushed, 0)
    whole, inside = _by_concept(pushed, concept), _by_concept(columns, concept)
    scale = np.divide(np.maximum(whole, 0), inside, out=np.zeros_like(inside), where=inside > 0)
    shares = columns * scale[:, concept]
    total = shares.sum(axis=1, keepdims=True)
    return np.asarray(np.divide(shares, total, out=np.zeros_like(shares), where=total > 0))


def _by_concept(values: Floats, concept: NDArray[np.intp]) -> Floats:
    """Sums over the columns of each concept, shape (rows, concepts)."""
    return np.stack([values[:, concept == i].sum(axis=1) for i in range(concept.max() + 1)], axis=1)


def _weightiest(credit: Floats, concept: NDArray[np.intp]) -> list[tuple[int, float]]:
    """The concepts that speak most for a label: the weightiest column of each, and its weight."""
    totals = np.bincount(concept, credit)
    best = np.argsort(-totals, kind="stable")[:REASONS]
    return [
        (int(np.argmax(np.where(concept == i, credit, -np.inf))), float(totals[i]))
        for i in best.tolist()
        if totals[i] >= LEAST
    ]
