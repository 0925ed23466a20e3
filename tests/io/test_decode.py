"""Bytes to text: as browsers do, never failing on odd bytes, refusing what is no text."""

from __future__ import annotations

import gzip
import io
import random
import zipfile
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner import InputTooLarge, UnsupportedInput
from cleaner.io.decode import check_size, decode

MP4 = b"\x00\x00\x00\x20ftypisom\x00\x00\x02\x00isomiso2avc1mp41" + b"\x00\x01\x02" * 200
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06" + bytes(99)
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< /Type /Catalog >>\nendobj\n"
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00" + bytes(range(256))


SEVERAL = " ".join(f"<p>Paragraph {i * i} of {i}.</p>" for i in range(99)).encode()


def zipped() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("page.html", "<p>Inside.</p>")
    return file.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_decides(encoding: str) -> None:
    assert decode("<meta charset=big5>Zürich".encode(encoding)).text.endswith("Zürich")


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf16_is_known_without_a_mark(encoding: str) -> None:
    assert decode("<p>Plain words</p>".encode(encoding)).text == "<p>Plain words</p>"


def test_valid_utf8_is_utf8_whatever_it_declares() -> None:
    assert decode('<meta charset="iso-8859-1">Zürich'.encode()).text.endswith("Zürich")


@pytest.mark.parametrize(
    ("declared", "encoding", "text"),
    [
        ("iso-8859-1", "cp1252", "“smart” – quotes"),
        ("gb2312", "gb18030", "渡轮回来了"),
        ("shift_jis", "cp932", "船が戻った①"),
        ("euc-kr", "cp949", "배가 돌아왔다"),
        ("koi8-r", "koi8-r", "Паром вернулся"),
        ("windows-1251", "cp1251", "Паром вернулся"),
    ],
)
def test_the_declared_encoding_is_read_as_browsers_read_it(
    declared: str, encoding: str, text: str
) -> None:
    in_page = decode(f'<meta charset="{declared}">'.encode() + text.encode(encoding))
    assert in_page.text.endswith(text)
    assert decode(text.encode(encoding), charset=declared).text == text


def test_an_undeclared_encoding_is_guessed() -> None:
    assert decode("naïve café, déjà vu".encode("cp1252")).text == "naïve café, déjà vu"


@pytest.mark.parametrize("declaration", [b"", b'<meta charset="utf-8">'])
def test_broken_utf8_is_mended_and_said(declaration: bytes) -> None:
    found = decode(declaration + "Zürich, Köln, Großer Mönch: ".encode() + b"\xff broken")
    assert found.text.endswith("Zürich, Köln, Großer Mönch: \ufffd broken")
    assert len(found.warnings) == 1
    assert "U+FFFD" in found.warnings[0]


@pytest.mark.parametrize("data", [b"A price in \xe2\x82 cut short", b"<p>Hello \xff\xfe world</p>"])
def test_bytes_that_belie_their_declaration_are_said(data: bytes) -> None:
    found = decode(b'<meta charset="utf-8">' + data)
    assert found.text.split()[-1] == data.decode("ascii", "ignore").split()[-1]
    assert len(found.warnings) == 1


@pytest.mark.parametrize("label", ["undefined", "idna", "punycode", "utf-16", "hex", "no-such"])
def test_a_senseless_declaration_does_no_harm(label: str) -> None:
    found = decode(f'<meta charset="{label}"><p>A café</p>'.encode("cp1252"))
    assert found.text.endswith("<p>A café</p>")


@pytest.mark.parametrize(
    ("data", "named"),
    [
        (PDF, "PDF|Portable"),
        (PNG, "PNG|png|image"),
        (JPEG, "JPEG|JPG|jpeg|image"),
        (zipped(), "zip|ZIP|archive"),
        (gzip.compress(b"<p>Inside.</p>"), "gz|GZ"),
        (MP4, "MP4|mp4|MPEG|video"),
    ],
    ids=["pdf", "png", "jpeg", "zip", "gzip", "mp4"],
)
def test_what_is_no_text_is_refused_by_name(data: bytes, named: str) -> None:
    with pytest.raises(UnsupportedInput, match=named):
        decode(data)


@pytest.mark.parametrize("size", [50, 300, 5000])
def test_random_and_compressed_bytes_are_refused(size: int) -> None:
    packed = zlib.compress(SEVERAL)
    for data in (packed, packed[2:], random.Random(size).randbytes(size)):
        with pytest.raises(UnsupportedInput, match="binary or compressed"):
            decode(data)


def test_a_stray_control_character_is_no_reason_to_refuse() -> None:
    assert (
        decode(b"<p>One\x00 two\x07 three.</p>" + b"<p>More words.</p>" * 9).text.count("<p>") == 10
    )


def test_a_limit_names_the_sizes_and_the_remedy() -> None:
    check_size(10, 10)
    check_size(10, None)
    with pytest.raises(InputTooLarge, match=r"11.*10.*max_bytes"):
        check_size(11, 10)


@given(st.binary(max_size=300) | st.binary(max_size=60).map(lambda data: b"<p>" + data * 5))
def test_any_bytes_are_decoded_or_refused(data: bytes) -> None:
    try:
        found = decode(data)
    except UnsupportedInput:
        return
    found.text.encode("utf-8")  # no lone surrogates


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), max_size=200))
def test_utf8_comes_back_as_it_was(text: str) -> None:
    assert decode(text.removeprefix("\ufeff").encode()).text == text.removeprefix("\ufeff")
