"""Where pages come from: the files of a folder, and how their bytes are read."""

from __future__ import annotations

import gzip
import os
import stat
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from cleaner.decode import check_size
from cleaner.errors import UnsupportedInput

HTML_ENDINGS = (".html", ".htm", ".xhtml")
TEXT_ENDINGS = (".txt", ".md")
PACKED = ".gz"


@dataclass(slots=True, frozen=True)
class Page:
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
    """The pages of one folder, what was refused there, and the names of its subfolders."""

    pages: list[Page]
    refused: list[Refused]
    subfolders: list[str]


def page_kind(name: str) -> tuple[str, str] | None:
    """A page's name without its ending, and 'html' or 'text'; None for other files.

    >>> page_kind("News.HTML.gz")
    ('News', 'html')
    >>> page_kind("logo.png")
    """
    lowered = name.lower().removesuffix(PACKED)
    for kind, endings in (("html", HTML_ENDINGS), ("text", TEXT_ENDINGS)):
        for ending in endings:
            if lowered.endswith(ending):
                return name[: len(lowered) - len(ending)], kind
    return None


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
    found = Folder([], [], [])
    try:
        with os.scandir(source / relative) as listing:
            entries = sorted(listing, key=lambda entry: entry.name)
    except OSError as error:
        found.refused.append(Refused(relative or ".", type(error).__name__, explain(error)))
        return found
    for entry in entries:
        path = os.path.join(relative, entry.name)
        known = page_kind(entry.name)
        if entry.is_symlink() and _leads_out(entry, inside):
            if known or os.path.isdir(entry.path):
                reason = "a link that leads out of the folder: not followed"
                found.refused.append(Refused(path, "LinkOutside", reason))
        elif entry.is_dir(follow_symlinks=False):
            if without is None or not _same(entry.path, without):
                found.subfolders.append(entry.name)
        elif known and not os.path.isdir(entry.path):
            found.pages.append(Page(relative, known[0], entry.name, known[1]))
    return found


def _leads_out(entry: os.DirEntry[str], inside: Path) -> bool:
    return not Path(os.path.realpath(entry.path)).is_relative_to(inside)


def _same(path: str, other: Path) -> bool:
    return other.exists() and os.path.samefile(path, other)


def require_file(path: Path) -> None:
    """Raise UnsupportedInput for what would block or never end when read: FIFOs, devices."""
    if not stat.S_ISREG(path.stat().st_mode):
        raise UnsupportedInput(f"{path.name} is not a regular file")


def read_page(path: Path, limit: int | None) -> bytes:
    """The bytes of a page, unpacked where its name ends in `.gz`.

    Reads one byte more than `limit` at most, so that neither a growing file nor a bomb fills the
    memory. Raises InputTooLarge, UnsupportedInput for a broken gzip, OSError.
    """
    with path.open("rb") as file:
        if not path.name.lower().endswith(PACKED):
            return read_limited(file, limit)
        try:
            with gzip.open(file) as unpacked:
                return read_limited(unpacked, limit)  # type: ignore[arg-type]
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            raise UnsupportedInput(f"the gzip is broken or cut short ({error})") from error


def read_limited(file: BinaryIO, limit: int | None) -> bytes:
    """All of a stream; InputTooLarge as soon as it is known to hold more than `limit` bytes."""
    if limit is None:
        return file.read()
    data = file.read(limit + 1)
    check_size(len(data), limit)
    return data


def explain(error: BaseException) -> str:
    """What went wrong, for people: an OSError without its number, anything else as it speaks.

    >>> explain(FileNotFoundError(2, "No such file or directory", "a.html"))
    'a.html: No such file or directory'
    """
    if isinstance(error, OSError) and error.strerror:
        place = error.filename
        return f"{os.fsdecode(place)}: {error.strerror}" if place else error.strerror
    return str(error) or type(error).__name__
