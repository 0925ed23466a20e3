"""A run again: only what is needed is done, and an output is never half of two runs."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

import pytest
from crawls import PDF, clean, errors, half_done, lines, put, tree
from support import page

from cleaner.batch import BatchOptions, Outcome, list_batch, run_batch
from cleaner.batch.options import STATE, BatchFormat
from cleaner.config import Config
from cleaner.errors import MissingExtra

FORMATS = pytest.mark.parametrize("output_format", ["text", "jsonl"])


def times(out: Path) -> dict[str, int]:
    return {name: (out / name).stat().st_mtime_ns for name in tree(out)}


def test_only_what_is_new_changed_or_failed_is_done_again(src: Path, tmp_path: Path) -> None:
    options = BatchOptions(src, tmp_path / "out")
    run_batch(options, jobs=1)
    before = times(tmp_path / "out")
    put(src / "0" / "0.html", page("Another ferry"))
    put(src / "0" / "bad.html", page("No longer bad"))
    put(src / "1" / "new.html", page("New"))
    (tmp_path / "out" / "1" / "1.txt").unlink()
    os.utime(src / "1" / "3.html", (0, 0))  # an age is no content
    told: list[Outcome] = []
    summary = run_batch(options, 1, on_outcome=told.append)
    assert {o.path for o in told if not o.unchanged} == {
        "0/0.html", "0/bad.html", "1/new.html", "1/1.html"
    }  # fmt: skip
    assert (summary.cleaned, summary.unchanged, summary.total) == (9, 5, 9)
    after = times(tmp_path / "out")
    assert {name for name in before if before[name] != after[name]} == {"0/0.txt", "1/1.txt"}
    assert errors(tmp_path / "out") == {}


@pytest.mark.parametrize(
    "change",
    [
        {"force": True},
        {"cleaning": Config(threshold=0.3)},
        {"cleaning": Config(profile="article")},
        {"format": "text"},
        {"encoding": "cp1252"},
    ],
    ids=str,
)
def test_all_is_done_again_by_force_or_with_other_options(
    src: Path, tmp_path: Path, change: dict[str, Any]
) -> None:
    clean(src, tmp_path / "out")
    assert clean(src, tmp_path / "out", **change).unchanged == 0


def test_records_after_changes_are_those_of_a_fresh_run(src: Path, tmp_path: Path) -> None:
    def again(expected: int) -> None:
        assert clean(src, tmp_path / "out", "jsonl").unchanged == expected

    again(0)
    put(src / "0" / "2.html", page("Changed, and much longer than it was before"))
    put(src / "0" / "20.html", page("In between"))
    put(src / "2" / "new.html", page("At the end"))
    again(6)
    again(9)
    clean(src, tmp_path / "fresh", "jsonl")
    assert tree(tmp_path / "out") == tree(tmp_path / "fresh")
    assert len(list((tmp_path / "out" / STATE).glob("*.records"))) == 1


@FORMATS
def test_a_page_that_is_gone_or_fails_keeps_its_result(
    src: Path, tmp_path: Path, output_format: BatchFormat
) -> None:
    clean(src, tmp_path / "out", output_format)
    (src / "0" / "0.html").unlink()
    put(src / "0" / "2.html", PDF)
    for _ in range(2):
        clean(src, tmp_path / "out", output_format)
        assert set(errors(tmp_path / "out")) == {"0/bad.html", "0/2.html"}
        if output_format == "text":
            assert {"0/0.txt", "0/2.txt"} < set(tree(tmp_path / "out"))
        else:
            found = [record["source"] for record in lines(tmp_path / "out")]
            assert sorted(found) == sorted({*found})
            assert {"0/0.html", "0/2.html"} < set(found)


def test_a_page_that_gets_another_name_is_not_there_twice(src: Path, tmp_path: Path) -> None:
    clean(src, tmp_path / "out")
    assert "1/1.txt" in tree(tmp_path / "out")
    put(src / "1" / "1.htm", page("The same name"))
    clean(src, tmp_path / "out")
    written = {name for name in tree(tmp_path / "out") if name.startswith("1/1")}
    assert written == {"1/1.htm.txt", "1/1.html.txt"}


def test_output_formats_do_not_disturb_each_other(src: Path, tmp_path: Path) -> None:
    for output_format in ("text", "markdown", "jsonl"):
        clean(src, tmp_path / "out", output_format)
    assert clean(src, tmp_path / "out").unchanged == 7
    assert {"note.txt", "note.md", "pages.jsonl"} < set(tree(tmp_path / "out"))


@FORMATS
def test_interrupted_and_run_again_only_the_rest_is_done(
    src: Path, tmp_path: Path, output_format: BatchFormat
) -> None:
    clean(src, tmp_path / "undisturbed", output_format)
    told: list[Outcome] = []

    def interrupt(outcome: Outcome) -> None:
        told.append(outcome)
        if len(told) == 4:
            raise KeyboardInterrupt

    options = BatchOptions(src, tmp_path / "out", output_format)
    with pytest.raises(KeyboardInterrupt):
        run_batch(options, 1, on_outcome=interrupt)
    assert half_done(tmp_path / "out") == []
    assert not (tmp_path / "out" / "pages.jsonl").exists()
    assert run_batch(options, 1).cleaned == 7  # also what the ledger could not commit any more
    assert tree(tmp_path / "out") == tree(tmp_path / "undisturbed")


def test_an_input_that_vanishes_is_listed(src: Path, tmp_path: Path) -> None:
    def remove_last(outcome: Outcome) -> None:
        (src / "1" / "5.html").unlink(missing_ok=True)

    options = BatchOptions(src, tmp_path / "out", site_memory=False)
    run_batch(options, 1, on_outcome=remove_last)
    assert errors(tmp_path / "out")["1/5.html"] == "file"


def test_a_dry_run_lists_and_writes_nothing(src: Path, tmp_path: Path) -> None:
    options = BatchOptions(src, tmp_path / "out")
    assert [what for _, what in list_batch(options)].count("clean") == 8
    assert not (tmp_path / "out").exists()
    run_batch(options, 1)
    put(src / "1" / "1.html", page("Changed"))
    todo = {path for path, what in list_batch(options) if what != "done"}
    assert todo == {"0/bad.html", "1/1.html"}


def test_a_missing_library_is_named_before_anything_is_written(
    src: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pyarrow.parquet", None)
    with pytest.raises(MissingExtra, match=re.escape("'paragraph-cleaner[parquet]'")):
        clean(src, tmp_path / "out", "parquet")
    assert not (tmp_path / "out").exists()
