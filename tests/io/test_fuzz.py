"""Whatever bytes or text come in: a text comes out, or an error of the project's own."""

from __future__ import annotations

import bz2
import gzip
import lzma

import pytest
import webencodings
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner import CleanerError
from cleaner.io.decode import decode
from cleaner.io.format import guess_format
from cleaner.io.inputs import read_input
from cleaner.io.web_codecs import decode_web
from cleaner.io.xhtml import repair_xhtml, xml_as_html

# Pieces that make a difference to some rule: marks, escapes, tags, declarations, halves of them.
PIECES = (
    b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\xff\xfe\0\0", b"\x1f\x8b\x08", b"PK\x03\x04",
    b"%PDF-1.7\n", b"{\\rtf1", b"GIF89a", b"BZh91AY&SY", b"\xfd7zXZ\0", b"\x28\xb5\x2f\xfd",
    b"\x1b$B", b"\x1b(B", b"\x1b(I", b"\x1b$)C", b"\x0e", b"~{VP~}", b"\0", b"\x80", b"\xff",
    b"<meta charset=", b"<meta http-equiv=content-type content='text/html; charset=", b"'>", b'"',
    b"<?xml version='1.0' encoding='", b"?>", b"<!--", b"-->", b"<![CDATA[", b"]]>", b"<script>",
    b"</script>", b"<title/>", b"<p>", b"</p>", b"<br>", b"<html lang=pl>", b"<!doctype html>",
    b"```\n", b"`", b"# ", b"> ", b"From: a", b"HTTP/1.1 200 OK\r\n", b"\r\n\r\n", b"{{", b"<%",
    b"big5", b"euc-jp", b"iso-2022-jp", b"gb18030", b"utf-16", b"x-user-defined", b"replacement",
    b"\xa4\xa4", b"\xa2A", b"\x8f\xa2\xb7", b"\x81\x30\x81\x30", b"\xe2\x82", b"\xed\xa0\x80",
    "Zażółć gęślą jaźń".encode("iso8859-2"), "Привет, мир".encode("koi8-r"),
    "渡轮回来了".encode("gb18030"), "Hello".encode("utf-16-le"), "Привет".encode("utf-16-be"),
    b"A plain sentence of several words. ", b" ", b"\n", b"<", b">", b"&amp;", b"=",
)  # fmt: skip

BYTES = st.lists(st.sampled_from(PIECES) | st.binary(max_size=12), max_size=30).map(b"".join)
TEXTS = st.lists(
    st.sampled_from([piece.decode("latin-1") for piece in PIECES]) | st.text(max_size=8),
    max_size=30,
).map("".join)
PACKERS = st.sampled_from([bytes, gzip.compress, bz2.compress, lzma.compress])
LABELS = st.sampled_from([None, "", "no-such", "UTF-16LE", *sorted(webencodings.LABELS)])
LIMIT = 10_000


@settings(max_examples=120)
@given(BYTES, LABELS, st.sampled_from([None, "", "http://[", "https://a.cz/", "b.pl", "::"]))
def test_any_bytes_are_decoded_or_refused(
    data: bytes, charset: str | None, url: str | None
) -> None:
    try:
        decoded = decode(data, charset, url=url)
    except CleanerError:
        return
    decoded.text.encode("utf-8")  # no lone surrogates
    assert decode(data, charset, url=url) == decoded


@settings(max_examples=120)
@given(BYTES, PACKERS, st.integers(0, 40))
def test_any_packed_bytes_are_read_or_refused(data: bytes, pack: object, lost: int) -> None:
    packed = pack(data)  # type: ignore[operator]
    try:
        source = read_input(packed[: len(packed) - lost], LIMIT)
    except CleanerError:
        return
    assert source.format in ("html", "text")
    source.text.encode("utf-8")


@settings(max_examples=120)
@given(TEXTS)
def test_any_text_is_read(text: str) -> None:
    source = read_input(text)
    source.text.encode("utf-8")
    assert guess_format(text) == guess_format(text)
    for repaired in (repair_xhtml(source.text), xml_as_html(source.text)):
        assert len(repaired) * 8 >= len(source.text)  # markup changes, text stays
        repaired.encode("utf-8")


@given(BYTES)
@pytest.mark.parametrize("name", sorted(set(webencodings.LABELS.values()) - {"replacement"}))
def test_any_bytes_are_read_in_any_encoding_that_is_asked_for(name: str, data: bytes) -> None:
    decode_web(data, name).encode("utf-8")
