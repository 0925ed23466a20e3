"""Files that hold many pages: known by their names or first bytes, read record by record."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from cleaner.batch.options import Columns
from cleaner.batch.sources.folders import Container, container_of, page_format
from cleaner.batch.sources.items import PassedOver, SourceRecord
from cleaner.batch.sources.tables import read_lines, read_parquet
from cleaner.batch.sources.warc import read_warc
from cleaner.errors import UnsupportedInput
from cleaner.io.compression import require_file, unpacked

SNIFFED = 2048
_JSON = re.compile(
    rb"""\s*(?:\xef\xbb\xbf)?\s*(?:\[\s*)?(?:\{\s*"[^"\n]{0,200}"\s*:|\{\s*\}|\[\s*\])"""
)
_TABLES = re.compile(r"\.(csv|tsv|tab|psv)(\.\w+)?\Z", re.IGNORECASE)
_NAME = r'(?:[A-Za-z_][\w.-]*|"[A-Za-z_][\w .-]*")'
_NAMES = re.compile(rf"{_NAME}([,;\t]){_NAME}(?:\1{_NAME})*\r?\n")  # no space: no sentence
_JSON_NAME = re.compile(r"\.json(\.\w+)?\Z", re.IGNORECASE)


def records(
    path: Path, container: Container, columns: Columns, limit: int | None, passed: PassedOver
) -> Iterator[SourceRecord]:
    """Yield the pages of a container, one at a time; none holds more than about `limit` bytes.

    What is wrong with one record is that record's error; what is no page is counted in `passed`.
    Raises UnsupportedInput, MissingExtra, OSError if the file cannot be read.
    """
    require_file(path)
    if container == "parquet":
        yield from read_parquet(path, columns)
        return
    size = path.stat().st_size or 1
    with path.open("rb") as file:
        if container == "warc":
            pages = read_warc(file, limit, passed)
        else:
            pages = read_lines(file, columns, limit)
        for record in pages:
            yield record._replace(share=min(1.0, file.tell() / size))


def recognise(path: Path, *, format_given: bool = False) -> Container | None:
    """Return the kind of container that a file is, by its name, else by its content; None if it is
    a page. `format_given`: the user says what format pages have, so any other file is one.

    Raises UnsupportedInput for tables that cannot be read, with the remedy, and what reading
    raises.
    """
    container = container_of(path.name)
    if container or page_format(path.name):
        return container
    require_file(path)
    with path.open("rb") as file, unpacked(file) as stream:
        head = stream.read(SNIFFED)
    if head.startswith(b"WARC/"):
        return "warc"
    if head.startswith(b"PAR1"):
        return "parquet"
    if _is_object(head):
        return "jsonl"
    if not format_given:
        refuse_tables(path.name, head)
    return None


def _is_object(head: bytes) -> bool:
    """Return whether bytes open with a line of JSON that is an object, as far as they go."""
    line, broken, _ = head.partition(b"\n")
    if not line.startswith((b'{"', b"{ ")):
        return False
    if not broken and len(head) == SNIFFED:
        return True  # the line goes on
    try:
        return isinstance(json.loads(line), dict)
    except ValueError:
        return False


def _is_table(head: bytes) -> bool:
    """Return whether bytes open as CSV does: with a line of names, and one of as many fields."""
    text = head.decode("utf-8", "replace").removeprefix("\ufeff")
    names = _NAMES.match(text)
    if names is None:
        return False
    try:
        first, second = islice(csv.reader(io.StringIO(text), delimiter=names[1]), 2)
    except (csv.Error, ValueError):  # there are no two lines
        return False
    return len(first) == len(second)


def refuse_tables(name: str, head: bytes) -> None:
    """Raise UnsupportedInput for JSON and CSV that are to be read as one page, by the name of a
    file or by its first bytes."""
    if _is_object(head):
        raise UnsupportedInput(
            f"{name} is JSON Lines: to clean the pages in its rows, give the file to `cleaner "
            "batch`; --text cleans it as one text"
        )
    if _TABLES.search(name) or _is_table(head):
        raise UnsupportedInput(
            f"{name} is a table: write its rows as JSON Lines or Parquet, with the page in a "
            "column, and name that with --page-column; --text cleans it as one text"
        )
    if _JSON.match(head) or (_JSON_NAME.search(name) and head.lstrip()[:1] in (b"[", b"{")):
        raise UnsupportedInput(
            f"{name} is JSON, but not JSON Lines: write one object in each line (for an array: jq "
            "-c '.[]'), with the page in a column, and name that with --page-column; --text "
            "cleans it as one text"
        )
