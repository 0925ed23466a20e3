"""The command as a whole: its help, its exit codes, its streams, its ties to the library."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import fields
from inspect import signature
from pathlib import Path

import click
import pytest
from support import ROOT, Run, command, environment, page

from cleaner import Cleaner, output
from cleaner.batch.options import BATCH_FORMATS, PAGE_FORMATS
from cleaner.cli import batch, clean
from cleaner.cli.app import app
from cleaner.config import Config

COMMANDS = sorted(app.commands)
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="needs a POSIX shell")


@pytest.mark.parametrize(
    "arguments",
    [
        ["clean"],
        ["clean", "-", "-"],
        ["clean", "a.html", "b.html", "--url", "https://larch.example/"],
        ["clean", "a.html", "b.html", "--format", "json"],
        ["clean", "a.html", "b.html", "--labels"],
        ["clean", "a.html", "--labels", "-o", "a.txt"],
        ["clean", "a.html", "--paragraphs"],
        ["clean", "a.html", "--quiet", "--verbose"],
        ["clean", "a.html", "-o", ""],
        ["clean", "a.html", "--format", "pdf"],
        ["clean", "a.html", "--threshold", "2"],
        ["clean", "a.html", "--threshold", "nan"],
        ["clean", "a.html", "--max-bytes", "9" * 23],
        ["batch", ".", "out", "--max-bytes", "9" * 23],
        ["batch", ".", "out", "--max-memory", "9" * 23],
        ["clean", "a.html", "--labels", "--format", "json"],
        ["clean", "a.html", "--reasons"],
        ["clean", "a.html", "--html", "--text"],
        ["clean", "a.html", "--encoding", "klingon"],
        ["clean", ""],
        ["batch", "", "out"],
        ["batch", "src"],
        ["train", "corpus"],
        ["evaluate"],
        ["nonsense"],
    ],
    ids=" ".join,
)
def test_wrong_usage_is_exit_code_2(run: Run, arguments: list[str]) -> None:
    done = run(*arguments)
    assert done.returncode == 2
    assert done.stdout == ""
    assert "Traceback" not in done.stderr


def test_a_missing_corpus_is_said(run: Run, tmp_path: Path) -> None:
    done = run("evaluate", "nowhere")
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].startswith("cleaner: error: nowhere")


@pytest.mark.slow
def test_a_missing_corpus_to_train_on_is_said(run_process: Run, tmp_path: Path) -> None:
    pytest.importorskip("sklearn")
    done = run_process("train", "nowhere", "--out", "models")
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].startswith("cleaner: error: nowhere")
    assert not (tmp_path / "models").exists()


def test_missing_training_libraries_are_named_with_the_extra(
    run_process: Run, tmp_path: Path
) -> None:
    (tmp_path / "sklearn.py").write_text("raise ModuleNotFoundError('no', name='sklearn')")
    shadowed = environment()
    shadowed["PYTHONPATH"] = f"{tmp_path}{os.pathsep}{ROOT}"
    done = run_process("train", "corpus", "--out", "models", env=shadowed)
    assert done.returncode == 1
    assert done.stderr.startswith("cleaner: error: ")
    assert "sklearn" in done.stderr
    assert "pip install 'paragraph-cleaner[train]'" in done.stderr


# Streams that are closed, as daemons and cron leave them


def shell(folder: Path, arguments: list[object], closed: str) -> subprocess.CompletedProcess[str]:
    line = f"{' '.join(command(*arguments))} {closed}"
    return subprocess.run(["sh", "-c", line], cwd=folder, env=environment(), capture_output=True,
                          text=True, check=False)  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "a.html").write_text(page(), encoding="utf-8")
    return tmp_path


@POSIX
@pytest.mark.parametrize("arguments", [["clean", "-"], ["batch", "-", "out"]], ids=" ".join)
def test_a_closed_standard_input_is_one_line(folder: Path, arguments: list[object]) -> None:
    done = shell(folder, arguments, "<&-")
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert done.stderr.startswith("cleaner: error: standard input is closed")


@POSIX
def test_a_closed_standard_output_is_one_line_if_there_is_something_to_print(folder: Path) -> None:
    done = shell(folder, ["clean", "src/a.html"], ">&-")
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert "standard output is closed" in done.stderr
    assert shell(folder, ["clean", "src/a.html"], ">&- 2>&-").returncode == 1


@POSIX
@pytest.mark.parametrize(
    "closed",
    [
        *(pytest.param(one, marks=pytest.mark.slow) for one in ("<&-", ">&-", "2>&-")),
        "<&- >&- 2>&-",
    ],
)
def test_a_batch_needs_no_streams(folder: Path, closed: str) -> None:
    done = shell(folder, ["batch", "src", "out", "--jobs", 1], closed)
    assert (done.returncode, done.stderr) == (0, "")
    assert {path.name for path in (folder / "out").iterdir()} == {
        ".cleaner", "a.txt", "errors.jsonl"
    }  # fmt: skip


@POSIX
def test_wrong_usage_is_not_said_on_standard_output(folder: Path) -> None:
    done = shell(folder, ["clean", "--nope"], "2>&-")
    assert (done.returncode, done.stdout) == (2, "")


# Streams whose reader has gone, as `head` does


@pytest.fixture
def unread() -> Iterator[int]:
    """The end to write to of a pipe that nobody reads."""
    reading, writing = os.pipe()
    os.close(reading)
    yield writing
    os.close(writing)


@POSIX
@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["clean", "--help"]])
def test_help_that_nobody_reads_is_no_error(unread: int, arguments: list[str]) -> None:
    done = subprocess.run(command(*arguments), env=environment(), stdout=unread,
                          stderr=subprocess.PIPE, check=False)  # fmt: skip
    assert (done.returncode, done.stderr) == (0, b"")


@POSIX
def test_a_batch_goes_on_if_nobody_reads_what_it_says(folder: Path, unread: int) -> None:
    for n in range(5):
        (folder / "src" / f"{n}.html").write_text(page(), encoding="utf-8")
    done = subprocess.run(command("batch", "src", "out", "--verbose", "--jobs", 1), cwd=folder,
                          env=environment(), stdout=unread, stderr=unread, check=False)  # fmt: skip
    assert done.returncode == 0
    assert len(list((folder / "out").glob("*.txt"))) == 6


@POSIX
def test_wrong_usage_is_exit_code_2_if_nobody_reads_of_it(folder: Path, unread: int) -> None:
    done = subprocess.run(command("clean", "--nope"), env=environment(), stderr=unread, check=False)
    assert done.returncode == 2


# The command and the library


def test_every_option_of_cleaning_is_one_of_both_commands() -> None:
    declared = {option.name for option in fields(Config)}
    for name in ("clean", "batch"):
        options = {option.name: option for option in app.commands[name].params}
        assert declared <= set(options)
        for option in declared:
            assert options[option].help == Config.description(option)


def test_options_bear_the_names_of_the_library() -> None:
    parameters = set(signature(Cleaner).parameters)
    for name, left_out in (("clean", {"site_memory"}), ("batch", set())):
        options = {option.name for option in app.commands[name].params}
        assert parameters - left_out <= options, name


def test_choices_are_those_of_the_library() -> None:
    assert PAGE_FORMATS == output.FORMATS
    assert (*PAGE_FORMATS, "jsonl") == clean.FORMATS
    assert batch.FORMATS == BATCH_FORMATS


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_is_explained(run: Run, name: str) -> None:
    for option in app.commands[name].params:
        assert not isinstance(option, click.Option) or option.help, option.name
    done = run(name, "--help")
    assert done.returncode == 0
    assert name in done.stdout


@POSIX
@pytest.mark.parametrize(
    ("words", "expected"),
    [("cleaner cl", {"clean"}), ("cleaner clean --form", {"--format", "--formatting"})],
)
def test_a_shell_can_complete_commands_and_options(words: str, expected: set[str]) -> None:
    done = subprocess.run(
        command(),
        env={
            **environment(),
            "_CLEANER_COMPLETE": "bash_complete",
            "COMP_WORDS": words,
            "COMP_CWORD": str(words.count(" ")),
        },
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    offered = {line.partition(",")[2] for line in done.stdout.splitlines()}
    assert expected <= offered <= expected | {"--no-formatting"}


def test_help_says_how_a_shell_completes(run: Run) -> None:
    assert "_CLEANER_COMPLETE=bash_source cleaner" in " ".join(run("--help").stdout.split())


def test_help_loads_nothing_heavy() -> None:
    program = (
        "import sys; from cleaner.cli.app import main; sys.argv = ['cleaner', '--help']\n"
        "try: main()\nexcept SystemExit: pass\n"
        "print({'numpy', 'rich', 'selectolax', 'onnxruntime', 'trafilatura'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True,
                          env=environment(), check=True)  # fmt: skip
    assert done.stdout.endswith("set()\n")
