"""The first pass of a run: what repeats on the sites of its pages."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from crawls import lines, put
from support import PROSE, page

from cleaner.batch import BatchOptions, run_batch
from cleaner.batch.options import STATE
from cleaner.batch.workers.page_cleaner import SITES
from cleaner.segment.html import segment_html
from cleaner.site_memory import SiteMemory, text_hash

PROMISE = "Our newsroom checks every word that it prints, because readers pay for the work."
PLACES = ("north", "south", "east")


def article(place: str) -> str:
    story = [f"{prose} So they say at the {place} quay." for prose in PROSE]
    return page(f"The {place} quay", [*story * 2, PROMISE])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for place in PLACES:
        put(tmp_path / "pages" / f"{place}.html", article(place))
    return tmp_path / "pages"


def site(folder: Path) -> str:
    """What the pages of a folder, which have no addresses, are known by."""
    return f"{folder.resolve()}:."


def promise(source: Path, out: Path, *, site_memory: bool = True) -> dict[str, float]:
    """Probability of body that a run gave to the paragraph on every page, by page."""
    run_batch(BatchOptions(source, out, "jsonl", paragraphs=True, site_memory=site_memory),
              jobs=1)  # fmt: skip
    return {
        record["source"]: paragraph["probabilities"]["body"]
        for record in lines(out)
        for paragraph in record["paragraphs"]
        if paragraph["text"] == PROMISE
    }


def test_all_pages_are_read_before_one_is_cleaned(folder: Path, tmp_path: Path) -> None:
    alone = promise(folder, tmp_path / "a", site_memory=False)
    known = promise(folder, tmp_path / "b")
    assert known.keys() == alone.keys() == {f"{place}.html" for place in PLACES}
    assert all(known[name] < alone[name] for name in known)


def counted(out: Path, folder: Path, text: str) -> tuple[int, int]:
    """How many pages of the site are counted, and how many paragraphs of a page repeat there."""
    with SiteMemory(out / STATE / SITES) as memory:
        repeated = memory.repeated(segment_html(text), None, site(folder))
        return memory.pages(site(folder)), int(repeated.sum())


def test_a_page_is_counted_once_however_often_a_batch_is_run(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    promise(folder, out)
    before = counted(out, folder, article("south"))
    assert before[0] == len(PLACES)
    assert before[1] > 0
    promise(folder, out)
    assert counted(out, folder, article("south")) == before
    put(folder / "north.html", article("west"))
    promise(folder, out)
    assert counted(out, folder, article("south")) == before
    assert counted(out, folder, "<p>So they say at the north quay.</p>")[1] == 0


def test_counts_of_another_version_are_begun_anew(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    promise(folder, out)
    with closing(sqlite3.connect(out / STATE / SITES)) as file, file:
        file.execute("INSERT INTO repeats VALUES (?, ?, 9)", (site(folder), text_hash("Once")))
        file.execute("UPDATE counted_by SET version = '0.0.1'")
    promise(folder, out)
    assert counted(out, folder, "<p>Once</p>") == (len(PLACES), 0)


def test_pages_of_one_name_in_two_sources_are_counted_both(folder: Path, tmp_path: Path) -> None:
    out, other = tmp_path / "out", tmp_path / "other"
    for place in PLACES:
        put(other / f"{place}.html", article(f"old {place}"))
    promise(folder, out)
    promise(other, out)
    for source in (folder, other):
        assert counted(out, source, article("south"))[0] == len(PLACES)
