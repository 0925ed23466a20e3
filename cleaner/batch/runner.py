"""The whole run: a folder of pages into a mirrored folder of clean text."""

from __future__ import annotations

import json
import os
import secrets
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from time import perf_counter

from cleaner.batch.pool import Pool
from cleaner.batch.sinks import ENDINGS, output_names, remove_part, write_whole
from cleaner.batch.sources import Refused, walk
from cleaner.batch.summary import Summary
from cleaner.batch.worker import Options, Outcome, Task, clean_page
from cleaner.errors import CleanerError
from cleaner.model import load_model

ERRORS = "errors.jsonl"


class WrongFolders(CleanerError, ValueError):
    """The two folders of a batch cannot be used together."""


def run_batch(
    options: Options,
    jobs: int | None = None,
    summary: Summary | None = None,
    on_outcome: Callable[[Outcome], None] = lambda outcome: None,
) -> Summary:
    """Clean every page below `options.source` into `options.out`, in `jobs` processes.

    The output folder mirrors the source; see `output_names` for the names. `errors.jsonl` in it
    lists what failed, with its reason. The bytes written do not depend on `jobs`. `on_outcome` is
    told what became of each page, in order; `summary` is filled on the way, so that one who holds
    it has the figures after an interrupt, too.

    Raises WrongFolders, ModelError before anything is written, and OSError where the output
    folder cannot be made. After KeyboardInterrupt what is finished stands, whole.
    """
    without = check_folders(options.source, options.out)
    summary = Summary() if summary is None else summary
    summary.total = _look_ahead(options, without)
    options = replace(options, run=secrets.token_hex(4))
    options.out.mkdir(parents=True, exist_ok=True)
    _write_errors(options, [])
    started = perf_counter()
    try:
        for outcome in _outcomes(options, without, jobs or cores()):
            summary.add(outcome)
            on_outcome(outcome)
    finally:
        summary.seconds = perf_counter() - started
        _write_errors(options, summary.failures)
    return summary


def _look_ahead(options: Options, without: Path | None) -> int:
    """How many outcomes there will be; raises ModelError where a model that they need is bad."""
    kinds: Counter[str] = Counter()
    refused = 0
    for folder in walk(options.source, without):
        kinds.update(page.kind for page in folder.pages)
        refused += len(folder.refused)
    for kind in sorted(kinds):
        load_model(kind, options.model)
    return kinds.total() + refused


def cores() -> int:
    """How many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def check_folders(source: Path, out: Path) -> Path | None:
    """Raise WrongFolders where a result could overwrite a page.

    Returns the output folder where it lies inside the source and must be left out of the walk.
    It may lie there only if it is new, empty, or the output of an earlier run: otherwise its
    files could be pages themselves.
    """
    if not source.is_dir():
        raise WrongFolders(f"{source} is not a folder")
    if out.exists() and not out.is_dir():
        raise WrongFolders(f"{out} is not a folder: name another output")
    if _inside(source, out):
        raise WrongFolders(
            f"the output {out} is the folder of pages, or holds it: pages could be overwritten. "
            "Name another folder"
        )
    if not _inside(out, source):
        return None
    if out.exists() and not (out / ERRORS).exists() and any(out.iterdir()):
        raise WrongFolders(
            f"the output {out} lies inside {source} and has files of its own, which could be "
            "overwritten. Name a new or an empty folder"
        )
    return out


def _inside(path: Path, folder: Path) -> bool:
    """Whether a path is a folder or lies in it, whatever links and spellings lead there."""
    path = path.resolve()
    return folder.exists() and any(
        place.exists() and place.samefile(folder) for place in (path, *path.parents)
    )


def _outcomes(options: Options, without: Path | None, jobs: int) -> Iterator[Outcome]:
    """What became of each page, folder by folder, and at last what was refused unread."""
    refused: list[Refused] = []
    pool = Pool(clean_page, _lost, jobs)
    results = pool.run(_tasks(options, without, refused))
    try:
        yield from results
    finally:
        results.close()
        for task, _ in pool.in_flight:
            remove_part(options.out, task.target, task.mark)
    for item in refused:
        yield Outcome(item.path, error=item.error, reason=item.reason)


def _tasks(options: Options, without: Path | None, refused: list[Refused]) -> Iterator[Task]:
    number = 0
    for folder in walk(options.source, without):
        refused.extend(folder.refused)
        names = output_names(folder.pages, folder.subfolders, ENDINGS[options.form])
        for page, name in zip(folder.pages, names):
            path = os.path.join(page.folder, page.name)
            yield Task(number, path, os.path.join(page.folder, name), page.kind, options)
            number += 1


def _lost(task: Task) -> Outcome:
    remove_part(task.options.out, task.target, task.mark)
    reason = "the process that cleaned this page died (crashed or out of memory)"
    return Outcome(task.path, task.target, "WorkerDied", reason)


def _write_errors(options: Options, failures: list[Outcome]) -> None:
    lines = (
        json.dumps({"source": failed.path, "error": failed.error, "reason": failed.reason})
        for failed in failures
    )
    text = "".join(line + "\n" for line in lines)
    write_whole(options.out, ERRORS, text, f"{options.run}-errors")
