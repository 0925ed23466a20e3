"""List the input columns of each part of each model; a model file is checked against them."""

from __future__ import annotations

from cleaner.features.blocks import ColumnDescription
from cleaner.features.html import HTML_LAYOUT
from cleaner.features.text import TEXT_LAYOUT
from cleaner.features.vocabulary import VECTOR_COLUMNS

# The convention of "body" that the labels follow, appended to the matrix of a page.
GUIDE_COLUMN = "guide"

_HTML = [*HTML_LAYOUT.names, GUIDE_COLUMN]
_TEXT = TEXT_LAYOUT.names

INPUT_COLUMNS: dict[str, dict[str, list[str]]] = {
    "html": {"trees": _HTML, "sequence": _HTML},
    "text": {"trees": _TEXT, "sequence": [*_TEXT, *VECTOR_COLUMNS]},
}


def describe_columns() -> list[ColumnDescription]:
    """Return the model, the block, the name and the documentation of every input column, model by
    model and in their order."""
    guide = "convention of body: 0 the three labels, 1 pages, 2 news, 3 snippets"
    vector = "number of the sentence vector of the paragraph's words"
    return [
        *HTML_LAYOUT.describe("html"),
        ColumnDescription("html", "Guide", GUIDE_COLUMN, guide),
        *TEXT_LAYOUT.describe("text"),
        *(ColumnDescription("text", "SentenceVector", name, vector) for name in VECTOR_COLUMNS),
    ]
