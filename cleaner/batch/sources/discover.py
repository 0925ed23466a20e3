"""From what the user names to a stream of items: a folder, a page, a file of many, a list."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import repeat
from pathlib import Path
from typing import BinaryIO, Literal, NamedTuple

from cleaner.batch.options import STDIN, BatchOptions
from cleaner.batch.outputs.names import listed_names, output_names, record_name
from cleaner.batch.sources.containers import recognise, records
from cleaner.batch.sources.folders import Container, Folder, page_format, walk
from cleaner.batch.sources.items import PassedOver, SourceItem, SourceRecord
from cleaner.batch.sources.lists import LONGEST_PATH, listed
from cleaner.errors import CleanerError, UnsupportedInput, WrongFolders, code_of, message_of
from cleaner.io.extras import load
from cleaner.types import Format

GROUP, GROUP_WEIGHT = 64, 1 << 20
_FORMATS: tuple[Format | Literal[""], ...] = ("html", "text", "")
_FILES = {name: SourceRecord(format=name) for name in _FORMATS}  # with own files
_NAMED = 100  # characters of a name that is none


@dataclass(slots=True)
class Count:
    """What is known of a source before it is read.

    `pages` is None if only reading tells; `formats` are those of its pages, `endings` counts the
    files that are passed over by the endings of their names.
    """

    pages: int | None = None
    formats: set[str] = field(default_factory=set)
    endings: Counter[str] = field(default_factory=Counter)


class _Scope(NamedTuple):
    """What holds for all that is found at one origin."""

    options: BatchOptions
    passed: PassedOver
    origin: bytes


def find(
    options: BatchOptions,
    without: Path | None = None,
    passed: PassedOver | None = None,
    listing: BinaryIO | None = None,
) -> Iterator[SourceItem]:
    """Yield everything in the source, in an order that depends on nothing but the source.

    `without` is a folder to leave out of a walk. What cannot be read is yielded, too, with its
    error; what is no page is counted in `passed`. If the source is a list of files, `listing` is
    that list, by default standard input.
    """
    passed = PassedOver() if passed is None else passed
    source = options.source
    if source == STDIN:
        yield from _listed(options, listing or _standard_input(), passed)
    elif source.is_dir():
        scope = _Scope(options, passed, os.fsencode(os.path.realpath(source)))
        for folder in walk(source, without):
            yield from _in_folder(folder, scope)
    else:
        scope = _Scope(options, passed, os.fsencode(os.path.realpath(source.parent)))
        names = listed_names(source.name, options.ending)
        yield from _in_file(source, source.name, names, "", scope)


def _standard_input() -> BinaryIO:
    if sys.stdin is None:
        raise UnsupportedInput("standard input is closed: there is no list of files to read")
    return sys.stdin.buffer


def in_groups(items: Iterable[SourceItem]) -> Iterator[list[SourceItem]]:
    """Yield items in groups, to ask the ledger for all of a group at once; none holds much more
    than `GROUP_WEIGHT` bytes of pages."""
    group: list[SourceItem] = []
    weight = 0
    for item in items:
        group.append(item)
        weight += item.weight
        if len(group) == GROUP or weight > GROUP_WEIGHT:
            yield group
            group, weight = [], 0
    if group:
        yield group


def count(options: BatchOptions, without: Path | None = None) -> Count:
    """Count the pages of a source as far as that is known without reading them.

    Raises MissingExtra if they cannot be read without a library that is not there.
    """
    source = options.source
    if source == STDIN:
        return Count()
    if not source.is_dir():
        container = recognise(source, format_given=options.format is not None)
        if container:
            _require(container)
            return Count()
        page = page_format(source.name)
        return Count(1, {page[1]} if page else set())
    result = Count(0)
    for folder in walk(source, without):
        result.formats.update(page.format for page in folder.pages)
        result.endings += folder.others
        if folder.archives:
            result.pages = None
        if result.pages is not None:
            result.pages += len(folder.pages) + len(folder.refused)
    return result


def _require(container: Container) -> None:
    """Raise MissingExtra if a container needs a library that is not there."""
    if container == "parquet":
        load("pyarrow.parquet")


def _in_folder(folder: Folder, scope: _Scope) -> Iterator[SourceItem]:
    options, origin = scope.options, scope.origin
    taken = {*folder.subfolders, *folder.archives}
    names: Iterable[str] = repeat("")
    if options.ending:
        names = output_names(
            folder.pages, {*taken, *_reserved(folder.path, options)}, options.ending
        )
    # A folder may hold very many: their paths are put together as plain text.
    inside = os.path.join(folder.path, "")
    start = os.path.join(options.source, inside)
    for page, name in zip(folder.pages, names):
        target = (inside + name,) if name else ("",)
        record = _FILES[page.format]
        yield SourceItem(inside + page.name, start + page.name, record, target, True, origin)
    for name in folder.archives:
        path = os.path.join(folder.path, name)
        yield from _records(options.source / path, path, path, "warc", scope)
    for refused in folder.refused:
        record = SourceRecord(error=refused.error, reason=refused.reason)
        yield SourceItem(refused.path, refused.path, record, origin=origin)


def _reserved(folder: str, options: BatchOptions) -> list[str]:
    """Return the names in a folder of the output that are not for pages."""
    return [options.report] if not folder and options.report else []


def _listed(options: BatchOptions, stream: BinaryIO, passed: PassedOver) -> Iterator[SourceItem]:
    """Yield the files of a list; none of them may lie in the output folder."""
    out, base = Path(os.path.realpath(options.out)), Path.cwd()
    origin = os.fsencode(os.path.realpath(base))
    for raw in listed(stream, options.separator):
        path = os.path.normpath(os.fsdecode(raw))
        scope = _Scope(options, passed, b"/" if os.path.isabs(path) else origin)
        try:
            reason = _unfit(raw, path, out)
        except ValueError:
            reason = "the name holds a NUL byte: use --null if NUL bytes end the names"
        if reason:
            shown = path[:_NAMED] if len(raw) > LONGEST_PATH else path
            record = SourceRecord(error=WrongFolders.code, reason=reason)
            yield SourceItem(shown, shown, record, origin=scope.origin)
            continue
        inside = os.path.relpath(path, base) if Path(path).is_relative_to(base) else path
        names = listed_names(inside, options.ending)
        yield from _in_file(Path(path), path, names, inside, scope)


def _unfit(raw: bytes, path: str, out: Path) -> str:
    """Return why a listed file cannot be read, if its name tells. Raises ValueError for a NUL."""
    if len(raw) > LONGEST_PATH:
        return "no path is as long as this"
    if Path(os.path.realpath(path)).is_relative_to(out):
        return "it lies in the output folder, where it could be overwritten"
    return ""


def _in_file(
    path: Path, source: str, names: list[str], inside: str, scope: _Scope
) -> Iterator[SourceItem]:
    """Yield the page that a file is, or those that it holds; `inside` is the folder of the output
    that these go to."""
    try:
        container = recognise(path, format_given=scope.options.format is not None)
    except (CleanerError, OSError) as error:
        yield _unreadable(source, str(path), error, scope)
        return
    if container:
        yield from _records(path, source, inside, container, scope)
        return
    page = page_format(path.name)
    free = tuple(name for name in names if name not in _reserved("", scope.options))
    record = _FILES[page[1] if page else ""]
    yield SourceItem(source, str(path), record, free or (f"page-{names[0]}",), origin=scope.origin)


def _records(
    path: Path, source: str, inside: str, container: Container, scope: _Scope
) -> Iterator[SourceItem]:
    """Yield the pages of a container; if it cannot be read on, that is the last item."""
    options = scope.options
    limit = options.cleaning.max_bytes
    try:
        for record in records(path, container, options.columns, limit, scope.passed):
            names: tuple[str, ...] = ()
            if options.ending and not record.error:
                names = (record_name(inside, record.url, record.number, options.ending),)
            name = f"{source}#{record.name or record.number}"
            yield SourceItem(name, str(path), record, names, origin=scope.origin)
    except (CleanerError, OSError) as error:
        yield _unreadable(source, str(path), error, scope)


def _unreadable(source: str, path: str, error: Exception, scope: _Scope) -> SourceItem:
    record = SourceRecord(error=code_of(error), reason=message_of(error))
    return SourceItem(source, path, record, origin=scope.origin)


def check_source(source: Path) -> None:
    """Raise WrongFolders if there is no such source."""
    if source != STDIN and not source.exists():
        raise WrongFolders(f"{source} does not exist")
