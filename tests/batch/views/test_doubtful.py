"""Views of the doubtful pages of a run, which its report links to."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from crawls import put, response, rows, tree
from support import Run, page

from cleaner.batch import BatchOptions, run_batch

MENU = (
    "<title>Menu</title><nav class=menu><ul>" + "<li><a href=/>Sport</a></li>" * 99 + "</ul></nav>"
)


@pytest.fixture
def src(tmp_path: Path) -> Path:
    put(tmp_path / "src" / "ferry.html", page())
    put(tmp_path / "src" / "deep" / "menu.html", MENU)
    return tmp_path / "src"


def report(src: Path, out: Path, **options: Any) -> str:
    run_batch(BatchOptions(src, out, "text", report="report.html", **options), 1)
    return (out / "report.html").read_text(encoding="utf-8")


def views(out: Path) -> list[Path]:
    return sorted((out / ".cleaner" / "views").glob("*"))


def test_the_report_links_a_doubtful_page_to_its_view(src: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    text = report(src, out)
    (address,) = re.findall(r'href="([^"]*)"[^>]*>labels and reasons', text)
    assert address == ".cleaner/views/0001.html"
    view = (out / address).read_text(encoding="utf-8")
    assert "deep/menu.html" in view
    assert 'href="../../report.html"' in view
    assert views(out) == [out / address]


def test_pages_of_files_of_many_pages_are_shown_too(tmp_path: Path) -> None:
    put(tmp_path / "src" / "a.warc", response("https://larch.example/menu", MENU.encode()))
    assert "labels and reasons" in report(tmp_path / "src", tmp_path / "out")
    many = put(tmp_path / "many.jsonl", rows(page(), MENU))
    assert "labels and reasons" in report(many, tmp_path / "rows")


def test_pages_of_a_list_on_standard_input_are_shown_too(
    run: Run, src: Path, tmp_path: Path
) -> None:
    put(tmp_path / "many.jsonl", rows(page(), MENU))
    names = "src/ferry.html\nsrc/deep/menu.html\nmany.jsonl\n"
    done = run("batch", "-", "out", "--report", "report.html", "--jobs", 1, input=names)
    assert done.returncode == 0
    text = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert text.count("labels and reasons") == 2


def test_views_of_the_last_run_are_removed(src: Path, tmp_path: Path) -> None:
    report(src, tmp_path / "out")
    put(src / "deep" / "menu.html", page("Mended"))
    assert "labels and reasons" not in report(src, tmp_path / "out")
    assert views(tmp_path / "out") == []


def test_a_run_without_a_report_shows_nothing(src: Path, tmp_path: Path) -> None:
    run_batch(BatchOptions(src, tmp_path / "out"), 1)
    assert views(tmp_path / "out") == []
    assert set(tree(tmp_path / "out")) == {"ferry.txt", "deep/menu.txt"}
