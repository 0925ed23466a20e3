"""The doors into `cleaner`: each takes the same pages, and must give the same bytes.

A door is a function of the pages and of what starts an engine (`fixture`, by its name). It returns
a row for each page, by its address. To add one, write the function and say above it, with `@door`,
what it is called and which fields of `cleaner.integrations.rows` it returns, by default all. It
skips where its library is missing.
"""

from __future__ import annotations

import asyncio
import subprocess
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, NamedTuple

from engines import require_engine
from support import SAMPLES, command, environment
from website import website

import cleaner
from cleaner.integrations.rows import NAMES, row_of

OF_BATCH = ("text", "title", "labels", "confidence", "warnings")
OF_DATATROVE = ("text", "markdown", "title", "labels", "confidence", "warnings")
OF_SCRAPY = ("text", "markdown", "title", "confidence", "warnings", "error")
TIMEOUT = 100.0  # seconds: no page is given up, however busy the machine


class GivenPage(NamedTuple):
    """A page that goes through all doors."""

    url: str
    content: bytes
    html: bool


Rows = dict[str, dict[str, Any]]
Fixture = Callable[[str], Any]
Enter = Callable[[list[GivenPage], Fixture], Rows]


class Door(NamedTuple):
    """A door: the function, the fields of its rows, and whether it starts processes or engines."""

    enter: Enter
    fields: tuple[str, ...]
    slow: bool


DOORS: dict[str, Door] = {}


def door(
    name: str, fields: Iterable[str] = NAMES, *, slow: bool = False
) -> Callable[[Enter], Enter]:
    """Put a function among the doors."""

    def listed(enter: Enter) -> Enter:
        DOORS[name] = Door(enter, tuple(fields), slow)
        return enter

    return listed


def samples() -> list[GivenPage]:
    """The samples, each with an address."""
    return [
        GivenPage(f"https://{path.stem}.example/", path.read_bytes(), path.suffix == ".html")
        for path in sorted(SAMPLES.rglob("*"))
        if path.suffix in (".html", ".txt")
    ]


def table_of(pages: Iterable[GivenPage]) -> Any:
    """Pages as a table of Arrow."""
    arrow = require_engine("pyarrow")
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


@door("clean_many", slow=True)
def library_in_processes(pages: list[GivenPage], fixture: Fixture) -> Rows:
    """`cleaner.clean_many`."""
    given = [(page.content, page.url) for page in pages]
    documents = cleaner.clean_many(given, jobs=2)
    return {page.url: row_of(document) for page, document in zip(pages, documents)}


@door("batch", OF_BATCH, slow=True)
def batch(pages: list[GivenPage], fixture: Fixture) -> Rows:
    """`cleaner batch`, from Parquet to Parquet."""
    parquet = require_engine("pyarrow.parquet")
    folder: Path = fixture("tmp_path")
    parquet.write_table(table_of(pages), folder / "pages.parquet")
    options = ["--format", "parquet", "--no-site-memory", "--timeout", TIMEOUT]
    done = subprocess.run(
        command("batch", "pages.parquet", "out", *options),
        cwd=folder, env=environment(), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    columns = ["url", *OF_BATCH]
    return rows_of(parquet.read_table(folder / "out" / "pages.parquet").select(columns))


@door("asyncio", slow=True)
def from_asyncio(pages: list[GivenPage], fixture: Fixture) -> Rows:
    """`cleaner.AsyncCleaner`."""

    async def work() -> list[dict[str, Any]]:
        async with cleaner.AsyncCleaner(jobs=2, timeout=TIMEOUT) as cleaning:
            tasks = (cleaning.clean(page.content, page.url, then=row_of) for page in pages)
            return await asyncio.gather(*tasks)

    return {page.url: row for page, row in zip(pages, asyncio.run(work()))}


@door("arrow")
def arrow(pages: list[GivenPage], fixture: Fixture) -> Rows:
    """`cleaner.clean_batch`."""
    return rows_of(cleaner.clean_batch(table_of(pages)))


@door("arrow, time limit", slow=True)
def arrow_in_a_process(pages: list[GivenPage], fixture: Fixture) -> Rows:
    """`cleaner.clean_batch` with a time limit."""
    return rows_of(cleaner.clean_batch(table_of(pages), timeout=TIMEOUT))


@door("pandas")
def pandas(pages: list[GivenPage], fixture: Fixture) -> Rows:
    """A frame of pandas, as the guide says."""
    pd = require_engine("pandas")
    import pyarrow as pa

    frame = pd.DataFrame(table_of(pages).to_pydict())
    frame = cleaner.clean_batch(pa.Table.from_pandas(frame)).to_pandas()
    return rows_of(pa.Table.from_pandas(frame))


@door("polars")
def polars(pages: list[GivenPage], fixture: Fixture) -> Rows:
    """A frame of Polars, as the guide says; text, as Polars holds it."""
    pl = require_engine("polars")
    frame = pl.DataFrame({"url": [p.url for p in pages], "html": [p.content for p in pages]})
    frame = frame.with_columns(pl.col("html").cast(pl.String))
    frame = pl.from_arrow(cleaner.clean_batch(frame.to_arrow()))
    return rows_of(frame.to_arrow())


@door("duckdb")
def duckdb(pages: list[GivenPage], fixture: Fixture) -> Rows:
    """A query of DuckDB, as the guide says."""
    engine = require_engine("duckdb")
    given = table_of(pages)
    with engine.connect() as connection:
        connection.register("given", given)
        cleaned = cleaner.clean_batch(connection.sql("from given").to_arrow_table())
        connection.register("cleaned", cleaned)
        return rows_of(connection.sql("select * exclude html from cleaned").to_arrow_table())


@door("dask")
def dask(pages: list[GivenPage], fixture: Fixture) -> Rows:
    """A frame of Dask, written as Parquet, as the guide says."""
    dd = require_engine("dask.dataframe")
    from engine_work import frame_cleaned
    from pyarrow import parquet

    folder: Path = fixture("tmp_path")
    given = dd.from_pandas(table_of(pages).to_pandas(), npartitions=2)
    cleaned = given.map_partitions(frame_cleaned, meta=frame_cleaned(given._meta))
    cleaned.to_parquet(str(folder / "clean"), compute_kwargs={"scheduler": "synchronous"})
    return rows_of(parquet.read_table(folder / "clean"))


@door("datatrove", OF_DATATROVE, slow=True)
def datatrove(pages: list[GivenPage], fixture: Fixture) -> Rows:
    """The steps of datatrove, one for HTML and one for text."""
    data = require_engine("datatrove.data")
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


@door("scrapy", OF_SCRAPY, slow=True)
def scrapy(pages: list[GivenPage], fixture: Fixture) -> Rows:
    """A crawl of Scrapy, with the pipeline switched on."""
    require_engine("scrapy")
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
        crawled = crawl(
            folder, front, "given", CLEANER_FIELDS=OF_SCRAPY, CLEANER_TIMEOUT=TIMEOUT,
            ROBOTSTXT_OBEY=False,
        )  # fmt: skip
    assert crawled.code == 0, crawled.log
    return crawled.items


@door("spark", slow=True)
def spark(pages: list[GivenPage], fixture: Fixture) -> Rows:
    """`mapInArrow` of Spark, as the guide says."""
    require_engine("pyspark")
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


@door("ray", slow=True)
def ray(pages: list[GivenPage], fixture: Fixture) -> Rows:
    """`map_batches` of Ray Data, as the guide says."""
    require_engine("ray")
    given = fixture("ray_data").from_arrow(table_of(pages))
    cleaned = given.map_batches(cleaner.clean_batch, batch_format="pyarrow")
    return {row["url"]: row for row in cleaned.take_all()}
