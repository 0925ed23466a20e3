"""What a page is: its digest, its text, its format, its site."""

from __future__ import annotations

from pathlib import Path

import pytest

from cleaner.batch import BatchOptions
from cleaner.batch.sources.items import SourceItem, SourceRecord
from cleaner.batch.workers.contents import counted_site, digest, is_html, page_text, site_of

OPTIONS = BatchOptions(Path("src"), Path("out"))


def test_a_digest_covers_the_content_and_what_is_said_of_it() -> None:
    records = [SourceRecord(), SourceRecord(format="html"), SourceRecord(url="u"),
               SourceRecord(charset="koi8-r"), SourceRecord(coding="gzip")]  # fmt: skip
    digests = {digest(data, record) for data in (b"a", "a", b"b") for record in records}
    assert len(digests) == 3 * len(records)
    assert digest(b"a", SourceRecord(number=7, share=0.5)) == digest(b"a", SourceRecord())
    assert len(digest("half \udc9d", SourceRecord(url="\ud800"))) == 16


def test_text_is_decoded_by_the_header_unless_the_user_says_otherwise() -> None:
    data = "Паром вернулся".encode("koi8-r")
    assert page_text(data, SourceRecord(charset="koi8-r"), OPTIONS) == ("Паром вернулся", [])
    said = BatchOptions(Path("src"), Path("out"), encoding="koi8-r")
    assert page_text(data, SourceRecord(charset="cp1251"), said) == ("Паром вернулся", [])


def test_halves_of_characters_are_replaced_as_in_any_text() -> None:
    text, warnings = page_text("half \udc9d, \ud83d\ude00", SourceRecord(), OPTIONS)
    assert text == "half \ufffd, \U0001f600"
    assert [warning.code for warning in warnings] == ["lone-surrogates"]


def test_a_page_that_the_archive_cut_carries_a_warning() -> None:
    _, (warning,) = page_text(b"<p>Half", SourceRecord(truncated=True), OPTIONS)
    assert warning.code == "truncated"


@pytest.mark.parametrize(
    ("said", "stored", "text", "html"),
    [
        (None, "", "<html><p>a", True),
        (None, "", "a text", False),
        (None, "html", "a text", True),
        (None, "text", "<html><p>a", False),
        ("text", "html", "<html><p>a", False),
        ("html", "text", "a text", True),
    ],
)
def test_the_format_is_what_the_user_says_else_the_container_else_the_look(
    said: str | None, stored: str, text: str, html: bool
) -> None:
    options = BatchOptions(Path("src"), Path("out"), format=said)  # type: ignore[arg-type]
    record = SourceRecord(format=stored)  # type: ignore[arg-type]
    assert is_html(text, record, options) is html


@pytest.mark.parametrize(
    ("url", "text", "path", "site"),
    [
        ("https://www.larch.example/a", "<link rel=canonical href='https://elm.example/b'>",
         "c.html", "larch.example"),
        ("", "<link rel=canonical href='https://elm.example/b'>", "c.html", "elm.example"),
        ("", "<p>no address</p>", "deep/er/c.html", "deep/er"),
        ("", "", "deep/crawl.warc#7", "deep"),
        ("", "", "c.html", "."),
    ],
)  # fmt: skip
def test_the_site_is_the_host_or_the_folder(url: str, text: str, path: str, site: str) -> None:
    assert site_of(url, text, path) == site


def test_folders_of_one_name_in_two_sources_are_two_sites() -> None:
    items = [SourceItem("a/b.html", "", SourceRecord(), origin=o) for o in (b"/x", b"/y")]
    assert len({counted_site(item, "") for item in items}) == 2
    hosts = [i._replace(record=SourceRecord(url="https://larch.example/")) for i in items]
    assert {counted_site(item, "") for item in hosts} == {"larch.example"}
