"""Web archives: every record is a page, an error, or counted with the reason that it is none."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import random

import pytest
from crawls import archive, response, warc_record
from support import page

from cleaner.batch.sources.items import MOST_REASONS, OTHER_REASONS, PassedOver, SourceRecord
from cleaner.batch.sources.warc import read_warc

HTML = page().encode()


def read(data: bytes, limit: int | None = 10**6) -> tuple[list[SourceRecord], dict[str, int]]:
    """The records of an archive, and what was passed over."""
    passed = PassedOver()
    return list(read_warc(io.BytesIO(data), limit, passed)), dict(passed.counts)


def kinds(records: list[SourceRecord]) -> list[str]:
    """Of each record the error, or the last part of its address."""
    return [record.error or record.url.rpartition("/")[2] for record in records]


@pytest.mark.parametrize("pack", [bytes, archive, gzip.compress], ids=["plain", "records", "whole"])
def test_responses_are_pages_with_what_http_says(pack: type[bytes]) -> None:
    data = response("https://larch.example/a", HTML, "text/html; charset=koi8-r",
                    "Content-Encoding: gzip", "Transfer-Encoding: chunked")  # fmt: skip
    (record,), passed = read(pack(data))
    assert record == SourceRecord(
        1, HTML, "https://larch.example/a", "html", "koi8-r", "gzip,chunked"
    )
    assert passed == {}


def test_resources_and_conversions_are_pages_too() -> None:
    address = "WARC-Target-URI: https://larch.example/"
    data = (
        warc_record("resource", HTML, address + "a", "Content-Type: text/html; charset=utf-8")
        + warc_record("conversion", b"Plain text.", address + "b", "Content-Type: text/plain")
        + response("https://larch.example/c", HTML)
    )
    records, passed = read(data)
    assert [(r.number, r.url[-1], r.format, r.charset, r.data) for r in records] == [
        (1, "a", "html", "utf-8", HTML),
        (2, "b", "text", "", b"Plain text."),
        (3, "c", "html", "", HTML),
    ]
    assert passed == {}


def test_all_else_is_counted_by_its_reason() -> None:
    data = b"".join(
        [
            warc_record("warcinfo", b"software: crawler\r\n"),
            warc_record("request", b"GET / HTTP/1.1\r\n\r\n"),
            warc_record("request", b"GET /a HTTP/1.1\r\n\r\n"),
            warc_record("revisit", b"HTTP/1.1 200 OK\r\n\r\n"),
            response("https://larch.example/a", HTML, status="404 Not Found"),
            response("https://larch.example/b", b"GIF89a", "image/gif"),
            response("https://larch.example/c", HTML),
        ]
    )
    records, passed = read(data)
    assert kinds(records) == ["c"]
    assert passed == {
        "WARC records of type warcinfo": 1,
        "WARC records of type request": 2,
        "WARC records of type revisit": 1,
        "HTTP status 404": 1,
        "content type image/gif": 1,
    }


def test_reasons_without_number_are_counted_together() -> None:
    data = b"".join(response("u", b"", f"x/{n}") for n in range(MOST_REASONS + 7))
    _, passed = read(data)
    assert len(passed) == MOST_REASONS + 1
    assert passed[OTHER_REASONS] == 7


@pytest.mark.parametrize(
    ("kind", "format_"),
    [
        ("text/html", "html"),
        ("TEXT/HTML;charset=utf-8", "html"),
        ("html", "html"),
        ("text/html, text/html; charset=utf-8", "html"),
        ("text/html charset=utf-8", "html"),
        ('"text/html"', "html"),
        ("application/xhtml+xml", "html"),
        ("text/plain", "text"),
        ("text", "text"),
        ("text/markdown; charset=utf-8", "text"),
        ("", ""),
        ("application/octet-stream", ""),
        ("image/svg+xml", None),
        ("application/pdf", None),
        ("application/json", None),
    ],
)
def test_content_types_are_read_as_sloppily_as_they_are_written(
    kind: str, format_: str | None
) -> None:
    records, passed = read(response("https://larch.example/a", HTML, kind))
    assert [record.format for record in records] == ([] if format_ is None else [format_])
    assert len(passed) == (format_ is None)


def test_bytes_of_an_unknown_type_are_pages_only_if_they_look_like_one() -> None:
    records, passed = read(response("u", b"\x89PNG\r\n", "application/octet-stream"))
    assert (records, passed) == ([], {"content type application/octet-stream": 1})


@pytest.mark.parametrize("line", [b"\r\n", b"\n"], ids=["CRLF", "LF"])
def test_http_heads_end_with_any_line_break(line: bytes) -> None:
    block = b"HTTP/1.1 200 OK\nContent-Type: text/html\n\n".replace(b"\n", line) + HTML
    (record,), _ = read(warc_record("response", block, "WARC-Target-URI: u"))
    assert record.data == HTML


def test_a_page_over_the_limit_is_an_error_and_the_next_is_read() -> None:
    data = response("u/large", HTML * 99) + response("u/next", HTML)
    records, _ = read(data, limit=len(HTML) + 1)
    assert kinds(records) == ["input-too-large", "next"]
    assert records[0].number == 1


# Damage


BROKEN = {
    "a line that is none": b"this is no record\r\n\r\n",
    "no length": b"WARC/1.0\r\nWARC-Type: response\r\n\r\n",
    "a length that is none": b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: some\r\n\r\n",
    "a negative length": b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: -5\r\n\r\n",
}


@pytest.mark.parametrize("pack", [b"".join, lambda parts: archive(*parts)], ids=["plain", "gzip"])
@pytest.mark.parametrize("broken", BROKEN.values(), ids=BROKEN)
def test_after_a_broken_header_the_next_record_is_read(pack, broken: bytes) -> None:  # type: ignore[no-untyped-def]
    before, after = response("u/before", HTML), response("u/after", HTML)
    records, _ = read(pack([before, broken, after]))
    assert kinds(records) == ["before", "damaged-archive", "after"]
    assert records[1].name == "gap1"
    assert "after record 1" in records[1].reason


JUNK = {
    "zeros": b"\0" * 5000,
    "more zeros than a line is read of": b"\0" * ((1 << 16) * 2 - 3),
    "letters": b"GARBAGE",
    "lines, and letters": b"GARBAGE\r\nGARBAGE",
    "what looks like an opening": b"see WARC/1.0\r\nand more",
}


@pytest.mark.parametrize("junk", JUNK.values(), ids=JUNK)
def test_junk_directly_before_a_record_costs_nothing(junk: bytes) -> None:
    first, second, third = (response(f"u/{n}", HTML) for n in range(3))
    records, _ = read(junk + first + second + junk + third)
    assert kinds(records) == ["damaged-archive", "0", "1", "damaged-archive", "2"]
    pages = [record for record in records if not record.error]
    assert [record.data for record in pages] == [HTML] * 3
    assert not any(record.truncated for record in pages)


@pytest.mark.parametrize("size", range(-12, 4))
def test_a_record_is_found_wherever_the_junk_before_it_ends(size: int) -> None:
    records, _ = read(b"\0" * ((1 << 16) + size) + response("u/a", HTML))
    assert kinds(records) == ["damaged-archive", "a"]


def test_junk_after_a_record_that_is_skipped_costs_nothing() -> None:
    skipped = warc_record("request", b"GET / HTTP/1.1\r\n\r\n")
    records, _ = read(skipped + b"\0" * 99 + response("u/a", HTML))
    assert kinds(records) == ["damaged-archive", "a"]


def test_each_gap_has_a_name_of_its_own() -> None:
    data = response("u/a", HTML) + b"no record\r\n" + response("u/b", HTML) + b"nor this\r\n"
    records, _ = read(data)
    assert [record.name or record.number for record in records] == [1, "gap1", 2, "gap2"]


@pytest.mark.parametrize("pack", [b"".join, lambda parts: archive(*parts)], ids=["plain", "gzip"])
@pytest.mark.parametrize("type_", ["response", "request"])
@pytest.mark.parametrize("size", [1, 10**5, 10**9], ids=["too small", "too large", "huge"])
def test_a_wrong_length_costs_one_record_at_most(pack, type_: str, size: int) -> None:  # type: ignore[no-untyped-def]
    wrong = warc_record(
        type_, b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + HTML,
        "WARC-Target-URI: u/wrong", length=size,
    )  # fmt: skip
    after = [response(f"u/{n}", HTML) for n in range(200)]
    records, _ = read(pack([response("u/first", HTML), wrong, *after]))
    pages = [kind for kind in kinds(records) if kind != "damaged-archive"]
    assert pages[0] == "first"
    assert [kind for kind in pages if kind.isdigit()] == [str(n) for n in range(200)]


def test_a_record_whose_length_is_too_large_ends_where_the_next_begins() -> None:
    data = response("u/a", HTML, length=10**5) + response("u/b", HTML)
    records, _ = read(data)
    assert [record.data for record in records] == [HTML, HTML]


@pytest.mark.parametrize("place", [0.2, 0.5, 0.9])
def test_a_garbled_member_costs_its_record(place: float) -> None:
    members = [gzip.compress(response(f"u/{n}", HTML * 9)) for n in range(9)]
    at = int(len(members[4]) * place)
    members[4] = members[4][:at] + b"\xff" * 9 + members[4][at + 9 :]
    records, _ = read(b"".join(members))
    numbers = [kind for kind in kinds(records) if kind.isdigit()]
    assert set("01235678") <= set(numbers)
    assert kinds(records).count("damaged-archive") == 1
    assert len(numbers) == len({*numbers})


def test_a_member_that_is_cut_off_does_not_hide_the_next() -> None:
    whole = gzip.compress(response("u/a", HTML))
    records, _ = read(gzip.compress(response("u/b", HTML))[:-200] + whole)
    assert kinds(records)[-1] == "a"
    assert "damaged-archive" in kinds(records)


def test_damage_says_whether_anything_follows_that_can_be_read() -> None:
    good = [response(f"u/{n}", HTML) for n in range(9)]
    garbled = archive(*good[:4])[:-99] + b"\xff" * 99 + archive(*good[4:])
    (reason,) = (record.reason for record in read(garbled)[0] if record.error)
    assert "What follows is read on" in reason
    for pack in (bz2.compress, lzma.compress):
        packed = pack(b"".join(good) + bytes(random.Random(0).randbytes(1 << 20)))
        at = len(packed) // 2
        records, _ = read(packed[:at] + b"\xff" * 99 + packed[at + 99 :])
        assert "Nothing can be read of what follows" in records[-1].reason


def test_a_record_that_the_end_cuts_gives_what_there_is(
) -> None:  # fmt: skip
    for pack, cut in ((bytes, 300), (gzip.compress, 90)):
        (record, *rest), _ = read(pack(response("u/a", HTML))[:-cut])
        assert record.truncated
        assert isinstance(record.data, bytes)
        assert 0 < len(record.data) < len(HTML)
        assert HTML.startswith(record.data)
        assert kinds(rest) == ["damaged-archive"] * (pack is not bytes)


def test_a_record_that_its_crawler_cut_says_so() -> None:
    data = warc_record("response", b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + HTML,
                       "WARC-Truncated: length")  # fmt: skip
    (record,), _ = read(data)
    assert record.truncated


def test_an_archive_inside_a_page_is_not_taken_apart() -> None:
    quoted = b"<pre>\r\n\r\n" + response("u/quoted", HTML) + b"</pre>"
    records, _ = read(response("u/a", quoted) + response("u/b", HTML))
    assert kinds(records) == ["a", "b"]
    assert records[0].data == quoted


def test_what_is_no_archive_is_one_error() -> None:
    records, _ = read(b"no archive\r\n" * 99)
    assert kinds(records) == ["damaged-archive"]
    assert read(b"")[0] == []
