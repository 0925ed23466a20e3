"""The five documents that the project began with: every label right, exactly the body out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from support import Run

import cleaner

Records = list[dict[str, Any]]


@pytest.fixture
def records(corpora: Path) -> Records:
    with (corpora / "examples" / "documents.jsonl").open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def body(record: dict[str, Any]) -> list[str]:
    return [line for line, label in zip(record["lines"], record["labels"]) if label == "body"]


def test_every_paragraph_is_labelled_as_by_hand(corpora: Path, records: Records) -> None:
    for record in records:
        document = cleaner.clean(corpora / "examples" / record["id"])
        found = [(paragraph.text, paragraph.label) for paragraph in document.paragraphs]
        lines = [" ".join(line.split()) for line in record["lines"]]
        assert found == list(zip(lines, record["labels"])), record["id"]


def test_exactly_the_body_comes_out_in_its_line_structure(corpora: Path, records: Records) -> None:
    for record in records:
        path = corpora / "examples" / record["id"]
        source, text = path.read_text(encoding="utf-8"), cleaner.clean(path).text
        assert [line for line in text.splitlines() if line.strip()] == body(record)
        if "".join(label[0] for label in record["labels"]).strip("sc") == "b" * len(body(record)):
            assert text in source  # one stretch of body, so one stretch of the source


def test_exactly_the_body_comes_out_of_batch(
    corpora: Path, records: Records, run: Run, tmp_path: Path
) -> None:
    done = run("batch", corpora / "examples", "out")
    assert done.returncode == 0, done.stderr
    assert len(list((tmp_path / "out").glob("*.txt"))) == len(records)
    for record in records:
        text = (tmp_path / "out" / record["id"]).read_text(encoding="utf-8")
        assert [line for line in text.splitlines() if line.strip()] == body(record)
