"""Columns of a paragraph of a text by itself."""

from __future__ import annotations

import pytest
from small_pages import NOTICE, PIECES, TEASERS, Table, constant, expect, text_columns

NOTICE_TABLE: Table = {
    # back!, by Ann Lee, prose, green?, More:, Buy, (see [1]), 1 & 2, (see [1])
    "words": [4, 8, 18, 3, 1, 10, 2, 4, 2],
    "chars": [18, 29, 79, 16, 7, 49, 9, 13, 9],
    "chars_per_word": [18 / 4, 29 / 8, 79 / 18, 16 / 3, 7, 4.9, 4.5, 13 / 4, 4.5],
    "digit_words": [0, 5 / 8, 1 / 18, 0, 0, 1 / 10, 1 / 2, 1, 1 / 2],
    "upper_words": [0, 0, 0, 0, 0, 1 / 10, 0, 0, 0],  # BBQ
    "title_words": [1 / 4, 2 / 8, 2 / 18, 1 / 3, 1, 1 / 10, 0, 0, 0],
    "commas": [0, 0, 1, 0, 0, 1, 0, 0, 0],
    "stops": [0] * 9,
    "symbols": [0, 2 / 8, 0, 0, 0, 0, 0, 3 / 4, 0],
    "ends_stop": [1, 0, 1, 1, 0, 1, 0, 0, 0],
    "ends_colon": [0, 0, 0, 0, 1, 0, 0, 0, 0],
    "ends_question": [0, 0, 0, 1, 0, 0, 0, 0, 0],
    "ends_ellipsis": [0, 0, 0, 0, 0, 1, 0, 0, 0],
    "ends_exclamation": [1, 0, 0, 0, 0, 0, 0, 0, 0],
    "opens_lower": [0, 1, 0, 0, 0, 0, 0, 0, 0],
    "opens_digit": [0, 0, 0, 0, 0, 0, 0, 1, 0],
    "bullet": [0, 0, 0, 0, 0, 1, 0, 0, 0],
    "heading": [0, 0, 0, 0, 1, 0, 0, 0, 0],
    "quote": [0, 0, 0, 1, 0, 0, 0, 0, 0],
    "year": [0, 1, 0, 0, 0, 0, 0, 0, 0],
    "clock": [0, 1, 0, 0, 0, 0, 0, 0, 0],
    "link": [0, 0, 0, 0, 0, 1, 0, 0, 0],
    "currency": [0, 0, 0, 0, 0, 1, 0, 0, 0],
    "copyright": [0, 0, 0, 0, 0, 1, 0, 0, 0],
    "bars": [0, 1, 0, 0, 0, 0, 0, 0, 0],
    "quotes": [0, 0, 0, 1, 0, 0, 0, 0, 0],
    "brackets": [0, 0, 0, 0, 0, 0, 2, 0, 2],
    "slashes": [0, 2, 0, 0, 0, 0, 0, 0, 0],
    "enclosed": [0, 0, 0, 0, 0, 0, 1, 0, 1],
    "capitals_inside": [0, 0, 0, 0, 0, 2 / 10, 0, 0, 0],  # BBQ, iPad
    "same_text": [1, 1, 1, 1, 1, 1, 2, 1, 2],
    "same_start": [1, 1, 1, 1, 1, 1, 2, 1, 2],
    "same_end": [1, 1, 1, 1, 1, 1, 2, 1, 2],
    "date_like": [0, 1, 0, 0, 0, 0, 1, 1, 1],
}


def test_a_notice() -> None:
    expect(text_columns(NOTICE), NOTICE_TABLE)


def test_teasers() -> None:
    table: Table = {
        "words": [5, 3, 17, 5, 3, 17, 5, 3, 17],
        "commas": [0, 0, 0, 0, 0, 0, 0, 0, 1],
        "digit_words": [0, 2 / 3, 0] * 3,
        "ends_stop": [0, 0, 1] * 3,
        "opens_digit": [0, 1, 0] * 3,
        "year": [0, 1, 0] * 3,
        "same_text": [1] * 9,
        "same_start": [1] * 9,  # "3 May", "5 May", "8 May"
        "same_end": [1, 3, 1] * 3,  # "May 2024"
        "date_like": [0, 1, 0] * 3,
    }
    expect(text_columns(TEASERS), table)


def test_pieces_of_a_sentence() -> None:
    table: Table = {
        "words": [5, 4, 4, 4, 1 + 5 // 2, 5],
        "commas": [0, 0, 2, 0, 0, 0],
        "ends_stop": [0, 0, 0, 1, 0, 0],
        "opens_lower": [0, 0, 0, 1, 0, 0],
        "same_text": [2, 1, 1, 1, 1, 2],
        "same_start": [2, 1, 1, 1, 1, 2],
        "same_end": [2, 1, 1, 1, 1, 2],
    }
    expect(text_columns(PIECES), table)


@pytest.mark.parametrize(
    ("column", "value", "lines"),
    [
        ("stops", 1, ["It came. It went.", "船来了。", "It costs 3.5 or a.b. "]),
        ("stops", 2, ["One. Two. Three", "一。二。三"]),
        ("commas", 1, ["a, b", "船，来了", "船、来了"]),
        ("commas", 0, ["a b", "سفينة، عادت"]),  # an Arabic comma is not counted
        (
            "ends_stop",
            1,
            ["End.", "End!", "End?", "船来了。", "来了！", "来了？", "।", "عادت؟", "۔"],
        ),
        ("ends_stop", 1, ['"End."', "(End.)", "“End.”", "„Ende.“", "船。」", "«Fin.»", "[End.]"]),
        ("ends_stop", 0, ["End", "End,", "End;", "…", "“”"]),
        ("ends_question", 1, ["So?", "船？", "عادت؟", "“So?”"]),
        ("ends_exclamation", 1, ["So!", "船！"]),
        ("ends_ellipsis", 1, ["So…", "So...", "So […]", "So [...]"]),
        ("ends_ellipsis", 0, ["So..", "…so"]),
        ("opens_lower", 1, ["so", "- so", "“so”", "• so", "> so", "„so“", "‘so’", "# so"]),
        ("opens_lower", 0, ["So", "(so)", "1 so"]),
        ("opens_digit", 1, ["1 day", "- 2 days", "3. Day"]),
        ("bullet", 1, ["- a", "* a", "+ a", "• a", "‣ a", "◦ a", "▪ a", "● a", "· a", "– a"]),
        ("bullet", 1, ["1. a", "12) a", "  - a"]),
        ("bullet", 0, ["-a", "1 a", "1234. a", "— a"]),
        ("quote", 1, ["> a", "“a”", '"a"', "„a“", "«a»", "‘a’"]),
        ("quote", 0, ["'a'", "a “b”"]),
        ("year", 1, ["in 1999", "2024", "©2024"]),
        ("year", 0, ["12024", "1899", "20 24", "2024th"]),
        ("clock", 1, ["at 9:30", "at 17.05", "à 9h30"]),
        ("clock", 0, ["1:5", "123:45", "9:300"]),
        ("link", 1, ["http://a", "https://a", "www.a", "a@b", "shop.com", "x.de", "y.io"]),
        ("link", 0, ["@b", "a @ b", ".com", "shop.comet", "a.b"]),
        ("currency", 1, ["$1", "1 €", "£1", "¥1", "₹1"]),
        ("copyright", 1, ["(c) Us", "© Us", "Us®"]),
        ("bars", 1, ["a | b", "a » b", "a › b", "a → b", "a · b"]),
        ("bars", 2, ["a | b | c", "a › b | c"]),
        ("quotes", 1, ["“a”", "«a»", "„a”"]),
        ("quotes", 2, ['"a"', "„a“"]),  # "“" opens in English and closes in German
        ("brackets", 2, ["(a) [b]", "((a))"]),
        ("slashes", 2, ["a/b/c"]),
        ("symbols", 1, ["/", "a &", "1 + 2 ="]),
        ("enclosed", 1, ["(a)", "(a.).", "([a].", "- (a)"]),
        ("enclosed", 0, ["(a) b", "a (b)"]),
        ("upper_words", 1, ["BBC NEWS", "UN"]),
        ("title_words", 1, ["Ann Lee", "Éva"]),
        ("capitals_inside", 1, ["iPad eBay", "BBC"]),
        ("digit_words", 1, ["1 2", "12²"]),
        ("date_like", 1, ["12 May 2024", "3 of 4 km 5"]),
        ("date_like", 0, ["May 12 of that year", "1 2 3 4 5 6 7 8 9", ""]),
        ("words", 0, ["", "…"]),
        ("chars_per_word", 0, [""]),
    ],
)
def test_marks(column: str, value: float, lines: list[str]) -> None:
    columns = text_columns(lines)
    assert dict(zip(lines, columns[column])) == dict.fromkeys(lines, value)


def test_repeated_openings_and_ends_are_two_words() -> None:
    table: Table = {"same_start": [2, 2, 1], "same_end": [2, 1, 2], "same_text": [1, 1, 1]}
    lines = ["Read more about the ferry now", "Read MORE", "About the ferry now"]
    expect(text_columns(lines), table)


def test_an_empty_line_has_no_marks() -> None:
    columns = text_columns(["", "…"])
    zero = [name for name in NOTICE_TABLE if not name.startswith(("same", "chars", "ends_ell"))]
    expect({name: columns[name] for name in zero}, constant(dict.fromkeys(zero, 0.0), rows=2))
