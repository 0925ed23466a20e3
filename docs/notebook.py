"""Write the example notebook, and run it, so that it shows what it shows today.

    python docs/notebook.py            write docs/tutorial/notebook.ipynb
    python docs/notebook.py --check    exit with 1 if it shows something else now

Needs nbclient and ipykernel. Probabilities and weights of reasons, which differ in the last digit
from machine to machine, are not compared.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
FOLDER = HERE / "tutorial"
NOTEBOOK = FOLDER / "notebook.ipynb"

# Markdown and code in turn.
CELLS = (
    "# `cleaner` in a notebook\n\nThis notebook uses the page of the tutorial, `ferry.html`. A "
    "document is displayed with all its paragraphs in order, tinted by their labels. Point at a "
    "paragraph to see its probabilities.",
    'from pathlib import Path\n\nimport cleaner\n\ndoc = cleaner.clean(Path("ferry.html"))\ndoc',
    "The body alone, as text. `as_markdown()`, `as_html()` and `as_json()` return other formats.",
    "print(doc.text)",
    "The reasons for the label of a paragraph, the one with the largest weight first:",
    "dropped = [p for p in doc.paragraphs if p.label is not cleaner.Label.BODY]\n"
    'for paragraph in dropped[:5]:\n    print(paragraph.label, "–", paragraph.text)\n'
    '    for reason in paragraph.reasons:\n        print("   ", reason)',
    "The confidence is the F1 that the model expects for the body; warnings say what had to be "
    "repaired. If the confidence is below 0.9 or the text is empty, the page is worth a look.",
    "doc.confidence, doc.warnings",
    "A higher threshold keeps less:",
    "cleaner.Cleaner(threshold=0.99).clean(doc.source)",
)
_NUMBER = re.compile(r"[+-]?\d+\.\d+")


def cells() -> list[dict[str, Any]]:
    """Return the cells, not run."""
    made: list[dict[str, Any]] = []
    for number, text in enumerate(CELLS):
        cell: dict[str, Any] = {"id": f"cell-{number}", "metadata": {}, "source": text}
        if number % 2:
            cell |= {"cell_type": "code", "execution_count": None, "outputs": []}
        else:
            cell["cell_type"] = "markdown"
        made.append(cell)
    return made


def executed() -> dict[str, Any]:
    """Return the notebook with what its cells show, run in the folder of the tutorial."""
    nbformat, nbclient = import_module("nbformat"), import_module("nbclient")
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    notebook = nbformat.from_dict(
        {
            "cells": cells(),
            "metadata": {"kernelspec": kernel, "language_info": {"name": "python"}},
            "nbformat": 4,
            "nbformat_minor": 5,
        }
    )
    # Without coalescing, what a cell prints is cut at random where the machine is busy.
    client = nbclient.NotebookClient(
        notebook, timeout=120, record_timing=False, coalesce_streams=True,
        resources={"metadata": {"path": str(FOLDER)}},
    )  # fmt: skip
    client.execute()
    notebook.metadata["language_info"] = {"name": "python"}  # without the version of this machine
    nbformat.validate(notebook)
    return dict(json.loads(nbformat.writes(notebook)))


def shown(notebook: dict[str, Any]) -> str:
    """Return all but the numbers that differ from machine to machine."""
    return _NUMBER.sub("#", json.dumps(notebook, sort_keys=True, ensure_ascii=False))


def main() -> int:
    """Write or check the notebook."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="write nothing, compare")
    arguments = parser.parse_args()
    notebook = executed()
    if arguments.check:
        before = json.loads(NOTEBOOK.read_text(encoding="utf-8"))
        return int(shown(before) != shown(notebook))
    text = json.dumps(notebook, indent=1, ensure_ascii=False, sort_keys=True)
    NOTEBOOK.write_text(text + "\n", encoding="utf-8")
    print(f"wrote {NOTEBOOK.relative_to(HERE.parent)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
