"""The ledger: what is done, known by where it came from; and those of earlier versions."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from crawls import PDF, put, rows, tree
from support import page

from cleaner import Warning
from cleaner.batch import BatchOptions, Outcome, run_batch
from cleaner.batch.options import STATE, BatchFormat
from cleaner.batch.outputs.files import make_state
from cleaner.batch.sources.items import SourceItem, SourceRecord
from cleaner.batch.state.ledger import LEDGER, Ledger
from cleaner.batch.state.rows import Key, Span, from_json, to_json
from cleaner.batch.state.schema import VERSION
from cleaner.errors import LedgerError, OutputInUse, WrongFolders


@pytest.fixture
def out(tmp_path: Path) -> Path:
    make_state(tmp_path)
    return tmp_path


def item(source: str, *names: str, origin: bytes = b"/src", fixed: bool = False) -> SourceItem:
    return SourceItem(source, source, SourceRecord(), names, fixed, origin)


def targets(
    ledger: Ledger, *items: SourceItem, ending: str = ".txt", mirrored: bool = False
) -> list[str]:
    return [target for _, target in ledger.plan(items, ending, mirrored=mirrored)]


def outcome(source: str, target: str = "", origin: bytes = b"/src") -> Outcome:
    return Outcome(source, target, origin=origin, digest=b"digest", words=7)


def test_what_is_stored_is_known_again(out: Path) -> None:
    stored = outcome("a.html", "a.txt")
    with Ledger(out, "text", b"setup") as ledger:
        ledger.begin()
        ledger.store(0, stored, Span(1, 2, 3), None)
        ledger.commit()
    with Ledger(out, "text") as ledger:
        (entry,) = ledger.entries([item("a.html")]).values()
        assert (entry.digest, entry.setup, entry.span) == (b"digest", b"setup", Span(1, 2, 3))
        assert entry.outcome == stored
    with Ledger(out, "html") as ledger:
        assert ledger.entries([item("a.html")]) == {}


def test_warnings_keep_their_codes() -> None:
    warnings = [Warning("unsure", "odd"), Warning("no-body", "nichts übrig")]
    kept = from_json(to_json(warnings))
    assert [(warning.code, warning.text) for warning in kept] == [
        ("unsure", "odd"),
        ("no-body", "nichts übrig"),
    ]


@pytest.mark.parametrize("text", ['["a text without its code"]', '[["no-such-code", "text"]]'])
def test_warnings_of_other_versions_are_left_out(text: str) -> None:
    assert from_json(text) == []


def test_one_name_in_two_folders_is_two_pages(out: Path) -> None:
    first, second = item("a.html", "a.txt"), item("a.html", "a.txt", origin=b"/other")
    with Ledger(out, "text") as ledger:
        ledger.begin()
        assert targets(ledger, first, second) == ["a.txt", "a~2.txt"]
        ledger.store(0, outcome("a.html", "a.txt"), None, None)
        assert set(ledger.entries([first, second])) == {Key(b"/src", "a.html")}


def test_a_page_keeps_its_name(out: Path) -> None:
    for names in (("a.txt",), ("b.txt",)):
        with Ledger(out, "text") as ledger:
            ledger.begin()
            assert targets(ledger, item("a.html", *names)) == ["a.txt"]
            ledger.commit()


def test_a_page_that_is_met_twice_in_a_run_is_planned_once(out: Path) -> None:
    with Ledger(out, "text") as ledger:
        ledger.begin()
        assert targets(ledger, item("a.html", "a.txt"), item("a.html", "a.txt")) == ["a.txt"]
        assert targets(ledger, item("a.html", "a.txt")) == []


def test_an_error_that_becomes_a_page_gets_a_name(out: Path) -> None:
    for names, target in (((), ""), (("a.txt",), "a.txt")):
        with Ledger(out, "text") as ledger:
            ledger.begin()
            assert targets(ledger, item("a.html", *names)) == [target]
            ledger.commit()


def test_a_mirrored_folder_has_its_own_names_until_another_source_comes(out: Path) -> None:
    mine = item("a.html", "a.txt", fixed=True)
    with Ledger(out, "text") as ledger:
        ledger.begin()
        assert targets(ledger, mine, mirrored=True) == ["a.txt"]
        ledger.store(0, outcome("a.html", "a.txt"), None, None)
        ledger.commit()
    with Ledger(out, "text") as ledger:
        ledger.begin()
        other = item("A.html", "A.txt", fixed=True, origin=b"/other")
        assert targets(ledger, other, mirrored=True) == ["A~2.txt"]
        ledger.store(0, outcome("A.html", "A~2.txt", b"/other"), None, None)
        assert targets(ledger, mine, mirrored=True) == ["a.txt"]


def test_names_of_a_mirrored_folder_are_not_given_to_a_list(out: Path) -> None:
    with Ledger(out, "text") as ledger:
        ledger.begin()
        targets(ledger, item("a.html", "a.txt", fixed=True), mirrored=True)
        ledger.store(0, outcome("a.html", "a.txt"), None, None)
        assert targets(ledger, item("a.htm", "a.txt", "a.htm.txt")) == ["a.htm.txt"]


def test_a_failure_keeps_the_result_and_is_tried_again(out: Path) -> None:
    failed = outcome("a.html")
    failed.error, failed.reason = "timed-out", "not done"
    with Ledger(out, "text") as ledger:
        ledger.begin()
        ledger.store(0, outcome("a.html", "a.txt"), None, None)
        ledger.fail(0, failed, None)
        (entry,) = ledger.entries([item("a.html")]).values()
        assert (entry.digest, entry.target) == (b"", "a.txt")
        assert list(ledger.failures()) == [
            {"source": "a.html", "error": "timed-out", "reason": "not done"}
        ]


def test_what_is_not_committed_is_not_done(out: Path) -> None:
    with Ledger(out, "text") as ledger:
        ledger.begin()
        ledger.store(0, outcome("a.html", "a.txt"), None, None)
        ledger.rollback()
        assert ledger.entries([item("a.html")]) == {}


def test_output_files_that_runs_wrote_are_known(out: Path) -> None:
    with Ledger(out, "text") as ledger:
        ledger.begin()
        ledger.store(0, outcome("a.html", "a.txt"), None, None)
        before = ledger.entries([item("a.html")])[Key(b"/src", "a.html")]
        ledger.store(0, outcome("a.html", "a.html.txt"), None, before)
        assert [ledger.wrote(name) for name in ("a.txt", "a.html.txt", "b.txt")] == [
            True, True, False
        ]  # fmt: skip
        assert ledger.stale() == ["a.txt"]


def test_only_one_run_at_a_time_has_a_ledger(out: Path) -> None:
    with Ledger(out, "text") as ledger:
        ledger.begin()
        with pytest.raises(OutputInUse):
            Ledger(out, "text")


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"no database at all\n" * 99, "is damaged"), (VERSION + 1, "a later version")],
)
def test_a_ledger_that_cannot_be_read_is_said(out: Path, content: bytes | int, said: str) -> None:
    path = out / STATE / LEDGER
    if isinstance(content, bytes):
        path.write_bytes(content)
    else:
        with sqlite3.connect(path) as connection:
            connection.execute(f"PRAGMA user_version = {content}")
        connection.close()
    with pytest.raises(LedgerError, match=said):
        Ledger(out, "text")


# Ledgers of earlier versions


def make_version_2(out: Path) -> None:
    """Make a ledger one that does not say which files runs wrote beside the pages."""
    connection = sqlite3.connect(out / STATE / LEDGER)
    connection.execute("DELETE FROM facts WHERE name LIKE 'wrote %'")
    connection.execute("PRAGMA user_version = 2")
    connection.commit()
    connection.close()


def test_what_a_run_of_an_earlier_version_wrote_is_written_again(tmp_path: Path) -> None:
    put(tmp_path / "src" / "a.html", page("One"))
    options = BatchOptions(tmp_path / "src", tmp_path / "out", "jsonl", report="r.html")
    run_batch(options, jobs=1)
    make_version_2(options.out)
    put(tmp_path / "src" / "a.html", page("Two"))
    run_batch(options, jobs=1)
    for name in ("pages.jsonl", "errors.jsonl", "r.html"):
        assert (options.out / name).exists()
    assert "Two" in (options.out / "pages.jsonl").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("output_format", "report"), [("parquet", ""), ("jsonl", "mine.html"), ("text", "mine.html")]
)
def test_what_no_run_of_an_earlier_version_wrote_is_left_alone(
    tmp_path: Path, output_format: BatchFormat, report: str
) -> None:
    put(tmp_path / "src" / "a.html", page())
    run_batch(BatchOptions(tmp_path / "src", tmp_path / "out", "jsonl"), jobs=1)
    make_version_2(tmp_path / "out")
    mine = put(tmp_path / "out" / (report or "pages.parquet"), "Mine.")
    options = BatchOptions(tmp_path / "src", tmp_path / "out", output_format, report=report)
    with pytest.raises(WrongFolders, match="no run wrote it"):
        run_batch(options, jobs=1)
    assert mine.read_text() == "Mine."


# Of version 1, in which the origin of a page was not known

TABLES_1 = """
CREATE TABLE pages (
    form TEXT, source BLOB,
    digest BLOB, setup BLOB, target BLOB,
    run INTEGER, number INTEGER,
    url TEXT, site TEXT, words INTEGER, words_kept INTEGER,
    body INTEGER, sidebar INTEGER, chrome INTEGER,
    confidence REAL, warnings TEXT, error TEXT, reason TEXT,
    file INTEGER, start INTEGER, length INTEGER,
    PRIMARY KEY (form, source)
);
CREATE INDEX failed ON pages (form, run, number) WHERE error != '';
CREATE TABLE names (form TEXT, source BLOB, name BLOB, folded BLOB, run INTEGER,
    PRIMARY KEY (form, source));
CREATE UNIQUE INDEX by_name ON names (form, folded) WHERE folded IS NOT NULL;
CREATE TABLE stale (form TEXT, target BLOB, PRIMARY KEY (form, target));
CREATE TABLE facts (name TEXT PRIMARY KEY, value);
"""


def make_version_1(out: Path) -> None:
    """Give a ledger the tables that it had in version 1."""
    path = out / STATE / LEDGER
    old = sqlite3.connect(path.with_name("old"))
    old.executescript(TABLES_1)
    old.execute("ATTACH ? AS new", (str(path),))
    for table in ("pages", "names", "stale", "facts"):
        columns = [row[1] for row in old.execute(f"PRAGMA new.table_info({table})")]
        kept = ", ".join(column for column in columns if column != "origin")
        old.execute(f"INSERT INTO main.{table} SELECT {kept} FROM new.{table}")
    old.execute("DELETE FROM facts WHERE name LIKE 'wrote %'")
    old.execute("PRAGMA user_version = 1")
    old.commit()
    old.close()
    path.with_name("old").replace(path)
    (path.parent / "planned").unlink()


FORMATS: tuple[BatchFormat, ...] = ("text", "jsonl")


@pytest.fixture(params=["folder", "rows"])
def source(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A source of four pages, one of which cannot be read."""
    if request.param == "rows":
        pages = [page("One"), page("Two"), page("Three"), 7]
        return put(tmp_path / "src" / "part.jsonl", rows(*pages))
    for name in ("One", "Two", "Three"):
        put(tmp_path / "src" / f"{name}.html", page(name))
    put(tmp_path / "src" / "bad.html", PDF)
    return tmp_path / "src"


@pytest.mark.parametrize("output_format", FORMATS)
def test_the_same_source_finds_its_results(
    source: Path, tmp_path: Path, output_format: BatchFormat
) -> None:
    options = BatchOptions(source, tmp_path / "out", output_format)
    run_batch(options, jobs=1)
    before = tree(tmp_path / "out")
    make_version_1(tmp_path / "out")
    summary = run_batch(options, jobs=1)
    assert (summary.cleaned, summary.unchanged) == (3, 3)
    assert tree(tmp_path / "out") == before
    assert run_batch(options, jobs=1).unchanged == 3


@pytest.mark.parametrize("output_format", FORMATS)
def test_a_page_that_has_changed_meanwhile_is_done_again_in_its_place(
    source: Path, tmp_path: Path, output_format: BatchFormat
) -> None:
    options = BatchOptions(source, tmp_path / "out", output_format)
    run_batch(options, jobs=1)
    make_version_1(tmp_path / "out")
    if source.is_dir():
        put(source / "One.html", page("Changed"))
    else:
        put(source, rows(page("Changed"), page("Two"), page("Three"), 7))
    assert run_batch(options, jobs=1).unchanged == 2
    run_batch(BatchOptions(source, tmp_path / "fresh", output_format), jobs=1)
    assert tree(tmp_path / "out") == tree(tmp_path / "fresh")


@pytest.mark.parametrize("output_format", FORMATS)
def test_another_source_with_the_same_names_replaces_nothing(
    source: Path, tmp_path: Path, output_format: BatchFormat
) -> None:
    run_batch(BatchOptions(source, tmp_path / "out", output_format), jobs=1)
    before = b"".join(tree(tmp_path / "out").values())
    make_version_1(tmp_path / "out")
    other = tmp_path / "other" / source.name
    if source.is_dir():
        put(other / "One.html", page("Another"))
    else:
        put(other, rows(page("Another")))
    run_batch(BatchOptions(other, tmp_path / "out", output_format), jobs=1)
    after = b"".join(tree(tmp_path / "out").values())
    assert before in after or all(part in after for part in before.split(b"\n"))
    assert b"Another" in after
