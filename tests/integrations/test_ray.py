"""clean_batch in Ray Data: the rows of `cleaner batch`; a bad page or a killed worker costs no
other. And datatrove's executor on Ray."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from crawl_rows import check_loads, check_rows, check_site_memory
from engine_work import cleaned_unless_killed
from engines import cluster_address, require_engine
from made_crawl import address, made_page

import cleaner

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


def test_the_steps_of_datatrove_run_as_actors(ray_data: Any, tmp_path: Path) -> None:
    executor = require_engine("datatrove.executor")
    from datatrove.pipeline.readers import JsonlReader
    from datatrove.pipeline.writers import JsonlWriter

    from cleaner.integrations.datatrove import HtmlCleaner

    (tmp_path / "crawl").mkdir()
    for task in range(2):
        pages = ({"text": made_page(n), "id": address(n, 2)} for n in (task, task + 2))
        lines = "".join(json.dumps(page) + "\n" for page in pages)
        (tmp_path / "crawl" / f"{task}.jsonl").write_text(lines, encoding="utf-8")
    executor.RayPipelineExecutor(
        [
            JsonlReader(str(tmp_path / "crawl")),
            HtmlCleaner(timeout=100),
            JsonlWriter(str(tmp_path / "out"), compression=None),
        ],
        tasks=2,
        mem_per_cpu_gb=0.2,
        logging_dir=str(tmp_path / "logs"),
    ).run()
    written = sorted((tmp_path / "out").iterdir())
    assert len(written) == 2
    lines = "".join(path.read_text(encoding="utf-8") for path in written)
    documents = {record["id"]: record["text"] for record in map(json.loads, lines.splitlines())}
    assert documents == {address(n, 2): cleaner.clean(made_page(n)).text for n in range(4)}
