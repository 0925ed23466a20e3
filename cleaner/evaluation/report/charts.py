"""Draw the charts of a report, as SVG that stands in the page and takes its colours from it."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from typing import Any

from cleaner.evaluation.report.curves import Calibration, ThresholdCurve

# Colours that stand for those of the page, which differ in light and dark.
_INK, _LINE = "#010203", "#040506"
_OF_PAGE = {
    _INK: "currentColor", _LINE: "var(--line)",
    "#070801": "var(--body)", "#070802": "var(--sidebar)", "#070803": "var(--chrome)",
}  # fmt: skip
_COLOURS = {"body": "#070801", "sidebar": "#070802", "chrome": "#070803"}
_STYLES = {"body": "-", "sidebar": "--", "chrome": ":"}  # for those who see the colours otherwise
_SETTINGS: Any = {
    "svg.fonttype": "none",
    "svg.hashsalt": "cleaner",  # the same chart has the same bytes
    "font.family": "sans-serif",
    "font.size": 12.5,
    "text.color": _INK, "axes.labelcolor": _INK, "axes.edgecolor": _LINE, "xtick.color": _INK,
    "ytick.color": _INK, "grid.color": _LINE,
    "axes.grid": True, "axes.spines.top": False, "axes.spines.right": False,
    "axes.axisbelow": True, "legend.frameon": False,
    "text.parse_math": False,  # a dollar in a name is a dollar
}  # fmt: skip
# 360 points of width, about as much as a phone has: text comes out at its size there. Elsewhere the
# page keeps it from growing beyond its own.
_INCHES = 5.0, 3.6
_ROW_INCHES = 0.32  # height of a bar
_PROLOGUE = re.compile(r"^.*?(?=<svg)", re.DOTALL)
_SIZE = re.compile(r'(<svg[^>]*?) width="[^"]*"| height="[^"]*"(?=[^>]*viewBox)')


def threshold_chart(curve: ThresholdCurve) -> str:
    """Draw precision and recall of body by threshold."""

    def draw(axes: Any) -> None:
        axes.plot(curve.thresholds, curve.precision, color=_COLOURS["body"], label="precision")
        axes.plot(curve.thresholds, curve.recall, "--", color=_COLOURS["chrome"], label="recall")
        axes.set(xlabel="threshold", xlim=(0, 1), ylim=(min(0.5, _lowest(curve)), 1.005))
        axes.legend(loc="lower center")

    return _svg(draw, "Precision and recall of body lines, by threshold")


def calibration_chart(curves: Sequence[Calibration]) -> str:
    """Draw how often each label is right, by the probability that it was given."""

    def draw(axes: Any) -> None:
        axes.plot([0, 1], [0, 1], color=_LINE, linewidth=1)
        for curve in curves:
            name = curve.label.value
            axes.plot(curve.expected, curve.actual, _STYLES[name], marker="o", markersize=4,
                      color=_COLOURS[name], label=f"{name} (error {curve.error:.3f})")  # fmt: skip
        axes.set(
            xlabel="probability", ylabel="share of lines with the label", xlim=(0, 1), ylim=(0, 1)
        )
        axes.legend(loc="upper left")

    return _svg(draw, "Share of lines that have a label, by its probability")


def bar_chart(values: Mapping[str, float], measure: str) -> str:
    """Draw a measure from 0 to 1 of several groups, one bar each, the first on top."""

    def draw(axes: Any) -> None:
        names, heights = list(values), list(values.values())
        bars = axes.barh(names, heights, color=_COLOURS["body"], height=0.7)
        axes.bar_label(bars, fmt="%.3f", padding=3)
        axes.invert_yaxis()
        axes.grid(visible=False, axis="y")
        axes.set(xlabel=measure, xlim=(0, 1.1))

    height = 0.9 + _ROW_INCHES * len(values)
    return _svg(draw, f"{measure} by group", (_INCHES[0], height))


def time_chart(points: Mapping[str, tuple[float, float]], measure: str) -> str:
    """Draw a measure against milliseconds a page: the two of each tool, the first one ours."""

    def draw(axes: Any) -> None:
        times = [time for time, _ in points.values()]
        for number, (name, (time, score)) in enumerate(points.items()):
            colour = _COLOURS["chrome" if number else "body"]
            axes.scatter(time, score, s=60 if number else 110, color=colour, zorder=3)
            axes.annotate(
                f"{name} ({time:.1f} ms, {score:.3f})", (time, score), xytext=(0, 9),
                textcoords="offset points", ha="center",
            )  # fmt: skip
        axes.set(xscale="log", xlim=(min(times) / 5, max(times) * 5), xlabel="milliseconds a page")
        axes.set(ylabel=measure)
        axes.margins(y=0.25)
        axes.minorticks_off()
        axes.xaxis.set_major_formatter("{x:g}")

    return _svg(draw, f"{measure} against milliseconds a page, by tool")


def _lowest(curve: ThresholdCurve) -> float:
    return float(min(curve.recall.min(), curve.precision[curve.precision > 0].min(initial=1.0)))


def _svg(draw: Any, description: str, size: tuple[float, float] = _INCHES) -> str:
    """Return what `draw` puts on axes, as an element of SVG that is as wide as its place."""
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    with rc_context(_SETTINGS):
        figure = Figure(figsize=size, layout="constrained")
        draw(figure.subplots())
        stream = io.StringIO()
        figure.savefig(stream, format="svg", transparent=True, metadata={"Date": None})
    svg = _SIZE.sub(r"\1", _PROLOGUE.sub("", stream.getvalue()))
    for stand_in, colour in _OF_PAGE.items():
        svg = svg.replace(stand_in, colour)
    return svg.replace("<svg", f'<svg role="img" aria-label="{description}"', 1)
