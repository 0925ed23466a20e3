"""Clean a Parquet file of pages with Ray Data, knowing what repeats on each site.

    ray_site_memory.py PAGES.parquet CLEAN.parquet

The pages stand in the column `html`, their addresses in `url`. On a cluster: ray job submit.
Paragraphs are counted over a shuffle by site, so no machine has to hold the counts of all sites.
"""

from __future__ import annotations

import sys

import ray

import cleaner
from cleaner.integrations.sites import hash_paragraphs, repeated_on_sites

PARTITIONS = 2  # of the shuffles; on a cluster, some for each core


def main(source: str, target: str) -> None:
    """Clean the pages of one file into another, which holds all columns but the pages."""
    ray.init(ignore_reinit_error=True)
    try:
        pages = ray.data.read_parquet(source).map_batches(hash_paragraphs, batch_format="pyarrow")
        repeated = (
            pages.select_columns(["site", "hashes"])
            .groupby("site", num_partitions=PARTITIONS)
            .map_groups(repeated_on_sites, batch_format="pyarrow")
        )
        known = pages.drop_columns(["hashes"]).join(
            repeated, join_type="left_outer", num_partitions=PARTITIONS, on=("site",)
        )
        clean = known.map_batches(
            cleaner.clean_batch,
            batch_format="pyarrow",
            fn_kwargs={"repeated": "repeated", "timeout": 10},
        )
        clean.drop_columns(["html", "site", "repeated"]).write_parquet(target)
    finally:
        ray.shutdown()


if __name__ == "__main__":
    main(*sys.argv[1:])
