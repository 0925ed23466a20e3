"""Clean a folder of web archives with datatrove, two tasks at a time.

    datatrove_crawl.py CRAWL OUT [CONFIDENCE]

A document is written if its confidence is .8 or more, or as much as the third argument says; the
others go to OUT/doubtful. A run that was interrupted is started again with the same command: tasks
that are done are not repeated.
"""

from __future__ import annotations

import sys

from datatrove.executor import LocalPipelineExecutor
from datatrove.pipeline.readers import WarcReader
from datatrove.pipeline.writers import JsonlWriter

from cleaner.integrations.datatrove import ConfidenceFilter, HtmlCleaner


def main(crawl: str, out: str, confidence: str = "0.8") -> None:
    """Clean the pages of a folder into another."""
    LocalPipelineExecutor(
        [
            WarcReader(crawl, glob_pattern="*.warc.gz"),
            HtmlCleaner(timeout=10),
            ConfidenceFilter(float(confidence), exclusion_writer=JsonlWriter(f"{out}/doubtful")),
            JsonlWriter(out),
        ],
        tasks=2,
        logging_dir=f"{out}/logs",
    ).run()


if __name__ == "__main__":
    main(*sys.argv[1:])
