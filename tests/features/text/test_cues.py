"""Cue words as columns; the words themselves are told apart in tests/text/test_cues.py."""

from __future__ import annotations

from small_pages import NOTICE, PIECES, TEASERS, Table, expect, text_columns

from cleaner.features.text.cues import Cues
from cleaner.text.cues import ALL_CUES

NONE = [0] * 9
NOTICE_TABLE: Table = {
    # back!, by Ann Lee, prose (May), green?, More:, Buy ... shop, (see [1]), 1 & 2, (see [1])
    "cue_credit": NONE,
    "cue_byline": [0, 1, 0, 0, 0, 0, 0, 0, 0],
    "cue_date": [0, 0, 1, 0, 0, 0, 0, 0, 0],
    "cue_more": NONE,
    "cue_share": NONE,
    "cue_subscribe": NONE,
    "cue_comment": NONE,
    "cue_legal": NONE,
    "cue_account": NONE,
    "cue_interface": NONE,
    "cue_offer": [0, 0, 0, 0, 0, 2, 0, 0, 0],
    "cue_biography": NONE,
    "cue_sponsor": NONE,
    "cue_contact": NONE,
    "cue_place": NONE,
    "cue_we": NONE,
    "cue_you": NONE,
    "cue_urge": [0, 0, 0, 0, 0, 1, 1, 0, 1],  # buy, see
    # Words of a site for itself are no cues.
    "cues_all": [0, 1, 1, 0, 0, 2, 0, 0, 0],
    "cues_per_word": [0, 1 / 9, 1 / 19, 0, 0, 2 / 11, 0, 0, 0],
}
LINES = {
    "credit": "Photo: Getty",
    "byline": "by the editor",
    "date": "Monday, 3 days ago",
    "more": "Related stories",
    "share": "Share this",
    "subscribe": "the newsletter",
    "comment": "Leave a comment",
    "legal": "All rights reserved",
    "account": "my basket",
    "interface": "back to top",
    "offer": "sale",
    "biography": "she graduated",
    "sponsor": "Anzeige",
    "contact": "Telefon",
    "place": "Weather",
    "we": "our",
    "you": "your",
    "urge": "Discover",
}


def test_a_notice() -> None:
    expect(text_columns(NOTICE), NOTICE_TABLE)


def test_teasers_and_pieces() -> None:
    expect(text_columns(TEASERS), {"cue_date": [0, 1, 0, 0, 1, 0, 0, 1, 1]})
    expect(text_columns(PIECES), {"cue_we": [1, 0, 0, 0, 0, 1], "cue_sponsor": [0, 0, 1, 0, 0, 0]})


def test_each_class_has_its_column() -> None:
    assert Cues.column_names() == list(ALL_CUES) == list(LINES)
    columns = text_columns(list(LINES.values()))
    for i, name in enumerate(LINES):
        assert columns[f"cue_{name}"][i] >= 1, name


def test_words_in_the_middle_of_a_long_paragraph_are_not_looked_at() -> None:
    middle, head, tail = (["word"] * 40 for _ in range(3))
    middle[14], head[13], tail[34] = "newsletter", "newsletter", "newsletter"
    table: Table = {
        "cue_subscribe": [0, 1, 1],
        "cues_all": [0, 1, 1],
        "cues_per_word": [0, 1 / 21, 1 / 21],
    }
    expect(text_columns([" ".join(words) for words in (middle, head, tail)]), table)
