"""Clean a Parquet file of pages with Spark, knowing what repeats on each site.

    spark_site_memory.py PAGES.parquet CLEAN.parquet

The pages stand in the column `html`, their addresses in `url`. On a cluster: spark-submit.
Paragraphs are counted over a shuffle by site, so no machine has to hold the counts of all sites.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pyarrow as pa
from pyspark.sql import SparkSession
from pyspark.sql import functions as f
from pyspark.sql.pandas.types import from_arrow_schema, to_arrow_schema

import cleaner
from cleaner.integrations.arrow import batch_schema
from cleaner.integrations.sites import hash_paragraphs, hashes_schema
from cleaner.site_memory import LEAST_PAGES


def hashed(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Name the site and the paragraphs of each page."""
    for batch in batches:
        yield hash_paragraphs(batch)


def cleaned(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Clean each page by what repeats on its site."""
    for batch in batches:
        yield cleaner.clean_batch(batch, repeated="repeated", timeout=10)


def main(source: str, target: str) -> None:
    """Clean the pages of one file into another, which holds all columns but the pages."""
    spark = SparkSession.builder.appName("cleaner").getOrCreate()
    try:
        pages = spark.read.parquet(source)
        schema = from_arrow_schema(hashes_schema(to_arrow_schema(pages.schema)))
        pages = pages.mapInArrow(hashed, schema).persist()  # read once, used three times

        large = pages.groupBy("site").count().where(f.col("count") >= LEAST_PAGES).select("site")
        repeated = (
            pages.select("site", f.explode("hashes").alias("hash"))
            .groupBy("site", "hash")
            .count()
            .where("count > 1")
            .join(large, "site")
            .groupBy("site")
            .agg(f.collect_list("hash").alias("repeated"))
        )
        known = pages.drop("hashes").join(repeated, "site", "left")

        schema = from_arrow_schema(batch_schema(to_arrow_schema(known.schema)))
        clean = known.mapInArrow(cleaned, schema)
        clean.drop("html", "site", "repeated").write.parquet(target)
    finally:
        spark.stop()


if __name__ == "__main__":
    main(*sys.argv[1:])
