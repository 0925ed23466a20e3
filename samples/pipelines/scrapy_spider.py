"""Crawl a site and write the text of its pages: scrapy_spider.py https://post.example/ OUT.jsonl

Follows links within the site, one a second, as its robots.txt allows.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import scrapy
from scrapy.crawler import CrawlerProcess
from scrapy.http import HtmlResponse, Response

SETTINGS = {
    "ITEM_PIPELINES": {"cleaner.integrations.scrapy.CleanerPipeline": 300},
    "CLEANER_FIELDS": ["text", "title", "date", "kept", "error"],
    "CLEANER_SITE_MEMORY": True,
    "ROBOTSTXT_OBEY": True,
    "DOWNLOAD_DELAY": 1,
    "LOG_LEVEL": "INFO",
}


class SiteSpider(scrapy.Spider):
    """Yields each page of a site."""

    name = "site"

    def parse(self, response: Response, **_: Any) -> Iterator[Any]:
        """Yield the page, and follow its links."""
        yield {"url": response.url, "html": response}
        if isinstance(response, HtmlResponse):
            yield from response.follow_all(css="a[href]")


def main(start: str, out: str, *settings: str) -> None:
    """Crawl from an address; further settings are given as NAME=VALUE."""
    given = dict(setting.split("=", 1) for setting in settings)
    feeds = {out: {"format": "jsonlines", "overwrite": True}}
    process = CrawlerProcess({**SETTINGS, **given, "FEEDS": feeds})
    process.crawl(SiteSpider, start_urls=[start], allowed_domains=[urlsplit(start).hostname])
    process.start()
    sys.exit(process.bootstrap_failed)


if __name__ == "__main__":
    main(*sys.argv[1:])
