"""The report of a run: one page of HTML that needs nothing beside it."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

from cleaner.batch.options import STDIN, BatchOptions
from cleaner.batch.outputs.files import write_whole
from cleaner.batch.report.summary import Summary
from cleaner.batch.state.ledger import Ledger
from cleaner.paragraph import LABELS

# What makes a page look wrong. Chosen to list what is worth a look, not to be right each time.
LOW_CONFIDENCE = 0.5
NEARLY_NOTHING = 0.03  # share of words kept
FEW_OF_NEIGHBOURS = 0.2  # of the words that the site's median page keeps
NEIGHBOURS = 5  # pages that a site must have before they are compared
TELLING = 100  # words that a page, or the median of a site, must have for shares to mean anything
SITES_SHOWN = 20
LISTED = 200

_BARS = 10
_BAR_HEIGHT = 120.0  # of the highest
_SITES_LEFT, _SITES_WIDTH = 230.0, 290.0
_SITE_CHARS = 30

_ODD = """
WITH done AS (
    SELECT * FROM pages WHERE output_format = :output_format AND run = :run AND error = ''
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


class _Bar(NamedTuple):
    """How many pages kept a share of their words: a column of the chart."""

    name: str
    pages: int
    height: float


class _Part(NamedTuple):
    """The paragraphs of one label on a site: a part of a bar."""

    label: str
    paragraphs: int
    left: float
    width: float


class _Site(NamedTuple):
    """A site: a bar of the chart."""

    name: str
    pages: int
    parts: list[_Part]


def write_report(options: BatchOptions, ledger: Ledger, summary: Summary, mark: str) -> None:
    """Write `options.report` into the output folder, whole or not at all.

    `mark` tells the temporary file from those of other runs. Raises LedgerError, OSError.
    """
    from jinja2 import Environment, PackageLoader  # only runs with a report need it

    environment = Environment(
        loader=PackageLoader("cleaner.batch", "report"), autoescape=True, trim_blocks=True
    )
    page = environment.get_template("report.html.j2").render(
        figures=summary.rows(),
        shares=_shares(ledger),
        sites=_sites(ledger),
        odd=_odd(options, ledger),
        failed=_failed(options, ledger),
        passed_over=_passed_over(summary),
        listed=LISTED,
    )
    write_whole(options.out, options.report, page, f"{mark}-report")


def _shares(ledger: Ledger) -> list[_Bar]:
    rows = ledger.query(
        f"SELECT min({_BARS - 1}, words_kept * {_BARS} / words), count(*) FROM pages"
        " WHERE output_format = :output_format AND run = :run AND error = '' AND words > 0"
        " GROUP BY 1"
    )
    counts: dict[int, int] = dict(rows.fetchall())
    if not counts:
        return []
    most, step = max(counts.values()), 100 // _BARS
    return [
        _Bar(f"{n * step}–{n * step + step} %", pages, _BAR_HEIGHT * pages / most)
        for n, pages in ((n, counts.get(n, 0)) for n in range(_BARS))
    ]


def _sites(ledger: Ledger) -> list[_Site]:
    rows = ledger.query(
        "SELECT site, count(*), sum(body), sum(sidebar), sum(chrome) FROM pages"
        " WHERE output_format = :output_format AND run = :run AND error = ''"
        f" GROUP BY site ORDER BY 2 DESC, site LIMIT {SITES_SHOWN}"
    )
    sites: list[_Site] = []
    for site, pages, *counts in rows:
        left, total = _SITES_LEFT, sum(counts) or 1
        parts: list[_Part] = []
        for label, count in zip(LABELS, counts):
            width = _SITES_WIDTH * count / total
            parts.append(_Part(label.value, count, left, width))
            left += width
        name = site if len(site) <= _SITE_CHARS else site[: _SITE_CHARS - 1] + "…"
        sites.append(_Site(name, pages, parts))
    return sites


def _odd(options: BatchOptions, ledger: Ledger) -> list[dict[str, Any]]:
    rows = ledger.query(
        _ODD,
        low=LOW_CONFIDENCE,
        nearly=NEARLY_NOTHING,
        few=FEW_OF_NEIGHBOURS,
        neighbours=NEIGHBOURS,
        telling=TELLING,
        listed=LISTED,
    )
    return [
        {
            **_page(options, source, url),
            "result": quote(os.fsencode(os.fsdecode(target))) if target else "",
            "why": why,
            "confidence": confidence,
            "kept": kept,
            "words": words,
        }
        for source, target, url, why, confidence, words, kept in rows
    ]


def _failed(options: BatchOptions, ledger: Ledger) -> list[dict[str, Any]]:
    rows = ledger.query(
        "SELECT source, url, error, reason FROM pages"
        " WHERE output_format = :output_format AND run = :run AND error != ''"
        f" ORDER BY number LIMIT {LISTED}"
    )
    return [
        {**_page(options, source, url), "error": error, "reason": reason}
        for source, url, error, reason in rows
    ]


def _passed_over(summary: Summary) -> list[tuple[str, int]]:
    files = [
        (f"files ending in {ending}" if ending else "files without an ending", count)
        for ending, count in summary.endings.most_common()
    ]
    return files + summary.passed_over.counts.most_common()


def _page(options: BatchOptions, source: bytes, url: str) -> dict[str, str]:
    """A page's name, and the address it is linked to: its URL, else its file."""
    name = source.decode("utf-8", "backslashreplace")
    if url.startswith(("http://", "https://")):
        return {"name": name, "address": url}
    path = Path(os.fsdecode(re.sub(rb"#\w+$", b"", source)))  # a page of many: their file
    if options.source != STDIN:
        path = options.source / path if options.source.is_dir() else options.source
    return {"name": name, "address": quote(os.fsencode(os.path.relpath(path, options.out)))}
