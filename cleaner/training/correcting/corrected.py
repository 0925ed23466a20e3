"""Read corrected pages as `cleaner review` keeps them, and tell apart those that have changed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from cleaner.config import Config
from cleaner.errors import CorpusError
from cleaner.evaluation.corpus import read_page
from cleaner.evaluation.records import Record, read_records
from cleaner.evaluation.recut import carry_over_checks, check
from cleaner.evaluation.standoff_labels import DIGITS, MARKS, parse_marks
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
    NOT_GIVEN. `host` is that of its address, "" if it has none."""

    name: str
    host: str
    page: HtmlPage
    given: Ints


def read_corrections(folder: Path, say: Say = lambda message: None) -> list[CorrectedPage]:
    """Return the corrected pages of a folder; `say` is told what of it cannot be used, and why.

    Raises CorpusError if no label is left.
    """
    path = folder / MARKS
    if not path.is_file():
        raise CorpusError(
            f"{folder} holds no corrections (there is no {MARKS}): label pages with "
            f"`cleaner review SRC --out {folder}`"
        )
    pages: list[CorrectedPage] = []
    for record in read_records(path):
        try:
            page = _corrected(record, folder, say)
        except CorpusError as error:
            say(f"left out: {error}")
            continue
        if page is not None:
            pages.append(page)
    if not pages:
        raise CorpusError(
            f"{folder} holds no correction that can be used: label pages with "
            f"`cleaner review SRC --out {folder}`"
        )
    return pages


def _corrected(record: Record, folder: Path, say: Say) -> CorrectedPage | None:
    """Return the page of a record with the labels that fit it; None if there are none."""
    marks = parse_marks(record)
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
    host = host_of(record.optional_text("url") or page.address)
    given = np.array([_INDEX[label] for label in labels], dtype=np.intp)
    return CorrectedPage(marks.page, host, page, given)


def _as_then(name: str, html: str) -> bool:
    """Whether a page is, to the letter, what its name says: the name ends with a checksum."""
    digest = name.rpartition("-")[2]
    bare = html.removeprefix(BOM)  # pages are kept with a mark that they had or had not
    sums = (hashlib.sha256(text.encode("utf-8", "surrogatepass")) for text in (bare, BOM + bare))
    return len(digest) > 0 and any(made.hexdigest().startswith(digest) for made in sums)
