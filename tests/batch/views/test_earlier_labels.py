"""The labels of an earlier run, found again by the names of its sources."""

from __future__ import annotations

import json
import pickle
from pathlib import Path

import pytest

from cleaner.batch.views.earlier_labels import EarlierLabels
from cleaner.errors import InvalidOption
from cleaner.paragraph import Label

PARAGRAPH = {
    "text": "Home",
    "label": "sidebar",
    "probabilities": {"body": 0.1, "sidebar": 0.7, "chrome": 0.2},
}


def write(path: Path, *records: object) -> Path:
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    return path


def test_labels_are_found_by_source(tmp_path: Path) -> None:
    write(
        tmp_path / "pages.jsonl",
        {"source": "é.html", "paragraphs": []},
        {"source": "a.html", "paragraphs": [PARAGRAPH]},
    )
    labels = pickle.loads(pickle.dumps(EarlierLabels.open(tmp_path)))
    page = labels.of("a.html")
    assert page.name == f"{tmp_path.name}/pages.jsonl"
    assert page.texts == ["Home"]
    assert page.verdicts[0].label is Label.SIDEBAR
    assert page.verdicts[0].scores == (0.1, 0.7, 0.2)
    assert labels.of("é.html").texts == []
    assert labels.of("gone.html").texts == ()


@pytest.mark.parametrize(
    ("record", "message"),
    [({"source": "a.html"}, "--paragraphs"), ([1], "not an output of cleaner batch")],
)
def test_a_file_that_is_no_such_run_is_refused(
    tmp_path: Path, record: object, message: str
) -> None:
    with pytest.raises(InvalidOption, match=message):
        EarlierLabels.open(write(tmp_path / "a.jsonl", record))


def test_what_is_no_json_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(b"\xff{")
    with pytest.raises(InvalidOption):
        EarlierLabels.open(tmp_path / "a.jsonl")


def test_damaged_paragraphs_are_told_with_their_page(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", {"source": "a.html", "paragraphs": [{"text": "Home"}]})
    with pytest.raises(InvalidOption, match=r"paragraphs of a\.html"):
        EarlierLabels.open(path).of("a.html")
