"""A crawl in a process of its own, since a reactor can run only once: `crawl` starts one.

    python tests/spiders.py JOB.json

JOB names the address of a site, how its spider makes items, the settings, and the file that items
and statistics go to.
"""

from __future__ import annotations

import dataclasses
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from support import ROOT, environment

FIELDS = ("html", "url", "text", "markdown", "title", "date", "kept", "error")
ASYNCIO = "twisted.internet.asyncioreactor.AsyncioSelectorReactor"
TWISTED = "twisted.internet.selectreactor.SelectReactor"
PIPELINE = "cleaner.integrations.scrapy.CleanerPipeline"
MIDDLEWARE = "cleaner.integrations.scrapy.ResponseMiddleware"
ADDRESS = "X-Address"  # a header
HOSTILE = "hostile_pipeline.HostilePipeline"


@dataclasses.dataclass
class Crawled:
    """What came of a crawl: items by address, statistics, what was logged, and its exit code."""

    items: dict[str, dict[str, Any]]
    stats: dict[str, Any]
    log: str
    code: int

    def counted(self) -> dict[str, int]:
        """What the pipeline counted."""
        return {
            name.removeprefix("cleaner/"): number
            for name, number in self.stats.items()
            if name.startswith("cleaner/") and not name.startswith("cleaner/warnings/")
        }


def crawl(folder: Path, site: str, *kinds: str, **settings: Any) -> Crawled:
    """Crawl a site, with an item of each kind for each page, by default a dict with its response.

    If there are several kinds, an item's address ends in `#kind`.
    """
    out = folder / "crawled.json"
    out.unlink(missing_ok=True)
    pipeline = settings.pop("pipeline", PIPELINE)
    job = {
        "site": site,
        "kinds": kinds or ("dict",),
        "out": str(out),
        "settings": {
            "ITEM_PIPELINES": {pipeline: 300},
            "CLEANER_JOBS": 1,
            "LOG_LEVEL": "INFO",
            "TELNETCONSOLE_ENABLED": False,
            "DOWNLOAD_DELAY": 0,
            "TWISTED_REACTOR": ASYNCIO,
            **settings,
        },
    }
    path = folder / "job.json"
    path.write_text(json.dumps(job), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, str(Path(__file__)), str(path)],
        capture_output=True, text=True, cwd=folder, check=False, timeout=600,
        env={**environment(), "PYTHONPATH": os.pathsep.join(map(str, (ROOT, ROOT / "tests")))},
    )  # fmt: skip
    told = json.loads(out.read_text("utf-8")) if out.exists() else {"items": [], "stats": {}}
    assert "ScrapyDeprecationWarning" not in done.stderr
    items = {item["url"]: item for item in told["items"]}
    assert len(items) == len(told["items"])
    return Crawled(items, told["stats"], done.stderr, done.returncode)


def kinds_of_items() -> dict[str, Callable[..., Any]]:
    """The classes of items by the names of kinds, as Scrapy takes them."""
    import attrs
    import scrapy

    return {
        "dict": dict,
        "response": dict,  # without a page
        "text": dict,
        "filled": dict,
        "given": dict,  # its text, under the address that a header gives
        "Item": type("Page", (scrapy.Item,), {name: scrapy.Field() for name in FIELDS}),
        "dataclass": dataclasses.make_dataclass(
            "Page", [(name, Any, dataclasses.field(default=None)) for name in FIELDS]
        ),
        "attrs": attrs.make_class("Page", {name: attrs.field(default=None) for name in FIELDS}),
        "frozen": dataclasses.make_dataclass(
            "Frozen", [("html", Any), ("url", str), ("text", Any, None)], frozen=True
        ),
        "none": dataclasses.make_dataclass("Bare", [("html", Any), ("url", str)]),
    }


def main(path: str) -> None:
    """Run the crawl of a job."""
    import scrapy
    from itemadapter import ItemAdapter
    from scrapy import signals
    from scrapy.crawler import AsyncCrawlerProcess, CrawlerProcess
    from scrapy.http import HtmlResponse, Response

    job = json.loads(Path(path).read_text("utf-8"))
    items: list[dict[str, Any]] = []
    classes = kinds_of_items()

    class SiteSpider(scrapy.Spider):
        name = "site"
        start_urls = [job["site"]]  # noqa: RUF012 - so Scrapy has it

        def parse(self, response: Response) -> Any:
            kinds = job["kinds"]
            for kind in kinds:
                if kind == "given":
                    if address := response.headers.get(ADDRESS):
                        yield {"url": address.decode(), "html": response.text}
                    continue
                page: dict[str, Any] = {
                    "url": response.url + (f"#{kind}" if len(kinds) > 1 else "")
                }
                if kind == "filled":
                    page["title"] = "from the spider"
                if kind != "response":
                    page["html"] = response.text if kind == "text" else response
                yield classes[kind](**page)
            if isinstance(response, HtmlResponse):
                yield from response.follow_all(css="nav > a")

    def scraped(item: Any) -> None:
        items.append({**ItemAdapter(item)})

    with_reactor = job["settings"].get("TWISTED_REACTOR_ENABLED", True)
    process = (CrawlerProcess if with_reactor else AsyncCrawlerProcess)(job["settings"])
    crawler = process.create_crawler(SiteSpider)
    crawler.signals.connect(scraped, signals.item_scraped)
    process.crawl(crawler)
    process.start()
    stats = crawler.stats.get_stats() if crawler.stats else {}
    if crawler.spider is not None:
        told = {"items": items, "stats": stats}
        Path(job["out"]).write_text(json.dumps(told, default=str), encoding="utf-8")
    sys.exit(process.bootstrap_failed)


if __name__ == "__main__":
    main(sys.argv[1])
