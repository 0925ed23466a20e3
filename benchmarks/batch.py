"""How `cleaner batch` scales: speed by number of jobs, memory over time, the same bytes.

    python benchmarks/batch.py [PAGES]

Cleans that many variants of the sample pages with one job and with two, in turn, and prints pages
a second, the ratio, the largest memory of the run and its workers in each quarter, and whether the
outputs are the same. Needs a machine with two idle cores.
"""

from __future__ import annotations

import filecmp
import statistics
import sys
import tempfile
from pathlib import Path

import psutil

from cleaner.batch.runner import run_batch
from cleaner.batch.sources import STATE, walk
from cleaner.batch.task import Options, Outcome

SAMPLES = Path(__file__).parent.parent / "samples"
ROUNDS = 2


def main() -> None:
    """Print the figures."""
    pages = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "source"
        make_pages(source, pages)
        seconds: dict[int, list[float]] = {1: [], 2: []}
        for number in range(ROUNDS):
            for jobs, found in seconds.items():
                found.append(measure(source, Path(folder) / f"{jobs}-{number}", jobs, pages))
        ratio = statistics.median(seconds[1]) / statistics.median(seconds[2])
        print(f"two jobs are {ratio:.2f} times as fast as one")
        print("the same bytes:", same(Path(folder) / "1-0", Path(folder) / "2-0"))


def make_pages(source: Path, pages: int) -> None:
    """So many pages, a thousand a folder; none is the same as another."""
    samples = [
        (SAMPLES / page.folder / page.name).read_text(encoding="utf-8")
        for folder in walk(SAMPLES)
        for page in folder.pages
        if page.kind == "html"
    ]
    for number in range(pages):
        path = source / f"{number // 1000}" / f"{number}.html"
        path.parent.mkdir(parents=True, exist_ok=True)
        text = samples[number % len(samples)].replace("</p>", f" ({number})</p>", 1)
        path.write_text(text, encoding="utf-8")


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
