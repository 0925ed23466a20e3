"""One page in, one outcome out, whatever is wrong with the page."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from crawls import put
from support import PROSE, page

from cleaner import Cleaner, Document
from cleaner.batch import BatchOptions
from cleaner.batch.options import STDIN, BatchFormat
from cleaner.batch.outputs.files import make_state
from cleaner.batch.sources.items import SourceItem, SourceRecord
from cleaner.batch.task import Outcome, Task
from cleaner.batch.workers.page_cleaner import PageCleaner, site_memory_path
from cleaner.errors import OutputTaken


def clean(
    tmp_path: Path, record: SourceRecord, output_format: BatchFormat = "jsonl", **task: object
) -> Outcome:
    options = BatchOptions(tmp_path / "src", tmp_path / "out", output_format)
    make_state(options.out)
    item = SourceItem("a#1", "a", record)
    return PageCleaner(options, "mark")(Task(0, item, "a.json", **task))  # type: ignore[arg-type]


def test_a_page_becomes_its_counts_and_its_record(tmp_path: Path) -> None:
    outcome = clean(tmp_path, SourceRecord(1, page(), "https://www.larch.example/a"))
    document = Cleaner().clean(page())
    record = json.loads(outcome.record)
    assert record["text"] == document.text
    assert (outcome.error, outcome.site) == ("", "larch.example")
    assert sum(outcome.labels) == len(document.paragraphs)
    assert outcome.words == record["words"]


def test_content_that_is_known_is_not_cleaned_again(tmp_path: Path) -> None:
    record = SourceRecord(1, page())
    known = clean(tmp_path, record).digest
    put(tmp_path / "out" / "a.json", "{}")
    assert clean(tmp_path, record, digest=known).unchanged
    assert not clean(tmp_path, SourceRecord(1, page("Other")), digest=known).unchanged
    (tmp_path / "out" / "a.json").unlink()
    assert not clean(tmp_path, record, "json", digest=known).unchanged


def test_a_format_that_is_doubtful_is_warned_of_as_for_a_single_page(tmp_path: Path) -> None:
    fragment = f"Use <em>so</em>. {PROSE[0]}"
    alone = Cleaner().clean(fragment)
    assert [warning.code for warning in alone.warnings][:1] == ["doubtful-format"]
    outcome = clean(tmp_path, SourceRecord(1, fragment))
    assert outcome.warnings == alone.warnings
    told = clean(tmp_path, SourceRecord(1, fragment, format=alone.format))
    assert outcome.warnings[1:] == told.warnings


def test_an_error_of_the_source_is_the_outcome(tmp_path: Path) -> None:
    record = SourceRecord(1, error=OutputTaken.code, reason="why")
    outcome = clean(tmp_path, record)
    assert (outcome.error, outcome.reason) == ("output-taken", "why")


@pytest.mark.parametrize(
    ("error", "code"),
    [(MemoryError(), "memory"), (OSError(5, "no"), "file"), (RecursionError(), "unexpected")],
)
def test_a_page_may_fail_in_any_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception, code: str
) -> None:
    def fail(*_: object, **__: object) -> Document:
        raise error

    monkeypatch.setattr(Cleaner, "clean_input", fail)
    outcome = clean(tmp_path, SourceRecord(1, page()))
    assert outcome.error == code
    assert outcome.reason


@pytest.mark.parametrize("output_format", ["jsonl", "json"])
def test_metadata_that_fails_costs_no_text(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, output_format: BatchFormat
) -> None:
    import trafilatura

    def fail(*_: object, **__: object) -> None:
        raise MemoryError

    monkeypatch.setattr(trafilatura, "extract_metadata", fail)
    outcome = clean(tmp_path, SourceRecord(1, page()), output_format)
    assert outcome.error == ""
    text = outcome.record or (tmp_path / "out" / "a.json").read_bytes()
    assert PROSE[0] in json.loads(text)["text"]
    assert any("metadata" in warning for warning in outcome.warnings)


@pytest.mark.parametrize("output_format", ["jsonl", "json"])
def test_metadata_can_be_left_out_with_a_warning(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, output_format: BatchFormat
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "trafilatura", None)
    record = SourceRecord(1, page(), "https://larch.example/")
    outcome = clean(tmp_path, record, output_format, without_metadata=True)
    assert outcome.error == ""
    assert len(outcome.warnings) == 1
    written = json.loads(outcome.record or (tmp_path / "out" / "a.json").read_bytes())
    assert PROSE[0] in written["text"]
    assert [warning["code"] for warning in written["warnings"]] == ["metadata"]


def test_a_title_and_a_language_that_the_head_states_are_never_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> None:
        raise TimeoutError

    monkeypatch.setattr("cleaner.text.language.can_detect", lambda: True)
    monkeypatch.setattr("cleaner.text.language._identifier", fail)
    body = "".join(f"<p>{text}" for text in PROSE)
    for lang, language in ((" lang=en-GB", "en"), ("", "")):
        source = f"<html{lang}><title>Ferry</title><body>{body}"
        outcome = clean(tmp_path, SourceRecord(1, source), without_metadata=True)
        record = json.loads(outcome.record)
        assert (record["title"], record["language"]) == ("Ferry", language)
        assert [warning.code for warning in outcome.warnings] == ["metadata"]


def test_a_list_on_standard_input_has_no_site_memory(tmp_path: Path) -> None:
    assert site_memory_path(BatchOptions(STDIN, tmp_path)) is None
    assert site_memory_path(BatchOptions(tmp_path, tmp_path, site_memory=False)) is None
    assert site_memory_path(BatchOptions(tmp_path, tmp_path)) is not None
