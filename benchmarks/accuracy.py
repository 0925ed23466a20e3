"""Print the accuracy tables of the README: ours, out-of-fold by domain, and every baseline's.

    python benchmarks/accuracy.py CORPORA [--folds-dir DIR] [--json RESULTS.json]

The fold models are fitted on the spot (extra `train`, an hour or two), or read from --folds-dir if
`cleaner train --folds-out` or an earlier run has left them there.
"""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Sequence
from pathlib import Path

from common import add_corpora, argument_parser, corpus_folders, run, write_results
from rich.console import Console

from cleaner.evaluation.baselines import installed_baselines
from cleaner.evaluation.evaluate import Folds, evaluate
from cleaner.evaluation.scores import OURS
from cleaner.evaluation.summaries import (
    KEPT_WORDS,
    LOST,
    MACRO_F1,
    OTHER_WORDS,
    PAGES,
    REMOVED,
    SHINGLE_F1,
    SNIPPET_F1,
    WORD_F1,
    Figures,
)
from cleaner.evaluation.tables import print_figures
from cleaner.model.file import models_folder

GOLD = {
    "wcxb-dev": WORD_F1,
    "news-2023": SHINGLE_F1,
    "fundus-train": SHINGLE_F1,
    "snippets-train": SNIPPET_F1,
}
LABELLED = ("labels-train", "labels-sites")
MORE_LABELS = "labels-more"  # of pages of the corpora, beside the models
HELD_OUT = ("labels-dev",)  # its sites are unseen by the shipped text model
LABEL_MEASURES = (MACRO_F1, LOST, REMOVED, KEPT_WORDS, OTHER_WORDS)


def gold_table(figures: Figures) -> list[str]:
    """Return Markdown rows for the corpora with gold text or snippets, one column a tool."""
    tools = list(dict.fromkeys(tool for corpus in GOLD for tool in figures[corpus]))
    lines = ["| corpus | measure | " + " | ".join(tools) + " |", "| --- " * (len(tools) + 2) + "|"]
    for corpus, measure in GOLD.items():
        of_tool = [figures[corpus][tool] for tool in tools]
        lines.append(_gold_row(corpus, measure, [tool["all"][measure] for tool in of_tool]))
        types = figures[corpus][OURS]["page_type"]
        if len(types) > 1:
            for name in sorted(types, key=lambda name: -types[name][PAGES]):
                cells = [tool["page_type"][name][measure] for tool in of_tool]
                lines.append(_gold_row(f"– {name} ({types[name][PAGES]})", measure, cells))
    return lines


def _gold_row(name: str, measure: str, cells: Sequence[float]) -> str:
    best = max(cells)
    shown = [f"**{cell:.3f}**" if cell == best else f"{cell:.3f}" for cell in cells]
    return f"| {name} | {measure} | " + " | ".join(shown) + " |"


def label_table(figures: Figures) -> list[str]:
    """Return Markdown rows for the labelled corpora."""
    lines = [
        "| corpus | " + " | ".join(LABEL_MEASURES) + " |",
        "| --- " * (len(LABEL_MEASURES) + 1) + "|",
    ]
    for corpus in (*LABELLED, *HELD_OUT):
        measures = figures[corpus][OURS]["all"]
        cells = [f"{measures[measure]:.3f}" for measure in LABEL_MEASURES]
        lines.append(f"| {corpus} | " + " | ".join(cells) + " |")
    return lines


def main() -> None:
    """Measure everything and print the tables as Markdown; details go to standard error."""
    parser = argument_parser(__doc__)
    add_corpora(parser, [*GOLD, *LABELLED, *HELD_OUT])
    parser.add_argument("--folds-dir", type=Path, help="fold models: kept here, or used if there")
    parser.add_argument("--folds", type=int, default=5, help="number of folds to fit")
    parser.add_argument("--json", type=Path, help="file of results to write into")
    options = parser.parse_args()
    console = Console(stderr=True)
    folders = corpus_folders(options.corpora, [*GOLD, *LABELLED])
    held_out = corpus_folders(options.corpora, HELD_OUT)

    def fit(corpora: Sequence[Path], folder: Path, only: int | None) -> None:
        from cleaner.training.train import fit_fold_models

        logging.basicConfig(level=logging.INFO, format="%(message)s")
        fit_fold_models(corpora, folder, folds=options.folds, only=only)

    with tempfile.TemporaryDirectory() as scratch:
        more_labels = models_folder() / MORE_LABELS
        folds = Folds(options.folds_dir or Path(scratch), fit, [*folders, more_labels])
        figures = evaluate(
            folders, folds=folds, baselines=installed_baselines(), log=console.print
        ).figures
    figures |= evaluate(held_out, log=console.print).figures
    print_figures(console, figures)
    print("\n".join([*gold_table(figures), "", *label_table(figures)]))
    if options.json:
        write_results(options.json, "accuracy", figures, options, [*folders, *held_out])


if __name__ == "__main__":
    run(main)
