"""Names of output files: they stay apart, fit into a file system, and stay in the folder."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Collection, Iterator, Sequence
from urllib.parse import urlsplit

from cleaner.batch.options import STATE
from cleaner.batch.sources.folders import Page, page_format

LONGEST_NAME = 255  # bytes, on every file system in common use
_LONGEST_SLUG = 80  # characters of an address in a name: enough to know it by
_NOT_PLAIN = re.compile(r"[^A-Za-z0-9._-]+")


def output_names(pages: Sequence[Page], taken: Collection[str], ending: str) -> list[str]:
    """Return a name for each page of a folder: `a.html` becomes `a.txt`.

    Pages that would get the same name (`a.html`, `a.htm.gz`) get their whole name with the ending
    instead (`a.html.txt`, `a.htm.gz.txt`), all of them; names that differ only in case count as
    the same, since some file systems think so. No page gets a name that is taken (by a subfolder).
    Too long a name is cut and closed with a digest of the whole.
    """
    short = [page.stem + ending if page.stem else page.name + ending for page in pages]
    whole = [page.name + ending for page in pages]
    others = {name.casefold() for name in taken}
    names = short
    while True:
        counts: dict[str, int] = {}
        for name in names:
            counts[name.casefold()] = counts.get(name.casefold(), 0) + 1
        settled = [
            full if counts[name.casefold()] > 1 or name.casefold() in others else name
            for name, full in zip(names, whole)
        ]
        if settled == names:  # whole names all differ, so this ends
            return [fitting(name, ending) for name in names]
        names = settled


def listed_names(path: str, ending: str) -> list[str]:
    """Return names for a file of a list, the best first: its own path, below the output folder.

    >>> listed_names("../news/a.html", ".txt")
    ['news/a.txt', 'news/a.html.txt']
    """
    parts = [part for part in os.path.normpath(path).split(os.sep) if part not in ("", ".", "..")]
    *folders, name = parts or [""]
    folder = [_folder(part, ending) for part in folders]
    page = page_format(name)
    stem = page[0] if page and page[0] else name
    names = dict.fromkeys(fitting(base + ending, ending) for base in (stem, name))
    return ["/".join([*folder, name]) for name in names]


def record_name(container: str, url: str | None, number: int, ending: str) -> str:
    """Return the name of one page of many in a file: by its address, else by its number.

    Nothing of an address but letters, digits and `._-` gets into a name, and no name consists of
    dots; a digest of the address keeps apart what that would make the same.

    >>> record_name("", "https://Larch.example/news/ferry?p=../..", 7, ".txt")
    'larch.example/news-ferry-p-8fee8f85b5.txt'
    """
    folders = [_folder(part, ending) for part in container.split(os.sep) if part]
    if not url:
        return "/".join([*folders, f"{number:08}{ending}"])
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        host, rest = "", url
    else:
        rest = f"{parts.path}-{parts.query}" if parts.query else parts.path
    slug = _NOT_PLAIN.sub("-", rest).strip("-.")[:_LONGEST_SLUG]
    digest = hashlib.sha256(url.encode("utf-8", "surrogatepass")).hexdigest()[:10]
    site = _folder(_NOT_PLAIN.sub("-", host).strip("-.")[:LONGEST_NAME] or "unknown", ending)
    return "/".join([*folders, site, f"{slug}-{digest}{ending}" if slug else f"{digest}{ending}"])


def candidates(names: tuple[str, ...], ending: str) -> Iterator[str]:
    """Yield the names that a page may have, then ever more of them."""
    yield from names
    number = 2
    while True:
        yield _numbered(names[-1], number, ending)
        number += 1


def _numbered(name: str, number: int, ending: str) -> str:
    """Make another name for one that is taken: `a~2.txt`, `a~3.txt`."""
    folder, slash, name = name.rpartition("/")
    return folder + slash + fitting(f"{name.removesuffix(ending)}~{number}{ending}", ending)


def _folder(name: str, ending: str) -> str:
    """Return the name of a folder, such that no output file and no ledger has the same."""
    if name.casefold() == STATE or name.casefold().endswith(ending):
        return name + "_"
    return name


def fitting(name: str, ending: str) -> str:
    """Return a name that is not too long for a file system."""
    raw = os.fsencode(name)
    if len(raw) <= LONGEST_NAME:
        return name
    tail = "-" + hashlib.sha256(raw).hexdigest()[:16] + ending
    kept = raw[: LONGEST_NAME - len(tail)]
    while kept and raw[len(kept)] & 0xC0 == 0x80:  # not in the middle of a UTF-8 character
        kept = kept[:-1]
    return os.fsdecode(kept) + tail
