"""Scores of the words of a paragraph."""

from __future__ import annotations

import numpy as np
from small_pages import NOTICE, PIECES, TEASERS, Table, expect, text_columns

ROOT = np.sqrt([5, 9, 19, 4, 2, 11, 3, 5, 3])  # of the words plus one
BODY = np.array([3.5, -1, 4.5, 0, -1, 0, 0, 0, 0])
CHROME = np.array([-0.5, 3, -1.5, 0, -2, 0, 0, 0, 0])
NOTICE_TABLE: Table = {
    "text_body": (BODY / ROOT).tolist(),
    "text_chrome": (CHROME / ROOT).tolist(),
    # the, ferry, the ferry; by, ^by; the three times, ferry, the ferry; more
    "text_known": [3, 2, 5, 0, 1, 0, 0, 0, 0],
    # of the words, the pairs of them, the first one, about
    "text_known_share": [3 / 9, 2 / 17, 5 / 37, 0, 1 / 3, 0, 0, 0, 0],
    "text_body_sum": BODY.tolist(),
    "text_chrome_sum": CHROME.tolist(),
}


def test_a_notice() -> None:
    expect(text_columns(NOTICE), NOTICE_TABLE)


def test_teasers() -> None:
    table: Table = {
        "text_known": [0, 0, 5, 1, 0, 4, 2, 0, 5],
        "text_body_sum": [0, 0, 2.5, 0.5, 0, 2, 2.5, 0, 4.5],
    }
    expect(text_columns(TEASERS), table)


def test_a_piece_without_known_words() -> None:
    columns = text_columns(PIECES)
    assert columns["text_body"][2:5] == [0, 0, 0]
    assert columns["text_known_share"][1] == np.float32(3 / 9)


def test_long_paragraphs_count_as_24_words() -> None:
    table: Table = {
        "text_body": [48 / np.sqrt(25)],
        "text_body_sum": [48],
        "text_known": [24],
        "text_known_share": [24 / 49],
    }
    expect(text_columns(["ferry " * 30]), table)
