"""The engines of others on this machine, small; a test whose engine is missing is skipped."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from support import ROOT

MEBIBYTE = 1 << 20
# The workers find the package and what the tests have them do.
PATH = os.pathsep.join([str(ROOT), str(ROOT / "tests")])


@contextmanager
def spark_session() -> Iterator[Any]:
    """A session of Spark with two cores."""
    sql = pytest.importorskip("pyspark.sql", reason="Spark is not installed (extra spark)")
    os.environ["PYSPARK_PYTHON"] = sys.executable
    session = (
        sql.SparkSession.builder.master("local[2]")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.memory", "700m")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.sql.shuffle.partitions", "2")
        .config("spark.sql.execution.arrow.maxRecordsPerBatch", "50")
        .config("spark.executorEnv.PYTHONPATH", PATH)
        .getOrCreate()
    )
    session.sparkContext.setLogLevel("ERROR")
    try:
        yield session
    finally:
        session.stop()


@contextmanager
def ray_cluster() -> Iterator[Any]:
    """A cluster of Ray with two cores, and Ray's tables (`ray.data`)."""
    ray = pytest.importorskip("ray", reason="Ray is not installed (extra ray)")
    data = pytest.importorskip("ray.data", reason="Ray Data is not installed (extra ray)")
    ray.init(
        num_cpus=2,
        include_dashboard=False,
        object_store_memory=100 * MEBIBYTE,
        log_to_driver=False,
        runtime_env={"env_vars": {"PYTHONPATH": PATH}},
    )
    try:
        yield data
    finally:
        ray.shutdown()
