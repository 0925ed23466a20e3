"""The files of a folder that hold pages, known by their names."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from operator import attrgetter
from pathlib import Path
from typing import NamedTuple

from cleaner.io.compression import PACKED_ENDINGS

PAGES = {".html": "html", ".htm": "html", ".xhtml": "html", ".txt": "text", ".md": "text"}
CONTAINERS = {".warc": "warc", ".jsonl": "jsonl", ".ndjson": "jsonl", ".parquet": "parquet"}
_KINDS = {**PAGES, **CONTAINERS}
_ENDINGS, _PACKINGS = ("|".join(map(re.escape, endings)) for endings in (_KINDS, PACKED_ENDINGS))
_NAME = re.compile(rf"(.*)({_ENDINGS})(?:{_PACKINGS})?\Z", re.IGNORECASE | re.ASCII | re.DOTALL)
STATE = ".cleaner"  # the folder in an output folder that holds the account of what is done
MEMORY_FILE = "sites.sqlite"  # in it: what repeats on the sites of the pages


class Page(NamedTuple):
    """A file to clean.

    `folder` is relative to the source, '' for the source itself; `stem` the name without its
    endings; `kind` 'html' or 'text'.
    """

    folder: str
    stem: str
    name: str
    kind: str


@dataclass(slots=True, frozen=True)
class Refused:
    """Something in the source folder that cannot be a page, and why."""

    path: str
    error: str
    reason: str


@dataclass(slots=True, frozen=True)
class Folder:
    """The pages of one folder, its archives of pages, what was refused there, and the names of
    its subfolders. `path` is relative to the source, '' for the source itself; `others` counts the
    endings of files that are no pages by their names.
    """

    path: str
    pages: list[Page]
    archives: list[str]
    refused: list[Refused]
    subfolders: list[str]
    others: Counter[str] = field(default_factory=Counter)


def page_kind(name: str) -> tuple[str, str] | None:
    """A page's name without its endings, and 'html' or 'text'; None for other files.

    >>> page_kind("News.HTML.gz")
    ('News', 'html')
    >>> page_kind("logo.png")
    """
    known = _known(name)
    return known if known and known[1] in PAGES.values() else None


def container_kind(name: str) -> str | None:
    """'warc', 'jsonl' or 'parquet' for files that hold many pages; None for others.

    >>> container_kind("CC-MAIN-0001.warc.gz")
    'warc'
    """
    known = _known(name)
    return known[1] if known and known[1] in CONTAINERS.values() else None


def _known(name: str) -> tuple[str, str] | None:
    """A file's name without its endings, and the kind that these tell."""
    found = _NAME.match(name)
    return (found[1], _KINDS[found[2].lower()]) if found else None


def walk(source: Path, without: Path | None = None) -> Iterator[Folder]:
    """The folders below `source`, itself first, each with its pages sorted by name.

    `without` is a folder to leave out (the output, where it lies inside the source). Links to
    folders are not entered: one to a folder inside is reached by its own path, one to a folder
    outside is refused, as are links to files outside.
    """
    inside = source.resolve()
    waiting = [""]
    while waiting:
        relative = waiting.pop()
        folder = _look(source, relative, inside, without)
        yield folder
        waiting.extend(os.path.join(relative, name) for name in reversed(folder.subfolders))


def _look(source: Path, relative: str, inside: Path, without: Path | None) -> Folder:
    found = Folder(relative, [], [], [], [])
    try:
        with os.scandir(source / relative) as listing:
            entries = sorted(listing, key=attrgetter("name"))
    except OSError as error:
        found.refused.append(Refused(relative or ".", type(error).__name__, explain(error)))
        return found
    for entry in entries:
        known = _known(entry.name)
        # Records of JSON Lines and Parquet may be anything; those of a web archive are pages.
        if known and known[1] in ("jsonl", "parquet"):
            known = None
        if entry.is_symlink() and _leads_out(entry, inside):
            if known or os.path.isdir(entry.path):
                reason = "a link that leads out of the folder: not followed"
                path = os.path.join(relative, entry.name)
                found.refused.append(Refused(path, "LinkOutside", reason))
        elif entry.is_dir(follow_symlinks=False):
            if entry.name.casefold() == STATE:
                reason = "an account of what a run has done: no pages are looked for in it"
                if _has_pages(entry.path):
                    path = os.path.join(relative, entry.name)
                    found.refused.append(Refused(path, "ReservedName", reason))
            elif without is None or not _same(entry.path, without):
                found.subfolders.append(entry.name)
        elif known and not _leads_to_folder(entry):
            if known[1] == "warc":
                found.archives.append(entry.name)
            else:
                found.pages.append(Page(relative, known[0], entry.name, known[1]))
        elif entry.is_file(follow_symlinks=False):
            found.others[os.path.splitext(entry.name)[1].lower()] += 1
    return found


def _has_pages(folder: str) -> bool:
    names = (name for _, _, files in os.walk(folder) for name in files)
    return any(page_kind(name) or container_kind(name) == "warc" for name in names)


def _leads_to_folder(entry: os.DirEntry[str]) -> bool:
    """Whether an entry that is no folder is a link to one. Asks the system about links only."""
    return entry.is_symlink() and os.path.isdir(entry.path)


def _leads_out(entry: os.DirEntry[str], inside: Path) -> bool:
    return not Path(os.path.realpath(entry.path)).is_relative_to(inside)


def _same(path: str, other: Path) -> bool:
    return other.exists() and os.path.samefile(path, other)


def explain(error: BaseException) -> str:
    """What went wrong, for people: an OSError without its number, anything else as it speaks.

    >>> explain(FileNotFoundError(2, "No such file or directory", "a.html"))
    'a.html: No such file or directory'
    """
    if isinstance(error, OSError) and error.strerror:
        place = error.filename
        return f"{os.fsdecode(place)}: {error.strerror}" if place else error.strerror
    return str(error) or type(error).__name__
