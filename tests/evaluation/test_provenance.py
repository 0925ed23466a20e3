"""Where a corpus is from and who labelled it."""

from __future__ import annotations

from pathlib import Path

import pytest
from support import ROOT

from cleaner import CorpusError
from cleaner.evaluation.provenance import Provenance, provenance


def test_a_corpus_states_it_in_a_file_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "corpus.json").write_text('{"source": "my blog", "labelled_by": "me"}')
    assert provenance(tmp_path) == Provenance("my blog", "not stated", "me")


def test_of_a_corpus_that_states_nothing_nothing_is_claimed(tmp_path: Path) -> None:
    assert provenance(tmp_path) == Provenance("a corpus of the user", "not stated", "")


def test_the_corpora_of_the_shipped_models_are_known_by_name(tmp_path: Path) -> None:
    assert provenance(tmp_path / "wcxb-dev").licence == "CC-BY-4.0"
    assert provenance(tmp_path / "wcxb-dev").labelled_by == ""


def test_labels_by_automated_readers_are_not_said_to_be_by_hand() -> None:
    stated = provenance(ROOT / "models" / "labels-more").labelled_by
    assert "automated readers" in stated
    assert "hand" not in stated


@pytest.mark.parametrize(
    "content",
    [
        "{", "[]", '"me"', '{"author": "me"}', '{"source": 7}',
        '{"source": "my blog", "licence": 7}', '{"source": "my blog", "author": "me"}',
    ],
)  # fmt: skip
def test_a_file_of_another_format_is_named(tmp_path: Path, content: str) -> None:
    (tmp_path / "corpus.json").write_text(content)
    with pytest.raises(
        CorpusError, match=r"corpus\.json: (not an object with the texts source|cannot be read)"
    ):
        provenance(tmp_path)
