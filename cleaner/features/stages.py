"""The columns of each stage of each model, in order: what a model file must have been made for."""

from __future__ import annotations

from cleaner.features import text
from cleaner.features.context import CONTEXT_COLUMNS
from cleaner.features.html import COLUMNS

# The convention of "body" that a label follows, appended to the matrix of a page.
GUIDE_COLUMN = "guide"

_HTML = [*COLUMNS, GUIDE_COLUMN]

STAGE_COLUMNS: dict[str, dict[str, list[str]]] = {
    "html": {"stage1": _HTML, "stage2": [*_HTML, *CONTEXT_COLUMNS]},
    "text": {
        "stage1": text.TEXT_COLUMNS,
        "stage2": [*text.TEXT_COLUMNS, *text.CONTEXT_COLUMNS],
    },
}
