"""Dates and times of day by their shape."""

from __future__ import annotations

import pytest

from cleaner.text.dates import LONGEST, is_dated


@pytest.mark.parametrize(
    "text",
    [
        "27.11.2026", "2026-11-27", "11/27/26", "17:05", "um 9.30 Uhr", "17h05", "Paris, 1999",
        "27. November 2026", "27 ноября 2026", "Nov 27, 2026", "2026年11月27日", "11月27日",
    ],
)  # fmt: skip
def test_dates_are_found_in_any_language(text: str) -> None:
    assert is_dated(text)


@pytest.mark.parametrize("text", ["", "Yesterday", "12 comments", "Chapter 3", "1,950 boats left"])
def test_other_texts_and_numbers_are_no_dates(text: str) -> None:
    assert not is_dated(text)


def test_a_long_text_merely_holds_its_date() -> None:
    assert is_dated("27.11.2026 " + "x" * (LONGEST - 12))
    assert not is_dated("27.11.2026 " + "x" * (LONGEST - 11))
