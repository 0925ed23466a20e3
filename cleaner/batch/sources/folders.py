"""The files of a folder that hold pages, known by their names."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from operator import attrgetter
from pathlib import Path
from typing import Literal, NamedTuple

from cleaner.batch.options import STATE
from cleaner.errors import LinkOutside, ReservedName, code_of, message_of
from cleaner.io.compression import PACKED_ENDINGS
from cleaner.types import Format

Container = Literal["warc", "jsonl", "parquet"]

PAGES: dict[str, Format] = {
    ".html": "html", ".htm": "html", ".xhtml": "html", ".txt": "text", ".md": "text",
}  # fmt: skip
CONTAINERS: dict[str, Container] = {
    ".warc": "warc", ".jsonl": "jsonl", ".ndjson": "jsonl", ".parquet": "parquet",
    ".wet": "warc", ".wat": "warc",
}  # fmt: skip
_ENDINGS = "|".join(map(re.escape, (*PAGES, *CONTAINERS)))
_PACKINGS = "|".join(map(re.escape, PACKED_ENDINGS))
_NAME = re.compile(rf"(.*)({_ENDINGS})(?:{_PACKINGS})?\Z", re.IGNORECASE | re.ASCII | re.DOTALL)


class Page(NamedTuple):
    """A file to clean.

    `folder` is relative to the source, "" for the source itself; `stem` the name without its
    endings.
    """

    folder: str
    stem: str
    name: str
    format: Format


@dataclass(slots=True, frozen=True)
class Refused:
    """Something in the source folder that cannot be a page: the code of the error, and why."""

    path: str
    error: str
    reason: str


@dataclass(slots=True, frozen=True)
class Folder:
    """The pages of one folder, its archives of pages, what was refused there, and the names of
    its subfolders. `path` is relative to the source, "" for the source itself; `others` counts the
    endings of files that are no pages by their names.
    """

    path: str
    pages: list[Page]
    archives: list[str]
    refused: list[Refused]
    subfolders: list[str]
    others: Counter[str] = field(default_factory=Counter)


def page_format(name: str) -> tuple[str, Format] | None:
    """Return a page's name without its endings, and its format; None for other files.

    >>> page_format("News.HTML.gz")
    ('News', 'html')
    >>> page_format("logo.png")
    """
    match = _NAME.match(name)
    format_ = PAGES.get(match[2].lower()) if match else None
    return (match[1], format_) if match and format_ else None


def container_of(name: str) -> Container | None:
    """Return the kind of container that a name tells: of files that hold many pages.

    >>> container_of("CC-MAIN-0001.warc.gz")
    'warc'
    """
    match = _NAME.match(name)
    return CONTAINERS.get(match[2].lower()) if match else None


def walk(source: Path, without: Path | None = None) -> Iterator[Folder]:
    """Yield the folders below `source`, itself first, each with its pages sorted by name.

    `without` is a folder to leave out (the output, if it lies inside the source). Links to folders
    are not entered: one to a folder inside is reached by its own path, one to a folder outside is
    refused, as are links to files outside.
    """
    inside = source.resolve()
    waiting = [""]
    while waiting:
        relative = waiting.pop()
        folder = _list(source, relative, inside, without)
        yield folder
        waiting.extend(os.path.join(relative, name) for name in reversed(folder.subfolders))


def _list(source: Path, relative: str, inside: Path, without: Path | None) -> Folder:
    """List one folder."""
    folder = Folder(relative, [], [], [], [])
    try:
        with os.scandir(source / relative) as listing:
            entries = sorted(listing, key=attrgetter("name"))
    except OSError as error:
        folder.refused.append(Refused(relative or ".", code_of(error), message_of(error)))
        return folder
    for entry in entries:
        if entry.is_symlink() and _leads_out(entry, inside):
            _refuse_link(entry, folder)
        elif entry.is_dir(follow_symlinks=False):
            _sort_folder(entry, folder, without)
        else:
            _sort_file(entry, folder)
    return folder


def _refuse_link(entry: os.DirEntry[str], folder: Folder) -> None:
    """List a link that leads out, if a page or a folder could be behind it."""
    if _is_source(entry.name) or os.path.isdir(entry.path):
        path = os.path.join(folder.path, entry.name)
        reason = "a link that leads out of the folder: not followed"
        folder.refused.append(Refused(path, LinkOutside.code, reason))


def _sort_folder(entry: os.DirEntry[str], folder: Folder, without: Path | None) -> None:
    if entry.name.casefold() == STATE:
        if _has_pages(entry.path):
            path = os.path.join(folder.path, entry.name)
            reason = "the folder of a run's ledger: no pages are looked for in it"
            folder.refused.append(Refused(path, ReservedName.code, reason))
    elif without is None or not _same(entry.path, without):
        folder.subfolders.append(entry.name)


def _sort_file(entry: os.DirEntry[str], folder: Folder) -> None:
    page = page_format(entry.name)
    if _is_source(entry.name) and not _leads_to_folder(entry):
        if page is None:
            folder.archives.append(entry.name)
        else:
            folder.pages.append(Page(folder.path, page[0], entry.name, page[1]))
    elif entry.is_file(follow_symlinks=False):
        folder.others[_ending(entry.name)] += 1


def _is_source(name: str) -> bool:
    """Return whether a file of a folder is read: records of JSON Lines and Parquet may be anything,
    those of a web archive are pages."""
    return page_format(name) is not None or container_of(name) == "warc"


def _ending(name: str) -> str:
    """Return the ending that files are counted by: of names like `index.php?id=1` that before the
    mark, and of `a.html.1`, the second of that name, that before the number.

    >>> _ending("index.php?id=1.5"), _ending("a.tar.GZ"), _ending("README"), _ending("a.html.1")
    ('.php', '.gz', '', '.html')
    """
    stem, ending = os.path.splitext(name.partition("?")[0])
    if ending[1:].isdigit():
        ending = os.path.splitext(stem)[1] or ending
    return ending.lower()


def _has_pages(folder: str) -> bool:
    names = (name for _, _, files in os.walk(folder) for name in files)
    return any(map(_is_source, names))


def _leads_to_folder(entry: os.DirEntry[str]) -> bool:
    """Return whether an entry that is no folder is a link to one; ask the system only of links."""
    return entry.is_symlink() and os.path.isdir(entry.path)


def _leads_out(entry: os.DirEntry[str], inside: Path) -> bool:
    return not Path(os.path.realpath(entry.path)).is_relative_to(inside)


def _same(path: str, other: Path) -> bool:
    return other.exists() and os.path.samefile(path, other)
