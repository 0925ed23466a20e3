"""Time the reasons of a document beside its cleaning, document by document in one process.

    python benchmarks/reasons.py CORPORA [--documents 100] [--json RESULTS.json]

Pages of wcxb-dev are cleaned as HTML, those of labels-dev as plain text. Each document is cleaned
and then explained as a whole, in turn; the fastest of some repeats counts, and the ratio is taken
document by document. A noisy machine touches both alike.
"""

from __future__ import annotations

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")

import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

import numpy as np
from common import add_corpora, argument_parser, corpus_folders, run, write_results
from rich.console import Console
from rich.table import Table

from cleaner import Cleaner, Document
from cleaner.evaluation.corpus import load_corpus

CORPORA = ("wcxb-dev", "labels-dev")
PERCENTILES = (50, 90, 99)

Clean = Callable[[], Document]


class Times(NamedTuple):
    """Seconds that a document takes to be cleaned, and to be explained."""

    cleaning: float
    reasons: float


def documents(folder: Path, count: int) -> list[Clean]:
    """Return functions that clean so many documents of a corpus, drawn evenly; all if it is 0."""
    cleaner = Cleaner(max_bytes=None)
    gold = load_corpus(folder)
    if count and count < len(gold):
        gold = [gold[i] for i in np.linspace(0, len(gold) - 1, count).astype(int)]
    return [
        partial(cleaner.clean_html, page.html)
        if page.html
        else partial(cleaner.clean_text, "\n".join(page.lines))
        for page in gold
    ]


def measure(clean: Clean, repeats: int) -> Times | None:
    """Return the best times of a document, None if it has no paragraphs."""
    cleaning = reasons = float("inf")
    for _ in range(repeats):
        start = time.perf_counter()
        document = clean()
        cleaned = time.perf_counter()
        if not sum(len(paragraph.reasons) for paragraph in document.paragraphs):
            return None
        reasons = min(reasons, time.perf_counter() - cleaned)
        cleaning = min(cleaning, cleaned - start)
    return Times(cleaning, reasons)


def figures_of(times: Sequence[Times]) -> dict[str, float]:
    """Return medians in milliseconds, and percentiles of the ratios; `all` is that of the sums."""
    cleaning, reasons = np.array(times).T
    ratios = np.percentile(reasons / cleaning, PERCENTILES).tolist()
    return {
        "documents": len(times),
        "cleaning": float(np.median(cleaning)) * 1e3,
        "reasons": float(np.median(reasons)) * 1e3,
        **{f"ratio {percent} %": ratio for percent, ratio in zip(PERCENTILES, ratios)},
        "all": float(reasons.sum() / cleaning.sum()),
    }


def main() -> None:
    """Measure reasons, print a table, write results if asked to."""
    parser = argument_parser(__doc__)
    add_corpora(parser, CORPORA)
    parser.add_argument("--documents", type=int, default=100, help="of each corpus; 0 for all")
    parser.add_argument("--repeats", type=int, default=3, help="of which the fastest counts")
    parser.add_argument("--json", type=Path, help="file of results to write into")
    options = parser.parse_args()

    folders = corpus_folders(options.corpora, CORPORA)
    results = {}
    for folder in folders:
        cleans = documents(folder, options.documents)
        cleans[0]().reasons(0)  # the models are loaded
        times = [measure(clean, options.repeats) for clean in cleans]
        results[folder.name] = figures_of([each for each in times if each is not None])
    table = Table(title="reasons by cleaning; medians in milliseconds", title_justify="left")
    table.add_column("")
    for name in results[CORPORA[0]]:
        table.add_column(name, justify="right")
    for corpus, figures in results.items():
        cells = [f"{figures.pop('documents'):.0f}", *(f"{value:.2f}" for value in figures.values())]
        table.add_row(corpus, *cells)
    Console(highlight=False).print(table)
    if options.json:
        write_results(options.json, "reasons", results, options, folders)


if __name__ == "__main__":
    run(main)
