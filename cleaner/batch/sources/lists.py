"""A list of files on a stream: one name a line, or one to each NUL byte."""

from __future__ import annotations

import codecs
import os
from collections.abc import Iterator
from itertools import chain
from typing import BinaryIO

LONGEST_PATH = 1 << 16  # bytes of a listed name: no system takes longer ones
_OPENING = 4  # bytes of a list that show whether it is in UTF-16
_MARKS = (b".", b"/", b"\\", b"\n")
_UTF16 = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}


def listed(stream: BinaryIO, separator: bytes) -> Iterator[bytes]:
    """Yield the names of a list as the system's bytes, without empty ones.

    A list with NUL bytes is one of `find -print0`, whatever `separator` says: no name holds one.
    Lists in UTF-16, as PowerShell writes them, are known by their mark or, unless names are said to
    end with a NUL byte, by those in each of their letters.
    """
    blocks = _blocks(stream)
    head = b""
    for block in blocks:
        head += block
        if b"\0" in head and len(head) < _OPENING:
            continue
        if b"\n" in head or b"\0" in head or len(head) > LONGEST_PATH:
            break
    encoding = _UTF16.get(head[:2])
    if encoding:
        head = head[2:]
    elif separator != b"\0":
        encoding = _unmarked_utf16(head)
    if encoding:
        blocks = _from_utf16(head, blocks, encoding)
        head = b""
    elif b"\0" in head:
        separator = b"\0"
    yield from _split(chain((head.removeprefix(codecs.BOM_UTF8),), blocks), separator)


def _unmarked_utf16(head: bytes) -> str | None:
    """Return the byte order of a list in UTF-16 without a mark; None for any other list.

    Its names open with letters that have a NUL byte each. So do those of a list with NUL bytes
    between names of one letter, but none of these is a dot, a slash or a line break.
    """
    for encoding, place in (("utf-16-le", 1), ("utf-16-be", 0)):
        if head[place:_OPENING:2] == b"\0\0":
            pairs = (head[i : i + 2] for i in range(0, len(head), 2))
            if any(
                pair.strip(b"\0") in _MARKS and pair[place : place + 1] == b"\0" for pair in pairs
            ):
                return encoding
    return None


def _blocks(stream: BinaryIO) -> Iterator[bytes]:
    read = getattr(stream, "read1", stream.read)
    while block := read(LONGEST_PATH):
        yield block


def _from_utf16(head: bytes, blocks: Iterator[bytes], encoding: str) -> Iterator[bytes]:
    """Yield blocks of UTF-16 in the system's encoding of names."""
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    yield os.fsencode(decoder.decode(head))
    for block in blocks:
        yield os.fsencode(decoder.decode(block))


def _split(blocks: Iterator[bytes], separator: bytes) -> Iterator[bytes]:
    """Yield the parts between separators. A part that is no name, being too long, is cut."""
    rest = b""
    for block in blocks:
        *parts, rest = (rest + block).split(separator)
        yield from filter(None, (_part(part, separator) for part in parts))
        if len(rest) > LONGEST_PATH:  # not a list of files: do not keep all of it
            rest = rest[: LONGEST_PATH + 1]
    if part := _part(rest, separator):
        yield part


def _part(part: bytes, separator: bytes) -> bytes:
    return part.removesuffix(b"\r") if separator == b"\n" else part
