"""The report of a run: one page of HTML that needs nothing beside it."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path
from string import Template
from typing import Any
from urllib.parse import quote

from cleaner.batch.outputs.files import write_whole
from cleaner.batch.report.summary import Summary
from cleaner.batch.state.ledger import Ledger
from cleaner.batch.task import STDIN, Options
from cleaner.paragraph import LABELS

# What makes a page look wrong. Chosen to list what is worth a look, not to be right each time.
LOW_CONFIDENCE = 0.5
NEARLY_NOTHING = 0.03  # share of words kept
FEW_OF_NEIGHBOURS = 0.2  # of the words that the site's median page keeps
NEIGHBOURS = 5  # pages that a site must have before they are compared
TELLING = 100  # words that a page, or the median of a site, must have for shares to mean anything
SITES_SHOWN = 20
LISTED = 200

_ODD = """
WITH done AS (
    SELECT * FROM pages WHERE form = :form AND run = :run AND error = ''
), ranked AS (
    SELECT site, words_kept, row_number() OVER (PARTITION BY site ORDER BY words_kept) AS place,
        count(*) OVER (PARTITION BY site) AS pages
    FROM done
), median AS (
    SELECT site, words_kept AS usual FROM ranked
    WHERE place = (pages + 1) / 2 AND pages >= :neighbours AND words_kept >= :telling
), judged AS (
    SELECT done.*, CASE
        WHEN words_kept = 0 THEN 'nothing kept'
        WHEN words >= :telling AND words_kept < :nearly * words THEN 'nearly everything dropped'
        WHEN words_kept < :few * usual THEN 'much less than other pages of the site'
        WHEN words_kept > 0 AND confidence < :low THEN 'low confidence'
    END AS why
    FROM done LEFT JOIN median USING (site)
)
SELECT source, target, url, why, confidence, words, words_kept FROM judged
WHERE why IS NOT NULL ORDER BY why, confidence, number LIMIT :listed
"""


def write_report(options: Options, ledger: Ledger, summary: Summary) -> None:
    """Write `options.report` into the output folder. Raises LedgerError, OSError."""
    template = Template((Path(__file__).parent / "report.html").read_text(encoding="utf-8"))
    page = template.substitute(
        figures=_table(summary.rows(), figures=(1,)),
        shares=_shares(ledger),
        sites=_sites(ledger),
        odd=_odd(options, ledger),
        failed=_failed(options, ledger),
    )
    write_whole(options.out, options.report, page, f"{options.run}-report")


def _shares(ledger: Ledger) -> str:
    rows = ledger.query(
        "SELECT min(9, words_kept * 10 / words), count(*) FROM pages"
        " WHERE form = :form AND run = :run AND error = '' AND words > 0 GROUP BY 1"
    )
    counts = dict(rows.fetchall())
    if not counts:
        return _note("no pages with words")
    most = max(counts.values())
    bars = [
        f'<rect class="body" x="{60 * n + 4}" y="{140 - 120 * counts.get(n, 0) / most:.1f}"'
        f' width="52" height="{120 * counts.get(n, 0) / most:.1f}"/>'
        f'<text x="{60 * n + 30}" y="{134 - 120 * counts.get(n, 0) / most:.1f}"'
        f' text-anchor="middle">{counts.get(n, 0):,}</text>'
        f'<text x="{60 * n + 30}" y="156" text-anchor="middle">{n * 10}–{n * 10 + 10} %</text>'
        for n in range(10)
    ]
    return _chart(600, 164, "pages by the share of words kept", bars)


def _sites(ledger: Ledger) -> str:
    rows = ledger.query(
        "SELECT site, count(*), sum(body), sum(sidebar), sum(chrome) FROM pages"
        " WHERE form = :form AND run = :run AND error = ''"
        f" GROUP BY site ORDER BY 2 DESC, site LIMIT {SITES_SHOWN}"
    ).fetchall()
    marks: list[str] = []
    for n, (site, pages, *counts) in enumerate(rows):
        left, total = 230.0, sum(counts) or 1
        shown = site if len(site) <= 30 else site[:29] + "…"
        marks.append(f'<text x="0" y="{22 * n + 15}">{escape(shown)}</text>')
        for label, count in zip(LABELS, counts):
            width = 290 * count / total
            marks.append(
                f'<rect class="{label}" x="{left:.1f}" y="{22 * n + 3}" width="{width:.1f}"'
                f' height="16"><title>{count:,} {label}</title></rect>'
            )
            left += width
        many = f"{pages:,} page{'s' * (pages != 1)}"
        marks.append(f'<text x="528" y="{22 * n + 15}">{many}</text>')
    if not rows:
        return _note("no pages")
    return _chart(600, 22 * len(rows), "paragraphs by label and site", marks)


def _odd(options: Options, ledger: Ledger) -> str:
    found = ledger.query(
        _ODD,
        low=LOW_CONFIDENCE,
        nearly=NEARLY_NOTHING,
        few=FEW_OF_NEIGHBOURS,
        neighbours=NEIGHBOURS,
        telling=TELLING,
        listed=LISTED,
    )
    rows = [
        (
            _source_link(options, source, url),
            _link(quote(os.fsencode(os.fsdecode(target))), "result") if target else "",
            escape(why),
            f"{confidence:.2f}",
            f"{kept:,} of {words:,}",
        )
        for source, target, url, why, confidence, words, kept in found
    ]
    if not rows:
        return _note("none")
    head = ("page", "", "why", "confidence", "words kept")
    return _table(rows, head, figures=(3, 4), raw=True) + _cut(rows)


def _failed(options: Options, ledger: Ledger) -> str:
    rows = [
        (_source_link(options, source, url), escape(error), escape(reason))
        for source, url, error, reason in ledger.query(
            "SELECT source, url, error, reason FROM pages"
            " WHERE form = :form AND run = :run AND error != ''"
            f" ORDER BY number LIMIT {LISTED}"
        )
    ]
    if not rows:
        return _note("none")
    return _table(rows, ("page", "error", "reason"), raw=True) + _cut(rows)


def _source_link(options: Options, source: bytes, url: str) -> str:
    """A page's name, linked to its address, else to its file."""
    name = source.decode("utf-8", "backslashreplace")
    if url.startswith(("http://", "https://")):
        return _link(url, name)
    path = Path(os.fsdecode(re.sub(rb"#\d+$", b"", source)))  # a page of many: their file
    if options.source != STDIN:
        path = options.source / path if options.source.is_dir() else options.source
    return _link(quote(os.fsencode(os.path.relpath(path, options.out))), name)


def _link(address: str, text: str) -> str:
    return f'<a href="{escape(address)}">{escape(text)}</a>'


def _note(text: str) -> str:
    return f'<p class="note">{text}</p>'


def _cut(rows: Sequence[Any]) -> str:
    return _note(f"the first {LISTED} are shown") if len(rows) == LISTED else ""


def _chart(width: int, height: int, title: str, marks: Iterable[str]) -> str:
    return (
        f'<svg viewBox="0 0 {width} {height}" role="img" aria-label="{title}">'
        + "".join(marks)
        + "</svg>"
    )


def _table(
    rows: Iterable[Sequence[str]],
    head: Sequence[str] = (),
    *,
    figures: Sequence[int] = (),
    raw: bool = False,
) -> str:
    """Rows as a table; `figures` are the columns of numbers, `raw` says that cells are HTML."""

    def cells(row: Sequence[str], tag: str, *, html: bool) -> str:
        opening = [f'<{tag} class="figure">' if n in figures else f"<{tag}>" for n in range(9)]
        return "".join(
            f"{opening[n]}{cell if html else escape(cell)}</{tag}>" for n, cell in enumerate(row)
        )

    lines = [f"<tr>{cells(head, 'th', html=False)}</tr>"] if head else []
    lines += [f"<tr>{cells(row, 'td', html=raw)}</tr>" for row in rows]
    return f"<table>{''.join(lines)}</table>"
