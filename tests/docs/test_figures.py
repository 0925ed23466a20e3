"""The tables of README and site are those of the newest results; the pictures are as drawn."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest
from support import ROOT

figures = pytest.importorskip("figures")


def module(path: Path) -> ModuleType:
    """A script as a module."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    loaded = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    return loaded


@pytest.mark.parametrize("document", figures.DOCUMENTS, ids=lambda path: path.name)
def test_the_tables_are_those_of_the_newest_results(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    assert re.search(r"<!-- figures: \w+ -->\n\n\|", text), "no table"
    anew = "run it again: python benchmarks/figures.py"
    assert text == figures.with_tables(text, figures.read(figures.newest())), anew


def test_a_table_follows_its_results() -> None:
    results = figures.read(figures.newest())
    results["speed"]["results"]["tools"]["cleaner"]["median"] = 123.4
    before = "a\n<!-- figures: speed -->\nold\n<!-- end of figures -->\nz"
    after = figures.with_tables(before, results)
    assert "| cleaner | 123.4 |" in after
    assert "old" not in after
    assert after.startswith("a\n")
    assert after.endswith("\nz")


def test_what_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(figures.CleanerError, match="holds no results"):
        figures.newest(tmp_path)
    (tmp_path / "results.json").write_text('{"speed": {}}', encoding="utf-8")
    with pytest.raises(figures.CleanerError, match=r"lacks accuracy: run accuracy\.py"):
        figures.read(tmp_path / "results.json")


def test_the_pictures_are_as_drawn() -> None:
    drawings = module(ROOT / "docs" / "drawings.py")
    for name, draw in drawings.DRAWINGS.items():
        stored = (drawings.FOLDER / name).read_text(encoding="utf-8")
        assert stored == draw(), f"{name}: run it again: python docs/drawings.py"
