"""Time a page, ours and every installed baseline's, interleaved page by page in one process.

    python benchmarks/speed.py CORPUS [--pages 300] [--json RESULTS.json]
    python benchmarks/speed.py CORPUS --hostile      # also hostile pages, and time by size of page
    python benchmarks/speed.py CORPUS --accuracy RESULTS.json --chart FILE.png

Pages are in memory as bytes; decoding is included for all; one thread. A noisy machine touches all
tools alike, so the ratios hold where the milliseconds do not. The chart needs what
`accuracy.py --json` has written (and the extra `bench`).
"""

from __future__ import annotations

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")

import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from chart import draw
from common import argument_parser, read_results, run, write_results
from hostile import HOSTILE, SIZES, page_of_size
from rich.console import Console
from rich.table import Table

from cleaner import Cleaner
from cleaner.evaluation.baselines import Extractor, installed_baselines
from cleaner.evaluation.corpus import load_corpus, read_page
from cleaner.evaluation.scores import OURS
from cleaner.evaluation.summaries import WORD_F1
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
    """Return ours and the baselines, each from the bytes of a page to text."""
    ours = Cleaner(max_bytes=None)
    timed: dict[str, Timed] = {OURS: lambda data: ours.clean_html(data).text}
    for name, extract in installed_baselines().items():
        timed[name] = _from_bytes(extract)
    timed["parse only (lexbor)"] = lambda data: parse(decode(data).text)
    return timed


def _from_bytes(extract: Extractor) -> Timed:
    return lambda data: extract(decode(data).text)


def stages(data: bytes, ours: Cleaner) -> dict[str, float]:
    """Return the milliseconds that each step of the corridor takes with a page."""
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
    """Return the best of `repeats` in milliseconds by tool and page, and our median by step."""
    timed, ours = tools(), Cleaner(max_bytes=None)
    for clean in timed.values():  # models and caches of imports, not of pages
        clean(pages[0])
    times: dict[str, list[float]] = {name: [] for name in timed}
    by_stage: dict[str, list[float]] = {}
    for page in pages:
        best = dict.fromkeys(timed, float("inf"))
        for _ in range(repeats):
            for name, clean in timed.items():
                best[name] = min(best[name], milliseconds(clean, page))
        for name, value in best.items():
            times[name].append(value)
        for name, value in stages(page, ours).items():
            by_stage.setdefault(name, []).append(value)
    return times, {name: statistics.median(values) for name, values in by_stage.items()}


def milliseconds(clean: Callable[[Any], object], page: Any) -> float:
    """Return how long one run takes."""
    start = time.perf_counter()
    clean(page)
    return (time.perf_counter() - start) * 1e3


def plain_text(pages: list[bytes]) -> float:
    """Return the median milliseconds for a plain text of LINES lines, each a paragraph of a page.

    0 if no page has so many.
    """
    ours = Cleaner()
    texts = [segment_html(decode(page).text).texts[:LINES] for page in pages]
    joined = ["\n".join(lines) for lines in texts if len(lines) == LINES]
    ours.clean_text("warm up")
    times = [milliseconds(ours.clean_text, text) for text in joined]
    return statistics.median(times) if times else 0.0


def start_up() -> dict[str, float]:
    """Return the seconds that a new process takes to import the package, and to its first page."""
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
    """Return the seconds for 10 MB of each hostile page."""
    seconds = {}
    for name, make in HOSTILE.items():
        page = make()
        seconds[name] = milliseconds(ours.clean_html, page) * 1e4 / len(page)
    return seconds


def by_size(ours: Cleaner, pages: list[bytes]) -> dict[str, float]:
    """Return the microseconds a kB of pages of each size, made of the corpus's own."""
    bodies = [decode(page).text for page in pages]
    times = {}
    for size in SIZES:
        page = page_of_size(bodies, size)
        repeats = max(1, 1_000_000 // size)
        best = min(milliseconds(ours.clean_html, page) for _ in range(repeats))
        times[f"{size // 1000} kB"] = best * 1e6 / len(page)
    return times


def table_of(
    times: Mapping[str, list[float]], title: str
) -> tuple[Table, dict[str, dict[str, float]]]:
    """Return the table of all tools, and the same as data."""
    ours = statistics.median(times[OURS])
    table = Table(title=title, title_justify="left")
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


def sample(folder: Path, count: int) -> list[bytes]:
    """Return so many pages of a corpus, evenly over their order; all of them if `count` is 0."""
    names = [page.id for page in load_corpus(folder)]
    if count and count < len(names):
        names = [names[i] for i in np.linspace(0, len(names) - 1, count).astype(int)]
    return [read_page(folder, name) for name in names]


def chart(path: Path, accuracy: Path, corpus: str, rows: Mapping[str, Mapping[str, float]]) -> None:
    """Draw time against accuracy. Raises CleanerError if the file holds no accuracy."""
    figures: Any = read_results(accuracy, "accuracy").get(corpus, {})
    medians = {name: row["median"] for name, row in rows.items() if name in figures}
    scores = {name: figures[name]["all"][WORD_F1] for name in medians}
    draw(medians, scores, corpus, path)


def main() -> None:
    """Measure speed, print tables, write results and a chart if asked to."""
    parser = argument_parser(__doc__)
    parser.add_argument("corpus", type=Path, help="a corpus with pages, such as wcxb-dev")
    parser.add_argument("--pages", type=int, default=300, help="drawn evenly; 0 for all")
    parser.add_argument("--repeats", type=int, default=1, help="of which the fastest counts")
    parser.add_argument("--hostile", action="store_true", help="hostile pages, and time by size")
    parser.add_argument("--json", type=Path, help="file of results to write into")
    parser.add_argument("--accuracy", type=Path, help="file of results with those of accuracy.py")
    parser.add_argument("--chart", type=Path, help="PNG or SVG to draw: time against accuracy")
    options = parser.parse_args()
    if options.chart and not options.accuracy:
        parser.error("--chart needs --accuracy")

    pages = sample(options.corpus, options.pages)
    times, by_stage = measure(pages, options.repeats)
    console = Console(highlight=False)
    corpus = options.corpus.name
    table, rows = table_of(times, f"{len(pages)} pages of {corpus}, milliseconds a page")
    console.print(table)
    results: dict[str, Mapping[str, object]] = {"tools": rows}

    def report(title: str, name: str, figures: Mapping[str, float]) -> None:
        results[name] = figures
        spent = ", ".join(f"{what} {value:.2f}" for what, value in figures.items())
        console.print(f"{title}: {spent}")

    report("where our median goes (ms)", "stages", by_stage)
    report("plain text (ms)", "text", {f"{LINES} lines": plain_text(pages)})
    report("a new process (s)", "start", start_up())
    if options.hostile:
        ours = Cleaner(max_bytes=None)
        report("by size of the page (µs a kB)", "size", by_size(ours, pages))
        report("hostile pages (s for 10 MB)", "hostile", hostile(ours))
    if options.json:
        write_results(options.json, "speed", results, options, [options.corpus])
    if options.chart:
        chart(options.chart, options.accuracy, corpus, rows)


if __name__ == "__main__":
    run(main)
