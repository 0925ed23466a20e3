"""The doors into `cleaner`: each takes the same pages, and must give the same bytes.

A door is a function of the pages and of what starts an engine (`fixture`, by its name). It returns
a row for each page, by its address: fields of `cleaner.integrations.rows`, as many as it has. To
add one, put it into `DOORS`; it skips where its library is missing.
"""

from __future__ import annotations

import asyncio
import subprocess
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from support import SAMPLES, command, environment
from website import website

import cleaner
from cleaner.integrations.rows import row_of

TIMEOUT = 100.0  # seconds: no page is given up, however busy the machine


class GivenPage(NamedTuple):
    """A page that goes through all doors."""

    url: str
    content: bytes
    html: bool


Rows = dict[str, dict[str, Any]]
Fixture = Callable[[str], Any]
Door = Callable[[list[GivenPage], Fixture], Rows]


def samples() -> list[GivenPage]:
    """The samples, each with an address."""
    return [
        GivenPage(f"https://{path.stem}.example/", path.read_bytes(), path.suffix == ".html")
        for path in sorted(SAMPLES.rglob("*"))
        if path.is_file()
    ]


def table_of(pages: Iterable[GivenPage]) -> Any:
    """Pages as a table of Arrow."""
    arrow = pytest.importorskip("pyarrow", reason="pyarrow is not installed (extra arrow)")
    given = list(pages)
    return arrow.table(
        {"url": [page.url for page in given], "html": [page.content for page in given]}
    )


def rows_of(table: Any) -> Rows:
    """The rows of a table, by address."""
    return {row["url"]: row for row in table.to_pylist()}


def library(pages: list[GivenPage], fixture: Fixture) -> Rows:
    """`cleaner.clean`."""
    return {page.url: row_of(cleaner.clean(page.content, page.url)) for page in pages}


def library_in_processes(pages: list[GivenPage], fixture: Fixture) -> Rows:
    """`cleaner.clean_many`."""
    given = [(page.content, page.url) for page in pages]
    documents = cleaner.clean_many(given, jobs=2)
    return {page.url: row_of(document) for page, document in zip(pages, documents)}


def batch(pages: list[GivenPage], fixture: Fixture) -> Rows:
    """`cleaner batch`, from Parquet to Parquet."""
    parquet = pytest.importorskip("pyarrow.parquet", reason="pyarrow is not installed")
    folder: Path = fixture("tmp_path")
    parquet.write_table(table_of(pages), folder / "pages.parquet")
    options = ["--format", "parquet", "--no-site-memory", "--timeout", TIMEOUT]
    done = subprocess.run(
        command("batch", "pages.parquet", "out", *options),
        cwd=folder, env=environment(), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    names = ["url", "text", "title", "labels", "confidence", "warnings"]
    return rows_of(parquet.read_table(folder / "out" / "pages.parquet").select(names))


def from_asyncio(pages: list[GivenPage], fixture: Fixture) -> Rows:
    """`cleaner.AsyncCleaner`."""

    async def work() -> list[dict[str, Any]]:
        async with cleaner.AsyncCleaner(jobs=2, timeout=TIMEOUT) as cleaning:
            tasks = (cleaning.clean(page.content, page.url, then=row_of) for page in pages)
            return await asyncio.gather(*tasks)

    return {page.url: row for page, row in zip(pages, asyncio.run(work()))}


def arrow(pages: list[GivenPage], fixture: Fixture) -> Rows:
    """`cleaner.clean_batch`."""
    return rows_of(cleaner.clean_batch(table_of(pages)))


def arrow_in_a_process(pages: list[GivenPage], fixture: Fixture) -> Rows:
    """`cleaner.clean_batch` with a time limit."""
    return rows_of(cleaner.clean_batch(table_of(pages), timeout=TIMEOUT))


def pandas(pages: list[GivenPage], fixture: Fixture) -> Rows:
    """A frame of pandas, as the guide says."""
    pd = pytest.importorskip("pandas", reason="pandas is not installed")
    import pyarrow as pa

    frame = pd.DataFrame(table_of(pages).to_pydict())
    frame = cleaner.clean_batch(pa.Table.from_pandas(frame)).to_pandas()
    return rows_of(pa.Table.from_pandas(frame))


def polars(pages: list[GivenPage], fixture: Fixture) -> Rows:
    """A frame of Polars, as the guide says; text, as Polars holds it."""
    pl = pytest.importorskip("polars", reason="Polars is not installed")
    frame = pl.DataFrame({"url": [p.url for p in pages], "html": [p.content for p in pages]})
    frame = frame.with_columns(pl.col("html").cast(pl.String))
    frame = pl.from_arrow(cleaner.clean_batch(frame.to_arrow()))
    return rows_of(frame.to_arrow())


def duckdb(pages: list[GivenPage], fixture: Fixture) -> Rows:
    """A query of DuckDB, as the guide says."""
    engine = pytest.importorskip("duckdb", reason="DuckDB is not installed")
    given = table_of(pages)
    with engine.connect() as connection:
        connection.register("given", given)
        cleaned = cleaner.clean_batch(connection.sql("from given").to_arrow_table())
        connection.register("cleaned", cleaned)
        return rows_of(connection.sql("select * exclude html from cleaned").to_arrow_table())


def dask(pages: list[GivenPage], fixture: Fixture) -> Rows:
    """A frame of Dask, as the guide says."""
    dd = pytest.importorskip("dask.dataframe", reason="Dask is not installed")
    import pyarrow as pa
    from engine_work import frame_cleaned

    given = dd.from_pandas(table_of(pages).to_pandas(), npartitions=2)
    cleaned = given.map_partitions(frame_cleaned, meta=frame_cleaned(given._meta))
    return rows_of(pa.Table.from_pandas(cleaned.compute(scheduler="synchronous")))


def datatrove(pages: list[GivenPage], fixture: Fixture) -> Rows:
    """The steps of datatrove, one for HTML and one for text."""
    data = pytest.importorskip("datatrove.data", reason="datatrove is not installed")
    from cleaner.integrations.datatrove import HtmlCleaner, TextCleaner

    rows: Rows = {}
    for output in ("text", "markdown"):
        for step, html in ((HtmlCleaner, True), (TextCleaner, False)):
            documents = (
                data.Document(page.content.decode(), page.url, metadata={"url": page.url})
                for page in pages
                if page.html is html
            )
            for document in step(output=output, timeout=TIMEOUT)(documents):
                row = rows.setdefault(document.id, dict(document.metadata))
                row[output] = document.text
    return rows


def scrapy(pages: list[GivenPage], fixture: Fixture) -> Rows:
    """A crawl of Scrapy, with the pipeline switched on."""
    pytest.importorskip("scrapy", reason="Scrapy is not installed (extra scrapy)")
    from spiders import ADDRESS, crawl

    folder: Path = fixture("tmp_path")
    with website() as site:
        paths = [f"/{number}" for number in range(len(pages))]
        for path, page in zip(paths, pages):
            kind = "text/html" if page.html else "text/plain"
            headers: dict[str, Any] = {ADDRESS.replace("-", "_"): page.url}
            site.put(path, page.content, f"{kind}; charset=utf-8", **headers)
        links = "".join(f'<a href="{path}">{path}</a>' for path in paths)
        front = site.put("/", f"<nav>{links}</nav>".encode())
        fields = ["text", "markdown", "title", "confidence", "warnings", "error"]
        crawled = crawl(
            folder, front, "given", CLEANER_FIELDS=fields, CLEANER_TIMEOUT=TIMEOUT,
            ROBOTSTXT_OBEY=False,
        )  # fmt: skip
    assert crawled.code == 0, crawled.log
    return crawled.items


def spark(pages: list[GivenPage], fixture: Fixture) -> Rows:
    """`mapInArrow` of Spark, as the guide says."""
    pytest.importorskip("pyspark", reason="Spark is not installed (extra spark)")
    from engine_work import as_it_comes
    from pyspark.sql.pandas.types import from_arrow_schema, to_arrow_schema

    from cleaner.integrations.arrow import batch_schema

    session = fixture("spark")
    given = session.createDataFrame(
        [(page.url, bytearray(page.content)) for page in pages], "url string, html binary"
    )
    schema = from_arrow_schema(batch_schema(to_arrow_schema(given.schema)))
    rows = given.mapInArrow(as_it_comes, schema).collect()
    return {row.url: row.asDict(recursive=True) for row in rows}


def ray(pages: list[GivenPage], fixture: Fixture) -> Rows:
    """`map_batches` of Ray Data, as the guide says."""
    pytest.importorskip("ray", reason="Ray is not installed (extra ray)")
    given = fixture("ray_data").from_arrow(table_of(pages))
    cleaned = given.map_batches(cleaner.clean_batch, batch_format="pyarrow")
    return {row["url"]: row for row in cleaned.take_all()}


# Quick ones first; those that start processes or engines are slow.
QUICK: dict[str, Door] = {
    "arrow": arrow,
    "pandas": pandas,
    "polars": polars,
    "duckdb": duckdb,
    "dask": dask,
}
SLOW: dict[str, Door] = {
    "clean_many": library_in_processes,
    "batch": batch,
    "asyncio": from_asyncio,
    "arrow, time limit": arrow_in_a_process,
    "datatrove": datatrove,
    "scrapy": scrapy,
    "spark": spark,
    "ray": ray,
}
