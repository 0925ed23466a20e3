"""The whole run: pages in, clean text out, every page accounted for."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack, closing, suppress
from pathlib import Path
from time import perf_counter

from cleaner.batch.options import STATE, BatchOptions
from cleaner.batch.outputs.files import clear_parts, make_state, whole
from cleaner.batch.outputs.record_store import PRODUCTS, RecordStore, require
from cleaner.batch.places import ERRORS, check_folders, check_products
from cleaner.batch.plan import Planner
from cleaner.batch.report.doubtful import doubtful_sources
from cleaner.batch.report.report import write_report
from cleaner.batch.report.summary import Summary
from cleaner.batch.sources.discover import count, find
from cleaner.batch.state.ledger import LEDGER, Ledger
from cleaner.batch.state.planned import PlannedNames
from cleaner.batch.state.rows import key_of
from cleaner.batch.state.site_counts import count_sites
from cleaner.batch.task import Outcome, Task
from cleaner.batch.views.doubtful import write_doubtful_views
from cleaner.batch.workers.contents import digest, read_content
from cleaner.batch.workers.page_cleaner import WITH_METADATA, PageCleaner
from cleaner.errors import CleanerError, TimedOut, WorkerDied, message_of
from cleaner.many import number_of_jobs
from cleaner.model.file import load_model, models_folder
from cleaner.output import RECORD_TEXTS
from cleaner.text.language import can_detect
from cleaner.version import __version__
from cleaner.workers.pool import Pool, run_here
from cleaner.workers.startup import require_startable

__all__ = ["list_batch", "run_batch"]


def run_batch(
    options: BatchOptions,
    jobs: int | None = None,
    summary: Summary | None = None,
    on_outcome: Callable[[Outcome], None] | None = None,
    *,
    isolated: bool | None = None,
) -> Summary:
    """Clean every page of `options.source` into `options.out`, and return the figures.

    `jobs` is the number of worker processes, as in `Cleaner.clean_many`: None means one for each
    core. With `jobs=1` pages are
    cleaned in this process, where no time limit and no memory limit can be enforced, unless
    `isolated=True` asks for a separate process.

    Pages that an earlier run has done are left as they are. `errors.jsonl` in the output folder
    lists the pages that failed, with the reasons. The output does not depend on `jobs`.
    `on_outcome` is called with the outcome of each page, in order. `summary` is filled during the
    run; pass one to have the figures even if the run is interrupted.

    Raises InvalidOption, WrongFolders, MissingExtra, ModelError, WorkersFail before anything is
    written;
    OutputInUse if another run is writing to the output folder; LedgerError, WorkersFail, OSError if
    the run cannot go on. After any of these, and after KeyboardInterrupt, all finished outputs are
    there, and are complete.
    """
    isolated = jobs != 1 if isolated is None else isolated
    jobs = number_of_jobs(jobs)
    if isolated:
        require_startable()
    without = check_folders(options.source, options.out)
    require(options.output_format)
    summary = Summary() if summary is None else summary
    known = count(options, without)
    summary.expected, summary.endings = known.pages, known.endings
    setup = _setup(options, known.formats)
    check_products(options)
    make_state(options.out)
    started = perf_counter()
    with ExitStack() as stack:
        ledger = stack.enter_context(Ledger(options.out, options.output_format, setup))
        check_products(options, ledger)
        run = _Run(options, ledger, stack, summary, jobs, isolated, without)
        clear_parts(options.out)
        ledger.begin()
        try:
            run.clean_all(on_outcome)
        finally:
            summary.seconds = perf_counter() - started
            clear_parts(options.out)
        run.write_errors()
        if options.report:
            run.report()
    return summary


class _Run:
    """A run under way: the ledger, the names that are planned, and the records if there are any."""

    def __init__(
        self,
        options: BatchOptions,
        ledger: Ledger,
        stack: ExitStack,
        summary: Summary,
        jobs: int,
        isolated: bool,
        without: Path | None,
    ) -> None:
        self.options = options
        self.ledger = ledger
        self.summary = summary
        self.jobs = jobs
        self.isolated = isolated
        self.without = without
        self.mark = secrets.token_hex(4)  # of temporary files
        self.planned = stack.enter_context(PlannedNames(options.out))
        self.store: RecordStore | None = None
        if options.output_format in PRODUCTS:
            self.store = stack.enter_context(RecordStore(options.out, ledger))

    def clean_all(self, on_outcome: Callable[[Outcome], None] | None) -> None:
        """Clean every page. If the run cannot go on, list what failed until then."""
        try:
            count_sites(self.options, self.without, self.jobs, isolated=self.isolated)
            for outcome in self.outcomes():
                self.summary.add(outcome)
                if on_outcome is not None:
                    on_outcome(outcome)
            self.summary.expected = self.summary.seen
            self.finish()
        except BaseException:
            # Between two statements nothing is sure; what was committed is.
            with suppress(CleanerError, OSError):
                self.ledger.rollback()
                self.write_errors()
            raise

    def outcomes(self) -> Iterator[Outcome]:
        """Yield what became of each page, once the ledger knows."""
        planner = Planner(self.options, self.ledger, self.planned, self.summary)
        tasks = planner.tasks(find(self.options, self.without, self.summary.passed_over))
        with closing(self._results(tasks)) as results:
            for number, outcome in enumerate(results):
                yield self._account(number, outcome, planner)
                if self.ledger.due:
                    self._commit()

    def _results(self, tasks: Iterator[Task]) -> Generator[Outcome, None, None]:
        work = PageCleaner(self.options, self.mark)
        if not self.isolated:
            return run_here(work, tasks)
        pool: Pool[Task, Outcome] = Pool(
            work,
            _lost,
            self.jobs,
            late=self._late,
            lighter=self._without_metadata,
            timeout=self.options.timeout,
            weight=_weight,
        )
        return pool.run(tasks)

    def _account(self, number: int, outcome: Outcome, planner: Planner) -> Outcome:
        """Tell the ledger, and the record store if there is one, what became of a page."""
        ledger, store = self.ledger, self.store
        before = planner.before.popleft()  # what the ledger knew of the page
        span = before.span if before else None
        if outcome.unchanged and before is not None:
            outcome = before.outcome
            outcome.unchanged = True
            ledger.keep(number, outcome, store.keep(span) if store and span else None)
        elif outcome.error:
            ledger.fail(number, outcome, store.keep(span) if store and span else None)
        else:
            ledger.store(number, outcome, store.add(outcome.record) if store else None, before)
        self.planned.done(outcome.target)
        outcome.record = b""
        return outcome

    def _commit(self) -> None:
        if self.store:
            self.store.sync()
        else:
            self.ledger.commit()
        self.planned.committed()

    def _late(self, task: Task) -> Outcome:
        reason = f"not done after {self.options.timeout:g} s: --timeout"
        return _failed(task, TimedOut.code, reason)

    def _without_metadata(self, task: Task) -> Task | None:
        """Return the task without metadata: a slow title is no reason to lose the text."""
        if task.without_metadata or self.options.output_format not in WITH_METADATA:
            return None
        return task._replace(without_metadata=True)

    def finish(self) -> None:
        """Publish the records, and remove outputs that have another name now: all is seen."""
        if self.store:
            self.store.finish()
        self.ledger.commit()
        for target in self.ledger.stale():
            path = self.options.out / target
            if path.parent.resolve().is_relative_to(self.options.out.resolve()):
                path.unlink(missing_ok=True)
        self.ledger.forget_stale()
        self.ledger.commit()
        self.planned.clear()

    def write_errors(self) -> None:
        """Write the list of what failed."""
        self.ledger.own(ERRORS)
        with whole(self.options.out, ERRORS, f"{self.mark}-errors") as file:
            for failure in self.ledger.failures():
                file.write(json.dumps(failure).encode("ascii") + b"\n")

    def report(self) -> None:
        """Write the report of the run, with views of the pages that are worth a look."""
        views = write_doubtful_views(
            self.options,
            doubtful_sources(self.ledger),
            without=self.without,
            jobs=self.jobs,
            isolated=self.isolated,
            mark=self.mark,
        )
        write_report(self.options, self.ledger, self.summary, self.mark, views)


def list_batch(options: BatchOptions) -> Iterator[tuple[str, str]]:
    """Yield what a run would do, without doing it: for each page its source, and 'clean', 'done',
    or the reason why it cannot be read. Nothing is written. Raises as `run_batch` does.
    """
    without = check_folders(options.source, options.out)
    setup = _setup(options, count(options, without).formats)
    with ExitStack() as stack:
        ledger = None
        if (options.out / STATE / LEDGER).exists() and not options.force:
            ledger = stack.enter_context(Ledger(options.out, options.output_format, setup))
        for item in find(options, without):
            if item.record.error:
                yield item.source, item.record.reason
                continue
            try:
                data, _ = read_content(item, options.cleaning.max_bytes)
            except (CleanerError, OSError) as error:
                yield item.source, message_of(error)
                continue
            entry = ledger.entries([item]).get(key_of(item)) if ledger else None
            now = digest(data, item.record)
            done = entry is not None and (entry.digest, entry.setup) == (now, setup)
            if entry is not None and entry.target:
                done = done and (options.out / entry.target).is_file()
            yield item.source, "done" if done else "clean"


def _setup(options: BatchOptions, formats: set[str]) -> bytes:
    """Return what a result depends on beside its page: the options, and the content of the models.

    Raises ModelError if a model that is needed is bad.
    """
    folder = options.cleaning.model or models_folder()
    setup = hashlib.blake2b(__version__.encode(), digest_size=16)
    for name in sorted(formats or {"html"}):
        load_model(name, options.cleaning.model, options.cleaning.profile)
    for name in ("html", "text"):
        path = folder / f"{name}.model"
        setup.update(path.read_bytes() if path.exists() else b"-")
    setup.update(options.of_results().encode())
    if options.output_format in PRODUCTS:
        setup.update(repr(RECORD_TEXTS).encode())
    if options.output_format in WITH_METADATA:
        setup.update(repr(can_detect()).encode())  # a later run may find languages
    return setup.digest()


def _weight(item: Task | Outcome) -> int:
    return item.item.weight if isinstance(item, Task) else len(item.record)


def _lost(task: Task) -> Outcome:
    reason = "the process that cleaned this page died (crashed or out of memory)"
    return _failed(task, WorkerDied.code, reason)


def _failed(task: Task, error: str, reason: str) -> Outcome:
    item = task.item
    return Outcome(item.source, task.target, error, reason, url=item.record.url, origin=item.origin)
