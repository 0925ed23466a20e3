"""Corpora on disk: folders with `pages/ID.html.gz` and `gold.jsonl`, or with `documents.jsonl`."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from cleaner.errors import CorpusError
from cleaner.io.decode import decode
from cleaner.paragraph import LABELS

SYMBOLS_ONLY = re.compile(r"^[\W_]*$")


@dataclass(slots=True)
class GoldPage:
    """A page with what is known about it: gold text, snippets, or labelled lines."""

    corpus: str
    id: str
    url: str
    lang: str
    page_type: str
    title: str
    html: str | None = None
    text: str | None = None
    required: list[str] = field(default_factory=list)  # snippets that the output must hold
    forbidden: list[str] = field(default_factory=list)  # snippets that it must not hold
    lines: list[str] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    apart: bool = False  # labels from elsewhere, of a page that another corpus has with its gold

    @property
    def domain(self) -> str:
        """Registered domain of the URL: what folds are split by."""
        return registered_domain(self.url) or self.id


@cache
def _extractor() -> Any:
    import tldextract

    return tldextract.TLDExtract(suffix_list_urls=())  # the list shipped with it: no network


@cache
def registered_domain(url: str) -> str:
    """Registered domain of a URL by the public suffix list; empty where there is none."""
    found = _extractor()(url or "")
    return str(found.top_domain_under_public_suffix or found.domain)


def records(path: Path) -> Iterator[dict[str, Any]]:
    """The lines of a file of JSON, one record each. Raises CorpusError."""
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            try:
                yield json.loads(line)
            except ValueError as error:
                raise CorpusError(f"{path}, line {number}: not JSON ({error})") from error


def read_page(folder: Path, page: str) -> bytes:
    """The bytes of a page as served."""
    path = folder / "pages" / f"{page}.html.gz"
    try:
        return gzip.decompress(path.read_bytes())
    except (OSError, EOFError) as error:
        raise CorpusError(f"{path}: cannot be read ({error})") from error


def load_corpus(folder: Path | str) -> list[GoldPage]:
    """Read a corpus folder; labelled documents find their pages in the neighbouring folders.

    Raises CorpusError where the folder is missing or in no known format.
    """
    folder = Path(folder)
    documents, gold = folder / "documents.jsonl", folder / "gold.jsonl"
    if documents.exists():
        return list(_pages(documents, _labelled))
    if gold.exists():
        return list(_pages(gold, _gold))
    raise CorpusError(
        f"{folder}: no corpus here (neither gold.jsonl nor documents.jsonl). "
        "Name a folder in the format that README.md describes under 'Train on your own pages'."
    )


def _pages(path: Path, make: Callable[[Path, dict[str, Any]], GoldPage]) -> Iterator[GoldPage]:
    """The pages of a file of records. Raises CorpusError where one lacks what it must have."""
    for number, record in enumerate(records(path), 1):
        try:
            yield make(path.parent, record)
        except (KeyError, TypeError, AttributeError) as error:
            what = f"no {error}" if isinstance(error, KeyError) else "not an object of that format"
            raise CorpusError(
                f"{path}, line {number}: {what}. README.md describes the format under "
                "'Train on your own pages'"
            ) from error


def _common(folder: Path, record: dict[str, Any]) -> dict[str, Any]:
    return {
        "corpus": folder.name,
        "id": record["id"],
        "url": record.get("url") or "",
        "lang": (record.get("lang") or "").lower()[:2],
        "page_type": record.get("page_type") or "article",
        "title": record.get("title") or "",
    }


def _gold(folder: Path, record: dict[str, Any]) -> GoldPage:
    return GoldPage(
        **_common(folder, record),
        html=decode(read_page(folder, record["id"])).text,
        text=record.get("text"),
        required=record.get("with") or [],
        forbidden=record.get("without") or [],
    )


def _labelled(folder: Path, record: dict[str, Any]) -> GoldPage:
    if len(record["lines"]) != len(record["labels"]):
        raise CorpusError(f"{folder}: {record['id']} has not as many labels as lines")
    unknown = set(record["labels"]) - {label.value for label in LABELS}
    if unknown:
        raise CorpusError(
            f"{folder}: {record['id']} has the label {sorted(unknown, key=str)[0]!r}; "
            f"there are {', '.join(label.value for label in LABELS)}"
        )
    html = None
    if record.get("page"):
        html = decode(read_page(folder.parent / record["corpus"], record["page"])).text
    return GoldPage(
        **_common(folder, record), html=html, lines=record["lines"], labels=record["labels"]
    )
