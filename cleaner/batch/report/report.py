"""The report of a run: one page of HTML that needs nothing beside it."""

from __future__ import annotations

import os
import platform
import re
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import datetime, timezone
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

from cleaner.batch.options import STDIN, BatchOptions
from cleaner.batch.outputs.files import write_whole
from cleaner.batch.report.doubtful import LISTED, doubtful_counts, doubtful_pages
from cleaner.batch.report.summary import Summary
from cleaner.batch.state.ledger import Ledger
from cleaner.errors import WARNINGS, ModelError
from cleaner.model.file import load_model
from cleaner.paragraph import LABELS
from cleaner.version import __version__

SITES_SHOWN = 20
_BARS = 10


class _Bar(NamedTuple):
    """How many pages kept a share of their words: a bar of the chart, its width in per cent."""

    name: str
    pages: int
    width: float


class _Part(NamedTuple):
    """The paragraphs of one label on a site: a part of a bar, its width in per cent."""

    label: str
    paragraphs: int
    width: float


class _Site(NamedTuple):
    """A site: a bar of the chart."""

    name: str
    pages: int
    parts: list[_Part]


class _Option(NamedTuple):
    """An option of the run, as the report shows it."""

    name: str
    value: str
    default: bool


def write_report(
    options: BatchOptions,
    ledger: Ledger,
    summary: Summary,
    mark: str,
    views: Mapping[bytes, str] | None = None,
) -> None:
    """Write `options.report` into the output folder, whole or not at all.

    `mark` tells the temporary file from those of other runs. `views` are those of doubtful pages,
    by their sources, relative to the output folder. Raises LedgerError, OSError.
    """
    from jinja2 import Environment, PackageLoader  # only runs with a report need it

    environment = Environment(
        loader=PackageLoader("cleaner.batch", "report"), autoescape=True, trim_blocks=True
    )
    page = environment.get_template("report.html.j2").render(
        figures=summary.rows(),
        date=f"{datetime.now(timezone.utc):%Y-%m-%d %H:%M} UTC",
        versions=_versions(options),
        options=_options(options),
        warnings=[(code, WARNINGS[code], n) for code, n in summary.warnings.most_common()],
        labels=[label.value for label in LABELS],
        shares=_shares(ledger),
        sites=_sites(ledger),
        reasons=doubtful_counts(ledger),
        doubtful=_doubtful(options, ledger, views or {}),
        failed=_failed(options, ledger),
        passed_over=_passed_over(summary),
        listed=LISTED,
    )
    ledger.own(options.report)
    write_whole(options.out, options.report, page, f"{mark}-report")


def _versions(options: BatchOptions) -> list[tuple[str, str]]:
    """Return what cleaned: the versions of the program, of Python, and of the models there are."""
    versions = [("cleaner", __version__), ("Python", platform.python_version())]
    for name in ("html", "text"):
        try:
            model = load_model(name, options.cleaning.model, options.cleaning.profile)
        except ModelError:  # of a format that no page has
            continue
        versions.append((f"model for {'HTML' if name == 'html' else 'plain text'}", model.label))
    return versions


def _options(options: object) -> list[_Option]:
    """Return the options of the run by their names in Python, those inside options by theirs."""
    rows: list[_Option] = []
    for option in fields(options):  # type: ignore[arg-type]
        value = getattr(options, option.name)
        if is_dataclass(value):
            prefix = "" if option.name == "cleaning" else f"{option.name}."
            rows += [row._replace(name=prefix + row.name) for row in _options(value)]
        else:
            rows.append(_Option(option.name, _shown(value), value == option.default))
    return rows


def _shown(value: object) -> str:
    """Return the value of an option for people."""
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Path):
        return os.fsencode(value).decode("utf-8", "backslashreplace")
    return repr(value) if isinstance(value, bytes) else str(value)


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
        _Bar(f"{n * step}–{n * step + step} %", pages, 100 * pages / most)
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
        total = sum(counts) or 1
        parts = [
            _Part(label.value, count, 100 * count / total) for label, count in zip(LABELS, counts)
        ]
        sites.append(_Site(site, pages, parts))
    return sites


def _doubtful(
    options: BatchOptions, ledger: Ledger, views: Mapping[bytes, str]
) -> list[dict[str, Any]]:
    return [
        {
            **_page(options, page.source, page.url),
            "result": quote(os.fsencode(page.target)),
            "view": quote(views.get(page.source, "")),
            "page": page,
        }
        for page in doubtful_pages(options, ledger)
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
    """Return a page's name, and the address it is linked to: its URL, else its file."""
    name = source.decode("utf-8", "backslashreplace")
    if url.startswith(("http://", "https://")):
        return {"name": name, "address": url}
    path = Path(os.fsdecode(re.sub(rb"#\w+$", b"", source)))  # a page of many: their file
    if options.source != STDIN:
        path = options.source / path if options.source.is_dir() else options.source
    return {"name": name, "address": quote(os.fsencode(os.path.relpath(path, options.out)))}
