"""Scrapy: real crawls of a site on this machine, with the pipeline switched on in the settings."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from engines import require_engine
from moody import CRASH, HANG
from support import ROOT, SAMPLES, environment, page
from website import Website

import cleaner
from cleaner import SiteMemory

require_engine("scrapy")

from scrapy import Spider
from scrapy.crawler import Crawler
from spiders import ASYNCIO, FIELDS, HOSTILE, MIDDLEWARE, TWISTED, crawl

from cleaner.integrations.scrapy import CleanerPipeline
from cleaner.integrations.scrapy_settings import MAKERS

PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
PLEA = "Become a friend of the Post and keep us afloat for another winter."


def linked(*paths: str) -> bytes:
    """A front page that links to all others."""
    links = "".join(f'<a href="{path}">{path}</a>' for path in paths)
    return page("The Larch Post").replace("</nav>", f"{links}</nav>", 1).encode()


def fill(site: Website, pages: Mapping[str, bytes], **kinds: str) -> str:
    """Put pages on a site, and a front page that links to them; return its address."""
    for name, body in pages.items():
        site.put(f"/{name}", body, kinds.get(name.split("-")[0], "text/html"))
    return site.put("/", linked(*(f"/{name}" for name in pages)))


def hostile(site: Website, good: int, hanging: int) -> str:
    """A site of good and broken pages, and some that crash or hang what cleans them."""
    pages = {f"good-{i}": page(f"Story {i}").encode() for i in range(good)}
    pages |= {f"pdf-{i}": PDF for i in range(3)}
    pages |= {f"hang-{i}": HANG.encode() for i in range(hanging)}
    pages |= {"empty-0": b"", "crash-0": CRASH.encode(), "cut-0": page("Cut").encode()[:900]}
    pages |= {"cyrillic-0": page("Паром вернулся").encode("cp1251"), "image-0": b"GIF89a\0\0"}
    kinds = {"pdf": "application/pdf", "cyrillic": "text/html; charset=windows-1251",
             "image": "text/html"}  # fmt: skip
    return fill(site, pages, **kinds)


@pytest.fixture
def small(site: Website) -> str:
    """A site of three pages, the front page among them."""
    return fill(site, {"one": page("One").encode(), "two": page("Two").encode()})


# Some dozens of pages in the reactor that Scrapy chooses, few in the others.
REACTORS = [
    pytest.param({"TWISTED_REACTOR": ASYNCIO}, 30, 2, id="asyncio"),
    pytest.param({"TWISTED_REACTOR": TWISTED}, 3, 1, id="twisted"),
    pytest.param({"TWISTED_REACTOR_ENABLED": False}, 3, 1, id="none"),
]


@pytest.mark.slow
@pytest.mark.parametrize(("reactor", "good", "hanging"), REACTORS)
def test_a_crawl_comes_through_with_all_its_items_whatever_the_pages_are(
    site: Website, tmp_path: Path, reactor: dict[str, Any], good: int, hanging: int
) -> None:
    start = hostile(site, good, hanging)
    fields = ["text", "markdown", "kept", "error"]
    settings = {**reactor, "CLEANER_FIELDS": fields, "CLEANER_TIMEOUT": 10}
    crawled = crawl(tmp_path, start, pipeline=HOSTILE, **settings)
    assert crawled.code == 0, crawled.log
    assert "Traceback" not in crawled.log
    errors = {
        url.removeprefix(start): item["error"]["code"]
        for url, item in crawled.items.items()
        if item["error"]
    }
    assert errors == {
        "pdf-0": "unsupported-input", "pdf-1": "unsupported-input", "pdf-2": "unsupported-input",
        "image-0": "unsupported-input", "crash-0": "worker-died",
        **{f"hang-{i}": "timed-out" for i in range(hanging)},
    }  # fmt: skip
    assert len(crawled.items) == good + 4 + len(errors)  # empty, cut, Cyrillic and the front page
    assert crawled.counted() == {
        "pages": good + 4, "empty": 1, "failed": len(errors), "failed/unsupported-input": 4,
        "failed/worker-died": 1, "failed/timed-out": hanging,
    }  # fmt: skip
    assert crawled.stats["finish_reason"] == "finished"
    for number in range(good):
        url = f"{start}good-{number}"
        document = cleaner.clean(page(f"Story {number}").encode(), url)
        item = crawled.items[url]
        assert "html" not in item
        assert item["text"] == document.text
        assert item["markdown"] == document.as_markdown()
        assert item["error"] is None
        assert 0.5 < item["kept"] < 1
    assert crawled.items[f"{start}cyrillic-0"]["text"].startswith("Паром вернулся")
    assert [crawled.items[f"{start}pdf-0"][name] for name in fields[:-1]] == [None] * 3


@pytest.mark.slow
def test_items_of_every_kind_get_the_same_fields_if_they_can(small: str, tmp_path: Path) -> None:
    kinds = ["dict", "Item", "dataclass", "attrs", "text", "response", "filled"]
    middlewares = {MIDDLEWARE: 100}
    crawled = crawl(
        tmp_path, small, *kinds, "frozen", SPIDER_MIDDLEWARES=middlewares, LOG_LEVEL="DEBUG"
    )
    document = cleaner.clean(page("One").encode(), f"{small}one")
    for kind in kinds:
        item = crawled.items[f"{small}one#{kind}"]
        assert {name: item[name] for name in ("text", "markdown", "title", "date")} == {
            "text": document.text,
            "markdown": document.as_markdown(),
            "title": "from the spider" if kind == "filled" else "One",
            "date": "",
        }
        assert item["kept"] > 0.5
        # A response, which no feed can write, is taken out; a page as text stays.
        assert item.get("html") == (page("One") if kind == "text" else None)
        assert set(item) <= set(FIELDS)
    # One that cannot be changed goes on as it is.
    assert crawled.items[f"{small}one#frozen"].keys() == {"html", "url", "text"}
    assert crawled.items[f"{small}one#frozen"]["text"] is None
    assert "Frozen takes none of the fields" in crawled.log
    assert crawled.counted() == {"pages": 3 * (len(kinds) + 1)}


@pytest.mark.slow
def test_items_without_a_page_or_a_field_go_on_and_are_told_of(small: str, tmp_path: Path) -> None:
    crawled = crawl(tmp_path, small, "response", "none")
    assert crawled.items[f"{small}one#response"] == {"url": f"{small}one#response"}
    assert crawled.items[f"{small}one#none"] == {"html": None, "url": f"{small}one#none"}
    assert crawled.counted() == {"without_page": 3, "pages": 3}
    assert crawled.log.count("has no page in its field 'html'") == 1
    assert crawled.log.count("Bare takes none of the fields text, markdown") == 1


@pytest.mark.slow
def test_items_are_dropped_only_if_a_setting_says_so(site: Website, tmp_path: Path) -> None:
    pages = {"pdf-0": PDF, "empty-0": b"", "good-0": page("One").encode()}
    start = fill(site, pages, pdf="application/pdf")
    crawled = crawl(tmp_path, start, CLEANER_DROP="failed,empty")
    assert {*crawled.items} == {start, f"{start}good-0"}
    assert crawled.counted()["dropped"] == 2
    assert crawled.stats["item_dropped_count"] == 2
    crawled = crawl(tmp_path, start, CLEANER_DROP_BELOW=1.0, CLEANER_KEEP_PAGE=False)
    assert {*crawled.items} == {f"{start}pdf-0"}  # it has no confidence


@pytest.mark.slow
def test_what_repeats_on_a_site_is_learned_while_the_crawl_runs(
    site: Website, tmp_path: Path
) -> None:
    start = fill(site, {f"story-{i}": story(i) for i in range(25)})
    counts = tmp_path / "sites.sqlite"
    settings = {
        "CONCURRENT_REQUESTS": 1, "CLEANER_SITE_MEMORY": True, "CLEANER_FIELDS": ["paragraphs"],
        "CLEANER_TIMEOUT": 60,
    }  # fmt: skip
    crawled = crawl(tmp_path, start, CLEANER_SITE_COUNTS=str(counts), **settings)
    held = [held_against(item) for item in crawled.items.values() if item["url"] != start]
    assert len(held) == 25
    assert not held[0], "nothing is known of the site yet"
    assert held[-1], "it is known by now"
    with SiteMemory(counts) as memory:
        assert memory.pages("127.0.0.1") == 26

    again = crawl(tmp_path, start, **{**settings, "CLEANER_SITE_MEMORY": str(counts)})
    assert all(held_against(item) for item in again.items.values() if item["url"] != start)
    with SiteMemory(counts) as memory:
        assert memory.pages("127.0.0.1") == 26, "what was read is not counted again"

    refused = crawl(tmp_path, start, CLEANER_SITE_COUNTS=str(counts), **settings)
    assert refused.code == 1
    assert "which holds the counts of another crawl" in refused.log
    assert refused.items == {}


def story(number: int) -> bytes:
    """A story that ends in a plea, which is the same in all."""
    prose = "".join(
        f"<p>On day {word} the boat left late, and nobody minded, since the sea was calm. The"
        f" {word} passenger had a book and read it aloud to everyone on deck until the {word} bell."
        for word in (f"{letter}{'xyzuvw'[number % 5]}{'nmlkp'[number // 5]}" for letter in "abcdef")
    )
    return (
        f"<html><head><title>Story {number}</title><meta property=og:type content=article></head>"
        "<body class=single><header><nav><a href=/s>Sport</a></nav></header><article class=post>"
        f"<h1>Story {number}</h1><div class=entry-content>{prose}<p>{PLEA}</div></article></body>"
    ).encode()


def held_against(item: dict[str, Any]) -> bool:
    """Whether the plea is less probably body than without a memory."""
    number = int(item["url"].rpartition("-")[2])
    alone = cleaner.clean(story(number), item["url"])
    (before,) = (p.as_dict() for p in alone.paragraphs if p.text == PLEA)
    (now,) = (p for p in item["paragraphs"] if p["text"] == PLEA)
    return bool(now["probabilities"]["body"] < before["probabilities"]["body"])


@pytest.mark.slow
def test_a_crawl_with_a_bad_setting_does_not_start(small: str, tmp_path: Path) -> None:
    crawled = crawl(tmp_path, small, CLEANER_TIMEOUT=-1)
    assert crawled.code == 1
    assert "CLEANER_TIMEOUT must be a number of seconds over 0, or None, not -1" in crawled.log
    assert crawled.items == {}


@pytest.mark.slow
def test_a_crawl_ends_if_no_page_can_be_cleaned(small: str, tmp_path: Path) -> None:
    crawled = crawl(tmp_path, small, pipeline="hostile_pipeline.BrokenPipeline")
    assert crawled.stats["finish_reason"] == "cleaner_failed"
    assert small in crawled.items, "the item is not lost"
    assert crawled.log.count("the crawl is ended, since no page can be cleaned") == 1


@pytest.mark.slow
def test_the_example_crawls_a_site(small: str, tmp_path: Path) -> None:
    example = ROOT / "samples" / "pipelines" / "scrapy_spider.py"
    command = [sys.executable, str(example), small, "out.jsonl"]
    settings = ["DOWNLOAD_DELAY=0", "CLEANER_JOBS=1", "CLEANER_FIELDS=text,title"]
    done = subprocess.run(
        [*command, *settings], capture_output=True, text=True, cwd=tmp_path, env=environment(),
        check=False, timeout=600,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    lines = (tmp_path / "out.jsonl").read_text("utf-8").splitlines()
    titles = {item["url"]: item["title"] for item in map(json.loads, lines)}
    assert titles.pop(f"{small}one") == "One"
    assert {*titles} >= {small, f"{small}two"}


UNGUARDED = """
import sys
import scrapy
from scrapy.crawler import CrawlerProcess

class SiteSpider(scrapy.Spider):
    name = "site"
    start_urls = [sys.argv[1]]

    def parse(self, response):
        yield {"url": response.url, "html": response}

settings = {"ITEM_PIPELINES": {"cleaner.integrations.scrapy.CleanerPipeline": 300}}
process = CrawlerProcess({**settings, "CLEANER_JOBS": 1, "TELNETCONSOLE_ENABLED": False})
process.crawl(SiteSpider)
process.start()
"""


@pytest.mark.slow
def test_a_program_without_a_main_guard_is_told_so_and_ends(
    site: Website, small: str, tmp_path: Path
) -> None:
    program = tmp_path / "crawl.py"
    program.write_text(UNGUARDED, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, str(program), small], capture_output=True, text=True, cwd=tmp_path,
        env=environment(), check=False, timeout=100,
    )  # fmt: skip
    assert 'put what it does under `if __name__ == "__main__":`' in done.stderr
    assert "'finish_reason': 'cleaner_failed'" in done.stderr
    assert [path for path, _ in site.requests] == ["/"], "the worker has fetched nothing"


@pytest.mark.parametrize(("fields", "counted"), [("text,date", ("metadata",)), ("text", ())])
def test_warnings_about_dates_are_counted_where_dates_are_asked_for(
    fields: str, counted: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    def unreadable() -> None:
        raise ValueError("no date here")

    monkeypatch.setattr("cleaner.metadata._extractor", unreadable)
    pipeline = CleanerPipeline.from_crawler(Crawler(Spider, {"CLEANER_FIELDS": fields}))
    cleaned = pipeline._make_fields(cleaner.clean(page()))
    assert cleaned.warnings == counted


def samples() -> Iterator[Path]:
    """The sample pages."""
    return (path for path in sorted(SAMPLES.rglob("*.html")) if path.is_file())


@pytest.mark.slow
def test_results_are_those_of_the_library_in_the_fields_that_are_named(
    site: Website, tmp_path: Path
) -> None:
    pages = {path.name: path.read_bytes() for path in samples()}
    assert len(pages) > 5
    start = fill(site, pages)
    named = {name: f"my_{name}" for name in MAKERS}
    crawled = crawl(tmp_path, start, CLEANER_FIELDS=named, CLEANER_TIMEOUT=60)
    for name, body in pages.items():
        document = cleaner.clean(body, f"{start}{name}", format="html")
        item = crawled.items[f"{start}{name}"]
        assert set(item) == {"url", *named.values()}
        assert item["my_text"] == document.text, name
        assert item["my_markdown"] == document.as_markdown(), name
        assert item["my_paragraphs"] == [paragraph.as_dict() for paragraph in document.paragraphs]
        assert item["my_confidence"] == round(document.confidence, 4)
        assert (item["my_model"], item["my_error"]) == (document.model, None)
        assert item["my_author"] == document.metadata.author
        warnings = (*document.warnings, *document.metadata.warnings)
        assert item["my_warnings"] == [warning.as_dict() for warning in warnings]
