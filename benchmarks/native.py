"""Compare the compiled core with the Python that specifies it: equal or not, and how much faster.

    python benchmarks/native.py CORPORA [--pages 75] [--repeats 3] [--json RESULTS.json]

Of each corpus some pages, drawn evenly, each as HTML and as plain text, its paragraphs as lines.
Texts, runs, elements, labels and the text that comes out must be equal, columns to a millionth,
log-odds of the trees to 1e-4, sentence vectors to 2e-5; it exits with 1 if any is not.
Times are CPU times of the thread, the best of so many repeats, both ways in turn.
"""

from __future__ import annotations

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")

import argparse
import statistics
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from common import add_corpora, argument_parser, corpus_folders, run, write_results
from speed import sample

from cleaner import Cleaner, CleanerError, Document
from cleaner._native import in_python, is_compiled
from cleaner.io.decode import decode
from cleaner.model.file import load_model
from cleaner.model.predictor import run_trees
from cleaner.routes.html import HtmlRoute
from cleaner.routes.text import TextRoute

CORPORA = ("wcxb-dev", "news-2023", "fundus-train", "snippets-train")
# By what is compared: how far it may be off, of its size and of 0; all else must be equal.
CLOSE = {"columns": (1e-6, 1e-9), "log-odds": (0.0, 1e-4), "vectors": (0.0, 2e-5)}
ELEMENTS = ("parent", "tag", "key", "keys", "flags", "depth", "first", "end", "attributes")

Results = dict[str, object]


def html_results(data: bytes, ours: Cleaner) -> Results:
    """Return all that is compared of a page."""
    route, model = HtmlRoute(), load_model("html")
    page = route.segment(decode(data).text, ours.config)
    results: Results = {"texts": page.texts, "runs": page.runs.tolist()}
    results["elements"] = [getattr(page.elements, name) for name in ELEMENTS]
    if len(page):
        results["columns"] = route.features(page, model, ours.config.profile).matrix
        results["log-odds"] = np.array(run_trees(model, np.asarray(results["columns"])))
    return results | results_of_document(ours.clean_html(data))


def text_results(text: str, ours: Cleaner) -> Results:
    """Return all that is compared of a plain text."""
    route, model = TextRoute(), load_model("text")
    page = route.segment(text, ours.config)
    results: Results = {"texts": page.texts}
    if len(page):
        features = route.features(page, model, ours.config.profile)
        results |= {"columns": features.matrix, "vectors": features.vectors}
    return results | results_of_document(ours.clean_text(text))


def results_of_document(document: Document) -> Results:
    """Return all that is compared of what comes out."""
    labels = [(p.label, p.kind, p.level, p.row, p.ordinal) for p in document.paragraphs]
    return {"text": document.text, "labels": labels}


def differences(data: bytes, ours: Cleaner) -> list[str]:
    """Return what differs between the core and the Python, by name."""
    flattened = "\n".join(paragraph.text for paragraph in ours.clean_html(data).paragraphs)
    core = html_results(data, ours), text_results(flattened, ours)
    with in_python():
        python = html_results(data, ours), text_results(flattened, ours)
    return different_in(core[0], python[0], "HTML") + different_in(core[1], python[1], "text")


def different_in(core: Results, python: Results, format: str) -> list[str]:
    """Return what differs between two results, by name."""
    different = []
    for name, value in python.items():
        if name in CLOSE:
            of_size, of_0 = CLOSE[name]
            close = np.allclose(core[name], value, rtol=of_size, atol=of_0)  # type: ignore[arg-type]
        else:
            close = core[name] == value
        if not close:
            different.append(f"{format}: {name}")
    return different


def steps(data: bytes, ours: Cleaner) -> dict[str, float]:
    """Return the milliseconds of each step that the core has a part in, and of the whole page."""
    route, model, config = HtmlRoute(), load_model("html"), ours.config
    text = decode(data).text
    taken = {}

    def timed(name: str, step: Callable[[], object]) -> object:
        start = time.thread_time()
        result = step()
        taken[name] = (time.thread_time() - start) * 1e3
        return result

    page = timed("parse, walk, words", lambda: route.segment(text, config))
    features = timed("features", lambda: route.features(page, model, config.profile))  # type: ignore[arg-type]
    timed("trees", lambda: run_trees(model, features.matrix))  # type: ignore[attr-defined]
    timed("whole page", lambda: ours.clean_html(data).text)
    return taken


def best_steps(data: bytes, ours: Cleaner, repeats: int) -> tuple[dict[str, float], ...]:
    """Return the best milliseconds by step, of the core and of the Python, in turn."""
    best: tuple[dict[str, float], dict[str, float]] = ({}, {})
    for _ in range(repeats):
        for name, value in steps(data, ours).items():
            best[0][name] = min(value, best[0].get(name, value))
        with in_python():
            for name, value in steps(data, ours).items():
                best[1][name] = min(value, best[1].get(name, value))
    return best


def compare_corpus(folder: Path, options: argparse.Namespace, ours: Cleaner) -> Results:
    """Compare the pages of a corpus; print and return what was found."""
    pages = sample(folder, options.pages)
    different: dict[str, int] = {}
    core: dict[str, list[float]] = {}
    python: dict[str, list[float]] = {}
    for data in pages:
        for name in differences(data, ours):
            different[name] = different.get(name, 0) + 1
        for times, taken in zip((core, python), best_steps(data, ours, options.repeats)):
            for name, value in taken.items():
                times.setdefault(name, []).append(value)
    print(f"{folder.name}: {len(pages)} pages, different: {different or 'none'}")
    medians = {}
    for name, values in core.items():
        fast, slow = statistics.median(values), statistics.median(python[name])
        medians[name] = {"core": fast, "python": slow}
        print(f"  {name}: {fast:.2f} ms, Python {slow:.2f}: {slow / fast:.2f} times as fast")
    return {"pages": len(pages), "different": different, "milliseconds": medians}


def main() -> int:
    """Compare the core with Python, print, write results; return 1 if anything differs."""
    parser = argument_parser(__doc__)
    add_corpora(parser, CORPORA)
    parser.add_argument("--pages", type=int, default=75, help="of each corpus; 0 for all")
    parser.add_argument("--repeats", type=int, default=3, help="of which the fastest counts")
    parser.add_argument("--json", type=Path, help="file of results to write into")
    options = parser.parse_args()
    if not is_compiled():
        raise CleanerError("the compiled core does not run: `cleaner --version` says what does")
    folders = corpus_folders(options.corpora, CORPORA)
    ours = Cleaner(max_bytes=None)
    results = {folder.name: compare_corpus(folder, options, ours) for folder in folders}
    if options.json:
        write_results(options.json, "native", results, options, folders)
    return int(any(figures["different"] for figures in results.values()))


if __name__ == "__main__":
    run(main)
