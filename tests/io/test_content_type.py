"""Content types, as sloppy as servers write them."""

from __future__ import annotations

import pytest

from cleaner.io.content_type import charset_of_type, format_of_type, shown_type


@pytest.mark.parametrize(
    ("kind", "data", "format"),
    [
        ("text/html", b"", "html"),
        ("text/html, text/html; charset=utf-8", b"", "html"),
        (" 'TEXT/HTML' ", b"", "html"),
        ("application/xhtml+xml", b"", "html"),
        ("text / html; charset=utf-8", b"", "html"),
        ("text/ plain", b"", "text"),
        ("application /octet-stream", b"\x7fELF", None),
        ("text/plain; charset=latin1", b"", "text"),
        ("text/markdown", b"", "text"),
        ("", b"anything", ""),
        ("application/octet-stream", b"\n<!DOCTYPE html>", ""),
        ("application/octet-stream", b"\x7fELF", None),
        ("image/gif", b"GIF89a", None),
        ("application/json", b"{}", None),
    ],
)
def test_a_content_type_tells_the_format(kind: str, data: bytes, format: str | None) -> None:
    assert format_of_type(kind, data) == format


@pytest.mark.parametrize(
    ("kind", "charset"),
    [
        ("text/html; charset=koi8-r", "koi8-r"),
        ("text/html;Charset = 'UTF-8'", "UTF-8"),
        ("text/html", ""),
        ("", ""),
    ],
)
def test_a_content_type_tells_the_encoding(kind: str, charset: str) -> None:
    assert charset_of_type(kind) == charset


def test_a_content_type_is_shown_without_its_parameters_and_cut() -> None:
    assert shown_type("image/png; q=1") == "image/png"
    assert shown_type(" ") == "unknown"
    assert len(shown_type("x/" + "y" * 999)) == 80
