"""Lists of files, as shells and programs write them."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterator

import pytest

from cleaner.batch.sources.lists import LONGEST_PATH, listed


@pytest.mark.parametrize(
    ("data", "separator"),
    [
        (b"a.html\nb c.html\n", b"\n"),
        (b"a.html\r\nb c.html", b"\n"),
        (b"\n\na.html\n\nb c.html\n\n", b"\n"),
        (b"\xef\xbb\xbfa.html\nb c.html", b"\n"),
        ("a.html\r\nb c.html\r\n".encode("utf-16"), b"\n"),
        ("\ufeffa.html\nb c.html".encode("utf-16-be"), b"\n"),
        ("a.html\r\nb c.html\r\n".encode("utf-16-le"), b"\n"),
        ("a.html\nb c.html".encode("utf-16-be"), b"\n"),
        (b"a.html\0b c.html\0", b"\0"),
        (b"a.html\0b c.html\0", b"\n"),
    ],
    ids=[
        "LF",
        "CRLF",
        "blank",
        "BOM",
        "UTF-16",
        "UTF-16BE",
        "LE unmarked",
        "BE unmarked",
        "NUL",
        "NUL not said",
    ],
)
def test_a_list_is_read_however_its_names_end(data: bytes, separator: bytes) -> None:
    assert list(listed(io.BytesIO(data), separator)) == [b"a.html", b"b c.html"]


def test_names_of_one_letter_are_no_utf16() -> None:
    for separator in (b"\n", b"\0"):
        assert list(listed(io.BytesIO(b"a\0b\0c\0"), separator)) == [b"a", b"b", b"c"]
    data = "./дом/一.html\n".encode("utf-16-le")
    assert list(listed(io.BytesIO(data), b"\n")) == [os.fsencode("./дом/一.html")]
    assert list(listed(Slowly(b"a", b"\0.", b"\0h\0"), b"\n")) == [b"a.h"]  # type: ignore[arg-type]


def test_names_may_hold_line_breaks_if_nuls_end_them() -> None:
    assert list(listed(io.BytesIO(b"two\nlines.html\0b\0"), b"\n")) == [b"two\nlines.html", b"b"]


@pytest.mark.skipif(sys.platform == "win32", reason="needs names that are bytes")
def test_names_are_the_system_s_bytes() -> None:
    assert list(listed(io.BytesIO(b"caf\xe9\n"), b"\n")) == [b"caf\xe9"]
    data = "\ufeffcafé\n".encode("utf-16-le")
    assert list(listed(io.BytesIO(data), b"\n")) == [os.fsencode("café")]


def test_what_is_no_list_is_not_kept() -> None:
    (part,) = listed(io.BytesIO(b"x" * 10**7), b"\n")
    assert LONGEST_PATH < len(part) <= 2 * LONGEST_PATH


class Slowly(io.RawIOBase):
    """A pipe whose writer takes its time."""

    def __init__(self, *parts: bytes) -> None:
        self.parts = iter(parts)
        self.taken = 0

    def read1(self, size: int) -> bytes:
        self.taken += 1
        return next(self.parts, b"")


def test_a_name_is_there_as_soon_as_it_is_written() -> None:
    pipe = Slowly(b"a\n", b"b", b"\nc\n")
    names: Iterator[bytes] = listed(pipe, b"\n")  # type: ignore[arg-type]
    assert (next(names), pipe.taken) == (b"a", 1)
    assert list(names) == [b"b", b"c"]
