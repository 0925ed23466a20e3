"""Files that hold many pages: web archives, JSON Lines, Parquet. Read record by record."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from cleaner.errors import UnsupportedInput
from cleaner.io.compression import require_file, unpacked
from cleaner.io.extras import load

# A page of JSON has its quotes and breaks escaped, and columns beside it.
_LINE_TO_PAGE = 4
_SOME = 1 << 16
_ROWS = 32  # rows of Parquet in memory at once
_KINDS = {
    "text/html": "html",
    "application/xhtml+xml": "html",
    "text/plain": "text",
    "text/markdown": "text",
    "": "",
}


class Record(NamedTuple):
    """A page as it is stored, with what is said of it there.

    `number` counts the pages of a container from 1. `data` is None where the page has a file of its
    own. `kind` is 'html', 'text', or '' where nothing says which. `coding` is what HTTP says about
    how the bytes were sent. `error` and `reason` stand where it could not be read. `share` is how
    much of the container was read so far, from 0 to 1.
    """

    number: int = 0
    data: bytes | str | None = None
    url: str = ""
    kind: str = ""
    charset: str = ""
    coding: str = ""
    error: str = ""
    reason: str = ""
    share: float = 0.0


@dataclass(slots=True, frozen=True)
class Columns:
    """The columns of JSON Lines and Parquet that hold the page and its address."""

    page: str = "html"
    url: str = "url"


def records(path: Path, kind: str, columns: Columns, limit: int | None) -> Iterator[Record]:
    """The pages of a container, one at a time; none holds more than about `limit` bytes.

    What is wrong with one record is that record's error. Raises UnsupportedInput, MissingExtra,
    OSError where the file is damaged, or cannot be read.
    """
    require_file(path)
    if kind == "parquet":
        yield from _rows(path, columns)
        return
    read: Callable[..., Iterator[Record]] = _responses if kind == "warc" else _lines
    size = path.stat().st_size or 1
    with path.open("rb") as file, unpacked(file) as stream:
        for record in read(stream, columns, limit):
            yield record._replace(share=min(1.0, file.tell() / size))


def _responses(stream: BinaryIO, columns: Columns, limit: int | None) -> Iterator[Record]:
    """The pages of a web archive: successful responses with a body of HTML or text."""
    warc = load("fastwarc.warc")
    kinds = warc.WarcRecordType.response
    archive = warc.ArchiveIterator(_Piecewise(stream), record_types=kinds)
    number = 0
    try:
        for response in archive:
            number += 1
            found = _response(number, response, limit)
            if found is not None:
                yield found
    except BaseException as error:
        # A panic of the library is no Exception, but no reason to end the run either.
        panic = type(error).__module__ == "pyo3_runtime"
        if not panic and (not isinstance(error, OSError) or error.errno is not None):
            raise
        raise UnsupportedInput(
            f"the archive is damaged after response {number} ({error}): what follows is not read"
        ) from error


class _Piecewise:
    """A stream that gives what it has, rather than fail for what it has not: all that stands
    before a damaged place can be read.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self.read: Callable[[int], bytes] = stream.read1  # type: ignore[attr-defined]
        self.seek, self.tell, self.close = stream.seek, stream.tell, stream.close


def _response(number: int, response: Any, limit: int | None) -> Record | None:
    headers = response.http_headers
    if headers is None or not 200 <= (headers.status_code or 0) < 300:
        return None
    kind = _KINDS.get((response.http_content_type or "").strip().lower())
    if kind is None:
        return None
    length = response.content_length
    body = response.reader.read(length if limit is None else min(length, limit + 1))
    coding = ",".join(
        value
        for name in ("Content-Encoding", "Transfer-Encoding")
        for value in headers.get_multiple(name)
    )
    url = response.headers.get("WARC-Target-URI") or ""
    record = Record(number, body, url.strip("<>"), kind, response.http_charset or "", coding)
    if limit is not None and len(body) > limit:
        return _failed(record, "InputTooLarge", f"the response has more than {limit:,} bytes")
    if len(body) < length:
        reason = f"the archive is cut short: {len(body):,} of {length:,} bytes are there"
        return _failed(record, "UnsupportedInput", reason)
    return record


def _failed(record: Record, error: str, reason: str) -> Record:
    return Record(record.number, url=record.url, error=error, reason=reason)


def _lines(stream: BinaryIO, columns: Columns, limit: int | None) -> Iterator[Record]:
    """The pages of JSON Lines; a line that is not JSON, or lacks the column, is an error."""
    longest = -1 if limit is None else limit * _LINE_TO_PAGE + _SOME
    number = 0
    while line := stream.readline(longest):
        number += 1
        if len(line) == longest and not line.endswith(b"\n"):
            reason = f"the line has more than {longest:,} bytes"
            yield Record(number, error="InputTooLarge", reason=reason)
            while (rest := stream.readline(_SOME)) and not rest.endswith(b"\n"):
                pass
        elif line.strip():
            yield _line(number, line, columns)


def _line(number: int, line: bytes, columns: Columns) -> Record:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        return Record(number, error="UnsupportedInput", reason=f"the line is not JSON: {error}")
    if not isinstance(row, dict) or columns.page not in row:
        return _no_column(number, row if isinstance(row, dict) else (), columns)
    return _row(number, row[columns.page], row.get(columns.url), columns)


def _rows(path: Path, columns: Columns) -> Iterator[Record]:
    """The pages of a Parquet file."""
    parquet, arrow = load("pyarrow.parquet"), load("pyarrow")
    number = 0
    try:
        with parquet.ParquetFile(path, buffer_size=_SOME, pre_buffer=False) as file:
            there = file.schema_arrow.names
            if columns.page not in there:
                yield _no_column(0, there, columns)
                return
            wanted = [name for name in (columns.page, columns.url) if name in there]
            for batch in file.iter_batches(_ROWS, columns=wanted, use_threads=False):
                for row in batch.to_pylist():
                    number += 1
                    record = _row(number, row[columns.page], row.get(columns.url), columns)
                    yield record._replace(share=number / file.metadata.num_rows)
    except (arrow.ArrowException, ValueError) as error:
        raise UnsupportedInput(
            f"the Parquet file cannot be read on after row {number}: {error}"
        ) from error


def _row(number: int, page: Any, url: Any, columns: Columns) -> Record:
    address = url if isinstance(url, str) else ""
    if not isinstance(page, (str, bytes)):
        reason = f"the column {columns.page} holds no text but {type(page).__name__}"
        return Record(number, url=address, error="UnsupportedInput", reason=reason)
    return Record(number, page, address)


def _no_column(number: int, there: Any, columns: Columns) -> Record:
    names = ", ".join(map(str, list(there)[:10])) or "none"
    reason = f"no column {columns.page} (there are: {names}): name one with --page-column"
    return Record(number, error="UnsupportedInput", reason=reason)
