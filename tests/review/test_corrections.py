"""Corrections on the disk: nothing is lost, nothing of others is overwritten."""

from __future__ import annotations

import gzip
import json
import os
from pathlib import Path
from typing import Any

import pytest
from support import PROSE

from cleaner.errors import CorpusError, OutputInUse
from cleaner.evaluation.corpus import load_corpora
from cleaner.evaluation.records import Record
from cleaner.evaluation.standoff_labels import parse_marks
from cleaner.review.corrections import Corrections, Page, carried, checks_of

TEXTS = ["Home", *PROSE, "Leave a comment"]
HTML = "".join(f"<p>{text}</p>" for text in TEXTS)


def page(name: str = "ferry-1", texts: list[str] = TEXTS, source: str = "ferry.html") -> Page:
    return Page(name, source, checks_of(texts), "https://larch.org/ferry", "The ferry", "en")


FERRY, GOAT = page(), page("goat-2", source="goat.html")
CONTENTS = {"ferry-1": HTML, "goat-2": HTML, "ferry-9": HTML}.__getitem__


def records(folder: Path) -> list[dict[str, Any]]:
    lines = (folder / "marks.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def test_a_change_is_a_line_of_letters_and_the_page_beside(tmp_path: Path) -> None:
    Corrections(tmp_path).change({FERRY: {0: "S", 4: "C"}}, CONTENTS)
    (record,) = records(tmp_path)
    assert record["labels"] == "S???C"
    assert record["page"] == "ferry-1"
    assert (record["source"], record["url"]) == ("ferry.html", "https://larch.org/ferry")
    packed = (tmp_path / "pages" / "ferry-1.html.gz").read_bytes()
    assert gzip.decompress(packed).decode("utf-8-sig") == HTML
    assert Corrections(tmp_path).letters(FERRY) == "S???C"
    assert Corrections(tmp_path).letters(GOAT) == "?????"


def test_training_and_evaluation_read_the_folder_alone(tmp_path: Path) -> None:
    Corrections(tmp_path / "mine").change({FERRY: {0: "S", 2: "B"}}, CONTENTS)
    (tmp_path / "mine").rename(tmp_path / "renamed")
    (labelled,) = load_corpora([tmp_path / "renamed"])
    assert labelled.labels == ["sidebar", "", "body", "", ""]
    assert labelled.lines == TEXTS
    assert (labelled.corpus, labelled.id, labelled.domain) == (
        "renamed",
        "ferry-1",
        "larch.org",
    )
    assert labelled.standoff


def test_a_page_in_any_encoding_is_kept_as_it_was_read(tmp_path: Path) -> None:
    html = '<meta charset="windows-1251"><p>Паром вернулся на остров после одиннадцати зим.</p>'
    cyrillic = page("a-1", ["Паром вернулся на остров после одиннадцати зим."])
    Corrections(tmp_path).change({cyrillic: {0: "B"}}, {"a-1": html}.__getitem__)
    (labelled,) = load_corpora([tmp_path])
    assert labelled.labels == ["body"]


def test_lines_are_sorted_by_page_and_the_same_labels_give_the_same_bytes(tmp_path: Path) -> None:
    one, other = Corrections(tmp_path / "a"), Corrections(tmp_path / "b")
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
    one.change({FERRY: {0: "S"}}, CONTENTS)
    one.change({GOAT: {1: "B"}}, CONTENTS)
    other.change({GOAT: {1: "C"}}, CONTENTS)
    other.change({FERRY: {0: "S"}, GOAT: {1: "B"}}, CONTENTS)
    files = [
        {
            p.relative_to(tmp_path / f): p.read_bytes()
            for p in (tmp_path / f).rglob("*")
            if p.is_file()
        }
        for f in ("a", "b")
    ]
    assert files[0] == files[1]
    assert [record["page"] for record in records(tmp_path / "a")] == ["ferry-1", "goat-2"]


def test_a_page_whose_labels_are_all_taken_away_has_no_line(tmp_path: Path) -> None:
    corrections = Corrections(tmp_path)
    corrections.change({FERRY: {0: "S"}, GOAT: {0: "S"}}, CONTENTS)
    corrections.change({FERRY: {0: "?"}}, CONTENTS)
    assert [record["page"] for record in records(tmp_path)] == ["goat-2"]


def test_what_others_change_meanwhile_stays(tmp_path: Path) -> None:
    corrections = Corrections(tmp_path)
    corrections.change({FERRY: {0: "S"}, GOAT: {0: "S"}}, CONTENTS)
    ferry, goat = records(tmp_path)
    ferry["labels"], ferry["note"] = "S?B?C", "looked at twice"
    elsewhere = {"corpus": "news", "page": "7", "labels": "B", "checks": "00ff"}
    lines = [json.dumps(record) + "\n" for record in (elsewhere, goat, ferry)]
    (tmp_path / "marks.jsonl").write_text("\n".join(lines), encoding="utf-8")

    assert corrections.letters(FERRY) == "S?B?C"
    corrections.change({FERRY: {1: "B"}}, CONTENTS)
    ferry, goat, other = records(tmp_path)
    assert (ferry["labels"], ferry["note"]) == ("SBB?C", "looked at twice")
    assert goat["labels"] == "S????"
    assert other == elsewhere


def test_two_that_change_the_same_folder_lose_nothing(tmp_path: Path) -> None:
    one, other = Corrections(tmp_path), Corrections(tmp_path)
    for number, (corrections, letter) in enumerate([(one, "S"), (other, "B"), (one, "B")]):
        corrections.change({FERRY: {number: letter}}, CONTENTS)
    assert one.letters(FERRY) == other.letters(FERRY) == "SBB??"


def test_not_even_what_is_changed_in_the_very_moment_is_overwritten(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    corrections, fsync = Corrections(tmp_path), os.fsync
    seen: list[int] = []
    corrections.change({FERRY: {0: "S"}}, CONTENTS)

    def meanwhile(descriptor: int) -> None:
        if not seen:
            seen.append(descriptor)
            (ferry,) = records(tmp_path)
            line = json.dumps({**ferry, "labels": "SB???"})
            (tmp_path / "marks.jsonl").write_text(line, encoding="utf-8")
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", meanwhile)
    corrections.change({FERRY: {2: "B"}}, CONTENTS)
    assert records(tmp_path)[0]["labels"] == "SBB??"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("<<<<<<< HEAD\n", "line 1: not JSON"),
        ('{"page":"ferry-1","labels":"SX","checks":"00ff00ff"}\n', "'X' is none of"),
        ('{"page":"ferry-1","labels":"SS","checks":"00ff"}\n', "2 labels and 1 checksums"),
        ('{"page":"a","labels":"S","checks":"00ff"}\n' * 2, "earlier line, too"),
    ],
)
def test_a_damaged_file_is_said_and_left_as_it_is(
    tmp_path: Path, content: str, message: str
) -> None:
    (tmp_path / "marks.jsonl").write_text(content, encoding="utf-8")
    with pytest.raises(CorpusError, match=message):
        Corrections(tmp_path).change({FERRY: {0: "S"}}, CONTENTS)
    assert (tmp_path / "marks.jsonl").read_text(encoding="utf-8") == content


@pytest.mark.parametrize("letters", [{0: "X"}, {5: "B"}, {-1: "B"}])
def test_no_such_letter_and_no_such_paragraph(tmp_path: Path, letters: dict[int, str]) -> None:
    with pytest.raises(CorpusError, match="no label"):
        Corrections(tmp_path).change({FERRY: letters}, CONTENTS)
    assert not (tmp_path / "marks.jsonl").exists()


def test_a_change_that_cannot_be_written_leaves_the_last_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    corrections = Corrections(tmp_path)
    corrections.change({FERRY: {0: "S"}}, CONTENTS)

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        corrections.change({FERRY: {1: "B"}}, CONTENTS)
    assert corrections.letters(FERRY) == Corrections(tmp_path).letters(FERRY) == "S????"
    assert not [path for path in tmp_path.rglob("*") if path.name.endswith(".part")]


def test_a_change_is_on_the_disk_before_it_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    order: list[str] = []
    fsync, replace = os.fsync, os.replace

    def syncing(descriptor: int) -> None:
        order.append("sync")
        fsync(descriptor)

    def replacing(one: Path, other: Path) -> None:
        order.append("replace")
        replace(one, other)

    monkeypatch.setattr(os, "fsync", syncing)
    monkeypatch.setattr(os, "replace", replacing)
    Corrections(tmp_path).change({FERRY: {0: "S"}}, CONTENTS)
    once = ["sync", "replace", "sync"] if os.name == "posix" else ["sync", "replace"]
    assert order == once * 2  # the page, then its labels


def test_a_page_that_is_cut_otherwise_today_keeps_what_is_the_same(tmp_path: Path) -> None:
    old = page(texts=["Home", PROSE[0], PROSE[1], PROSE[2] + " Leave a comment"])
    Corrections(tmp_path).change({old: {0: "S", 1: "B", 2: "B"}}, CONTENTS)
    corrections = Corrections(tmp_path)
    assert corrections.letters(FERRY) == "SBB??"
    corrections.change({FERRY: {4: "C"}}, CONTENTS)
    (record,) = records(tmp_path)
    assert (record["labels"], record["checks"]) == ("SBB?C", FERRY.checks)


def test_labels_of_a_page_before_it_changed_are_found_by_their_source(tmp_path: Path) -> None:
    corrections = Corrections(tmp_path)
    corrections.change({FERRY: {0: "S", 1: "B", 4: "C"}, GOAT: {0: "S"}}, CONTENTS)
    changed = ["Home", *PROSE, "A new paragraph.", "Write to us"]
    (marks,) = corrections.earlier(page("ferry-9", changed))
    assert carried(marks, "".join(f"<p>{text}</p>" for text in changed)) == "SB????"
    assert corrections.earlier(FERRY) == []
    assert parse_marks(Record(tmp_path, 1, records(tmp_path)[0])) == marks


def test_one_review_at_a_time(tmp_path: Path) -> None:
    with Corrections(tmp_path).held():
        with (
            pytest.raises(OutputInUse, match="another review is writing to"),
            Corrections(tmp_path).held(),
        ):
            pass
        with pytest.raises(OutputInUse), Corrections(tmp_path).held():
            pass
    with Corrections(tmp_path).held():
        assert (tmp_path / ".cleaner" / ".gitignore").read_text() == "*\n"
