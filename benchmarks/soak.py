"""Clean for an hour in one process, and a million small pages in a batch: do time and memory grow?

    python benchmarks/soak.py [--minutes 60] [--pages 1000000] [--json FILE] [--chart FILE.svg]
    python benchmarks/soak.py --only batch --json FILE

The first part cleans pages, texts, bytes of many encodings, trees, archives and rows, whole and
damaged, through every way out of a document, over and over; the second is one `cleaner batch` of
small pages, none of which is the same as another, in one worker process. Of both, the memory and
the processor time a page are noted in each of 60 steps, and the last third is compared with the
second: the first is when libraries are loaded and caches filled. Needs psutil (extra `bench`).
"""

from __future__ import annotations

import json
import statistics
import tempfile
import time
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

from common import argument_parser, read_results, run, write_results
from fuzz_targets import TARGETS, make_input, warm_up
from soak_chart import PARTS, draw

from cleaner.batch import BatchOptions, Outcome, run_batch

STEPS = 60
MIXED = [name for name in TARGETS if name != "model"]
SECTION = "soak"
_SMALL = (
    "<title>Ferry {0}</title><nav><a href=/>Home</a></nav><h1>Ferry {0}</h1>"
    "<p>The ferry number {0} came back on Monday, painted green and half an hour late.</p>"
    "<p>Its first passenger was a goat, which had a ticket with the number {1}.</p>"
)

Step = dict[str, float]


class Steps:
    """What is noted in each step: minutes since the begin, pages so far, memory in MB, and
    milliseconds of processor time a page, of a process and its children."""

    def __init__(self) -> None:
        import psutil

        self._process = psutil.Process()
        self._begun = time.monotonic()
        self._pages = 0
        self._spent = self._seconds()
        self.steps: list[Step] = []

    def _all(self) -> list[Any]:
        return [self._process, *self._process.children()]

    def _seconds(self) -> float:
        ended = sum(self._process.cpu_times()[2:4])  # of workers that others have replaced
        return ended + sum(sum(process.cpu_times()[:2]) for process in self._all())

    def note(self, pages: int) -> None:
        """Note the state after so many pages. Nothing, if there are none since the last time."""
        if pages == self._pages:
            return
        seconds = self._seconds()
        self.steps.append(
            {
                "minutes": round((time.monotonic() - self._begun) / 60, 3),
                "pages": pages,
                "megabytes": round(sum(p.memory_info().rss for p in self._all()) / 1e6, 1),
                "milliseconds": round((seconds - self._spent) * 1e3 / (pages - self._pages), 2),
            }
        )
        self._pages, self._spent = pages, seconds


def inputs() -> Iterator[tuple[str, bytes]]:
    """Yield inputs of all kinds, every other one damaged, without end and none twice in a row."""
    seeds = {name: TARGETS[name].seeds(None) for name in MIXED}
    for number in count():
        for name in MIXED:
            yield name, seeds[name][number % len(seeds[name])]
            yield name, make_input(name, seeds[name], 7, number)


def mixed(minutes: float) -> list[Step]:
    """Clean inputs of all kinds for so long, in this process."""
    warm_up()
    steps = Steps()
    begun = time.monotonic()
    for number, (name, data) in enumerate(inputs()):
        past = (time.monotonic() - begun) / 60
        if past > minutes * (len(steps.steps) + 1) / STEPS:
            steps.note(number)
        if past > minutes:
            return steps.steps
        TARGETS[name].run(data)
    return []  # never: inputs have no end


def batch(pages: int) -> list[Step]:
    """Clean so many small pages as rows of one file, in a worker process."""
    with tempfile.TemporaryDirectory(prefix="soak-") as folder:
        source = Path(folder) / "pages.jsonl"
        with source.open("w", encoding="utf-8") as file:
            for number in range(pages):
                row = {
                    "html": _SMALL.format(number, number * 7),
                    "url": f"http://a{number % 99}.example/{number}",
                }
                file.write(json.dumps(row) + "\n")
        steps = Steps()
        seen = 0

        def look(outcome: Outcome) -> None:
            nonlocal seen
            seen += 1
            if seen >= pages * (len(steps.steps) + 1) / STEPS:
                steps.note(seen)

        options = BatchOptions(source, Path(folder) / "out", "jsonl")
        run_batch(options, 1, on_outcome=look, isolated=True)
        return steps.steps


def growth(steps: list[Step], what: str) -> float:
    """Return by how much the last third of the steps is above the second, as a share."""
    third = len(steps) // 3
    second, last = steps[third : 2 * third], steps[2 * third :]
    if not second:
        return 0.0
    before = statistics.median(step[what] for step in second)
    return statistics.median(step[what] for step in last) / before - 1


def main() -> None:
    """Run both parts, print what grew, write it down and draw it if asked to."""
    parser = argument_parser(__doc__)
    parser.add_argument("--minutes", type=float, default=60, help="of mixed input")
    parser.add_argument("--pages", type=int, default=1_000_000, help="of the batch")
    parser.add_argument("--json", type=Path, help="file of results to write into")
    parser.add_argument("--chart", type=Path, help="SVG to draw; with --draw from the file alone")
    parser.add_argument("--only", choices=PARTS, help="this part; the other is kept in --json")
    parser.add_argument("--draw", action="store_true", help="run nothing: draw what --json holds")
    options = parser.parse_args()
    if options.draw:
        options.chart.write_text(draw(read_results(options.json, SECTION)), encoding="utf-8")
        return
    kept = options.only and options.json and options.json.exists()
    results: dict[str, Any] = read_results(options.json, SECTION) if kept else {}
    for name in [options.only] if options.only else PARTS:
        steps = mixed(options.minutes) if name == "mixed" else batch(options.pages)
        results[name] = steps
        print(
            f"{name}: {steps[-1]['pages']:,} pages in {steps[-1]['minutes']:.0f} minutes; "
            f"last third by second: memory {growth(steps, 'megabytes'):+.1%}, "
            f"time a page {growth(steps, 'milliseconds'):+.1%}",
            flush=True,
        )
        if options.json:
            write_results(options.json, SECTION, results, options)
    if options.chart:
        options.chart.write_text(draw(results), encoding="utf-8")


if __name__ == "__main__":
    run(main)
