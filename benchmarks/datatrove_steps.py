"""A datatrove pipeline from a web archive to JSON Lines, with our step and with its Trafilatura.

    python benchmarks/datatrove_steps.py [PAGES] [--like FOLDER] [--json RESULTS.json]

The archive holds so many pages (by default the samples, over and over). Printed are pages a second
of one task, and the documents and words that are kept. Both steps clean in
datatrove's sandbox, and load what they need before the clock starts.
"""

from __future__ import annotations

import gzip
import json
import tempfile
import time
from collections.abc import Sequence
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from common import argument_parser, run, write_results

from cleaner.io.extras import load

SAMPLES = Path(__file__).parent.parent / "samples"
TIMEOUT = 100.0  # seconds a page, for both: none is given up, however busy the machine


def main() -> None:
    """Measure and print."""
    parser = argument_parser(__doc__)
    parser.add_argument("pages", type=int, nargs="?", default=1000, help="number of pages")
    parser.add_argument("--like", type=Path, default=SAMPLES, help="folder of pages")
    parser.add_argument("--json", type=Path, help="file of results to write into")
    options = parser.parse_args()
    load("datatrove")
    paths = sorted(path for path in options.like.rglob("*.html") if path.is_file())
    pages = list(islice(cycle([path.read_bytes() for path in paths]), options.pages))
    results = {}
    for name, step in steps().items():
        figures = results[name] = measure(step, pages)
        print(f"{name}: {', '.join(f'{what} {value:,.1f}' for what, value in figures.items())}")
    if options.json:
        write_results(options.json, "datatrove", results, options)


def steps() -> dict[str, Any]:
    """Return the steps that are compared."""
    from datatrove.pipeline.extractors import Trafilatura

    from cleaner.integrations.datatrove import HtmlCleaner

    return {
        "HtmlCleaner": HtmlCleaner(timeout=TIMEOUT),
        "Trafilatura": Trafilatura(timeout=TIMEOUT, deduplicate=False),
    }


def measure(step: Any, pages: Sequence[bytes]) -> dict[str, float]:
    """Run a pipeline with a step over pages, and return its figures."""
    with tempfile.TemporaryDirectory() as folder:
        crawl = Path(folder, "crawl")
        crawl.mkdir()
        put_archive(crawl / "first.warc.gz", pages[:1])
        run_pipeline(folder, "first", step)  # what is imported and loaded once is there
        put_archive(crawl / "all.warc.gz", pages)
        started = time.perf_counter()
        run_pipeline(folder, "all", step)
        seconds = time.perf_counter() - started
        documents = [
            json.loads(line)
            for path in Path(folder, "all").glob("*.jsonl")
            for line in path.read_text(encoding="utf-8").splitlines()
        ]
    return {
        "pages a second": len(pages) / seconds,
        "documents": len(documents),
        "words": sum(len(document["text"].split()) for document in documents),
    }


def run_pipeline(folder: str, name: str, step: Any) -> None:
    """Take an archive of the folder through a pipeline of one task, in this process."""
    from datatrove.executor import LocalPipelineExecutor
    from datatrove.pipeline.readers import WarcReader
    from datatrove.pipeline.writers import JsonlWriter

    LocalPipelineExecutor(
        [
            WarcReader(f"{folder}/crawl", glob_pattern=f"{name}.warc.gz"),
            step,
            JsonlWriter(f"{folder}/{name}", compression=None),
        ],
        workers=1,
        logging_dir=f"{folder}/logs-{name}",
    ).run()


def put_archive(path: Path, pages: Sequence[bytes]) -> None:
    """Write pages as a web archive, each record packed on its own."""
    with path.open("wb") as file:
        for number, page in enumerate(pages):
            block = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + page
            head = (
                "WARC/1.0\r\nWARC-Type: response\r\nWARC-Date: 2024-05-01T00:00:00Z\r\n"
                f"WARC-Record-ID: <urn:uuid:{number}>\r\n"
                f"WARC-Target-URI: https://site{number % 10}.example/{number}\r\n"
                "WARC-Identified-Payload-Type: text/html\r\n"
                "Content-Type: application/http; msgtype=response\r\n"
                f"Content-Length: {len(block)}\r\n\r\n"
            )
            file.write(gzip.compress(head.encode() + block + b"\r\n\r\n"))


if __name__ == "__main__":
    run(main)
