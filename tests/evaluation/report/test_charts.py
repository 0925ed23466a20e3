"""Charts that stand in a page and take its colours."""

from __future__ import annotations

import re

import pytest

from cleaner.evaluation.report.charts import bar_chart, calibration_chart, threshold_chart
from cleaner.evaluation.report.curves import calibrations, threshold_curve
from cleaner.evaluation.scores import ScoredLine

pytest.importorskip("matplotlib", reason="needs the extra report")

LINES = [
    ScoredLine("body", "body", "a", (0.9, 0.1, 0.0)),
    ScoredLine("sidebar", "sidebar", "b", (0.2, 0.7, 0.1)),
    ScoredLine("chrome", "body", "c", (0.5, 0.1, 0.4)),
]


def charts() -> list[str]:
    return [
        threshold_chart(threshold_curve(LINES)),
        calibration_chart(calibrations(LINES)),
        bar_chart({"en (20)": 0.91, "de (12)": 0.85}, "macro F1"),
    ]


def test_a_chart_is_one_element_as_wide_as_its_place() -> None:
    for svg in charts():
        opening = svg[: svg.index(">")]
        assert opening.startswith('<svg role="img" aria-label="')
        assert "viewBox" in opening
        assert not re.search(r'\s(width|height)="', opening)
        assert svg.rstrip().endswith("</svg>")


def test_colours_are_those_of_the_page_and_text_is_text() -> None:
    for svg in charts():
        assert "var(--body)" in svg
        assert "currentColor" in svg
        assert not re.search(r"#0[147]0[258]0[1236]", svg)
        assert "<text" in svg
    assert ">precision<" in charts()[0]
    assert ">0.910<" in charts()[2]


def test_a_chart_fetches_and_runs_nothing() -> None:
    for svg in charts():
        assert "<script" not in svg
        assert "<image" not in svg
        assert not re.search(r'href="(?!#)', svg)


def test_the_same_chart_has_the_same_bytes() -> None:
    assert charts() == charts()


def test_names_are_escaped_and_no_mathematics() -> None:
    svg = bar_chart({"<b>$x$ & y": 0.5, "z": 0.4}, "macro F1")
    assert "&lt;b&gt;$x$ &amp; y" in svg
