"""Clean many pages, one after another or in worker processes, under one contract."""

from __future__ import annotations

import logging
import pickle
from collections.abc import Generator, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from operator import index
from pathlib import Path
from typing import Any, Literal, NamedTuple, Protocol, get_args

from cleaner.config import Config
from cleaner.document import Document
from cleaner.errors import (
    CleanerError,
    InvalidOption,
    ModelError,
    TimedOut,
    Warning,
    WorkerDied,
    WorkersFail,
)
from cleaner.io.inputs import is_tree, read_input
from cleaner.metadata import brief_metadata
from cleaner.types import Page
from cleaner.workers.limits import cpu_count
from cleaner.workers.pool import Pool, run_here

OnError = Literal["raise", "skip", "return"]
_PAIR = 2

log = logging.getLogger("cleaner")


class Cleans(Protocol):
    """What cleans one page: a `cleaner.Cleaner`."""

    config: Config

    def clean(self, page: Page, url: str | None = None) -> Document: ...
    def clean_html(self, page: Page, url: str | None = None) -> Document: ...


class SentPage(NamedTuple):
    """A page as it goes to a worker. `html`: it came parsed and was written out as HTML.

    `error` stands for a page that cannot be sent.
    """

    content: Any
    url: str | None = None
    html: bool = False
    error: Exception | None = None


@dataclass(frozen=True)
class _CleanPage:
    """Clean a page, or return what keeps it from being cleaned. Can be pickled."""

    cleaner: Cleans

    def __call__(self, page: SentPage) -> Document | Exception:
        if page.error is not None:
            return page.error
        try:
            if page.html:
                return self.cleaner.clean_html(page.content, page.url)
            return self.cleaner.clean(page.content, page.url)
        except Exception as error:  # a page may fail in any way, the others must not
            return portable(error)


def clean_all(
    cleaner: Cleans,
    pages: Iterable[Page | tuple[Page, str | None]],
    jobs: int | None = 1,
    *,
    on_error: OnError = "raise",
    timeout: float | None = None,
) -> Iterator[Document | Exception]:
    """Clean pages lazily and in order. See `cleaner.Cleaner.clean_many`, which documents it."""
    check_on_error(on_error)
    check_timeout(timeout)
    count = number_of_jobs(jobs)
    return _settled(_results(cleaner, pages, count, timeout), on_error)


def check_on_error(on_error: str) -> None:
    """Raise InvalidOption for what is not one of `OnError`."""
    if on_error not in get_args(OnError):
        raise InvalidOption(f"on_error must be 'raise', 'skip' or 'return', not {on_error!r}")


def check_timeout(timeout: float | None, *, required: bool = False) -> None:
    """Raise InvalidOption for a time limit, in seconds, that is not above 0.

    None is no limit, which `required` does not allow.
    """
    if timeout is None and not required:
        return
    if timeout is None or not timeout > 0:  # also for NaN
        raise InvalidOption(f"timeout must be a positive number of seconds, not {timeout!r}")


def number_of_jobs(jobs: int | None) -> int:
    """Resolve `jobs` to a number of processes: None and -1 mean all cores, -2 all but one.

    Raises InvalidOption for 0, and for what is no whole number.
    """
    if jobs is None:
        return cpu_count()
    try:
        jobs = index(jobs)
    except TypeError:
        raise InvalidOption(f"jobs must be a whole number or None, not {jobs!r}") from None
    if jobs < 0:
        return max(1, cpu_count() + 1 + jobs)
    if jobs == 0:
        raise InvalidOption("jobs must be 1 or more, or None for one process for each core")
    return jobs


def _results(
    cleaner: Cleans, pages: Iterable[Any], jobs: int, timeout: float | None
) -> Generator[Document | Exception, None, None]:
    work = _CleanPage(cleaner)
    if jobs == 1 and timeout is None:
        yield from run_here(work, map(as_given, pages))
        return
    pickled_for_workers(work)
    pool: Pool[SentPage, Document | Exception] = Pool(
        work, lost, jobs, late=lambda page: late(timeout), timeout=timeout, weight=weight_of
    )
    tasks = (sendable(as_given(page), cleaner.config.max_bytes) for page in pages)
    with closing(pool.run(tasks)) as results:
        yield from results


def _settled(
    results: Generator[Document | Exception, None, None], on_error: OnError
) -> Iterator[Document | Exception]:
    """Do with errors what the caller asked for. An error that is no page's is always raised."""
    with closing(results):
        for number, result in enumerate(results, 1):
            if isinstance(result, Document):
                yield result
            elif isinstance(result, ModelError):
                raise result
            elif on_error == "raise":
                raise _naming(result, number)
            elif on_error == "return":
                yield result
            else:
                log.info("page %d skipped: %s", number, result)


def pickled_for_workers(work: object) -> bytes:
    """Pickle a cleaner, or what holds one, as worker processes get it. Raises WorkersFail if that
    cannot be done."""
    try:
        return pickle.dumps(work)
    except (TypeError, AttributeError, pickle.PicklingError) as error:
        raise WorkersFail(f"this Cleaner cannot be sent to worker processes: {error}") from error


def as_given(page: Any) -> SentPage:
    """Take a page with its address, if it came as a pair of both."""
    if isinstance(page, tuple) and len(page) == _PAIR:
        return SentPage(*page)
    return SentPage(page)


def sendable(page: SentPage, max_bytes: int | None) -> SentPage:
    """Return a page in a form that can be pickled: trees of lxml and BeautifulSoup as HTML."""
    content = page.content
    try:
        if is_tree(content):
            return page._replace(
                content=read_input(content, max_bytes, format="html").text, html=True
            )
        if isinstance(content, memoryview):
            return page._replace(content=bytes(content))
        if not isinstance(content, (str, bytes, bytearray, Path)):
            read_input(content, max_bytes)  # says of other types that they cannot be cleaned
    except Exception as error:
        return SentPage(None, page.url, error=portable(error))
    return page


def portable(error: Exception) -> Exception:
    """Return an error that can be pickled: itself, or else its text."""
    try:
        pickle.loads(pickle.dumps(error))
    except Exception:
        return CleanerError(f"{type(error).__name__}: {error}")
    return error


def _naming(error: Exception, number: int) -> Exception:
    """Make an error say which page it is of, counted from 1."""
    if len(error.args) == 1 and isinstance(error.args[0], str):
        error.args = (f"page {number}: {error}",)
    return error


def leave_out_metadata(document: Document) -> None:
    """Give a document the little metadata that takes no time, and a warning that says so.

    Who reads a date in a rare spelling for the first time loads the names of months in 200
    languages, and who detects a language loads the detector: both may take longer than a page may.
    """
    head = document._head
    document._metadata = brief_metadata(document.url, document.paragraphs, head, detect=False)
    reason = (
        "author, date, site name and, unless the page declares it, language are left out: they "
        "took too long"
    )
    document.warnings.append(Warning("metadata", reason))


def weight_of(item: SentPage | Document | Exception) -> int:
    """Return about how many bytes a page or a document holds."""
    if isinstance(item, Document):
        return len(item.source)
    content = item.content if isinstance(item, SentPage) else b""
    return len(content) if isinstance(content, (str, bytes, bytearray)) else 0


def lost(page: object) -> Exception:
    """Make the WorkerDied of a page whose process died."""
    return WorkerDied("the process that cleaned this page died (crashed or out of memory)")


def late(timeout: float | None) -> Exception:
    """Make the TimedOut of a page that exceeded its time limit."""
    return TimedOut(f"not done after {timeout:g} s: raise the limit with timeout")
