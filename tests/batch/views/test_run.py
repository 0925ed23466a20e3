"""Views of all pages of a source, written into a folder of their own."""

from __future__ import annotations

import json
import re
from pathlib import Path
from urllib.parse import unquote

import pytest
from crawls import PDF, put, tree
from support import PROSE, page

from cleaner.batch.options import BatchOptions
from cleaner.batch.views.earlier_labels import EarlierLabels
from cleaner.batch.views.run import write_views
from cleaner.batch.views.writer import Viewed
from cleaner.config import Config
from cleaner.errors import ModelError, WrongFolders
from cleaner.model.file import models_folder


@pytest.fixture
def src(tmp_path: Path) -> Path:
    put(tmp_path / "src" / "index.html", page("Ferry"))
    put(tmp_path / "src" / "deep" / "goat.html", page("Goat"))
    put(tmp_path / "src" / "bad.html", PDF)
    return tmp_path / "src"


def shown(src: Path, out: Path, **options: object) -> list[Viewed]:
    return write_views(BatchOptions(src, out, "html"), 1, **options)  # type: ignore[arg-type]


def files(out: Path) -> set[str]:
    return {name for name in tree(out) if not name.startswith(".cleaner")}


def test_each_page_has_a_view_and_the_list_leads_to_it(src: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    pages = shown(src, out)
    assert files(out) == {"index.html", "pages/index.html", "pages/deep/goat.html"}
    index = (out / "index.html").read_text(encoding="utf-8")
    assert 'href="pages/deep/goat.html"' in index
    assert 'href="../../index.html"' in (out / "pages/deep/goat.html").read_text(encoding="utf-8")
    assert PROSE[0][:40] in (out / "pages/index.html").read_text(encoding="utf-8")
    assert sum(page.figures is not None for page in pages) == 2


def test_views_lead_to_those_before_and_after_them_in_the_list(src: Path, tmp_path: Path) -> None:
    put(src / "deep" / "no text?.html", "<title>Nothing</title>")
    out = tmp_path / "out"
    shown(src, out)
    index = (out / "index.html").read_text(encoding="utf-8")
    listed = re.findall(r'href="(pages/[^"]*)"', index)
    assert (len(listed), listed[-1]) == (3, "pages/deep/no%20text%3F.html")
    around = []
    for address in listed:
        view = (out / unquote(address)).read_text(encoding="utf-8")
        links = dict(re.findall(r'rel="(prev|next)" href="([^"]*)"', view))
        up = "../" * address.count("/")
        around.append([links.get(rel, "").removeprefix(up) for rel in ("prev", "next")])
    assert around == [["", listed[1]], [listed[0], listed[2]], [listed[1], ""]]


def test_a_page_cannot_be_where_the_links_of_its_view_go(src: Path, tmp_path: Path) -> None:
    slot = "&lt;!-- pages before and after --&gt;"
    put(src / "deep" / "goat.html", page(f"{slot} Goat", paragraphs=(f"{slot} {PROSE[0]}",)))
    out = tmp_path / "out"
    shown(src, out)
    view = (out / "pages/deep/goat.html").read_text(encoding="utf-8")
    assert view.count('href="../../pages/index.html"') == 1
    assert "<!--" not in view
    assert view.count(slot) > 1


def test_a_page_that_cannot_be_read_is_listed_and_skipped(src: Path, tmp_path: Path) -> None:
    (bad,) = [page for page in shown(src, tmp_path / "out") if not page.figures]
    assert bad.source == "bad.html"
    assert "application/pdf" in bad.reason
    index = (tmp_path / "out" / "index.html").read_text(encoding="utf-8")
    assert "bad.html" in index.split("could not be read")[1]


@pytest.mark.slow
def test_views_do_not_depend_on_worker_processes(src: Path, tmp_path: Path) -> None:
    here = write_views(BatchOptions(src, tmp_path / "a", "html"), 1)
    there = write_views(BatchOptions(src, tmp_path / "b", "html"), 2)
    assert here == there
    for name in files(tmp_path / "a"):
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()


def test_a_second_run_replaces_its_views_and_removes_those_of_pages_that_are_gone(
    src: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    shown(src, out)
    put(out / "pages" / "mine.html", "my own")
    (src / "deep" / "goat.html").unlink()
    put(src / "new.html", page("New"))
    shown(src, out)
    assert files(out) == {"index.html", "pages/index.html", "pages/mine.html", "pages/new.html"}


def test_a_folder_with_other_files_is_left_alone(src: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    put(out / "index.html", "my own")
    with pytest.raises(WrongFolders, match="are not views"):
        shown(src, out)
    assert (out / "index.html").read_text(encoding="utf-8") == "my own"
    assert files(out) == {"index.html"}


def test_views_do_not_go_where_the_pages_are(src: Path) -> None:
    with pytest.raises(WrongFolders):
        shown(src, src)


def test_a_list_of_views_that_leads_out_of_the_folder_removes_nothing(
    src: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    shown(src, out)
    put(tmp_path / "mine.html", "my own")
    names = ["../mine.html", "pages/../../mine.html", "index.html"]
    (out / ".cleaner" / "views.json").write_text(json.dumps(names), encoding="utf-8")
    shown(src, out)
    assert (tmp_path / "mine.html").exists()
    assert (out / "index.html").exists()


def test_pages_are_compared_with_other_models(src: Path, tmp_path: Path) -> None:
    pages = shown(src, tmp_path / "out", other=models_folder())
    text = (tmp_path / "out" / "pages" / "index.html").read_text(encoding="utf-8")
    assert 'value="two"' in text
    assert "both" in text
    assert all(page.figures.differing == 0 for page in pages if page.figures)


def test_pages_are_compared_with_an_earlier_run(src: Path, tmp_path: Path) -> None:
    from cleaner.batch import run_batch

    run = tmp_path / "run"
    cleaning = Config(threshold=1.0)
    run_batch(BatchOptions(src, run, "jsonl", cleaning, paragraphs=True), 1)
    pages = shown(src, tmp_path / "out", other=EarlierLabels.open(run))
    assert all((page.figures.differing or 0) > 0 for page in pages if page.figures)
    index = (tmp_path / "out" / "index.html").read_text(encoding="utf-8")
    assert "Compared with run/pages.jsonl" in index


def test_without_a_sound_model_nothing_is_written(src: Path, tmp_path: Path) -> None:
    with pytest.raises(ModelError):
        shown(src, tmp_path / "out", other=tmp_path)
    assert not (tmp_path / "out").exists()


def test_names_that_a_file_system_takes_for_the_same_stay_apart(tmp_path: Path) -> None:
    put(tmp_path / "src" / "a.html", page("One"))
    put(tmp_path / "src" / "a.txt", PROSE[0])
    shown(tmp_path / "src", tmp_path / "out")
    assert len(files(tmp_path / "out")) == 3
