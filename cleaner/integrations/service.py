"""Worker processes that stay, and clean whatever page comes next: what integrations share."""

from __future__ import annotations

import os
import pickle
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeVar, get_args

from cleaner.core import Cleaner
from cleaner.document import Document
from cleaner.errors import CleanerError
from cleaner.integrations.sites import remembering
from cleaner.io.decode import check_size, decode
from cleaner.io.inputs import as_input
from cleaner.many import (
    SentPage,
    check_timeout,
    late,
    leave_out_metadata,
    lost,
    number_of_jobs,
    pickled_for_workers,
    portable,
    sendable,
)
from cleaner.site_memory import SiteMemory
from cleaner.text.language import load_detector
from cleaner.types import Format, Page
from cleaner.workers.pool import Pool
from cleaner.workers.standing import StandingPool

TIMEOUT = 10.0  # seconds; hostile pages stay below 2
WAITING = 8  # pages a process that are handed in and not done: none is idle, and few are in memory
# Loads what cleaning loads when it is first needed, which is no page's fault.
_WARM_UP = "<html lang=en><title>A title</title><body><h1>A title</h1><p>A sentence.</p></body>"

T = TypeVar("T")
Then = Callable[[Document], Any]


class _Wanted(NamedTuple):
    """A page, what it is, and what is wanted of its document; None for the document itself.

    `charset` is the encoding that an HTTP header names, "" if none does.
    """

    page: SentPage
    format: Format | None
    encoding: str | None
    charset: str
    then: Then | None
    repeated: list[int] | None  # on its site


class _Task(NamedTuple):
    """What is wanted, pickled; and whether to do it without the metadata, which may take long."""

    wanted: bytes
    brief: bool = False


def _lighter(task: _Task) -> _Task | None:
    return None if task.brief else task._replace(brief=True)


def warm_up(cleaner: Cleaner, format: Format) -> None:
    """Load a model and what metadata needs. Raises ModelError without a sound model."""
    if format == "html":
        _ = cleaner.clean_html(_WARM_UP).title
    else:
        cleaner.clean_text("A title\n\nA sentence.")
    load_detector()


@dataclass(frozen=True)
class _Work:
    """Clean the page of a task, or return what keeps it from being cleaned."""

    cleaner: Cleaner

    def prepare(self) -> None:
        """Load the models and what metadata needs; what is wrong with them, each page says."""
        for format_ in get_args(Format):
            with suppress(CleanerError):
                warm_up(self.cleaner, format_)

    def __call__(self, task: _Task) -> Any:
        try:
            wanted: _Wanted = pickle.loads(task.wanted)
            if wanted.page.error is not None:
                return wanted.page.error
            document = self._document(wanted)
            if task.brief:
                leave_out_metadata(document)
            then = wanted.then
            if then is None:
                _ = document.metadata  # which takes long, so not where the document is used
                return document
            return _sendable_result(then(document))
        except Exception as error:  # a page may fail in any way, the others must not
            return portable(error)

    def _document(self, wanted: _Wanted) -> Document:
        page, format_ = wanted.page, "html" if wanted.page.html else wanted.format
        cleaner = remembering(self.cleaner, wanted.repeated)
        if not wanted.charset:
            return cleaner.clean(page.content, page.url, format=format_, encoding=wanted.encoding)
        check_size(len(page.content), cleaner.config.max_bytes)
        decoded = decode(page.content, wanted.charset, encoding=wanted.encoding, url=page.url)
        return cleaner.clean_input(as_input(decoded, format_), page.url)


def _sendable_result(result: Any) -> Any:
    """Return a result as it is. Raises TypeError if it cannot be pickled."""
    try:
        pickle.dumps(result)
    except Exception as error:  # whatever the classes of a user raise
        raise TypeError(
            f"the result of then= cannot be sent back from a worker: {error}"
        ) from error
    return result


class CleaningService:
    """Clean pages in `jobs` worker processes, which are started when the first page comes.

    A page that crashes its process, or takes more than `timeout` seconds, is tried once more
    without looking for author and date, which is what takes longest. If that fails, too, its result
    is an error; no other page is lost.
    Models are loaded once in each process. May be shared between threads.

    Raises InvalidOption for numbers out of range, WorkersFail for a cleaner that cannot be sent to
    other processes.
    """

    def __init__(
        self,
        cleaner: Cleaner | None = None,
        jobs: int | None = None,
        timeout: float | None = TIMEOUT,
    ) -> None:
        check_timeout(timeout)
        self.cleaner = cleaner or Cleaner()
        self.jobs = number_of_jobs(jobs)
        self.timeout = timeout
        work = _Work(self.cleaner)
        pickled_for_workers(work)
        pool: Pool[_Task, Any] = Pool(
            work, lost, self.jobs, late=lambda _: late(timeout), lighter=_lighter,
            timeout=timeout, weight=_weight,
        )  # fmt: skip
        self._pool = StandingPool(pool)

    @property
    def broken(self) -> bool:
        """Whether it has ended: closed, or workers cannot be started."""
        return self._pool.failure is not None

    def submit(
        self,
        page: Page,
        url: str | None = None,
        *,
        format: Format | None = None,
        encoding: str | None = None,
        charset: str = "",
        then: Callable[[Document], T] | None = None,
        repeated: list[int] | None = None,
    ) -> Future[Document | T | Exception]:
        """Hand in a page; the future is its document, or what `then` makes of it in the worker.

        `repeated` has the hashes of what repeats on its site, in the place of the site memory.
        `charset` is what an HTTP header says of a page of bytes: evidence, which `encoding`
        overrides.

        If the page cannot be cleaned its future is the error, returned and not raised: what
        `Cleaner.clean` raises, or TimedOut or WorkerDied. The future raises WorkersFail if the
        workers end. Raises TypeError for a `then` that cannot be pickled, WorkersFail.
        """
        sent = sendable(SentPage(page, url), self.cleaner.config.max_bytes)
        try:
            wanted = pickle.dumps(
                _Wanted(sent, format, encoding, charset, then, repeated), pickle.HIGHEST_PROTOCOL
            )
        except (AttributeError, pickle.PicklingError) as error:
            raise TypeError(
                f"the function then= cannot be sent to worker processes ({error}): "
                "use a function of a module"
            ) from error
        return self._pool.submit(_Task(wanted))

    def in_order(self, futures: Iterable[Future[T]]) -> Generator[T, None, None]:
        """Yield the results of futures that `submit` returns, in order.

        `futures` is best a generator: it is drawn from as results are taken, so that no more than 8
        pages a process are handed in and not taken back. When nobody asks for more results, pages
        that wait are not cleaned. Raises WorkersFail if the workers end.
        """
        ahead: deque[Future[T]] = deque()
        try:
            for future in futures:
                ahead.append(future)
                if len(ahead) >= WAITING * self.jobs:
                    yield ahead.popleft().result()
            while ahead:
                yield ahead.popleft().result()
        finally:
            for future in ahead:
                future.cancel()

    def close(self) -> None:
        """End the processes, also in the middle of a page."""
        self._pool.close()


def _weight(item: Any) -> int:
    if isinstance(item, Document):
        return len(item.source)
    return len(item.wanted) if isinstance(item, _Task) else 0


_shared: dict[Any, CleaningService] = {}
_sharing = threading.Lock()


def shared_service(
    cleaner: Cleaner, jobs: int | None = 1, timeout: float | None = TIMEOUT
) -> CleaningService:
    """Return this process's service with these options, which stays until the process ends.

    Two cleaners are one if their options are the same; those of a class of their own, if they are
    pickled to the same bytes, since nobody knows what else that class holds. Raises as
    `CleaningService` does.
    """
    memory = cleaner.site_memory
    about: Any = memory
    if isinstance(memory, SiteMemory):
        about = (memory.path or id(memory), memory.least_pages)
    who: Any = Cleaner if type(cleaner) is Cleaner else pickled_for_workers(cleaner)
    # A copy that a fork has made has neither the threads nor the processes.
    key = (os.getpid(), who, cleaner.config, about, jobs, timeout)
    with _sharing:
        if key not in _shared or _shared[key].broken:
            _shared[key] = CleaningService(cleaner, jobs, timeout)
        return _shared[key]
