"""Columns of Arrow as values of Python; a bad value does not affect the others."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from cleaner.io.extras import load


def column_values(column: Any) -> Iterator[Any]:
    """Yield the values of an array of Arrow, plain or in chunks; of one that cannot be read, the
    error.

    Text is read as bytes, since Arrow takes a single invalid byte for an error of the whole batch;
    what is not valid UTF-8 stays bytes.
    """
    arrow = load("pyarrow")
    if isinstance(column, arrow.ChunkedArray):
        for chunk in column.chunks:
            yield from column_values(chunk)
        return
    types = arrow.types
    if types.is_dictionary(column.type):  # not decoded by Arrow, which cannot do so for all types
        values = [*column_values(column.dictionary)]
        for index in column.indices:
            yield values[index.as_py()] if index.is_valid else None
        return
    is_view = getattr(types, "is_string_view", None)  # since pyarrow 16
    if is_view and is_view(column.type):  # as Polars hands out; views cannot be seen as bytes
        column = column.cast(arrow.large_string())
    text = types.is_string(column.type) or types.is_large_string(column.type)
    if text:
        column = column.view(
            arrow.binary() if types.is_string(column.type) else arrow.large_binary()
        )
    for value in column:
        try:
            item = value.as_py()
            if text and item is not None:
                with suppress(UnicodeDecodeError):
                    item = item.decode("utf-8")
        except Exception as error:  # of one value, whatever it is
            item = error
        yield item
