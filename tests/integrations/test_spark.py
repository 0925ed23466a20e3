"""clean_batch in Spark: the rows of `cleaner batch`; a bad page costs its row."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from crawl_rows import check_loads, check_rows, check_site_memory
from engine_work import each_cleaned
from engines import require_engine, spark_variables

require_engine("pyspark")
pytestmark = pytest.mark.slow

from pyspark.sql.pandas.types import from_arrow_schema, to_arrow_schema

from cleaner.integrations.arrow import batch_schema


def test_rows_are_those_of_a_batch_and_models_are_loaded_once_a_worker(
    spark: Any, crawl: Path, rows_of_batch: dict[str, dict[str, Any]], loads: Path
) -> None:
    before = list(loads.iterdir())
    pages = spark.read.parquet(str(crawl)).repartition(4)
    schema = from_arrow_schema(batch_schema(to_arrow_schema(pages.schema)))
    cleaned = pages.mapInArrow(each_cleaned, schema).collect()
    check_rows((row.asDict(recursive=True) for row in cleaned), rows_of_batch, (1234, 2345))
    check_loads(loads, before)


def test_the_example_remembers_sites_as_one_machine_does(tmp_path: Path, loads: Path) -> None:
    check_site_memory("spark_site_memory.py", tmp_path, **spark_variables())
