"""The command line, run as users run it."""

from __future__ import annotations

import gzip
import json
import os
import re
import subprocess
import sys
from inspect import signature
from pathlib import Path

import click
import pytest
from support import PROSE, ROOT, Run, command, environment, on_a_terminal, page

from cleaner import Cleaner, config, output
from cleaner.batch.outputs import files as sinks
from cleaner.cli import app as cli
from cleaner.output import render


@pytest.fixture
def ferry(tmp_path: Path) -> Path:
    """A page in the folder that the commands run in."""
    path = tmp_path / "ferry.html"
    path.write_text(page(), encoding="utf-8")
    return path


# clean


def test_clean_prints_the_body(run: Run, ferry: Path) -> None:
    done = run("clean", "ferry.html")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == Cleaner().clean(ferry).text + "\n"
    assert PROSE[0] in done.stdout


def test_clean_reads_standard_input(run: Run, ferry: Path) -> None:
    from_file = run("clean", "ferry.html").stdout
    assert run("clean", "-", input=page()).stdout == from_file
    assert run("clean", "-", input="Just a line of text.\n").returncode == 0


def test_clean_unpacks_gzip(run: Run, ferry: Path) -> None:
    ferry.with_name("ferry.html.gz").write_bytes(gzip.compress(ferry.read_bytes()))
    assert run("clean", "ferry.html.gz").stdout == run("clean", "ferry.html").stdout


@pytest.mark.parametrize("form", cli.FORMATS)
def test_clean_prints_any_format(run: Run, ferry: Path, form: str) -> None:
    printed = run("clean", "ferry.html", "--format", form).stdout
    assert printed == render(Cleaner().clean(ferry), form)


def test_json_holds_paragraphs_and_metadata(run: Run, ferry: Path) -> None:
    address = "https://larch.example/ferry"
    printed = run("clean", "ferry.html", "--format", "json", "--url", address).stdout
    record = json.loads(printed)
    assert {p["label"] for p in record["paragraphs"]} >= {"body"}
    assert record["metadata"]["url"] == address


def test_labels_lists_every_paragraph(run: Run, ferry: Path) -> None:
    lines = run("clean", "ferry.html", "--labels").stdout.splitlines()
    assert [line.split("\t") for line in lines] == [
        [p.label.value, f"{p.probabilities[p.label]:.2f}", p.text]
        for p in Cleaner().clean(ferry).paragraphs
    ]


@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals on Windows")
def test_labels_are_coloured_on_a_terminal(ferry: Path) -> None:
    printed = on_a_terminal("clean", ferry, "--labels")
    assert "\x1b[" in printed
    assert PROSE[2] in printed


@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals on Windows")
def test_a_page_cannot_write_over_the_terminal(tmp_path: Path) -> None:
    path = tmp_path / "hostile.html"
    path.write_text("<p>clear \x1b[2J the screen", encoding="utf-8")
    printed = on_a_terminal("clean", path, "--labels")
    assert "clear" in printed
    assert "\x1b[2J" not in printed


def test_reasons_stand_under_each_paragraph(run: Run, ferry: Path) -> None:
    lines = run("clean", "ferry.html", "--labels", "--reasons").stdout.splitlines()
    said = [line for line in lines if line.startswith("\t\t")]
    assert [line.split("\t")[2] for line in lines if line not in said] == [
        p.text for p in Cleaner().clean(ferry).paragraphs
    ]
    assert [line.strip() for line in said] == [
        reason for p in Cleaner().clean(ferry).paragraphs for reason in p.reasons
    ]


def test_json_holds_reasons_only_where_asked_for(run: Run, ferry: Path) -> None:
    for option in ([], ["--reasons"]):
        record = json.loads(run("clean", ferry, "--format", "json", *option).stdout)
        assert all(("reasons" in p) is bool(option) for p in record["paragraphs"])


@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals on Windows")
def test_reasons_are_dim_on_a_terminal(ferry: Path) -> None:
    assert "\x1b[2m" in on_a_terminal("clean", ferry, "--labels", "--reasons")
    assert "\x1b[2m" not in on_a_terminal("clean", ferry, "--labels")


def test_mixed_lines_are_parted_where_asked_for(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(f"{PROSE[0]} Home News Sport\n", encoding="utf-8")
    for option, count in (([], 1), (["--split-lines"], 2)):
        assert len(run("clean", "a.txt", "--labels", *option).stdout.splitlines()) == count


def test_the_input_can_be_forced_to_be_html_or_text(run: Run) -> None:
    source = "<p>One</p>"
    assert run("clean", "-", "--html", "--threshold", 0, input=source).stdout == "One\n"
    assert run("clean", "-", "--text", "--threshold", 0, input=source).stdout == source + "\n"


def test_profile_and_threshold_are_those_of_the_library(run: Run, ferry: Path) -> None:
    printed = run("clean", ferry, "--profile", "article", "--threshold", "0.3").stdout
    assert printed == Cleaner(profile="article", threshold=0.3).clean(ferry).text + "\n"


def test_warnings_go_to_standard_error(run: Run, tmp_path: Path) -> None:
    (tmp_path / "broken.html").write_bytes(page().encode() + "<p>½ ¾ é".encode() + b"\xff")
    done = run("clean", "broken.html")
    assert done.returncode == 0
    assert done.stderr.startswith("cleaner: warning: broken.html: ")


def test_output_is_utf8_whatever_the_locale(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Zürich — 東京", encoding="utf-8")
    plain = {**environment(), "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii"}
    assert run("clean", "a.txt", "--threshold", 0, env=plain).stdout == "Zürich — 東京\n"


# Errors


def test_errors_are_one_line_and_exit_code_1(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    (tmp_path / "a.html.gz").write_bytes(b"\x1f\x8b\x08broken")
    (tmp_path / "a.html").write_bytes(b"<p>x</p>" * 99)
    for arguments, said in (
        (["missing.html"], "missing.html: No such file or directory"),
        (["."], "Is a directory"),
        (["a.pdf"], "PDF|Portable"),
        (["a.html.gz"], "gzip"),
        (["a.html", "--max-bytes", "100"], "100"),
        (["a.html", "--model", "nowhere"], "nowhere.*cleaner train"),
    ):
        done = run("clean", *arguments)
        assert done.returncode == 1, arguments
        assert done.stdout == ""
        assert done.stderr.startswith("cleaner: error: ")
        assert done.stderr.count("\n") == 1
        assert re.search(said, done.stderr)


@pytest.mark.parametrize(
    "arguments",
    [
        ["clean"],
        ["clean", "a.html", "--format", "pdf"],
        ["clean", "a.html", "--threshold", "2"],
        ["clean", "a.html", "--labels", "--format", "json"],
        ["clean", "a.html", "--reasons"],
        ["clean", "a.html", "--html", "--text"],
        ["clean", ""],
        ["batch", "", "out"],
        ["batch", "src"],
        ["batch", "src", "out", "--jobs", "0"],
        ["train", "corpus"],
        ["evaluate"],
        ["nonsense"],
    ],
    ids=" ".join,
)
def test_wrong_usage_is_exit_code_2(run: Run, arguments: list[str]) -> None:
    done = run(*arguments)
    assert done.returncode == 2
    assert "Usage:" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_missing_corpus_is_said(run: Run, tmp_path: Path) -> None:
    for arguments in (["evaluate", "nowhere"], ["train", "nowhere", "--out", "models"]):
        done = run(*arguments)
        assert done.returncode == 1
        assert done.stderr.splitlines()[-1].startswith("cleaner: error: nowhere")
    assert not (tmp_path / "models").exists()


def test_missing_training_libraries_are_named_with_the_extra(run: Run, tmp_path: Path) -> None:
    (tmp_path / "sklearn.py").write_text("raise ModuleNotFoundError('no', name='sklearn')")
    shadowed = environment()
    shadowed["PYTHONPATH"] = f"{tmp_path}{os.pathsep}{ROOT}"
    done = run("train", "corpus", "--out", "models", env=shadowed)
    assert done.returncode == 1
    assert done.stderr.startswith("cleaner: error: ")
    assert "sklearn" in done.stderr
    assert "pip install 'paragraph-cleaner[train]'" in done.stderr


def test_a_reader_that_stops_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "long.txt").write_text("\n".join(PROSE * 9000), encoding="utf-8")
    program = subprocess.Popen(
        command("clean", "long.txt", "--threshold", 0),
        cwd=tmp_path,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert program.stdout is not None
    assert program.stderr is not None
    program.stdout.readline()
    program.stdout.close()
    assert program.stderr.read() == b""
    assert program.wait() == 0


# The command and the library


def test_options_bear_the_names_of_the_library() -> None:
    parameters = set(signature(Cleaner).parameters)
    for name, left_out in (("clean", {"site_memory"}), ("batch", set())):
        options = {option.name for option in cli.app.commands[name].params}
        assert parameters - left_out <= options, name


def test_choices_are_those_of_the_library() -> None:
    assert cli.FORMATS == sinks.FORMATS == output.FORMATS
    assert cli.PROFILES == config.PROFILES


@pytest.mark.parametrize("name", ["clean", "batch", "train", "evaluate"])
def test_every_option_is_explained(run: Run, name: str) -> None:
    for option in cli.app.commands[name].params:
        assert not isinstance(option, click.Option) or option.help, option.name
    done = run(name, "--help")
    assert done.returncode == 0
    assert name in done.stdout


def test_help_loads_nothing_heavy() -> None:
    program = (
        "import sys; from cleaner.cli import app as cli; sys.argv = ['cleaner', '--help']\n"
        "try: cli.main()\nexcept SystemExit: pass\n"
        "print({'numpy', 'rich', 'selectolax', 'onnxruntime', 'trafilatura'} & set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        env=environment(),
        check=True,
    )
    assert done.stdout.endswith("set()\n")
