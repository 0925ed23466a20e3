"""Time a page, ours and every installed peer's, interleaved page by page in one process.

    python benchmarks/speed.py CORPUS [--pages 300] [--json FILE]

Pages are in memory as bytes; decoding is included for all; one thread. A noisy machine touches
all tools alike, so the ratios hold where the milliseconds do not.
"""

from __future__ import annotations

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")

import argparse
import json
import statistics
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

import cleaner
from cleaner.core import Cleaner
from cleaner.decode import decode
from cleaner.features.html import html_features
from cleaner.model import load_model
from cleaner.predict_html import GUIDE_LABELS, html_lexicons, predict_matrix
from cleaner.segment.html import parse, segment_html
from cleaner.training.corpus import load_corpus, read_page
from cleaner.training.peers import installed_peers

Timed = Callable[[bytes], object]


def tools() -> dict[str, Timed]:
    """Ours and the peers, each from the bytes of a page to text."""
    ours = Cleaner(max_bytes=None)
    found: dict[str, Timed] = {"cleaner": lambda data: ours.clean_html(data).text}
    for name, extract in installed_peers().items():
        found[name] = lambda data, extract=extract: extract(decode(data).text)
    found["parse only (lexbor)"] = lambda data: parse(decode(data).text)
    return found


def stages(data: bytes) -> dict[str, float]:
    """Milliseconds that each room of the corridor takes with a page."""
    model = load_model("html")
    lexicons = html_lexicons(model)
    marks = [time.perf_counter()]
    text = decode(data).text
    marks.append(time.perf_counter())
    page = segment_html(text)
    marks.append(time.perf_counter())
    matrix, structure = html_features(page, lexicons)
    marks.append(time.perf_counter())
    predict_matrix(matrix, structure, model, GUIDE_LABELS)
    marks.append(time.perf_counter())
    names = ("decode", "parse and segment", "features", "two stages of trees")
    return {name: (b - a) * 1e3 for name, a, b in zip(names, marks, marks[1:])}


def measure(pages: list[bytes], repeats: int) -> tuple[dict[str, list[float]], dict[str, float]]:
    """Best of `repeats` for each tool and page in milliseconds, and our median by stage."""
    timed = tools()
    for run in timed.values():  # models and caches of imports, not of pages
        run(pages[0])
    times: dict[str, list[float]] = {name: [] for name in timed}
    by_stage: dict[str, list[float]] = {}
    for page in pages:
        best = dict.fromkeys(timed, float("inf"))
        for _ in range(repeats):
            for name, run in timed.items():
                start = time.perf_counter()
                run(page)
                best[name] = min(best[name], (time.perf_counter() - start) * 1e3)
        for name, value in best.items():
            times[name].append(value)
        for name, value in stages(page).items():
            by_stage.setdefault(name, []).append(value)
    return times, {name: statistics.median(values) for name, values in by_stage.items()}


def main() -> None:
    """Measure, print a table, write JSON where asked."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--pages", type=int, default=300, help="drawn evenly; 0 for all")
    parser.add_argument("--repeats", type=int, default=1)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()

    names = [page.id for page in load_corpus(options.corpus)]
    if options.pages and options.pages < len(names):
        names = [names[i] for i in np.linspace(0, len(names) - 1, options.pages).astype(int)]
    pages = [read_page(options.corpus, name) for name in names]
    times, by_stage = measure(pages, options.repeats)

    ours = statistics.median(times["cleaner"])
    table = Table(title=f"{len(pages)} pages of {options.corpus.name}, milliseconds a page")
    table.add_column("")
    for column in ("median", "mean", "99th percentile", "median ÷ ours"):
        table.add_column(column, justify="right")
    rows = {}
    for name, values in times.items():
        median = statistics.median(values)
        rows[name] = {
            "median": median,
            "mean": statistics.fmean(values),
            "p99": float(np.percentile(values, 99)),
            "ratio": median / ours,
        }
        table.add_row(name, *(f"{value:.2f}" for value in rows[name].values()))
    console = Console()
    console.print(table)
    spent = ", ".join(f"{name} {value:.2f}" for name, value in by_stage.items())
    console.print(f"where our median goes (ms): {spent}", highlight=False)
    if options.json:
        record = {"version": cleaner.__version__, "tools": rows, "stages": by_stage}
        options.json.write_text(json.dumps(record, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
