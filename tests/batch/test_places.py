"""Folders that cannot be used together are refused before anything is written."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from crawls import put
from support import page

from cleaner.batch.options import STATE, STDIN
from cleaner.batch.places import check_folders
from cleaner.errors import WrongFolders


@pytest.fixture
def src(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    put(tmp_path / "src" / "deep" / "a.html", page())
    put(tmp_path / "file", "not a folder")
    return Path("src")


@pytest.mark.parametrize("out", ["src", ".", "src/deep", "src/deep/..", "file"])
def test_an_output_that_could_overwrite_pages_is_refused(src: Path, out: str) -> None:
    with pytest.raises(WrongFolders):
        check_folders(src, Path(out))


@pytest.mark.skipif(sys.platform == "win32", reason="needs links")
def test_also_if_a_link_leads_there(src: Path) -> None:
    os.symlink("src", "link")
    with pytest.raises(WrongFolders):
        check_folders(src, Path("link") / "deep")


def test_a_new_folder_inside_the_source_is_left_out_of_the_walk(src: Path) -> None:
    assert check_folders(src, src / "out") == src / "out"
    put(src / "out" / STATE / "ledger.sqlite", "")
    put(src / "out" / "a.txt", "")
    assert check_folders(src, src / "out") == src / "out"


def test_other_outputs_are_fine(src: Path) -> None:
    assert check_folders(src, Path("out")) is None
    assert check_folders(src / "deep" / "a.html", src / "out") is None
    assert check_folders(STDIN, src) is None
