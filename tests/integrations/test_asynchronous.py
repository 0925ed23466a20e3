"""Cleaning from asyncio: results are those of `clean`, the loop goes on, nothing is left behind."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Coroutine, Iterator
from pathlib import Path
from typing import Any, TypeVar

import psutil
import pytest
from moody import CRASH, HANG, Moody
from support import SAMPLES, page, slow

import cleaner
from cleaner import AsyncCleaner, Document, SiteMemory
from cleaner.errors import (
    InvalidOption,
    ModelError,
    TimedOut,
    UnsupportedInput,
    WorkerDied,
    WorkersFail,
)

T = TypeVar("T")
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX signals")


def run(work: Coroutine[Any, Any, T]) -> T:
    """Run in a loop of its own, but not for ever."""

    async def limited() -> T:
        return await asyncio.wait_for(work, 100)

    return asyncio.run(limited())


def test_a_document_is_that_of_clean() -> None:
    async def work() -> list[Document]:
        paths = sorted(SAMPLES.glob("*.html"))[:3]
        async with AsyncCleaner(jobs=1, timeout=100) as cleaning:
            url = "https://a.example/"
            return await asyncio.gather(*(cleaning.clean(path, url) for path in paths))

    for path, document in zip(sorted(SAMPLES.glob("*.html")), run(work())):
        expected = cleaner.clean(path, "https://a.example/")
        assert (document.text, document.url) == (expected.text, "https://a.example/")
        assert document.metadata == expected.metadata
        assert document.as_markdown() == expected.as_markdown()


def test_format_and_encoding_are_those_that_are_given() -> None:
    async def work() -> tuple[Document, Document]:
        text = await cleaner.aclean("<p>a tag", format="text")
        return text, await cleaner.aclean("<p>Größe".encode("latin-1"), encoding="latin-1")

    text, page = run(work())
    assert text.format == "text"
    assert page.paragraphs[0].text == "Größe"


def test_the_errors_of_a_page_are_raised() -> None:
    with pytest.raises(UnsupportedInput):
        run(cleaner.aclean(PDF))
    with pytest.raises(TypeError, match="pass str"):
        run(cleaner.aclean(7))  # type: ignore[arg-type]


def markdown_length(document: Document) -> int:
    return len(document.as_markdown())


def function_inside(document: Document) -> object:
    return lambda: document


def test_what_is_wanted_of_a_document_is_made_in_the_worker() -> None:
    async def work() -> tuple[int, str]:
        async with AsyncCleaner(jobs=1) as cleaning:
            length = await cleaning.clean(page(), then=markdown_length)
            with pytest.raises(TypeError, match="function of a module"):
                await cleaning.clean(page(), then=lambda document: 1)
            with pytest.raises(TypeError, match="the result of then="):
                await cleaning.clean(page(), then=function_inside)
            return length, await cleaning.clean(page(), then=Document.as_markdown)

    length, markdown = run(work())
    assert length == len(markdown)
    assert markdown == cleaner.clean(page()).as_markdown()


async def as_they_come(drawn: list[int]) -> AsyncIterator[tuple[str, str]]:
    """Pages without an end."""
    while True:
        drawn.append(1)
        yield page(f"Ferry {len(drawn)}"), f"https://larch.example/{len(drawn)}"


def for_ever(drawn: list[int]) -> Iterator[tuple[str, str]]:
    while True:
        drawn.append(1)
        yield page(f"Ferry {len(drawn)}"), f"https://larch.example/{len(drawn)}"


@pytest.mark.parametrize("source", [as_they_come, *slow(for_ever)])
def test_many_come_in_order_and_are_drawn_as_they_are_needed(source: Any) -> None:
    async def work() -> tuple[list[str], int]:
        drawn: list[int] = []
        titles = []
        async with AsyncCleaner(jobs=2, waiting=5) as cleaning:
            documents = cleaning.clean_many(source(drawn))
            async for document in documents:
                titles.append(f"{document.title} {document.url}")
                if len(titles) == 20:
                    break
            await documents.aclose()  # type: ignore[attr-defined]
        return titles, len(drawn)

    titles, drawn = run(work())
    assert titles == [f"Ferry {n} https://larch.example/{n}" for n in range(1, 21)]
    assert drawn <= 26


def test_a_page_that_is_late_to_come_holds_up_no_result() -> None:
    async def work() -> str:
        taken = asyncio.Event()

        async def pages() -> AsyncIterator[str]:
            yield page("First")
            await taken.wait()
            yield page("Second")

        async with AsyncCleaner(jobs=1) as cleaning:
            titles = ""
            async for document in cleaning.clean_many(pages()):
                titles += document.title
                taken.set()
            return titles

    assert run(work()) == "FirstSecond"


def test_an_error_of_the_source_comes_after_the_pages_before_it() -> None:
    async def pages() -> AsyncIterator[str]:
        yield page("One")
        yield page("Two")
        raise OSError("the crawl broke off")

    async def work() -> str:
        came = ""
        async with AsyncCleaner(jobs=1, timeout=100) as cleaning:
            try:
                async for document in cleaning.clean_many(pages()):
                    came += f"{document.title}, "
            except OSError as error:
                came += str(error)
        return came

    assert run(work()) == "One, Two, the crawl broke off"


@POSIX
@pytest.mark.slow
def test_a_bad_page_costs_one_page() -> None:
    pages: list[Any] = [page("One"), PDF, CRASH, page("Two"), HANG, page("Three")]

    async def work() -> list[Any]:
        async with AsyncCleaner(Moody(), jobs=2, timeout=2) as cleaning:
            return [result async for result in cleaning.clean_many(pages, on_error="return")]

    kinds = [Document, UnsupportedInput, WorkerDied, Document, TimedOut, Document]
    assert [type(result) for result in run(work())] == kinds


def test_a_bad_page_is_returned_skipped_or_raised() -> None:
    async def work() -> None:
        pages: list[Any] = [page("One"), PDF, page("Two")]
        async with AsyncCleaner(jobs=1, timeout=100) as cleaning:
            returned = [result async for result in cleaning.clean_many(pages, on_error="return")]
            assert [type(result) for result in returned] == [Document, UnsupportedInput, Document]
            skipped = [result async for result in cleaning.clean_many(pages, on_error="skip")]
            assert [document.title for document in skipped] == ["One", "Two"]
            with pytest.raises(UnsupportedInput):
                _ = [result async for result in cleaning.clean_many(pages)]

    run(work())


@POSIX
@pytest.mark.slow
def test_a_cancelled_task_ends_at_once_and_leaves_its_place() -> None:
    async def work() -> str:
        async with AsyncCleaner(Moody(), jobs=1, timeout=3, waiting=2) as cleaning:
            hanging = [asyncio.ensure_future(cleaning.clean(HANG)) for _ in range(20)]
            await asyncio.sleep(0.5)
            for task in hanging:
                task.cancel()
            ended = await asyncio.wait_for(asyncio.gather(*hanging, return_exceptions=True), 1)
            assert all(isinstance(error, asyncio.CancelledError) for error in ended)
            return (await cleaning.clean(page("After"))).title

    assert run(work()) == "After"


@POSIX
def test_no_process_is_left_when_it_is_closed() -> None:
    before = {child.pid for child in psutil.Process().children()}

    async def work() -> None:
        async with AsyncCleaner(jobs=2) as cleaning:
            await cleaning.clean(page())
            assert {child.pid for child in psutil.Process().children()} - before
        with pytest.raises(WorkersFail, match="closed"):
            await cleaning.clean(page())

    run(work())
    after = [child for child in psutil.Process().children() if child.pid not in before]
    assert [child for child in after if "spawn_main" in " ".join(child.cmdline())] == []


def test_a_model_that_is_missing_is_no_page_s_error(tmp_path: Path) -> None:
    async def work() -> None:
        async with AsyncCleaner(cleaner.Cleaner(model=tmp_path), jobs=1) as cleaning:
            async for _ in cleaning.clean_many([page()], on_error="skip"):
                pass

    with pytest.raises(ModelError):
        run(work())


def test_options_out_of_range_are_said_at_once() -> None:
    for options in ({"jobs": 0}, {"timeout": 0}, {"timeout": float("nan")}, {"waiting": 0}):
        with pytest.raises(InvalidOption):
            AsyncCleaner(**options)
    with pytest.raises(InvalidOption):
        AsyncCleaner().clean_many([], on_error="ignore")  # type: ignore[call-overload]
    with pytest.raises(WorkersFail, match=r"SiteMemory\(path\)"):
        AsyncCleaner(cleaner.Cleaner(site_memory=SiteMemory()))
