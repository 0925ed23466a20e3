"""Stand-off labels: the labels of a page without its text, a letter and a checksum a paragraph.

Pages have owners, labels are ours. A folder with `marks.jsonl` holds labels alone; their pages are
those of corpora that are loaded before it. A record that names no corpus is of a page that stands
in the folder itself, as `cleaner review` keeps them. The checksums tell which paragraph a label
belongs to if the page is cut differently than on the day it was labelled.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple, TypedDict

from cleaner.config import Config
from cleaner.errors import CorpusError
from cleaner.evaluation.gold import GoldPage
from cleaner.evaluation.records import Record, read_records
from cleaner.evaluation.recut import carry_over_checks, check
from cleaner.paragraph import LABELS
from cleaner.routes.html import HtmlRoute

MARKS = "marks.jsonl"
# What nobody can tell is written as "?", and is no label.
LETTERS = {label.value[0].upper(): label.value for label in LABELS} | {"?": ""}
DIGITS = 4  # hexadecimal, of a checksum


class Marks(TypedDict):
    """One record of `marks.jsonl`; `checks` holds DIGITS characters a paragraph."""

    corpus: str
    page: str
    labels: str
    checks: str


class ParsedMarks(NamedTuple):
    """One record of `marks.jsonl`: a letter and a checksum for each paragraph of a page.

    `corpus` is "" if the page stands in the folder itself. `origin` is the source where it was
    found, and its address; `version` counts the contents that were labelled of that page.
    """

    corpus: str
    page: str
    letters: str
    checks: list[str]
    origin: tuple[str, str] = ("", "")
    version: int = 1

    @property
    def name(self) -> str:
        """What the labelled page is called."""
        return f"{self.corpus}:{self.page}" if self.corpus else self.page

    @property
    def labels(self) -> list[str]:
        """The label of each paragraph, "" if nobody can tell."""
        return [LETTERS[letter] for letter in self.letters]


def marks_of(page: GoldPage, letters: str) -> Marks:
    """Return the labels of a page as a record for `write_marks`.

    `letters` has one letter for each paragraph that `cleaner.clean_html` finds in the page: B, S,
    C, or "?" if nobody can tell. Raises CorpusError if there are more or fewer letters than
    paragraphs.
    """
    lines = [*map(_line, _texts(page))]
    if len(lines) != len(letters) or not set(letters) <= set(LETTERS):
        raise CorpusError(
            f"{page.corpus}: {page.id} has {len(lines)} paragraphs and {len(letters)} labels; each "
            f"paragraph needs one of {' '.join(LETTERS)}"
        )
    checks = "".join(check(line, DIGITS) for line in lines)
    return {"corpus": page.corpus, "page": page.id, "labels": letters, "checks": checks}


def write_marks(folder: Path, records: Iterable[Marks]) -> None:
    """Write the records of `marks_of` to `marks.jsonl` in a folder, one in each line."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = (json.dumps(record, separators=(",", ":")) + "\n" for record in records)
    (folder / MARKS).write_text("".join(lines), encoding="utf-8")


def marked_pages(folder: Path, pages: Sequence[GoldPage]) -> list[GoldPage]:
    """Return the labelled pages of a folder with stand-off labels; `pages` holds their text.

    Those of the folder itself have its name as their corpus. Raises CorpusError if a page is not
    among them, or a record is broken.
    """
    page_of = {(page.corpus, page.id): page for page in pages if page.html is not None}
    labelled = []
    for record in map(parse_marks, read_records(folder / MARKS)):
        page = page_of.get((record.corpus or folder.name, record.page))
        if page is None:
            raise CorpusError(
                f"{folder / MARKS} has labels for {record.page} of {record.corpus}, which was not "
                "loaded. Name that corpus, too, before this folder."
            )
        texts = _texts(page)
        labelled.append(
            replace(
                page, corpus=folder.name, id=record.name, text=None,
                required=[], forbidden=[], lines=[*map(_line, texts)],
                labels=carry_over_checks(texts, record.checks, record.labels, DIGITS),
                standoff=True,
            )
        )  # fmt: skip
    return labelled


def _texts(page: GoldPage) -> list[str]:
    """Return the paragraphs of a page as the HTML route cuts them."""
    return HtmlRoute().segment(page.html or "", Config()).texts


def _line(text: str) -> str:
    """Return a paragraph as one line."""
    return " ".join(text.split())


def parse_marks(record: Record) -> ParsedMarks:
    """Return what a record of `marks.jsonl` holds. Raises CorpusError if it is broken."""
    letters, digits = record.text("labels"), record.text("checks")
    if unknown := sorted(set(letters) - set(LETTERS)):
        record.fail(f"the label {unknown[0]!r} is none of {' '.join(LETTERS)}")
    checks = [digits[i : i + DIGITS] for i in range(0, len(digits), DIGITS)]
    if len(checks) != len(letters):
        record.fail(f"{record.text('page')} has {len(letters)} labels and {len(checks)} checksums")
    corpus = record.optional_text("corpus") or ""
    origin, version = origin_of(record), version_of(record)
    return ParsedMarks(corpus, record.text("page"), letters, checks, origin, version)


def origin_of(record: Record) -> tuple[str, str]:
    """Return what tells a page from others, whatever its content: its source and its address."""
    source = record.optional_text("source") or record.text("page")
    return source, record.optional_text("url") or ""


def version_of(record: Record) -> int:
    """Return which of the contents of its page, counted as they were labelled, a record is of."""
    version = record.fields.get("version", 1)
    if type(version) is not int or version < 1:
        record.fail(f"the version is {version!r}, not a number from 1 on")
    return version
