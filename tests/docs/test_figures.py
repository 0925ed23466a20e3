"""The tables of README and site are those of the newest results; the pictures are as drawn."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from support import ROOT, load_script

figures = pytest.importorskip("figures")


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


def test_splices_and_confidence_are_told_by_their_counts() -> None:
    results = {
        "splices": {
            "measured": "2027-01-31",
            "model_versions": ["html 1.2", "text 3.4"],
            "results": {
                "another site, end": {"1": {"found": 0.5, "lost": 0.0123}},
                "lost without any splice": 0.006,
                "words lost by cleaning again": 0.004,
            },
        },
        "confidence": {
            "measured": "2027-02-01",
            "model_versions": ["html 1.2", "text 3.4"],
            "results": {
                "plain text": {
                    "0.50": {"documents": 0, "wrong": 0},
                    "0.80": {"documents": 1200, "wrong": 300},
                    "1.01": {"documents": 2000, "wrong": 400},
                }
            },
        },
    }
    assert figures.splice_table(results) == [
        "| from | put at | 1 |",
        "| --- | --- | --- |",
        "| another site | end | 0.500 / 0.012 |",
        "",
        "Without such paragraphs, 0.006 of the own ones are lost; if clean text is cleaned again, "
        "0.004 of its words. Model text 3.4, measured 2027-01-31.",
    ]
    assert figures.confidence_table(results) == [
        "| confidence below | plain text |",
        "| --- | --- |",
        "| 0.50 | none |",
        "| 0.80 | 25% of 1,200 |",
        "| any | 20% of 2,000 |",
        "",
        "Models html 1.2 and text 3.4, measured 2027-02-01.",
    ]


def test_long_runs_are_told_by_their_counts() -> None:
    """Of nine steps, the last three are compared with the three before them."""
    state = {"measured": "2027-01-31", "commit": "0123456789abcdef"}
    of_html = {
        "inputs": 60000, "refused": 219, "slowest_seconds": 0.384, "most_megabytes": 28,
        "findings": ["html-7.bin"],
    }  # fmt: skip
    megabytes = [50, 90, 100, 100, 100, 100, 102, 102, 102]
    steps = [
        {"minutes": 7.0 * n, "pages": 1000 * n, "megabytes": size, "milliseconds": 2.0}
        for n, size in enumerate(megabytes, 1)
    ]
    results = {
        "fuzz": {**state, "results": {"html": of_html}},
        "soak": {**state, "results": {"mixed": steps, "batch": steps[:6]}},
    }
    assert figures.fuzz_table(results) == [
        "| | inputs | refused | slowest | most memory | findings |",
        "| --- | --- | --- | --- | --- | --- |",
        "| html | 60,000 | 219 | 0.38 s | 28 MB | 1 |",
        "",
        "Measured 2027-01-31, at commit 0123456.",
    ]
    assert figures.soak_table(results) == [
        "| | pages | memory, MB | processor ms a page |",
        "| --- | --- | --- | --- |",
        "| mixed input, one process | 9,000 in 63 minutes | +2.0% | +0.0% |",
        "| small pages, cleaner batch | 6,000 in 42 minutes | +0.0% | +0.0% |",
        "",
        "Measured 2027-01-31, at commit 0123456.",
    ]


def test_what_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(figures.CleanerError, match="holds no results"):
        figures.newest(tmp_path)
    (tmp_path / "results.json").write_text('{"speed": {}}', encoding="utf-8")
    with pytest.raises(
        figures.CleanerError,
        match=r"lacks accuracy, splices, confidence, fuzz: run accuracy\.py",
    ):
        figures.read(tmp_path / "results.json")


def test_the_pictures_are_as_drawn() -> None:
    drawings = load_script(ROOT / "docs" / "drawings.py")
    for name, draw in drawings.DRAWINGS.items():
        stored = (drawings.FOLDER / name).read_text(encoding="utf-8")
        assert stored == draw(), f"{name}: run it again: python docs/drawings.py"
