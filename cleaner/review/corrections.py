"""Corrections: the labels that people gave to pages, kept as a corpus of stand-off labels.

The folder holds `marks.jsonl`, a line for each page that has labels, sorted by page, and in `pages`
these pages. A paragraph without a label has a question mark. Every change is on the disk before it
counts as made. The file may be changed by others meanwhile, by hand or by a merge: it is read
before each change, and only the lines of the pages that are changed are written anew.
"""

from __future__ import annotations

import gzip
import json
import os
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from cleaner.batch.options import STATE
from cleaner.batch.outputs.files import clear_parts, make_state
from cleaner.config import Config
from cleaner.errors import CorpusError, OutputInUse
from cleaner.evaluation.corpus import read_page
from cleaner.evaluation.records import Record, read_records
from cleaner.evaluation.recut import carry_over_checks, check
from cleaner.evaluation.standoff_labels import (
    DIGITS,
    LETTERS,
    MARKS,
    ParsedMarks,
    origin_of,
    parse_marks,
    version_of,
)
from cleaner.io.decode import BOM, decode
from cleaner.routes.html import HtmlRoute

UNKNOWN = "?"
LOCK = "review.sqlite"
_LETTER = {label: letter for letter, label in LETTERS.items()}
_PACKING = 6  # as much as gzip packs by default

Letters = Mapping[int, str]
"""Letters of paragraphs by their numbers."""


class Page(NamedTuple):
    """A page that can have corrections.

    `id` names it in the corpus, and differs if its content does; `source` is where it was found;
    `checks` has DIGITS characters a paragraph.
    """

    id: str
    source: str
    checks: str
    url: str = ""
    title: str = ""
    lang: str = ""

    @property
    def paragraphs(self) -> int:
        """How many paragraphs the page has."""
        return len(self.checks) // DIGITS


class Corrections:
    """The labels in a folder, which only one review at a time may change."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._records: dict[tuple[str, str], Record] = {}
        self._stamp: tuple[int, ...] | None = None
        self._fitted: dict[tuple[str, str], tuple[Record, str]] = {}  # by id and checksums

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold the folder, which is made if it is not there; the state of killed reviews goes.

        Raises OutputInUse if another review has it, WrongPlace, OSError.
        """
        make_state(self.folder)
        (self.folder / STATE / ".gitignore").write_text("*\n", encoding="utf-8")
        lock = sqlite3.connect(self.folder / STATE / LOCK, timeout=0)
        try:
            # Goes with the process, however that ends.
            lock.execute("BEGIN EXCLUSIVE")
            clear_parts(self.folder)
            yield
        except sqlite3.OperationalError as error:
            raise OutputInUse(
                f"another review is writing to {self.folder}: end it, or name another folder"
            ) from error
        finally:
            lock.close()

    def letters(self, page: Page) -> str:
        """Return a letter for each paragraph of a page, as the file says now.

        Raises CorpusError if the file, or the page that it is about, cannot be read.
        """
        self._read()
        record = self._records.get(("", page.id))
        return UNKNOWN * page.paragraphs if record is None else self._fitting(record, page)

    def earlier(self, page: Page) -> list[ParsedMarks]:
        """Return the records of the same source, whose page had another content then.

        Raises CorpusError as `letters` does.
        """
        self._read()
        return [
            parse_marks(record)
            for (corpus, id_), record in self._records.items()
            if not corpus and id_ != page.id and record.optional_text("source") == page.source
        ]

    def change(self, changes: Mapping[Page, Letters], html_of: Callable[[str], str]) -> None:
        """Set letters of pages, and return once they are on the disk.

        `html_of` is asked for the HTML of pages that are not kept yet, by their ids. Raises
        CorpusError if the file is damaged or the letters are none, OSError if it cannot be written;
        nothing is changed then.
        """
        while True:
            self._read()
            records = self._changed(changes, html_of)
            data = "".join(_line(record.fields) for record in records.values()).encode()
            if write_durably(self.path, data, lambda: _stamp(self.path) == self._stamp):
                self._records, self._stamp = records, _stamp(self.path)
                return

    def _changed(
        self, changes: Mapping[Page, Letters], html_of: Callable[[str], str]
    ) -> dict[tuple[str, str], Record]:
        """Return all records with letters of pages set; a page that has no line yet is kept."""
        records, versions = dict(self._records), _versions(self._records)
        for page, letters in changes.items():
            old = records.get(("", page.id))
            now = list(self._fitting(old, page) if old else UNKNOWN * page.paragraphs)
            for number, letter in letters.items():
                if letter not in LETTERS or not 0 <= number < len(now):
                    raise CorpusError(f"{page.source}: no label {letter!r} for paragraph {number}")
                now[number] = letter
            if set(now) <= {UNKNOWN}:
                records.pop(("", page.id), None)
                continue
            self._keep(page, html_of)
            of_page = versions[page.source, page.url]
            newest_other = max((n for id_, n in of_page.items() if id_ != page.id), default=0)
            if (version := of_page.get(page.id, 0)) <= newest_other:
                version = newest_other + 1
            record = Record(self.path, 0, _fields(page, "".join(now), version, old))
            records["", page.id] = record
            self._fitted[page.id, page.checks] = record, "".join(now)
        return dict(sorted(records.items()))

    @property
    def path(self) -> Path:
        """The file of the labels."""
        return self.folder / MARKS

    def _read(self) -> None:
        """Read the file, if it has changed since."""
        stamp = _stamp(self.path)
        if stamp is not None and stamp == self._stamp:
            return
        records: dict[tuple[str, str], Record] = {}
        for record in read_records(self.path) if stamp is not None else ():
            parsed = parse_marks(record)
            if (parsed.corpus, parsed.page) in records:
                record.fail(f"{parsed.page} has labels in an earlier line, too: join them")
            records[parsed.corpus, parsed.page] = record
        self._records, self._stamp = records, stamp

    def _fitting(self, record: Record, page: Page) -> str:
        """Return the letters of a record for the paragraphs of its page, as it is cut today."""
        known = self._fitted.get((page.id, page.checks))
        if known is None or known[0] is not record:
            marks = parse_marks(record)
            if "".join(marks.checks) == page.checks:
                letters = marks.letters
            else:
                letters = carried(marks, decode(read_page(self.folder, page.id)).text)
            known = self._fitted[page.id, page.checks] = record, letters
        return known[1]

    def _keep(self, page: Page, html_of: Callable[[str], str]) -> None:
        """Write the page itself, unless it is there."""
        path = self.folder / "pages" / f"{page.id}.html.gz"
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            # With a mark that it is UTF-8, whatever it declares: it was decoded as the user wished.
            text = BOM + html_of(page.id).removeprefix(BOM)
            data = text.encode("utf-8", "replace")
            write_durably(path, gzip.compress(data, _PACKING, mtime=0))


def carried(marks: ParsedMarks, html: str) -> str:
    """Return the letters for a page that is not as it was when it was labelled: UNKNOWN for what
    was not there."""
    texts = HtmlRoute().segment(html, Config()).texts
    labels = carry_over_checks(texts, marks.checks, marks.labels, DIGITS)
    return "".join(_LETTER[label] for label in labels)


def checks_of(texts: list[str]) -> str:
    """Return the checksums of paragraphs, with their whitespace folded."""
    return "".join(check(" ".join(text.split()), DIGITS) for text in texts)


def write_durably(path: Path, data: bytes, still: Callable[[], bool] = lambda: True) -> bool:
    """Write a file, the whole of it or nothing, and return when it would outlive a loss of power.

    `still` is asked at the last moment; if it denies, nothing is written, and False comes back.
    Raises OSError.
    """
    part = path.with_name(f".{path.name}.part")
    try:
        with part.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if not still():
            return False
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)
    if os.name == "posix":  # elsewhere folders cannot be opened
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    return True


def _versions(
    records: Mapping[tuple[str, str], Record],
) -> defaultdict[tuple[str, str], dict[str, int]]:
    """Return the versions of each page by their ids; a page is known by its source and address."""
    versions: defaultdict[tuple[str, str], dict[str, int]] = defaultdict(dict)
    for (corpus, id_), record in records.items():
        if not corpus:
            versions[origin_of(record)][id_] = version_of(record)
    return versions


def _fields(page: Page, letters: str, version: int, old: Record | None) -> dict[str, object]:
    """Return a record: what the page is, then its labels. What others added to it stays."""
    about: dict[str, object] = {"page": page.id, "source": page.source}
    about |= {name: value for name in ("url", "title", "lang") if (value := getattr(page, name))}
    about |= {"version": version} if version > 1 else {}
    kept = {} if old is None else old.fields
    return {**kept, **about, "labels": letters, "checks": page.checks}


def _line(fields: Mapping[str, object]) -> str:
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":")) + "\n"


def _stamp(path: Path) -> tuple[int, ...] | None:
    """Return what changes with a file; None if there is none. Raises OSError."""
    try:
        status = path.stat()
    except FileNotFoundError:
        return None
    return status.st_mtime_ns, status.st_size, status.st_ino
