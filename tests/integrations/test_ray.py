"""clean_batch in Ray Data: the rows of `cleaner batch`; a bad page or a killed worker costs no
other."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from crawl_rows import check_loads, check_rows, check_site_memory
from engine_work import cleaned_unless_killed
from engines import cluster_address, require_engine

require_engine("ray")
pytestmark = pytest.mark.slow


def test_rows_are_those_of_a_batch_though_a_worker_is_killed(
    ray_data: Any,
    crawl: Path,
    rows_of_batch: dict[str, dict[str, Any]],
    loads: Path,
    tmp_path: Path,
) -> None:
    before = list(loads.iterdir())
    mark = tmp_path / "killed"
    cleaned = ray_data.read_parquet(str(crawl)).map_batches(
        cleaned_unless_killed, batch_format="pyarrow", batch_size=50, fn_args=(str(mark),)
    )
    check_rows(cleaned.iter_rows(), rows_of_batch, (1234, 2345))
    assert mark.exists()
    check_loads(loads, before)


def test_the_example_remembers_sites_as_one_machine_does(ray_data: Any, tmp_path: Path) -> None:
    # In the cluster that runs, as a program that is submitted to one.
    check_site_memory("ray_site_memory.py", tmp_path, RAY_ADDRESS=cluster_address())
