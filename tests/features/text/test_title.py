"""Words that a paragraph shares with the first one."""

from __future__ import annotations

from small_pages import NOTICE, PIECES, TEASERS, Table, constant, expect, text_columns

NOTICE_TABLE: Table = {
    # the, ferry, back; of the prose's eleven words of three letters or more, three
    "title_first_overlap": [1, 0, 3 / 11, 0, 0, 0, 0, 0, 0],
    "title_is_first_text": [1, 0, 0, 0, 0, 0, 0, 0, 0],
    **constant({"title_first_words": 4, "title_first_in_rest": 1}, rows=9),
}


def test_a_notice() -> None:
    expect(text_columns(NOTICE), NOTICE_TABLE)


def test_teasers() -> None:
    table: Table = {
        # Harbour wall repaired before winter: the summary has all but "repaired"
        "title_first_overlap": [1, 0, 4 / 11, 0, 0, 0, 0, 0, 1 / 11],
        "title_is_first_text": [1, 0, 0, 0, 0, 0, 0, 0, 0],
        "title_first_words": [5] * 9,
        "title_first_in_rest": [4 / 5] * 9,
    }
    expect(text_columns(TEASERS), table)


def test_pieces() -> None:
    table: Table = {
        "title_first_overlap": [1, 1 / 3, 0, 0, 0, 1],
        "title_is_first_text": [1, 0, 0, 0, 0, 1],
        "title_first_in_rest": [1] * 6,
    }
    expect(text_columns(PIECES), table)


def test_paragraphs_of_one_word() -> None:
    table: Table = {"title_first_overlap": [1, 1, 0], "title_first_in_rest": [1, 1, 1]}
    expect(text_columns(["Ferry", "A ferry", "Harbour"]), table)


def test_a_title_of_short_words_shares_nothing() -> None:
    table: Table = {"title_first_overlap": [0, 0], "title_first_in_rest": [0, 0]}
    expect(text_columns(["So it is", "It is so"]), table)
