"""Labels that lie apart from their pages: a letter and a checksum for each paragraph.

Pages have owners, labels are ours. A folder with `marks.jsonl` holds the labels alone, and finds
the pages in the other corpora that are read with it. The checksums tell which paragraph a label
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

from cleaner.document import LABELS
from cleaner.errors import CorpusError
from cleaner.segment.html import segment_html
from cleaner.training.corpus import GoldPage, records

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
    for record in records(folder / MARKS):
        try:
            name = str(record["corpus"]), str(record["page"])
            labels, checks = record["labels"], record["checks"]
            by_hand = [LETTERS[letter] for letter in labels]
        except (KeyError, TypeError) as error:
            raise CorpusError(f"{folder / MARKS}: a record without or with odd {error}") from error
        if len(checks) != DIGITS * len(labels):
            raise CorpusError(f"{folder / MARKS}: {name[1]} has not as many labels as checksums")
        if name not in known:
            raise CorpusError(
                f"{folder / MARKS} has labels for {name[1]} of {name[0]}, which was not read. "
                "Name that corpus, too, before this folder."
            )
        page = known[name]
        lines = _lines(page)
        then = [checks[i : i + DIGITS] for i in range(0, len(checks), DIGITS)]
        labelled = [""] * len(lines)
        blocks = SequenceMatcher(None, then, _checks(lines), autojunk=False).get_matching_blocks()
        for at, now, size in blocks:
            labelled[now : now + size] = by_hand[at : at + size]
        found.append(
            replace(
                page, corpus=folder.name, id=f"{page.corpus}:{page.id}", text=None, required=[],
                forbidden=[], lines=lines, labels=labelled,
            )
        )  # fmt: skip
    return found
