"""Stand-off labels: the labels of a page without its text, a letter and a checksum a paragraph.

Pages have owners, labels are ours. A folder with `marks.jsonl` holds labels alone; their pages are
those of corpora that are loaded before it. The checksums tell which paragraph a label belongs to
if the page is cut a little differently than on the day it was labelled.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from pathlib import Path
from typing import NamedTuple, TypedDict
from zlib import crc32

from cleaner.errors import CorpusError
from cleaner.evaluation.gold import GoldPage
from cleaner.evaluation.records import Record, read_records
from cleaner.paragraph import LABELS
from cleaner.segment.html import segment_html

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
    lines = _lines(page)
    if len(lines) != len(letters) or not set(letters) <= set(LETTERS):
        raise CorpusError(
            f"{page.corpus}: {page.id} has {len(lines)} paragraphs and {len(letters)} labels; each "
            f"paragraph needs one of {' '.join(LETTERS)}"
        )
    return {
        "corpus": page.corpus, "page": page.id, "labels": letters, "checks": "".join(_checks(lines))
    }  # fmt: skip


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
        lines = _lines(page)
        labelled.append(
            replace(
                page, corpus=folder.name, id=f"{record.corpus}:{record.page}", text=None,
                required=[], forbidden=[], lines=lines,
                labels=_moved(record.labels, record.checks, _checks(lines)), standoff=True,
            )
        )  # fmt: skip
    return labelled


def _checks(lines: Iterable[str]) -> list[str]:
    """Return the checksum of each line."""
    return [f"{crc32(line.encode('utf-8', 'surrogatepass')):08x}"[-DIGITS:] for line in lines]


def _lines(page: GoldPage) -> list[str]:
    """Return the paragraphs of a page, each as one line."""
    return [" ".join(text.split()) for text in segment_html(page.html or "").texts]


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


def _moved(labels: list[str], before: list[str], after: list[str]) -> list[str]:
    """Return the label of each paragraph of today, "" if there was none like it before."""
    moved = [""] * len(after)
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for old, new, size in matcher.get_matching_blocks():
        moved[new : new + size] = labels[old : old + size]
    return moved
