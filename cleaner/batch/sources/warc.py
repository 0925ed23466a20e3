"""Web archives, record by record; what cannot be read costs one record, and is listed.

Read by hand, since the libraries for WARC end at the first broken header, in their lenient modes
as well, and hand out no record whose length is wrong. Format: ISO 28500 (WARC 1.0 and 1.1).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum, auto
from typing import BinaryIO, NamedTuple

from cleaner.batch.sources.items import PassedOver, SourceRecord
from cleaner.batch.sources.stream import Reader, pieces
from cleaner.errors import DamagedArchive, InputTooLarge
from cleaner.io.content_type import charset_of_type, format_of_type, shown_type

_LINE = 1 << 16  # bytes of a header line; browsers allow 8,000 for an address
_LINES = 1_000  # lines of a header
_SKIPPED = 1 << 16  # bytes at a time
_KEPT = 1 << 22  # bytes kept of a block that is left out, in case its length is wrong
_BEGIN = b"WARC/"
_LONGEST_NEXT = 32  # bytes that the pattern of a next record can have
_NEXT = re.compile(rb"\r?\n\r?\n(?=WARC/[01]\.\d+\r?\n)")  # where a record ends and another begins
_OPENING = re.compile(rb"WARC/[01]\.\d+\r?\n\Z")  # a record's first line, with junk before it
_FIELD = re.compile(rb"[A-Za-z][\w-]*:")  # the line that follows it
_CLOSING = 2  # empty lines after a block
_HEAD_END = re.compile(rb"\r?\n\r?\n")
_STATUS = re.compile(rb"HTTP/\S+\s+(\d{3})")
_PAGES = ("response", "resource", "conversion")  # types of records that hold what was fetched
_HTTP_OK = range(200, 300)

Headers = dict[str, list[str]]


class _After(Enum):
    """What comes after as many bytes as a block should have."""

    RECORD = auto()  # the next one, or the end of the archive
    CLOSED = auto()  # the empty lines after a block, then junk
    ANYTHING = auto()  # more of the block, if its length is wrong


class _Block(NamedTuple):
    """The block of a record, and whether bytes of it lack."""

    data: bytes
    cut: bool


def read_warc(file: BinaryIO, limit: int | None, passed: PassedOver) -> Iterator[SourceRecord]:
    """Yield the pages of a web archive: successful responses, resources and conversions that are
    HTML or text. What is left out is counted in `passed`; what is broken is yielded as an error.

    No record has more than `limit` bytes.
    """
    reader = Reader(pieces(file))
    number = gaps = 0
    while True:
        line = _record_line(reader)
        damage = reader.pass_damage()
        if damage is not None:
            gaps += 1
            # Read on now, to know whether anything follows.
            line = reader.line(_LINE)
            reader.push_back(line)
            yield _gap(gaps, number, damage.reason, follows=bool(line))
            continue
        if not line:
            return
        headers = _headers(reader) if line.startswith(_BEGIN) else {}
        length = _length(headers)
        if length is None:
            gaps += 1
            what = "a record without a length" if headers else "something that is no record"
            yield _gap(gaps, number, f"there is {what}")
            if not line.startswith(_BEGIN):
                reader.push_back(line)  # a record may begin in it
            _to_next_record(reader)
            continue
        type_ = _one(headers, "warc-type").lower()
        if type_ not in _PAGES:
            passed.add(f"WARC records of type {type_ or 'unknown'}")
            _skip(reader, length)
            continue
        number += 1
        block = _block(reader, length, limit)
        record = _page(number, headers, block, limit, passed)
        if record is not None:
            yield record


def _record_line(reader: Reader) -> bytes:
    """Return the first line of the next record; b"" at the archive's end, and before damage."""
    while line := reader.line(_LINE):
        if line.strip():
            return line
    return b""


def _headers(reader: Reader) -> Headers:
    """Read header lines up to the empty one after them, names in lower case."""
    lines: list[bytes] = []
    while len(lines) < _LINES and (line := reader.line(_LINE)).strip():
        lines.append(line)
    return _parsed(lines)


def _parsed(lines: list[bytes]) -> Headers:
    """Return headers by their names in lower case; lines that are none are left out."""
    headers: Headers = {}
    name = ""
    for line in lines:
        text = line.decode("utf-8", "replace")
        if text[:1] in " \t" and name:  # goes on with the line before
            headers[name][-1] += " " + text.strip()
            continue
        name, colon, value = text.partition(":")
        name = name.strip().lower() if colon else ""
        if name:
            headers.setdefault(name, []).append(value.strip())
    return headers


def _one(headers: Headers, name: str) -> str:
    return headers.get(name, [""])[0]


def _length(headers: Headers) -> int | None:
    text = _one(headers, "content-length")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 20 else None


def _block(reader: Reader, length: int, limit: int | None) -> _Block:
    """Read a block, no more than a little over `limit` bytes of it, and go to its end.

    If its length is wrong, it ends where the next record begins.
    """
    wanted = length if limit is None else min(length, limit + _LINE)  # the HTTP head comes on top
    data = reader.read(wanted)
    if length > wanted == len(data):
        if _skip(reader, length - wanted, data):
            return _Block(data, cut=False)
        end = _NEXT.search(data)
        return _Block(data[: end.start()] if end else data, cut=True)
    after = _after(reader) if len(data) == wanted else _After.ANYTHING
    if after is _After.RECORD:
        return _Block(data, cut=False)
    if end := _NEXT.search(data):
        reader.push_back(data[end.end() :])
        return _Block(data[: end.start()], cut=False)
    return _Block(data, cut=after is _After.ANYTHING)


def _skip(reader: Reader, length: int, before: bytes = b"") -> bool:
    """Go to the end of a block, of which `before` was read; False if its length is wrong.

    In that case go back to the record that begins inside the block, if one does.
    """
    kept: bytes | None = None  # from where another record seems to begin
    while length > 0 and (data := reader.read(min(length, _SKIPPED))):
        length -= len(data)
        if kept is None:
            end = _NEXT.search(before + data)
            kept = (before + data)[end.end() :] if end else None
            before = data[-_LONGEST_NEXT:]
        elif len(kept) < _KEPT:
            kept += data
    after = _after(reader) if length == 0 else _After.ANYTHING
    if after is _After.RECORD or (after is _After.CLOSED and kept is None):
        return True
    if kept is not None and len(kept) < _KEPT:
        reader.push_back(kept)
    return False


def _after(reader: Reader) -> _After:
    """Tell what comes after a block, and skip empty lines before a record."""
    blanks: list[bytes] = []
    line = reader.line(_LINE)
    while line and not line.strip():
        if len(blanks) < _LINES:  # more of them are of no record
            blanks.append(line)
        line = reader.line(_LINE)
    if not line or line.startswith(_BEGIN):
        reader.push_back(line)
        return _After.RECORD
    reader.push_back(b"".join(blanks) + line)
    return _After.CLOSED if len(blanks) >= _CLOSING else _After.ANYTHING


def _to_next_record(reader: Reader) -> None:
    """Go to the next line that opens a record, or does so after junk that has no line end."""
    before = b""  # the end of a line of which more is to be read
    while line := reader.line(_LINE):
        if line.startswith(_BEGIN) and not before:
            reader.push_back(line)
            return
        if opening := _OPENING.search(before + line):
            following = reader.line(_LINE)
            if _FIELD.match(following):
                reader.push_back(opening.group() + following)
                return
            reader.push_back(following)
        before = b"" if line.endswith(b"\n") else (before + line)[-_LONGEST_NEXT:]


def _gap(gap: int, number: int, reason: str, *, follows: bool = True) -> SourceRecord:
    after = (
        "What follows is read on from the next record"
        if follows
        else "Nothing can be read of what follows"
    )
    return SourceRecord(
        name=f"gap{gap}",
        error=DamagedArchive.code,
        reason=f"the archive is damaged after record {number}: {reason}. {after}",
    )


def _page(
    number: int, headers: Headers, block: _Block, limit: int | None, passed: PassedOver
) -> SourceRecord | None:
    """Return the page in a record; None, and counted, if it holds none."""
    data = block.data
    url = _one(headers, "warc-target-uri").strip("<>")
    kind, http = _one(headers, "content-type"), {}
    status = _STATUS.match(data)
    if status:
        if int(status[1]) not in _HTTP_OK:
            passed.add(f"HTTP status {int(status[1])}")
            return None
        end = _HEAD_END.search(data)
        start = end.end() if end else len(data)
        http = _parsed(data[: end.start() if end else start].splitlines()[1:])
        data = data[start:]
        kind = _one(http, "content-type")
    format_ = format_of_type(kind, data)
    if format_ is None:
        passed.add(f"content type {shown_type(kind)}")
        return None
    coding = ",".join(http.get("content-encoding", []) + http.get("transfer-encoding", []))
    record = SourceRecord(
        number, data, url, format_, charset_of_type(kind), coding,
        truncated=block.cut or bool(_one(headers, "warc-truncated")),
    )  # fmt: skip
    if limit is not None and len(data) > limit:
        reason = f"the page has more than {limit:,} bytes: raise --max-bytes"
        return SourceRecord(number, url=url, error=InputTooLarge.code, reason=reason)
    return record
