"""From what the user names to a stream of pages: a folder, a file, a file of many, a list."""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import repeat
from pathlib import Path
from typing import BinaryIO

from cleaner.batch.outputs.names import listed_names, output_names, record_name
from cleaner.batch.sources.containers import Record, records
from cleaner.batch.sources.folders import Folder, container_kind, explain, page_kind, walk
from cleaner.batch.task import STDIN, Found, Options
from cleaner.errors import CleanerError, WrongFolders
from cleaner.io.compression import require_file, unpacked
from cleaner.io.extras import load

GROUP, GROUP_WEIGHT = 64, 1 << 20
_SNIFFED = 2048
_LONGEST_PATH = 1 << 16  # bytes of a listed path: no system takes longer ones
_FILES = {kind: Record(kind=kind) for kind in ("html", "text", "")}  # pages with files of their own
_LIBRARIES = {"warc": "fastwarc.warc", "parquet": "pyarrow.parquet"}


def find(options: Options, without: Path | None = None) -> Iterator[Found]:
    """Everything in the source, in an order that depends on nothing but the source.

    `without` is a folder to leave out of a walk. What cannot be read is found, too, with its error.
    """
    if options.source == STDIN:
        yield from _listed(options, sys.stdin.buffer)
    elif options.source.is_dir():
        for folder in walk(options.source, without):
            yield from _in_folder(folder, options)
    else:
        name = options.source.name
        yield from _in_file(options.source, name, options, listed_names(name, options.ending))


def in_groups(pages: Iterable[Found]) -> Iterator[list[Found]]:
    """So many at a time that accounts can be asked for all of them at once; none holds much more
    than `GROUP_WEIGHT` bytes of pages."""
    group: list[Found] = []
    weight = 0
    for found in pages:
        group.append(found)
        weight += found.weight
        if len(group) == GROUP or weight > GROUP_WEIGHT:
            yield group
            group, weight = [], 0
    if group:
        yield group


def count(
    options: Options, without: Path | None = None
) -> tuple[int | None, set[str], Counter[str]]:
    """How many pages there will be (None where only reading them tells), their kinds, and of the
    files that are passed over how many have each ending.

    Raises MissingExtra where they cannot be read without a library that is not there.
    """
    if options.source == STDIN:
        return None, set(), Counter()
    if not options.source.is_dir():
        container = recognise(options.source)
        _require(container)
        known = page_kind(options.source.name)
        pages, kind = (None, set()) if container else (1, {known[1]} if known else set())
        return pages, kind, Counter()
    total: int | None = 0
    kinds: set[str] = set()
    others: Counter[str] = Counter()
    for folder in walk(options.source, without):
        kinds.update(page.kind for page in folder.pages)
        others += folder.others
        if folder.archives:
            _require("warc")
            total = None
        if total is not None:
            total += len(folder.pages) + len(folder.refused)
    return total, kinds, others


def _require(container: str | None) -> None:
    if container in _LIBRARIES:
        load(_LIBRARIES[container])


def recognise(path: Path) -> str | None:
    """The kind of container that a file is, by its name, else by its content; None for a page.

    Raises what reading it raises.
    """
    kind = container_kind(path.name)
    if kind or page_kind(path.name):
        return kind
    require_file(path)
    with path.open("rb") as file, unpacked(file) as stream:
        head = stream.read(_SNIFFED)
    if head.startswith(b"WARC/"):
        return "warc"
    if head.startswith(b"PAR1"):
        return "parquet"
    return "jsonl" if _is_object(head) else None


def _is_object(head: bytes) -> bool:
    """Whether bytes open with a line of JSON that is an object, as far as they go."""
    line, broken, _ = head.partition(b"\n")
    if not line.startswith((b'{"', b"{ ")):
        return False
    try:
        return not broken or isinstance(json.loads(line), dict)
    except ValueError:
        return False


def _in_folder(folder: Folder, options: Options) -> Iterator[Found]:
    taken = {*folder.subfolders, *folder.archives}
    names: Iterable[str] = repeat("")
    if options.ending:
        names = output_names(
            folder.pages, {*taken, *_reserved(folder.path, options)}, options.ending
        )
    # A folder may hold very many: their paths are put together as plain text.
    inside = os.path.join(folder.path, "")
    place = os.path.join(options.source, inside)
    for page, name in zip(folder.pages, names):
        target = (inside + name,) if name else ("",)
        yield Found(inside + page.name, place + page.name, _FILES[page.kind], target, fixed=True)
    for name in folder.archives:
        path = os.path.join(folder.path, name)
        yield from _records(options.source / path, path, path, "warc", options)
    for item in folder.refused:
        yield _unreadable(item.path, item.path, item.error, item.reason)


def _reserved(folder: str, options: Options) -> list[str]:
    """Names in a folder of the output that are not for pages."""
    return [options.report] if not folder and options.report else []


def _listed(options: Options, stream: BinaryIO) -> Iterator[Found]:
    """The files of a list; none of them may lie where the output goes."""
    out, base = Path(os.path.realpath(options.out)), Path.cwd()
    for raw in _split(stream, options.separator):
        path = os.path.normpath(os.fsdecode(raw))
        if len(raw) > _LONGEST_PATH:
            yield _unreadable(path[:100], path, "OSError", "no path is as long as this")
        elif Path(os.path.realpath(path)).is_relative_to(out):
            reason = "it lies in the output folder, where it could be overwritten"
            yield _unreadable(path, path, "WrongFolders", reason)
        else:
            inside = os.path.relpath(path, base) if Path(path).is_relative_to(base) else path
            names = listed_names(inside, options.ending)
            yield from _in_file(Path(path), path, options, names, container=inside)


def _split(stream: BinaryIO, separator: bytes) -> Iterator[bytes]:
    """The parts of a stream between separators, without empty ones."""
    rest = b""
    while block := stream.read1(_LONGEST_PATH):  # type: ignore[attr-defined]
        *parts, rest = (rest + block).split(separator)
        for part in parts:
            if part := part.removesuffix(b"\r") if separator == b"\n" else part:
                yield part
        if len(rest) > _LONGEST_PATH:  # not a list of files: do not keep all of it
            rest = rest[: _LONGEST_PATH + 1]
    if rest := rest.removesuffix(b"\r") if separator == b"\n" else rest:
        yield rest


def _in_file(
    path: Path, source: str, options: Options, names: list[str], container: str = ""
) -> Iterator[Found]:
    try:
        kind = recognise(path)
    except (CleanerError, OSError) as error:
        yield _unreadable(source, str(path), type(error).__name__, explain(error))
        return
    if kind:
        yield from _records(path, source, container, kind, options)
        return
    known = page_kind(path.name)
    free = tuple(name for name in names if name not in _reserved("", options))
    kind = known[1] if known else ""
    yield Found(source, str(path), _FILES[kind], free or (f"page-{names[0]}",))


def _records(
    path: Path, source: str, container: str, kind: str, options: Options
) -> Iterator[Found]:
    """The pages of a container; where it is damaged, that is the last thing found in it."""
    try:
        for record in records(path, kind, options.columns, options.max_bytes):
            name = record_name(container, record.url, record.number, options.ending)
            names = (name,) if options.ending else ()
            yield Found(f"{source}#{record.number}", str(path), record, names)
    except (CleanerError, OSError) as error:
        yield _unreadable(source, str(path), type(error).__name__, explain(error))


def _unreadable(source: str, path: str, error: str, reason: str) -> Found:
    return Found(source, path, Record(error=error, reason=reason))


def check_source(source: Path) -> None:
    """Raise WrongFolders where there is no such source."""
    if source != STDIN and not source.exists():
        raise WrongFolders(f"{source} does not exist")
