"""Time the reasons of a document beside its cleaning, document by document in one process.

    python benchmarks/reasons.py CORPORA [--documents 100] [--json RESULTS.json]

Pages of wcxb-dev are cleaned as HTML, those of labels-dev as plain text. Each document is cleaned,
then all reasons of all its paragraphs are asked for, and their texts are read. It is cleaned again,
and only one paragraph is asked for its reasons. The processor's time of the thread counts, the
least of some repeats; making the paragraphs counts for neither. The ratio is taken document by
document. A noisy machine touches both alike.
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

from cleaner import Cleaner, Document, Paragraph
from cleaner.evaluation.corpus import load_corpus

CORPORA = ("wcxb-dev", "labels-dev")
PERCENTILES = (50, 90, 99)

Clean = Callable[[], Document]


class Times(NamedTuple):
    """Seconds that cleaning a document takes, all of its reasons, and those of one paragraph."""

    cleaning: float
    reasons: float
    one: float


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
    best = Times(float("inf"), float("inf"), float("inf"))
    for _ in range(repeats):
        cleaning, paragraphs = _cleaned(clean)
        if not paragraphs:
            return None
        reasons = _explained(paragraphs)
        _, others = _cleaned(clean)
        one = _explained(others[len(others) // 2 :][:1])
        best = Times(*map(min, best, (cleaning, reasons, one)))
    return best


def _cleaned(clean: Clean) -> tuple[float, list[Paragraph]]:
    """Return the seconds that a document takes to be cleaned, and its paragraphs."""
    start = time.thread_time()
    document = clean()
    return time.thread_time() - start, document.paragraphs


def _explained(paragraphs: Sequence[Paragraph]) -> float:
    """Return the seconds that it takes to read the reasons of paragraphs."""
    start = time.thread_time()
    chars = sum(len(reason.text) for paragraph in paragraphs for reason in paragraph.reasons)
    seconds = time.thread_time() - start
    if not chars:
        raise ValueError("a paragraph has no reasons")
    return seconds


def figures_of(times: Sequence[Times]) -> dict[str, float]:
    """Return medians in milliseconds, and percentiles of the ratios; `all` is that of the sums,
    `one` the median ratio of one paragraph's reasons."""
    cleaning, reasons, one = np.array(times).T
    ratios = np.percentile(reasons / cleaning, PERCENTILES).tolist()
    return {
        "documents": len(times),
        "cleaning": float(np.median(cleaning)) * 1e3,
        "reasons": float(np.median(reasons)) * 1e3,
        **{f"ratio {percent} %": ratio for percent, ratio in zip(PERCENTILES, ratios)},
        "all": float(reasons.sum() / cleaning.sum()),
        "one": float(np.median(one / cleaning)),
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
