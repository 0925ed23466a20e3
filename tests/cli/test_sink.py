"""Where the output goes: nothing half, nothing lost, no source overwritten."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path
from threading import Thread

import click
import pytest

from cleaner.cli.sink import Sink
from cleaner.errors import CleanerError, OutputTaken

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX files")


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def put(out: str, outputs: dict[str, str], form: str = "text") -> None:
    with Sink(out, [*outputs], form) as sink:
        for source, text in outputs.items():
            sink.put(source, text)


def tree(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): path.read_text("utf-8")
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_one_output_goes_into_a_file_which_it_replaces(here: Path) -> None:
    (here / "a.txt").write_text("before", "utf-8")
    put("a.txt", {"page.html": "Zürich\n"})
    assert tree(here) == {"a.txt": "Zürich\n"}


@pytest.mark.parametrize("out", ["out/", "there"])
def test_an_output_goes_into_a_folder_under_the_name_of_its_source(here: Path, out: str) -> None:
    (here / "there").mkdir()
    put(out, {"deep/page.html": "x\n"}, "markdown")
    assert tree(here / out) == {"page.md": "x\n"}


def test_several_outputs_go_into_a_folder_and_keep_apart(here: Path) -> None:
    address = "https://larch.example/news/ferry?p=../.."
    sources = ["a.html", "b/a.htm", "c/A.html", "-", address]
    put("out", {source: source for source in sources}, "html")
    written = tree(here / "out")
    assert sorted(written.values()) == sorted(sources)
    assert {"a.html", "standard-input.html"} < set(written)
    assert not any("/" in name for name in written)
    (of_address,) = [name for name, text in written.items() if text == address]
    assert of_address.startswith("larch.example-news-ferry-")


def test_records_of_several_sources_stand_in_one_file(here: Path) -> None:
    for out, name in (("all.jsonl", "all.jsonl"), ("out/", "out/pages.jsonl")):
        put(out, {"a": "{1}\n", "b": "{2}\n"}, "jsonl")
        assert (here / name).read_text("utf-8") == "{1}\n{2}\n"


def test_standard_output_parts_texts_by_an_empty_line(capsys: pytest.CaptureFixture[str]) -> None:
    put("-", {"a": "one\n", "b": "", "c": "two\n"})
    assert capsys.readouterr().out == "one\n\ntwo\n"
    put("-", {"a": "{1}\n", "b": "{2}\n"}, "jsonl")
    assert capsys.readouterr().out == "{1}\n{2}\n"


@pytest.mark.parametrize("form", ["json", "html"])
def test_outputs_that_make_no_one_output_are_refused_with_the_remedy(form: str) -> None:
    with pytest.raises(click.UsageError, match="folder"):
        Sink("-", ["a", "b"], form)


@pytest.mark.parametrize("out", ["a.txt", "."])
def test_no_source_is_overwritten(here: Path, out: str) -> None:
    (here / "a.txt").write_text("the source", "utf-8")
    with pytest.raises(OutputTaken, match="name another"):
        put(out, {"a.txt": "x"})
    assert tree(here) == {"a.txt": "the source"}


@POSIX
def test_no_source_is_overwritten_through_a_link(here: Path) -> None:
    (here / "a.txt").write_text("the source", "utf-8")
    (here / "link.txt").symlink_to("a.txt")
    with pytest.raises(OutputTaken):
        put("link.txt", {"a.txt": "x"})


@POSIX
def test_what_a_link_stands_for_is_replaced_not_the_link(here: Path) -> None:
    (here / "real.txt").write_text("before", "utf-8")
    (here / "link.txt").symlink_to("real.txt")
    put("link.txt", {"a.html": "after"})
    assert (here / "link.txt").is_symlink()
    assert (here / "real.txt").read_text("utf-8") == "after"


@POSIX
def test_a_pipe_is_written_to_and_stays_one(here: Path) -> None:
    pipe = here / "pipe"
    os.mkfifo(pipe)
    came: list[str] = []
    reader = Thread(target=lambda: came.append(pipe.read_text("utf-8")), daemon=True)
    reader.start()
    put("pipe", {"a.html": "text"})
    assert pipe.is_fifo()
    reader.join(10)
    assert came == ["text"]


def test_a_missing_folder_is_said(here: Path) -> None:
    with pytest.raises(CleanerError, match="no such folder"):
        put("nowhere/a.txt", {"a.html": "x"})
    assert tree(here) == {}


def test_a_write_that_fails_leaves_what_was_there(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (here / "a.txt").write_text("before", "utf-8")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.replace", full)
    with pytest.raises(OSError, match="No space"):
        put("a.txt", {"a.html": "after"})
    assert tree(here) == {"a.txt": "before"}


def test_an_error_on_the_way_leaves_no_half_file_of_records(here: Path) -> None:
    with suppress(ZeroDivisionError), Sink("all.jsonl", ["a", "b"], "jsonl") as sink:
        sink.put("a", "{1}\n")
        raise ZeroDivisionError
    assert tree(here) == {}
