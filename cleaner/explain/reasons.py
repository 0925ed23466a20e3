"""Why a paragraph got its label: the three concepts that weighed most, in words and numbers.

The contributions of columns are exact (`contributions`). Columns that mean the same are one
concept and count together (`templates`); the text is that of the column that weighed most, with
facts of the paragraph filled in (`facts`).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np

from cleaner.explain.contributions import label_credits, network_answers
from cleaner.explain.facts import DocumentFacts
from cleaner.explain.quotations import SIGNS, NameQuotes
from cleaner.explain.strongest import strongest
from cleaner.explain.templates import DECISIONS, NO_REASON, THRESHOLD, column_table
from cleaner.explain.texts import write_texts
from cleaner.features.columns import INPUT_COLUMNS
from cleaner.model.file import Model
from cleaner.model.prediction import Prediction
from cleaner.model.selection import Selection
from cleaner.paragraph import Reason
from cleaner.routes.route import Segmented
from cleaner.segment.page import HtmlPage
from cleaner.types import Floats, Format, Ints, Matrix

REASONS = 3
LEAST = 0.05  # of log-odds: what weighs less is no reason
ROWS = 1024  # paragraphs explained at a time, so that memory stays small on the longest pages
Fields = tuple[str, str, str, float, float]  # those of a Reason, in their order
SHAPE = "pattern_shape"  # the column of text that holds the shape of each line


class Reasons(Sequence[list[Reason]]):
    """The reasons of the paragraphs of a document, which are made when they are asked for.

    `fields` are those of all reasons, one paragraph after the other; those of paragraph i begin at
    `starts[i]`. `decided` are those of adjustments of the selection, by paragraph.
    """

    __slots__ = ("_decided", "_fields", "_starts")

    def __init__(
        self, fields: list[Fields], starts: list[int], decided: dict[int, list[Fields]]
    ) -> None:
        self._fields = fields
        self._starts = starts
        self._decided = decided

    def __reduce__(self) -> tuple[Any, ...]:
        return Reasons, (self._fields, self._starts, self._decided)

    def __len__(self) -> int:
        return len(self._starts) - 1

    def __getitem__(self, paragraph: int) -> list[Reason]:  # type: ignore[override] # no slices
        """Make the reasons of a paragraph, in a list of its own."""
        own = self._fields[self._starts[paragraph] : self._starts[paragraph + 1]]
        if paragraph in self._decided:
            own = [*self._decided[paragraph], *own][:REASONS]
        if not own:
            return [Reason(NO_REASON, THRESHOLD, "", 0.0, 0.0, shown=NO_REASON)]
        return Reason.several(own)


def explain(
    format: Format,
    page: Segmented,
    prediction: Prediction,
    selection: Selection,
    model: Model,
) -> Reasons:
    """Return the reasons of each paragraph of a document for the label that it was given, at most
    REASONS, the weightiest first.

    A label that an adjustment of the selection decided has that for its first reason. Nothing is
    segmented or computed again, but that the network of plain text runs once more.
    """
    document = document_facts(format, page, prediction, selection, model)
    table = column_table(format, tuple(prediction.adjustments))
    answers = network_answers(prediction, model, vectors=format == "text")
    body_sign, chrome_sign = SIGNS[selection.labels].T
    added = (
        body_sign * change.body + chrome_sign * change.chrome
        for change in prediction.adjustments.values()
    )
    further = np.column_stack((*answers.values, *added))
    parts = []
    for start in range(0, max(len(prediction), 1), ROWS):
        rows = slice(start, start + ROWS)
        credits = label_credits(prediction, answers, selection.labels, model, rows)
        parts.append(strongest(credits, table, REASONS, LEAST))
    counts, columns, weights = map(np.concatenate, zip(*parts))
    paragraphs = np.repeat(np.arange(len(counts)), counts)
    values = _values(prediction.matrix, further, paragraphs, table.order.take(columns))
    texts = write_texts(document, table, paragraphs, columns, values)
    concepts, names = np.array([table.concepts, table.names], object)[:, columns].tolist()
    fields = [*zip(texts, concepts, names, values.tolist(), weights.tolist())]
    decided: dict[int, list[Fields]] = {}
    for name, changes in selection.adjustments.items():
        for paragraph in np.flatnonzero(changes).tolist():
            alone = float(prediction.probabilities[paragraph, 0])
            text = DECISIONS[name].text.format(alone)
            own = (text, name, "", alone, abs(float(changes[paragraph])))
            decided[paragraph] = [own, *decided.get(paragraph, ())]
    return Reasons(fields, [0, *np.cumsum(counts).tolist()], decided)


@lru_cache(maxsize=2)
def _places(format: Format) -> dict[str, int]:
    """Return the place of each column in the matrix of the trees."""
    return {name: i for i, name in enumerate(INPUT_COLUMNS[format]["trees"])}


def document_facts(
    format: Format, page: Segmented, prediction: Prediction, selection: Selection, model: Model
) -> DocumentFacts:
    """Return what the texts of reasons need to know of a document."""
    index = _places(format)
    facts = DocumentFacts(page.texts, prediction.matrix, index, selection.labels.tolist())
    facts.lexicon = model.lexicon
    if isinstance(page, HtmlPage):
        facts.page, facts.names = page, NameQuotes(page, model.names)
    else:
        facts.shapes = prediction.matrix[:, index[SHAPE]].astype(int).tolist()
    return facts


def _values(matrix: Matrix, further: Floats, paragraphs: Ints, indices: Ints) -> Floats:
    """Return the values of columns for paragraphs, one each; `further` (n, columns) are the values
    of the columns behind those of the matrix."""
    width = matrix.shape[1]
    beyond = np.flatnonzero(indices >= width)
    places = paragraphs * width + indices
    places[beyond] = 0
    values = matrix.ravel().take(places).astype(np.float64)
    values[beyond] = further[paragraphs[beyond], indices[beyond] - width]
    return np.asarray(values)
