"""Records of a corpus file: what is wrong is said with the file and the line."""

from __future__ import annotations

from pathlib import Path

import pytest

from cleaner import CorpusError
from cleaner.evaluation.records import Record, read_records


def record(**fields: object) -> Record:
    return Record(Path("corpus/gold.jsonl"), 7, fields)


def test_records_are_read_in_order_with_their_line(tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text('{"id": "a"}\n\n  \n{"id": "Zürich"}', encoding="utf-8")
    records = list(read_records(path))
    assert [(r.line, r.fields) for r in records] == [(1, {"id": "a"}), (4, {"id": "Zürich"})]
    assert records[0].path == path


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        (b"{", "line 2: not JSON"),
        (b'{"id": "\xff"}', "line 2: not JSON"),
        (b"[1]", "line 2: not an object"),
        (b'"a"', "line 2: not an object"),
    ],
)
def test_a_line_that_is_no_record_is_named(tmp_path: Path, line: bytes, problem: str) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_bytes(b'{"id": "a"}\n' + line + b"\n")
    with pytest.raises(CorpusError, match=rf"gold\.jsonl, {problem}"):
        list(read_records(path))


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=r"gold\.jsonl: cannot be read \(No such file"):
        list(read_records(tmp_path / "gold.jsonl"))


def test_fields_are_returned_if_they_are_of_their_type() -> None:
    found = record(id="a", none=None, empty="", lines=["a", ""])
    assert found.text("id") == "a"
    assert found.text("empty") == ""
    assert found.optional_text("none") is None
    assert found.optional_text("missing") is None
    assert found.strings("lines") == ["a", ""]
    assert found.optional_strings("missing") == found.optional_strings("none") == []


@pytest.mark.parametrize(
    ("fields", "method", "problem"),
    [
        ({}, "text", "no 'x'"),
        ({"x": None}, "text", "'x' is null, not text"),
        ({"x": 7}, "text", "'x' is not text"),
        ({"x": ["a"]}, "optional_text", "'x' is not text"),
        ({}, "strings", "no 'x'"),
        ({"x": "abc"}, "strings", "'x' is not a list of texts"),
        ({"x": ["a", 7]}, "strings", "'x' is not a list of texts"),
        ({"x": {"a": "b"}}, "optional_strings", "'x' is not a list of texts"),
    ],
)
def test_a_field_of_another_type_is_refused(
    fields: dict[str, object], method: str, problem: str
) -> None:
    with pytest.raises(CorpusError, match=rf"^corpus.gold\.jsonl, line 7: {problem}\. docs/howto"):
        getattr(record(**fields), method)("x")
