"""Charts that stand in a page and take its colours: what they show, read back from their SVG."""

from __future__ import annotations

import re
from functools import cache
from xml.etree import ElementTree

import numpy as np
import pytest

from cleaner.evaluation.report.charts import bar_chart, calibration_chart, threshold_chart
from cleaner.evaluation.report.curves import (
    THRESHOLDS,
    ThresholdCurve,
    calibrations,
    threshold_curve,
)
from cleaner.evaluation.scores import ScoredLine
from cleaner.types import Floats

pytest.importorskip("matplotlib", reason="needs the extra report")

LINES = [
    ScoredLine("body", "body", "a", (0.9, 0.1, 0.0)),
    ScoredLine("sidebar", "sidebar", "b", (0.2, 0.7, 0.1)),
    ScoredLine("chrome", "body", "c", (0.5, 0.1, 0.4)),
]
BARS = {"en (20)": 0.91, "de (12)": 0.85, "ja (11)": 0.25}


@cache
def threshold() -> str:
    return threshold_chart(threshold_curve(LINES))


@cache
def calibration() -> str:
    return calibration_chart(calibrations(LINES))


@cache
def bars() -> str:
    return bar_chart(BARS, "macro F1")


def charts() -> list[str]:
    return [threshold(), calibration(), bars()]


class Shown:
    """A chart as a reader sees it: its curves and bars in the units of its axes."""

    def __init__(self, svg: str) -> None:
        root = ElementTree.fromstring(re.sub(r' xmlns="[^"]*"|xlink:', "", svg))
        self.width, self.height = map(float, root.attrib["viewBox"].split()[2:])
        self.texts = {text.text or "": text for text in root.iter("text")}
        self._groups = {
            group.attrib["id"]: group for group in root.iter("g") if "id" in group.attrib
        }
        self._across, self._up = self._scale("xtick", "x"), self._scale("ytick", "y")
        corners = self._points(self._groups["patch_2"])
        (self.left, self.bottom), (self.right, self.top) = corners[0], corners[2]

    def _scale(self, tick: str, axis: str) -> tuple[float, float]:
        """Slope and origin of an axis, by its ticks; as they are if these are names."""
        marks = [
            (float(use.attrib[axis]), float(text.text))
            for name, group in self._groups.items()
            if name.startswith(tick)
            for use, text in zip(group.iter("use"), group.iter("text"))
            if text.text and re.fullmatch(r"[\d.]+", text.text)
        ]
        if not marks:
            return 1.0, 0.0
        positions, values = np.array(marks).T
        slope, origin = np.polyfit(positions, values, 1)
        return float(slope), float(origin)

    def _points(self, group: ElementTree.Element) -> list[tuple[float, float]]:
        path = group.find("path")
        assert path is not None
        pairs = re.findall(r"[ML] ([-\d.]+) ([-\d.]+)", path.attrib["d"])
        (across, left), (up, low) = self._across, self._up
        return [(float(x) * across + left, float(y) * up + low) for x, y in pairs]

    def drawn(self, kind: str, colour: str) -> list[tuple[list[tuple[float, float]], str]]:
        """Points and style of what is drawn into the axes in a colour: `kind` is line2d, patch."""
        return [
            (self._points(group), path.attrib["style"])
            for name, group in self._groups.items()
            if name.startswith(kind)
            and (path := group.find("path")) is not None
            and "clip-path" in path.attrib
            and f"{'fill' if kind == 'patch' else 'stroke'}: {colour}" in path.attrib["style"]
        ]

    def line(self, colour: str) -> tuple[list[tuple[float, float]], str]:
        """The curve of a colour: its points, and its style."""
        (line,) = self.drawn("line2d", colour)
        return line

    def left_of(self, text: str) -> float:
        """Where a text begins, in units of the x axis."""
        return float(self.texts[text].attrib["x"]) * self._across[0] + self._across[1]


def near(values: object) -> object:
    return pytest.approx(np.array(values, dtype=float), abs=2e-4)


# What they show


def test_precision_and_recall_run_over_the_thresholds() -> None:
    shown = Shown(threshold())
    recall, dashes = shown.line("var(--chrome)")
    precision, plain = shown.line("var(--body)")
    assert "dasharray" in dashes  # for those who see the colours otherwise
    assert "dasharray" not in plain
    # All that is body is found up to .9, its probability; what is kept wrongly has .2 and .5.
    assert recall == near([(t, t <= 0.9) for t in THRESHOLDS])
    right = [(t, 1 / 3 if t <= 0.2 else 1 / 2 if t <= 0.5 else 1) for t in THRESHOLDS if t <= 0.9]
    assert precision == near(right)
    assert {"threshold", "precision", "recall"} <= shown.texts.keys()


def curve_of(precision: Floats, recall: Floats) -> ThresholdCurve:
    return ThresholdCurve(np.array([0.1, 0.5, 0.9]), precision, recall)


@pytest.mark.parametrize(
    ("precision", "recall", "bottom"),
    [
        ([0.7, 0.8, 0.9], [1.0, 0.9, 0.8], 0.5),  # what lies high is seen better from a half on
        ([0.3, 0.8, 0.9], [1.0, 0.9, 0.8], 0.3),
        ([0.7, 0.8, 0.9], [1.0, 0.9, 0.2], 0.2),
        ([0.7, 0.0, 0.9], [1.0, 0.9, 0.4], 0.4),  # a precision of 0 is of hardly any lines
        ([0.7, 0.8, np.nan], [1.0, 0.9, 0.4], 0.4),  # and where nothing is kept, there is none
    ],
)
def test_the_axis_of_shares_reaches_from_a_half_or_the_lowest_to_1(
    precision: list[float], recall: list[float], bottom: float
) -> None:
    shown = Shown(threshold_chart(curve_of(np.array(precision), np.array(recall))))
    assert (shown.left, shown.right) == near((0, 1))
    assert shown.bottom == near(bottom)
    assert 1 < shown.top < 1.02  # a line at 1 is not cut in half


def test_each_label_has_a_curve_of_how_often_it_was_right() -> None:
    shown, curves = Shown(calibration()), calibrations(LINES)
    assert shown.line("var(--body)")[0] == near([(0.2, 0), (0.5, 0), (0.9, 1)])
    assert shown.line("var(--sidebar)")[0] == near([(0.1, 0), (0.7, 1)])
    assert shown.line("var(--chrome)")[0] == near([(0, 0), (0.1, 0), (0.4, 1)])
    for curve in curves:
        assert f"{curve.label.value} (error {curve.error:.3f})" in shown.texts
    styles = [shown.line(f"var(--{name})")[1] for name in ("body", "sidebar", "chrome")]
    assert len({re.sub(r"--\w+", "", style) for style in styles}) == 3
    assert (shown.left, shown.right, shown.bottom, shown.top) == near((0, 1, 0, 1))
    assert {"probability", "share of lines with the label"} <= shown.texts.keys()


def test_the_diagonal_of_a_calibration_is_what_it_is_measured_by() -> None:
    diagonal = [
        style
        for points, style in Shown(calibration()).drawn("line2d", r"var(--line)")
        if points == near([(0, 0), (1, 1)])
    ]
    assert len(diagonal) == 1
    assert "stroke-width: 1.5" not in diagonal[0]  # thinner than the curves


def test_a_bar_is_as_long_as_its_value_and_the_first_is_on_top() -> None:
    shown = Shown(bars())
    drawn = [points for points, _ in shown.drawn("patch", "var(--body)")]
    assert [max(x for x, _ in points) for points in drawn] == near([*BARS.values()])
    assert [min(x for x, _ in points) for points in drawn] == near([0, 0, 0])
    rows = [(min(y for _, y in points), max(y for _, y in points)) for points in drawn]
    assert rows == sorted(rows)  # pixels count from the top
    assert {*BARS, "macro F1"} <= shown.texts.keys()
    assert shown.left == near(0)


def test_bars_do_not_touch_and_rows_are_as_high_for_any_number_of_them() -> None:
    shown = Shown(bars())
    rows = [[y for _, y in points] for points, _ in shown.drawn("patch", "var(--body)")]
    heights = [max(row) - min(row) for row in rows]
    gaps = [min(below) - max(above) for above, below in zip(rows, rows[1:])]
    assert all(2 < height / gap < 3 for height in heights for gap in gaps)
    many = Shown(bar_chart({str(n): 0.5 for n in range(10, 33)}, "macro F1"))
    row = (many.height - shown.height) / 20
    assert 11 < row < 30  # a line of text has room
    assert shown.height - 3 * row == pytest.approx(many.height - 23 * row)
    assert 40 < shown.height - 3 * row < 80  # for the axis below


def test_the_value_stands_right_of_its_bar_and_within_the_chart() -> None:
    shown = Shown(bars())
    for value in BARS.values():
        assert 0 < shown.left_of(f"{value:.3f}") - value < 0.02
    assert 1.05 < shown.right < 1.2  # room for the value beside a bar of 1


# How they stand in a page


def test_a_chart_is_one_element_as_wide_as_its_place() -> None:
    for svg in charts():
        opening = svg[: svg.index(">")]
        assert opening.startswith('<svg role="img" aria-label="')
        assert svg.count("<svg") == svg.count('role="img"') == 1
        assert "viewBox" in opening
        assert not re.search(r'\s(width|height)="', opening)
        assert svg.rstrip().endswith("</svg>")


def test_charts_are_drawn_for_the_width_of_a_phone_with_text_that_is_large_enough() -> None:
    for svg in charts():
        shown = Shown(svg)
        assert 355 < shown.width < 365
        assert set(re.findall(r"font-size: ([\w.]+)", svg)) == {"12.5px"}
    for svg in (threshold(), calibration()):
        assert Shown(svg).height == pytest.approx(259.2)


def test_the_page_shows_through_and_the_frame_is_open_above_and_on_the_right() -> None:
    for svg in charts():
        assert "white" not in svg
        assert "#ffffff" not in svg
        grounds = re.findall(r'id="patch_[12]">\s*<path[^>]*style="([^"]*)"', svg)
        assert grounds == ["fill: none"] * 2
        assert len(re.findall(r"stroke: var\(--line\)[^\"]*stroke-linejoin: miter", svg)) == 2


def test_lines_of_the_grid_are_behind_what_is_drawn_and_not_along_the_bars() -> None:
    assert threshold().index("stroke: var(--line)") < threshold().index("stroke: var(--body)")
    assert len(Shown(threshold()).drawn("line2d", r"var(--line)")) > 8
    across = [
        points for points, _ in Shown(bars()).drawn("line2d", r"var(--line)") if len(points) == 2
    ]
    assert len(across) > 4
    assert all(points[0][0] == near(points[1][0]) for points in across)  # upright, all of them


def test_colours_are_those_of_the_page_and_text_is_text() -> None:
    for svg in charts():
        assert "var(--body)" in svg
        assert "currentColor" in svg
        assert not re.search(r"#0[147]0[258]0[1236]", svg)
        assert "<text" in svg


def test_what_a_chart_shows_is_said_to_those_who_do_not_see_it() -> None:
    said = [re.search('aria-label="([^"]*)"', svg) for svg in charts()]
    assert [label and label[1] for label in said] == [
        "Precision and recall of body lines, by threshold",
        "Share of lines that have a label, by its probability",
        "macro F1 by group",
    ]


def test_a_chart_fetches_and_runs_nothing() -> None:
    for svg in charts():
        assert "<script" not in svg
        assert "<image" not in svg
        assert not re.search(r'href="(?!#)', svg)


def test_the_same_chart_has_the_same_bytes() -> None:
    assert bar_chart(BARS, "macro F1") == bars()
    assert "<dc:date>" not in bars()


def test_names_are_escaped_and_no_mathematics() -> None:
    svg = bar_chart({"<b>$x$ & y": 0.5, "z": 0.4}, "macro F1")
    assert "&lt;b&gt;$x$ &amp; y" in svg
