"""Time a page, ours and every installed peer's, interleaved page by page in one process.

    python benchmarks/speed.py CORPUS [--pages 300] [--json FILE]
    python benchmarks/speed.py CORPUS --hostile    # also: hostile pages, time by size of page
    python benchmarks/speed.py CORPUS --accuracy ACCURACY.json --chart FILE.png

Pages are in memory as bytes; decoding is included for all; one thread. A noisy machine touches
all tools alike, so the ratios hold where the milliseconds do not. ACCURACY.json is what
`accuracy.py --json` has written.
"""

from __future__ import annotations

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")

import argparse
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from chart import draw
from hostile import HOSTILE, SIZES, page_of_size
from rich.console import Console
from rich.table import Table

import cleaner
from cleaner.core import Cleaner
from cleaner.evaluation.baselines import installed_baselines
from cleaner.evaluation.corpus import load_corpus, read_page
from cleaner.io.decode import decode
from cleaner.model.file import load_model
from cleaner.model.predictor import run_network, run_trees
from cleaner.routes.html import HtmlRoute
from cleaner.segment.html import parse, segment_html

Timed = Callable[[bytes], object]
LINES = 40  # of a plain text
PERCENTILES = (50, 90, 99)
STARTS = 5  # new processes, of which the fastest counts
SOME_PAGE = "<title>Ferries</title><p>The ferry leaves at seven in the morning.</p>"


def tools() -> dict[str, Timed]:
    """Ours and the peers, each from the bytes of a page to text."""
    ours = Cleaner(max_bytes=None)
    found: dict[str, Timed] = {"cleaner": lambda data: ours.clean_html(data).text}
    for name, extract in installed_baselines().items():
        found[name] = lambda data, extract=extract: extract(decode(data).text)
    found["parse only (lexbor)"] = lambda data: parse(decode(data).text)
    return found


def stages(data: bytes, ours: Cleaner) -> dict[str, float]:
    """Milliseconds that each step of the corridor takes with a page."""
    route, model, config = HtmlRoute(), load_model("html"), ours.config
    marks = [time.perf_counter()]
    text = decode(data).text
    marks.append(time.perf_counter())
    parse(text)
    marks.append(time.perf_counter())
    page = route.segment(text, config)
    marks.append(time.perf_counter())
    features = route.features(page, model, config.profile)
    marks.append(time.perf_counter())
    run_trees(model, features.matrix)
    marks.append(time.perf_counter())
    run_network(model, features.matrix)
    marks.append(time.perf_counter())
    ours.clean_html(data)
    marks.append(time.perf_counter())
    decoding, parsing, segmenting, describing, trees, network, whole = np.diff(marks)
    seconds = {
        "decode": decoding,
        "parse": parsing,
        "walk and words": segmenting - parsing,
        "features": describing,
        "trees": trees,
        "network": network,
        "paragraphs, rule, rest": whole - decoding - segmenting - describing - trees - network,
    }
    return {name: value * 1e3 for name, value in seconds.items()}


def measure(pages: list[bytes], repeats: int) -> tuple[dict[str, list[float]], dict[str, float]]:
    """Best of `repeats` for each tool and page in milliseconds, and our median by stage."""
    timed, ours = tools(), Cleaner(max_bytes=None)
    for run in timed.values():  # models and caches of imports, not of pages
        run(pages[0])
    times: dict[str, list[float]] = {name: [] for name in timed}
    by_stage: dict[str, list[float]] = {}
    for page in pages:
        best = dict.fromkeys(timed, float("inf"))
        for _ in range(repeats):
            for name, run in timed.items():
                best[name] = min(best[name], milliseconds(run, page))
        for name, value in best.items():
            times[name].append(value)
        for name, value in stages(page, ours).items():
            by_stage.setdefault(name, []).append(value)
    return times, {name: statistics.median(values) for name, values in by_stage.items()}


def milliseconds(run: Callable[[Any], object], page: Any) -> float:
    """How long one run takes."""
    start = time.perf_counter()
    run(page)
    return (time.perf_counter() - start) * 1e3


def plain_text(pages: list[bytes]) -> float:
    """Median milliseconds for a plain text of LINES lines, each a paragraph of a page."""
    ours = Cleaner()
    texts = [segment_html(decode(page).text).texts[:LINES] for page in pages]
    joined = ["\n".join(lines) for lines in texts if len(lines) == LINES]
    ours.clean_text("warm up")
    return statistics.median([milliseconds(ours.clean_text, text) for text in joined])


def start_up() -> dict[str, float]:
    """Seconds that a new process takes to import the package, and to have its first page."""
    script = (
        "import time; start = time.perf_counter(); import cleaner; "
        f"imported = time.perf_counter(); cleaner.clean_html({SOME_PAGE!r}); "
        "print(imported - start, time.perf_counter() - start)"
    )
    runs = []
    for _ in range(STARTS):
        done = subprocess.run(
            [sys.executable, "-c", script], capture_output=True, text=True, check=True
        )
        runs.append([float(value) for value in done.stdout.split()])
    return dict(zip(("import", "first page"), map(min, zip(*runs))))


def hostile(ours: Cleaner) -> dict[str, float]:
    """Seconds for 10 MB of each hostile page."""
    found = {}
    for name, make in HOSTILE.items():
        page = make()
        found[name] = milliseconds(ours.clean_html, page) * 1e4 / len(page)
    return found


def by_size(ours: Cleaner, pages: list[bytes]) -> dict[str, float]:
    """Microseconds a kB of pages of each size, made of the corpus's own."""
    bodies = [decode(page).text for page in pages]
    found = {}
    for size in SIZES:
        page = page_of_size(bodies, size)
        repeats = max(1, 1_000_000 // size)
        best = min(milliseconds(ours.clean_html, page) for _ in range(repeats))
        found[f"{size // 1000} kB"] = best * 1e6 / len(page)
    return found


def table_of(times: dict[str, list[float]], title: str) -> tuple[Table, dict[str, Any]]:
    """The table of all tools, and the same as data."""
    ours = statistics.median(times["cleaner"])
    table = Table(title=title)
    table.add_column("")
    for column in ("median", "90 %", "99 %", "99 % ÷ median", "mean", "median ÷ ours"):
        table.add_column(column, justify="right")
    rows = {}
    for name, values in times.items():
        median, most, nearly_all = np.percentile(values, PERCENTILES).tolist()
        rows[name] = {
            "median": median,
            "p90": most,
            "p99": nearly_all,
            "p99 by median": nearly_all / median,
            "mean": statistics.fmean(values),
            "ratio": median / ours,
        }
        table.add_row(name, *(f"{value:.2f}" for value in rows[name].values()))
    return table, rows


def main() -> None:
    """Measure, print tables, write JSON and a chart where asked."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--pages", type=int, default=300, help="drawn evenly; 0 for all")
    parser.add_argument("--repeats", type=int, default=1)
    parser.add_argument("--hostile", action="store_true", help="hostile pages, and time by size")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--accuracy", type=Path, help="what accuracy.py --json has written")
    parser.add_argument("--chart", type=Path, help="PNG or SVG: time against accuracy")
    options = parser.parse_args()
    if options.chart and not options.accuracy:
        parser.error("--chart needs --accuracy")

    names = [page.id for page in load_corpus(options.corpus)]
    if options.pages and options.pages < len(names):
        names = [names[i] for i in np.linspace(0, len(names) - 1, options.pages).astype(int)]
    pages = [read_page(options.corpus, name) for name in names]
    times, by_stage = measure(pages, options.repeats)

    console = Console()
    corpus = options.corpus.name
    table, rows = table_of(times, f"{len(pages)} pages of {corpus}, milliseconds a page")
    console.print(table)
    record = {"version": cleaner.__version__, "tools": rows, "stages": by_stage}

    def say(what: str, figures: Mapping[str, float]) -> None:
        spent = ", ".join(f"{name} {value:.2f}" for name, value in figures.items())
        console.print(f"{what}: {spent}", highlight=False)

    say("where our median goes (ms)", by_stage)
    record["text"] = {f"{LINES} lines": plain_text(pages)}
    say("plain text (ms)", record["text"])
    record["start"] = start_up()
    say("a new process (s)", record["start"])
    if options.hostile:
        ours = Cleaner(max_bytes=None)
        record["size"] = by_size(ours, pages)
        say("by size of the page (µs a kB)", record["size"])
        record["hostile"] = hostile(ours)
        say("hostile pages (s for 10 MB)", record["hostile"])
    if options.json:
        options.json.write_text(json.dumps(record, indent=1), encoding="utf-8")
    if options.chart:
        accuracy = json.loads(options.accuracy.read_text(encoding="utf-8"))[corpus]
        medians = {name: row["median"] for name, row in rows.items() if name in accuracy}
        scores = {name: accuracy[name]["all"]["word F1"] for name in medians}
        draw(medians, scores, corpus, options.chart)


if __name__ == "__main__":
    main()
