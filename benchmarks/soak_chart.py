"""Draw memory and time a page over a long run, for `soak.py`."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from typing import Any

from common import ROOT

sys.path.append(str(ROOT))  # for the drawing tools of the documentation

from docs.drawings import Drawing

WIDTH, HEIGHT = 320, 110
LEFT, TOP = 60, 60
PARTS = {"mixed": "mixed input, one process", "batch": "small pages, cleaner batch"}
ROWS = {"megabytes": "memory, MB", "milliseconds": "processor ms a page"}

Steps = Sequence[Mapping[str, float]]


def draw(results: Mapping[str, Any]) -> str:
    """Return an SVG with a panel for each part of a run, and for memory and time."""
    drawing = Drawing(
        2 * (WIDTH + LEFT) + 20, 2 * (HEIGHT + TOP) + 10, "Memory and time of a long run"
    )
    for column, (part, title) in enumerate(PARTS.items()):
        steps: Steps = results[part]
        for row, (what, unit) in enumerate(ROWS.items()):
            x, y = LEFT + column * (WIDTH + LEFT), 34 + row * (HEIGHT + TOP)
            if row == 0:
                drawing.text(x, y - 14, title, "title")
            _panel(drawing, x, y, [step[what] for step in steps], unit)
            drawing.text(x, y + HEIGHT + 16, "0", "small")
            end = f"{steps[-1]['pages']:,.0f} pages, {steps[-1]['minutes']:.0f} minutes"
            drawing.text(x + WIDTH, y + HEIGHT + 16, end, "small", "end")
    return drawing.svg()


def _panel(drawing: Drawing, x: float, y: float, values: Sequence[float], unit: str) -> None:
    """Draw values from left to right over an axis that begins at zero."""
    top = 1.25 * max(values)
    drawing.rect(x, y, WIDTH, HEIGHT, "paper")
    drawing.text(x - 6, y + 10, f"{top:.0f}", "small", "end")
    drawing.text(x - 6, y + HEIGHT, "0", "small", "end")
    drawing.text(x + 8, y + HEIGHT - 8, unit, "small")
    points = " L".join(
        f"{x + WIDTH * (number + 1) / len(values):.1f} {y + HEIGHT * (1 - value / top):.1f}"
        for number, value in enumerate(values)
    )
    drawing.lines.append(f'<path d="M{points}" class="arrow"/>')
