"""Unpack compressed bytes as far as they go: broken, cut short, doubled or with bytes after them.

What is packed is known by its first bytes. Nothing is unpacked further than a limit.
"""

from __future__ import annotations

import bz2
import io
import lzma
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, Protocol

from cleaner.errors import UnsupportedInput, Warning
from cleaner.io.compression import packed_as, peek, read_limited
from cleaner.io.decode import check_size
from cleaner.io.extras import ZSTD, load

PIECE = 1 << 16  # unpacked bytes at a time
_RAW = 512  # packed bytes at a time: what is lost before a broken place, at most
_MAGIC = 10  # bytes that tell the format
_LAYERS = 3  # servers pack twice by mistake; more than three are a quine or an attack


@dataclass(slots=True)
class Unpacked:
    """What could be unpacked, and what was wrong with the packing."""

    data: bytes
    warnings: list[Warning] = field(default_factory=list)


@dataclass(slots=True, frozen=True)
class Damage:
    """Why a stream cannot be unpacked further, and where the broken member begins: so many bytes
    after the place that reading began at.
    """

    reason: str
    start: int


class _Decompressor(Protocol):
    """The interface that bz2, lzma and zstd share."""

    @property
    def eof(self) -> bool: ...
    @property
    def needs_input(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, max_length: int = -1, /) -> bytes: ...


class _Zlib:
    """zlib with the interface of bz2."""

    def __init__(self, window: int) -> None:
        self._inner = zlib.decompressobj(window)
        self.needs_input = True

    @property
    def eof(self) -> bool:
        return self._inner.eof

    @property
    def unused_data(self) -> bytes:
        return self._inner.unused_data

    def decompress(self, data: bytes, max_length: int = -1, /) -> bytes:
        out = self._inner.decompress(self._inner.unconsumed_tail + data, max(0, max_length))
        self.needs_input = not self._inner.unconsumed_tail
        return out


def _decompressor(name: str) -> _Decompressor:
    if name == "zstd":
        zstd_decompressor: _Decompressor = load(ZSTD).ZstdDecompressor()
        return zstd_decompressor
    if name == "bzip2":
        return bz2.BZ2Decompressor()
    return lzma.LZMADecompressor() if name == "xz" else _Zlib(16 + zlib.MAX_WBITS)


def _errors(name: str) -> tuple[type[Exception], ...]:
    """Return what a decompressor raises for broken bytes."""
    if name == "zstd":
        return (load(ZSTD).ZstdError,)
    return (lzma.LZMAError,) if name == "xz" else (zlib.error, OSError, ValueError)


def unpack(data: bytes, limit: int | None) -> Unpacked:
    """Return bytes unpacked, also if they were packed twice; as they are if they are not packed.

    What is broken or cut short gives what stands before that, with a warning. Raises InputTooLarge
    over `limit` bytes, UnsupportedInput if nothing can be unpacked, MissingExtra.
    """
    warnings: list[Warning] = []
    for _ in range(_LAYERS):
        name = packed_as(data)
        if name is None:
            break
        parts: list[bytes] = []
        size, reason = 0, ""
        for piece in unpacked_pieces(io.BytesIO(data), name, _RAW):
            if isinstance(piece, Damage):
                reason = piece.reason
                break
            parts.append(piece)
            size += len(piece)
            check_size(size, limit)
        if reason and not size:
            raise UnsupportedInput(f"{reason}: nothing can be unpacked")
        if reason:
            warnings.append(Warning("truncated", reason))
        data = b"".join(parts)
    return Unpacked(data, warnings)


def read_unpacked(path: Path, limit: int | None) -> Unpacked:
    """Return the bytes of a file, unpacked if they are packed. Raises as `unpack` does, OSError.

    No more than a little over `limit` bytes are read, so that a growing file does not fill the
    memory.
    """
    with path.open("rb") as file:
        if packed_as(peek(file, _MAGIC)) is None:
            return Unpacked(read_limited(file, limit))
        # Packing what cannot be packed adds a little.
        return unpack(read_limited(file, None if limit is None else limit + PIECE), limit)


def inflate(data: bytes, limit: int | None) -> Unpacked:
    """Undo the HTTP coding "deflate", in both meanings that servers give it; bytes that are not
    deflated stay as they are. Raises InputTooLarge.
    """
    for window in (zlib.MAX_WBITS, -zlib.MAX_WBITS) if data else ():
        decompressor = _Zlib(window)
        parts: list[bytes] = []
        size = 0
        warnings = [Warning("truncated", "the deflated page is cut short")]
        try:
            for start in range(0, len(data), _RAW):
                parts.append(decompressor.decompress(data[start : start + _RAW], PIECE))
                while not decompressor.needs_input:
                    parts.append(decompressor.decompress(b"", PIECE))
                    size += len(parts[-1])
                    check_size(size, limit)
                size += len(parts[-1])
                check_size(size, limit)
                if decompressor.eof:
                    warnings = []
                    break
        except zlib.error as error:
            if not size or window < 0:  # plain text may open like a raw stream, but not go on so
                continue
            warnings = [Warning("truncated", f"the deflated page is broken ({error})")]
        return Unpacked(b"".join(parts), warnings)
    return Unpacked(data)


def unpacked_pieces(file: BinaryIO, name: str, raw_size: int) -> Iterator[bytes | Damage]:
    """Yield what a stream packs, in pieces of at most PIECE bytes, through all its members.

    `raw_size` is how many packed bytes are read at a time. Damage is the last thing yielded.
    Raises MissingExtra, and what reading raises.
    """
    decompressor, errors, raw = _decompressor(name), _errors(name), b""
    count = start = 0  # bytes read, and those before the current member
    while True:
        if decompressor.eof:
            raw, more = _next_member(decompressor.unused_data, file.read)
            count += more
            start = count - len(raw)
            if not raw:
                return
            if packed_as(raw) != name:
                yield Damage(f"bytes after the end of the {name} were left out", start)
                return
            decompressor = _decompressor(name)
        elif decompressor.needs_input:
            raw = file.read(raw_size)
            count += len(raw)
            if not raw:
                yield Damage(f"the {name} is cut short", start)
                return
        try:
            piece = decompressor.decompress(raw, PIECE)
        except errors as error:
            yield Damage(f"the {name} is broken ({error})", start)
            return
        raw = b""
        if piece:
            yield piece


def _next_member(rest: bytes, read: Callable[[int], bytes]) -> tuple[bytes, int]:
    """Return the bytes after the end of a member, without the zeros that tapes pad files with, and
    how many were read for it: as many as tell the format, if there are."""
    rest = rest.lstrip(b"\0")
    count = 0
    while len(rest) < _MAGIC and (more := read(_RAW)):
        count += len(more)
        rest = (rest + more).lstrip(b"\0")
    return rest, count
