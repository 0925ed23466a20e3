"""The position of a paragraph in its text."""

from __future__ import annotations

import numpy as np
from small_pages import NOTICE, PIECES, TEASERS, Table, expect, text_columns

NOTICE_TABLE: Table = {
    # back!, by Ann Lee, prose, green?, More:, Buy, (see [1]), 1 & 2, (see [1]); 52 words
    "place_index": [0, 1, 2, 3, 4, 5, 6, 7, 8],
    "place_from_end": [8, 7, 6, 5, 4, 3, 2, 1, 0],
    "place_place": [i / 9 for i in range(9)],
    "place_words_before": [n / 52 for n in (0, 4, 12, 30, 33, 34, 44, 46, 50)],
    "place_long_before": [0, 0, 0, 1, 1, 1, 1, 1, 1],
    "place_long_after": [1, 1, 0, 0, 0, 0, 0, 0, 0],
    "place_to_long_before": [999, 999, 999, 1, 2, 3, 4, 5, 6],
    "place_to_long_after": [2, 1, *[999] * 7],
    "place_in_head": [1, 1, 0, 0, 0, 0, 0, 0, 0],
    "place_in_tail": [0, 0, 0, 1, 1, 1, 1, 1, 1],
    # Two lines, the prose, six lines.
    "place_run_length": [2, 2, 1, 6, 6, 6, 6, 6, 6],
    "place_run_index": [0, 1, 0, 0, 1, 2, 3, 4, 5],
    "place_run_body": [
        *[(3.5 / 5**0.5 - 1 / 3) / 2] * 2,
        4.5 / 19**0.5,
        *[-1 / 2**0.5 / 6] * 6,
    ],
    "place_run_chrome": [
        *[(-0.5 / 5**0.5 + 1) / 2] * 2,
        -1.5 / 19**0.5,
        *[-2 / 2**0.5 / 6] * 6,
    ],
    "place_run_words": [
        *[np.log(5 * 9) / 2] * 2,
        np.log(19),
        *[np.log(4 * 2 * 11 * 3 * 5 * 3) / 6] * 6,
    ],
    "place_run_dates": [1 / 2, 1 / 2, 0, *[3 / 6] * 6],
    "place_from_bullets": [*[999] * 6, 1, 2, 3],
}


def test_a_notice() -> None:
    expect(text_columns(NOTICE), NOTICE_TABLE)


def test_teasers() -> None:
    table: Table = {
        "place_words_before": [n / 75 for n in (0, 5, 8, 25, 30, 33, 50, 55, 58)],
        "place_long_before": [0, 0, 0, 1, 1, 1, 2, 2, 2],
        "place_long_after": [3, 3, 2, 2, 2, 1, 1, 1, 0],
        "place_to_long_before": [999, 999, 999, 1, 2, 3, 1, 2, 3],
        "place_to_long_after": [2, 1, 3, 2, 1, 3, 2, 1, 999],
        "place_in_head": [1, 1, 0, 0, 0, 0, 0, 0, 0],
        "place_in_tail": [0] * 9,
        "place_run_length": [2, 2, 1] * 3,
        "place_run_index": [0, 1, 0] * 3,
        "place_run_dates": [1 / 2, 1 / 2, 0] * 3,
        "place_from_bullets": [999] * 9,
    }
    expect(text_columns(TEASERS), table)


def test_a_text_without_running_text_is_all_head_and_tail() -> None:
    table: Table = {
        "place_in_head": [1] * 6,
        "place_in_tail": [1] * 6,
        "place_long_before": [0] * 6,
        "place_run_length": [6] * 6,
        "place_run_index": [0, 1, 2, 3, 4, 5],
    }
    expect(text_columns(PIECES), table)


def test_a_distance_may_be_larger_than_nowhere() -> None:
    columns = text_columns(["word " * 15, *["Menu"] * 1000, "word " * 14, "word " * 15])
    assert columns["place_to_long_after"][0] == 1002
    assert columns["place_to_long_before"][-1] == 1002
