"""Patterns that lines form together."""

from __future__ import annotations

import pytest
from small_pages import NOTICE, PIECES, TEASERS, Table, expect, text_columns

from cleaner.features.text.pattern import (
    BULLETED,
    DATE,
    HEADLINE,
    LABEL,
    LABEL_WITH_STOP,
    LONG_LINE,
    PROSE,
    SENTENCE,
)

# A line counts once for each line of its shape so many lines before or after it. The counts of the
# lines near it, four on either side, are divided by 18, the most that they can be.
NOTICE_TABLE: Table = {
    # The last three lines have one shape.
    "pattern_repeats_1": [n / 18 for n in (0, 0, 1, 3, 4, 4, 4, 4, 4)],
    "pattern_repeats_2": [n / 18 for n in (0, 0, 1, 1, 2, 2, 2, 2, 2)],
    "pattern_repeats_3": [0] * 9,
    "pattern_repeats_4": [0] * 9,
    "pattern_repeats_best": [n / 18 for n in (0, 0, 1, 3, 4, 4, 4, 4, 4)],
    "pattern_shape": [
        *(SENTENCE, DATE, PROSE, LABEL_WITH_STOP, LABEL, SENTENCE + BULLETED),
        *(DATE, DATE, DATE),
    ],
    "pattern_shape_share_near": [1, 2, 1, 1, 1, 1, 4, 3, 3],
}


def test_a_notice() -> None:
    expect(text_columns(NOTICE), NOTICE_TABLE)


def test_teasers_repeat_every_three_lines() -> None:
    table: Table = {
        # Prose that comes again is no pattern: articles are made of it.
        "pattern_repeats_3": [n / 18 for n in (6, 6, 7, 8, 8, 7, 6, 6, 4)],
        "pattern_repeats_best": [n / 18 for n in (6, 6, 7, 8, 8, 7, 6, 6, 4)],
        "pattern_repeats_1": [0] * 9,
        "pattern_repeats_2": [0] * 9,
        "pattern_repeats_4": [0] * 9,
        "pattern_shape": [HEADLINE, DATE, PROSE] * 3,
        "pattern_shape_share_near": [2, 2, 2, 3, 3, 3, 2, 2, 2],
    }
    expect(text_columns(TEASERS), table)


def test_a_pattern_of_four_lines() -> None:
    columns = text_columns(["Home", "A headline of five words", "3 May 2024", "Well."] * 2)
    # Each of the eight lines comes again four lines on or back.
    assert columns["pattern_repeats_4"] == pytest.approx([n / 18 for n in (5, 6, 7, 8, 8, 7, 6, 5)])


def test_pieces() -> None:
    table: Table = {"pattern_shape": [HEADLINE, HEADLINE, HEADLINE, SENTENCE, LABEL, HEADLINE]}
    expect(text_columns(PIECES), table)


@pytest.mark.parametrize(
    ("line", "shape"),
    [
        ("One two three", LABEL),
        ("One two three four", HEADLINE),
        ("One two three.", LABEL_WITH_STOP),
        ("word " * 14, HEADLINE),
        ("word " * 15, LONG_LINE),
        ("word " * 14 + "word.", PROSE),
        ("- Home", LABEL + BULLETED),
        ("1. 12 May 2024", DATE + BULLETED),
    ],
)
def test_shapes(line: str, shape: int) -> None:
    assert text_columns([line])["pattern_shape"] == [shape]
