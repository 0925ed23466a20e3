"""Measure how faithfully the body comes out as Markdown, ours and the peers', on tests/pages.

    python benchmarks/fidelity.py [--json FILE] [--pages] [--converters]

Each page stands beside the Markdown that is right. Measured are, as means over the pages that have
any: the edit similarity of the text, of listings, of tables (cell by cell, and as trees, TEDS:
Zhong et al. 2020) and of formulas, and the F1 of the addresses of links and of images. Markdown is
parsed by markdown-it-py, which shares no code with what wrote it.

`--converters` passes our pruned HTML through converters from HTML to Markdown, instead of our own
writer.
"""

from __future__ import annotations

import json
import re
import statistics
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from common import argument_parser
from markdown_it import MarkdownIt
from mdit_py_plugins.footnote import footnote_plugin
from rapidfuzz.distance import Levenshtein
from rich.console import Console
from rich.table import Table

import cleaner

PAGES = Path(__file__).parent.parent / "tests" / "pages"
COLUMNS = ("text", "code", "tables", "TEDS", "formulas", "links", "images")
_FORMULA = re.compile(
    r"\\\((.+?)\\\)|\\\[(.+?)\\\]|\$\$(.+?)\$\$|(?<![\w$])\$([^\s$][^$\n]*?)\$(?!\w)", re.DOTALL
)
_PARSER = MarkdownIt("commonmark").enable(["table", "strikethrough"]).use(footnote_plugin)
Rows = list[list[str]]


@dataclass(slots=True)
class Parts:
    """What a Markdown text holds, by kind."""

    text: str = ""
    code: list[str] = field(default_factory=list)
    tables: list[Rows] = field(default_factory=list)
    formulas: list[str] = field(default_factory=list)
    links: Counter[str] = field(default_factory=Counter)
    images: Counter[str] = field(default_factory=Counter)


def parts_of(markdown: str) -> Parts:
    """Parse Markdown into its parts; formulas are taken out before, and stand in no text."""
    parts = Parts()

    def note(match: re.Match[str]) -> str:
        tex = next(group for group in match.groups() if group is not None)
        parts.formulas.append("".join(tex.split()))
        return f"FORMULA{len(parts.formulas)}"

    outside = re.split(r"(^```.*?^```[^\n]*$)", markdown, flags=re.DOTALL | re.MULTILINE)
    markdown = "".join(
        piece if piece.startswith("```") else _FORMULA.sub(note, piece) for piece in outside
    )
    words: list[str] = []
    rows: Rows | None = None
    for token in _PARSER.parse(markdown):
        if token.type in ("fence", "code_block"):
            parts.code.append(token.content.rstrip("\n"))
        elif token.type == "table_open":
            rows = []
        elif token.type == "table_close" and rows is not None:
            parts.tables.append(rows)
            rows = None
        elif token.type == "tr_open" and rows is not None:
            rows.append([])
        elif token.type == "inline":
            text = _inline(token.children or [], parts)
            if rows is not None:
                rows[-1].append(text)
            words.append(text)
    parts.text = "\n".join(filter(None, words))
    return parts


def _inline(tokens: Sequence[Any], parts: Parts) -> str:
    """Return the text of a line; note its links and images."""
    out = []
    for token in tokens:
        if token.type == "link_open":
            parts.links[str(token.attrs["href"])] += 1
        elif token.type == "image":
            parts.images[str(token.attrs["src"])] += 1
        elif token.type == "footnote_ref":
            out.append(f"[{token.meta['id'] + 1}]")
        elif token.type in ("softbreak", "hardbreak"):
            out.append("\n")
        elif token.type != "html_inline":
            out.append(token.content)
    return " ".join("".join(out).split())


def similarity(a: str, b: str) -> float:
    """Return one less the edit distance by the longer of two strings."""
    return Levenshtein.normalized_similarity(a, b)


def teds(a: Rows, b: Rows) -> float:
    """Return the similarity of two tables as trees of rows and cells, each a node."""
    size = max(1 + sum(1 + len(row) for row in table) for table in (a, b))

    def cells(one: list[str], other: list[str]) -> float:
        return _alignment(one, other, lambda x, y: 1 - similarity(x, y), lambda _: 1.0)

    return 1 - _alignment(a, b, cells, lambda row: 1.0 + len(row)) / size


def _alignment(
    a: Sequence[Any], b: Sequence[Any], change: Callable[[Any, Any], float],
    drop: Callable[[Any], float],
) -> float:  # fmt: skip
    """Return the least cost of turning one sequence into another."""
    row = [0.0]
    for y in b:
        row.append(row[-1] + drop(y))
    for x in a:
        above, row = row, [row[0] + drop(x)]
        for j, y in enumerate(b):
            row.append(min(above[j] + change(x, y), above[j + 1] + drop(x), row[j] + drop(y)))
    return row[-1]


def f1(written: Counter[str], wanted: Counter[str]) -> float:
    """Return the F1 of two bags."""
    shared = sum((written & wanted).values())
    return 2 * shared / (sum(written.values()) + sum(wanted.values()))


def scores(written: Parts, wanted: Parts) -> dict[str, float]:
    """Return the measures of a page, of the kinds that it has."""
    out = {"text": similarity(written.text, wanted.text)}
    if wanted.code:
        out["code"] = similarity("\n\n".join(written.code), "\n\n".join(wanted.code))
    if wanted.tables:
        flat = [
            "\n".join("\t".join(row) for table in p.tables for row in table)
            for p in (written, wanted)
        ]
        out["tables"] = similarity(*flat)
        joined = [[row for table in p.tables for row in table] for p in (written, wanted)]
        out["TEDS"] = teds(*joined)
    if wanted.formulas:
        out["formulas"] = similarity("\n".join(written.formulas), "\n".join(wanted.formulas))
    if wanted.links:
        out["links"] = f1(written.links, wanted.links)
    if wanted.images:
        out["images"] = f1(written.images, wanted.images)
    return out


Tool = Callable[[str], str]


def tools() -> dict[str, Tool]:
    """Return ours and every installed peer, each from HTML to Markdown."""
    out: dict[str, Tool] = {"cleaner": lambda html: cleaner.clean_html(html).as_markdown()}
    try:
        import trafilatura

        out["trafilatura"] = lambda html: trafilatura.extract(
            html, output_format="markdown", include_links=True, include_images=True,
            include_formatting=True, include_tables=True, include_comments=False,
        ) or ""  # fmt: skip
    except ImportError:
        pass
    try:
        from resiliparse.extract.html2text import extract_plain_text

        out["resiliparse"] = lambda html: extract_plain_text(
            html, main_content=True, preserve_formatting=True, links=True, list_bullets=True
        )
    except ImportError:
        pass
    for name, convert in converters().items():
        out[f"{name} (whole page)"] = convert
    return out


def converters() -> dict[str, Tool]:
    """Return the installed converters from HTML to Markdown."""
    out: dict[str, Tool] = {}
    try:
        import html2text

        def by_html2text(html: str) -> str:
            converter = html2text.HTML2Text(bodywidth=0)
            converter.pad_tables = False
            return str(converter.handle(html))

        out["html2text"] = by_html2text
    except ImportError:
        pass
    try:
        from markdownify import markdownify

        out["markdownify"] = lambda html: markdownify(html, heading_style="ATX")
    except ImportError:
        pass
    try:
        from html_to_markdown import convert

        def by_rust(html: str) -> str:
            written = convert(html)
            return str(getattr(written, "content", written))

        out["html-to-markdown"] = by_rust
    except ImportError:
        pass
    return out


def behind_our_tree() -> dict[str, Tool]:
    """Return ours, and each converter on the HTML of our pruned tree."""
    out: dict[str, Tool] = {"cleaner": lambda html: cleaner.clean_html(html).as_markdown()}
    for name, convert in converters().items():

        def through(html: str, convert: Tool = convert) -> str:
            return convert(cleaner.clean_html(html).as_html().partition("<body>")[2])

        out[f"our HTML, {name}"] = through
    return out


def main() -> None:
    """Measure fidelity, and print a table."""
    parser = argument_parser(__doc__)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--pages", action="store_true", help="also ours, page by page")
    parser.add_argument("--converters", action="store_true", help="behind our pruned tree")
    options = parser.parse_args()
    console = Console(width=120)
    sources = {path.stem: path.read_text(encoding="utf-8") for path in sorted(PAGES.glob("*.html"))}
    right = {name: parts_of((PAGES / f"{name}.md").read_text(encoding="utf-8")) for name in sources}
    table = Table(title=f"{len(sources)} pages")
    for column in ("", *COLUMNS, "ms a page"):
        table.add_column(column, justify="right" if column else "left")
    record: dict[str, Any] = {}
    for tool, run in (behind_our_tree() if options.converters else tools()).items():
        run(next(iter(sources.values())))
        start = time.perf_counter()
        written = {name: run(html) for name, html in sources.items()}
        spent = (time.perf_counter() - start) * 1e3 / len(sources)
        by_page = {name: scores(parts_of(text), right[name]) for name, text in written.items()}
        means = {
            column: statistics.fmean([page[column] for page in by_page.values() if column in page])
            for column in COLUMNS
        }
        record[tool] = {"means": means, "ms": spent, "pages": by_page}
        table.add_row(tool, *(f"{means[column]:.3f}" for column in COLUMNS), f"{spent:.1f}")
        if options.pages and tool == "cleaner":
            for name, page in by_page.items():
                low = {column: f"{value:.3f}" for column, value in page.items() if value < 1}
                if low:
                    console.print(name, low)
    console.print(table)
    if options.json:
        options.json.write_text(json.dumps(record, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
