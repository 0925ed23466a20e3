"""All pages in one file: a file of records that survives a kill, and the product made from it.

The records of a run stand in a file of their own beside the ledger, one line a page, in the order
of the pages. Only what the ledger has committed counts: what a killed run wrote after that is cut
off. A run over the same pages goes on in that file as long as everything is as it was; where
something differs, it starts another file with what came before, and takes over the old lines of
pages that have not changed.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO

from cleaner.batch.options import STATE, BatchFormat
from cleaner.batch.outputs.files import whole
from cleaner.batch.state.ledger import Ledger
from cleaner.batch.state.rows import Span
from cleaner.errors import LedgerError, message_of
from cleaner.io.extras import load
from cleaner.output import RECORD_TEXTS

PRODUCTS = {"jsonl": "pages.jsonl", "parquet": "pages.parquet"}
_ROWS = 500  # rows of a row group: what is in memory at once
_BLOCK = 1 << 20


def require(output_format: BatchFormat) -> None:
    """Raise MissingExtra if the format of the output needs a library that is not there."""
    if output_format == "parquet":
        load("pyarrow.parquet")


class RecordStore:
    """The file of records of one output format. Use as a context manager, within its ledger's.

    `end` is the committed length, `position` how far this run has confirmed it. While position <
    end, all pages so far were unchanged.
    """

    def __init__(self, out: Path, ledger: Ledger) -> None:
        self.out = out
        self.ledger = ledger
        self.file = int(ledger.fact(f"{ledger.output_format} file") or 0)
        self.end = int(ledger.fact(f"{ledger.output_format} end") or 0)
        self.made = ledger.fact(f"{ledger.output_format} made")
        self.position = 0
        self.old: dict[int, BinaryIO] = {}
        if self._size(self.file) < self.end:
            ledger.forget_records()
            self.file, self.end = self.file + 1, 0
        with _explained():
            self.stream = self._open(self.file)
            self.stream.truncate(self.end)

    def __enter__(self) -> RecordStore:
        return self

    def __exit__(self, *error: object) -> None:
        for stream in (self.stream, *self.old.values()):
            with suppress(OSError):
                stream.close()

    def _path(self, file: int) -> Path:
        return self.out / STATE / f"{self.ledger.output_format}-{file}.records"

    def _size(self, file: int) -> int:
        path = self._path(file)
        return path.stat().st_size if path.exists() else 0

    def _open(self, file: int) -> BinaryIO:
        descriptor = os.open(self._path(file), os.O_RDWR | os.O_CREAT, 0o666)
        return os.fdopen(descriptor, "r+b", buffering=0)

    def add(self, record: bytes) -> Span:
        """Append the record of a page that was cleaned."""
        if self.position != self.end:
            self._branch()
        self._write(record)
        span = Span(self.file, self.position, len(record))
        self.position = self.end = self.position + len(record)
        return span

    def keep(self, span: Span) -> Span:
        """Keep the record of a page that is unchanged."""
        if span.file == self.file and span.start == self.position < self.end:
            self.position += span.length
            return span
        return self.add(self._read(span))

    def sync(self) -> None:
        """Commit the ledger, after all that it says of the file is on the disk."""
        with _explained():
            os.fsync(self.stream.fileno())
        self.ledger.set_fact(f"{self.ledger.output_format} file", self.file)
        self.ledger.set_fact(f"{self.ledger.output_format} end", self.end)
        self.ledger.commit()

    def _branch(self) -> None:
        """Go on in a new file, which starts with the records that were unchanged so far."""
        before, self.file = self.file, self.file + 1
        self.old[before] = self.stream
        with _explained():
            self.stream = self._open(self.file)
            self.stream.truncate(0)
        for start in range(0, self.position, _BLOCK):
            length = min(_BLOCK, self.position - start)
            self._write(self._read(Span(before, start, length)), start)
        self.ledger.move_all(before, self.file, self.position)
        self.end = self.position

    def _write(self, data: bytes, at: int | None = None) -> None:
        with _explained():
            self.stream.seek(self.position if at is None else at)
            while data:
                data = data[self.stream.write(data) :]

    def _read(self, span: Span) -> bytes:
        if span.file == self.file:
            stream = self.stream
        else:
            if span.file not in self.old:
                self.old[span.file] = self._open(span.file)
            stream = self.old[span.file]
        with _explained():
            stream.seek(span.start)
            data = stream.read(span.length)
        if len(data) != span.length:
            raise LedgerError(
                f"{self._path(span.file)} is shorter than it was: run again with --force"
            )
        return data

    def finish(self) -> None:
        """Make the product from the records, once the run has seen all pages."""
        for page, span in self.ledger.unseen():
            self.ledger.move(page, self.keep(span))
        if self.position != self.end:  # the last pages were left out, or stand elsewhere
            self._branch()
        self.sync()
        product = self.out / PRODUCTS[self.ledger.output_format]
        made = f"{self.file}:{self.end}"
        if self.made != made or not product.exists():
            self.ledger.own(product.name)
            with _explained():
                _MAKE[self.ledger.output_format](self._path(self.file), self.out, product.name)
            self.ledger.set_fact(f"{self.ledger.output_format} made", made)
            self.ledger.commit()
        while self.old:
            self.old.popitem()[1].close()
        for path in (self.out / STATE).glob(f"{self.ledger.output_format}-*.records"):
            if path != self._path(self.file):
                path.unlink()


@contextmanager
def _explained() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise LedgerError(
            f"the output cannot be written ({message_of(error)}): run again when that is fixed; "
            "what is finished is safe"
        ) from error


def _make_lines(records: Path, out: Path, name: str) -> None:
    with whole(out, name, "product") as file, records.open("rb") as source:
        shutil.copyfileobj(source, file, _BLOCK)


def _make_parquet(records: Path, out: Path, name: str) -> None:
    """Write row groups of `_ROWS` records, so that a file of any size fits into memory."""
    arrow, parquet = load("pyarrow"), load("pyarrow.parquet")
    schema = _schema(arrow, records)
    with (
        whole(out, name, "product") as file,
        records.open("rb") as lines,
        parquet.ParquetWriter(file, schema, compression="zstd") as writer,
    ):
        while rows := [json.loads(line) for _, line in zip(range(_ROWS), lines)]:
            writer.write_table(arrow.Table.from_pylist(rows, schema=schema))


def _schema(arrow: Any, records: Path) -> Any:
    """Return the columns of a record; those of paragraphs only if records have them."""
    with records.open("rb") as lines:
        first = json.loads(lines.readline() or b"{}")
    text, whole_number, real = arrow.string(), arrow.int64(), arrow.float64()
    by_label = [(name, whole_number) for name in ("body", "sidebar", "chrome")]
    fields = [
        *((name, text) for name in RECORD_TEXTS),
        *((name, whole_number) for name in ("words", "words_kept")),
        *((name, real) for name in ("share_kept", "confidence")),
        ("labels", arrow.struct(by_label)),
        ("warnings", arrow.list_(arrow.struct([("code", text), ("text", text)]))),
    ]
    if "paragraphs" in first:
        paragraph = [
            *((name, text) for name in ("text", "label", "kind", "path")),
            *((name, whole_number) for name in ("level", "start", "end")),
            ("probabilities", arrow.struct([(name, real) for name, _ in by_label])),
        ]
        fields.append(("paragraphs", arrow.list_(arrow.struct(paragraph))))
    return arrow.schema(fields)


_MAKE = {"jsonl": _make_lines, "parquet": _make_parquet}
