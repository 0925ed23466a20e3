"""The columns of each part of each model, in order: what a model file must have been made for."""

from __future__ import annotations

from cleaner.features import text
from cleaner.features.html import COLUMNS

# The convention of "body" that a label follows, appended to the matrix of a page.
GUIDE_COLUMN = "guide"

_HTML = [*COLUMNS, GUIDE_COLUMN]

STAGE_COLUMNS: dict[str, dict[str, list[str]]] = {
    "html": {"trees": _HTML, "sequence": _HTML},
    "text": {
        "stage1": text.TEXT_COLUMNS,
        "stage2": [*text.TEXT_COLUMNS, *text.CONTEXT_COLUMNS],
    },
}
