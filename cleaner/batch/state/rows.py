"""Rows of the ledger, as the rest of a run knows them."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from cleaner.batch.sources.items import SourceItem
from cleaner.batch.task import Outcome
from cleaner.errors import WARNINGS, Warning


@dataclass(slots=True, frozen=True)
class Span:
    """Where a page's record stands: in which file of records, from where, how many bytes."""

    file: int
    start: int
    length: int


class Key(NamedTuple):
    """What a page is known by in all runs: its name, and the folder that this is relative to."""

    origin: bytes
    source: str


@dataclass(slots=True, frozen=True)
class Entry:
    """What the ledger says of a page."""

    digest: bytes
    setup: bytes
    target: str
    outcome: Outcome
    span: Span | None


def entry_of(row: tuple[Any, ...]) -> Entry:
    _, origin, source, digest, setup, target, _, _, url, site, words, kept, *more = row
    *counts, confidence, warnings, error, reason, file, start, length = more
    outcome = Outcome(
        os.fsdecode(source),
        os.fsdecode(target or b""),
        error or "",
        reason or "",
        words or 0,
        kept or 0,
        tuple(count or 0 for count in counts),
        from_json(warnings or "[]"),
        confidence if confidence is not None else 1.0,
        url or "",
        site or "",
        digest or b"",
        origin=origin,
    )
    span = None if file is None else Span(file, start, length)
    return Entry(digest or b"", setup or b"", outcome.target, outcome, span)


def to_json(warnings: Sequence[Warning]) -> str:
    """Return warnings as the ledger keeps them."""
    return json.dumps([[warning.code, warning.text] for warning in warnings])


def from_json(text: str) -> list[Warning]:
    """Return the warnings of a page. Runs before this one kept texts without their codes, and may
    have known other codes: such warnings are left out."""
    pairs = [pair for pair in json.loads(text) if isinstance(pair, list)]
    return [Warning(code, text) for code, text in pairs if code in WARNINGS]


def key_of(item: SourceItem) -> Key:
    return Key(item.origin, item.source)


def row_key(origin: bytes, source: str) -> tuple[bytes, bytes]:
    return origin, os.fsencode(source)


def numbers_of(span: Span | None) -> tuple[int | None, int | None, int | None]:
    return (span.file, span.start, span.length) if span else (None, None, None)


def folded(name: bytes) -> bytes:
    """Return a name as file systems take it that do not tell large letters from small ones."""
    return os.fsencode(os.fsdecode(name).casefold())


def plain(text: str) -> str:
    """Return text as SQLite takes it: broken bytes of names stand as escapes."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")
