"""The accuracy table of the README: ours, out-of-fold by domain, and every installed peer's.

    python benchmarks/accuracy.py CORPORA [--folds-dir DIR] [--json FILE]

CORPORA is the folder that holds the corpora. The fold models are fitted on the spot, or read from
--folds-dir where `cleaner train --folds-out` or an earlier run has left them.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from rich.console import Console

from cleaner.evaluation.tables import evaluate_command
from cleaner.model.file import models_folder

GOLD = {
    "wcxb-dev": "word F1",
    "news-2023": "shingle F1",
    "fundus-train": "shingle F1",
    "snippets-train": "snippet F1",
}
LABELLED = ("labels-train",)
MORE_LABELS = "labels-more"  # of pages of the corpora, beside the models
HELD_OUT = ("labels-dev",)
LABEL_MEASURES = (
    "macro F1",
    "body lines lost",
    "left-over lines removed",
    "body words kept",
    "other words in the output",
)


def gold_table(found: dict[str, Any]) -> list[str]:
    """Rows for the corpora with gold text or snippets, one column a tool."""
    tools = list(dict.fromkeys(tool for corpus in GOLD for tool in found[corpus]))
    lines = ["| corpus | measure | " + " | ".join(tools) + " |", "| --- " * (len(tools) + 2) + "|"]

    def row(name: str, measure: str, cells: list[float]) -> str:
        best = max(cells)
        shown = [f"**{cell:.3f}**" if cell == best else f"{cell:.3f}" for cell in cells]
        return f"| {name} | {measure} | " + " | ".join(shown) + " |"

    for corpus, measure in GOLD.items():
        of_tool = [found[corpus][tool] for tool in tools]
        lines.append(row(corpus, measure, [entry["all"][measure] for entry in of_tool]))
        types = found[corpus]["cleaner"]["page_type"]
        if len(types) > 1:
            for name in sorted(types, key=lambda t: -types[t]["pages"]):
                cells = [entry["page_type"][name][measure] for entry in of_tool]
                lines.append(row(f"– {name} ({types[name]['pages']})", measure, cells))
    return lines


def label_table(found: dict[str, Any]) -> list[str]:
    """Rows for the corpora labelled by hand."""
    lines = [
        "| corpus | " + " | ".join(LABEL_MEASURES) + " |",
        "| --- " * (len(LABEL_MEASURES) + 1) + "|",
    ]
    for corpus in (*LABELLED, *HELD_OUT):
        measures = found[corpus]["cleaner"]["all"]
        lines.append(
            f"| {corpus} | " + " | ".join(f"{measures[m]:.3f}" for m in LABEL_MEASURES) + " |"
        )
    return lines


def main() -> None:
    """Measure everything and print the tables as Markdown."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("corpora", type=Path)
    parser.add_argument("--folds-dir", type=Path)
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    named = [options.corpora / name for name in (*GOLD, *LABELLED)]
    found = evaluate_command(
        named,
        folds=options.folds,
        folds_dir=options.folds_dir,
        train_on=[*named, models_folder() / MORE_LABELS],
        peers=True,
        json_path=options.json,
        console=Console(stderr=True),
    )
    found |= evaluate_command(
        [options.corpora / name for name in HELD_OUT], console=Console(stderr=True)
    )
    print("\n".join([*gold_table(found), "", *label_table(found)]))


if __name__ == "__main__":
    main()
