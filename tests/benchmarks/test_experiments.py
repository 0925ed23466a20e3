"""The notes of experiments: one form, and an index of all of them."""

from __future__ import annotations

import re

import pytest
from support import ROOT

EXPERIMENTS = ROOT / "experiments"
NOTES = sorted(EXPERIMENTS.glob("*/note.md"))


def test_the_index_links_every_note_once() -> None:
    index = (EXPERIMENTS / "README.md").read_text(encoding="utf-8")
    linked = re.findall(r"\]\(([^)]+/note\.md)\)", index)
    assert sorted(linked) == [note.relative_to(EXPERIMENTS).as_posix() for note in NOTES]


@pytest.mark.parametrize("note", NOTES, ids=lambda note: note.parent.name)
def test_each_note_says_question_result_and_decision(note: object) -> None:
    text = note.read_text(encoding="utf-8")  # type: ignore[attr-defined]
    assert re.match(r"# .+\n\n\*(Exploratory|Command|Measured)", text)
    for part in ("**Question.**", "**Decision.**"):
        assert part in text
    assert re.search(r"\*\*(Result|Change|Change and result)\.\*\*", text)
    for name in re.findall(r"`(20\d\d-\d\d-\d\d-[\w-]+)`", text):
        assert (EXPERIMENTS / name / "note.md").exists(), name
