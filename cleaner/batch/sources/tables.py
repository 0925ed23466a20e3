"""Rows of JSON Lines and Parquet as pages; a bad row, or a bad value, costs one row."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, BinaryIO

from cleaner.batch.options import Columns
from cleaner.batch.sources.items import SourceRecord
from cleaner.batch.sources.stream import Reader, pieces
from cleaner.errors import DamagedArchive, InputTooLarge, UnsupportedInput
from cleaner.io.columns import column_values
from cleaner.io.extras import load

# A page in JSON has its quotes and line breaks escaped, and columns beside it.
_LINE_TO_PAGE = 4
_BUFFER = 1 << 16  # bytes
_ROWS = 32  # rows of Parquet in memory at once
_WHOLE = 64_000_000  # bytes of columns of Parquet that are read at once
_NAMES_SHOWN = 10


def read_lines(file: BinaryIO, columns: Columns, limit: int | None) -> Iterator[SourceRecord]:
    """Yield the pages of JSON Lines; a line that is not JSON, or lacks the column, is an error."""
    longest = (1 << 62) if limit is None else limit * _LINE_TO_PAGE + _BUFFER
    reader = Reader(pieces(file))
    number = gaps = 0
    while True:
        line = reader.line(longest)
        damage = reader.pass_damage()
        if damage is not None:
            gaps += 1
            reason = f"the file is damaged after row {number}: {damage.reason}"
            yield SourceRecord(name=f"gap{gaps}", error=DamagedArchive.code, reason=reason)
            continue
        if not line:
            return
        number += 1
        if len(line) == longest and not line.endswith(b"\n"):
            reason = f"the line has more than {longest:,} bytes: raise --max-bytes"
            yield SourceRecord(number, error=InputTooLarge.code, reason=reason)
            while (rest := reader.line(_BUFFER)) and not rest.endswith(b"\n"):
                pass
        elif line.strip():
            yield _line(number, line, columns)


def _line(number: int, line: bytes, columns: Columns) -> SourceRecord:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        return _bad(number, f"the line is not JSON: {error}")
    if not isinstance(row, dict):
        return _bad(number, f"the line is no object, but {type(row).__name__}")
    if columns.page not in row:
        return _no_column(number, row, columns)
    return _row(number, row[columns.page], row.get(columns.url), columns)


def read_parquet(path: Path, columns: Columns) -> Iterator[SourceRecord]:
    """Yield the pages of a Parquet file; a group of rows that is damaged is one error.

    Raises UnsupportedInput if it is no Parquet file, MissingExtra.
    """
    parquet, arrow = load("pyarrow.parquet"), load("pyarrow")
    try:
        file = parquet.ParquetFile(path, pre_buffer=False)
        large = parquet.ParquetFile(path, buffer_size=_BUFFER, pre_buffer=False)
    except (arrow.ArrowException, ValueError) as error:
        raise UnsupportedInput(f"the file is not sound Parquet: {error}") from error
    with file, large:
        names = file.schema_arrow.names
        if columns.page not in names:
            yield _no_column(0, names, columns)
            return
        wanted = [name for name in dict.fromkeys((columns.page, columns.url)) if name in names]
        before, rows = 0, max(1, file.metadata.num_rows)
        for group in range(file.metadata.num_row_groups):
            number = before
            try:
                reader = large if _is_large(file.metadata.row_group(group), wanted) else file
                for batch in reader.iter_batches(
                    _ROWS, row_groups=[group], columns=wanted, use_threads=False
                ):
                    for record in _batch(batch, number, columns):
                        yield record._replace(share=record.number / rows)
                    number += batch.num_rows
            except (arrow.ArrowException, ValueError, OSError) as error:
                yield SourceRecord(
                    name=f"gap{group + 1}",
                    error=DamagedArchive.code,
                    reason=f"the file is damaged after row {number}, to the end of row group "
                    f"{group + 1}: {error}",
                )
            before += file.metadata.row_group(group).num_rows


def _is_large(group: Any, wanted: Sequence[str]) -> bool:
    """Return whether the columns of a group of rows are to be read piece by piece.

    Those that are not are read whole, as many bytes as the file has of them; a reader that reads
    pieces believes each of them how long it is, which in a damaged file may be two gigabytes.
    """
    chunks = map(group.column, range(group.num_columns))
    sizes = (c.total_compressed_size for c in chunks if c.path_in_schema.split(".")[0] in wanted)
    return bool(sum(sizes) > _WHOLE)


def _batch(batch: Any, number: int, columns: Columns) -> Iterator[SourceRecord]:
    pages = column_values(batch.column(batch.schema.names.index(columns.page)))
    urls: Iterable[Any] = [None] * batch.num_rows
    if columns.url in batch.schema.names:
        urls = column_values(batch.column(batch.schema.names.index(columns.url)))
    for page, url in zip(pages, urls):
        number += 1
        if isinstance(page, Exception):
            yield _bad(number, f"the column {columns.page} cannot be read: {page}")
        else:
            yield _row(number, page, url, columns)


def _row(number: int, page: Any, url: Any, columns: Columns) -> SourceRecord:
    """Make a page of a row. Bytes are decoded later, as those of files are."""
    if isinstance(url, bytes):
        url = url.decode("utf-8", "backslashreplace")
    address = url if isinstance(url, str) else ""
    if isinstance(page, bytes):
        return SourceRecord(number, page, address)
    if not isinstance(page, str):
        what = "nothing" if page is None else type(page).__name__
        return _bad(number, f"the column {columns.page} holds {what}, not text", address)
    return SourceRecord(number, page, address)


def _bad(number: int, reason: str, url: str = "") -> SourceRecord:
    return SourceRecord(number, url=url, error=UnsupportedInput.code, reason=reason)


def _no_column(number: int, names: Iterable[str], columns: Columns) -> SourceRecord:
    shown = ", ".join(map(str, list(names)[:_NAMES_SHOWN])) or "none"
    return _bad(
        number, f"no column {columns.page} (there are: {shown}): name one with --page-column"
    )
