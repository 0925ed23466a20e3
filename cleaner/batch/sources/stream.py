"""The bytes of a container, read on after damage: a broken place ends a record, not the file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from cleaner.io.compression import packed_as, peek
from cleaner.io.salvage import PIECE, Damage, unpacked_pieces

_RAW = 1 << 12  # packed bytes at a time
_MAGIC = 10
_GZIP = re.compile(rb"\x1f\x8b\x08[\0-\x1f]")  # a member, and flags that exist


def pieces(file: BinaryIO) -> Iterator[bytes | Damage]:
    """Yield what a file holds, unpacked, in small pieces; after damage, what follows it.

    Only gzip can be read on: its members stand on their own, and web archives have one for each
    record. `file` must be seekable if it is gzip.
    """
    name = packed_as(peek(file, _MAGIC))
    if name is None:
        while data := file.read(PIECE):
            yield data
    elif name == "gzip":
        yield from _members(file)
    else:
        yield from unpacked_pieces(file, name, _RAW)


def _members(file: BinaryIO) -> Iterator[bytes | Damage]:
    """Yield the members of a gzip; after a broken one, go on with the next."""
    start = 0
    while True:
        damage = None
        for piece in unpacked_pieces(file, "gzip", _RAW):
            yield piece
            if isinstance(piece, Damage):
                damage = piece
        following = None if damage is None else _next_member(file, start + damage.start + 1)
        if following is None:
            return
        start = following


def _next_member(file: BinaryIO, start: int) -> int | None:
    """Go to the next place from `start` on where a gzip begins; None if there is none."""
    file.seek(start)
    rest = b""
    while data := file.read(PIECE):
        window = rest + data
        for match in _GZIP.finditer(window):
            place = file.tell() - len(window) + match.start()
            after = file.tell()
            if _opens(file, place):
                file.seek(place)
                return place
            file.seek(after)
        rest = window[-_MAGIC:]
    return None


def _opens(file: BinaryIO, place: int) -> bool:
    """Return whether a place can be decompressed from: the magic alone occurs by chance."""
    file.seek(place)
    return isinstance(next(unpacked_pieces(file, "gzip", _RAW), None), bytes)


class Reader:
    """Reads lines and blocks from pieces. Nothing is read across damage until `pass_damage`."""

    def __init__(self, source: Iterator[bytes | Damage]) -> None:
        self._pieces = source
        self._buffer = b""
        self._at = 0  # place in the buffer
        self._damage: Damage | None = None

    def _more(self) -> bool:
        """Fill the buffer, which is used up; False at the end, and before damage."""
        if self._damage is not None:
            return False
        piece = next(self._pieces, None)
        if isinstance(piece, Damage):
            self._damage = piece
            return False
        self._buffer, self._at = piece or b"", 0
        return piece is not None

    def pass_damage(self) -> Damage | None:
        """Return the damage that reading has come to, if any, and go on behind it."""
        damage, self._damage = self._damage, None
        return damage

    def line(self, longest: int) -> bytes:
        """Read to the end of a line; less if it has more than `longest` bytes, or at the end."""
        parts: list[bytes] = []
        size = 0
        while size < longest and (self._at < len(self._buffer) or self._more()):
            last = min(len(self._buffer), self._at + longest - size)
            end = self._buffer.find(b"\n", self._at, last) + 1 or last
            parts.append(self._buffer[self._at : end])
            size += end - self._at
            self._at = end
            if parts[-1].endswith(b"\n"):
                break
        return b"".join(parts)

    def read(self, size: int) -> bytes:
        """Read as many bytes; fewer at the end, or before damage."""
        parts: list[bytes] = []
        while size > 0 and (self._at < len(self._buffer) or self._more()):
            part = self._buffer[self._at : self._at + size]
            parts.append(part)
            size -= len(part)
            self._at += len(part)
        return b"".join(parts)

    def push_back(self, data: bytes) -> None:
        """Have bytes read once more."""
        self._buffer, self._at = data + self._buffer[self._at :], 0
