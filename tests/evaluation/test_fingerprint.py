"""Fingerprints of corpora: another page, another gold, another fingerprint."""

from __future__ import annotations

from pathlib import Path

import pytest
from support import write_corpus

from cleaner import CorpusError
from cleaner.evaluation.fingerprint import corpus_fingerprint

RECORDS = [{"id": "a", "text": "One."}, {"id": "b", "text": "Two."}]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_corpus(tmp_path / "ferries", RECORDS, a="<p>One.", b="<p>Two.")


def test_the_same_files_have_the_same_fingerprint_wherever_they_lie(
    folder: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "copy"
    folder.rename(copy)
    before = corpus_fingerprint(copy)
    copy.rename(folder)
    assert corpus_fingerprint(folder) == before
    assert len(before) == 64


def test_every_change_of_gold_or_pages_changes_it(folder: Path) -> None:
    seen = {corpus_fingerprint(folder)}
    gold, pages = folder / "gold.jsonl", folder / "pages"
    gold.write_text(gold.read_text().replace("One", "Once"))
    seen.add(corpus_fingerprint(folder))
    (pages / "a.html.gz").write_bytes(b"x")
    seen.add(corpus_fingerprint(folder))
    (pages / "b.html.gz").rename(pages / "c.html.gz")
    seen.add(corpus_fingerprint(folder))
    (pages / "c.html.gz").unlink()
    seen.add(corpus_fingerprint(folder))
    (folder / "marks.jsonl").write_text("")
    seen.add(corpus_fingerprint(folder))
    assert len(seen) == 6


def test_what_describes_a_corpus_is_not_part_of_it(folder: Path) -> None:
    before = corpus_fingerprint(folder)
    (folder / "corpus.json").write_text("{}")
    (folder / "README.md").write_text("Pages about ferries.")
    assert corpus_fingerprint(folder) == before


def test_a_folder_without_records_is_named(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="nowhere: no corpus here"):
        corpus_fingerprint(tmp_path / "nowhere")
