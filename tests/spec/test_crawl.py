"""A crawl from the command line: real files, real processes, and every page accounted for."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from crawls import PDF, archive, errors, lines, put, response, rows, tree
from support import PROSE, Run, command, environment, on_a_terminal, page

from cleaner import Cleaner

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX files and signals")
OUTPUT = {"ferry.txt", "deep/er/Ferry.txt", "deep/note.txt", "deep/read.me.txt"}


@pytest.fixture
def src(tmp_path: Path) -> Path:
    """A folder with a page in each of the ways that pages come."""
    folder = tmp_path / "src"
    put(folder / "ferry.html", page())
    put(folder / "deep" / "er" / "Ferry.HTM", page("The ferry, deeper"))
    put(folder / "deep" / "note.txt", "\n".join(PROSE))
    put(folder / "deep" / "read.me.md", "# The ferry\n\n" + PROSE[0])
    put(folder / "logo.svg", "<svg/>")
    put(folder / "data.json", "{}")
    return folder


def test_a_folder_is_mirrored_and_left_as_it_is(run: Run, src: Path, tmp_path: Path) -> None:
    before = tree(src)
    done = run("batch", "src", "out", "--jobs", 2)
    assert (done.returncode, done.stderr) == (0, "")
    written = tree(tmp_path / "out")
    assert set(written) == OUTPUT
    assert written["ferry.txt"].decode() == Cleaner().clean(src / "ferry.html").text + "\n"
    assert errors(tmp_path / "out") == {}
    assert tree(src) == before
    for wanted in ("4 of 4", "words kept", "body paragraphs", "passed over", "time"):
        assert wanted in done.stdout
    assert run("batch", "src", "out").returncode == 0
    assert tree(tmp_path / "out") == written


@pytest.mark.parametrize(
    ("form", "ending", "opening"),
    [("markdown", ".md", "# The"), ("json", ".json", "{"), ("html", ".html", "<!DOCTYPE html>")],
)
def test_formats(run: Run, src: Path, form: str, ending: str, opening: str) -> None:
    assert run("batch", "src", "out", "--format", form, "--jobs", 1).returncode == 0
    written = tree(src.parent / "out")
    assert set(written) == {name.removesuffix(".txt") + ending for name in OUTPUT}
    assert written["ferry" + ending].decode().startswith(opening)


def test_each_bad_page_is_listed_and_the_rest_is_done(run: Run, src: Path, tmp_path: Path) -> None:
    put(src / "bad\x1b[2J\n.html", PDF)
    put(src / "large.html", page() * 99)
    done = run("batch", "src", "out", "--max-bytes", 50_000, "--jobs", 1)
    assert done.returncode == 1
    assert set(tree(tmp_path / "out")) == OUTPUT
    assert errors(tmp_path / "out") == {
        "bad\x1b[2J\n.html": "unsupported-input",
        "large.html": "input-too-large",
    }
    assert done.stderr.count("cleaner: error: ") == done.stderr.count("\n") == 2
    assert "\x1b" not in done.stderr
    assert "failed: input-too-large" in done.stdout


@POSIX
def test_what_is_no_file_is_listed(run: Run, src: Path, tmp_path: Path) -> None:
    os.mkfifo(src / "pipe.html")
    (src / "gone.html").symlink_to("nowhere.html")
    (src / "loop.html").symlink_to("loop.html")
    assert run("batch", "src", "out", "--jobs", 1).returncode == 1
    assert errors(tmp_path / "out") == {
        "gone.html": "file",
        "loop.html": "file",
        "pipe.html": "unsupported-input",
    }


@POSIX
def test_links_are_not_followed_out_of_the_folder(run: Run, src: Path, tmp_path: Path) -> None:
    secret = put(tmp_path / "outside" / "secret.html", page("A secret"))
    (src / "file.html").symlink_to(secret)
    (src / "folder").symlink_to(secret.parent)
    (src / "inside.html").symlink_to("ferry.html")
    assert run("batch", "src", "out", "--jobs", 1).returncode == 1
    assert set(tree(tmp_path / "out")) == OUTPUT | {"inside.txt"}
    assert errors(tmp_path / "out") == {"file.html": "link-outside", "folder": "link-outside"}


@POSIX
def test_nothing_is_written_outside_the_output(run: Run, src: Path, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "out" / "deep").symlink_to(tmp_path / "elsewhere")
    assert run("batch", "src", "out", "--jobs", 1).returncode == 1
    assert list((tmp_path / "elsewhere").iterdir()) == []
    assert set(errors(tmp_path / "out").values()) == {"outside-output"}


def test_no_address_leads_out_of_the_output(tmp_path: Path, run: Run) -> None:
    urls = ["https://larch.example/../../../etc/passwd", "https://../../up", "..", "",
            "https://larch.example/half\udc9d\ud800", "file:///etc/passwd"] * 2  # fmt: skip
    put(tmp_path / "here" / "a.jsonl", "".join(rows(page(), url=url) for url in urls))
    done = run("batch", "here/a.jsonl", "here/out", "--jobs", 1)
    assert (done.returncode, done.stderr) == (0, "")
    assert len(tree(tmp_path / "here" / "out")) == len(urls)
    assert {path.name for path in (tmp_path / "here").iterdir()} == {"a.jsonl", "out"}
    assert {path.name for path in tmp_path.iterdir()} == {"here"}


@POSIX
def test_a_list_of_files_comes_on_standard_input(run: Run, tmp_path: Path) -> None:
    put(tmp_path / "here" / "a.html", page())
    put(tmp_path / "here" / "a.htm", page("Another"))
    put(tmp_path / "two\nlines.html", page())
    put(tmp_path / "crawl.warc", response("https://larch.example/b", page().encode()))
    put(tmp_path / "out" / "inside.html", page())
    put(tmp_path / "unnamed", page())
    put(tmp_path / "data.json", json.dumps([{"html": page()}], indent=1))
    os.mkfifo(tmp_path / "pipe.html")
    outside = put(tmp_path.parent / f"{tmp_path.name}-elsewhere" / "up.html", page())
    listed = ["here/a.html", "here/a.htm", "./here/a.html", "two\nlines.html", "crawl.warc",
              "out/inside.html", "pipe.html", "here", "nowhere.html", "unnamed", "data.json",
              f"../{outside.parent.name}/up.html"]  # fmt: skip
    done = run("batch", "-", "out", "--jobs", 1, input="\0".join(listed))
    assert done.returncode == 1
    written = set(tree(tmp_path / "out"))
    assert {"here/a.txt", "here/a.htm.txt", "two\nlines.txt", "unnamed.txt"} < written
    assert f"{outside.parent.name}/up.txt" in written
    assert len(written) == 7  # with the archive's page, and the page that was there
    assert errors(tmp_path / "out") == {
        "out/inside.html": "wrong-folders",
        "pipe.html": "unsupported-input",
        "here": "file",
        "nowhere.html": "file",
        "data.json": "unsupported-input",
    }
    assert (tmp_path / "out" / "inside.html").read_text() == page()


@pytest.mark.slow
def test_lists_from_two_folders_keep_all_results(run: Run, tmp_path: Path) -> None:
    for name in ("one", "two"):
        put(tmp_path / name / "index.html", page(name))
        done = run("batch", "-", "../out", "--jobs", 1, input="index.html\n", cwd=tmp_path / name)
        assert done.returncode == 0
    assert set(tree(tmp_path / "out")) == {"index.txt", "index.html.txt"}


def test_a_web_archive_becomes_records(run: Run, tmp_path: Path) -> None:
    responses = (response(f"https://larch.example/{n}", page(f"{n}").encode()) for n in range(5))
    put(tmp_path / "crawl.warc.gz", archive(*responses, response("u", b"", "image/gif")))
    done = run("batch", "crawl.warc.gz", "out", "--format", "jsonl", "--paragraphs",
               "--report", "report.html", "--json", "figures.json", "--jobs", 2)  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert [record["title"] for record in lines(tmp_path / "out")] == [*"01234"]
    assert "passed over: content type image/gif" in done.stdout
    figures = json.loads((tmp_path / "figures.json").read_text())
    assert (figures["cleaned"], figures["passed_over"]["records"]) == (
        5, {"content type image/gif": 1}
    )  # fmt: skip
    assert (tmp_path / "out" / "report.html").exists()


def test_files_that_may_be_pages_are_named_with_the_remedy(run: Run, tmp_path: Path) -> None:
    for name in ("a.php?p=3", "sub/b.php", "c.aspx", "README", "logo.PNG", "rows.jsonl"):
        put(tmp_path / "src" / name, page("The ferry"))
    done = run("batch", "src", "out")
    assert done.returncode == 0
    no_pages, pages, records = done.stderr.splitlines()
    assert "no pages in src" in no_pages
    assert "4 files (no ending 1, .aspx 1, .php 2)" in pages
    remedy = re.search(r"(find src .*)", pages)
    assert remedy
    assert "1 file (.jsonl 1)" in records
    shell = remedy[1].replace("cleaner batch", " ".join(command("batch")))
    subprocess.run(shell, shell=True, cwd=tmp_path, env=environment(), check=True)
    assert set(tree(tmp_path / "out")) == {"src/a.php?p=3.txt", "src/sub/b.php.txt"}


def test_json_that_is_not_lines_is_not_cleaned_as_text(run: Run, tmp_path: Path) -> None:
    put(tmp_path / "pages.json", json.dumps([{"html": page()}], indent=2))
    for arguments in (["clean", "pages.json"], ["batch", "pages.json", "out"]):
        done = run(*arguments)
        assert (done.returncode, done.stdout) == (1, "")
        assert "jq -c" in done.stderr
    assert not (tmp_path / "out").exists()


def test_a_source_or_an_output_that_cannot_be_is_one_line(run: Run, src: Path) -> None:
    put(src.parent / "file", "not a folder")
    for source, out, code in (("nowhere", "out", 2), ("src", "src", 2), ("src", "file/out", 1)):
        done = run("batch", source, out)
        assert done.returncode == code
        assert "Traceback" not in done.stderr
        assert "written to" not in done.stdout + done.stderr
    done = run("batch", "src", "out", "--model", "nowhere")
    assert done.returncode == 1
    assert done.stderr.startswith("cleaner: error: ")
    assert done.stderr.count("\n") == 1
    assert not (src.parent / "out").exists()


@pytest.mark.slow
def test_the_output_may_be_a_new_folder_inside_the_source(run: Run, src: Path) -> None:
    for _ in range(2):  # what the first run wrote is no page for the second
        assert run("batch", "src", "src/clean", "--jobs", 1).returncode == 0
        assert set(tree(src / "clean")) == OUTPUT


def test_a_dry_run_lists_and_writes_nothing(run: Run, src: Path, tmp_path: Path) -> None:
    done = run("batch", "src", "out", "--dry-run")
    assert done.returncode == 0
    assert done.stdout.splitlines()[:2] == ["clean\tferry.html", "clean\tdeep/note.txt"]
    assert not (tmp_path / "out").exists()


@pytest.mark.slow
@POSIX
def test_a_terminal_shows_how_far_a_run_is(src: Path, tmp_path: Path) -> None:
    printed = on_a_terminal("batch", src, tmp_path / "out")
    assert re.search(r"\d+/\d+", printed)
    assert "pages/s" in printed
    assert re.search(r"\d:\d\d:\d\d|-:--:--", printed), "the time left"
    assert "4 of 4" in printed


def test_importing_loads_no_library_of_an_extra() -> None:
    program = (
        "import sys, cleaner.batch.runner\n"
        "print({'brotli', 'pyarrow', 'backports', 'sklearn', 'rich', 'jinja2'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True,
                          env=environment(), check=True)  # fmt: skip
    assert done.stdout == "set()\n"


def test_importing_the_names_of_batch_loads_nothing_heavy() -> None:
    program = (
        "import sys, cleaner.batch, cleaner.integrations\n"
        "from cleaner.batch import BatchOptions, Columns\n"
        "print({'numpy', 'onnxruntime', 'selectolax', 'trafilatura', 'pyarrow', 'asyncio',"
        " 'scrapy', 'datatrove', 'pyspark', 'langchain_core'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True,
                          env=environment(), check=True)  # fmt: skip
    assert done.stdout == "set()\n"
