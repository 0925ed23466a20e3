"""HTTP's chunks and compression undone, however servers and crawlers left them."""

from __future__ import annotations

import gzip
import zlib

import brotli
import pytest
from support import page

from cleaner.batch.sources.http_body import decode_body
from cleaner.errors import InputTooLarge, UnsupportedInput
from cleaner.io import extras

HTML = page().encode()
zstd = extras.load(extras.ZSTD)


def chunks(data: bytes, extension: bytes = b"", end: bytes = b"0\r\n\r\n") -> bytes:
    parts = (data[at : at + 400] for at in range(0, len(data), 400))
    return b"".join(b"%x%s\r\n%s\r\n" % (len(p), extension, p) for p in parts) + end


def raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    return packer.compress(data) + packer.flush()


WHOLE = {
    "chunks": (chunks(HTML), "chunked"),
    "chunks with extensions": (chunks(HTML, b" ; ext=1"), "chunked"),
    "chunks with trailers": (chunks(HTML, end=b"0\r\nExpires: 0\r\n\r\n"), "chunked"),
    "chunks and gzip": (chunks(gzip.compress(HTML)), "gzip,chunked"),
    "gzip": (gzip.compress(HTML), "gzip"),
    "gzip that nobody tells of": (gzip.compress(HTML), ""),
    "gzip twice": (gzip.compress(gzip.compress(HTML)), "gzip"),
    "zstd": (zstd.compress(HTML), "zstd"),
    "deflate with zlib's head": (zlib.compress(HTML), "deflate"),
    "deflate without": (raw_deflate(HTML), "deflate"),
    "brotli": (brotli.compress(HTML), "br"),
}


@pytest.mark.parametrize(("data", "coding"), WHOLE.values(), ids=WHOLE)
def test_codings_are_undone(data: bytes, coding: str) -> None:
    body = decode_body(data, coding, 10**6)
    assert (body.data, body.warnings) == (HTML, [])


@pytest.mark.parametrize(
    "coding", ["chunked", "gzip", "zstd", "deflate", "br", "gzip,chunked", "x"]
)
@pytest.mark.parametrize("data", [HTML, b"", b"2024\nwas a good year.", b"add\nmore"])
def test_a_coding_that_the_bytes_do_not_show_is_done_already(data: bytes, coding: str) -> None:
    body = decode_body(data, coding, 10**6)
    assert (body.data, body.warnings) == (data, [])


@pytest.mark.parametrize(
    ("data", "coding"),
    [
        (chunks(HTML)[:-100], "chunked"),
        (gzip.compress(HTML)[:-60], "gzip"),
        (chunks(gzip.compress(HTML))[:-60], "gzip,chunked"),
        (zlib.compress(HTML)[:-60], "deflate"),
        (raw_deflate(HTML)[:-60], "deflate"),
        (brotli.compress(HTML)[:-60], "br"),
    ],
    ids=["chunks", "gzip", "both", "zlib", "deflate", "brotli"],
)
def test_what_is_cut_short_gives_what_there_is(data: bytes, coding: str) -> None:
    body = decode_body(data, coding, 10**6)
    assert 0 < len(body.data) < len(HTML)
    assert HTML.startswith(body.data)
    assert {warning.code for warning in body.warnings} == {"truncated"}


def test_bytes_behind_the_end_are_left_out_with_a_warning() -> None:
    body = decode_body(gzip.compress(HTML) + b"<!-- cache -->", "gzip", 10**6)
    assert body.data == HTML
    assert "after the end" in body.warnings[0]


def test_what_is_broken_from_the_start_is_an_error() -> None:
    with pytest.raises(UnsupportedInput, match="gzip is broken"):
        decode_body(b"\x1f\x8b\x08\0 no gzip at all", "gzip", 10**6)


@pytest.mark.parametrize(
    ("pack", "coding"),
    [(gzip.compress, ""), (zlib.compress, "deflate"), (brotli.compress, "br"), (zstd.compress, "")],
    ids=["gzip", "deflate", "brotli", "zstd"],
)
def test_bombs_are_not_unpacked(pack, coding: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(InputTooLarge):
        decode_body(pack(bytes(10**7)), coding, 10**5)
