"""Recipes: what a model is fitted with, as data."""

from __future__ import annotations

from dataclasses import asdict, fields, is_dataclass
from pathlib import Path
from typing import Literal, get_type_hints

import pytest

from cleaner.errors import RecipeError
from cleaner.training.recipe import (
    SHIPPED,
    HtmlRecipe,
    TextRecipe,
    load_recipe,
    make_recipe,
    recipe_values,
)


def written(folder: Path, text: str) -> Path:
    path = folder / "mine.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_shipped_recipes_are_complete() -> None:
    html, text = make_recipe("html"), make_recipe("text")
    assert isinstance(html, HtmlRecipe)
    assert isinstance(text, TextRecipe)
    assert (html.folds, html.trees.body_trees, html.network.epochs) == (5, 80, 12)
    assert (text.folds, text.trees.body_trees, text.network.epochs) == (3, 150, 24)
    assert html.network.dilations == (1, 2, 4, 8)


@pytest.mark.parametrize("format", ["html", "text"])
def test_nothing_of_a_recipe_is_left_to_a_default(format: Literal["html", "text"]) -> None:
    """What the dataclasses ask for is what stands in the file, so no value hides in the code."""
    from cleaner.training.recipe import _read

    def names(kind: type) -> dict[str, object]:
        hints = get_type_hints(kind)
        return {
            field.name: names(hints[field.name]) if is_dataclass(hints[field.name]) else ""
            for field in fields(kind)
        }

    def keys(values: dict[str, object], like: dict[str, object]) -> dict[str, object]:
        return {
            name: keys(value, inner)
            if isinstance(value, dict) and isinstance(inner := like.get(name), dict)
            else ""
            for name, value in values.items()
        }

    expected = names(HtmlRecipe if format == "html" else TextRecipe)
    assert keys(_read(SHIPPED / f"{format}.toml"), expected) == expected


def test_a_file_says_only_what_differs(tmp_path: Path) -> None:
    path = written(tmp_path, 'format = "html"\nfolds = 3\n[trees]\nbody_trees = 60\n')
    recipe = load_recipe(path)
    shipped = make_recipe("html")
    assert isinstance(recipe, HtmlRecipe)
    assert (recipe.folds, recipe.trees.body_trees) == (3, 60)
    assert recipe.trees.chrome_trees == shipped.trees.chrome_trees
    assert recipe.network == shipped.network


def test_a_recipe_is_data_that_makes_the_same_recipe() -> None:
    recipe = make_recipe("text", {"splices": {"count": 5}, "with_vectors": [True]})
    assert make_recipe("text", recipe_values(recipe)) == recipe
    assert asdict(recipe)["splices"]["count"] == 5


def test_a_rule_is_a_threshold_or_has_a_name() -> None:
    assert make_recipe("html", {"decision": {"labels": 0.4}}).decision.labels == 0.4
    decision = make_recipe("html", {"decision": {"labels": "best_f1"}}).decision
    assert decision.settings["rules"]["labels"] == "best_f1"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("folds = 3", 'format = "html" or format = "text"'),
        ('format = "pdf"', 'format = "html" or format = "text"'),
        ('format = "html"\nfold = 3', "nothing is called 'fold'"),
        ('format = "html"\n[trees]\nleafs = 3', "'leafs'"),
        ('format = "html"\nfolds = "three"', '"folds"'),
        ('format = "html"\nfolds = 1', "folds"),
        ('format = "html"\n[network]\ndilations = [1, "two"]', "dilations"),
        ('format = "html"\n[decision]\nlabels = "best"', "decision.labels"),
        ('format = "html"\ntrees = 3', "trees"),
        ("format = ", "not TOML"),
    ],
)
def test_a_mistake_in_a_recipe_is_named(tmp_path: Path, text: str, message: str) -> None:
    path = written(tmp_path, text)
    with pytest.raises(RecipeError) as caught:
        load_recipe(path)
    assert message in str(caught.value)
    assert str(path) in str(caught.value)


def test_a_recipe_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(RecipeError, match=r"none\.toml: cannot be read"):
        load_recipe(tmp_path / "none.toml")
