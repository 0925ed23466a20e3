"""The command `cleaner review`, run as users run it."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from crawls import PDF, put
from reviews import FERRY, READ_ALSO, ask, ferry_page, site
from support import Run, command, environment

pytest.importorskip("starlette", reason="the extra review is not installed")


@contextmanager
def reviewing(folder: Path, *arguments: object) -> Iterator[tuple[Any, str, list[str]]]:
    """A review in the background: its process, its address, and what it printed before that."""
    process = subprocess.Popen(
        command("review", *arguments, "--jobs", 1),
        cwd=folder, env=environment(), text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    try:
        printed = []
        for line in process.stdout or ():
            printed.append(line)
            if found := re.search(r"http://127\.0\.0\.1:\d+/\S+", line):
                yield process, found[0], printed
                return
        pytest.fail("no address: " + "".join([*printed, *(process.stderr or ())]))
    finally:
        process.kill()
        process.communicate()


def labels(out: Path) -> list[str]:
    lines = (out / "marks.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line)["labels"] for line in lines]


def test_an_address_is_printed_and_a_killed_review_loses_no_correction(tmp_path: Path) -> None:
    site(tmp_path / "src", 2)
    with reviewing(tmp_path, "src") as (process, address, printed):
        assert printed[-1].startswith("2 pages to review: ")
        for number in range(len(FERRY)):
            assert ask(f"{address}page/0/labels", {"labels": {str(number): "S"}})[0] == 200
        process.kill()
        process.wait()
    assert labels(tmp_path / "corrections") == ["S" * len(FERRY)]
    with reviewing(tmp_path, "src") as (process, address, _):
        assert ask(f"{address}page/0/labels")[1]["labels"] == "S" * len(FERRY)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="no such signal on Windows")
def test_ctrl_c_ends_it_and_leaves_the_corpus_alone(tmp_path: Path) -> None:
    site(tmp_path / "src", 1)
    with reviewing(tmp_path, "src", "--out", "mine") as (process, address, _):
        ask(f"{address}page/0/labels", {"labels": {"0": "S"}})
        os.kill(process.pid, signal.SIGINT)
        said, errors = process.communicate(timeout=60)
    assert (process.returncode, errors) == (0, "")
    assert said.endswith(f"the corrections are in {Path('mine/marks.jsonl')}\n")
    left = {
        path.relative_to(tmp_path / "mine").as_posix() for path in (tmp_path / "mine").rglob("*")
    }
    kept = {name for name in left if not name.startswith(".cleaner")}
    assert {name.partition("/")[0] for name in kept} == {"marks.jsonl", "pages"}
    assert not [name for name in left if name.startswith(".cleaner/review/")]


@pytest.mark.slow
def test_a_second_review_of_the_same_corrections_is_refused(tmp_path: Path, run: Run) -> None:
    site(tmp_path / "src", 1)
    with reviewing(tmp_path, "src"):
        done = run("review", "src")
    assert done.returncode == 1
    assert "another review is writing to corrections" in done.stderr


@pytest.mark.slow
def test_what_is_skipped_and_what_has_changed_is_said(tmp_path: Path, run: Run) -> None:
    source = site(tmp_path / "src", 1)
    put(source / "bad.html", PDF)
    with reviewing(tmp_path, "src") as (_, address, _):
        ask(f"{address}page/0/labels", {"labels": {"0": "S", "1": "S", "2": "B", "3": "B"}})
    put(source / "0.html", ferry_page(0, "Another text of the ferry and of the goat."))
    with reviewing(tmp_path, "src") as (process, _, _):
        process.kill()
        errors = process.stderr.read()
    assert "skipped: bad.html: " in errors
    assert "0.html: it has changed since 4 labels were given, which are kept; 3 of" in errors


@pytest.mark.slow
def test_agreement_with_another_person_is_printed(tmp_path: Path) -> None:
    site(tmp_path / "src", 1)
    for out, label in (("mine", "S"), ("theirs", "C")):
        with reviewing(tmp_path, "src", "--out", out) as (_, address, _):
            sent = {"labels": {"0": "S", "1": "S", str(READ_ALSO): label}}
            ask(f"{address}page/0/labels", sent)
    with reviewing(tmp_path, "src", "--out", "mine", "--compare", "theirs") as (_, _, printed):
        text = "".join(printed)
    assert "agreement with theirs: 66.7% of 3 paragraphs on 1 page" in text
    assert "1 × sidebar here, chrome there" in text


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["nowhere"], 2, "does not exist"),
        (["src", "--out", "src"], 2, "could be overwritten"),
        (["src", "--compare", "src"], 1, "holds no corrections"),
        (["src", "--encoding", "klingon"], 2, "unknown encoding"),
        (["empty"], 1, "holds no page that can be reviewed"),
        (["src", "--port", "70000"], 2, "70000"),
    ],
)
def test_wrong_usage_says_what_to_do(
    run: Run, tmp_path: Path, arguments: list[str], code: int, message: str
) -> None:
    site(tmp_path / "src", 1)
    (tmp_path / "empty").mkdir()
    done = run("review", *arguments)
    assert done.returncode == code
    assert message in done.stderr
    assert "Traceback" not in done.stderr


def test_without_the_extra_it_says_what_to_install(run_process: Run, tmp_path: Path) -> None:
    site(tmp_path / "src", 1)
    put(tmp_path / "missing" / "starlette.py", "raise ModuleNotFoundError(name='starlette')")
    path = os.pathsep.join([str(tmp_path / "missing"), environment()["PYTHONPATH"]])
    done = run_process("review", "src", env={**environment(), "PYTHONPATH": path})
    assert done.returncode == 1
    assert "pip install 'paragraph-cleaner[review]'" in done.stderr
    assert not (tmp_path / "corrections").exists()
