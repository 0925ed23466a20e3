"""How late the event loop is while pages are cleaned: in worker processes, and in the loop itself.

    python benchmarks/event_loop.py [PAGES] [--like FOLDER] [--jobs 2] [--json RESULTS.json]

A timer of the loop is to ring every millisecond; printed is by how much it was late, while so many
pages (by default of the samples) are cleaned as fast as it goes. A busy machine is late, too:
compare with the loop that has nothing to do. As in a server, nobody keeps the documents, and what
is imported is out of the sight of Python's garbage collector (`gc.freeze`).
"""

from __future__ import annotations

import asyncio
import gc
import statistics
import time
from collections.abc import Awaitable, Callable, Sequence
from itertools import cycle, islice
from pathlib import Path

from common import argument_parser, run, write_results

import cleaner

SAMPLES = Path(__file__).parent.parent / "samples"
TICK = 0.001  # seconds

Clean = Callable[[bytes], Awaitable[object]]


def main() -> None:
    """Measure and print."""
    parser = argument_parser(__doc__)
    parser.add_argument("pages", type=int, nargs="?", default=1000, help="number of pages")
    parser.add_argument("--like", type=Path, default=SAMPLES, help="pages to clean")
    parser.add_argument("--jobs", type=int, help="worker processes; by default one for each core")
    parser.add_argument("--json", type=Path, help="file of results to write into")
    options = parser.parse_args()
    paths = sorted(path for path in options.like.rglob("*.html") if path.is_file())
    pages = list(islice(cycle([path.read_bytes() for path in paths]), options.pages))
    results = asyncio.run(measure(pages, options.jobs))
    for name, figures in results.items():
        print(f"{name}: {', '.join(f'{what} {value:.1f}' for what, value in figures.items())}")
    if options.json:
        write_results(options.json, "event loop", results, options)


async def measure(pages: Sequence[bytes], jobs: int | None) -> dict[str, dict[str, float]]:
    """Return by how many milliseconds the loop was late: with nothing to do, while workers clean,
    and while it cleans itself."""
    turn = asyncio.Lock()

    async def nothing(page: bytes) -> None:
        await asyncio.sleep(1)

    async def in_the_loop(page: bytes) -> None:
        async with turn:
            _ = cleaner.clean(page).metadata
            await asyncio.sleep(0)  # others have their turn between two pages

    async with cleaner.AsyncCleaner(jobs=jobs, timeout=None) as cleaning:
        await asyncio.gather(*map(cleaning.clean, pages[:40]))  # the processes are there
        results = {
            "nothing to do": await late_by(pages[:1], nothing),
            "in workers": await late_by(pages, cleaning.clean),
        }
    await in_the_loop(pages[0])
    few = pages[: len(pages) // 10]
    return {**results, "in the loop": await late_by(few, in_the_loop)}


async def late_by(pages: Sequence[bytes], clean: Clean) -> dict[str, float]:
    """Clean all pages at once, and return figures of how late the loop was, and pages a second."""

    async def and_drop(page: bytes) -> None:
        await clean(page)

    gc.collect()
    gc.freeze()
    late: list[float] = []
    timer = asyncio.ensure_future(ticks(late))
    started = time.perf_counter()
    await asyncio.gather(*map(and_drop, pages))
    seconds = time.perf_counter() - started
    await asyncio.sleep(2 * TICK)  # the last of the ticks is noted, too
    timer.cancel()
    late = [1000 * value for value in sorted(late)]
    return {
        "median ms late": statistics.median(late),
        "99th percentile": late[int(0.99 * len(late))],
        "longest": late[-1],
        "pages a second": len(pages) / seconds,
    }


async def ticks(late: list[float]) -> None:
    """Note by how many seconds each ring of a timer is late."""
    while True:
        due = time.perf_counter() + TICK
        await asyncio.sleep(TICK)
        late.append(time.perf_counter() - due)


if __name__ == "__main__":
    run(main)
