"""The signals of a paragraph, as the paragraphs around it see them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from small_pages import NOTICE, PIECES, TEASERS, Table, expect, prefixed, text_columns

SIGNALS: Table = {
    # back!, by Ann Lee, prose, green?, More:, Buy, (see [1]), 1 & 2, (see [1])
    "body": [3.5 / 5**0.5, -1 / 3, 4.5 / 19**0.5, 0, -1 / 2**0.5, 0, 0, 0, 0],
    "chrome": [-0.5 / 5**0.5, 1, -1.5 / 19**0.5, 0, -2 / 2**0.5, 0, 0, 0, 0],
    "words": np.log([5, 9, 19, 4, 2, 11, 3, 5, 3]).tolist(),
    "ends_stop": [1, 0, 1, 1, 0, 1, 0, 0, 0],
    "long": [0, 0, 1, 0, 0, 0, 0, 0, 0],
    "date_like": [0, 1, 0, 0, 0, 0, 1, 1, 1],
    "opens_lower": [0, 1, 0, 0, 0, 0, 0, 0, 0],
    "title_words": [1 / 4, 2 / 8, 2 / 18, 1 / 3, 1, 1 / 10, 0, 0, 0],
    "bullet": [0, 0, 0, 0, 0, 1, 0, 0, 0],
    "digit_words": [0, 5 / 8, 1 / 18, 0, 0, 1 / 10, 1 / 2, 1, 1 / 2],
    "cue_share": [0, 1 / 9, 1 / 19, 0, 0, 2 / 11, 0, 0, 0],
    "same_text": [1, 1, 1, 1, 1, 1, 2, 1, 2],
}


def places_on(values: Sequence[float], offset: int) -> list[float]:
    """Each value replaced by the one so many places on, -20 beyond the ends."""
    n = len(values)
    return [values[i + offset] if 0 <= i + offset < n else -20.0 for i in range(n)]


def mean(values: Sequence[float]) -> float:
    """The mean; 0 of nothing."""
    return sum(values) / len(values) if values else 0.0


def within(values: Sequence[float], reach: int) -> list[float]:
    """The mean of the values within reach on either side, without the one itself."""
    n = len(values)
    around = [[j for j in range(i - reach, i + reach + 1) if j != i] for i in range(n)]
    return [mean([values[j] for j in places if 0 <= j < n]) for places in around]


def above(values: Sequence[float]) -> list[float]:
    """The mean of all values before each one."""
    return [mean(values[:i]) for i in range(len(values))]


def below(values: Sequence[float]) -> list[float]:
    """The mean of all values after each one."""
    return [mean(values[i + 1 :]) for i in range(len(values))]


def less(values: Sequence[float], others: Sequence[float]) -> list[float]:
    return [value - other for value, other in zip(values, others)]


NOTICE_TABLE: Table = {
    **prefixed("at-2_", {name: places_on(values, -2) for name, values in SIGNALS.items()}),
    **prefixed("at-1_", {name: places_on(values, -1) for name, values in SIGNALS.items()}),
    **prefixed("at+1_", {name: places_on(values, 1) for name, values in SIGNALS.items()}),
    **prefixed("at+2_", {name: places_on(values, 2) for name, values in SIGNALS.items()}),
    **prefixed("within2_", {name: within(values, 2) for name, values in SIGNALS.items()}),
    **prefixed("within5_", {name: within(values, 5) for name, values in SIGNALS.items()}),
    **prefixed("before_", {name: above(values) for name, values in SIGNALS.items()}),
    **prefixed("after_", {name: below(values) for name, values in SIGNALS.items()}),
    "difference_body_to_near": less(SIGNALS["body"], within(SIGNALS["body"], 5)),
    "difference_chrome_to_near": less(SIGNALS["chrome"], within(SIGNALS["chrome"], 5)),
    "difference_body_to_document": less(SIGNALS["body"], [mean(SIGNALS["body"])] * 9),
    "difference_words_to_near": less(SIGNALS["words"], within(SIGNALS["words"], 5)),
}


def test_a_notice() -> None:
    expect(text_columns(NOTICE), NOTICE_TABLE)


def test_teasers() -> None:
    table: Table = {
        "at-1_date_like": [-20, 0, 1, 0, 0, 1, 0, 0, 1],
        "at+1_long": [0, 1, 0, 0, 1, 0, 0, 1, -20],
        "within2_date_like": [1 / 2, 0, 2 / 4, 2 / 4, 0, 2 / 4, 2 / 4, 0, 1 / 2],
        "before_long": [0, 0, 0, 1 / 3, 1 / 4, 1 / 5, 2 / 6, 2 / 7, 2 / 8],
        "after_long": [3 / 8, 3 / 7, 2 / 6, 2 / 5, 2 / 4, 1 / 3, 1 / 2, 1, 0],
    }
    expect(text_columns(TEASERS), table)


def test_pieces() -> None:
    table: Table = {
        "at-2_ends_stop": [-20, -20, 0, 0, 0, 1],
        "at+2_ends_stop": [0, 1, 0, 0, -20, -20],
        "within2_ends_stop": [0, 1 / 3, 1 / 4, 0, 1 / 3, 1 / 2],
    }
    expect(text_columns(PIECES), table)


def test_a_text_of_one_line_has_no_neighbours() -> None:
    columns = text_columns(["The ferry is back!"])
    for name in SIGNALS:
        for prefix in ("at-2", "at-1", "at+1", "at+2"):
            assert columns[f"{prefix}_{name}"] == [-20]
        for prefix in ("within2", "within5", "before", "after"):
            assert columns[f"{prefix}_{name}"] == [0]
    assert columns["difference_body_to_document"] == [0]


def test_in_a_text_of_two_lines_each_sees_the_other() -> None:
    table: Table = {
        "within2_ends_stop": [0, 1],
        "within5_ends_stop": [0, 1],
        "before_ends_stop": [0, 1],
        "after_ends_stop": [0, 0],
        "after_words": [np.log(5), 0],
    }
    expect(text_columns(["The ferry is back.", "It is a ferry"]), table)


@pytest.mark.parametrize(("lines", "count"), [(5, 5), (6, 6), (9, 6)])
def test_a_repeated_line_counts_six_times_at_most(lines: int, count: float) -> None:
    columns = text_columns(["Read more"] * lines)
    assert columns["at+1_same_text"][0] == count
    assert columns["same_text"][0] == lines
