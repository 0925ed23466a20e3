"""The doubtful pages of a run: which they are, why, and the text that was made of each."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from cleaner.batch.options import STATE, BatchOptions
from cleaner.batch.state.ledger import Ledger
from cleaner.document import LOW_CONFIDENCE

# What makes a page doubtful, beside a low confidence. Chosen to list what is worth a look, not to
# be right each time.
NEARLY_NOTHING = 0.03  # share of words kept
FEW_OF_NEIGHBOURS = 0.2  # of the words that the site's median page keeps
NEIGHBOURS = 5  # pages that a site must have before they are compared
TELLING = 100  # words that a page, or the median of a site, must have for shares to mean anything
LISTED = 200
SHOWN = 1_500  # characters of a text
_READ = 1 << 20  # bytes of an output that are looked at for them

REASONS = {
    1: "nothing kept",
    2: "nearly everything dropped",
    3: "much less than other pages of the site",
    4: "no paragraph is clearly body",
    5: "low confidence",
}
"""Why a page is doubtful, the gravest first; of a page with several reasons the first is named."""

_DOUBTFUL = """
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
        WHEN body = 0 THEN 1
        WHEN words >= :telling AND words_kept < :nearly * words THEN 2
        WHEN words_kept < :few * usual THEN 3
        WHEN warnings LIKE '%["unsure",%' THEN 4
        WHEN confidence < :low THEN 5
    END AS why
    FROM done LEFT JOIN median USING (site)
)
"""
_COUNTED = "SELECT why, count(*) FROM judged WHERE why IS NOT NULL GROUP BY why ORDER BY why"
_SOURCES = (
    "SELECT source FROM judged WHERE why IS NOT NULL ORDER BY why, confidence, number LIMIT :listed"
)
_LISTED = (
    "SELECT source, target, url, why, confidence, words, words_kept, file, start, length"
    " FROM judged WHERE why IS NOT NULL ORDER BY why, confidence, number LIMIT :listed"
)
_LIMITS = {
    "low": LOW_CONFIDENCE,
    "nearly": NEARLY_NOTHING,
    "few": FEW_OF_NEIGHBOURS,
    "neighbours": NEIGHBOURS,
    "telling": TELLING,
}


class Doubtful(NamedTuple):
    """A doubtful page. `target` is its output file, "" if all pages share one."""

    source: bytes
    target: str
    url: str
    why: str
    confidence: float
    words: int
    words_kept: int
    text: str


def doubtful_counts(ledger: Ledger) -> list[tuple[str, int]]:
    """Return how many pages are doubtful for each reason, the gravest first."""
    rows = ledger.query(_DOUBTFUL + _COUNTED, **_LIMITS)
    return [(REASONS[why], count) for why, count in rows]


def doubtful_sources(ledger: Ledger) -> list[bytes]:
    """Return the names of the doubtful pages, in the order of `doubtful_pages`."""
    return [source for (source,) in ledger.query(_DOUBTFUL + _SOURCES, **_LIMITS, listed=LISTED)]


def doubtful_pages(options: BatchOptions, ledger: Ledger) -> list[Doubtful]:
    """Return the doubtful pages, the gravest first, at most `LISTED`."""
    rows = ledger.query(_DOUBTFUL + _LISTED, **_LIMITS, listed=LISTED)
    pages = []
    for source, target, url, why, confidence, words, kept, file, start, length in rows.fetchall():
        name = os.fsdecode(target or b"")
        text = ""
        with suppress(OSError, ValueError):  # an output that was moved or changed meanwhile
            if name:
                text = _text_of(options.out / name, options.output_format)
            elif file is not None:
                records = options.out / STATE / f"{options.output_format}-{file}.records"
                text = _text_of_record(records, start, length)
        pages.append(
            Doubtful(source, name, url or "", REASONS[why], confidence, words, kept, _cut(text))
        )
    return pages


def _text_of(path: Path, output_format: str) -> str:
    """Return the text of an output file; Markdown as it stands."""
    with path.open("rb") as file:
        content = file.read(None if output_format == "json" else _READ).decode("utf-8", "replace")
    if output_format == "json":
        return str(json.loads(content)["text"])
    if output_format == "html":
        from selectolax.lexbor import LexborHTMLParser

        body = LexborHTMLParser(content).body
        return body.text(separator="\n", strip=True) if body else ""
    return content


def _text_of_record(records: Path, start: int, length: int) -> str:
    with records.open("rb") as file:
        file.seek(start)
        return str(json.loads(file.read(length))["text"])


def _cut(text: str) -> str:
    text = text.strip()
    if len(text) <= SHOWN:
        return text
    return f"{text[:SHOWN]} … ({len(text) - SHOWN:,} characters more)"
