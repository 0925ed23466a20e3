"""Bytes to text: as browsers do, never failing on odd bytes, refusing what is no text."""

from __future__ import annotations

import gzip
import io
import json
import os
import random
import subprocess
import sys
import zipfile
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support import ROOT

from cleaner import InputTooLarge, UnsupportedInput
from cleaner.errors import InvalidOption
from cleaner.io.decode import check_size, decode

MP4 = b"\x00\x00\x00\x20ftypisom\x00\x00\x02\x00isomiso2avc1mp41" + b"\x00\x01\x02" * 200
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06" + bytes(99)
RUSSIAN = "Паром вернулся в гавань на рассвете, и весь остров вышел его встречать."
CHINESE = "渡轮在黎明时分回到港口，全岛的人都出来迎接。它漆成了绿色，晚了半个小时。"
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
@pytest.mark.parametrize("text", ["<p>Plain words</p>", RUSSIAN, CHINESE, f"<p>{CHINESE}</p>"])
def test_utf16_is_known_without_a_mark(text: str, encoding: str) -> None:
    decoded = decode(text.encode(encoding))
    assert (decoded.text, decoded.warnings) == (text, [])
    assert decode(text.encode(encoding), charset=encoding.replace("-", "", 1)).text == text


SHORT = ["Привет", "日本語", "Hello", "é", "İ", "a\n", "渡轮在黎明时分回到港口"]
ORDERS = ["utf-16le", "utf-16be"]


@pytest.mark.parametrize("encoding", ORDERS)
@pytest.mark.parametrize("text", SHORT)
def test_short_utf16_is_believed_if_the_header_says_so(text: str, encoding: str) -> None:
    decoded = decode(text.encode(encoding), encoding)
    assert (decoded.text, decoded.encoding, decoded.warnings) == (text, encoding, [])


@pytest.mark.parametrize(("said", "encoding"), [ORDERS, ORDERS[::-1]])
@pytest.mark.parametrize("text", ["Hello", "<p>Plain words</p>", RUSSIAN, CHINESE, SHORT[-1]])
def test_the_wrong_byte_order_is_not_believed(text: str, said: str, encoding: str) -> None:
    decoded = decode(text.encode(encoding), said)
    assert (decoded.text, decoded.encoding) == (text, encoding)
    assert [warning.code for warning in decoded.warnings] == ["other-encoding"]


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (RUSSIAN, "cp1251"),
        ("café au lait, déjà", "cp1252"),
        ("<p>café</p>" * 9, "cp1252"),
        (CHINESE + CHINESE, "gb18030"),
        ("plain text", "utf-8"),
        ("日本語", "utf-8"),
    ],
)
def test_utf16_is_not_believed_of_other_text(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding), "utf-16le").text == text


@pytest.mark.parametrize(
    "text", ["<p>One\x00 two and more.</p>" + "<p>More words.</p>" * 9, RUSSIAN + "\x01"]
)
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_control_character_makes_no_utf16(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding), charset=encoding).text == text


def test_valid_utf8_is_utf8_whatever_it_declares() -> None:
    assert decode('<meta charset="iso-8859-1">Zürich'.encode()).text.endswith("Zürich")


@pytest.mark.parametrize(
    ("declared", "encoding", "text"),
    [
        ("iso-8859-1", "cp1252", "“smart” – quotes"),
        ("ISO8859-1", "cp1252", "“smart” – quotes"),
        ("l1", "cp1252", "“smart” – quotes"),
        ("sjis", "cp932", "船が戻った①㈱"),
        ("ks_c_5601-1987", "cp949", "똠방각하"),
        ("chinese", "gb18030", "渡轮回来了"),
        ("csisolatin9", "iso8859-15", "40 € pour l’œuvre".replace("’", "'")),
        ("latin5", "cp1254", "İstanbul’da"),
        ("cp850", "cp850", "Größe"),
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


def test_characters_beyond_pythons_codecs_are_read() -> None:
    assert decode(
        b"<meta charset=euc-jp>" + "株式会社".encode("euc-jp") + b"\xad\xea"
    ).text.endswith("株式会社㈱")
    assert decode(b"<meta charset=big5>\xf9\xd8\xfc\x6c").text.endswith("裏悤")
    assert decode(b"<meta charset=gbk>12 \x80").text.endswith("12 €")
    assert decode(b"<meta charset=windows-1252>caf\xe9 \x81").text.endswith("café \x81")
    assert decode(b"<meta charset=koi8-u>\xae\xbe\xc1").text.endswith("ўЎа")


def test_the_http_header_counts_more_than_the_page() -> None:
    data = b'<meta charset="windows-1251">' + RUSSIAN.encode("koi8-r")
    assert decode(data, charset="koi8-r").text.endswith(RUSSIAN)
    assert decode(data, charset="no-such").text != decode(data, charset="koi8-r").text


def test_a_commented_declaration_counts_nothing() -> None:
    head = b'<!-- <meta charset="koi8-r"> --><meta charset="windows-1251">'
    assert decode(head + RUSSIAN.encode("cp1251")).text.endswith(RUSSIAN)


def test_an_encoding_can_be_asked_for() -> None:
    data = b'<meta charset="koi8-r">' + RUSSIAN.encode("cp1251")
    assert decode(data, "koi8-r", encoding="windows-1251").text.endswith(RUSSIAN)
    assert decode(b"\xef\xbb\xbfZ\xc3\xbcrich", encoding="big5").text == "Zürich"


@pytest.mark.parametrize("label", ["no-such", "hex", "replacement", "iso-2022-kr"])
def test_an_unknown_encoding_that_is_asked_for_is_refused(label: str) -> None:
    with pytest.raises(InvalidOption, match=r"unknown encoding .*windows-1251"):
        decode(b"text", encoding=label)


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("船が戻った".encode("iso2022-jp"), "船が戻った"),
        (b"\x1b$B-!\x1b(B", "①"),
        (b"\x1b[1mbold\x1b(B", "\x1b[1mbold\x1b(B"),
        (b"<meta charset=iso-2022-kr>" + "배가".encode("iso2022-kr"), "배가"),
        (b"<meta charset=hz-gb-2312>" + "渡轮".encode("hz"), "渡轮"),
        (b"<meta charset=hz-gb-2312>" + "~ 渡轮".encode("hz"), "~ 渡轮"),  # behind a tilde
        (b"~20 km, ~ {and} back~", "~20 km, ~ {and} back~"),
    ],
)
def test_escapes_are_read_if_they_fit(data: bytes, text: str) -> None:
    assert (
        decode(data)
        .text.removeprefix("<meta charset=iso-2022-kr>")
        .removeprefix("<meta charset=hz-gb-2312>")
        == text
    )


@pytest.mark.parametrize(
    "text",
    [
        "naïve café, déjà vu",
        "It’s a “smart” – quote",
        "A single jalapeño in a longer text, all the rest of which is plain English.",
        "© 2004 – 100 °C",
    ],
)
def test_an_undeclared_encoding_is_guessed_and_the_guess_is_said(text: str) -> None:
    decoded = decode(text.encode("cp1252"))
    assert (decoded.text, decoded.encoding) == (text, "windows-1252")
    assert [warning.code for warning in decoded.warnings] == ["guessed-encoding"]
    assert "no encoding declared" in decoded.warnings[0]


POLISH = "Zażółć gęślą jaźń: mówił pan o świcie, że źrebak śpi nad łąką i nie chce wstać."


@pytest.mark.parametrize("encoding", ["iso8859-2", "cp1250"])
def test_words_tell_the_encodings_of_a_language_apart(encoding: str) -> None:
    assert decode(POLISH.encode(encoding)).text == POLISH


def test_the_language_and_the_domain_are_evidence() -> None:
    data = "İşçi çay".encode("cp1254")
    page = b"<html lang=tr>" + data
    assert decode(page).text.endswith("İşçi çay")
    assert decode(data, url="https://example.com.tr/a").text == "İşçi çay"
    assert "tr" in decode(data, url="https://example.com.tr/a").warnings[0]
    assert decode(data, url="https://example.com/a.tr").text == decode(data).text


def test_a_guess_does_not_depend_on_what_else_is_installed(tmp_path: object) -> None:
    pages = [POLISH.encode("iso8859-2"), RUSSIAN.encode("koi8-r"), "naïve café".encode("cp1252")]
    code = (
        "import sys, json; from cleaner.io.decode import decode; "
        "print(json.dumps([decode(bytes.fromhex(page)).text for page in sys.argv[1:]]))"
    )
    for other in ("cchardet", "charset_normalizer", "faust_cchardet"):
        with open(f"{tmp_path}/{other}.py", "w", encoding="utf-8") as module:
            module.write(
                "def detect(data, *args, **options):\n"
                "    return {'encoding': 'cp1125', 'confidence': 1}\n"
                "from_bytes = detect\n"
            )
    answers = [
        subprocess.run(
            [sys.executable, "-c", code, *(page.hex() for page in pages)],
            env={**os.environ, "PYTHONPATH": os.pathsep.join([*paths, str(ROOT)])},
            capture_output=True,
            check=True,
            timeout=100,
        ).stdout
        for paths in ([], [str(tmp_path)])
    ]
    assert answers[0] == answers[1]
    assert json.loads(answers[0]) == [POLISH, RUSSIAN, "naïve café"]


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
