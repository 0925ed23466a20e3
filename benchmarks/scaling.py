"""How `cleaner batch` scales: speed by number of jobs, memory over time, the same bytes.

    python benchmarks/batch.py [PAGES] [--like FOLDER] [--jobs 1 2] [--rounds 2]

Cleans so many variants of the pages in a folder (the samples, which are small, where none is named)
with each number of jobs, in turn, and prints pages a second, the ratio, the largest memory of the
run and its workers in each quarter, and whether the outputs are the same. Needs a machine with idle
cores.
"""

from __future__ import annotations

import argparse
import filecmp
import statistics
import tempfile
from pathlib import Path

import psutil

from cleaner.batch.runner import run_batch
from cleaner.batch.sources.folders import STATE, walk
from cleaner.batch.task import Options, Outcome
from cleaner.io.compression import read_page

SAMPLES = Path(__file__).parent.parent / "samples"


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("pages", type=int, nargs="?", default=20_000)
    parser.add_argument("--like", type=Path, default=SAMPLES, help="pages to make variants of")
    parser.add_argument("--jobs", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--rounds", type=int, default=2)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "source"
        make_pages(source, options.pages, options.like)
        seconds: dict[int, list[float]] = {jobs: [] for jobs in options.jobs}
        for number in range(options.rounds):
            for jobs, found in seconds.items():
                out = Path(folder) / f"{jobs}-{number}"
                found.append(measure(source, out, jobs, options.pages))
        first, *others = seconds
        for jobs in others:
            ratio = statistics.median(seconds[first]) / statistics.median(seconds[jobs])
            print(f"{jobs} jobs are {ratio:.2f} times as fast as {first}")
            print("the same bytes:", same(Path(folder) / f"{first}-0", Path(folder) / f"{jobs}-0"))


def make_pages(source: Path, pages: int, like: Path) -> None:
    """So many pages, a thousand a folder; none is the same as another."""
    samples = [
        read_page(like / page.folder / page.name, None)
        for folder in walk(like)
        for page in folder.pages
        if page.kind == "html"
    ]
    for number in range(pages):
        path = source / f"{number // 1000}" / f"{number}.html"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(samples[number % len(samples)].replace(b"</p>", b" (%d)</p>" % number, 1))


def measure(source: Path, out: Path, jobs: int, pages: int) -> float:
    """Seconds of a run; what it shows goes to standard output."""
    here = psutil.Process()
    memory = [0, 0, 0, 0]
    seen = 0

    def look(outcome: Outcome) -> None:
        nonlocal seen
        if seen % 100 == 0:
            sizes = [process.memory_info().rss for process in (here, *here.children())]
            quarter = min(3, seen * 4 // pages)
            memory[quarter] = max(memory[quarter], sum(sizes) >> 20)
        seen += 1

    summary = run_batch(Options(source, out), jobs, on_outcome=look)
    rate = summary.cleaned / summary.seconds
    print(f"{jobs} jobs: {rate:.0f} pages/s, memory by quarter (MB): {memory}", flush=True)
    return summary.seconds


def same(one: Path, other: Path) -> bool:
    """Whether two folders hold the same files, apart from the account of the run."""
    compared = filecmp.dircmp(one, other, ignore=[STATE])
    if compared.left_only or compared.right_only or compared.funny_files:
        return False
    _, different, errors = filecmp.cmpfiles(one, other, compared.common_files, shallow=False)
    folders = compared.common_dirs
    return not different and not errors and all(same(one / name, other / name) for name in folders)


if __name__ == "__main__":
    main()
