"""What `cleaner train` checks before the hour that training takes."""

from __future__ import annotations

from pathlib import Path

import pytest

from cleaner.errors import CorpusError, MissingExtra, RecipeError

pytest.importorskip("sklearn")

from cleaner.training.recipe import make_recipe
from cleaner.training.train import load_recipes, train


def recipe(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_recipe_replaces_the_shipped_one_of_its_format(tmp_path: Path) -> None:
    path = recipe(tmp_path, "mine.toml", 'format = "text"\nfolds = 2')
    html, text = load_recipes([path])
    assert html == make_recipe("html")
    assert text == make_recipe("text", {"folds": 2})


def test_two_recipes_of_a_format_are_refused(tmp_path: Path) -> None:
    paths = [recipe(tmp_path, f"{i}.toml", 'format = "html"') for i in range(2)]
    with pytest.raises(RecipeError, match=r"1\.toml: .* html already"):
        load_recipes(paths)


def test_a_broken_recipe_is_found_before_the_corpora_are_read(tmp_path: Path) -> None:
    path = recipe(tmp_path, "mine.toml", 'format = "html"\nfold = 2')
    with pytest.raises(RecipeError, match="fold"):
        train([tmp_path / "no corpus"], tmp_path / "models", recipes=[path])


def test_a_missing_teacher_is_found_before_the_corpora_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cleaner.training.parts.teacher.find_spec", lambda name: None)
    with pytest.raises(MissingExtra, match=r"paragraph-cleaner\[teacher\]"):
        train([tmp_path / "no corpus"], tmp_path / "models", teach=tmp_path / "vectors.npz")


def test_a_missing_corpus_is_named(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="no corpus"):
        train([tmp_path / "no corpus"], tmp_path / "models")
    assert not (tmp_path / "models").exists()
