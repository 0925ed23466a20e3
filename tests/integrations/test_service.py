"""Which cleaners share worker processes in an engine, where each batch may bring a new object."""

from __future__ import annotations

import pickle

import pytest

from cleaner import Cleaner
from cleaner.errors import WorkersFail
from cleaner.integrations.service import shared_service


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


def test_a_cleaner_that_cannot_be_sent_is_refused() -> None:
    with pytest.raises(WorkersFail, match="cannot go to worker processes"):
        shared_service(Marked(lambda: None))
