"""Clean the pages in a batch of Arrow: a record batch or a table in, the same with columns out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, TypeVar

from cleaner.core import Cleaner
from cleaner.errors import InvalidOption, ModelError, UnsupportedInput
from cleaner.integrations.rows import NAMES, row_of, row_of_error
from cleaner.integrations.service import shared_service
from cleaner.io.columns import column_values
from cleaner.io.extras import load
from cleaner.paragraph import LABELS
from cleaner.types import Format

if TYPE_CHECKING:
    import pyarrow

    Batch = TypeVar("Batch", pyarrow.RecordBatch, pyarrow.Table)
else:
    Batch = TypeVar("Batch")

_NAMES_SHOWN = 10


def clean_batch(
    batch: Batch,
    page: str = "html",
    url: str | None = "url",
    *,
    cleaner: Cleaner | None = None,
    format: Format | None = None,
    prefix: str = "",
    jobs: int | None = 1,
    timeout: float | None = None,
) -> Batch:
    """Clean each page of a `pyarrow.RecordBatch` or `Table`, and return it with further columns.

    `page` names the column of pages (text or bytes), `url` that of their addresses, which need not
    be there. `format` says what all pages are, if that is known. The new columns are those of
    `batch_schema`, in the order of the rows; `prefix` goes before their names. A page that cannot
    be cleaned is a row with its `error`, and nulls beside it.

    With a `timeout`, in seconds a page, or several `jobs`, pages are cleaned in worker processes,
    which stay until this process ends: a page that hangs or crashes costs its row. Without, they
    are cleaned in this process.

    Raises InvalidOption for a column that is not there, or that would be there twice, and for
    options out of range; MissingExtra without pyarrow; ModelError without a sound model;
    WorkersFail if workers cannot be started.
    """
    names = batch.schema.names
    if page not in names:
        shown = ", ".join(names[:_NAMES_SHOWN]) or "none"
        raise InvalidOption(f"there is no column {page!r} (there are: {shown}): name one with page")
    schema = batch_schema(batch.schema, prefix)
    pages = column_values(batch.column(page))
    urls: Any = column_values(batch.column(url)) if url in names else [None] * batch.num_rows
    rows = list(_rows(zip(pages, urls), cleaner or Cleaner(), format, jobs, timeout))
    columns = [*batch.columns]
    for field in _fields(prefix):
        values = [row[field.name.removeprefix(prefix)] for row in rows]
        columns.append(load("pyarrow").array(values, type=field.type))
    return type(batch).from_arrays(columns, schema=schema)


def batch_schema(schema: pyarrow.Schema, prefix: str = "") -> pyarrow.Schema:
    """Return the schema that `clean_batch` gives to a batch with this schema.

    Raises InvalidOption for a column that would be there twice; MissingExtra.
    """
    fields = _fields(prefix)
    twice = sorted({field.name for field in fields} & set(schema.names))
    if twice:
        raise InvalidOption(
            f"there is a column {twice[0]!r} already: rename it, or say what the new names are to "
            "begin with (prefix='clean_')"
        )
    for field in fields:
        schema = schema.append(field)
    return schema


def _fields(prefix: str) -> list[pyarrow.Field]:
    """The new columns: types and nullability are part of the interface."""
    arrow = load("pyarrow")
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
    pages: Iterator[tuple[Any, Any]],
    cleaner: Cleaner,
    format: Format | None,
    jobs: int | None,
    timeout: float | None,
) -> Iterator[dict[str, Any]]:
    """Yield a row for each page, in order."""
    given = (_given(page, url) for page, url in pages)
    if jobs == 1 and timeout is None:
        for page, url in given:
            yield _settled(_row_here(cleaner, page, url, format))
        return
    service = shared_service(cleaner, jobs, timeout)
    futures = [
        page if isinstance(page, Exception)
        else service.submit(page, url, format=format, then=row_of)
        for page, url in given
    ]  # fmt: skip
    for future in futures:
        yield _settled(future if isinstance(future, Exception) else future.result())


def _given(page: Any, url: Any) -> tuple[Any, str | None]:
    """A page and its address as they are cleaned; an error for what is no page."""
    if isinstance(url, bytes):
        url = url.decode("utf-8", "backslashreplace")
    if isinstance(page, Exception):
        page = UnsupportedInput(f"the page cannot be read: {page}")
    elif not isinstance(page, (str, bytes)):
        what = "nothing" if page is None else type(page).__name__
        page = UnsupportedInput(f"the column holds {what}, not a page")
    return page, url if isinstance(url, str) else None


def _row_here(cleaner: Cleaner, page: Any, url: str | None, format: Format | None) -> Any:
    try:
        return (
            page if isinstance(page, Exception) else row_of(cleaner.clean(page, url, format=format))
        )
    except Exception as error:  # a page may fail in any way, the others must not
        return error


def _settled(result: Any) -> dict[str, Any]:
    """A row of a result; what is no page's fault is raised."""
    if isinstance(result, ModelError):
        raise result
    row: dict[str, Any] = row_of_error(result) if isinstance(result, Exception) else result
    return row
