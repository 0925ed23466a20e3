"""What a billion pages cost: days of a core, and money, from the times that were measured.

    python benchmarks/scaling_out.py [RESULTS.json] [--pages 1000000000] [--core-hour DOLLARS]
    python benchmarks/scaling_out.py RESULTS.json --measure CORPORA/wcxb-dev [--sample 100]

Prints the table of the site, from the newest file of benchmarks/results unless one is named. With
--measure it first adds what a page costs in a whole run of `cleaner batch` (two passes for the site
memory, metadata, records) as a multiple of its cleaning alone, in processor time.
"""

from __future__ import annotations

import tempfile
import time
from argparse import Namespace
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from common import argument_parser, run, write_results

SECTION = "scaling out"
PAGES = 1_000_000_000
DAY, HOUR = 86_400, 3_600
TOOLS = ("cleaner", "trafilatura", "resiliparse")


@dataclass(frozen=True)
class Price:
    """What an hour of a core or a GPU costs, in dollars; where that was read, and of when it is."""

    hour: float
    of: str
    source: str
    date: str


@dataclass(frozen=True)
class Published:
    """The throughput that the authors of a model on GPUs give, in pages a second and GPU."""

    name: str
    pages_a_second: float
    gpu: str
    source: str
    date: str


CORE = Price(
    0.0816 / 2,
    "half an Amazon EC2 m7g.large (2 cores, 8 GiB; $0.0816 an hour on demand, us-east-1)",
    "https://www.factualminds.com/blog/amazon-ec2-on-demand-pricing-instance-families-2026/, which "
    "quotes Amazon's list",
    "2026-06-17",
)
GPU = Price(
    1.844,
    "an A100 in Amazon EC2 Capacity Blocks, p4d.24xlarge",
    "https://aws.amazon.com/ec2/capacityblocks/pricing/, Ohio and Oregon, the list that was to "
    "change on 2025-01-01",
    "2024-12",
)
MODEL = Published(
    "Dripper-0.6B", 3.08, "A100", "https://arxiv.org/abs/2511.23119v2, abstract", "2026-03"
)


def cost_table(
    results: Mapping[str, Any],
    pages: int = PAGES,
    core_hour: float = CORE.hour,
    gpu_hour: float = GPU.hour,
) -> list[str]:
    """Return the table as Markdown: what so many pages take and cost with each tool."""
    tools = results["speed"]["results"]["tools"]
    rows = [(name, tools[name]["mean"] / 1e3, "core", core_hour) for name in TOOLS]
    if SECTION in results:
        ratio = results[SECTION]["results"]["batch ÷ text"]
        rows.insert(1, ("cleaner batch, all of it", ratio * rows[0][1], "core", core_hour))
    rows.append((MODEL.name, 1 / MODEL.pages_a_second, MODEL.gpu, gpu_hour))
    lines = ["| | pages a second | on | days of it | dollars |", "| --- " * 5 + "|"]
    for name, seconds, machine, hour in rows:
        days = pages * seconds / DAY
        money = days * DAY / HOUR * hour
        shown = f"{1 / seconds:.1f} | one {machine} | {rounded(days)} | {rounded(money)}"
        lines.append(f"| {name} | {shown} |")
    return lines


def time_table(results: Mapping[str, Any]) -> list[str]:
    """Return where the time of a page goes, as Markdown: the share of each step."""
    stages = results["speed"]["results"]["stages"]
    whole = sum(stages.values())
    lines = ["| step | share of the time |", "| --- | --- |"]
    return lines + [f"| {name} | {spent / whole:.0%} |" for name, spent in stages.items()]


def rounded(number: float) -> str:
    """Return a number with two digits that count: more would say too much.

    >>> rounded(416.9), rounded(166_256)
    ('420', '170,000')
    """
    return f"{float(f'{number:.2g}'):,.0f}"


def measure(corpus: Path, sample: int) -> dict[str, float]:
    """Return what a page costs in a batch, by what its text alone costs; in processor time of this
    process, which others on the machine do not take from.

    Raises CorpusError if the corpus cannot be read.
    """
    from speed import sample as sample_of

    from cleaner import Cleaner
    from cleaner.batch import BatchOptions, run_batch

    pages = sample_of(corpus, sample)
    ours = Cleaner()
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "pages"
        source.mkdir()
        for number, page in enumerate(pages):
            (source / f"{number}.html").write_bytes(page)

        def batch(out: str, *, site_memory: bool) -> float:
            options = BatchOptions(
                source, Path(folder) / out, output_format="jsonl", site_memory=site_memory
            )
            start = time.process_time()
            run_batch(options, jobs=1)
            return time.process_time() - start

        batch("warm-up", site_memory=True)  # models, and what dates of all languages need
        start = time.process_time()
        for page in pages:
            _ = ours.clean_html(page).text
        text = time.process_time() - start
        once, twice = batch("once", site_memory=False), batch("twice", site_memory=True)
    return {
        "pages": len(pages),
        "text ms": text / len(pages) * 1e3,
        "batch ÷ text": twice / text,
        "batch without site memory ÷ text": once / text,
    }


def main() -> int:
    """Measure if that is asked for, and print the table."""
    from figures import newest, read

    parser = argument_parser(__doc__)
    parser.add_argument("results", type=Path, nargs="?", help="by default the newest")
    parser.add_argument("--pages", type=int, default=PAGES, help="how many pages")
    parser.add_argument("--core-hour", type=float, default=CORE.hour, help="dollars for a core")
    parser.add_argument("--gpu-hour", type=float, default=GPU.hour, help="dollars for a GPU")
    parser.add_argument("--measure", type=Path, help="a corpus to run a batch over, first")
    parser.add_argument("--sample", type=int, default=100, help="pages of it")
    options = parser.parse_args()
    path = options.results or newest()
    if options.measure:
        measured = measure(options.measure, options.sample)
        write_results(path, SECTION, measured, Namespace(sample=options.sample), [options.measure])
    results = read(path)
    print("\n".join(cost_table(results, options.pages, options.core_hour, options.gpu_hour)))
    print("\n".join(["", *time_table(results)]))
    for price in (CORE, GPU):
        print(f"\n{price.of}, ${price.hour:g} an hour: {price.source} ({price.date})")
    print(f"\n{MODEL.name}: {MODEL.source} ({MODEL.date})")
    return 0


if __name__ == "__main__":
    run(main)
