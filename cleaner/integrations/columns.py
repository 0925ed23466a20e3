"""Columns of a batch of Arrow: pages and their addresses, and fields that come to its schema."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from cleaner.errors import InvalidOption, UnsupportedInput
from cleaner.io.columns import column_values
from cleaner.io.extras import load

if TYPE_CHECKING:
    import pyarrow

    Batch = TypeVar("Batch", pyarrow.RecordBatch, pyarrow.Table)
else:
    Batch = TypeVar("Batch")

URL = "url"  # the column of addresses, unless it is named
_NAMES_SHOWN = 10


def load_arrow(module: str = "pyarrow") -> Any:
    """Import a module of pyarrow. Raises MissingExtra, which names the extra `arrow`."""
    return load(module, "arrow")


def require_pages(batch: Any, page: str, url: str | None) -> None:
    """Raise as `require_column` does for the columns of pages and of their addresses.

    That of addresses need not be there if nobody has named it otherwise than `URL`.
    """
    require_column(batch, page)
    if url is not None and (url != URL or url in batch.schema.names):
        require_column(batch, url)


def require_column(batch: Any, name: str) -> None:
    """Raise InvalidOption unless a batch has one column of this name; TypeError for no batch."""
    arrow = load_arrow()
    if not isinstance(batch, (arrow.RecordBatch, arrow.Table)):
        raise TypeError(
            f"{type(batch).__name__} is no batch of Arrow: pass a pyarrow.RecordBatch or Table "
            "(of pandas: pyarrow.Table.from_pandas(frame), of Polars: frame.to_arrow())"
        )
    names = batch.schema.names
    if names.count(name) > 1:
        raise InvalidOption(f"there are {names.count(name)} columns {name!r}: rename all but one")
    if name not in names:
        shown = ", ".join(names[:_NAMES_SHOWN]) or "none"
        raise InvalidOption(
            f"there is no column {name!r} (there are: {shown}): say what it is called"
        )


def with_fields(
    schema: pyarrow.Schema, fields: Sequence[pyarrow.Field], remedy: str
) -> pyarrow.Schema:
    """Return a schema with further fields.

    Raises InvalidOption, with the remedy, for a name that would be there twice.
    """
    twice = sorted({field.name for field in fields} & set(schema.names))
    if twice:
        raise InvalidOption(f"there is a column {twice[0]!r} already: {remedy}")
    for field in fields:
        schema = schema.append(field)
    return schema


def given_pages(batch: Any, page: str, url: str | None) -> Iterator[tuple[Any, str | None]]:
    """Yield each page of a batch, as text or bytes, with its address.

    For a value that is no page, the error that says so is yielded in its place.
    """
    pages = column_values(batch.column(page))
    names = batch.schema.names
    urls: Any = column_values(batch.column(url)) if url in names else [None] * batch.num_rows
    for content, address in zip(pages, urls):
        yield _page(content), _address(address)


def _page(content: Any) -> Any:
    if isinstance(content, Exception):
        return UnsupportedInput(f"the page cannot be read: {content}")
    if isinstance(content, (str, bytes)):
        return content
    what = "nothing" if content is None else type(content).__name__
    return UnsupportedInput(f"the column holds {what}, not a page")


def _address(url: Any) -> str | None:
    if isinstance(url, bytes):
        return url.decode("utf-8", "backslashreplace")
    return url if isinstance(url, str) else None
