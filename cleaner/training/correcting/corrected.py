"""Read corrected pages as `cleaner review` keeps them, and tell apart those that have changed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from cleaner.config import Config
from cleaner.errors import CorpusError
from cleaner.evaluation.corpus import read_page
from cleaner.evaluation.records import Record, read_records
from cleaner.evaluation.recut import carry_over_checks, check
from cleaner.evaluation.standoff_labels import DIGITS, MARKS, ParsedMarks, parse_marks
from cleaner.io.decode import BOM, decode
from cleaner.metadata import host_of
from cleaner.paragraph import LABELS
from cleaner.routes.html import HtmlRoute
from cleaner.segment.page import HtmlPage
from cleaner.types import Ints

Say = Callable[[str], None]
NOT_GIVEN = -1  # the label of a paragraph that nobody labelled
_INDEX = {label.value: index for index, label in enumerate(LABELS)} | {"": NOT_GIVEN}


@dataclass(slots=True)
class CorrectedPage:
    """A page, and what people said of its n paragraphs: `given` (n,) are indices into LABELS, or
    NOT_GIVEN. `host` is that of its address, "" if it has none; `source` is where it was found."""

    name: str
    host: str
    page: HtmlPage
    given: Ints
    source: str


def read_corrections(folder: Path, say: Say = lambda message: None) -> list[CorrectedPage]:
    """Return the corrected pages of a folder, of each its newest version; `say` is told what of it
    cannot be used, and why.

    Raises CorpusError if no label is left.
    """
    path = folder / MARKS
    if not path.is_file():
        raise CorpusError(
            f"{folder} holds no corrections (there is no {MARKS}): label pages with "
            f"`cleaner review SRC --out {folder}`"
        )
    found: list[tuple[ParsedMarks, CorrectedPage]] = []
    for record in read_records(path):
        try:
            marks = parse_marks(record)
            page = _corrected(record, marks, folder, say)
        except CorpusError as error:
            say(f"left out: {error}")
            continue
        if page is not None:
            found.append((marks, page))
    pages = _newest(found, say)
    if not pages:
        raise CorpusError(
            f"{folder} holds no correction that can be used: label pages with "
            f"`cleaner review SRC --out {folder}`"
        )
    return pages


def _newest(found: Sequence[tuple[ParsedMarks, CorrectedPage]], say: Say) -> list[CorrectedPage]:
    """Return the newest version of each page: the labels of earlier ones that fit it are its own,
    too, and a page that stood there twice would be learned from and measured by itself."""
    newest: dict[tuple[str, str], tuple[tuple[int, int], CorrectedPage]] = {}
    for marks, page in found:
        rank = marks.version, int((page.given != NOT_GIVEN).sum())
        if marks.origin not in newest or rank >= newest[marks.origin][0]:
            newest[marks.origin] = rank, page
    for marks, page in found:
        if (chosen := newest[marks.origin][1]) is not page:
            say(f"left out: {page.name} is an earlier version of {chosen.name}")
    return [page for marks, page in found if newest[marks.origin][1] is page]


def _corrected(record: Record, marks: ParsedMarks, folder: Path, say: Say) -> CorrectedPage | None:
    """Return the page of a record with the labels that fit it; None if there are none."""
    if marks.corpus:
        record.fail(f"{marks.page} is a page of another corpus, {marks.corpus}: copy it here")
    html = decode(read_page(folder, marks.page)).text
    page = HtmlRoute().segment(html, Config())
    labels, whole = marks.labels, sum(map(bool, marks.labels))
    if [check(" ".join(text.split()), DIGITS) for text in page.texts] != marks.checks:
        labels = carry_over_checks(page.texts, marks.checks, marks.labels, DIGITS)
        fit = sum(map(bool, labels))
        changed = not _as_then(marks.page, html)
        why = "is not the page that it was" if changed else "is cut into other paragraphs than"
        say(f"{marks.page} {why} when it was labelled: {fit:,} of {whole:,} labels still fit")
    if not any(labels):
        return None
    source, url = marks.origin
    host = host_of(url or page.address)
    given = np.array([_INDEX[label] for label in labels], dtype=np.intp)
    return CorrectedPage(marks.page, host, page, given, source)


def _as_then(name: str, html: str) -> bool:
    """Return whether a page is to the letter what its name says: it ends with a checksum."""
    digest = name.rpartition("-")[2]
    bare = html.removeprefix(BOM)  # pages are kept with a mark that they had or had not
    sums = (hashlib.sha256(text.encode("utf-8", "surrogatepass")) for text in (bare, BOM + bare))
    return len(digest) > 0 and any(made.hexdigest().startswith(digest) for made in sums)
