"""Bytes to characters, as the Encoding Standard has them.

The digests are of what a conforming decoder makes of every byte, and of every pair of bytes from
0x80 on: the first 16 digits of the SHA-256 of its text. They were made with a decoder that is built
from the standard's index files and passes the tests of its authors.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

import pytest
import webencodings

from cleaner.io.web_codecs import BROKEN, decode_web

SINGLE_BYTE = {
    "ibm866": "3c8cc5cb485f93d2",
    "iso-8859-2": "a5871b0f978b840b",
    "iso-8859-3": "e83895f2b7d7b82b",
    "iso-8859-4": "449076e20ebf45eb",
    "iso-8859-5": "9f31ddc0f7444afa",
    "iso-8859-6": "beba4e6cf97dce83",
    "iso-8859-7": "71069977a6798ab7",
    "iso-8859-8": "b43535e7aaeb7bcf",
    "iso-8859-8-i": "b43535e7aaeb7bcf",
    "iso-8859-10": "282514fbd01219c4",
    "iso-8859-13": "4426f6d2f1b025cd",
    "iso-8859-14": "f03afb7e01e66cac",
    "iso-8859-15": "9b58b26dbd8fbff2",
    "iso-8859-16": "2de1faef4dc524c9",
    "koi8-r": "fb0243455e64ef70",
    "koi8-u": "896c218aaf12ca1b",
    "macintosh": "54112bce885d7b1a",
    "windows-874": "6a2c7940c3d68216",
    "windows-1250": "03772ed2e875bd12",
    "windows-1251": "b16600cf4e6d1a2d",
    "windows-1252": "cc916e51644a12e8",
    "windows-1253": "e4570135cbc6e3d5",
    "windows-1254": "4a8e99647c3e28e6",
    "windows-1255": "870c5c5e687fabcd",
    "windows-1256": "6f6e8626197b1b6b",
    "windows-1257": "d19a4e888879e36a",
    "windows-1258": "e79b48db126bc71d",
    "x-mac-cyrillic": "784db55e1c90195e",
    "x-user-defined": "fb4341fe90799717",
}
PAIRS = {
    "big5": "708b047dd842085a",
    "euc-jp": "284328afc1c27205",
    "euc-kr": "a70cb0db6c6f738b",
    "gbk": "ee552985d349aaa6",
    "gb18030": "ee552985d349aaa6",
    "shift_jis": "dc41c920ca79b540",
    "iso-2022-jp": "67012db0a9955b43",
    "euc-jp 8f": "816cdd19b564072a",
}


def digest(texts: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()[:16]


def pairs(name: str) -> Iterable[bytes]:
    """Every pair of bytes that the digest of an encoding is of."""
    if name == "iso-2022-jp":
        return (b"\x1b$B%c%c\x1b(B!" % (a, b) for a in range(128) for b in range(128))
    if name == "euc-jp 8f":
        return (bytes((0x8F, a, b)) for a in range(0xA1, 255) for b in range(0xA1, 255))
    return (bytes((a, b)) for a in range(0x80, 256) for b in range(256))


@pytest.mark.parametrize("name", SINGLE_BYTE)
def test_every_byte_is_read_as_the_standard_has_it(name: str) -> None:
    assert digest([decode_web(bytes(range(256)), name)]) == SINGLE_BYTE[name]


@pytest.mark.parametrize("name", PAIRS)
def test_every_pair_of_bytes_is_read_as_the_standard_has_it(name: str) -> None:
    encoding = name.partition(" ")[0]
    assert digest(decode_web(pair, encoding) for pair in pairs(name)) == PAIRS[name]


def test_every_encoding_of_the_standard_is_known_and_tested() -> None:
    tested = {*SINGLE_BYTE, *PAIRS, "utf-8", "utf-16le", "utf-16be", "replacement"}
    assert set(webencodings.LABELS.values()) == tested - {"euc-jp 8f"}
    assert len(webencodings.LABELS) == 228


@pytest.mark.parametrize(
    ("name", "data", "text"),
    [
        ("big5", b"\xa1 abc", BROKEN + " abc"),
        ("big5", b"\xff\xa4\xa4", BROKEN + "中"),
        ("big5", b"\xa4\xff\xa4\xa4", BROKEN + "中"),
        ("euc-jp", b"\xa4<p>", BROKEN + "<p>"),
        ("euc-jp", b"\x8f\xa1<p>", BROKEN + "<p>"),
        ("shift_jis", b"\x82<p>\xa0", BROKEN + "<p>" + BROKEN),
        ("euc-kr", b"\xb0<p>\xb0\xa1", BROKEN + "<p>가"),
        ("gb18030", b"\x81\x30\x81<p>", BROKEN + "0" + BROKEN + "<p>"),
        ("gbk", b"\x805 \xff", "€5 " + BROKEN),
        ("iso-2022-jp", b"\x1b$B-!\x1b(B<p>\xe9", "①<p>" + BROKEN),
        ("utf-8", b"\xe2\x82<p>", BROKEN + "<p>"),
        ("utf-16le", b"\x00\xd8<\x00p", BROKEN + "<" + BROKEN),
    ],
)
def test_after_a_broken_sequence_decoding_keeps_in_step(name: str, data: bytes, text: str) -> None:
    assert decode_web(data, name) == text


def test_pairs_that_python_reads_alike_are_told_apart_in_big5() -> None:
    slash, division = b"\xa1\xfe", b"\xa2A"
    assert decode_web(slash + division, "big5") == "／∕"
    # The bytes of one stand across two other characters.
    assert decode_web(b"\xa4\xa2A" + division, "big5") == decode_web(b"\xa4\xa2", "big5") + "A∕"


@pytest.mark.parametrize("name", ["big5", "euc-jp", "euc-kr", "gb18030", "shift_jis"])
def test_what_is_no_text_in_an_encoding_is_replaced_without_the_standards_steps(name: str) -> None:
    assert decode_web(b"\xff" * 200_000, name) == BROKEN * 200_000


def test_a_name_that_the_standard_has_no_decoder_for_is_refused() -> None:
    for name in ("replacement", "euc_jp", "cp850"):
        with pytest.raises(LookupError):
            decode_web(b"text", name)
