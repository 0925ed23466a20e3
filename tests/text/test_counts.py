"""Counts of words and characters, of all paragraphs at once."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.text.counts import count_characters
from cleaner.text.tokens import UNSPACED_RANGES

PARAGRAPHS = st.lists(
    st.text(st.sampled_from("aB ,.9é木あЖ😀\t"), min_size=1, max_size=80)
    .map(str.strip)
    .filter(bool),
    min_size=1,
    max_size=12,
)


@given(PARAGRAPHS)
def test_characters_are_counted_paragraph_by_paragraph(texts: list[str]) -> None:
    counts = count_characters(texts)
    for i, text in enumerate(texts):
        unspaced = sum(char in "木あ" for char in text) // 2
        assert counts.chars[i] == len(text)
        assert counts.words[i] == text.count(" ") + 1 + unspaced
        assert counts.commas[i] == text.count(",")
        assert counts.digits[i] == text.count("9")
        assert counts.capitals[i] == sum(w[:1].isupper() for w in text.split(" "))
        assert counts.ends_with_stop[i] == (text[-1] == ".")
        assert counts.opens_upper[i] == text[0].isupper()


def test_two_characters_without_spaces_between_words_are_a_word() -> None:
    assert count_characters(["日本語の記事"]).words[0] == 1 + 6 // 2
    for first, last in UNSPACED_RANGES:
        assert count_characters([chr(first) + chr(last)]).words[0] == 2, hex(first)
        assert count_characters([chr(first - 1) + chr(last + 1)]).words[0] == 1, hex(first)


@pytest.mark.parametrize(
    "text",
    ["End.", "End!", "End?", "終。", "終！", "終？", "عادت؟", "अंत।", "End…", '"End."', "Land's'"],
)
def test_a_stop_may_end_a_paragraph(text: str) -> None:
    assert count_characters([text, "x"]).ends_with_stop.tolist() == [True, False]


@pytest.mark.parametrize("closer", list("”’»)]"))
def test_a_closing_mark_ends_a_paragraph_as_a_stop_does(closer: str) -> None:
    assert count_characters([f"End.{closer}"]).ends_with_stop[0]


@pytest.mark.parametrize("text", ["End", "End,", "End:", "End;", "ended 5", "“", "终」", "۔"])
def test_other_marks_end_no_paragraph(text: str) -> None:
    assert not count_characters([text]).ends_with_stop[0]


@pytest.mark.parametrize(
    ("text", "commas", "digits", "capitals"),
    [
        ("a, b, c", 2, 0, 0),
        ("甲、乙，丙", 2, 0, 0),
        ("أحمد، علي", 1, 0, 0),
        ("a; b", 0, 0, 0),
        ("In 2024 of 3", 0, 5, 1),
        ("٢٠٢٤", 0, 4, 0),
        ("Ann McLee BBC", 0, 0, 3),
        ("Éva Ж Ω", 0, 0, 3),
        ("new\nLine", 0, 0, 1),  # a line break, as in code, parts words too
        ("(In brackets)", 0, 0, 0),
    ],
)
def test_commas_digits_and_capitals(text: str, commas: int, digits: int, capitals: int) -> None:
    counts = count_characters([text])
    assert (counts.commas[0], counts.digits[0], counts.capitals[0]) == (commas, digits, capitals)


def test_characters_beyond_the_basic_plane_count_as_characters_alone() -> None:
    counts = count_characters(["😀 Ferry 😀", "𝟗𝐀"])
    assert counts.chars.tolist() == [9, 2]
    assert counts.words.tolist() == [3, 1]
    assert counts.digits.tolist() == [0, 0]
    assert counts.capitals.tolist() == [1, 0]
