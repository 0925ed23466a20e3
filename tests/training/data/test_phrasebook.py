"""Phrasebooks: lines of page furniture and of body look-alikes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cleaner.errors import CorpusError
from cleaner.training.data.flatten import BODY, CHROME, SIDEBAR
from cleaner.training.data.phrasebook import (
    Phrase,
    is_phrasebook,
    load_phrasebook,
    phrase_documents,
)

RECORDS = {
    "en": [("Share this", "chrome", "share"), ("The ferry came  back.", "body", "prose")],
    "zh-Hant": [("相關新聞", "sidebar", "related-heading")],
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for lang, records in RECORDS.items():
        lines = [json.dumps(dict(zip(("text", "label", "kind"), record))) for record in records]
        (tmp_path / f"{lang}.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return tmp_path


def test_each_line_is_a_phrase_of_its_language(folder: Path) -> None:
    assert load_phrasebook(folder) == [
        Phrase("Share this", CHROME, "share", "en"),
        Phrase("The ferry came back.", BODY, "prose", "en"),
        Phrase("相關新聞", SIDEBAR, "related-heading", "zh"),
    ]


def test_languages_can_be_held_out(folder: Path) -> None:
    assert {phrase.lang for phrase in load_phrasebook(folder, held_out=["en"])} == {"zh"}


def test_a_phrasebook_is_told_from_a_corpus(folder: Path, tmp_path: Path) -> None:
    assert is_phrasebook(folder)
    for name, record in (("gold", {"id": "1", "text": "x"}), ("documents", {"lines": []})):
        corpus = tmp_path / name
        corpus.mkdir()
        (corpus / f"{name}.jsonl").write_text(json.dumps(record), encoding="utf-8")
        assert not is_phrasebook(corpus)
    assert not is_phrasebook(tmp_path / "nowhere")


@pytest.mark.parametrize(
    "line",
    [
        "{",
        "[]",
        '{"text": "Share", "label": "chrome"}',
        '{"text": "Share", "label": "menu", "kind": "share"}',
        '{"text": 3, "label": "chrome", "kind": "share"}',
    ],
)
def test_a_broken_phrase_is_named(folder: Path, line: str) -> None:
    with (folder / "en.jsonl").open("a", encoding="utf-8") as lines:
        lines.write(line)
    with pytest.raises(CorpusError, match=r"en\.jsonl, line 3: a phrase needs"):
        load_phrasebook(folder)


def test_a_phrase_is_a_document_and_a_site_of_its_own() -> None:
    phrases = [Phrase("Share this", CHROME, "share", "en"), Phrase("Share", CHROME, "share", "en")]
    one, other = phrase_documents(phrases, weight=0.25)
    assert (one.texts, one.labels.tolist(), one.weight) == (["Share this"], [CHROME], 0.25)
    assert one.domain != other.domain
