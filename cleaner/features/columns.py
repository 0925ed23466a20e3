"""The columns of each part of each model, in order: what a model file must have been made for."""

from __future__ import annotations

from cleaner.features.html import COLUMNS
from cleaner.features.text import TEXT_COLUMNS
from cleaner.features.vocabulary import VECTOR_COLUMNS

# The convention of "body" that a label follows, appended to the matrix of a page.
GUIDE_COLUMN = "guide"

_HTML = [*COLUMNS, GUIDE_COLUMN]

STAGE_COLUMNS: dict[str, dict[str, list[str]]] = {
    "html": {"trees": _HTML, "sequence": _HTML},
    "text": {"trees": TEXT_COLUMNS, "sequence": [*TEXT_COLUMNS, *VECTOR_COLUMNS]},
}
