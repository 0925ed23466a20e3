"""A folder into a folder: real files, real processes, and every page accounted for."""

from __future__ import annotations

import doctest
import gzip
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest
from support import PROSE, Run, command, environment, page

from cleaner import Cleaner
from cleaner.batch.outputs.names import LONGEST_NAME, output_names
from cleaner.batch.report.summary import Summary
from cleaner.batch.runner import run_batch
from cleaner.batch.sources import folders as sources
from cleaner.batch.sources.folders import STATE, Page, page_kind, walk
from cleaner.batch.task import Options, Outcome

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX files and signals")


@pytest.fixture
def src(tmp_path: Path) -> Path:
    """A folder with a page in each of the ways that pages come."""
    folder = tmp_path / "src"
    put(folder / "ferry.html", page())
    put(folder / "deep" / "er" / "Ferry.HTM", page("The ferry, deeper"))
    put(folder / "deep" / "note.txt", "\n".join(PROSE))
    put(folder / "deep" / "read.me.md", "# The ferry\n\n" + PROSE[0])
    (folder / "packed.xhtml.gz").write_bytes(gzip.compress(page("The ferry, packed").encode()))
    put(folder / "logo.svg", "<svg/>")
    put(folder / "data.json", "{}")
    return folder


OUTPUT = {"ferry.txt", "deep/er/Ferry.txt", "deep/note.txt", "deep/read.me.txt", "packed.txt"}


def put(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def tree(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, hidden ones too, with its bytes; without the error list and the
    account of what is done.
    """
    files = (path for path in folder.rglob("*") if path.is_file() and path.name != "errors.jsonl")
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in files
        if path.parent.name != STATE
    }


def errors(out: Path) -> dict[str, str]:
    """What the error list says: the kind of error by source."""
    with (out / "errors.jsonl").open(encoding="utf-8") as lines:
        records = [json.loads(line) for line in lines]
    assert all(record["reason"] for record in records)
    return {record["source"]: record["error"] for record in records}


# What is done


def test_a_folder_is_mirrored(run: Run, src: Path, tmp_path: Path) -> None:
    before = tree(src)
    done = run("batch", "src", "out")
    assert (done.returncode, done.stderr) == (0, "")
    written = tree(tmp_path / "out")
    assert set(written) == OUTPUT
    assert written["ferry.txt"].decode() == Cleaner().clean(src / "ferry.html").text + "\n"
    assert errors(tmp_path / "out") == {}
    assert tree(src) == before


def test_what_is_passed_over_is_counted(run: Run, tmp_path: Path) -> None:
    for name in ("a.html", "index.php?p=3", "sub/about.aspx", "sub/b.aspx", "logo.PNG", "README"):
        put(tmp_path / "src" / name, page("The ferry"))
    done = run("batch", "src", "out")
    assert set(tree(tmp_path / "out")) == {"a.txt"}
    assert re.search(r"passed over \(\.aspx, [^)]*\)\W+5\b", done.stdout)


def test_nothing_is_said_to_be_written_where_nothing_was(run: Run, src: Path) -> None:
    put(src.parent / "taken", "A file.")
    done = run("batch", "src", Path("taken") / "out")
    assert done.returncode == 1
    assert "written" not in done.stdout + done.stderr
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("form", "ending", "opening"),
    [("markdown", ".md", "# The"), ("json", ".json", "{"), ("html", ".html", "<!DOCTYPE html>")],
)
def test_formats(run: Run, src: Path, form: str, ending: str, opening: str) -> None:
    assert run("batch", "src", "out", "--format", form).returncode == 0
    written = tree(src.parent / "out")
    assert set(written) == {name.removesuffix(".txt") + ending for name in OUTPUT}
    assert written["ferry" + ending].decode().startswith(opening)


def test_any_number_of_jobs_writes_the_same_bytes(run: Run, tmp_path: Path) -> None:
    for n in range(30):
        put(tmp_path / "src" / f"{n % 3}" / f"{n}.html", page(f"Ferry number {n}"))
    put(tmp_path / "src" / "bad.html", "%PDF-1.7")
    for jobs in (1, 2, 3):
        assert run("batch", "src", f"out{jobs}", "--jobs", jobs).returncode == 1
    first, second, third = (tree(tmp_path / f"out{jobs}") for jobs in (1, 2, 3))
    assert len(first) == 30
    assert first == second == third
    lists = {(tmp_path / f"out{jobs}" / "errors.jsonl").read_bytes() for jobs in (1, 2, 3)}
    assert len(lists) == 1


def test_a_second_run_writes_the_same(run: Run, src: Path, tmp_path: Path) -> None:
    run("batch", "src", "out")
    before = tree(tmp_path / "out")
    assert run("batch", "src", "out").returncode == 0
    assert tree(tmp_path / "out") == before


def test_the_summary_counts(run: Run, src: Path, tmp_path: Path) -> None:
    put(src / "bad.html", "%PDF-1.7")
    printed = run("batch", "src", "out").stdout
    for wanted in ("5 of 6", "words kept", "body paragraphs", "failed: UnsupportedInput", "time"):
        assert wanted in printed
    summary = run_batch(Options(src, tmp_path / "again"), jobs=1)
    assert (summary.total, summary.cleaned, len(summary.failures)) == (6, 5, 1)
    assert 0 < summary.words_kept <= summary.words
    assert summary.labels["body"] >= 4 * 3


def test_from_python_each_outcome_is_told_in_order(src: Path, tmp_path: Path) -> None:
    told: list[Outcome] = []
    run_batch(Options(src, tmp_path / "out"), jobs=2, on_outcome=told.append)
    assert [outcome.path for outcome in told] == [
        "ferry.html",
        "packed.xhtml.gz",
        os.path.join("deep", "note.txt"),
        os.path.join("deep", "read.me.md"),
        os.path.join("deep", "er", "Ferry.HTM"),
    ]


def test_no_pages_are_no_error_but_said(run: Run, tmp_path: Path) -> None:
    (tmp_path / "src").mkdir()
    done = run("batch", "src", "out")
    assert done.returncode == 0
    assert "no pages" in done.stderr


# Bad pages


def test_each_bad_page_is_listed_and_the_rest_is_done(run: Run, src: Path, tmp_path: Path) -> None:
    (src / "a.pdf.html").write_bytes(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    (src / "broken.html.gz").write_bytes(b"\x1f\x8b\x08 no gzip")
    (src / "cut.html.gz").write_bytes(gzip.compress(page().encode() * 9)[:-9])
    (src / "bomb.html.gz").write_bytes(gzip.compress(b" " * 60_000))
    put(src / "large.html", page() * 99)
    done = run("batch", "src", "out", "--max-bytes", 50_000)
    assert done.returncode == 1
    assert set(tree(tmp_path / "out")) == OUTPUT
    assert errors(tmp_path / "out") == {
        "a.pdf.html": "UnsupportedInput",
        "bomb.html.gz": "InputTooLarge",
        "broken.html.gz": "UnsupportedInput",
        "cut.html.gz": "UnsupportedInput",
        "large.html": "InputTooLarge",
    }
    for name in errors(tmp_path / "out"):
        assert f"cleaner: error: {name}: " in done.stderr
    assert "Traceback" not in done.stderr


@POSIX
def test_what_is_no_file_is_listed(run: Run, src: Path, tmp_path: Path) -> None:
    os.mkfifo(src / "pipe.html")
    (src / "gone.html").symlink_to("nowhere.html")
    assert run("batch", "src", "out").returncode == 1
    assert errors(tmp_path / "out") == {
        "gone.html": "FileNotFoundError",
        "pipe.html": "UnsupportedInput",
    }


def test_empty_pages_give_empty_files(run: Run, tmp_path: Path) -> None:
    put(tmp_path / "src" / "empty.html", "")
    put(tmp_path / "src" / "blank.txt", " \n\n")
    assert run("batch", "src", "out").returncode == 0
    assert tree(tmp_path / "out") == {"empty.txt": b"", "blank.txt": b""}


def test_a_bad_model_stops_the_run_before_it_starts(run: Run, src: Path, tmp_path: Path) -> None:
    done = run("batch", "src", "out", "--model", "nowhere")
    assert done.returncode == 1
    assert done.stderr.startswith("cleaner: error: ")
    assert done.stderr.count("\n") == 1
    assert not (tmp_path / "out").exists()


# Links, and places where nothing may be written


@POSIX
def test_links_are_not_followed_out_of_the_folder(run: Run, src: Path, tmp_path: Path) -> None:
    secret = put(tmp_path / "outside" / "secret.html", page("A secret"))
    (src / "file.html").symlink_to(secret)
    (src / "folder").symlink_to(secret.parent)
    (src / "deep" / "up").symlink_to("..")
    (src / "loop.html").symlink_to("loop.html")
    (src / "inside.html").symlink_to("ferry.html")
    assert run("batch", "src", "out").returncode == 1
    assert set(tree(tmp_path / "out")) == OUTPUT | {"inside.txt"}
    assert errors(tmp_path / "out") == {
        "file.html": "LinkOutside",
        "folder": "LinkOutside",
        "loop.html": "OSError",
    }


@POSIX
def test_nothing_is_written_outside_the_output(run: Run, src: Path, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "out" / "deep").symlink_to(tmp_path / "elsewhere")
    assert run("batch", "src", "out").returncode == 1
    assert list((tmp_path / "elsewhere").iterdir()) == []
    assert set(errors(tmp_path / "out").values()) == {"WrongPlace"}


@POSIX
def test_an_output_that_is_a_link_to_a_page_is_replaced(
    run: Run, src: Path, tmp_path: Path
) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "ferry.txt").symlink_to(src / "ferry.html")
    assert run("batch", "src", "out").returncode == 0
    assert (src / "ferry.html").read_text(encoding="utf-8") == page()
    assert not (tmp_path / "out" / "ferry.txt").is_symlink()


@pytest.mark.parametrize("out", ["src", ".", "src/deep", "src/deep/..", "file"])
def test_an_output_that_could_overwrite_pages_is_wrong_usage(
    run: Run, src: Path, tmp_path: Path, out: str
) -> None:
    put(tmp_path / "file", "not a folder")
    before = tree(tmp_path)
    done = run("batch", "src", out)
    assert done.returncode == 2
    assert "Usage:" in done.stderr
    assert tree(tmp_path) == before


def test_a_missing_source_is_wrong_usage(run: Run, tmp_path: Path) -> None:
    assert run("batch", "nowhere", "out").returncode == 2
    assert list(tmp_path.iterdir()) == []


def test_the_output_may_be_a_new_folder_inside_the_source(run: Run, src: Path) -> None:
    for _ in range(2):  # what the first run wrote is no page for the second
        assert run("batch", "src", "src/clean").returncode == 0
        assert set(tree(src / "clean")) == OUTPUT


def test_an_output_that_cannot_be_made_is_one_line(run: Run, src: Path, tmp_path: Path) -> None:
    put(tmp_path / "file", "not a folder")
    done = run("batch", "src", "file/out")
    assert done.returncode == 1
    assert done.stderr.startswith("cleaner: error: ")
    assert done.stderr.count("\n") == 1


def test_a_folder_in_the_place_of_an_output_costs_that_page(
    run: Run, src: Path, tmp_path: Path
) -> None:
    put(tmp_path / "out" / "ferry.txt" / "keep", "kept")
    assert run("batch", "src", "out").returncode == 1
    assert errors(tmp_path / "out") == {"ferry.html": "IsADirectoryError"}
    assert set(tree(tmp_path / "out")) == OUTPUT - {"ferry.txt"} | {"ferry.txt/keep"}


@POSIX
def test_a_full_disk_costs_what_does_not_fit_and_leaves_no_half_file(
    run: Run, src: Path, tmp_path: Path
) -> None:
    import resource

    def leave_little() -> None:  # files of more than 200,000 bytes cannot be written
        resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))

    put(src / "long.txt", "\n".join(PROSE * 450))
    done = run("batch", "src", "out", "--threshold", 0, preexec_fn=leave_little)
    assert done.returncode == 1
    assert set(tree(tmp_path / "out")) == OUTPUT
    assert errors(tmp_path / "out") == {"long.txt": "OSError"}


# Names


def names(*files: str, taken: tuple[str, ...] = (), ending: str = ".txt") -> list[str]:
    """The output names of files that stand in one folder."""
    pages = []
    for file in files:
        stem, kind = page_kind(file) or ("", "")
        pages.append(Page("", stem, file, kind))
    return output_names(pages, taken, ending)


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        (["a.html", "b.htm.gz", "c.d.txt"], ["a.txt", "b.txt", "c.d.txt"]),
        (["a.htm", "a.html", "b.html"], ["a.htm.txt", "a.html.txt", "b.txt"]),
        (["a.html", "a.html.gz", "a.txt"], ["a.html.txt", "a.html.gz.txt", "a.txt.txt"]),
        (["a.htm", "a.html", "a.html.txt"], ["a.htm.txt", "a.html.txt", "a.html.txt.txt"]),
        (["A.html", "a.htm"], ["A.html.txt", "a.htm.txt"]),
        ([".html", "..html"], [".html.txt", "..txt"]),
    ],
)
def test_inputs_that_differ_in_their_ending_keep_both_results(
    files: list[str], expected: list[str]
) -> None:
    assert names(*files) == expected


def test_the_name_of_a_subfolder_is_not_taken() -> None:
    assert names("a.html", taken=("a.txt",)) == ["a.html.txt"]


@pytest.mark.parametrize("letter", ["a", "é", "東"])
def test_long_names_are_cut_and_stay_apart(letter: str) -> None:
    longest = letter * (250 // len(letter.encode()))
    files = [longest + ".md", longest + ".txt", longest + ".htm"]
    found = names(*files, ending=".json")
    assert len(set(found)) == 3
    assert all(len(os.fsencode(name)) <= LONGEST_NAME for name in found)
    assert all(name.endswith(".json") for name in found)


@POSIX
def test_odd_names_survive(run: Run, tmp_path: Path) -> None:
    src = tmp_path / "src"
    odd = ["two\nlines.html", "...html", "-rf.txt", "[red]x.md", "tab\t.htm", "x" * 251 + ".txt"]
    for name in odd:
        put(src / name, page())
    raw = os.fsencode(src) + b"/caf\xe9.html"
    try:
        Path(os.fsdecode(raw)).write_text(page(), encoding="utf-8")
        odd.append(os.fsdecode(b"caf\xe9.html"))
    except OSError:
        pass  # this file system takes UTF-8 only
    put(src / "bad\x1b[2J\n.html", "%PDF-1.7")
    done = run("batch", "src", "out")
    assert done.returncode == 1
    assert len(tree(tmp_path / "out")) == len(odd)
    assert (tmp_path / "out" / "two\nlines.txt").exists()
    assert list(errors(tmp_path / "out")) == ["bad\x1b[2J\n.html"]
    assert "\x1b" not in done.stderr
    assert done.stderr.count("\n") == 1


def test_the_docstrings_tell_the_truth() -> None:
    assert doctest.testmod(sources).attempted > 0
    assert doctest.testmod(sources).failed == 0


def test_a_walk_names_files_in_a_fixed_order(src: Path) -> None:
    found = [os.path.join(p.folder, p.name) for folder in walk(src) for p in folder.pages]
    assert found == sorted(found, key=lambda path: (path.count(os.sep), path))


# Processes that die


@pytest.fixture
def crawl(tmp_path: Path) -> Path:
    """A folder with enough pages for something to happen while they are cleaned."""
    for n in range(400):
        put(tmp_path / "src" / f"{n:03}.html", page(f"Ferry number {n}", PROSE * 8))
    return tmp_path / "src"


@pytest.fixture
def running(crawl: Path, tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """A batch of two jobs, which has written its first page."""
    program = subprocess.Popen(
        command("batch", "src", "out", "--jobs", "2"),
        cwd=tmp_path,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    wait_for(lambda: any((tmp_path / "out").glob("*.txt")))
    yield program
    program.kill()
    program.communicate()


def wait_for(condition: Callable[[], bool], seconds: float = 60) -> None:
    """Return as soon as a condition holds."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it never happened"
        time.sleep(0.005)


def workers(program: subprocess.Popen[str]) -> list[psutil.Process]:
    """The worker processes of a batch."""
    children = psutil.Process(program.pid).children()
    return [child for child in children if "spawn_main" in " ".join(child.cmdline())]


@POSIX
def test_a_killed_worker_costs_nothing(
    running: subprocess.Popen[str], crawl: Path, tmp_path: Path
) -> None:
    workers(running)[0].kill()
    output, said = running.communicate(timeout=100)
    assert (running.returncode, said) == (0, "")
    assert "400 of 400" in output
    assert set(tree(tmp_path / "out")) == {f"{n:03}.txt" for n in range(400)}
    assert errors(tmp_path / "out") == {}


@POSIX
def test_ctrl_c_ends_cleanly_with_what_is_finished_whole(
    running: subprocess.Popen[str], crawl: Path, tmp_path: Path
) -> None:
    children = workers(running)
    os.killpg(running.pid, signal.SIGINT)
    output, said = running.communicate(timeout=100)
    assert running.returncode == 130
    assert said.strip() == "cleaner: interrupted"
    assert "of 400" in output
    assert psutil.wait_procs(children, timeout=10)[1] == []
    written = tree(tmp_path / "out")
    assert 0 < len(written) < 400
    for name, text in written.items():  # no half file, no temporary file
        assert text.decode().rstrip().endswith(PROSE[-1]), name


@POSIX
def test_workers_leave_when_the_batch_is_killed(running: subprocess.Popen[str]) -> None:
    children = workers(running)
    assert children
    running.kill()
    assert psutil.wait_procs(children, timeout=10)[1] == []


def test_a_summary_of_nothing_has_no_shares() -> None:
    assert dict(Summary().rows())["words kept"] == "0"
