"""The whole run: pages in, clean text out, every page accounted for."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from dataclasses import replace
from pathlib import Path
from time import perf_counter

from cleaner import __version__
from cleaner.batch.outputs.files import clear_parts, make_state, whole
from cleaner.batch.outputs.record_store import PRODUCTS, Records, require
from cleaner.batch.report.report import write_report
from cleaner.batch.report.summary import Summary
from cleaner.batch.sources.discover import check_source, count, find, in_groups
from cleaner.batch.sources.folders import STATE, explain
from cleaner.batch.state.ledger import LEDGER, Entry, Ledger
from cleaner.batch.state.site_counts import count_sites
from cleaner.batch.task import STDIN, Options, Outcome, Task
from cleaner.batch.workers.page_cleaner import PageCleaner, contents, digest, memory_path
from cleaner.errors import CleanerError, WrongFolders
from cleaner.model.file import load_model, models_folder
from cleaner.workers.limits import cpu_count
from cleaner.workers.pool import Pool

ERRORS = "errors.jsonl"


def run_batch(
    options: Options,
    jobs: int | None = None,
    summary: Summary | None = None,
    on_outcome: Callable[[Outcome], None] = lambda outcome: None,
) -> Summary:
    """Clean every page of `options.source` into `options.out`, in `jobs` processes.

    What an earlier run has done stays as it is. `errors.jsonl` in the output folder lists what
    failed, with its reason. The bytes written do not depend on `jobs`. `on_outcome` is told what
    became of each page, in order; `summary` is filled on the way, so that one who holds it has the
    figures after an interrupt, too.

    Raises WrongFolders, MissingExtra, ModelError before anything is written; OutputInUse where
    another run has the output folder; LedgerError, WorkersFail, OSError where a run cannot go on.
    After any of these, and after KeyboardInterrupt, what is finished stands, whole.
    """
    without = check_folders(options.source, options.out)
    require(options.form)
    jobs = jobs or cpu_count()
    summary = Summary() if summary is None else summary
    summary.expected, kinds, summary.others = count(options, without)
    setup = _setup(options, kinds)
    options = replace(options, run=secrets.token_hex(4))
    make_state(options.out)
    started = perf_counter()
    with ExitStack() as stack:
        ledger = stack.enter_context(Ledger(options.out, options.form, setup))
        clear_parts(options.out)
        ledger.begin(force=options.force)
        count_sites(options, without, jobs)
        records = None
        if options.form in PRODUCTS:
            records = stack.enter_context(Records(options.out, ledger))
        try:
            for outcome in _outcomes(options, without, jobs, ledger, records, summary):
                summary.add(outcome)
                on_outcome(outcome)
            summary.expected = summary.seen
            _finish(options, ledger, records)
        except BaseException:
            # Between two statements nothing is sure; what was committed is.
            with suppress(CleanerError, OSError):
                ledger.rollback()
                _write_errors(options, ledger)
            raise
        finally:
            summary.seconds = perf_counter() - started
            clear_parts(options.out)
        _write_errors(options, ledger)
        if options.report:
            write_report(options, ledger, summary)
    return summary


def list_batch(options: Options) -> Iterator[tuple[str, str]]:
    """What a run would do, without doing it: for each page its source, and 'clean', 'done', or
    the reason why it cannot be read. Nothing is written. Raises as `run_batch` does.
    """
    without = check_folders(options.source, options.out)
    _, kinds, _ = count(options, without)
    setup = _setup(options, kinds)
    with ExitStack() as stack:
        ledger = None
        if (options.out / STATE / LEDGER).exists() and not options.force:
            ledger = stack.enter_context(Ledger(options.out, options.form, setup))
        for found in find(options, without):
            if found.record.error:
                yield found.source, found.record.reason
                continue
            try:
                now = digest(contents(found, options.max_bytes), found.record)
            except (CleanerError, OSError) as error:
                yield found.source, explain(error)
                continue
            entry = ledger.entries([found]).get(found.source) if ledger else None
            done = entry is not None and (entry.digest, entry.setup) == (now, setup)
            if entry is not None and entry.target:
                done = done and (options.out / entry.target).is_file()
            yield found.source, "done" if done else "clean"


def _setup(options: Options, kinds: set[str]) -> bytes:
    """What a result depends on beside its page: the models, by their content, and the options.

    Raises ModelError where a model that is needed is bad.
    """
    folder = options.model or models_folder()
    known = hashlib.blake2b(__version__.encode(), digest_size=16)
    for kind in sorted(kinds or {"html"}):
        load_model(kind, options.model, options.profile)
    for kind in ("html", "text"):
        path = folder / f"{kind}.model"
        known.update(path.read_bytes() if path.exists() else b"-")
    choices = (
        options.form, options.profile, options.threshold, options.paragraphs, options.split_lines,
        memory_path(options) is not None, options.markup,
    )  # fmt: skip
    known.update(repr(choices).encode())
    return known.digest()


def check_folders(source: Path, out: Path) -> Path | None:
    """Raise WrongFolders where a result could overwrite a page.

    Returns the output folder where it lies inside the source and must be left out of the walk.
    It may lie there only if it is new, empty, or the output of an earlier run: otherwise its
    files could be pages themselves.
    """
    check_source(source)
    if out.exists() and not out.is_dir():
        raise WrongFolders(f"{out} is not a folder: name another output")
    if source == STDIN:
        return None
    if _inside(source, out):
        raise WrongFolders(
            f"the output {out} is the folder of pages, or holds it: pages could be overwritten. "
            "Name another folder"
        )
    if not source.is_dir() or not _inside(out, source):
        return None
    if out.exists() and not (out / STATE).exists() and any(out.iterdir()):
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


def _outcomes(
    options: Options,
    without: Path | None,
    jobs: int,
    ledger: Ledger,
    records: Records | None,
    summary: Summary,
) -> Iterator[Outcome]:
    """What became of each page, told to the ledger."""
    pool: Pool[Task, Outcome] = Pool(
        PageCleaner(options),
        _lost,
        jobs,
        late=lambda task: _late(task, options),
        timeout=options.timeout,
        weight=_weight,
    )
    waiting: deque[Entry | None] = deque()  # what was known of the pages that are in the pool
    results = pool.run(_tasks(options, without, ledger, summary, waiting))
    try:
        for number, outcome in enumerate(results):
            yield _account(number, outcome, waiting.popleft(), ledger, records)
            if ledger.due:
                records.sync() if records else ledger.commit()
    finally:
        results.close()


def _tasks(
    options: Options,
    without: Path | None,
    ledger: Ledger,
    summary: Summary,
    waiting: deque[Entry | None],
) -> Iterator[Task]:
    """What is found, with the name of its output; what is known of it is added to `waiting`."""
    number = 0
    for group in in_groups(find(options, without)):
        share = group[-1].record.share
        if share and group[-1].path == str(options.source):
            summary.expected = round((number + len(group)) / share)
        entries = ledger.entries(group)
        for found, target in ledger.plan(group, options.ending):
            entry = entries.get(found.source)
            same = entry is not None and (entry.setup, entry.target) == (ledger.setup, target)
            waiting.append(entry)
            yield Task(number, found, target, entry.digest if entry and same else b"")
            number += 1


def _account(
    number: int,
    outcome: Outcome,
    before: Entry | None,
    ledger: Ledger,
    records: Records | None,
) -> Outcome:
    """Tell the ledger, and the records where there are any, what became of a page, and what was
    known of it before.
    """
    kept = before.place if before else None
    if outcome.unchanged and before is not None:
        outcome = before.outcome
        outcome.unchanged = True
        ledger.keep(number, outcome, records.keep(kept) if records and kept else None)
    elif outcome.error:
        ledger.fail(number, outcome, records.keep(kept) if records and kept else None)
    else:
        ledger.store(number, outcome, records.add(outcome.record) if records else None, before)
    outcome.record = b""
    return outcome


def _weight(item: Task | Outcome) -> int:
    return item.found.weight if isinstance(item, Task) else len(item.record)


def _lost(task: Task) -> Outcome:
    reason = "the process that cleaned this page died (crashed or out of memory)"
    return _failed(task, "WorkerDied", reason)


def _late(task: Task, options: Options) -> Outcome:
    return _failed(task, "TimedOut", f"not done after {options.timeout:g} s: --timeout")


def _failed(task: Task, error: str, reason: str) -> Outcome:
    return Outcome(task.found.source, task.target, error, reason, url=task.found.record.url)


def _finish(options: Options, ledger: Ledger, records: Records | None) -> None:
    """All pages are seen: publish the records, remove what has another name now."""
    if records:
        records.finish()
    ledger.commit()
    for target in ledger.stale():
        path = options.out / target
        if path.parent.resolve().is_relative_to(options.out.resolve()):
            path.unlink(missing_ok=True)
    ledger.forget_stale()
    ledger.commit()


def _write_errors(options: Options, ledger: Ledger) -> None:
    with whole(options.out, ERRORS, f"{options.run}-errors") as file:
        for failure in ledger.failures():
            file.write(json.dumps(failure).encode("ascii") + b"\n")
