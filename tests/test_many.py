"""Many pages at once: one contract for this process and for workers."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from lxml import html as lxml_html
from support import environment, page

import cleaner
from cleaner import Cleaner, Document, SiteMemory, UnsupportedInput
from cleaner.errors import InvalidOption, ModelError, TimedOut, WorkerDied, WorkersFail

PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
JOBS = pytest.mark.parametrize("jobs", [1, 2])


@JOBS
def test_documents_come_in_order_and_are_those_of_clean(jobs: int) -> None:
    pages = [page(f"Ferry {n}") for n in range(12)]
    documents = [*cleaner.clean_many(pages, jobs)]
    assert [d.text for d in documents] == [cleaner.clean(p).text for p in pages]


@JOBS
def test_pages_are_drawn_as_they_are_needed(jobs: int) -> None:
    drawn: list[int] = []

    def endless() -> Iterator[str]:
        while True:
            drawn.append(1)
            yield page()

    documents = cleaner.clean_many(endless(), jobs)
    next(documents)
    assert len(drawn) < 200
    documents.close()  # type: ignore[attr-defined]  # a generator, which is no promise


@JOBS
def test_pages_of_any_type_are_taken_with_or_without_an_address(jobs: int, tmp_path: Path) -> None:
    source = page()
    path = tmp_path / "ferry.html"
    path.write_text(source, encoding="utf-8")
    data = source.encode()
    pages = [source, data, bytearray(data), memoryview(data), path,
             lxml_html.fromstring(source), BeautifulSoup(source, "html.parser")]  # fmt: skip
    address = "https://larch.example/ferry"
    pairs = [(p, address) for p in pages]
    for url, given in ((None, pages), (address, pairs)):
        documents = [*cleaner.clean_many(given, jobs)]
        assert {d.text for d in documents} == {cleaner.clean(source).text}
        assert [(d.format, d.url) for d in documents] == [("html", url)] * len(pages)


@JOBS
def test_a_bad_page_costs_one_page_if_errors_are_returned_or_skipped(
    jobs: int, caplog: pytest.LogCaptureFixture
) -> None:
    pages: list[Any] = [page("One"), PDF, None, page("Two"), object(), (lambda: 0), page("Three")]
    results = [*cleaner.clean_many(pages, jobs, on_error="return")]
    errors = [UnsupportedInput, TypeError, TypeError, TypeError]
    assert [type(r) for r in results if not isinstance(r, Document)] == errors
    assert [isinstance(r, Document) for r in results] == [p in pages[::3] for p in pages]
    with caplog.at_level(logging.INFO, "cleaner"):
        documents = [*cleaner.clean_many(pages, jobs, on_error="skip")]
    assert [d.title for d in documents] == ["One", "Two", "Three"]
    numbers = [
        r.args[0] for r in caplog.records if "skipped" in r.msg and isinstance(r.args, tuple)
    ]
    assert numbers == [2, 3, 5, 6]


@JOBS
def test_the_first_bad_page_ends_the_iteration_with_its_number(jobs: int) -> None:
    pages: list[Any] = [page(), page(), PDF, None, page()]
    documents = cleaner.clean_many(pages, jobs)
    assert isinstance(next(documents), Document)
    assert isinstance(next(documents), Document)
    with pytest.raises(UnsupportedInput, match=r"^page 3: .*pdf"):
        next(documents)
    assert [*documents] == []


@JOBS
def test_a_model_that_is_missing_is_no_page_s_error(jobs: int, tmp_path: Path) -> None:
    with pytest.raises(ModelError):
        list(Cleaner(model=tmp_path).clean_many([page()] * 3, jobs, on_error="skip"))


@pytest.mark.parametrize(
    "options",
    [
        {"jobs": 0},
        {"jobs": float("nan")},
        {"jobs": 1.5},
        {"on_error": "ignore"},
        {"timeout": 0},
        {"timeout": float("nan")},
    ],
    ids=str,
)
def test_options_out_of_range_are_said_at_once(options: dict[str, object]) -> None:
    with pytest.raises(InvalidOption):
        cleaner.clean_many([], **options)  # type: ignore[call-overload]


def test_no_number_of_jobs_is_one_for_each_core() -> None:
    assert len([*cleaner.clean_many([page()], None)]) == 1
    assert len([*cleaner.clean_many([page()], -1)]) == 1


def test_a_site_memory_without_a_file_says_how_to_send_it(tmp_path: Path) -> None:
    with pytest.raises(WorkersFail, match=r"SiteMemory\(path\)"):
        list(Cleaner(site_memory=SiteMemory()).clean_many([page()], 2))
    memory = SiteMemory(tmp_path / "sites")
    assert len([*Cleaner(site_memory=memory).clean_many([page()] * 3, 2)]) == 3


class Moody(Cleaner):
    """Does to its process what a page says."""

    def clean(self, source: str, url: str | None = None) -> Document:  # type: ignore[override]
        if source == "crash":
            os.abort()
        if source == "sleep":
            time.sleep(60)
        return super().clean(source, url)


@pytest.mark.slow
def test_a_page_that_crashes_or_hangs_costs_that_page() -> None:
    pages = [page("One"), "crash", page("Two"), "sleep", page("Three")]
    results = [*Moody().clean_many(pages, 2, on_error="return", timeout=3)]
    assert [type(result) for result in results] == [
        Document, WorkerDied, Document, TimedOut, Document
    ]  # fmt: skip


def test_one_job_needs_no_guard_no_file_and_no_process() -> None:
    program = f"import cleaner\nprint(len(list(cleaner.clean_many([{page()!r}] * 3, jobs=1))))"
    done = subprocess.run(
        [sys.executable, "-"], input=program, capture_output=True, text=True, env=environment(),
        check=False,
    )  # fmt: skip
    assert (done.stdout, done.stderr) == ("3\n", "")
