"""Clean a Parquet file of pages, a batch at a time.

    parquet_file.py PAGES.parquet CLEAN.parquet [SECONDS]

The pages stand in the column `html`, their addresses in `url`. A page that hangs, or crashes its
process, is a row with its error. A page may take 10 seconds, or as many as the third argument says.
"""

from __future__ import annotations

import sys

from pyarrow import parquet

import cleaner
from cleaner.integrations.arrow import batch_schema

ROWS = 256  # pages in memory at once


def main(source: str, target: str, seconds: str = "10") -> None:
    """Clean the pages of one file into another, which holds all columns but the pages."""
    with parquet.ParquetFile(source) as pages:
        names = [name for name in batch_schema(pages.schema_arrow).names if name != "html"]
        schema = batch_schema(pages.schema_arrow)
        with parquet.ParquetWriter(target, schema.remove(schema.names.index("html"))) as writer:
            for batch in pages.iter_batches(ROWS):
                cleaned = cleaner.clean_batch(batch, jobs=None, timeout=float(seconds))
                writer.write_batch(cleaned.select(names))


if __name__ == "__main__":
    main(*sys.argv[1:])
