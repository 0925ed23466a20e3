"""Stand-off labels: the labels of a page without its text, a letter and a checksum a paragraph.

Pages have owners, labels are ours. A folder with `marks.jsonl` holds labels alone; their pages are
those of corpora that are loaded before it. The checksums tell which paragraph a label belongs to
if the page is cut differently than on the day it was labelled.
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


class _Parsed(NamedTuple):
    corpus: str
    page: str
    labels: list[str]
    checks: list[str]


def marks_of(page: GoldPage, letters: str) -> Marks:
    """Return the record of a page's labels.

    `letters` has one for each of its paragraphs as the HTML route cuts them: B, S, C, or "?" if
    nobody can tell. Raises CorpusError if there are more or fewer letters than paragraphs.
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
    """Write records of `marks_of` into a folder, a line each."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = (json.dumps(record, separators=(",", ":")) + "\n" for record in records)
    (folder / MARKS).write_text("".join(lines), encoding="utf-8")


def marked_pages(folder: Path, pages: Sequence[GoldPage]) -> list[GoldPage]:
    """Return the labelled pages of a folder with stand-off labels; `pages` holds their text.

    Raises CorpusError if a page is not among them, or a record is broken.
    """
    page_of = {(page.corpus, page.id): page for page in pages if page.html is not None}
    labelled = []
    for record in map(_parsed, read_records(folder / MARKS)):
        page = page_of.get((record.corpus, record.page))
        if page is None:
            raise CorpusError(
                f"{folder / MARKS} has labels for {record.page} of {record.corpus}, which was not "
                "loaded. Name that corpus, too, before this folder."
            )
        texts = _texts(page)
        labelled.append(
            replace(
                page, corpus=folder.name, id=f"{record.corpus}:{record.page}", text=None,
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


def _parsed(record: Record) -> _Parsed:
    letters, digits = record.text("labels"), record.text("checks")
    if unknown := sorted(set(letters) - set(LETTERS)):
        record.fail(f"the label {unknown[0]!r} is none of {' '.join(LETTERS)}")
    checks = [digits[i : i + DIGITS] for i in range(0, len(digits), DIGITS)]
    if len(checks) != len(letters):
        record.fail(f"{record.text('page')} has {len(letters)} labels and {len(checks)} checksums")
    return _Parsed(
        record.text("corpus"), record.text("page"), [LETTERS[letter] for letter in letters], checks
    )
