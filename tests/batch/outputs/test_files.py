"""Files are written whole or not at all, and never outside the output folder."""

from __future__ import annotations

import sys
from contextlib import suppress
from pathlib import Path

import pytest
from crawls import half_done, put

from cleaner.batch.options import STATE
from cleaner.batch.outputs.files import clear_parts, make_state, whole, write_whole
from cleaner.errors import WrongPlace

LINKS = pytest.mark.skipif(sys.platform == "win32", reason="needs links")


@pytest.fixture
def out(tmp_path: Path) -> Path:
    make_state(tmp_path / "out")
    return tmp_path / "out"


def test_a_file_is_written_with_the_folders_that_it_needs(out: Path) -> None:
    write_whole(out, "deep/er/a.txt", "Zürich \udc9d", "mark")
    assert (out / "deep" / "er" / "a.txt").read_text("utf-8") == "Zürich ?"
    assert half_done(out) == []


def test_a_writer_that_fails_leaves_what_was_there(out: Path) -> None:
    write_whole(out, "a.txt", "before", "mark")
    with suppress(ZeroDivisionError), whole(out, "a.txt", "mark") as file:
        file.write(b"half")
        raise ZeroDivisionError
    assert (out / "a.txt").read_text() == "before"
    assert half_done(out) == []


def test_what_killed_writers_left_is_cleared(out: Path) -> None:
    put(out / STATE / "parts" / "x", "half")
    clear_parts(out)
    assert half_done(out) == []


@LINKS
def test_nothing_is_written_through_a_link_that_leads_out(out: Path) -> None:
    (out / "deep").symlink_to(out.parent)
    with pytest.raises(WrongPlace):
        write_whole(out, "deep/a.txt", "text", "mark")
    assert not (out.parent / "a.txt").exists()


@LINKS
def test_a_ledger_s_folder_behind_a_link_is_refused(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / STATE).symlink_to(tmp_path / "elsewhere")
    with pytest.raises(WrongPlace, match="is a link"):
        make_state(tmp_path / "out")
    assert list((tmp_path / "elsewhere").iterdir()) == []
