"""Compressed files: known by their first bytes, and decompressed only as far as somebody reads."""

from __future__ import annotations

import bz2
import errno
import gzip
import io
import lzma
import re
import stat
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from cleaner.errors import UnsupportedInput
from cleaner.io.decode import check_size
from cleaner.io.extras import ZSTD, load

PACKED_ENDINGS = (".gz", ".zst", ".bz2", ".xz")

_PIECE = 1 << 20  # bytes read at a time
_FORMATS = (
    ("gzip", re.compile(rb"\x1f\x8b")),
    ("zstd", re.compile(rb"\x28\xb5\x2f\xfd")),
    # The second halves are a block or the end of the stream: "BZh" alone could open a text.
    ("bzip2", re.compile(rb"BZh[1-9](?:1AY&SY|\x17\x72\x45\x38\x50\x90)")),
    ("xz", re.compile(rb"\xfd7zXZ\x00")),
)
_LONGEST_MAGIC = 10


def packed_as(head: bytes) -> str | None:
    """Return the compression format of some bytes, None if they are not compressed."""
    return next((name for name, magic in _FORMATS if magic.match(head)), None)


def peek(file: BinaryIO, size: int) -> bytes:
    """Return the next bytes of a stream, which stay there to be read."""
    if isinstance(file, io.BufferedReader):
        return file.peek(size)[:size]
    offset = file.tell()
    head = file.read(size)
    file.seek(offset)
    return head


@contextmanager
def unpacked(file: BinaryIO) -> Iterator[BinaryIO]:
    """Decompress a stream if it is compressed.

    The reader gets UnsupportedInput if the compressed data is broken or cut short, and
    MissingExtra if a library is missing.
    """
    name = packed_as(peek(file, _LONGEST_MAGIC))
    if name is None:
        yield file
        return
    opener, broken = _opener(name)
    try:
        with opener(file) as stream:
            yield stream
    except broken as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise  # the disk's fault, not the data's
        raise UnsupportedInput(f"the {name} is broken or cut short ({error})") from error


def _opener(name: str) -> tuple[Callable[[BinaryIO], BinaryIO], tuple[type[Exception], ...]]:
    """Return what opens a format, and what it raises if the bytes are wrong."""
    if name == "zstd":
        zstd = load(ZSTD)
        return zstd.open, (EOFError, zstd.ZstdError)
    if name == "gzip":
        return cast(Callable[..., BinaryIO], gzip.open), (EOFError, gzip.BadGzipFile, zlib.error)
    if name == "bzip2":
        return cast(Callable[..., BinaryIO], bz2.open), (EOFError, OSError, ValueError)
    return cast(Callable[..., BinaryIO], lzma.open), (EOFError, lzma.LZMAError)


def require_file(path: Path) -> None:
    """Raise UnsupportedInput for what would block or never end when read: FIFOs, devices."""
    mode = path.stat().st_mode
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, "Is a directory", str(path))
    if not stat.S_ISREG(mode):
        raise UnsupportedInput(f"{path.name} is not a regular file")


def read_page(path: Path, limit: int | None) -> bytes:
    """Read a file, decompressed if it is compressed.

    Reads one byte more than `limit` at most, so that neither a growing file nor a bomb fills the
    memory. Raises InputTooLarge, UnsupportedInput for broken data, MissingExtra, OSError.
    """
    with path.open("rb") as file, unpacked(file) as stream:
        return read_limited(stream, limit)


def read_limited(file: BinaryIO, limit: int | None) -> bytes:
    """Read all of a stream. Raises InputTooLarge once it is known to exceed `limit` bytes."""
    if limit is None:
        return file.read()
    parts: list[bytes] = []
    size = 0
    # By pieces: room for as much as the limit may not be there, and is not needed.
    while size <= limit and (piece := file.read(min(_PIECE, limit + 1 - size))):
        parts.append(piece)
        size += len(piece)
    check_size(size, limit)
    return b"".join(parts)
