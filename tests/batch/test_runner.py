"""A run: every page accounted for, nothing lost, and only what is needed done again."""

from __future__ import annotations

import bz2
import gzip
import lzma
import os
import re
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from crawls import archive, bomb, clean, errors, lines, put, response, rows, tree
from pyarrow import parquet
from support import PROSE, page, slow

from cleaner import Cleaner
from cleaner.batch import BatchOptions, Columns, Outcome, run_batch
from cleaner.batch.options import BatchFormat
from cleaner.errors import InvalidOption
from cleaner.io import extras

FORMATS = pytest.mark.parametrize("output_format", ["text", "jsonl"])

zstd = extras.load(extras.ZSTD)


# Sources


def test_packed_pages_are_unpacked_whatever_their_name(tmp_path: Path) -> None:
    raw = page().encode()
    packs = {"gz": gzip.compress, "zst": zstd.compress, "bz2": bz2.compress, "xz": lzma.compress}
    put(tmp_path / "src" / "plain.html", raw)
    for name, pack in packs.items():
        put(tmp_path / "src" / f"{name}.html.{name}", pack(raw))
        put(tmp_path / "src" / f"broken.{name}.html", pack(raw)[:12])
    put(tmp_path / "src" / "packed-but-not-named-so.html", gzip.compress(raw))
    put(tmp_path / "src" / "named-so-but-not-packed.html.gz", raw)
    put(tmp_path / "src" / "cut.html.gz", gzip.compress(raw)[:-9])
    told: list[Outcome] = []
    options = BatchOptions(tmp_path / "src", tmp_path / "out")
    run_batch(options, 1, on_outcome=told.append)
    written = tree(tmp_path / "out")
    assert len(written) == 8
    assert set(written.values()) == {written["plain.txt"]}
    assert set(errors(tmp_path / "out").values()) == {"unsupported-input"}
    warned = [outcome.path for outcome in told if outcome.warnings]
    assert warned == ["cut.html.gz"]


def test_a_web_archive_gives_its_pages_by_their_address(tmp_path: Path) -> None:
    raw = page().encode()
    chunked = b"%x\r\n%s\r\n0\r\n\r\n" % (len(raw), raw)
    russian = page(paragraphs=["Паром вернулся на остров после одиннадцати зим."] * 3)
    warc = put(
        tmp_path / "crawl.warc.gz",
        archive(
            response("https://larch.example/plain", raw),
            response("https://larch.example/chunks", chunked, "text/html",
                     "Transfer-Encoding: chunked"),
            response("https://larch.example/cut", gzip.compress(raw)[:-20], "text/html"),
            response("https://elm.example/", russian.encode("cp1251"),
                     "text/html; charset=windows-1251"),
            response("https://elm.example/note", "\n".join(PROSE).encode(), "text/plain"),
            response("https://elm.example/logo", b"GIF89a", "image/gif"),
            response("https://elm.example/gone", raw, status="404 Not Found"),
        ),
    )  # fmt: skip
    summary = clean(warc, tmp_path / "out", "jsonl", paragraphs=True)
    assert (summary.cleaned, summary.total) == (5, 5)
    assert summary.passed_over.counts == {"content type image/gif": 1, "HTTP status 404": 1}
    found = {record["url"]: record for record in lines(tmp_path / "out")}
    plain, chunks, cut = (found[f"https://larch.example/{n}"] for n in ("plain", "chunks", "cut"))
    assert plain["text"] == chunks["text"] == Cleaner().clean(page()).text
    assert {warning["code"] for warning in cut["warnings"]} == {"truncated"}
    decoded = [paragraph["text"] for paragraph in found["https://elm.example/"]["paragraphs"]]
    assert "Паром вернулся на остров после одиннадцати зим." in decoded
    assert found["https://elm.example/note"]["format"] == "text"
    assert plain["source"] == "crawl.warc.gz#1"


def test_archives_stand_beside_pages_in_a_folder(tmp_path: Path) -> None:
    put(tmp_path / "src" / "a.html", page())
    put(tmp_path / "src" / "deep" / "x.warc", response("https://larch.example/b", page().encode()))
    clean(tmp_path / "src", tmp_path / "out")
    first, second = sorted(tree(tmp_path / "out"))
    assert first == "a.txt"
    assert re.fullmatch(r"deep/x\.warc/larch\.example/b-\w{10}\.txt", second)


@pytest.mark.parametrize("kind", ["jsonl", "parquet"])
def test_columns_of_tables_are_named(tmp_path: Path, kind: str) -> None:
    table = [{"address": f"https://larch.example/{n}", "body": page(f"F {n}")} for n in range(3)]
    source = tmp_path / f"pages.{kind}"
    if kind == "parquet":
        parquet.write_table(pa.Table.from_pylist(table), source)
    else:
        put(source, "".join(rows(r["body"], url=r["address"]) for r in table))
        put(source, source.read_text().replace('"html"', '"body"').replace('"url"', '"address"'))
    clean(source, tmp_path / "out", "jsonl", columns=Columns("body", "address"))
    assert [(r["url"], r["title"]) for r in lines(tmp_path / "out")] == [
        (row["address"], f"F {n}") for n, row in enumerate(table)
    ]


def test_a_damaged_archive_gives_what_stands_before_and_after(tmp_path: Path) -> None:
    good = [response(f"https://larch.example/{n}", page().encode()) for n in range(3)]
    put(tmp_path / "src" / "cut.warc.gz", archive(*good)[:-200])
    put(tmp_path / "src" / "garbled.warc", good[0] + b"garbled\r\n\r\n" + good[1] + good[2])
    put(tmp_path / "src" / "nonsense.warc", "no archive\r\n" * 99)
    summary = clean(tmp_path / "src", tmp_path / "out")
    assert summary.cleaned == 3 + 3
    assert errors(tmp_path / "out") == dict.fromkeys(
        ("cut.warc.gz#gap1", "garbled.warc#gap1", "nonsense.warc#gap1"), "damaged-archive"
    )


def test_bombs_are_not_unpacked(tmp_path: Path) -> None:
    put(tmp_path / "src" / "bomb.html.gz", bomb(1 << 28))
    packed = response(
        "https://larch.example/", bomb(1 << 28), "text/html", "Content-Encoding: gzip"
    )
    put(tmp_path / "src" / "sent.warc", packed)
    put(tmp_path / "src" / "a.html", page())
    clean(tmp_path / "src", tmp_path / "out")
    assert errors(tmp_path / "out") == {
        "bomb.html.gz": "input-too-large",
        "sent.warc#1": "input-too-large",
    }


def test_halves_of_characters_in_a_row_are_replaced_and_said(tmp_path: Path) -> None:
    source = page(paragraphs=[f"{text} \udc9d" for text in PROSE])
    put(tmp_path / "a.jsonl", rows(source, "\udc9d " + "\n\n".join(PROSE), url="u/\udc9d"))
    clean(tmp_path / "a.jsonl", tmp_path / "out", "jsonl")
    for record in lines(tmp_path / "out"):
        assert record["url"] == "u/\ufffd"
        assert "\ufffd" in record["text"]
        codes = [warning["code"] for warning in record["warnings"]]
        assert codes.count("lone-surrogates") == 2


@pytest.mark.parametrize("jobs", [0, 1.5, float("nan")])
def test_what_is_no_number_of_jobs_is_refused_at_once(src: Path, tmp_path: Path, jobs: Any) -> None:
    with pytest.raises(InvalidOption, match="jobs"):
        run_batch(BatchOptions(src, tmp_path / "out"), jobs)
    assert not (tmp_path / "out").exists()


def test_jobs_below_zero_count_from_all_cores(tmp_path: Path) -> None:
    put(tmp_path / "src" / "a.html", page())
    assert run_batch(BatchOptions(tmp_path / "src", tmp_path / "out"), -1).cleaned == 1


def test_what_the_user_says_of_the_pages_holds(tmp_path: Path) -> None:
    fragment = "<strong>Lead</strong> of <em>Zürich</em>."
    path = put(tmp_path / "a.jsonl", rows(fragment))
    for format_ in ("html", "text"):
        clean(path, tmp_path / format_, "jsonl", format=format_)
        (record,) = lines(tmp_path / format_)
        assert record["format"] == format_
    put(tmp_path / "src" / "a.txt", "Zürich и Москва".encode("koi8-r", "replace"))
    clean(tmp_path / "src", tmp_path / "out", "jsonl", encoding="koi8-r")
    (record,) = lines(tmp_path / "out")
    assert "Москва" in record["text"]


# Outputs


def test_records_say_what_was_met_and_kept(src: Path, tmp_path: Path) -> None:
    clean(src, tmp_path / "out", "jsonl", paragraphs=True)
    assert set(tree(tmp_path / "out")) == {"pages.jsonl"}
    found = lines(tmp_path / "out")
    assert [record["source"] for record in found] == [
        "note.txt", "0/0.html", "0/2.html", "0/4.html", "1/1.html", "1/3.html", "1/5.html"
    ]  # fmt: skip
    document = Cleaner().clean(src / "0" / "2.html")
    record = found[2]
    assert set(record) >= {
        "source", "url", "title", "author", "date", "site", "language", "format", "text", "words",
        "words_kept", "share_kept", "confidence", "labels", "warnings", "paragraphs",
    }  # fmt: skip
    assert (record["text"], record["title"]) == (document.text, "Ferry 2")
    assert record["labels"]["body"] == len(document.body)
    assert 0 < record["share_kept"] == round(record["words_kept"] / record["words"], 4) <= 1
    assert record["paragraphs"] == [p.as_dict() for p in document.paragraphs]


@pytest.mark.parametrize("output_format", ["jsonl", "parquet"])
def test_records_say_who_wrote_the_page_when_where_and_in_what_language(
    tmp_path: Path, output_format: BatchFormat
) -> None:
    head = (
        "<html lang=en_gb><head><meta name=author content='Ann Lee'>"
        "<meta property=article:published_time content=2025-03-04>"
        "<meta property=og:site_name content='The Larch'>"
    )
    put(tmp_path / "src" / "a.html", page().replace("<html><head>", head))
    put(tmp_path / "src" / "b.txt", "12 34\n56")
    clean(tmp_path / "src", tmp_path / "out", output_format)
    found = records(tmp_path / "out", output_format)
    names = ("author", "date", "site", "language")
    assert [[record[name] for name in names] for record in found] == [
        ["Ann Lee", "2025-03-04", "The Larch", "en"],
        ["", "", "", ""],
    ]


@pytest.mark.parametrize("output_format", ["jsonl", "json", "text"])
def test_pages_are_done_again_if_languages_can_be_detected_now(
    src: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, output_format: BatchFormat
) -> None:
    for installed in (False, True):
        for module in ("cleaner.text.language", "cleaner.batch.runner"):
            monkeypatch.setattr(f"{module}.can_detect", lambda: installed)  # noqa: B023 - now
        monkeypatch.setattr("cleaner.text.language._identifier", Afrikaans)
        summary = clean(src, tmp_path / "out", output_format)
    assert summary.unchanged == (7 if output_format == "text" else 0)
    if output_format == "jsonl":
        assert {record["language"] for record in lines(tmp_path / "out")} == {"af"}


class Afrikaans:
    """A detector that takes every text for Afrikaans."""

    def classify(self, text: str) -> tuple[str, float]:
        return "af", 1.0


def records(out: Path, output_format: BatchFormat) -> list[dict[str, Any]]:
    """The records of a run."""
    if output_format == "jsonl":
        return lines(out)
    rows: list[dict[str, Any]] = parquet.read_table(out / "pages.parquet").to_pylist()
    return rows


@pytest.mark.parametrize(
    "output_format",
    ["jsonl", *slow("text", "parquet")],
)
def test_any_number_of_jobs_writes_the_same_bytes(
    src: Path, tmp_path: Path, output_format: BatchFormat
) -> None:
    for jobs in (1, 2):
        run_batch(BatchOptions(src, tmp_path / f"{jobs}", output_format), jobs=jobs)
    assert tree(tmp_path / "1") == tree(tmp_path / "2")
    assert (tmp_path / "1" / "errors.jsonl").read_bytes() == (
        tmp_path / "2" / "errors.jsonl"
    ).read_bytes()


def test_parquet_holds_the_same_records(src: Path, tmp_path: Path) -> None:
    for output_format in ("jsonl", "parquet"):
        clean(src, tmp_path / output_format, output_format, paragraphs=True)
    found = parquet.read_table(tmp_path / "parquet" / "pages.parquet").to_pylist()
    for row, record in zip(found, lines(tmp_path / "jsonl"), strict=True):
        assert {name: row[name] for name in record if name != "paragraphs"} == {
            name: value for name, value in record.items() if name != "paragraphs"
        }
        assert [p["text"] for p in row["paragraphs"]] == [p["text"] for p in record["paragraphs"]]


def test_each_outcome_is_told_in_order(src: Path, tmp_path: Path) -> None:
    told: list[Outcome] = []
    run_batch(BatchOptions(src, tmp_path / "out"), 2, on_outcome=told.append)
    assert [outcome.path for outcome in told] == [
        "note.txt", "0/0.html", "0/2.html", "0/4.html", "0/bad.html",
        "1/1.html", "1/3.html", "1/5.html",
    ]  # fmt: skip
    assert [outcome.error for outcome in told if outcome.error] == ["unsupported-input"]


def test_odd_names_survive(tmp_path: Path) -> None:
    odd = ["two\nlines.html", "...html", "-rf.txt", "[red]x.md", "tab\t.htm", "x" * 251 + ".txt"]
    raw = os.fsencode(tmp_path / "src") + b"/caf\xe9.html"
    for name in odd:
        put(tmp_path / "src" / name, page())
    try:
        Path(os.fsdecode(raw)).write_text(page(), encoding="utf-8")
        odd.append(os.fsdecode(b"caf\xe9.html"))
    except OSError:
        pass  # this file system takes UTF-8 only
    assert clean(tmp_path / "src", tmp_path / "out").cleaned == len(odd)
    assert len(tree(tmp_path / "out")) == len(odd)
    assert (tmp_path / "out" / "two\nlines.txt").exists()
