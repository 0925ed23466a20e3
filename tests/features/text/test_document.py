"""The text as a whole."""

from __future__ import annotations

from small_pages import NOTICE, PIECES, TEASERS, constant, expect, text_columns

BODY = 3.5 / 5**0.5 - 1 / 3 + 4.5 / 19**0.5 - 1 / 2**0.5
CHROME = -0.5 / 5**0.5 + 1 - 1.5 / 19**0.5 - 2 / 2**0.5
NOTICE_TABLE = constant(
    {
        "document_paragraphs": 9,
        "document_words": 52,
        "document_mean_words": 52 / 9,
        "document_long_share": 1 / 9,
        "document_stop_share": 4 / 9,
        "document_body": BODY / 9,
        "document_chrome": CHROME / 9,
        "document_bullet_share": 1 / 9,
        "document_lower_share": 1 / 9,
        "document_date_share": 4 / 9,
        "document_title_words": (1 / 4 + 2 / 8 + 2 / 18 + 1 / 3 + 1 + 1 / 10) / 9,
        "document_known_share": (3 / 9 + 2 / 17 + 5 / 37 + 1 / 3) / 9,
    },
    rows=9,
)


def test_a_notice() -> None:
    expect(text_columns(NOTICE), NOTICE_TABLE)


def test_teasers() -> None:
    table = {
        "document_words": 75,
        "document_long_share": 3 / 9,
        "document_date_share": 3 / 9,
        "document_bullet_share": 0,
    }
    expect(text_columns(TEASERS), constant(table, rows=9))


def test_a_text_without_paragraphs_has_all_columns_and_no_rows() -> None:
    assert all(column == [] for column in text_columns([]).values())


def test_pieces() -> None:
    table = {"document_paragraphs": 6, "document_stop_share": 1 / 6, "document_lower_share": 1 / 6}
    expect(text_columns(PIECES), constant(table, rows=6))
