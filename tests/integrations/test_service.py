"""Which cleaners share worker processes in an engine, where each batch may bring a new object."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from typing import Any

import pyarrow as pa
import pytest
from support import page

import cleaner
from cleaner import Cleaner, Config
from cleaner.errors import WorkersFail
from cleaner.integrations.service import WAITING, CleaningService, shared_service
from cleaner.integrations.texts import Texts


class Marked(Cleaner):
    """A cleaner that holds more than its options."""

    def __init__(self, mark: object) -> None:
        super().__init__()
        self.mark = mark


def test_cleaners_with_the_same_options_share_their_processes() -> None:
    service = shared_service(Cleaner(threshold=0.625))
    assert shared_service(Cleaner(threshold=0.625)) is service
    assert shared_service(Cleaner(threshold=0.75)) is not service
    assert shared_service(Cleaner(threshold=0.625), timeout=1.0) is not service


def test_cleaners_of_a_class_of_their_own_share_them_if_they_are_equal_to_the_last_byte() -> None:
    service = shared_service(Marked("one"))
    assert shared_service(Marked("one")) is service
    assert shared_service(Marked("two")) is not service
    assert shared_service(Cleaner()) is not service
    sent = pickle.dumps(Marked("three"))  # as an engine sends one with each batch
    assert shared_service(pickle.loads(sent)) is shared_service(pickle.loads(sent))


def ahead_of_results(futures: Iterable[Future[int]], service: CleaningService) -> Iterator[int]:
    """How many futures were drawn and not taken, before each result is taken."""
    drawn = 0

    def counted() -> Iterator[Future[int]]:
        nonlocal drawn
        for future in futures:
            drawn += 1
            yield future

    for taken, _ in enumerate(service.in_order(counted())):
        yield drawn - taken


def done() -> Future[int]:
    """A future with a result."""
    future: Future[int] = Future()
    future.set_result(1)
    return future


def test_pages_are_drawn_as_results_are_taken() -> None:
    service = CleaningService(jobs=2)
    ahead = list(ahead_of_results((done() for _ in range(100)), service))
    assert len(ahead) == 100
    assert max(ahead) == 2 * WAITING
    assert list(service.in_order([])) == []


def cleaned_as_arrow(pages: list[str]) -> list[Any]:
    """The titles of pages in a table."""
    table = pa.table({"html": pages})
    return list(cleaner.clean_batch(table, timeout=100.0).column("title").to_pylist())


def cleaned_as_texts(pages: list[str]) -> list[Any]:
    """The titles of pages for a text framework."""
    texts = Texts(Config(), timeout=100.0).of((page, None) for page in pages)
    return [text and text.about["title"] for text in texts]


@pytest.mark.parametrize("clean", [cleaned_as_arrow, cleaned_as_texts])
def test_no_more_pages_are_handed_in_than_workers_need(
    clean: Callable[[list[str]], list[Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    submit, running, most = CleaningService.submit, set[Future[Any]](), 0

    def counted(self: CleaningService, *given: Any, **options: Any) -> Future[Any]:
        nonlocal most
        future = submit(self, *given, **options)
        running.add(future)
        most = max(most, sum(not each.done() for each in running))
        return future

    monkeypatch.setattr(CleaningService, "submit", counted)
    titles = [f"Ferry {number}" for number in range(5 * WAITING)]
    assert clean([page(title) for title in titles]) == titles
    assert len(running) == len(titles)
    assert 1 < most <= WAITING


def test_pages_that_nobody_asks_for_are_not_cleaned() -> None:
    waiting: list[Future[int]] = [done(), Future(), Future()]
    results = CleaningService(jobs=1).in_order(waiting * 3)
    assert next(results) == 1
    results.close()
    assert [future.cancelled() for future in waiting] == [False, True, True]


def test_a_cleaner_that_cannot_be_sent_is_refused() -> None:
    with pytest.raises(WorkersFail, match="cannot be sent to worker processes"):
        shared_service(Marked(lambda: None))
