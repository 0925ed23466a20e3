"""Fixtures of the tests with engines of others, which take long to start: once a session."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import pytest
from engines import PATH, ray_cluster, require_engine, spark_session
from made_crawl import crawl_table
from moody import CRASH, HANG, LOADS
from support import command, environment

REQUIRED = "CLEANER_ENGINES"  # if this variable is set, every engine must be there: see .ci/engines
PAGES = 3000
POISONED = {1234: CRASH, 2345: HANG}


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, Any, Any]:
    """Let a test that is skipped fail where every engine must be there."""
    return failed_if_skipped((yield))


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector: pytest.Collector) -> Generator[None, Any, Any]:
    """Let a file that is skipped fail where every engine must be there."""
    return failed_if_skipped((yield))


def failed_if_skipped(report: Any) -> Any:
    """A report as it is; a failure in the place of a skip, where every engine must be there."""
    if report.skipped and REQUIRED in os.environ:
        report.outcome = "failed"
        report.longrepr = f"skipped, but all engines must be tested here: {report.longrepr[-1]}"
    return report


@pytest.fixture(scope="session")
def loads(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder in which processes of the engines note that they have loaded models."""
    folder = tmp_path_factory.mktemp("loads")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(LOADS, str(folder))
        patch.setenv("PYTHONPATH", PATH)
        patch.setenv("RAY_AUTH_MODE", "disabled")  # it would leave a token in the user's home
        patch.setenv("RAY_USAGE_STATS_ENABLED", "0")
        patch.setenv("RAY_DASHBOARD_STARTUP_TIMEOUT_S", "600")  # the machine may be busy
        patch.setenv("RAY_raylet_start_wait_time_s", "600")
        patch.setenv("RAY_agent_register_timeout_ms", "600000")
        yield folder


@pytest.fixture(scope="session")
def spark(loads: Path) -> Iterator[Any]:
    """A session of Spark."""
    with spark_session() as session:
        yield session


@pytest.fixture(scope="session")
def ray_data(loads: Path) -> Iterator[Any]:
    """A cluster of Ray, and its tables."""
    with ray_cluster() as data:
        yield data


@pytest.fixture(scope="session")
def crawl(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Parquet file of 3,000 pages, two of them poisoned."""
    parquet = require_engine("pyarrow.parquet")
    table = crawl_table(PAGES)
    pages = table["html"].to_pylist()
    for number, page in POISONED.items():
        pages[number] = page
    path = tmp_path_factory.mktemp("crawl") / "pages.parquet"
    parquet.write_table(table.set_column(1, "html", [pages]), path, row_group_size=300)
    return path


@pytest.fixture(scope="session")
def rows_of_batch(crawl: Path) -> dict[str, dict[str, Any]]:
    """What `cleaner batch` makes of these pages, by address."""
    parquet = require_engine("pyarrow.parquet")
    options = ["--format", "parquet", "--no-site-memory", "--timeout", 100]
    done = subprocess.run(
        command("batch", crawl.name, "out", *options),
        cwd=crawl.parent, env=environment(), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    names = ["url", "text", "title", "labels", "confidence", "warnings"]
    table = parquet.read_table(crawl.parent / "out" / "pages.parquet").select(names)
    return {row["url"]: row for row in table.to_pylist()}
