"""Decode HTTP bodies: chunked transfer and compression."""

from __future__ import annotations

import re

from cleaner.errors import Warning
from cleaner.io.decode import check_size
from cleaner.io.extras import load
from cleaner.io.salvage import PIECE, Unpacked, inflate, unpack

_SIZE = re.compile(rb"([0-9A-Fa-f]{1,8})[ \t]*(?:;[^\r\n]{0,4000})?\r?\n")  # of a chunk
_BREAK = re.compile(rb"\r?\n")


def decode_body(data: bytes, coding: str, limit: int | None) -> Unpacked:
    """Return the body of a response without its transfer and content encodings.

    `coding` is what the headers say. Many archives keep the headers of a response, but its body
    decoded: a coding that the bytes do not show is taken for done already; one that they show, as
    gzip does, is undone if no header tells of it. What is cut short gives what there is, with a
    warning. Raises InputTooLarge, UnsupportedInput, MissingExtra.
    """
    codings = {name.strip().lower() for name in coding.split(",") if name.strip()}
    warnings: list[Warning] = []
    if "chunked" in codings:
        data, whole = _without_chunks(data)
        if not whole:
            warnings.append(Warning("truncated", "the last chunk of the response is cut short"))
    body = unpack(data, limit)
    if body.data is data:  # nothing was packed in a way that the bytes show
        if "deflate" in codings:
            body = inflate(data, limit)
        elif "br" in codings:
            body = _unbrotlied(data, limit)
    return Unpacked(body.data, warnings + body.warnings)


def _without_chunks(data: bytes) -> tuple[bytes, bool]:
    """Join the chunks of a body, and say whether all are there; leave other bytes as they are."""
    parts: list[bytes] = []
    at = 0
    while size := _SIZE.match(data, at):
        start, length = size.end(), int(size[1], 16)
        if length == 0:
            return b"".join(parts), True
        part = data[start : start + length]
        end = _BREAK.match(data, start + length)
        if not parts and end is None and not size[0].endswith(b"\r\n"):
            return data, True  # a text whose first line happens to be a number
        parts.append(part)
        if end is None:
            return b"".join(parts), False
        at = end.end()
    if not parts:
        return data, True
    return b"".join(parts), at >= len(data)


def _unbrotlied(data: bytes, limit: int | None) -> Unpacked:
    """Decompress brotli; leave other bytes as they are."""
    if not data:
        return Unpacked(data)
    brotli = load("brotli")
    decompressor = brotli.Decompressor()
    parts: list[bytes] = []
    size = 0
    rest = data
    try:
        while not decompressor.is_finished():
            piece = decompressor.process(rest, output_buffer_limit=PIECE)
            if not piece and decompressor.can_accept_more_data() and not rest:
                break
            rest = b""
            parts.append(piece)
            size += len(piece)
            check_size(size, limit)
    except brotli.error as error:
        if not size:
            return Unpacked(data)
        reason = f"the brotli of the response is broken ({error})"
        return Unpacked(b"".join(parts), [Warning("truncated", reason)])
    whole = decompressor.is_finished()
    cut = [Warning("truncated", "the brotli of the response is cut short")]
    return Unpacked(b"".join(parts), [] if whole else cut)
