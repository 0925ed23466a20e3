"""Labels that lie apart from their pages: a letter and a checksum for each paragraph.

Pages have owners, labels are ours. A folder with `marks.jsonl` holds the labels alone, and finds
the pages in the corpora that are read before it. The checksums tell which paragraph a label
belongs to when the page is cut a little differently than on the day it was labelled.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any
from zlib import crc32

from cleaner.errors import CorpusError
from cleaner.evaluation.corpus import GoldPage, records
from cleaner.paragraph import LABELS
from cleaner.segment.html import segment_html

MARKS = "marks.jsonl"
LETTERS = {label.value[0].upper(): label.value for label in LABELS} | {"?": ""}
DIGITS = 4  # hexadecimal, of a checksum


def _checks(lines: Iterable[str]) -> list[str]:
    return [f"{crc32(line.encode('utf-8', 'surrogatepass')):08x}"[-DIGITS:] for line in lines]


def _lines(page: GoldPage) -> list[str]:
    return [" ".join(text.split()) for text in segment_html(page.html or "").texts]


def marks_of(page: GoldPage, labels: str) -> dict[str, Any]:
    """What to write of a page as its record: `labels` has one letter for each of its paragraphs, as
    the HTML route cuts them: B, S, C, or "?" where nobody can tell.

    Raises CorpusError where there are more or fewer letters than paragraphs.
    """
    lines = _lines(page)
    if len(lines) != len(labels) or not set(labels) <= set(LETTERS):
        raise CorpusError(
            f"{page.corpus}: {page.id} has {len(lines)} paragraphs and {len(labels)} labels; each "
            f"paragraph needs one of {' '.join(LETTERS)}"
        )
    return {
        "corpus": page.corpus, "page": page.id, "labels": labels, "checks": "".join(_checks(lines)),
    }  # fmt: skip


def write_marks(folder: Path, found: Iterable[dict[str, Any]]) -> None:
    """Write records of `marks_of`, a line each."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = (json.dumps(record, separators=(",", ":")) + "\n" for record in found)
    (folder / MARKS).write_text("".join(lines), encoding="utf-8")


def marked_pages(folder: Path, pages: Sequence[GoldPage]) -> list[GoldPage]:
    """The pages that a folder has labels for, out of pages already read, as labelled ones.

    Raises CorpusError where a page is not among them or a record is broken.
    """
    known = {(page.corpus, page.id): page for page in pages if page.html is not None}
    found = []
    for corpus, name, labels, checks in map(_parts, records(folder / MARKS)):
        page = known.get((corpus, name))
        if page is None:
            raise CorpusError(
                f"{folder / MARKS} has labels for {name} of {corpus}, which was not read. "
                "Name that corpus, too, before this folder."
            )
        lines = _lines(page)
        found.append(
            replace(
                page, corpus=folder.name, id=f"{corpus}:{name}", text=None, required=[],
                forbidden=[], lines=lines, labels=_moved(labels, checks, _checks(lines)),
                apart=True,
            )
        )  # fmt: skip
    return found


def _parts(record: Any) -> tuple[str, str, list[str], list[str]]:
    """Corpus, page, and for each paragraph its label and its checksum."""
    try:
        labels = [LETTERS[letter] for letter in record["labels"]]
        digits = record["checks"]
        checks = [digits[i : i + DIGITS] for i in range(0, len(digits), DIGITS)]
        name = str(record["corpus"]), str(record["page"])
    except (KeyError, TypeError) as error:
        raise CorpusError(f"{MARKS}: a record without or with odd {error}") from error
    if len(checks) != len(labels):
        raise CorpusError(f"{MARKS}: {name[1]} has not as many labels as checksums")
    return *name, labels, checks


def _moved(labels: list[str], then: list[str], now: list[str]) -> list[str]:
    """The labels of the paragraphs that are there now, "" where there was none like it then."""
    out = [""] * len(now)
    for start, end, size in SequenceMatcher(None, then, now, autojunk=False).get_matching_blocks():
        out[end : end + size] = labels[start : start + size]
    return out
