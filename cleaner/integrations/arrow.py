"""Clean the pages in a batch of Arrow: a record batch or a table in, the same with columns out."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import closing
from itertools import repeat
from typing import TYPE_CHECKING, Any

from cleaner.core import Cleaner
from cleaner.errors import ModelError
from cleaner.integrations.columns import (
    URL,
    Batch,
    given_pages,
    load_arrow,
    require_pages,
    with_fields,
)
from cleaner.integrations.rows import NAMES, row_of, row_of_error
from cleaner.integrations.service import shared_service
from cleaner.integrations.sites import remembering, repeated_hashes
from cleaner.io.inputs import check_format
from cleaner.paragraph import LABELS
from cleaner.types import Format

if TYPE_CHECKING:
    import pyarrow

Given = tuple[Any, str | None]  # a page, or why there is none, and its address


def clean_batch(  # noqa: PLR0913 - each is said by its name
    batch: Batch,
    page: str = "html",
    url: str | None = URL,
    *,
    cleaner: Cleaner | None = None,
    format: Format | None = None,
    repeated: str | None = None,
    prefix: str = "",
    jobs: int | None = 1,
    timeout: float | None = None,
) -> Batch:
    """Clean each page of a `pyarrow.RecordBatch` or `Table`, and return it with further columns.

    `page` names the column of pages (text or bytes), `url` the column of their addresses, which may
    be missing if you don't name it. `format` is the format of all pages, if it is known. `repeated`
    names a column that says what repeats on the site of each page, and takes the place of a site
    memory; see `cleaner.integrations.sites.hash_paragraphs`. The new columns are those of
    `batch_schema`, and `prefix` is put before their names; the order of the rows stays. If a page
    cannot be cleaned, its row has an `error`, and nulls in the other new columns.

    With a `timeout`, in seconds for a page, or with several `jobs`, pages are cleaned in worker
    processes, which stay until this process ends; a page that hangs or crashes becomes a row with
    an error. Otherwise pages are cleaned in this process.

    Raises InvalidOption for a column that is missing, or that is or would be there twice, and for
    options out of range; TypeError for anything but a batch; MissingExtra without pyarrow;
    ModelError without a sound model; WorkersFail if workers cannot be started.
    """
    require_pages(batch, page, url)
    check_format(format)
    schema = batch_schema(batch.schema, prefix)
    known = repeated_hashes(batch, repeated) if repeated is not None else repeat(None)
    pages = zip(given_pages(batch, page, url), known)
    rows = list(_rows(pages, cleaner or Cleaner(), format, jobs, timeout))
    columns = [*batch.columns]
    for field in _fields(prefix):
        values = [row[field.name.removeprefix(prefix)] for row in rows]
        columns.append(load_arrow().array(values, type=field.type))
    return type(batch).from_arrays(columns, schema=schema)


def batch_schema(schema: pyarrow.Schema, prefix: str = "") -> pyarrow.Schema:
    """Return the schema that `clean_batch` gives to a batch with this schema.

    Raises InvalidOption for a column that would be there twice; MissingExtra.
    """
    return with_fields(
        schema,
        _fields(prefix),
        "rename it, or say what the new names are to begin with (prefix='clean_')",
    )


def _fields(prefix: str) -> list[pyarrow.Field]:
    """Return the new columns: types and nullability are part of the interface."""
    arrow = load_arrow()
    text = arrow.string()
    types = {
        "text": text,
        "markdown": text,
        "title": text,
        "labels": arrow.struct([(label.value, arrow.int64()) for label in LABELS]),
        "confidence": arrow.float64(),
        "warnings": arrow.list_(arrow.struct([("code", text), ("text", text)])),
        "error": arrow.struct([("code", text), ("reason", text)]),
    }
    return [arrow.field(prefix + name, types[name]) for name in NAMES]


def _rows(
    pages: Iterator[tuple[Given, list[int] | None]],
    cleaner: Cleaner,
    format: Format | None,
    jobs: int | None,
    timeout: float | None,
) -> Iterator[dict[str, Any]]:
    """Yield a row for each page, in order."""
    if jobs == 1 and timeout is None:
        for (page, url), known in pages:
            yield _settled(_row_here(remembering(cleaner, known), page, url, format))
        return
    service = shared_service(cleaner, jobs, timeout)
    futures = (
        _as_future(page) if isinstance(page, Exception)
        else service.submit(page, url, format=format, repeated=known, then=row_of)
        for (page, url), known in pages
    )  # fmt: skip
    with closing(service.in_order(futures)) as results:
        for result in results:
            yield _settled(result)


def _as_future(error: Exception) -> Future[Any]:
    """Return the error of a page that is not handed in as a future, like those of others."""
    future: Future[Any] = Future()
    future.set_result(error)
    return future


def _row_here(cleaner: Cleaner, page: Any, url: str | None, format: Format | None) -> Any:
    if isinstance(page, Exception):
        return page
    try:
        return row_of(cleaner.clean(page, url, format=format))
    except Exception as error:  # a page may fail in any way, the others must not
        return error


def _settled(result: Any) -> dict[str, Any]:
    """Make a row of a result, or raise the error that is no page's fault."""
    if isinstance(result, ModelError):
        raise result
    row: dict[str, Any] = row_of_error(result) if isinstance(result, Exception) else result
    return row
