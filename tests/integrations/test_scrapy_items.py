"""Scrapy: items whose page stands in them in other ways than as one response each."""

from __future__ import annotations

import asyncio
from typing import Any

from engines import require_engine
from support import page

require_engine("scrapy")

from scrapy import Spider
from scrapy.http import HtmlResponse
from scrapy.selector import Selector
from scrapy.utils.test import get_crawler

from cleaner.integrations.scrapy import CleanerPipeline


def processed(*items: Any, **settings: Any) -> list[Any]:
    """What the pipeline makes of items that are under way at the same time."""

    async def work() -> list[Any]:
        pipeline = CleanerPipeline.from_crawler(
            get_crawler(Spider, {"CLEANER_JOBS": 1, "CLEANER_TIMEOUT": 100, **settings})
        )
        pipeline.open_spider()
        try:
            return await asyncio.gather(*map(pipeline.process_item, items))
        finally:
            await pipeline.close_spider()

    return asyncio.run(work())


def test_an_item_that_comes_twice_is_not_lost() -> None:
    item = {"html": HtmlResponse("https://larch.example/", body=page("One").encode())}
    first, second = processed(item, item)
    assert first is second is item
    assert item["title"] == "One"
    assert "html" not in item


def test_what_no_feed_can_write_does_not_stay_in_an_item() -> None:
    selector = Selector(text=page("Two"))
    pages = [selector.root, selector, page("Three"), page("Four").encode()]
    items = processed(*({"html": given} for given in pages))
    assert [item["title"] for item in items] == ["Two", None, "Three", "Four"]
    assert [item.get("html") for item in items] == [None, None, *pages[2:]]
