"""How far two persons agree."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cleaner.errors import CorpusError
from cleaner.review.agreement import agreement, labels_by_digest


def corpus(folder: Path, *rows: tuple[str, str, str]) -> Path:
    """Corrections: the id of a page, its letters and its checksums."""
    folder.mkdir()
    records = [{"page": page, "labels": labels, "checks": checks} for page, labels, checks in rows]
    lines = [json.dumps(record) + "\n" for record in records]
    (folder / "marks.jsonl").write_text("".join(lines), encoding="utf-8")
    return folder


def compared(tmp_path: Path, mine: str, theirs: str) -> list[str]:
    checks = "00ff" * len(mine)
    one = labels_by_digest(corpus(tmp_path / "mine", ("news-ferry-1a", mine, checks)))
    other = labels_by_digest(corpus(tmp_path / "theirs", ("elsewhere-1a", theirs, checks)))
    return [*agreement(one, other).lines("theirs")]


def test_the_share_kappa_and_each_kind_of_difference(tmp_path: Path) -> None:
    # Of 8 labelled by both 6 are the same; by chance (4*4 + 2*3 + 2*1) / 64 = .375 would be.
    lines = compared(tmp_path, "BBBBSSCC??", "BBBSSSCB?B")
    assert lines == [
        "agreement with theirs: 75.0% of 8 paragraphs on 1 page, Cohen's kappa 0.600",
        "  1 × body here, sidebar there",
        "  1 × chrome here, body there",
    ]


def test_all_the_same_and_nothing_in_common(tmp_path: Path) -> None:
    (line,) = compared(tmp_path, "BB", "BB")
    assert "100.0%" in line
    assert "kappa 1.000" in line


def test_nothing_in_common_is_said(tmp_path: Path) -> None:
    assert compared(tmp_path, "B?", "?B") == ["no paragraph has a label in theirs as well"]


def test_pages_that_were_cut_otherwise_are_left_out_and_counted(tmp_path: Path) -> None:
    one = labels_by_digest(
        corpus(tmp_path / "a", ("x-1a", "BB", "00ff00aa"), ("x-1b", "B", "0000"))
    )
    other = labels_by_digest(corpus(tmp_path / "b", ("x-1a", "B", "00ff"), ("x-1b", "B", "0000")))
    found = agreement(one, other)
    assert (found.pages, found.paragraphs, found.otherwise) == (1, 1, 1)
    assert next(found.lines("b")).startswith("1 page is left out")


def test_a_folder_without_corrections_is_said(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="holds no corrections"):
        labels_by_digest(tmp_path)
