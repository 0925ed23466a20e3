"""Why a paragraph got its label: the three concepts that weighed most, in words and numbers.

Each column's contribution to the log-odds is read off the trees exactly (`contributions`); what the
network says beyond them is a contribution of its own, for plain text parted in two: what it says
because of the meaning of the words, and the rest. Columns that mean the same are added up
(`templates`) and said in words (`facts`). The document is cleaned once more to
see what its model was given, so it need not keep it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cleaner.core import Cleaner
from cleaner.explain.contributions import contributions
from cleaner.explain.facts import Case, Evidence, Facts, headings_above
from cleaner.explain.quotations import DIRECTIONS
from cleaner.explain.templates import Row, rows_of
from cleaner.features.columns import STAGE_COLUMNS
from cleaner.features.vocabulary import VECTOR
from cleaner.model.file import Model, load_model, read_in_order
from cleaner.model.selection import sigmoid
from cleaner.model.trees import Trees
from cleaner.paragraph import Label
from cleaner.routes.html import html_lexicons, predict_page
from cleaner.routes.text import predict_text
from cleaner.segment.html import segment_html
from cleaner.segment.text import segment_text

Floats = NDArray[np.float64]
Matrix = NDArray[np.float32]

REASONS = 3
LEAST = 0.05  # of log-odds: what weighs less is no reason
ROWS = 256  # paragraphs explained at a time, so that memory stays small on the longest pages
SHAPE = "pattern_shape"  # the column of text that holds the shape of each line
REPEATS = "stands on other pages of the site"
FURTHER = "stands in a further article of the page"
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
    share of the trees, and `further` (paragraphs,) what was taken off the log-odds of body in
    further articles of a page.
    """

    trees: Mapping[str, Trees]
    matrix: Matrix
    blend: float
    read: Mapping[str, Floats]
    meant: Mapping[str, Floats] | None = None
    further: Floats | None = None

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
    source: str,
    form: str,
    cleaner: Cleaner,
    labels: Sequence[Label],
    doubt: Sequence[float] = (),
    swayed: Sequence[bool] = (),
) -> list[list[str]]:
    """The reasons of each paragraph of a document for the label that it was given.

    `form` is 'html' or 'text'; `cleaner`, `labels`, `doubt` (what the memory of the site took off
    each paragraph's log-odds of body; empty for nothing) and `swayed` (which paragraphs their
    neighbours decided, against their own odds; empty for none) are those of the cleaning.
    """
    model = load_model(form, cleaner.model, cleaner.profile)
    seen, evidence = observe(source, form, cleaner, model, np.array(doubt) > 0)
    columns = Columns.of(form)
    matrix = seen.matrix
    reasons = []
    for start in range(0, len(labels), ROWS):
        rows = slice(start, start + ROWS)
        credits = seen.credits(rows)
        towards = {label: credits.towards(*DIRECTIONS[label]) for label in DIRECTIONS}
        for i, label in enumerate(labels[rows]):
            values = dict(zip(columns.names, matrix[start + i].tolist()))
            found = [
                (_say(columns, column, Case(evidence, start + i, label, values)), weight)
                for column, weight in _weightiest(towards[label][i], columns.concept)
            ]
            if label is not Label.BODY:
                held = ((REPEATS, doubt), (FURTHER, seen.further))
                found += [
                    (reason, float(weights[start + i]))
                    for reason, weights in held
                    if weights is not None and len(weights) and weights[start + i]
                ]
                found.sort(key=lambda pair: -pair[1])
            said = [f"{reason} ({weight:+.1f})" for reason, weight in found[:REASONS]]
            if len(swayed) and swayed[start + i]:
                alone = sigmoid(credits.body[i].sum() + credits.body_bias)
                said = [NEIGHBOURS.format(alone), *said][:REASONS]
            reasons.append(said or [NO_REASON])
    return reasons


def _say(columns: Columns, column: int, case: Case) -> str:
    """What a column says of a paragraph."""
    name, row = columns.names[column], columns.rows[column]
    return row.sentence(case.values[name]).format_map(Facts(case, name, row))


def observe(
    source: str, form: str, cleaner: Cleaner, model: Model, repeated: NDArray[np.bool_]
) -> tuple[Seen, Evidence]:
    """Clean a document again and keep what each part of the model was given.

    `repeated` marks the paragraphs that stand on other pages of the site; empty for none.
    """
    phrase_weights = dict(zip(model.lexicon.tokens, model.lexicon.weights))
    name_weights = dict(zip(model.names.tokens, model.names.weights))
    given: dict[str, Matrix] = {}
    watched = replace(
        model,
        sessions={part: _Watched(session, part, given) for part, session in model.sessions.items()},
    )
    trees, blend = model.trees, float(model.settings["blend"])
    if form == "html":
        page = segment_html(source.removeprefix("\ufeff"))
        known = repeated if len(repeated) else None
        found = predict_page(page, html_lexicons(model), watched, cleaner.profile, known)
        matrix = np.column_stack((given["trees"], sigmoid(found.read["body"])))
        seen = Seen(trees, matrix.astype(np.float32), blend, found.read, further=found.further)
        return seen, Evidence(page.texts, phrase_weights, name_weights, page, headings_above(page))
    paragraphs = segment_text(source, split_lines=cleaner.split_lines)
    read = predict_text(paragraphs, watched).read
    columns = given["trees"]
    blind = np.concatenate((columns, np.zeros((len(columns), VECTOR), np.float32)), axis=1)
    unread = read_in_order(model, blind)
    meant = {name: margins - unread[name] for name, margins in read.items()}
    likely = sigmoid(read["body"])
    matrix = np.column_stack((columns, likely, likely - sigmoid(unread["body"])))
    shapes = columns[:, STAGE_COLUMNS["text"]["trees"].index(SHAPE)].astype(int).tolist()
    texts = [paragraph.text for paragraph in paragraphs]
    seen = Seen(trees, matrix.astype(np.float32), blend, read, meant)
    return seen, Evidence(texts, phrase_weights, name_weights, shapes=shapes)


@dataclass(slots=True)
class _Watched:
    """A session that keeps the matrix it was first given."""

    session: Any
    part: str
    given: dict[str, Matrix]

    def run(self, outputs: Sequence[str] | None, inputs: Mapping[str, NDArray[Any]]) -> Any:
        self.given.setdefault(self.part, next(iter(inputs.values())))
        return self.session.run(outputs, inputs)


def _weightiest(credit: Floats, concept: NDArray[np.intp]) -> list[tuple[int, float]]:
    """The concepts that speak most for a label: the weightiest column of each, and its weight."""
    totals = np.bincount(concept, credit)
    best = np.argsort(-totals, kind="stable")[:REASONS]
    return [
        (int(np.argmax(np.where(concept == i, credit, -np.inf))), float(totals[i]))
        for i in best.tolist()
        if totals[i] >= LEAST
    ]
