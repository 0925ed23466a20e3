"""Anything that can be cleaned is read: paths, packed bytes, what somebody meant to be opened."""

from __future__ import annotations

import bz2
import gzip
import lzma
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from lxml import etree
from support import PROSE, page

import cleaner
from cleaner import InputTooLarge, UnsupportedInput
from cleaner.errors import InvalidOption
from cleaner.io.inputs import format_of_name, read_input

HTML = page()


def codes(page: object, **options: object) -> list[str]:
    return [warning.code for warning in read_input(page, **options).warnings]  # type: ignore[arg-type]


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress])
def test_packed_input_is_unpacked(pack: object, tmp_path: Path) -> None:
    data = pack(HTML.encode())  # type: ignore[operator]
    file = tmp_path / "page.html.gz"
    file.write_bytes(data)
    for packed in (data, file):
        read = read_input(packed)
        assert (read.text, read.format, read.warnings) == (HTML, "html", [])


def test_gzip_in_gzip_and_members_in_a_row_are_unpacked() -> None:
    half = len(HTML) // 2
    members = gzip.compress(HTML[:half].encode()) + gzip.compress(HTML[half:].encode())
    for data in (members, gzip.compress(gzip.compress(HTML.encode()))):
        assert (read_input(data).text, codes(data)) == (HTML, [])


def test_what_can_be_had_of_damaged_packing_is_read_and_said() -> None:
    whole = gzip.compress(HTML.encode(), compresslevel=0)
    assert read_input(whole + b"trailing").text == HTML
    assert HTML.startswith(read_input(whole[: len(whole) // 2]).text[:500])
    assert read_input(whole[: len(whole) // 2]).text
    for data in (whole + b"trailing", whole[: len(whole) // 2]):
        assert codes(data) == ["truncated"]
    with pytest.raises(UnsupportedInput):
        read_input(b"\x1f\x8b and no more than that")


def test_a_bomb_is_refused_before_it_fills_the_memory() -> None:
    with pytest.raises(InputTooLarge, match="max_bytes"):
        read_input(gzip.compress(bytes(1 << 24)), 100_000)


_RECOVERING = etree.XMLParser(recover=True)


@pytest.mark.parametrize(
    "tree",
    [
        etree.fromstring(b"<p>before &#xD800; after</p>", _RECOVERING),
        etree.fromstring(b"<p>before &#xDC9D; after</p>", _RECOVERING),
        BeautifulSoup("<p>before \udc9d after</p>", "html.parser"),
    ],
)
def test_lone_surrogates_in_a_tree_are_replaced_and_said(tree: Any) -> None:
    read = read_input(tree)
    assert read.text.strip() == "<p>before \ufffd after</p>"
    assert [warning.code for warning in read.warnings] == ["lone-surrogates"]


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("https://example.org/a?b=c", "fetch"),
        (" www.example.org/a ", "fetch"),
        ("page.html", "pathlib.Path"),
        ("/srv/pages/a page.html.gz", "pathlib.Path"),
        ("C:\\pages\\notes.md", "pathlib.Path"),
    ],
)
def test_a_path_or_an_address_given_as_text_is_said(text: str, hint: str) -> None:
    for clean in (cleaner.clean, cleaner.clean_html, cleaner.clean_text):
        with pytest.warns(UserWarning, match=hint) as shown:
            document = clean(text)
        assert [warning.filename for warning in shown] == [__file__]
    assert document.source == text
    assert [warning for warning in document.warnings if hint in warning]
    assert codes(text) == ["looks-like-path"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "page",
        "See https://example.org for more.",
        "https://example.org/a and https://example.org/b",
        "https://example.org/a\nhttps://example.org/b",
        "He wrote all of it down in the file that he called notes.txt",
        "one.html\ntwo.html",
        "<p>page.html</p>",
    ],
)
def test_other_text_is_not_taken_for_a_path(text: str, recwarn: pytest.WarningsRecorder) -> None:
    cleaner.clean(text)
    assert not recwarn.list
    assert "looks-like-path" not in codes(text)


def test_format_and_encoding_can_be_said() -> None:
    assert cleaner.clean(HTML, format="text").format == "text"
    assert cleaner.clean(PROSE[0], format="html").format == "html"
    data = "Паром вернулся".encode("koi8-r")
    for clean in (cleaner.clean, cleaner.clean_html, cleaner.clean_text):
        assert clean(data, encoding="koi8-r").source == "Паром вернулся"
    with pytest.raises(InvalidOption, match="html, text"):
        cleaner.clean(HTML, format="pdf")  # type: ignore[arg-type]
    with pytest.raises(InvalidOption, match="unknown encoding"):
        cleaner.clean(data, encoding="no-such")


def test_a_doubtful_format_is_said() -> None:
    assert codes(f"Use <em>so</em>. {PROSE[0]}") == ["doubtful-format"]
    assert codes(f"Use <em>so</em>. {PROSE[0]}", format="text") == []
    assert codes(HTML) == codes(PROSE[0]) == []


def test_the_address_is_evidence_of_the_encoding() -> None:
    data = "İşçi çay".encode("cp1254")
    assert read_input(data, url="https://example.com.tr/").text == "İşçi çay"


@pytest.mark.parametrize(
    ("name", "format"),
    [
        ("a.html", "html"),
        ("a.HTM", "html"),
        ("a.xhtml.gz", "html"),
        ("a.md", "text"),
        ("a.txt.zst", "text"),
        ("a", None),
        ("a.gz", None),
        ("html", None),
    ],
)
def test_the_ending_of_a_name_says_what_it_holds(name: str, format: str | None) -> None:
    assert format_of_name(name) == format
