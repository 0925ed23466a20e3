"""How `cleaner batch` scales: speed by number of jobs, memory over time, the same bytes.

    python benchmarks/scaling.py [PAGES] [--like FOLDER] [--jobs 1 2] [--rounds 2]

Cleans so many variants of the pages in a folder (by default the samples, which are small) with each
number of jobs, in turn, and prints pages a second, the ratio, the largest memory of the run and its
workers in each quarter, and whether the outputs are the same. Needs a machine with idle cores, and
psutil (extra `bench`).
"""

from __future__ import annotations

import filecmp
import statistics
import tempfile
from pathlib import Path

from common import argument_parser, run, write_results

from cleaner.batch import BatchOptions, Outcome, run_batch
from cleaner.batch.options import STATE
from cleaner.batch.sources.folders import walk
from cleaner.io.compression import read_page

SAMPLES = Path(__file__).parent.parent / "samples"


def main() -> None:
    """Measure and print."""
    parser = argument_parser(__doc__)
    parser.add_argument("pages", type=int, nargs="?", default=20_000, help="number of pages")
    parser.add_argument("--like", type=Path, default=SAMPLES, help="pages to make variants of")
    parser.add_argument("--jobs", type=int, nargs="+", default=[1, 2], help="numbers of processes")
    parser.add_argument("--rounds", type=int, default=2, help="runs with each number")
    parser.add_argument("--json", type=Path, help="file of results to write into")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "source"
        make_pages(source, options.pages, options.like)
        seconds: dict[int, list[float]] = {jobs: [] for jobs in options.jobs}
        for number in range(options.rounds):
            for jobs, of_jobs in seconds.items():
                out = Path(folder) / f"{jobs}-{number}"
                of_jobs.append(measure(source, out, jobs, options.pages))
        first, *others = seconds
        for jobs in others:
            ratio = statistics.median(seconds[first]) / statistics.median(seconds[jobs])
            print(f"{jobs} jobs are {ratio:.2f} times as fast as {first}")
            print("the same bytes:", same(Path(folder) / f"{first}-0", Path(folder) / f"{jobs}-0"))
    if options.json:
        results = {
            "pages": options.pages,
            "seconds": {str(jobs): of_jobs for jobs, of_jobs in seconds.items()},
        }
        write_results(options.json, "scaling", results, options)


def make_pages(source: Path, pages: int, like: Path) -> None:
    """Write so many pages, a thousand a folder; none is the same as another."""
    samples = [
        read_page(like / page.folder / page.name, None)
        for folder in walk(like)
        for page in folder.pages
        if page.format == "html"
    ]
    for number in range(pages):
        path = source / f"{number // 1000}" / f"{number}.html"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(samples[number % len(samples)].replace(b"</p>", b" (%d)</p>" % number, 1))


def measure(source: Path, out: Path, jobs: int, pages: int) -> float:
    """Return the seconds of a run; its speed and memory are printed."""
    import psutil

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

    summary = run_batch(BatchOptions(source, out), jobs, on_outcome=look, isolated=True)
    rate = summary.cleaned / summary.seconds
    print(f"{jobs} jobs: {rate:.0f} pages/s, memory by quarter (MB): {memory}", flush=True)
    return summary.seconds


def same(one: Path, other: Path) -> bool:
    """Return whether two folders hold the same files, apart from the state of the run."""
    compared = filecmp.dircmp(one, other, ignore=[STATE])
    if compared.left_only or compared.right_only or compared.funny_files:
        return False
    _, different, errors = filecmp.cmpfiles(one, other, compared.common_files, shallow=False)
    folders = compared.common_dirs
    return not different and not errors and all(same(one / name, other / name) for name in folders)


if __name__ == "__main__":
    run(main)
