"""What must hold of a crawl that an engine has cleaned."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
from made_crawl import address, crawl_table
from pyarrow import parquet
from support import run_example

from cleaner import Cleaner, SiteMemory
from cleaner.integrations.rows import row_of

MOST_LOADS = 16  # two workers, and those that come after crashes and time limits; 60 batches


def check_rows(
    rows: Iterable[Mapping[str, Any]],
    expected: Mapping[str, Mapping[str, Any]],
    poisoned: Collection[int],
) -> None:
    """Check that rows are those of `cleaner batch`, but of the two pages that crash and hang."""
    found = {row["url"]: row for row in rows}
    crash, hang = (address(number, 30) for number in poisoned)
    assert found.pop(crash)["error"]["code"] == "worker-died"
    assert found.pop(hang)["error"]["code"] == "timed-out"
    assert found.keys() == expected.keys() - {crash, hang}
    for url, row in found.items():
        assert row["error"] is None, url
        assert {name: row[name] for name in expected[url]} == expected[url]


def check_loads(folder: Path, before: Collection[Path]) -> None:
    """Check that models were loaded once a process, and by few of them.

    By none, if an engine's workers had them from what was cleaned before.
    """
    notes = {*folder.iterdir()}
    assert notes, "no process has noted that it has loaded models"
    assert len(notes - {*before}) < MOST_LOADS
    assert {path.read_text() for path in notes} == {"loaded\n"}


def check_site_memory(example: str, folder: Path, **variables: str) -> None:
    """Check that an example that counts over a shuffle cleans as with a site memory.

    `variables` of the environment tell its engine how to start.
    """
    table = crawl_table(31, sites=6).slice(0, 29)  # the last site has four pages, others five
    few = crawl_table(2, sites=1).set_column(0, "url", [["https://few.example/1"] * 2])
    table = pa.concat_tables([table, few])
    parquet.write_table(table, folder / "pages.parquet", row_group_size=7)
    paths = folder / "pages.parquet", folder / "clean.parquet"  # whole: workers run elsewhere
    done = run_example(example, *paths, cwd=folder, **variables)
    assert done.returncode == 0, done.stderr
    memory = SiteMemory()
    for row in table.to_pylist():
        memory.add(row["html"], row["url"])
    remembering, alone = Cleaner(site_memory=memory), Cleaner()
    expected, otherwise = (
        in_order(
            {"url": row["url"], **row_of(one.clean(row["html"], row["url"]))}
            for row in table.to_pylist()
        )
        for one in (remembering, alone)
    )
    assert in_order(parquet.read_table(folder / "clean.parquet").to_pylist()) == expected
    assert expected != otherwise


def in_order(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows in an order that does not depend on the engine."""
    return sorted(rows, key=lambda row: (row["url"], row["text"]))
