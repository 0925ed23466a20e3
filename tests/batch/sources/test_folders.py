"""The files of a folder: which are pages, and in what order they come."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from crawls import put

from cleaner.batch.options import STATE
from cleaner.batch.sources.folders import Folder, container_of, page_format, walk

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX files")


def look(source: Path, without: Path | None = None) -> dict[str, Folder]:
    return {folder.path: folder for folder in walk(source, without)}


@pytest.mark.parametrize(
    ("name", "page", "container"),
    [
        ("a.html", ("a", "html"), None),
        ("A.HTM.gz", ("A", "html"), None),
        ("a.b.xhtml", ("a.b", "html"), None),
        ("read.me.md.zst", ("read.me", "text"), None),
        (".txt", ("", "text"), None),
        ("a.html.bak", None, None),
        ("index.php?id=1", None, None),
        ("CC-MAIN-1.warc.gz", None, "warc"),
        ("CC-MAIN-1.warc.wet.gz", None, "warc"),
        ("a.jsonl", None, "jsonl"),
        ("a.ndjson.xz", None, "jsonl"),
        ("a.parquet", None, "parquet"),
        ("a.json", None, None),
        ("README", None, None),
    ],
)
def test_names_tell_pages_and_containers(
    name: str, page: tuple[str, str] | None, container: str | None
) -> None:
    assert page_format(name) == page
    assert container_of(name) == container


def test_folders_come_before_what_is_in_them_and_names_in_order(tmp_path: Path) -> None:
    for name in ("b.html", "a.txt", "c/d/e.md", "c/f.htm", "b/g.html"):
        put(tmp_path / name, "")
    walked = [os.path.join(p.folder, p.name) for folder in walk(tmp_path) for p in folder.pages]
    assert walked == ["a.txt", "b.html", "b/g.html", "c/f.htm", "c/d/e.md"]


def test_other_files_are_counted_by_their_endings(tmp_path: Path) -> None:
    for name in ("a.html", "b.PNG", "c.png", "index.php?p=3.5", "README", "d.jsonl", "e.warc"):
        put(tmp_path / name, "")
    folder = look(tmp_path)[""]
    assert folder.others == {".png": 2, ".php": 1, "": 1, ".jsonl": 1}
    assert folder.archives == ["e.warc"]


def test_a_folder_can_be_left_out(tmp_path: Path) -> None:
    put(tmp_path / "out" / "a.html", "")
    assert set(look(tmp_path, tmp_path / "out")) == {""}


@POSIX
def test_links_that_lead_out_are_refused_if_pages_could_be_behind_them(tmp_path: Path) -> None:
    outside = put(tmp_path / "outside" / "secret.html", "").parent
    put(tmp_path / "src" / "in" / "a.html", "")
    for name, target in (("a.html", outside / "secret.html"), ("folder", outside),
                         ("logo.png", outside / "secret.html"), ("again", "in")):  # fmt: skip
        (tmp_path / "src" / name).symlink_to(target)
    folders = look(tmp_path / "src")
    assert set(folders) == {"", "in"}
    assert [(r.path, r.error) for r in folders[""].refused] == [
        ("a.html", "link-outside"),
        ("folder", "link-outside"),
    ]


def test_a_folder_with_the_ledger_s_name_is_refused_if_it_holds_pages(tmp_path: Path) -> None:
    put(tmp_path / "a" / STATE / "ledger.sqlite", "")
    put(tmp_path / "b" / STATE / "page.html", "")
    refused = [r.path for folder in walk(tmp_path) for r in folder.refused]
    assert refused == [os.path.join("b", STATE)]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root reads anything")
def test_a_folder_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    (tmp_path / "closed").mkdir(mode=0)
    (refused,) = look(tmp_path)["closed"].refused
    assert refused.error == "file"
