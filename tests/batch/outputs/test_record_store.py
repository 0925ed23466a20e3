"""The records of all pages in one file, in the order of the pages."""

from __future__ import annotations

from pathlib import Path

import pytest

from cleaner.batch import Outcome
from cleaner.batch.options import STATE
from cleaner.batch.outputs.files import make_state
from cleaner.batch.outputs.record_store import RecordStore
from cleaner.batch.sources.items import SourceItem, SourceRecord
from cleaner.batch.state.ledger import Ledger
from cleaner.batch.state.rows import Key


@pytest.fixture
def out(tmp_path: Path) -> Path:
    make_state(tmp_path)
    return tmp_path


def run(out: Path, *pages: str, changed: str = "", finish: bool = True) -> None:
    """A run over pages, of which some have changed; each has its name as its record."""
    with Ledger(out, "jsonl") as ledger, RecordStore(out, ledger) as store:
        ledger.begin()
        for number, page in enumerate(pages):
            key = Key(b"", page)
            entry = ledger.entries([SourceItem(page, page, SourceRecord())]).get(key)
            if entry and entry.span and page not in changed:
                ledger.keep(number, entry.outcome, store.keep(entry.span))
            else:
                mark = "!" if page in changed else ""
                ledger.store(number, Outcome(page), store.add(f"{page}{mark}\n".encode()), entry)
        if finish:
            store.finish()


def product(out: Path) -> str:
    return (out / "pages.jsonl").read_text().replace("\n", " ").strip()


def test_records_stand_in_the_order_of_the_pages(out: Path) -> None:
    run(out, "a", "b", "c")
    assert product(out) == "a b c"
    run(out, "a", "x", "b", "c", changed="b")
    assert product(out) == "a x b! c"
    assert len([*(out / STATE).glob("*.records")]) == 1


def test_pages_that_are_not_met_any_more_come_last(out: Path) -> None:
    run(out, "a", "b", "c")
    run(out, "c", "d")
    assert product(out) == "c d a b"


def test_records_that_were_not_committed_are_cut_off(out: Path) -> None:
    run(out, "a", "b")
    run(out, "a", "b", "c", finish=False)
    run(out, "a", "b")
    assert product(out) == "a b"


def test_the_product_is_made_only_once_a_run_is_complete(out: Path) -> None:
    run(out, "a", finish=False)
    assert not (out / "pages.jsonl").exists()


def test_records_that_are_lost_are_done_again(out: Path) -> None:
    run(out, "a", "b")
    next((out / STATE).glob("*.records")).write_bytes(b"")
    run(out, "a", "b")
    assert product(out) == "a b"
