"""The command `cleaner batch`: its options, and what it says."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from crawls import PDF, lines, put
from support import ROOT, Run, command, environment, page, slow

from cleaner.batch import BatchOptions, Summary
from cleaner.cli import batch as batch_command
from cleaner.cli.app import app
from cleaner.cli.batch import hints
from cleaner.config import Config


@pytest.fixture
def asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[tuple[BatchOptions, Any]]:
    """What the command asks for, in place of doing it."""
    calls: list[tuple[BatchOptions, Any]] = []
    monkeypatch.setattr(batch_command, "_run", lambda options, *rest: calls.append((options, rest)))
    return calls


def options_of(calls: list[tuple[BatchOptions, Any]], *arguments: str) -> BatchOptions:
    done = CliRunner().invoke(app, ["batch", "src", "out", *arguments])
    assert done.exit_code == 0, done.output
    return calls.pop()[0]


def test_every_option_reaches_the_run(asked: list[tuple[BatchOptions, Any]]) -> None:
    plain = BatchOptions(Path("src"), Path("out"))
    assert options_of(asked) == plain
    said = options_of(
        asked, "--format", "jsonl", "--paragraphs", "--profile", "article", "--threshold", "0.3",
        "--model", "models", "--split-lines", "--max-bytes", "7", "--html", "--encoding", "koi8-r",
        "--timeout", "3", "--max-memory", "512", "--page-column", "a", "--url-column", "b",
        "--null", "--force", "--report", "r.html", "--no-site-memory",
    )  # fmt: skip
    cleaning = Config(Path("models"), 0.3, "article", split_lines=True, max_bytes=7)
    assert said == BatchOptions(
        Path("src"), Path("out"), "jsonl", cleaning, format="html", encoding="koi8-r", timeout=3.0,
        max_memory=512 << 20, force=True, paragraphs=True,
        columns=type(plain.columns)("a", "b"), separator=b"\0", report="r.html", site_memory=False,
    )  # fmt: skip


def test_an_infinite_time_limit_is_none(asked: list[tuple[BatchOptions, Any]]) -> None:
    assert options_of(asked, "--timeout", "inf").timeout is None


@pytest.mark.parametrize(
    "arguments",
    [
        ["--paragraphs"],
        ["--report", "../report.html"],
        ["--report", "report.txt"],
        ["--timeout", "0"],
        ["--timeout", "nan"],
        ["--timeout", "-inf"],
        ["--threshold", "nan"],
        ["--threshold", "1.5"],
        ["--threshold", "inf"],
        ["--max-memory", "1"],
        ["--max-bytes", "0"],
        ["--max-bytes", "-5"],
        ["--jobs", "0"],
        ["--format", "csv"],
        ["--html", "--text"],
        ["--quiet", "--verbose"],
        ["--encoding", "klingon"],
    ],
    ids=" ".join,
)
def test_wrong_usage_is_said_and_does_nothing(
    asked: list[tuple[BatchOptions, Any]], arguments: list[str]
) -> None:
    done = CliRunner().invoke(app, ["batch", "src", "out", *arguments])
    assert done.exit_code == 2
    assert "Traceback" not in done.output
    assert asked == []


@pytest.mark.parametrize(
    ("reader", "bad", "code"),
    [
        ("true", True, 1),
        *slow(("head -1", False, 0), ("true", False, 0)),
    ],
)
def test_a_reader_that_stops_changes_no_exit_code(
    tmp_path: Path, reader: str, bad: bool, code: int
) -> None:
    put(tmp_path / "src" / "a.html", page())
    if bad:
        put(tmp_path / "src" / "b.html", PDF)
    program = " ".join(command("batch", "src", "out", "--jobs", 1))
    shell = f"set -o pipefail; {program} | {reader}"
    done = subprocess.run(["bash", "-c", shell], cwd=tmp_path, env=environment(),
                          capture_output=True, text=True, check=False)  # fmt: skip
    assert done.returncode == code
    assert done.stderr.count("\n") == bad
    assert (tmp_path / "out" / "a.txt").exists()


def test_a_list_with_nuls_needs_no_option(run: Run, tmp_path: Path) -> None:
    put(tmp_path / "a b.html", page())
    done = run("batch", "-", "out", "--jobs", 1, input="a b.html\0missing.html\0")
    assert done.returncode == 1
    assert done.stderr == "cleaner: error: missing.html: missing.html: No such file or directory\n"
    assert (tmp_path / "out" / "a b.txt").exists()


def options(source: str = "src") -> BatchOptions:
    return BatchOptions(Path(source), Path("out"))


def test_files_that_are_no_pages_by_any_sign_are_not_spoken_of() -> None:
    summary = Summary(seen=1)
    summary.endings.update({".png": 7, ".css": 2, ".json": 1})
    assert hints(summary, options()) == []


def test_a_remedy_can_be_pasted_into_a_shell() -> None:
    summary = Summary(seen=1)
    summary.endings.update({".php": 7, "": 2})
    (hint,) = hints(summary, options("my pages"))
    assert "find 'my pages' -type f -name '*.php*' | cleaner batch - out" in hint
    summary.endings[""] = 9
    (hint,) = hints(summary, options())
    assert "find src -type f ! -name '*.*' | cleaner batch - out" in hint


def test_names_as_programs_for_downloads_write_them_are_spoken_of() -> None:
    summary = Summary(seen=1)
    summary.endings.update({".html": 7, ".cfm": 1, ".htmls": 1})
    (hint,) = hints(summary, options())
    assert "passed over 9 files (.cfm 1, .html 7, .htmls 1)" in hint
    assert "-name '*.html[!l]*'" in hint


def test_a_folder_of_tables_alone_is_said_with_the_remedy() -> None:
    summary = Summary()
    summary.endings.update({".json": 7, ".csv": 1})
    nothing, hint = hints(summary, options())
    assert nothing.startswith("no pages in src")
    assert "passed over 8 files (.csv 1, .json 7)" in hint
    assert "JSON Lines or Parquet" in hint


def test_a_source_without_pages_is_said_by_what_it_is(tmp_path: Path) -> None:
    summary = Summary()
    summary.passed_over.add("WARC records of type request")
    path = put(tmp_path / "a.warc", "")
    (hint,) = hints(summary, options(str(path)))
    assert hint == f"no pages in {path}; passed over: WARC records of type request 1"
    (hint,) = hints(Summary(), options("-"))
    assert hint == "no pages on standard input, which is read as a list of files"


def test_interrupted_before_the_first_page_it_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*arguments: object, **options: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("cleaner.batch.runner.count_sites", interrupt)
    put(tmp_path / "src" / "a.html", page())
    figures = str(tmp_path / "run.json")
    arguments = ["batch", str(tmp_path / "src"), str(tmp_path / "out"), "--json", figures]
    done = CliRunner().invoke(app, arguments)
    assert done.exit_code != 0
    assert "0 of 1" in done.stdout
    assert Path(figures).exists()


@pytest.mark.slow
def test_how_much_is_said_can_be_chosen(run: Run, tmp_path: Path) -> None:
    put(tmp_path / "src" / "a.html", page())
    put(tmp_path / "src" / "b.html", page().encode() + b"<p>\xff")
    put(tmp_path / "src" / "bad.html", PDF)
    put(tmp_path / "src" / "c.php", page())
    done = run("batch", "src", "out", "--quiet", "--jobs", 1)
    assert (done.returncode, done.stdout) == (1, "")
    (error,) = done.stderr.splitlines()
    assert error.startswith("cleaner: error: bad.html: ")
    done = run("batch", "src", "out", "-v", "--jobs", 1)
    assert "pages cleaned" in done.stdout
    assert re.search(r"cleaner: a.html -> a.txt: \d+ of \d+ words kept, unchanged\n", done.stderr)
    done = run("batch", "src", "out", "-v", "--jobs", 1, "--force")
    assert re.search(r"a.html -> a.txt: \d+ of \d+ words kept, confidence \d\.\d\d\n", done.stderr)
    assert re.search(r"b.html -> b.txt: .*; no encoding declared", done.stderr)
    assert "warning: passed over 1 file (.php 1)" in done.stderr


def test_a_broken_detector_of_languages_costs_the_language_alone(
    run_process: Run, tmp_path: Path
) -> None:
    put(tmp_path / "broken" / "py3langid" / "__init__.py", "raise RuntimeError('cannot be loaded')")
    shadowed = environment()
    shadowed["PYTHONPATH"] = f"{tmp_path / 'broken'}{os.pathsep}{ROOT}"
    put(tmp_path / "src" / "a.html", page())
    done = run_process("batch", "src", "out", "--format", "jsonl", "--jobs", 1, env=shadowed)
    assert done.returncode == 0, done.stderr
    (record,) = lines(tmp_path / "out")
    assert (record["title"], record["language"]) == ("The ferry returns to Larch Island", "")
    assert "cannot be loaded" in record["warnings"][0]["text"]
