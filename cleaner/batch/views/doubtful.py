"""Views of the doubtful pages of a run, which its report links to."""

from __future__ import annotations

import io
import os
import re
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

from cleaner.batch.options import STATE, BatchOptions
from cleaner.batch.sources.discover import find
from cleaner.batch.views.run import run_views
from cleaner.batch.views.writer import ViewTask, ViewWriter
from cleaner.show.view import Link

_RECORD = re.compile(rb"#\w+$")  # what names a page of a file of many
VIEWS = f"{STATE}/views"
"""The folder of the views: among the state of a run, where no page's result has its name."""


def write_doubtful_views(
    options: BatchOptions,
    sources: Sequence[bytes],
    *,
    without: Path | None,
    jobs: int,
    isolated: bool,
    mark: str,
) -> dict[bytes, str]:
    """Show pages by the names of their sources, and return where, relative to the output folder.

    A page that cannot be shown is left out. Views of the last run are removed. Raises WorkersFail,
    OSError.
    """
    folder = options.out / VIEWS
    if folder.is_dir() and not folder.is_symlink():
        for path in folder.glob("*.html"):
            path.unlink()
    if not sources:
        return {}
    writer = ViewWriter(options, mark=f"{mark}-view", back=Link(options.report, "report"))
    tasks = {task.target: task for task in _tasks(options, sources, without)}
    results = run_views(writer, tasks.values(), min(jobs, len(tasks) or 1), isolated)
    with closing(results):
        return {
            os.fsencode(tasks[page.target].item.source): page.target
            for page in results
            if page.figures
        }


def _tasks(
    options: BatchOptions, sources: Sequence[bytes], without: Path | None
) -> Iterator[ViewTask]:
    """Yield the tasks of the pages, in the order of the source; stop when all are there."""
    numbers = {source: number for number, source in enumerate(sources, 1)}
    # A list on standard input cannot be read twice: of it, only the files of these pages.
    files = dict.fromkeys(_RECORD.sub(b"", source) for source in sources)
    listing = io.BytesIO(options.separator.join(files))
    for item in find(options, without, listing=listing):
        number = numbers.pop(os.fsencode(item.source), None)
        if number is not None and not item.record.error:
            yield ViewTask(number, item, f"{VIEWS}/{number:04}.html")
        if not numbers:
            return
