"""A week's crawl: archives and lists as sources, records as output, and whatever can go wrong."""

from __future__ import annotations

import bz2
import gzip
import json
import lzma
import os
import random
import re
import signal
import subprocess
import sys
import time
import zlib
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import psutil
import pyarrow as pa
import pytest
from pyarrow import parquet
from support import PROSE, Run, command, environment, on_a_terminal, page

from cleaner import Cleaner
from cleaner.batch.outputs import names
from cleaner.batch.outputs.files import make_state
from cleaner.batch.report.report import write_report
from cleaner.batch.report.summary import Summary
from cleaner.batch.runner import list_batch, run_batch
from cleaner.batch.sources import containers
from cleaner.batch.sources.containers import Columns, Record
from cleaner.batch.sources.discover import GROUP_WEIGHT, in_groups
from cleaner.batch.sources.folders import STATE
from cleaner.batch.state.ledger import Ledger
from cleaner.batch.task import Found, Options, Outcome
from cleaner.batch.workers.page_cleaner import site_of
from cleaner.errors import CleanerError, MissingExtra, WorkersFail
from cleaner.io import extras

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX files and signals")
KILLS = int(os.environ.get("CLEANER_KILLS", "20"))  # of each form of output

zstd = extras.load(extras.ZSTD)


def put(path: Path, data: str | bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


def tree(out: Path) -> dict[str, bytes]:
    """The pages of an output folder, with their bytes: all its files but those of the run."""
    files = (path for path in out.rglob("*") if path.is_file() and path.name != "errors.jsonl")
    return {
        path.relative_to(out).as_posix(): path.read_bytes()
        for path in files
        if STATE not in path.relative_to(out).parts
    }


def half_done(out: Path) -> list[Path]:
    """Files that were being written."""
    return list((out / STATE / "parts").iterdir())


def errors(out: Path) -> dict[str, str]:
    """The kind of error by source; each has a reason, and no source stands there twice."""
    found = [json.loads(line) for line in (out / "errors.jsonl").read_text().splitlines()]
    assert all(record["reason"] for record in found)
    assert len({record["source"] for record in found}) == len(found)
    return {record["source"]: record["error"] for record in found}


def lines(out: Path) -> list[dict[str, Any]]:
    """The records of an output of JSON Lines."""
    with (out / "pages.jsonl").open(encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def response(
    url: str, body: bytes, kind: str = "text/html", *headers: str, status: str = "200 OK"
) -> bytes:
    """A record of a web archive."""
    head = "".join(f"{line}\r\n" for line in (f"Content-Type: {kind}", *headers))
    block = f"HTTP/1.1 {status}\r\n{head}\r\n".encode() + body
    return (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\n"
        "WARC-Date: 2024-05-01T00:00:00Z\r\nWARC-Record-ID: <urn:uuid:0>\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(block)}\r\n\r\n"
    ).encode() + block + b"\r\n\r\n"  # fmt: skip


def archive(*responses: bytes) -> bytes:
    """A packed web archive, each record packed on its own, as crawlers write them."""
    return b"".join(map(gzip.compress, responses))


def bomb(size: int = 4 << 30) -> bytes:
    """A gzip that unpacks to a thousand times its size."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    block = packer.compress(bytes(16 << 20)) + packer.flush(zlib.Z_FULL_FLUSH)
    return b"\x1f\x8b\x08\0\0\0\0\0\0\xff" + block * (size >> 24)


# Sources


def test_packed_pages_are_unpacked_whatever_their_name(tmp_path: Path) -> None:
    raw = page().encode()
    put(tmp_path / "src" / "plain.html", raw)
    put(tmp_path / "src" / "a.html.gz", gzip.compress(raw))
    put(tmp_path / "src" / "b.html.zst", zstd.compress(raw))
    put(tmp_path / "src" / "c.html.bz2", bz2.compress(raw))
    put(tmp_path / "src" / "d.html.xz", lzma.compress(raw))
    put(tmp_path / "src" / "packed-but-not-named-so.html", gzip.compress(raw))
    put(tmp_path / "src" / "named-so-but-not-packed.html.gz", raw)
    for name, packed in (("gz", gzip.compress(raw)), ("zst", zstd.compress(raw))):
        put(tmp_path / "src" / f"cut.html.{name}", packed[:-9])
    for name, packed in (("bz2", bz2.compress(raw)), ("xz", lzma.compress(raw))):
        put(tmp_path / "src" / f"cut.htm.{name}", packed[:-9])
    run_batch(Options(tmp_path / "src", tmp_path / "out"), jobs=1)
    written = tree(tmp_path / "out")
    assert len(written) == 7
    assert set(written.values()) == {written["plain.txt"]}
    assert set(errors(tmp_path / "out").values()) == {"UnsupportedInput"}
    assert len(errors(tmp_path / "out")) == 4


def test_a_web_archive_gives_its_pages_by_their_address(tmp_path: Path) -> None:
    raw = page().encode()
    chunked = b"%x\r\n%s\r\n0\r\n\r\n" % (len(raw), raw)
    russian = page(paragraphs=["Паром вернулся на остров после одиннадцати зим."] * 3)
    warc = put(
        tmp_path / "crawl.warc.gz",
        archive(
            response("https://larch.example/plain", raw),
            response("https://larch.example/gz", gzip.compress(raw), "text/html",
                     "Content-Encoding: gzip"),
            response("https://larch.example/done", raw, "text/html", "Content-Encoding: gzip"),
            response("https://larch.example/chunks", chunked, "text/html",
                     "Transfer-Encoding: chunked"),
            response("https://larch.example/deflated", zlib.compress(raw), "text/html",
                     "Content-Encoding: deflate"),
            response("https://elm.example/", russian.encode("cp1251"),
                     "text/html; charset=windows-1251"),
            response("https://elm.example/note", "\n".join(PROSE).encode(), "text/plain"),
            response("https://elm.example/logo", b"GIF89a", "image/gif"),
            response("https://elm.example/gone", raw, status="404 Not Found"),
        ),
    )  # fmt: skip
    summary = run_batch(Options(warc, tmp_path / "out", "jsonl", paragraphs=True), jobs=2)
    assert (summary.cleaned, summary.total) == (7, 7)
    found = {record["url"]: record for record in lines(tmp_path / "out")}
    texts = {name: found[f"https://larch.example/{name}"]["text"]
             for name in ("plain", "gz", "done", "chunks", "deflated")}  # fmt: skip
    assert set(texts.values()) == {Cleaner().clean(page()).text}
    decoded = [paragraph["text"] for paragraph in found["https://elm.example/"]["paragraphs"]]
    assert "Паром вернулся на остров после одиннадцати зим." in decoded
    assert found["https://elm.example/note"]["format"] == "text"
    assert found["https://larch.example/plain"]["source"] == "crawl.warc.gz#1"


def test_archives_stand_beside_pages_in_a_folder(tmp_path: Path) -> None:
    put(tmp_path / "src" / "a.html", page())
    put(tmp_path / "src" / "deep" / "x.warc", response("https://larch.example/b", page().encode()))
    run_batch(Options(tmp_path / "src", tmp_path / "out"), jobs=1)
    first, second = sorted(tree(tmp_path / "out"))
    assert first == "a.txt"
    assert re.fullmatch(r"deep/x\.warc/larch\.example/b-\w{10}\.txt", second)


@pytest.mark.parametrize("form", ["jsonl", "jsonl.gz", "parquet"])
def test_columns_of_tables_are_named(tmp_path: Path, form: str) -> None:
    rows = [{"address": f"https://larch.example/{n}", "body": page(f"Ferry {n}")} for n in range(3)]
    source = tmp_path / f"pages.{form}"
    if form == "parquet":
        parquet.write_table(pa.Table.from_pylist(rows), source)
    else:
        text = "".join(json.dumps(row) + "\n" for row in rows)
        put(source, gzip.compress(text.encode()) if form.endswith("gz") else text)
    columns = Columns("body", "address")
    run_batch(Options(source, tmp_path / "out", "jsonl", columns=columns), jobs=1)
    assert [(r["url"], r["title"]) for r in lines(tmp_path / "out")] == [
        (row["address"], f"Ferry {n}") for n, row in enumerate(rows)
    ]


def test_a_missing_column_is_said_with_those_that_there_are(tmp_path: Path) -> None:
    parquet.write_table(pa.Table.from_pylist([{"body": page()}]), tmp_path / "pages.parquet")
    put(tmp_path / "pages.jsonl", json.dumps({"body": page()}))
    for columns in (Columns(), Columns("text")):
        for name, kind in (("pages.parquet", "parquet"), ("pages.jsonl", "jsonl")):
            (record,) = containers.records(tmp_path / name, kind, columns, None)
            assert "(there are: body): name one with --page-column" in record.reason


def test_a_bad_line_costs_that_line(tmp_path: Path) -> None:
    good = json.dumps({"html": page()})
    put(tmp_path / "a.jsonl", "\n".join([good, "{", '"text"', '{"html": 7}', "", good]))
    summary = run_batch(Options(tmp_path / "a.jsonl", tmp_path / "out", "jsonl"), jobs=1)
    assert summary.cleaned == 2
    assert list(errors(tmp_path / "out")) == [f"a.jsonl#{n}" for n in (2, 3, 4)]


@POSIX
def test_a_list_of_files_comes_on_standard_input(run: Run, tmp_path: Path) -> None:
    put(tmp_path / "here" / "a.html", page())
    put(tmp_path / "here" / "a.htm", page("Another"))
    put(tmp_path / "two\nlines.html", page())
    put(tmp_path / "crawl.warc", response("https://larch.example/b", page().encode()))
    put(tmp_path / "out" / "inside.html", page())
    put(tmp_path / "unnamed", page())
    os.mkfifo(tmp_path / "pipe.html")
    outside = put(tmp_path.parent / f"{tmp_path.name}-elsewhere" / "up.html", page())
    listed = ["here/a.html", "here/a.htm", "./here/a.html", "two\nlines.html", "crawl.warc",
              "out/inside.html", "pipe.html", "here", "nowhere.html", "unnamed",
              f"../{outside.parent.name}/up.html"]  # fmt: skip
    done = run("batch", "-", "out", "--null", input="\0".join(listed))
    assert done.returncode == 1
    written = set(tree(tmp_path / "out"))
    assert {"here/a.txt", "here/a.htm.txt", "two\nlines.txt", "unnamed.txt"} < written
    assert f"{outside.parent.name}/up.txt" in written
    assert len(written) == 7  # with the archive's page, and the page that was there
    assert errors(tmp_path / "out") == {
        "out/inside.html": "WrongFolders",
        "pipe.html": "UnsupportedInput",
        "here": "IsADirectoryError",
        "nowhere.html": "FileNotFoundError",
    }
    assert (tmp_path / "out" / "inside.html").read_text() == page()


@pytest.mark.parametrize("content", ["warc", "html", "jsonl"])
def test_a_file_without_a_telling_name_is_known_by_its_content(
    tmp_path: Path, content: str
) -> None:
    given = {
        "warc": archive(response("https://larch.example/b", page().encode())),
        "html": page().encode(),
        "jsonl": gzip.compress(json.dumps({"html": page()}).encode()),
    }
    put(tmp_path / "thing", given[content])
    assert run_batch(Options(tmp_path / "thing", tmp_path / "out"), jobs=1).cleaned == 1
    (text,) = tree(tmp_path / "out").values()
    assert PROSE[0] in text.decode()


def test_a_missing_library_is_named_before_anything_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path / "a.warc", response("https://larch.example/", page().encode()))
    put(tmp_path / "a.html", page())
    for module, source, form, extra in (
        ("fastwarc.warc", "a.warc", "text", "warc"),
        ("pyarrow.parquet", "a.html", "parquet", "parquet"),
    ):
        monkeypatch.setitem(sys.modules, module, None)
        with pytest.raises(MissingExtra, match=re.escape(f"'paragraph-cleaner[{extra}]'")):
            run_batch(Options(tmp_path / source, tmp_path / "out", form))
    assert not (tmp_path / "out").exists()


def test_importing_loads_no_library_of_an_extra() -> None:
    program = (
        "import sys, cleaner.batch.runner\n"
        "print({'fastwarc', 'pyarrow', 'backports', 'sklearn', 'rich'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True,
                          env=environment(), check=True)  # fmt: skip
    assert done.stdout == "set()\n"


def test_pages_are_grouped_by_number_and_weight() -> None:
    light = [Found(str(n), "", Record()) for n in range(200)]
    heavy = [Found(str(n), "", Record(data=bytes(GROUP_WEIGHT // 2))) for n in range(4)]
    groups = list(in_groups([*light, *heavy]))
    assert [found for group in groups for found in group] == [*light, *heavy]
    assert all(sum(found.weight for found in group[:-1]) <= GROUP_WEIGHT for group in groups)
    assert [len(group) for group in groups][:3] == [64, 64, 64]
    assert list(in_groups([])) == []


@pytest.mark.parametrize(
    ("url", "html", "path", "site"),
    [
        ("https://www.larch.example/a", "<link rel=canonical href='https://elm.example/b'>",
         "c.html", "larch.example"),
        ("", "<link rel=canonical href='https://elm.example/b'>", "c.html", "elm.example"),
        ("", "<p>no address</p>", "deep/er/c.html", "deep/er"),
        ("", "", "deep/crawl.warc#7", "deep"),
        ("", "", "c.html", "."),
    ],
)  # fmt: skip
def test_the_site_is_the_host_or_the_folder(url: str, html: str, path: str, site: str) -> None:
    assert site_of(url, html, path) == site


# Sinks


@pytest.fixture
def src(tmp_path: Path) -> Path:
    """A folder of a few pages, one of them bad."""
    for n in range(6):
        put(tmp_path / "src" / f"{n % 2}" / f"{n}.html", page(f"Ferry {n}"))
    put(tmp_path / "src" / "note.txt", "\n".join(PROSE))
    put(tmp_path / "src" / "0" / "bad.html", "%PDF-1.7")
    return tmp_path / "src"


def test_records_say_what_was_found_and_kept(src: Path, tmp_path: Path) -> None:
    options = Options(src, tmp_path / "out", "jsonl", paragraphs=True)
    run_batch(options, jobs=2)
    assert set(tree(tmp_path / "out")) == {"pages.jsonl"}
    found = lines(tmp_path / "out")
    assert [record["source"] for record in found] == [
        "note.txt", "0/0.html", "0/2.html", "0/4.html", "1/1.html", "1/3.html", "1/5.html"
    ]  # fmt: skip
    document = Cleaner().clean(src / "0" / "2.html")
    record = found[2]
    assert list(record) == [
        "source", "url", "title", "language", "format", "text", "words", "words_kept",
        "share_kept", "confidence", "labels", "warnings", "paragraphs",
    ]  # fmt: skip
    assert (record["text"], record["title"]) == (document.text, "Ferry 2")
    assert record["labels"]["body"] == len(document.body)
    assert 0 < record["share_kept"] == round(record["words_kept"] / record["words"], 4) <= 1
    assert record["paragraphs"] == [p.as_dict() for p in document.paragraphs]


def test_the_same_records_come_as_parquet_and_from_any_number_of_jobs(
    src: Path, tmp_path: Path
) -> None:
    for form, jobs in (("jsonl", 1), ("jsonl", 3), ("parquet", 3)):
        out = tmp_path / f"{form}-{jobs}"
        run_batch(Options(src, out, form, paragraphs=True), jobs=jobs)
    assert tree(tmp_path / "jsonl-1") == tree(tmp_path / "jsonl-3")
    rows = parquet.read_table(tmp_path / "parquet-3" / "pages.parquet").to_pylist()
    records = lines(tmp_path / "jsonl-1")
    for row, record in zip(rows, records, strict=True):
        assert {name: row[name] for name in record if name != "paragraphs"} == {
            name: value for name, value in record.items() if name != "paragraphs"
        }
        assert [p["text"] for p in row["paragraphs"]] == [p["text"] for p in record["paragraphs"]]


# Running again


def times(out: Path) -> dict[str, int]:
    return {name: (out / name).stat().st_mtime_ns for name in tree(out)}


def test_only_what_is_new_changed_or_failed_is_done_again(src: Path, tmp_path: Path) -> None:
    options = Options(src, tmp_path / "out")
    run_batch(options, jobs=1)
    before = times(tmp_path / "out")
    put(src / "0" / "0.html", page("Another ferry"))
    put(src / "0" / "bad.html", page("No longer bad"))
    put(src / "1" / "new.html", page("New"))
    (tmp_path / "out" / "1" / "1.txt").unlink()
    os.utime(src / "1" / "3.html", (0, 0))  # an age is no content
    told: list[Outcome] = []
    summary = run_batch(options, jobs=1, on_outcome=told.append)
    assert {o.path for o in told if not o.unchanged} == {
        "0/0.html", "0/bad.html", "1/new.html", "1/1.html"
    }  # fmt: skip
    assert (summary.cleaned, summary.unchanged, summary.total) == (9, 5, 9)
    after = times(tmp_path / "out")
    assert {name for name in before if before[name] != after[name]} == {"0/0.txt", "1/1.txt"}
    assert errors(tmp_path / "out") == {}


def test_all_is_done_again_by_force_or_with_other_options(src: Path, tmp_path: Path) -> None:
    changes: list[dict[str, Any]] = [
        {},
        {"force": True},
        {"threshold": 0.3},
        {"profile": "article"},
    ]
    for change in changes:
        assert run_batch(Options(src, tmp_path / "out", **change), jobs=1).unchanged == 0


def test_records_after_changes_are_those_of_a_fresh_run(src: Path, tmp_path: Path) -> None:
    def again(expected: int) -> None:
        summary = run_batch(Options(src, tmp_path / "out", "jsonl"), jobs=1)
        assert summary.unchanged == expected

    again(0)
    put(src / "0" / "2.html", page("Changed, and much longer than it was before"))
    put(src / "0" / "20.html", page("In between"))
    put(src / "2" / "new.html", page("At the end"))
    again(6)
    again(9)
    run_batch(Options(src, tmp_path / "fresh", "jsonl"), jobs=1)
    assert tree(tmp_path / "out") == tree(tmp_path / "fresh")
    assert len(list((tmp_path / "out" / STATE).glob("*.records"))) == 1


@pytest.mark.parametrize("form", ["text", "jsonl"])
def test_a_page_that_is_gone_or_fails_keeps_its_result(
    src: Path, tmp_path: Path, form: str
) -> None:
    run_batch(Options(src, tmp_path / "out", form), jobs=1)
    (src / "0" / "0.html").unlink()
    put(src / "0" / "2.html", "%PDF-1.7")
    for _ in range(2):
        run_batch(Options(src, tmp_path / "out", form), jobs=1)
        assert set(errors(tmp_path / "out")) == {"0/bad.html", "0/2.html"}
        if form == "text":
            assert {"0/0.txt", "0/2.txt"} < set(tree(tmp_path / "out"))
        else:
            found = [record["source"] for record in lines(tmp_path / "out")]
            assert sorted(found) == sorted({*found})
            assert {"0/0.html", "0/2.html"} < set(found)


def test_a_page_that_gets_another_name_is_not_there_twice(src: Path, tmp_path: Path) -> None:
    run_batch(Options(src, tmp_path / "out"), jobs=1)
    assert "1/1.txt" in tree(tmp_path / "out")
    put(src / "1" / "1.htm", page("The same name"))
    run_batch(Options(src, tmp_path / "out"), jobs=1)
    written = {name for name in tree(tmp_path / "out") if name.startswith("1/1")}
    assert written == {"1/1.htm.txt", "1/1.html.txt"}


def test_forms_of_output_do_not_disturb_each_other(src: Path, tmp_path: Path) -> None:
    for form in ("text", "markdown", "jsonl"):
        run_batch(Options(src, tmp_path / "out", form), jobs=1)
    assert run_batch(Options(src, tmp_path / "out"), jobs=1).unchanged == 7
    assert {"note.txt", "note.md", "pages.jsonl"} < set(tree(tmp_path / "out"))


@pytest.fixture(scope="module")
def crawl(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive with enough pages for something to happen while they are cleaned."""
    pages = (page(f"Ferry {n}", PROSE * 6).encode() for n in range(100))
    responses = (response(f"https://larch.example/{n}", body) for n, body in enumerate(pages))
    return put(tmp_path_factory.mktemp("crawl") / "crawl.warc.gz", archive(*responses))


@pytest.fixture(scope="module")
def undisturbed(crawl: Path) -> dict[str, dict[str, bytes]]:
    """What comes of it where nothing happens, by form of output."""
    for form in ("text", "jsonl"):
        run_batch(Options(crawl, crawl.parent / form, form), jobs=2)
    return {form: tree(crawl.parent / form) for form in ("text", "jsonl")}


def start(tmp_path: Path, *args: object, **options: Any) -> subprocess.Popen[str]:
    """A run in the background."""
    return subprocess.Popen(
        command("batch", *args),
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        **{"env": environment(), **options},
    )


@POSIX
@pytest.mark.parametrize("form", ["text", "jsonl"])
def test_killed_at_any_moment_and_run_again_every_page_is_there_once(
    crawl: Path, undisturbed: dict[str, dict[str, bytes]], tmp_path: Path, form: str
) -> None:
    moments = random.Random(form)
    for n in range(KILLS):
        over = ["--force"] if n % 3 == 2 else []  # else later runs would find all done
        program = start(tmp_path, crawl, "out", "--format", form, "--jobs", 2, *over)
        end = time.monotonic() + 60
        while not (tmp_path / "out" / STATE).exists() and time.monotonic() < end:
            time.sleep(0.005)
        time.sleep(moments.uniform(0, 1.4))
        program.kill()
        program.communicate()
    summary = run_batch(Options(crawl, tmp_path / "out", form), jobs=2)
    assert summary.cleaned == 100
    assert tree(tmp_path / "out") == undisturbed[form]
    assert half_done(tmp_path / "out") == []


@pytest.mark.parametrize("form", ["text", "jsonl"])
def test_interrupted_and_run_again_only_the_rest_is_done(
    crawl: Path, undisturbed: dict[str, dict[str, bytes]], tmp_path: Path, form: str
) -> None:
    told: list[Outcome] = []

    def interrupt(outcome: Outcome) -> None:
        told.append(outcome)
        if len(told) == 60:
            time.sleep(1.1)  # long enough for what came before to be committed with the next
        if len(told) == 70:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_batch(Options(crawl, tmp_path / "out", form), 2, on_outcome=interrupt)
    assert half_done(tmp_path / "out") == []
    assert not (tmp_path / "out" / "pages.jsonl").exists()
    summary = run_batch(Options(crawl, tmp_path / "out", form), jobs=2)
    assert summary.unchanged >= 60
    assert tree(tmp_path / "out") == undisturbed[form]


# Pages that bring a process down

MISBEHAVE = """
import os, re, time
import cleaner.core
clean = cleaner.core.Cleaner.clean_html
def misbehave(self, page, *where, **options):
    if "SLEEP" in page: time.sleep(600)
    if "SPIN" in page: re.match(r"(a+)+$", "a" * 60 + "b")
    if "CRASH" in page: os.abort()
    if "EAT" in page:
        eaten = [bytearray(1 << 26) for _ in range(64)]
    return clean(self, page, *where, **options)
cleaner.core.Cleaner.clean_html = misbehave
"""


@pytest.fixture
def misbehaving(tmp_path: Path) -> dict[str, str]:
    """An environment in which pages do what they say."""
    put(tmp_path / "hook" / "sitecustomize.py", MISBEHAVE)
    before = environment()
    return {**before, "PYTHONPATH": os.pathsep.join([str(tmp_path / "hook"), before["PYTHONPATH"]])}


@POSIX
def test_a_page_that_hangs_crashes_or_eats_memory_costs_that_page(
    run: Run, tmp_path: Path, misbehaving: dict[str, str]
) -> None:
    for n in range(20):
        put(tmp_path / "src" / f"{n:02}.html", page(f"Ferry {n}"))
    for n, deed in ((3, "SLEEP"), (4, "CRASH"), (9, "EAT"), (12, "SPIN"), (19, "CRASH")):
        put(tmp_path / "src" / f"{n:02}.html", page(deed))
    done = run("batch", "src", "out", "--timeout", 3, "--max-memory", 512, "--jobs", 2,
               env=misbehaving)  # fmt: skip
    assert done.returncode == 1
    found = errors(tmp_path / "out")
    assert found["03.html"] == found["12.html"] == "TimedOut"
    assert found["04.html"] == found["19.html"] == "WorkerDied"
    if sys.platform == "linux":  # elsewhere nothing enforces the limit
        assert found["09.html"] == "MemoryError"
        assert len(found) == 5
    assert set(tree(tmp_path / "out")) == {
        f"{n:02}.txt" for n in range(20) if f"{n:02}.html" not in found
    }
    assert half_done(tmp_path / "out") == []


# Disks, inputs and runs that fail


@POSIX
@pytest.mark.parametrize("form", ["text", "jsonl"])
def test_a_full_disk_ends_the_run_and_the_next_completes_it(
    run: Run,
    crawl: Path,
    undisturbed: dict[str, dict[str, bytes]],
    tmp_path: Path,
    form: str,
) -> None:
    import resource

    def leave(size: int) -> Callable[[], None]:
        return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    for size in (2000, 50_000):
        done = run("batch", crawl, "out", "--format", form, preexec_fn=leave(size))
        assert done.returncode == 1
        assert "Traceback" not in done.stderr
        assert re.search("disk full|File too large", done.stderr)
        assert not (tmp_path / "out" / "pages.jsonl").exists()
    assert run("batch", crawl, "out", "--format", form).returncode == 0
    assert tree(tmp_path / "out") == undisturbed[form]


def heed_permissions() -> None:
    """Make root a user like others, for whom a read-only folder is one."""
    if os.geteuid() == 0:
        import ctypes

        overrides, drop_from_bounding_set = (1, 2), 24  # CAP_DAC_*, PR_CAPBSET_DROP
        for capability in overrides:
            ctypes.CDLL(None).prctl(drop_from_bounding_set, capability)


@pytest.mark.skipif(sys.platform != "linux", reason="drops capabilities")
def test_a_read_only_output_is_one_line(run: Run, src: Path, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir(mode=0o555)
    done = run("batch", "src", "out", preexec_fn=heed_permissions)
    assert done.returncode == 1
    assert done.stderr.startswith("cleaner: error: ")
    assert done.stderr.count("\n") == 1
    assert list((tmp_path / "out").iterdir()) == []
    (tmp_path / "out").chmod(0o755)
    put(tmp_path / "out" / "0" / "keep", b"").parent.chmod(0o555)
    assert run("batch", "src", "out", preexec_fn=heed_permissions).returncode == 1
    assert set(errors(tmp_path / "out")) == {"0/0.html", "0/2.html", "0/4.html", "0/bad.html"}
    assert {"1/1.txt", "note.txt"} < set(tree(tmp_path / "out"))


def test_an_input_that_vanishes_is_listed(tmp_path: Path) -> None:
    for n in range(60):
        put(tmp_path / "src" / f"{n:02}.html", page())

    def remove_last(outcome: Outcome) -> None:
        (tmp_path / "src" / "59.html").unlink(missing_ok=True)

    summary = run_batch(Options(tmp_path / "src", tmp_path / "out"), 1, on_outcome=remove_last)
    assert errors(tmp_path / "out") == {"59.html": "FileNotFoundError"}
    assert summary.cleaned == 59


def test_a_damaged_archive_gives_what_stands_before_the_damage(tmp_path: Path) -> None:
    good = [response(f"https://larch.example/{n}", page().encode()) for n in range(3)]
    put(tmp_path / "src" / "cut.warc.gz", archive(*good)[:-200])
    put(tmp_path / "src" / "cut.warc", b"".join(good)[:-200])
    put(tmp_path / "src" / "garbled.warc.gz", archive(*good[:2]) + b"\x1f\x8b\x08garbled")
    put(tmp_path / "src" / "nonsense.warc", "no archive\r\n" * 99)
    put(tmp_path / "src" / "whole.warc.gz", archive(*good))
    summary = run_batch(Options(tmp_path / "src", tmp_path / "out"), jobs=1)
    assert summary.cleaned == 2 + 2 + 2 + 0 + 3
    assert set(errors(tmp_path / "out")) == {
        "cut.warc.gz", "cut.warc#3", "garbled.warc.gz", "nonsense.warc"
    }  # fmt: skip
    assert '"url": "https://larch.example/2"' in (tmp_path / "out" / "errors.jsonl").read_text()


def test_bombs_are_not_unpacked(tmp_path: Path) -> None:
    put(tmp_path / "src" / "bomb.html.gz", bomb())
    put(tmp_path / "src" / "sent.warc", response("https://larch.example/", bomb(), "text/html",
                                                 "Content-Encoding: gzip"))  # fmt: skip
    put(tmp_path / "src" / "a.html", page())
    run_batch(Options(tmp_path / "src", tmp_path / "out"), jobs=1)
    assert errors(tmp_path / "out") == {
        "bomb.html.gz": "InputTooLarge",
        "sent.warc#1": "InputTooLarge",
    }
    put(tmp_path / "lines.jsonl.gz", bomb(1 << 28))
    run_batch(Options(tmp_path / "lines.jsonl.gz", tmp_path / "o", max_bytes=10**6), jobs=1)
    assert errors(tmp_path / "o") == {
        "lines.jsonl.gz#1": "InputTooLarge",
        "lines.jsonl.gz": "UnsupportedInput",  # it has no end
    }


@POSIX
def test_a_second_run_on_the_same_output_says_so_and_stops(
    run: Run, src: Path, tmp_path: Path, misbehaving: dict[str, str]
) -> None:
    put(src / "0" / "0.html", page("SLEEP"))
    first = start(tmp_path, "src", "out", env=misbehaving, start_new_session=True)
    end = time.monotonic() + 60
    while not (tmp_path / "out" / "note.txt").exists():
        assert time.monotonic() < end
        time.sleep(0.01)
    second = run("batch", "src", "out")
    assert second.returncode == 1
    assert "another run is writing to out" in second.stderr
    assert second.stderr.count("\n") == 1
    os.killpg(first.pid, signal.SIGINT)
    first.communicate(timeout=60)
    assert first.returncode == 130
    assert run("batch", "src", "out", "--dry-run").returncode == 0  # the lock is gone with it


@POSIX
def test_workers_leave_a_killed_run_even_from_a_hanging_page(
    tmp_path: Path, misbehaving: dict[str, str]
) -> None:
    put(tmp_path / "src" / "a.txt", "\n".join(PROSE))
    put(tmp_path / "src" / "b.html", page("SPIN"))  # where no thread of the worker gets a turn
    program = start(tmp_path, "src", "out", "--jobs", 1, "--timeout", 1, env=misbehaving)
    end = time.monotonic() + 60
    while not (tmp_path / "out" / "a.txt").exists():
        assert time.monotonic() < end
        time.sleep(0.01)
    workers = psutil.Process(program.pid).children()
    program.kill()
    program.communicate()
    assert psutil.wait_procs(workers, timeout=20)[1] == []


def test_a_ledger_that_is_none_is_said(run: Run, src: Path, tmp_path: Path) -> None:
    put(tmp_path / "out" / STATE / "ledger.sqlite", "no database at all\n" * 99)
    done = run("batch", "src", "out")
    assert done.returncode == 1
    assert re.search("ledger.sqlite is damaged .*delete it", done.stderr)


@POSIX
def test_an_account_behind_a_link_is_refused(run: Run, src: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / STATE).symlink_to(tmp_path / "elsewhere")
    assert run("batch", "src", "out").returncode == 1
    assert list((tmp_path / "elsewhere").iterdir()) == []


# Names

ODD_ADDRESSES = [
    "https://larch.example/../../../etc/passwd",
    "https://larch.example/a/%2e%2e/%2e%2e/b",
    "https://../../up",
    "https://[broken",
    "file:///etc/passwd",
    "https://larch.example/" + "long/" * 99,
    "https://larch.example/new\nline\x00\x1b[2J",
    "https://larch.example/" + "é東" * 200,
    "https://larch.example/?q=..",
    "https://.cleaner/ledger.sqlite",
    "https://names.txt/",
    "..",
    "",
]


def test_no_address_leads_out_of_the_output(tmp_path: Path) -> None:
    rows = ({"html": page(), "url": url} for url in [*ODD_ADDRESSES, *ODD_ADDRESSES])
    put(tmp_path / "here" / "a.jsonl", "".join(json.dumps(row) + "\n" for row in rows))
    before = set((tmp_path / "here").rglob("*"))
    run_batch(Options(tmp_path / "here" / "a.jsonl", tmp_path / "here" / "out"), jobs=1)
    assert errors(tmp_path / "here" / "out") == {}
    assert len(tree(tmp_path / "here" / "out")) == 2 * len(ODD_ADDRESSES)
    assert set((tmp_path / "here").iterdir()) - before == {tmp_path / "here" / "out"}
    assert set(tmp_path.iterdir()) == {tmp_path / "here"}


@pytest.mark.parametrize("url", ODD_ADDRESSES)
def test_names_of_records_are_plain(url: str) -> None:
    name = names.record_name("", url, 7, ".txt")
    assert re.fullmatch(r"(?:[\w.-]+/)?[\w.-]+\.txt", name, re.ASCII)
    assert all(part.strip(".") and len(part) <= 255 for part in name.split("/"))


# For people


def test_a_dry_run_lists_and_writes_nothing(run: Run, src: Path, tmp_path: Path) -> None:
    done = run("batch", "src", "out", "--dry-run")
    assert done.returncode == 0
    assert done.stdout.splitlines()[:2] == ["clean\tnote.txt", "clean\t0/0.html"]
    assert not (tmp_path / "out").exists()
    run_batch(Options(src, tmp_path / "out"), jobs=1)
    put(src / "1" / "1.html", page("Changed"))
    listed = dict(list_batch(Options(src, tmp_path / "out")))
    assert {page for page, what in listed.items() if what != "done"} == {"0/bad.html", "1/1.html"}


def test_a_report_shows_the_run_and_what_looks_wrong(src: Path, tmp_path: Path) -> None:
    menu = "".join(f'<li><a href="/{n}">Sport and weather number {n}</a></li>' for n in range(99))
    put(src / "menu.html", f"<title>M</title><nav class=menu><ul>{menu}</ul></nav>")
    put(src / "<b>&.html", "%PDF")
    run_batch(Options(src, tmp_path / "out", report="report.html"), jobs=1)
    text = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert "<svg" in text
    assert not re.search(r"<script|<link|src=|@import|<b>", text)
    wrong, failed = text.split("Pages that look wrong")[1].split("Pages that failed")
    assert '<a href="../src/menu.html">menu.html</a>' in wrong
    assert '<a href="menu.txt">result</a>' in wrong
    assert "../src/0/bad.html" in failed
    assert "&lt;b&gt;&amp;.html" in failed


def test_the_report_says_why_a_page_looks_wrong(tmp_path: Path) -> None:
    options = Options(tmp_path, tmp_path / "out", report="report.html")
    make_state(options.out)
    judged = {
        "empty.html": Outcome("empty.html", words=500),
        "nearly.html": Outcome("nearly.html", words=9_000, words_kept=200, labels=(1, 0, 50)),
        "less.html": Outcome("less.html", words=900, words_kept=90, site="larch.example"),
        "unsure.html": Outcome("unsure.html", words=300, words_kept=200, confidence=0.3),
    }
    usual = [
        Outcome(f"{n}.html", words=900, words_kept=700, site="larch.example") for n in range(8)
    ]
    with Ledger(options.out, options.form) as ledger:
        ledger.begin()
        for number, outcome in enumerate([*judged.values(), *usual]):
            ledger.store(number, outcome, None, None)
        write_report(options, ledger, Summary())
    text = (options.out / "report.html").read_text(encoding="utf-8")
    rows = text.split("Pages that look wrong")[1].split("Pages that failed")[0].split("<tr>")
    why = {name: next(row for row in rows if f">{name}<" in row) for name in judged}
    assert "nothing kept" in why["empty.html"]
    assert "nearly everything dropped" in why["nearly.html"]
    assert "much less than other pages of the site" in why["less.html"]
    assert "low confidence" in why["unsure.html"]
    assert not any(outcome.path in "".join(rows) for outcome in usual)


@POSIX
def test_a_terminal_shows_how_far_a_run_is(src: Path, tmp_path: Path) -> None:
    printed = on_a_terminal("batch", src / "1", tmp_path / "out")
    assert re.search(r"\d+/\d+", printed)
    assert "pages/s" in printed
    assert re.search(r"\d:\d\d:\d\d|-:--:--", printed), "the time left"
    assert "3 of 3" in printed


def test_a_page_has_ten_seconds_where_nothing_is_said(src: Path, tmp_path: Path) -> None:
    assert Options(src, tmp_path / "out").timeout == 10


def test_the_report_takes_no_page_s_name(src: Path, tmp_path: Path) -> None:
    put(src / "report.htm", page())
    run_batch(Options(src, tmp_path / "out", "html", report="report.html"), jobs=1)
    assert {"report.html", "report.htm.html"} < set(tree(tmp_path / "out"))


@pytest.mark.parametrize(
    "arguments",
    [
        ["--paragraphs"],
        ["--report", "../report.html"],
        ["--report", "report.txt"],
        ["--timeout", "0"],
        ["--format", "csv"],
    ],
    ids=" ".join,
)
def test_wrong_usage(run: Run, src: Path, tmp_path: Path, arguments: Iterable[str]) -> None:
    done = run("batch", "src", "out", *arguments)
    assert done.returncode == 2
    assert not (tmp_path / "out").exists()


def test_each_error_of_a_run_is_our_own() -> None:
    assert issubclass(WorkersFail, CleanerError)
    assert issubclass(MissingExtra, CleanerError)
