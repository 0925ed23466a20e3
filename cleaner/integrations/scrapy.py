"""Clean the pages of a Scrapy crawl: an item pipeline, and a spider middleware that hands it pages.

Work is done in worker processes, so that the reactor goes on fetching; with asyncio's reactor and
with Twisted's own.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping, MutableMapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from cleaner.core import Cleaner
from cleaner.document import Document
from cleaner.errors import ModelError, UnsupportedInput, WorkersFail, code_of, message_of
from cleaner.integrations.scrapy_settings import ERROR, MAKERS, Options, read_settings
from cleaner.integrations.scrapy_sites import CrawlMemory
from cleaner.integrations.service import CleaningService
from cleaner.io.content_type import charset_of_type, format_of_type, shown_type
from cleaner.io.extras import missing_extra
from cleaner.model.file import load_model
from cleaner.output import warnings_so_far
from cleaner.site_memory import SiteMemory, text_hash
from cleaner.workers.startup import require_startable

try:
    from itemadapter import ItemAdapter
    from scrapy.exceptions import DropItem
    from scrapy.http import Response
    from scrapy.spidermiddlewares.base import BaseSpiderMiddleware
    from scrapy.utils.defer import deferred_from_coro
    from twisted.internet.defer import Deferred
except ModuleNotFoundError as error:
    raise missing_extra("scrapy") from error

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Response as AnyResponse

T = TypeVar("T")

FINISH_REASON = "cleaner_failed"  # of a crawl that is ended since no page can be cleaned

# What items raise for a field that they lack (KeyError), that cannot be changed (frozen classes),
# or that may not have this value (pydantic).
_REFUSED = (KeyError, AttributeError, TypeError, ValueError)

log = logging.getLogger(__name__)


class _PageOfItem(NamedTuple):
    """A page as it is handed in: what it is, its address, and what its response says of it."""

    page: Any
    url: str | None
    format: Any
    charset: str = ""


class _Cleaned(NamedTuple):
    """What became of a page: the fields, and what is counted."""

    fields: dict[str, Any]
    empty: bool
    confidence: float
    warnings: tuple[str, ...]
    hashes: tuple[int, ...]  # of its paragraphs, if sites are counted


@dataclass(frozen=True)
class _FieldMaker:
    """Make the fields of a document. Is sent to the workers."""

    names: tuple[str, ...]
    counted: bool

    def __call__(self, document: Document) -> _Cleaned:
        hashes: tuple[int, ...] = ()
        if self.counted and document.format == "html":
            hashes = tuple(text_hash(paragraph.text) for paragraph in document.paragraphs)
        fields = {name: MAKERS[name](document) for name in self.names}  # may read the metadata
        return _Cleaned(
            fields,
            not document.text.strip(),
            document.confidence,
            tuple(warning.code for warning in warnings_so_far(document)),
            hashes,
        )


class CleanerPipeline:
    """Add to each item the text of the page that it holds. Switched on in `ITEM_PIPELINES`.

    The page is in a field of the item, as a response, text or bytes. The options are settings
    whose names begin with `CLEANER_`; the guide lists them. Items may be dicts, `Item`,
    dataclasses, attrs or pydantic models. Fields that the spider has filled stay as they are. An
    item whose page cannot be cleaned goes on without the text, unless a setting says to drop it.

    When the crawl starts, raises InvalidOption for a setting with an invalid value, ModelError for
    a model that cannot be used, and WorkersFail if processes cannot be started.
    """

    def __init__(self, options: Options, crawler: Crawler) -> None:
        # A worker that imports a program without a main guard ends here, before it fetches pages
        # and empties the feeds of the crawl that started it.
        require_startable()
        self.options = options
        self.crawler = crawler
        self._added = options.fields
        if options.cleaning.model is not None:  # now, not with the first page
            load_model("html", options.cleaning.model, options.cleaning.profile)
        self._memory = CrawlMemory.of(options, resumed=bool(crawler.settings.get("JOBDIR")))
        counted = self._memory is not None and self._memory.counts
        self._make_fields = _FieldMaker(tuple(self._added), counted)
        self._service: CleaningService | None = None
        self._told: set[object] = set()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> CleanerPipeline:
        """Make the pipeline of a crawl. Raises InvalidOption, ModelError, WorkersFail."""
        return cls(read_settings(crawler.settings), crawler)

    def open_spider(self, spider: Any = None) -> None:
        """Get ready; processes are started when the first page comes."""
        options = self.options
        memory = self._memory.open() if self._memory else None
        cleaner = self.make_cleaner(memory)
        self._service = CleaningService(cleaner, options.jobs, options.timeout)

    def make_cleaner(self, memory: SiteMemory | None) -> Cleaner:
        """Return what cleans the pages; to be overridden for a `Cleaner` of your own, which must
        be of a class that worker processes can import."""
        return Cleaner.from_config(self.options.cleaning, memory)

    async def close_spider(self, spider: Any = None) -> None:
        """End the processes."""
        if self._service is not None:
            await settled(in_thread(self._service.close))
        if self._memory is not None:
            await settled(in_thread(self._memory.close))

    async def process_item(self, item: Any, spider: Any = None) -> Any:
        """Return the item with what is known of its page. Raises DropItem if a setting says so."""
        adapter = ItemAdapter(item)
        given = self._given(adapter)
        if given is None:
            return item
        result: Any
        try:
            if isinstance(given, Exception):
                result = given
            else:
                result = await settled(self._submitted(given))
        except WorkersFail as error:
            result = error
        self._take_page(adapter)
        if isinstance(result, Exception):
            self._note_failure(adapter, given, result)
        else:
            self._note(given, result)
            self._fill(adapter, result.fields)
        self._drop_unwanted(result)
        return item

    # The page

    def _given(self, adapter: ItemAdapter) -> _PageOfItem | Exception | None:
        """Return the page of an item; None if it has none, an error for what is no page."""
        name = self.options.page
        page = adapter.get(name)
        if page is None:
            self._count("without_page")
            self._tell(
                type(adapter.item),
                f"an item ({type(adapter.item).__name__}) has no page in its field {name!r}, and "
                "goes on as it is: name the field with CLEANER_PAGE, or switch on "
                "ResponseMiddleware in SPIDER_MIDDLEWARES",
            )
            return None
        if not isinstance(page, Response):
            url = adapter.get(self.options.url)
            return _PageOfItem(page, url if isinstance(url, str) else None, self.options.format)
        kind = (page.headers.get("Content-Type") or b"").decode("latin-1")
        format_ = format_of_type(kind, page.body)
        if format_ is None:
            return UnsupportedInput(f"{page.url} is no page: its type is {shown_type(kind)}")
        format_ = self.options.format or format_ or None
        return _PageOfItem(page.body, page.url, format_, charset_of_type(kind))

    def _submitted(self, given: _PageOfItem) -> Future[Any]:
        assert self._service is not None, "the spider was not opened"
        return self._service.submit(
            given.page, given.url, format=given.format, charset=given.charset,
            then=self._make_fields,
        )  # fmt: skip

    def _take_page(self, adapter: ItemAdapter) -> None:
        """Take a page out of its item, unless it is text or bytes and may stay: no feed can write
        a response or a tree."""
        name = self.options.page
        page = adapter.get(name)
        if page is None:  # it went meanwhile: the spider has yielded one item twice
            return
        if self.options.keep_page and isinstance(page, (str, bytes)):
            return
        if isinstance(adapter.item, MutableMapping):  # a dict or an Item
            del adapter[name]
            return
        with suppress(*_REFUSED):
            adapter[name] = None

    # What comes out

    def _fill(self, adapter: ItemAdapter, made: Mapping[str, Any]) -> None:
        """Put values into the fields of an item, but those that it lacks or that are filled."""
        lacking = []
        for name, value in made.items():
            target = self._added[name]
            if adapter.get(target) not in (None, ""):
                continue
            try:
                adapter[target] = value
            except _REFUSED:
                lacking.append(target)
        if len(lacking) == len(made):
            kind = type(adapter.item)
            self._tell(
                kind,
                f"{kind.__name__} takes none of the fields {', '.join(lacking)}, so nothing is "
                "added: declare one that can be changed, or name others with CLEANER_FIELDS",
            )

    def _note(self, given: Any, made: _Cleaned) -> None:
        self._count("pages")
        if made.empty:
            self._count("empty")
        for code in made.warnings:
            self._count(f"warnings/{code}")
        if self._memory is not None:
            self._memory.count(given.url, made.hashes)

    def _note_failure(self, adapter: ItemAdapter, given: Any, error: Exception) -> None:
        code, reason = code_of(error), message_of(error)
        self._count("failed")
        self._count(f"failed/{code}")
        url = given.url if isinstance(given, _PageOfItem) else None
        log.warning("not cleaned: %s (%s: %s)", url or "an item", code, reason)
        values = dict.fromkeys(self._added)
        self._fill(adapter, {**values, ERROR: {"code": code, "reason": reason}} if ERROR in values
                   else values)  # fmt: skip
        if isinstance(error, (WorkersFail, ModelError)):  # no page's fault: all others would fail
            self._stop_crawl(reason)

    def _drop_unwanted(self, result: Any) -> None:
        """Raise DropItem for an item that the settings say to drop."""
        drop, below = self.options.drop, self.options.drop_below
        reason = ""
        if isinstance(result, Exception):
            if "failed" in drop:
                reason = f"its page could not be cleaned: {message_of(result)}"
        elif "empty" in drop and result.empty:
            reason = "no text of its page was kept"
        elif below is not None and result.confidence < below:
            reason = f"the confidence of its text is {result.confidence:.2f}, below {below:g}"
        if reason:
            self._count("dropped")
            raise DropItem(reason)

    def _stop_crawl(self, reason: str) -> None:
        """Ask Scrapy to end the crawl, once; items that are under way are not lost."""
        engine: Any = self.crawler.engine
        if "stopped" in self._told or engine is None:
            return
        self._told.add("stopped")
        log.error("the crawl is ended, since no page can be cleaned: %s", reason)
        # Not awaited: it waits for this very item.
        deferred_from_coro(engine.close_spider_async(reason=FINISH_REASON))

    def _count(self, name: str) -> None:
        if self.crawler.stats is not None:
            self.crawler.stats.inc_value(f"cleaner/{name}")

    def _tell(self, about: object, message: str) -> None:
        """Warn once about each thing."""
        if about not in self._told:
            self._told.add(about)
            log.warning(message)


class ResponseMiddleware(BaseSpiderMiddleware):
    """Put the response that an item was made from into the item, where `CleanerPipeline` finds it.

    Switched on in `SPIDER_MIDDLEWARES`, so that spiders need not do it. The field is named by
    `CLEANER_PAGE`, by default `html`; classes of items must declare it. If the field already holds
    a page, that page stays.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._field = read_settings(crawler.settings).page

    def get_processed_item(self, item: Any, response: AnyResponse | None) -> Any:
        """Return the item with its response; one of a class without the field stays as it is."""
        adapter = ItemAdapter(item)
        if response is not None and adapter.get(self._field) is None:
            with suppress(KeyError):  # the pipeline says that there is no page
                adapter[self._field] = response
        return item


def in_thread(function: Callable[[], T]) -> Future[T]:
    """Call a function in a thread of its own."""
    executor = ThreadPoolExecutor(1)
    try:
        return executor.submit(function)
    finally:
        executor.shutdown(wait=False)


async def settled(future: Future[T]) -> T:
    """Wait for a future without holding up the reactor, whichever it is. Raises what it raises."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:  # Twisted's own reactor
        result: T = await _deferred(future)
        return result
    return await asyncio.wrap_future(future)


def _deferred(future: Future[T]) -> Deferred[T]:
    """Return a future as Twisted waits for one."""
    from twisted.internet import reactor  # not above: importing it chooses the reactor

    deferred: Deferred[T] = Deferred()

    def hand_over() -> None:
        error = future.exception()
        deferred.callback(future.result()) if error is None else deferred.errback(error)

    future.add_done_callback(lambda _: reactor.callFromThread(hand_over))
    return deferred
