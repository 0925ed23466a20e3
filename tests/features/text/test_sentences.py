"""Paragraphs that are pieces of one sentence, taken together."""

from __future__ import annotations

import numpy as np
import pytest
from small_pages import NOTICE, PIECES, TEASERS, Table, expect, text_columns

from cleaner.features.text.sentences import sentence_openings

NOTICE_TABLE: Table = {
    # Every line of the notice is a sentence of its own.
    "sentence_size": [1] * 9,
    "sentence_index": [0] * 9,
    "sentence_words": [5, 9, 19, 4, 2, 11, 3, 5, 3],
    "sentence_body": [3.5 / 5**0.5, -1 / 3, 4.5 / 19**0.5, 0, -1 / 2**0.5, 0, 0, 0, 0],
    "sentence_chrome": [-0.5 / 5**0.5, 1, -1.5 / 19**0.5, 0, -2 / 2**0.5, 0, 0, 0, 0],
    "sentence_cue_share": [0, 1 / 9, 1 / 19, 0, 0, 2 / 11, 0, 0, 0],
    "sentence_ends_stop": [1, 0, 1, 1, 0, 1, 0, 0, 0],
}


def test_a_notice() -> None:
    expect(text_columns(NOTICE), NOTICE_TABLE)


def test_four_pieces_make_one_sentence() -> None:
    body = (6 * 0.5 / 6**0.5 + 5 * 3.5 / 5**0.5) / 21  # weighted by words plus one
    chrome = (6 * -0.5 / 6**0.5 + 5 * -0.5 / 5**0.5) / 21
    table: Table = {
        "sentence_size": [4, 4, 4, 4, 1, 1],
        "sentence_index": [0, 1, 2, 3, 0, 0],
        "sentence_words": [21, 21, 21, 21, 4, 6],
        "sentence_body": [*[body] * 4, 0, 0.5 / 6**0.5],
        "sentence_chrome": [*[chrome] * 4, 0, -0.5 / 6**0.5],
        "sentence_cue_share": [*[1 / 21] * 4, 0, 0],  # "paid", one of four words
        "sentence_ends_stop": [1, 1, 1, 1, 0, 0],
    }
    expect(text_columns(PIECES), table)


def test_teasers_are_no_pieces() -> None:
    assert text_columns(TEASERS)["sentence_size"] == [1] * 9


@pytest.mark.parametrize(
    ("before", "after", "opens"),
    [
        ("The ferry", "is back", False),
        ("The ferry", "Is back", True),
        ("The ferry.", "is back", True),
        ("The ferry:", "is back", True),
        ("The ferry;", "is back", True),
        ("The ferry…", "is back", True),
        ("The ferry!", "is back", True),
        ("渡船。", "is back", True),
        ("“The ferry”", "is back", True),
        ("The ferry (green)", "is back", True),
        ("The ‘ferry’", "is back", False),
        ("- The ferry", "is back", True),
        ("1. The ferry", "is back", True),
        ("The ferry", ", green", False),
        ("The ferry", ".", False),
        ("The ferry", "; it", False),
        ("The ferry", ": it", False),
        ("The ferry", ") it", False),
        ("The ferry", "] it", False),
        ("The ferry", "’s", False),
        ("The ferry", "” it", False),
        ("The ferry", "» it", False),
        ("The ferry", "-based", False),
        ("The ferry", "– green", False),
        ("The ferry", "— green", False),
        ("The ferry", "& boat", False),
        ("The ferry", "(green)", True),
        ("The ferry", "5 boats", True),
        ("The ferry", "", True),
        ("the mayor spoke with our", "Friends", False),  # five words, the last one is short
        ("the mayor spoke with them", "Friends", True),
        ("mayor spoke with our", "Friends", True),
    ],
)
def test_a_paragraph_goes_on_or_not(before: str, after: str, opens: bool) -> None:
    words = np.log1p([len(text.split()) for text in (before, after)])
    assert sentence_openings([before, after], words).tolist() == [True, opens]
