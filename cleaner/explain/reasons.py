"""Why a paragraph got its label: the three concepts that weighed most, in words and numbers.

The contributions of columns are exact (`contributions`). Columns that mean the same are one
concept and count together (`templates`); the text is that of the column that weighed most, with
facts of the paragraph filled in (`facts`).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from cleaner.explain.contributions import Credits, label_credits, network_answers
from cleaner.explain.facts import DocumentFacts
from cleaner.explain.quotations import SIGNS, NameQuotes, quote_phrases
from cleaner.explain.templates import (
    DECISIONS,
    NO_REASON,
    THRESHOLD,
    ColumnTable,
    column_table,
)
from cleaner.features.columns import INPUT_COLUMNS
from cleaner.features.lexicon import Lexicon
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
SHAPE = "pattern_shape"  # the column of text that holds the shape of each line


def explain(
    format: Format,
    page: Segmented,
    prediction: Prediction,
    selection: Selection,
    model: Model,
) -> list[list[Reason]]:
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
    writer = _Writer(document, further, table, model.lexicon)
    reasons: list[list[Reason]] = []
    for start in range(0, len(prediction), ROWS):
        rows = slice(start, start + ROWS)
        credits = label_credits(prediction, answers, selection.labels, model, table, rows)
        reasons += writer.reasons(credits, start)
    alone = prediction.probabilities[:, 0]
    for name, changes in selection.adjustments.items():
        for paragraph in np.flatnonzero(changes).tolist():
            text, value = DECISIONS[name].text.format(alone[paragraph]), float(alone[paragraph])
            decided = Reason(text, name, "", value, abs(float(changes[paragraph])))
            reasons[paragraph] = [decided, *reasons[paragraph]][:REASONS]
    return [own or [Reason(NO_REASON, THRESHOLD, "", 0.0, 0.0, shown=NO_REASON)] for own in reasons]


def document_facts(
    format: Format, page: Segmented, prediction: Prediction, selection: Selection, model: Model
) -> DocumentFacts:
    """Return what the texts of reasons need to know of a document."""
    index = {name: i for i, name in enumerate(INPUT_COLUMNS[format]["trees"])}
    facts = DocumentFacts(page.texts, prediction.matrix, index, selection.labels.tolist())
    if isinstance(page, HtmlPage):
        facts.page, facts.names = page, NameQuotes(page, model.names)
    else:
        facts.shapes = prediction.matrix[:, index[SHAPE]].astype(int).tolist()
    return facts


def _largest(totals: Matrix, most: int) -> Ints:
    """Return the indices of the largest numbers of each row, (rows, most), the largest first."""
    totals, rows = totals.copy(), np.arange(len(totals))
    indices = np.empty((len(totals), most), dtype=np.intp)
    for rank in range(most):
        indices[:, rank] = totals.argmax(axis=1)
        totals[rows, indices[:, rank]] = -np.inf
    return indices


class _Chosen(NamedTuple):
    """The columns that are reasons, paragraph by paragraph, the weightiest concept first.

    `counts` (n,) is how many reasons each paragraph has; of all reasons, one after the other,
    `paragraphs` are their paragraphs, `columns` their columns by index, `values` what these hold,
    and `weights` those of their concepts.
    """

    counts: Ints
    paragraphs: Ints
    columns: Ints
    values: Floats
    weights: Floats


class _Writer:
    """Writes the reasons of the paragraphs of one document, but for adjustments of the selection.

    `further` (n, columns) are the values of the columns behind those of the trees.
    """

    def __init__(
        self, document: DocumentFacts, further: Floats, table: ColumnTable, lexicon: Lexicon
    ) -> None:
        self._document = document
        self._further = further
        self._table = table
        self._lexicon = lexicon
        # Most paragraphs share values with others of their container and page. So texts are kept by
        # column: by its value, or by the paragraph if they depend on that.
        self._texts: list[dict[float, str]] = [{} for _ in table.columns]

    def reasons(self, credits: Credits, start: int) -> list[list[Reason]]:
        """Return the reasons of paragraphs, the first of which has the number `start` in the
        document."""
        chosen = self._choose(credits, start)
        self._quote_phrases(chosen)
        columns, values = chosen.columns.tolist(), chosen.values.tolist()
        of_paragraph = self._table.of_paragraph[chosen.columns]
        keys = np.where(of_paragraph, chosen.paragraphs, chosen.values).tolist()
        document, kept, table = self._document, self._texts, self._table.columns
        texts = []
        for index, key, value, paragraph in zip(columns, keys, values, chosen.paragraphs.tolist()):
            text = kept[index].get(key)
            if text is None:
                text = kept[index][key] = table[index].text(document, paragraph, value)
            texts.append(text)
        concepts = [table[index].concept for index in columns]
        names = [table[index].name for index in columns]
        every = Reason.several(texts, concepts, names, values, chosen.weights.tolist())
        ends = np.cumsum(chosen.counts).tolist()
        return [every[begin:end] for begin, end in zip([0, *ends], ends)]

    def _choose(self, credits: Credits, start: int) -> _Chosen:
        """Choose the concepts that weigh most, and of each the column that does."""
        starts = self._table.starts
        totals = np.add.reduceat(credits.columns, starts, axis=1)
        top = _largest(totals, REASONS)
        weightiest = np.column_stack(
            [
                credits.columns[:, begin:end].argmax(axis=1) + begin
                for begin, end in zip(starts, [*starts[1:], len(self._table.columns)])
            ]
        )
        weights = np.take_along_axis(totals, top, axis=1)
        enough = weights >= LEAST
        rows, ranks = np.nonzero(enough)
        columns = weightiest[rows, top[rows, ranks]]
        values = self._values(rows + start, self._table.order[columns])
        return _Chosen(enough.sum(axis=1), rows + start, columns, values, weights[rows, ranks])

    def _values(self, paragraphs: Ints, indices: Ints) -> Floats:
        """Return the values of columns for paragraphs, one each."""
        matrix = self._document.matrix
        width = matrix.shape[1]
        values = matrix[paragraphs, np.minimum(indices, width - 1)].astype(np.float64)
        further = np.flatnonzero(indices >= width)
        values[further] = self._further[paragraphs[further], indices[further] - width]
        return np.asarray(values)

    def _quote_phrases(self, chosen: _Chosen) -> None:
        """Quote the phrases of all paragraphs that have one for a reason, in one pass."""
        quoting = np.flatnonzero(self._table.quoting[chosen.columns])
        paragraphs = chosen.paragraphs[quoting].tolist()
        if paragraphs:
            document = self._document
            texts = [document.texts[i] for i in paragraphs]
            labels = np.array([document.labels[i] for i in paragraphs])
            quotes = quote_phrases(texts, labels, self._lexicon)
            document.phrases.update(zip(paragraphs, quotes))
