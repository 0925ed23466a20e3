"""What HTTP does to a page on its way (chunks, compression), undone."""

from __future__ import annotations

import io
import re
import zlib
from typing import BinaryIO, cast

from cleaner.errors import UnsupportedInput
from cleaner.io.compression import read_limited, unpacked
from cleaner.io.extras import load

_CHUNK = re.compile(rb"[0-9A-Fa-f]{1,8}[ \t]*(?:;[^\r\n]{0,200})?\r?\n")


def received(data: bytes, coding: str, limit: int | None) -> bytes:
    """The body of a response without its transfer and content encodings.

    Many archives keep the headers of a response, but its body decoded: an encoding that the bytes
    do not show is taken for done already. Raises InputTooLarge, UnsupportedInput.
    """
    codings = {name.strip().lower() for name in coding.split(",") if name.strip()}
    if "chunked" in codings and _CHUNK.match(data):
        data = _read("ChunkedReader", data, limit)
    if codings & {"gzip", "x-gzip", "zstd"}:
        with unpacked(io.BytesIO(data)) as stream:
            return read_limited(stream, limit)
    if "deflate" in codings:
        return _inflated(data, limit)
    if "br" in codings:
        return _read("BrotliReader", data, limit)
    return data


def _read(reader: str, data: bytes, limit: int | None) -> bytes:
    stream = getattr(load("fastwarc.stream_io"), reader)(io.BytesIO(data))
    parts: list[bytes] = []
    try:
        size = 0
        while part := stream.read(1 << 16):
            parts.append(part)
            size += len(part)
            if limit is not None and size > limit:
                break
    except OSError as error:
        if not parts and reader == "BrotliReader":
            return data
        raise UnsupportedInput(f"the response is broken or cut short ({error})") from error
    return read_limited(cast(BinaryIO, io.BytesIO(b"".join(parts))), limit)


def _inflated(data: bytes, limit: int | None) -> bytes:
    """Both meanings of "deflate" that servers give it, else the bytes as they are."""
    for window in (zlib.MAX_WBITS, -zlib.MAX_WBITS):
        unpacker = zlib.decompressobj(window)
        try:
            found = unpacker.decompress(data, 0 if limit is None else limit + 1)
        except zlib.error:
            continue
        return read_limited(cast(BinaryIO, io.BytesIO(found)), limit)
    return data
