"""The replay of corrections: which pages are taken for corrected ones, and what is counted."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

pytest.importorskip("tldextract", reason="needs the extra evaluate")

from replay import Count, choices, errors, only_errors

from cleaner.features.site_features import Signs
from cleaner.training.correcting.corrected import NOT_GIVEN
from cleaner.training.correcting.fit import Example

NO_SIGNS = Signs(np.zeros(0, np.uint32), np.zeros(4, np.intp))


def example(given: list[int], own: list[int]) -> Example:
    prediction: Any = None  # which counting errors does not need
    return Example("larch.example", "", prediction, NO_SIGNS, np.array(given), np.array(own))


@pytest.mark.parametrize(
    ("pages", "corrected", "chosen"),
    [
        ([1], 1, [{1}]),
        ([1, 2], 2, [{1, 2}]),
        ([0, 2, 3, 4], 3, [{0, 2, 3}, {2, 3, 4}, {3, 4, 0}, {4, 0, 2}]),
        ([0, 1, 2, 3, 4, 5], 1, [{0}, {1}, {2}, {3}]),
    ],
)
def test_the_corrected_pages_change(
    pages: list[int], corrected: int, chosen: list[set[int]]
) -> None:
    assert choices(pages, corrected) == set(map(frozenset, chosen))


def test_sites_count_alike_whatever_their_errors() -> None:
    count = Count()
    count.add("larch.example", 60, 30)
    count.add("larch.example", 40, 0)
    count.add("fir.example", 10, 10)
    count.add("elm.example", 0, 1)  # without an error before, it is in no share but that of all
    figures = count.figures()
    assert (figures["sites"], figures["replays"]) == (3, 4)
    assert (figures["before"], figures["after"]) == (110, 41)
    assert figures["gone"] == pytest.approx(1 - 41 / 110, abs=5e-4)
    assert figures["gone, mean of sites"] == pytest.approx((0.7 + 0) / 2)


def test_a_paragraph_without_gold_is_no_error() -> None:
    page = example(given=[0, 1, 2, NOT_GIVEN], own=[0, 2, 0, 1])
    assert errors(page, page.own, "labels") == 2
    assert errors(page, page.own, "article") == 1  # the one that is no body
    assert errors(replace(page, given=page.own), page.own, "labels") == 0


def test_of_a_page_the_errors_alone_can_be_corrected() -> None:
    page = only_errors(example(given=[0, 1, 2, NOT_GIVEN], own=[0, 2, 0, 1]))
    assert page.given.tolist() == [NOT_GIVEN, 1, 2, NOT_GIVEN]
