"""The engines of others on this machine, small; a test whose engine is missing is skipped.

`ENGINES` has the releases that are tested: `.ci/engines` installs them, and the guides name them.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

import pytest
from support import ROOT

MEBIBYTE = 1 << 20


class Engine(NamedTuple):
    """An engine or framework of others: its name, and that of its package.

    `pythons` are the first and the last version of Python that its tested release says to be for;
    the last is None if it says of none. `installed` is what installs it: an extra or a package.
    """

    name: str
    package: str
    release: str
    pythons: tuple[str, str | None]
    installed: str

    @property
    def missing(self) -> str:
        """Why a test is skipped."""
        first, last = self.pythons
        pythons = f"{first} to {last}" if last else f"{first} and newer"
        return (
            f"{self.name} is not installed ({self.installed}; release {self.release} is tested, "
            f"which is for Python {pythons})"
        )


ENGINES = {
    "pyspark": Engine("Spark", "pyspark", "3.5.9", ("3.8", "3.11"), "extra spark"),
    "ray": Engine("Ray", "ray", "2.60.0", ("3.10", "3.14"), "extra ray"),
    "datatrove": Engine("datatrove", "datatrove", "0.10.1", ("3.10", "3.13"), "extra datatrove"),
    "pyarrow": Engine("pyarrow", "pyarrow", "26.0.1", ("3.11", "3.15"), "extra arrow"),
    "dask": Engine("Dask", "dask", "2026.8.0", ("3.10", "3.14"), "pip install dask[dataframe]"),
    "duckdb": Engine("DuckDB", "duckdb", "2.0.1", ("3.11", "3.15"), "pip install duckdb"),
    "pandas": Engine("pandas", "pandas", "3.1.1", ("3.11", "3.15"), "pip install pandas"),
    "polars": Engine("Polars", "polars", "2.1.0", ("3.11", "3.14"), "pip install polars"),
    "scrapy": Engine("Scrapy", "scrapy", "2.19.0", ("3.10", "3.15"), "extra scrapy"),
    "langchain_core": Engine(
        "LangChain", "langchain-core", "1.8.3", ("3.11", "3.14"), "extra langchain"
    ),
    "llama_index": Engine(
        "LlamaIndex", "llama-index-core", "0.14.25", ("3.10", None), "extra llama-index"
    ),
    "haystack": Engine("Haystack", "haystack-ai", "3.4.1", ("3.11", "3.15"), "extra haystack"),
    "fastapi": Engine("FastAPI", "fastapi", "0.165.0", ("3.11", "3.15"), "pip install fastapi"),
}


def require_engine(module: str) -> Any:
    """Import a module of an engine. Skips the test, or its file, where the engine is missing."""
    return pytest.importorskip(module, reason=ENGINES[module.partition(".")[0]].missing)


# The workers find the package and what the tests have them do.
PATH = os.pathsep.join([str(ROOT), str(ROOT / "tests")])


SPARK = {
    "spark.master": "local[2]",
    "spark.ui.enabled": "false",
    "spark.driver.memory": "700m",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.sql.shuffle.partitions": "2",
    "spark.sql.execution.arrow.maxRecordsPerBatch": "50",
    "spark.executorEnv.PYTHONPATH": PATH,
}


def spark_variables() -> dict[str, str]:
    """The variables of the environment that start Spark like this, whatever the program says."""
    options = " ".join(f"--conf {name}={value}" for name, value in SPARK.items())
    return {
        "PYSPARK_PYTHON": sys.executable,
        "PYSPARK_SUBMIT_ARGS": f"{options} pyspark-shell",
    }


@contextmanager
def spark_session() -> Iterator[Any]:
    """A session of Spark with two cores."""
    sql = require_engine("pyspark.sql")
    os.environ["PYSPARK_PYTHON"] = sys.executable
    session = sql.SparkSession.builder.config(map=SPARK).getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    try:
        yield session
    finally:
        session.stop()


def cluster_address() -> str:
    """Where programs find the cluster of Ray that runs."""
    return str(require_engine("ray").get_runtime_context().gcs_address)


@contextmanager
def ray_cluster() -> Iterator[Any]:
    """A cluster of Ray with two cores, and Ray's tables (`ray.data`)."""
    ray, data = require_engine("ray"), require_engine("ray.data")
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
