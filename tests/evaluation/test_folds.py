"""Fold models: no page is cleaned by a model that has seen its site."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cleaner import CorpusError
from cleaner.evaluation.folds import FOLDS_FILE, WHOLE_NAME, fold_models, read_folds
from cleaner.evaluation.gold import GoldPage


def page(url: str) -> GoldPage:
    return GoldPage("ferries", "1", url, "en", "article", "")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / FOLDS_FILE).write_text(json.dumps({"mill.org": 0, "ferry.org": 2}))
    return tmp_path


def test_a_page_has_the_model_of_its_domains_fold(folder: Path) -> None:
    model_of = fold_models(folder)
    assert model_of(page("https://www.mill.org/a")) == folder / "0"
    assert model_of(page("https://ferry.org/b")) == folder / "2"


def test_a_new_domain_has_the_model_of_all_pages_if_there_is_one(folder: Path) -> None:
    assert fold_models(folder)(page("https://new.org")) == folder / "0"
    (folder / WHOLE_NAME).mkdir()
    assert fold_models(folder)(page("https://new.org")) == folder / WHOLE_NAME


@pytest.mark.parametrize("content", [None, "{", "[1]", '{"mill.org": "0"}'])
def test_folds_that_cannot_be_read_are_named(tmp_path: Path, content: str | None) -> None:
    if content is not None:
        (tmp_path / FOLDS_FILE).write_text(content)
    with pytest.raises(CorpusError, match=r"folds\.json: (cannot be read|not an object)"):
        read_folds(tmp_path)
