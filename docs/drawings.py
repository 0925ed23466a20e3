"""Draw the pictures of README and site as SVG files in docs/drawings.

    python docs/drawings.py            write all of them
    python docs/drawings.py --check    exit with 1 if one differs from what would be written

before.svg, after.svg and both beside each other show what the shipped model makes of
docs/tutorial/ferry.html. Colours follow the
reader's light or dark scheme.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from functools import cache
from html import escape
from pathlib import Path

import cleaner
from cleaner import Document

HERE = Path(__file__).parent
FOLDER = HERE / "drawings"
PAGE = HERE / "tutorial" / "ferry.html"

STYLE = """
svg.drawing { --ink: #1f2328; --quiet: #57606a; --line: #8c959f; --paper: #ffffff; --box: #f6f8fa;
  --body: #1a7f37; --body-back: #dafbe1; --sidebar: #9a6700; --sidebar-back: #fff8c5;
  --chrome: #0550ae; --chrome-back: #ddf4ff; }
@media (prefers-color-scheme: dark) {
  svg.drawing { --ink: #e6edf3; --quiet: #9da7b3; --line: #6e7681; --paper: #0d1117; --box: #1c2230;
    --body: #56d364; --body-back: #12261e; --sidebar: #e3b341; --sidebar-back: #2b2208;
    --chrome: #79c0ff; --chrome-back: #0f2137; } }
svg.drawing text { font-family: system-ui, "Segoe UI", Roboto, Helvetica, Arial, sans-serif;
  font-size: 13px; fill: var(--ink); }
svg.drawing .title { font-weight: 600; }
svg.drawing .head { font-weight: 600; font-size: 15px; }
svg.drawing .small { font-size: 11.5px; fill: var(--quiet); }
svg.drawing .line { font-size: 12px; }
svg.drawing .code { font-family: ui-monospace, Menlo, Consolas, monospace; font-size: 11px;
  fill: var(--quiet); }
svg.drawing .box { fill: var(--box); stroke: var(--line); }
svg.drawing .paper { fill: var(--paper); stroke: var(--line); }
svg.drawing .arrow { stroke: var(--line); fill: none; stroke-width: 1.5; }
svg.drawing .tip { fill: var(--line); }
svg.drawing .dashed { stroke-dasharray: 4 3; }
""" + "".join(
    f"svg.drawing .{name} {{ fill: var(--{name}); }}\n"
    f"svg.drawing .{name}-back {{ fill: var(--{name}-back); }}\n"
    for name in ("body", "sidebar", "chrome")
)


class Drawing:
    """An SVG that is drawn element by element; coordinates are pixels."""

    def __init__(self, width: int, height: int, title: str) -> None:
        self.lines = [
            f'<svg class="drawing" xmlns="http://www.w3.org/2000/svg" width="{width}" '
            f'height="{height}" viewBox="0 0 {width} {height}" role="img">',
            f"<title>{escape(title)}</title>",
            f"<style>{STYLE}</style>",
        ]

    def text(self, x: float, y: float, text: str, style: str = "", anchor: str = "start") -> None:
        """Write a line."""
        self.lines.append(
            f'<text x="{x:g}" y="{y:g}" text-anchor="{anchor}" class="{style}">'
            f"{escape(text)}</text>"
        )

    def rect(self, x: float, y: float, width: float, height: float, style: str = "box") -> None:
        """Draw a rectangle with round corners."""
        self.lines.append(
            f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" rx="5" '
            f'class="{style}"/>'
        )

    def box(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        title: str,
        lines: Sequence[str] = (),
        code: str = "",
        style: str = "box",
    ) -> None:
        """Draw a box with a title, lines below it, and the name of a module at its foot."""
        self.rect(x, y, width, height, style)
        middle = x + width / 2
        self.text(middle, y + 20, title, "title", "middle")
        for number, line in enumerate(lines):
            self.text(middle, y + 38 + 15 * number, line, "small", "middle")
        if code:
            self.text(middle, y + height - 9, code, "code", "middle")

    def arrow(self, *points: tuple[float, float], style: str = "") -> None:
        """Draw a line through points, with a tip at its end."""
        (x0, y0), (x, y) = points[-2:]
        path = " L".join(f"{a:g} {b:g}" for a, b in points)
        self.lines.append(f'<path d="M{path}" class="arrow {style}"/>')
        across = (0.0, 4.0) if y == y0 else (4.0, 0.0)
        back = (7.0 if x > x0 else -7.0, 0.0) if y == y0 else (0.0, 7.0 if y > y0 else -7.0)
        tip = [
            (x, y),
            (x - back[0] - across[0], y - back[1] - across[1]),
            (x - back[0] + across[0], y - back[1] + across[1]),
        ]
        self.lines.append(
            f'<polygon points="{" ".join(f"{a:g},{b:g}" for a, b in tip)}" class="tip"/>'
        )

    def svg(self) -> str:
        """Return the file."""
        return "\n".join([*self.lines, "</svg>"]) + "\n"


def wrapped(text: str, most: int) -> list[str]:
    """Return text in lines of at most so many characters."""
    lines = [""]
    for word in text.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > most:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def in_rows(paragraphs: Sequence[tuple[str, str]]) -> list[tuple[str, list[str]]]:
    """Return paragraphs of (label, text) in rows: short neighbours of one label share a row."""
    rows: list[tuple[str, list[str]]] = []
    for label, text in paragraphs:
        row = rows[-1][1] if rows and rows[-1][0] == label else []
        if row and sum(len(other) + 4 for other in row) + len(text) <= LINE:
            row.append(text)
        else:
            rows.append((label, [text]))
    return rows


LINE = 58  # characters of a line in the picture of a page


def before_after() -> str:
    """Draw the paragraphs of a page with their labels, and beside them what comes out."""
    drawing = Drawing(832, _draw_before(None), "A page with labelled paragraphs, and its body")
    _draw_before(drawing)
    drawing.arrow((458, 150), (496, 150))
    _draw_after(drawing, 504)
    return drawing.svg()


def before() -> str:
    """Draw the paragraphs of a page with their labels."""
    drawing = Drawing(452, _draw_before(None), "A page with labelled paragraphs")
    _draw_before(drawing)
    return drawing.svg()


def after() -> str:
    """Draw what comes out of the page."""
    drawing = Drawing(330, _draw_after(None, 4), "The body of the page")
    _draw_after(drawing, 4)
    return drawing.svg()


@cache
def _document() -> Document:
    return cleaner.clean_html(PAGE.read_bytes())


def _draw_before(drawing: Drawing | None, width: int = 448) -> int:
    """Draw the page, or nothing if there is no drawing; return the height."""
    rows = in_rows([(p.label.value, p.text) for p in _document().paragraphs])
    if drawing:
        drawing.text(8, 22, "The page, paragraph by paragraph", "head")
    y, step = 38, 17
    for label, row in rows:
        texts = [wrapped(text, LINE) for text in row]
        tall = step * max(map(len, texts)) + 4
        if drawing:
            drawing.text(8, y + 14.5, label, f"small {label}")
            x = 64.0
            for lines in texts:
                needed = min(width - 64, 20 + 6.8 * len(lines[0]))
                wide = width - 64 if len(lines) > 1 else needed
                drawing.rect(x, y, wide, tall, f"{label}-back")
                for number, line in enumerate(lines):
                    drawing.text(x + 8, y + 14.5 + step * number, line, "line")
                x += wide + 6
        y += tall + 6
    return y + 8


def _draw_after(drawing: Drawing | None, x: float, width: int = 320) -> int:
    """Draw the body, or nothing if there is no drawing; return the height."""
    body = [(p.kind, wrapped(p.text, 42)) for p in _document().body]
    if drawing:
        drawing.text(x, 22, "What comes out", "head")
        drawing.rect(x, 38, width, 14 + sum(19 * len(lines) + 12 for _, lines in body), "paper")
    y = 62
    for kind, lines in body:
        for line in lines:
            if drawing:
                drawing.text(x + 14, y, line, "title" if kind in ("title", "heading") else "")
            y += 19
        y += 12
    return y + 4


def corridor() -> str:
    """Draw the way of a page from bytes to a document."""
    drawing = Drawing(780, 400, "The corridor: from bytes to a document")
    drawing.box(10, 130, 110, 92, "decode", ["encoding,", "HTML or text?"], "cleaner/io")
    for y, name, steps in (
        (
            20,
            "HTML",
            (
                ("segment", ["walk the elements;", "script data,", "tables, formulas"]),
                ("features", ["words, links, tags,", "class names,", "containers"]),
                ("adjust", ["repeats on the site,", "further articles", ""]),
            ),
        ),
        (
            232,
            "plain text",
            (
                ("segment", ["lines, or joined", "lines of a hard-", "wrapped paragraph"]),
                ("features", ["words, shapes of", "lines, topic,", "sentence vectors"]),
                ("adjust", ["nothing: only the", "words are known", ""]),
            ),
        ),
    ):
        drawing.text(160, y + 14, f"route of {name}", "title")
        for x, (title, lines), code in (
            (150, steps[0], "cleaner/segment"),
            (290, steps[1], "cleaner/features"),
        ):
            drawing.box(x, y + 26, 122, 112, title, lines, code)
        drawing.arrow((272, y + 82), (288, y + 82))
        drawing.box(568, y + 26, 122, 112, steps[2][0], steps[2][1], "cleaner/routes")
    drawing.box(
        426,
        130,
        124,
        110,
        "predict",
        ["trees and network,", "the same for both", "routes"],
        "cleaner/model",
    )
    drawing.arrow((120, 160), (134, 160), (134, 102), (148, 102))
    drawing.arrow((120, 192), (134, 192), (134, 314), (148, 314))
    drawing.arrow((412, 102), (488, 102), (488, 128))
    drawing.arrow((412, 314), (488, 314), (488, 242))
    drawing.arrow((550, 160), (559, 160), (559, 102), (566, 102))
    drawing.arrow((550, 210), (559, 210), (559, 314), (566, 314))
    drawing.box(582, 178, 94, 68, "select", ["rule or", "threshold"])
    drawing.arrow((629, 158), (629, 176))
    drawing.arrow((629, 258), (629, 248))
    drawing.box(692, 178, 84, 68, "document", ["labels,", "outputs"])
    drawing.arrow((676, 212), (690, 212))
    drawing.text(
        10,
        392,
        "Reasons are computed later, and only if somebody asks for them.",
        "small",
    )
    return drawing.svg()


def model() -> str:
    """Draw how the matrix of a page becomes probabilities."""
    drawing = Drawing(760, 330, "The model: a matrix, trees and a network, probabilities")
    drawing.text(10, 22, "matrix", "title")
    drawing.text(10, 40, "a row for each paragraph, a column for each signal", "small")
    for row in range(8):
        for column in range(7):
            drawing.rect(12 + 22 * column, 54 + 22 * row, 19, 19, "box")
    drawing.text(88, 250, "paragraphs in order ↓", "small", "middle")
    drawing.box(
        250,
        54,
        190,
        84,
        "boosted trees",
        ["see one row at a time;", "neighbours only as columns"],
        "trees.*.npy",
    )
    drawing.box(
        250,
        164,
        190,
        98,
        "convolutional network",
        ["reads the rows in order,", "near and far neighbours;", "in text also sentence vectors"],
        "networks.*.npy",
    )
    drawing.arrow((168, 120), (210, 120), (210, 96), (248, 96))
    drawing.arrow((168, 160), (210, 160), (210, 213), (248, 213))
    drawing.box(
        482,
        104,
        130,
        96,
        "log-odds",
        ["of body; of chrome", "against sidebar:", "fixed shares of both"],
    )
    drawing.arrow((440, 96), (463, 96), (463, 134), (480, 134))
    drawing.arrow((440, 213), (463, 213), (463, 172), (480, 172))
    for number, (label, text) in enumerate(
        (("body", "p"), ("sidebar", "(1 − p)(1 − q)"), ("chrome", "(1 − p) q"))
    ):
        y = 92 + 44 * number
        drawing.rect(642, y, 108, 34, f"{label}-back")
        drawing.text(652, y + 15, label, f"title {label}")
        drawing.text(652, y + 29, text, "small")
    drawing.arrow((612, 152), (640, 152))
    drawing.text(
        250, 300, "p: probability of body; q: probability of chrome if it is not body.", "small"
    )
    drawing.text(
        250,
        316,
        "The site memory and further articles change the log-odds of body before p.",
        "small",
    )
    return drawing.svg()


def ledger() -> str:
    """Draw what becomes of each page of a batch."""
    drawing = Drawing(760, 340, "The ledger: what becomes of each page of a batch")
    drawing.box(10, 30, 120, 76, "source", ["folder, archive,", "rows, list"])
    drawing.box(176, 30, 150, 76, "plan", ["a name for each output;", "what the ledger knows"])
    drawing.box(372, 30, 150, 76, "worker process", ["time and memory", "limit; cleans"])
    drawing.box(568, 30, 182, 76, "write", ["to .cleaner/parts, then", "renamed: whole or nothing"])
    for x in (130, 326, 522):
        drawing.arrow((x, 68), (x + 44, 68))
    drawing.box(
        176,
        214,
        574,
        92,
        "ledger.sqlite",
        [
            "for each page: hash of its content, models and options · name of its output · "
            "the result",
            "committed every second; what is not committed when a run is killed counts as not done",
        ],
    )
    drawing.arrow((236, 212), (236, 108), style="dashed")
    drawing.text(244, 150, "the same content,", "small")
    drawing.text(244, 165, "models and options:", "small")
    drawing.text(244, 180, "done before", "small")
    drawing.arrow((447, 106), (447, 212), style="dashed")
    drawing.text(455, 150, "failed, too slow,", "small")
    drawing.text(455, 165, "process died:", "small")
    drawing.text(455, 180, "error and reason", "small")
    drawing.arrow((659, 106), (659, 212))
    drawing.text(667, 158, "done", "small")
    drawing.box(10, 222, 120, 76, "errors.jsonl", ["written from it", "at the end"])
    drawing.arrow((176, 260), (132, 260))
    return drawing.svg()


DRAWINGS = {
    "after.svg": after,
    "before.svg": before,
    "before-after.svg": before_after,
    "corridor.svg": corridor,
    "ledger.svg": ledger,
    "model.svg": model,
}


def main() -> int:
    """Write the drawings, or say which differ."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--check", action="store_true", help="write nothing; fail if one differs")
    options = parser.parse_args()
    differ = []
    for name, draw in DRAWINGS.items():
        path, svg = FOLDER / name, draw()
        if not path.exists() or path.read_text(encoding="utf-8") != svg:
            differ.append(name)
            if not options.check:
                path.write_text(svg, encoding="utf-8")
    if options.check and differ:
        print(f"drawings.py: run it again, these differ: {', '.join(differ)}", file=sys.stderr)
    return int(options.check and bool(differ))


if __name__ == "__main__":
    sys.exit(main())
