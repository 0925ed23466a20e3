"""All pages in one file: a file of records that survives a kill, and what is made from it.

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

from cleaner.batch.outputs.files import whole
from cleaner.batch.sources.folders import STATE, explain
from cleaner.batch.state.ledger import Ledger, Place
from cleaner.errors import LedgerError
from cleaner.io.extras import load

PRODUCTS = {"jsonl": "pages.jsonl", "parquet": "pages.parquet"}
_ROWS = 500  # rows of a row group: what is in memory at once
_BLOCK = 1 << 20


def require(form: str) -> None:
    """Raise MissingExtra where a library is missing that the form of output needs."""
    if form == "parquet":
        load("pyarrow.parquet")


class Records:
    """The file of records of one form of output. Use as a context manager, within its ledger's.

    `end` is the length of the file as far as it counts, `position` how far this run has come: as
    long as they differ, the run has found everything as the file has it.
    """

    def __init__(self, out: Path, ledger: Ledger) -> None:
        self.out = out
        self.ledger = ledger
        self.file = int(ledger.fact(f"{ledger.form} file") or 0)
        self.end = int(ledger.fact(f"{ledger.form} end") or 0)
        self.made = ledger.fact(f"{ledger.form} made")
        self.position = 0
        self.old: dict[int, BinaryIO] = {}
        if self._size(self.file) < self.end:
            ledger.forget_records()
            self.file, self.end = self.file + 1, 0
        with _said():
            self.stream = self._open(self.file)
            self.stream.truncate(self.end)

    def __enter__(self) -> Records:
        return self

    def __exit__(self, *error: object) -> None:
        for stream in (self.stream, *self.old.values()):
            with suppress(OSError):
                stream.close()

    def _path(self, file: int) -> Path:
        return self.out / STATE / f"{self.ledger.form}-{file}.records"

    def _size(self, file: int) -> int:
        path = self._path(file)
        return path.stat().st_size if path.exists() else 0

    def _open(self, file: int) -> BinaryIO:
        descriptor = os.open(self._path(file), os.O_RDWR | os.O_CREAT, 0o666)
        return os.fdopen(descriptor, "r+b", buffering=0)

    def add(self, record: bytes) -> Place:
        """Append the record of a page that was cleaned."""
        if self.position != self.end:
            self._branch()
        self._write(record)
        place = Place(self.file, self.position, len(record))
        self.position = self.end = self.position + len(record)
        return place

    def keep(self, place: Place) -> Place:
        """Keep the record of a page that is as it was."""
        if place.file == self.file and place.start == self.position < self.end:
            self.position += place.length
            return place
        return self.add(self._read(place))

    def sync(self) -> None:
        """Have the ledger commit what stands in the file, after it stands there."""
        with _said():
            os.fsync(self.stream.fileno())
        self.ledger.set_fact(f"{self.ledger.form} file", self.file)
        self.ledger.set_fact(f"{self.ledger.form} end", self.end)
        self.ledger.commit()

    def _branch(self) -> None:
        """Go on in a new file, with what this run has found unchanged so far at its start."""
        before, self.file = self.file, self.file + 1
        self.old[before] = self.stream
        with _said():
            self.stream = self._open(self.file)
            self.stream.truncate(0)
        for start in range(0, self.position, _BLOCK):
            length = min(_BLOCK, self.position - start)
            self._write(self._read(Place(before, start, length)), start)
        self.ledger.move_all(before, self.file, self.position)
        self.end = self.position

    def _write(self, data: bytes, at: int | None = None) -> None:
        with _said():
            self.stream.seek(self.position if at is None else at)
            while data:
                data = data[self.stream.write(data) :]

    def _read(self, place: Place) -> bytes:
        if place.file == self.file:
            stream = self.stream
        else:
            if place.file not in self.old:
                self.old[place.file] = self._open(place.file)
            stream = self.old[place.file]
        with _said():
            stream.seek(place.start)
            data = stream.read(place.length)
        if len(data) != place.length:
            raise LedgerError(
                f"{self._path(place.file)} is shorter than it was: run again with --force"
            )
        return data

    def finish(self) -> None:
        """The run has seen all pages: make the file that people read from the records."""
        for source, place in self.ledger.unseen():
            self.ledger.move(source, self.keep(place))
        if self.position != self.end:  # the last pages were left out, or stand elsewhere
            self._branch()
        self.sync()
        product = self.out / PRODUCTS[self.ledger.form]
        made = f"{self.file}:{self.end}"
        if self.made != made or not product.exists():
            with _said():
                _MAKE[self.ledger.form](self._path(self.file), self.out, product.name)
            self.ledger.set_fact(f"{self.ledger.form} made", made)
            self.ledger.commit()
        while self.old:
            self.old.popitem()[1].close()
        for path in (self.out / STATE).glob(f"{self.ledger.form}-*.records"):
            if path != self._path(self.file):
                path.unlink()


@contextmanager
def _said() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise LedgerError(
            f"the output cannot be written ({explain(error)}): run again when that is mended; "
            "what is finished is safe"
        ) from error


def _make_lines(records: Path, out: Path, name: str) -> None:
    with whole(out, name, "product") as file, records.open("rb") as source:
        shutil.copyfileobj(source, file, _BLOCK)


def _make_parquet(records: Path, out: Path, name: str) -> None:
    """Row groups of so many records, so that a file of any size fits into memory."""
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
    """The columns of a record; those of paragraphs only where records have them."""
    with records.open("rb") as lines:
        first = json.loads(lines.readline() or b"{}")
    text, whole_number, real = arrow.string(), arrow.int64(), arrow.float64()
    by_label = [(name, whole_number) for name in ("body", "sidebar", "chrome")]
    fields = [
        *((name, text) for name in ("source", "url", "title", "language", "format", "text")),
        *((name, whole_number) for name in ("words", "words_kept")),
        *((name, real) for name in ("share_kept", "confidence")),
        ("labels", arrow.struct(by_label)),
        ("warnings", arrow.list_(text)),
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
