"""Clean pages from asyncio: in worker processes, so that the loop goes on answering."""

from __future__ import annotations

import asyncio
import os
import threading
from collections import deque
from collections.abc import AsyncIterable, AsyncIterator, Callable, Iterable
from types import TracebackType
from typing import Any, Literal, TypeVar, overload
from weakref import WeakKeyDictionary

from cleaner.core import Cleaner
from cleaner.document import Document
from cleaner.errors import InvalidOption, ModelError, WorkersFail
from cleaner.integrations.service import TIMEOUT, WAITING, CleaningService
from cleaner.many import OnError, as_given, check_on_error, log
from cleaner.types import Format, Page, PageOrPair

T = TypeVar("T")
_END = object()


class AsyncCleaner:
    """Clean pages in worker processes, without holding up the event loop. Use with `async with`.

    Parameters
    ----------
    cleaner : the options of cleaning; the shipped models by default.
    jobs : worker processes; None means one for each core. They are started when they are needed.
    timeout : seconds that a page may take; None means no limit.
    waiting : how many pages may be in progress at a time; further calls wait for their turn. By
        default 8 for each process.

    Raises
    ------
    InvalidOption : a ValueError, for a number out of range.
    WorkersFail : the cleaner cannot be sent to other processes.
    """

    def __init__(
        self,
        cleaner: Cleaner | None = None,
        *,
        jobs: int | None = None,
        timeout: float | None = TIMEOUT,
        waiting: int | None = None,
    ) -> None:
        if waiting is not None and waiting < 1:
            raise InvalidOption(f"waiting must be 1 or more, not {waiting!r}")
        self._service = CleaningService(cleaner, jobs, timeout)
        self._waiting = waiting or WAITING * self._service.jobs
        # Places belong to a loop; a program may run several, one after another.
        self._places: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Semaphore] = (
            WeakKeyDictionary()
        )

    async def __aenter__(self) -> AsyncCleaner:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """End the processes. Calls for pages that are not done raise WorkersFail."""
        await asyncio.to_thread(self._service.close)

    @overload
    async def clean(
        self,
        page: Page,
        url: str | None = None,
        *,
        format: Format | None = None,
        encoding: str | None = None,
        then: None = None,
    ) -> Document: ...

    @overload
    async def clean(
        self,
        page: Page,
        url: str | None = None,
        *,
        format: Format | None = None,
        encoding: str | None = None,
        then: Callable[[Document], T],
    ) -> T: ...

    async def clean(
        self,
        page: Page,
        url: str | None = None,
        *,
        format: Format | None = None,
        encoding: str | None = None,
        then: Callable[[Document], Any] | None = None,
    ) -> Any:
        """Clean a page and look up its metadata; return the document, or what `then` makes of it.

        `then` is a function that can be pickled. It is called in the worker, so that slow work,
        such as making Markdown, is done there. If the task that waits for this is cancelled, it
        ends at once. Its page is not cleaned if it has not been sent to a worker yet. Workers are
        sent a few pages at a time; a page that has been sent is cleaned, and its result is dropped.

        Raises the same errors as `Cleaner.clean`, and TimedOut, WorkerDied and WorkersFail.
        """
        loop = asyncio.get_running_loop()
        if loop not in self._places:
            self._places[loop] = asyncio.Semaphore(self._waiting)
        async with self._places[loop]:
            result = await asyncio.wrap_future(
                self._service.submit(page, url, format=format, encoding=encoding, then=then)
            )
        if isinstance(result, Exception):
            raise result
        return result

    @overload
    def clean_many(
        self,
        pages: Iterable[PageOrPair] | AsyncIterable[PageOrPair],
        *,
        on_error: Literal["raise", "skip"] = "raise",
    ) -> AsyncIterator[Document]: ...

    @overload
    def clean_many(
        self,
        pages: Iterable[PageOrPair] | AsyncIterable[PageOrPair],
        *,
        on_error: Literal["return"],
    ) -> AsyncIterator[Document | Exception]: ...

    def clean_many(
        self,
        pages: Iterable[PageOrPair] | AsyncIterable[PageOrPair],
        *,
        on_error: OnError = "raise",
    ) -> AsyncIterator[Document | Exception]:
        """Clean pages, or pairs of a page and its URL, in order; an asynchronous iterator.

        Pages are taken from an ordinary or an asynchronous iterable as they are needed, at most
        `waiting` ahead of the results that you have taken. `on_error` is that of
        `Cleaner.clean_many`. An error of the iterable is raised after the results of the pages
        before it.
        """
        check_on_error(on_error)
        return self._settled(pages, on_error)

    async def _settled(self, pages: Any, on_error: OnError) -> AsyncIterator[Document | Exception]:
        results = self._results(pages)
        try:
            number = 0
            async for result in results:
                number += 1
                if isinstance(result, Document):
                    yield result
                elif on_error == "raise" or isinstance(result, (ModelError, WorkersFail)):
                    raise result
                elif on_error == "return":
                    yield result
                else:
                    log.info("page %d skipped: %s", number, result)
        finally:
            await results.aclose()  # type: ignore[attr-defined]  # it is a generator

    async def _results(self, pages: Any) -> AsyncIterator[Document | Exception]:
        """Yield documents and errors in order; at most `waiting` pages are under way."""
        source = pages if isinstance(pages, AsyncIterable) else _drawn(pages)
        iterator = aiter(source)
        draw: asyncio.Task[Any] | None = None
        running: deque[asyncio.Task[Document | Exception]] = deque()
        failure: Exception | None = None  # of the source, whose earlier pages come first
        ended = False
        try:
            while True:
                if draw is None and not ended and len(running) < self._waiting:
                    draw = asyncio.ensure_future(_next(iterator))
                watched = [*([draw] if draw else []), *([running[0]] if running else [])]
                if not watched:
                    break
                await asyncio.wait(watched, return_when=asyncio.FIRST_COMPLETED)
                if draw is not None and draw.done():
                    try:
                        page = draw.result()
                    except Exception as error:
                        failure, page = error, _END
                    draw, ended = None, page is _END
                    if not ended:
                        running.append(asyncio.ensure_future(self._result(page)))
                while running and running[0].done():
                    yield running.popleft().result()
            if failure is not None:
                raise failure
        finally:
            for task in [*running, *([draw] if draw else [])]:
                task.cancel()

    async def _result(self, page: Any) -> Document | Exception:
        content, url, *_ = as_given(page)
        try:
            return await self.clean(content, url)
        except Exception as error:  # what becomes of it is for `_settled` to say
            return error


async def _drawn(pages: Iterable[PageOrPair]) -> AsyncIterator[PageOrPair]:
    for page in pages:
        yield page


async def _next(pages: AsyncIterator[Any]) -> Any:
    """Return the next page, or `_END`."""
    return await anext(pages, _END)


_cleaners: dict[int, AsyncCleaner] = {}  # by process: a fork has no part in those of its parent
_sharing = threading.Lock()


def _shared() -> AsyncCleaner:
    """Return the cleaner of the package's functions: shipped models, a process for each core."""
    process = os.getpid()
    with _sharing:
        if process not in _cleaners or _cleaners[process]._service.broken:
            _cleaners[process] = AsyncCleaner()
        return _cleaners[process]


async def aclean(
    page: Page,
    url: str | None = None,
    *,
    format: Format | None = None,
    encoding: str | None = None,
) -> Document:
    """Clean a page in a worker process, without holding up the event loop.

    The processes, one for each core, stay until the program ends; a page may take 10 seconds. See
    `AsyncCleaner` for other options, and its method `clean` for the errors that are raised.
    """
    return await _shared().clean(page, url, format=format, encoding=encoding)


@overload
def aclean_many(
    pages: Iterable[PageOrPair] | AsyncIterable[PageOrPair],
    *,
    on_error: Literal["raise", "skip"] = "raise",
) -> AsyncIterator[Document]: ...


@overload
def aclean_many(
    pages: Iterable[PageOrPair] | AsyncIterable[PageOrPair], *, on_error: Literal["return"]
) -> AsyncIterator[Document | Exception]: ...


def aclean_many(
    pages: Iterable[PageOrPair] | AsyncIterable[PageOrPair], *, on_error: OnError = "raise"
) -> AsyncIterator[Document | Exception]:
    """Clean pages, or pairs of a page and its URL, in order: see `AsyncCleaner.clean_many`."""
    return _shared().clean_many(pages, on_error=on_error)
