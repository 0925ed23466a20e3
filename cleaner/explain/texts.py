"""Write the texts of reasons, each once: paragraphs share most of what texts are made of.

Most texts say a rounded value, so a few steps of each column have all of its texts. These are kept
from document to document. Texts that quote the paragraph are written for it.
"""

from __future__ import annotations

import numpy as np

from cleaner.explain.facts import DocumentFacts
from cleaner.explain.templates import NAMING, OF_PARAGRAPH, OF_VALUE, QUOTING, ColumnTable
from cleaner.types import Floats, Ints

KEPT_TEXTS = 20_000  # of a table, some 3 MB; when there are more, they are written anew
ABSENT = 3  # after the signs of a value: there is nothing to measure
STEP_BITS = 48


def write_texts(
    document: DocumentFacts,
    table: ColumnTable,
    paragraphs: Ints,
    columns: Ints,
    values: Floats,
) -> list[str]:
    """Return the texts of n reasons: of these paragraphs, columns (indices into those of the table)
    and values, (n,) each."""
    texts = np.empty(len(columns), dtype=object)
    kinds = table.kinds.take(columns)
    of_value = np.flatnonzero(kinds == OF_VALUE)
    texts[of_value] = _texts_of_values(
        document, table, paragraphs[of_value], columns[of_value], values[of_value]
    )
    naming = np.flatnonzero(kinds == NAMING)
    if len(naming):
        texts[naming] = document.quote_names(paragraphs[naming])
    quoting = np.flatnonzero(kinds == QUOTING)
    if len(quoting):
        texts[quoting] = document.quote_phrases(paragraphs[quoting])
    others = np.flatnonzero(kinds == OF_PARAGRAPH)
    facts = zip(columns[others].tolist(), paragraphs[others].tolist(), values[others].tolist())
    texts[others] = [
        table.columns[column].text(document, paragraph, value) for column, paragraph, value in facts
    ]
    written: list[str] = texts.tolist()
    return written


def _texts_of_values(
    document: DocumentFacts, table: ColumnTable, paragraphs: Ints, columns: Ints, values: Floats
) -> list[str]:
    """Return texts that depend on columns and one value of each alone."""
    kept = table.texts
    stated = table.stated.take(columns)
    others = np.flatnonzero(stated >= 0)
    if len(others):
        values[others] = document.matrix[paragraphs[others], stated[others]]
    keys = text_keys(table, columns, values).tolist()
    texts = [*map(kept.get, keys)]
    if not all(texts):
        if len(kept) > KEPT_TEXTS:
            kept.clear()
        for i, text in enumerate(texts):
            if text is None:
                column = table.columns[columns[i]]
                texts[i] = kept[keys[i]] = column.text(
                    document, int(paragraphs[i]), float(values[i])
                )
    return texts  # type: ignore[return-value]


def text_keys(table: ColumnTable, columns: Ints, values: Floats) -> Ints:
    """Return numbers that are the same only for columns and stated values with the same text: of
    the column, the sign of the value, and the step that the value falls on."""
    values = values + 0.0  # no negative zero
    sizes = table.steps.take(columns)
    steps = np.rint(np.minimum(values, table.most.take(columns)) * sizes)
    exact = np.flatnonzero(np.isnan(steps))
    if len(exact):
        steps[exact] = values[exact].astype(np.float32).view(np.int32)
    signs = np.sign(values) + 1
    absent = values == table.absent.take(columns)
    absent |= values >= table.absent_from.take(columns)
    signs[absent] = ABSENT
    steps[absent] = 0
    codes = (columns << 2) + signs.astype(np.int64)
    return np.asarray((codes << STEP_BITS) + steps.astype(np.int64))
