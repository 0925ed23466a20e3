"""Read corpora: folders with gold texts, with labelled lines, or with stand-off labels.

A folder holds `gold.jsonl` and `pages/ID.html.gz`, or `documents.jsonl` (whose records name pages
of the folders beside it, if they have any), or `marks.jsonl` (stand-off labels, of pages of other
folders or of its own). `corpus.json` may state where it is from and who labelled it.
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from cleaner.errors import CorpusError
from cleaner.evaluation.gold import GoldPage
from cleaner.evaluation.languages import COUNTRY_CORPORA, page_language
from cleaner.evaluation.provenance import provenance
from cleaner.evaluation.records import FORMAT_HELP, Record, read_records
from cleaner.evaluation.standoff_labels import MARKS, marked_pages
from cleaner.io.decode import decode
from cleaner.paragraph import LABELS

GOLD, DOCUMENTS = "gold.jsonl", "documents.jsonl"
LABEL_NAMES = frozenset(label.value for label in LABELS)

Log = Callable[[str], None]


def load_corpora(corpora: Sequence[Path], log: Log = lambda message: None) -> list[GoldPage]:
    """Return the pages of all corpora; stand-off labels find theirs in the folders before them.

    `log` is told the number of pages of each. Raises CorpusError if a folder is missing, in no
    known format, or has a bad record.
    """
    pages: list[GoldPage] = []
    for folder in corpora:
        if (folder / MARKS).exists():
            labelled_by = provenance(folder).labelled_by
            of_folder = _own_pages(folder)
            loaded = [
                replace(page, labelled_by=labelled_by)
                for page in marked_pages(folder, [*pages, *of_folder])
            ]
        else:
            loaded = load_corpus(folder)
        log(f"{folder.name}: {len(loaded)} page{'s' if len(loaded) != 1 else ''}")
        pages += loaded
    return pages


def load_corpus(folder: Path | str) -> list[GoldPage]:
    """Return the pages of a folder with gold texts, snippets or labelled lines.

    Raises CorpusError if the folder is missing, has no known format, or contains a bad record.
    """
    folder = Path(folder)
    if (folder / DOCUMENTS).exists():
        labelled_by = provenance(folder).labelled_by
        return [_labelled_page(record, labelled_by) for record in read_records(folder / DOCUMENTS)]
    if (folder / GOLD).exists():
        return [_gold_page(record) for record in read_records(folder / GOLD)]
    raise CorpusError(
        f"{folder}: no corpus here (neither {GOLD} nor {DOCUMENTS}). Name a folder in the format "
        f"of a corpus; {FORMAT_HELP}"
    )


def read_page(folder: Path, page: str) -> bytes:
    """Return the bytes of a page as they were served. Raises CorpusError."""
    path = folder / "pages" / f"{page}.html.gz"
    try:
        return gzip.decompress(path.read_bytes())
    except (OSError, EOFError, zlib.error) as error:
        raise CorpusError(f"{path}: cannot be read ({error})") from error


def _own_pages(folder: Path) -> list[GoldPage]:
    """Return the pages that a folder with stand-off labels holds itself, without their labels."""
    pages = []
    for record in read_records(folder / MARKS):
        if record.optional_text("corpus") is None:
            name = record.text("page")
            page = _page(record, decode(read_page(folder, name)).text, folder.name, name)
            pages.append(page)
    return pages


def _gold_page(record: Record) -> GoldPage:
    folder = record.path.parent
    html = decode(read_page(folder, record.text("id"))).text
    page = _page(record, html, folder.name)
    page.text = record.optional_text("text")
    page.required = record.optional_strings("with")
    page.forbidden = record.optional_strings("without")
    return page


def _labelled_page(record: Record, labelled_by: str) -> GoldPage:
    lines, labels = record.strings("lines"), record.strings("labels")
    if len(lines) != len(labels):
        record.fail(f"{record.text('id')} has {len(lines)} lines, but not as many labels")
    for label in labels:
        if label not in LABEL_NAMES:
            known = ", ".join(label.value for label in LABELS)
            record.fail(f"{record.text('id')} has the label {label!r}; there are {known}")
    html = None
    origin = record.optional_text("corpus") or ""
    if name := record.optional_text("page"):
        folder = record.path.parent.parent / record.text("corpus")
        html = decode(read_page(folder, name)).text
    page = _page(record, html, origin or record.text("id").partition(":")[0])
    page.lines, page.labels = lines, labels
    page.labelled_by = record.optional_text("labelled_by") or labelled_by
    return page


def _page(record: Record, html: str | None, origin: str, name: str = "") -> GoldPage:
    """Return the page without its gold; `origin` is the corpus that `lang` was stated by, `name`
    the page's own if the record has no id."""
    lang, language_source = page_language(
        record.optional_text("lang") or "", html, by_country=origin in COUNTRY_CORPORA
    )
    return GoldPage(
        corpus=record.path.parent.name,
        id=name or record.text("id"),
        url=record.optional_text("url") or "",
        lang=lang,
        page_type=record.optional_text("page_type") or "article",
        title=record.optional_text("title") or "",
        html=html,
        language_source=language_source,
    )
