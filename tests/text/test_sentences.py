"""Borders of sentences, and lines that mix sentences with menu text."""

from __future__ import annotations

import pytest

from cleaner.text.sentences import parts_of_mixed, sentence_borders


def sentences(text: str) -> list[str]:
    """The text, cut at its borders."""
    starts = [0, *sentence_borders(text)]
    return [text[a:b].strip() for a, b in zip(starts, [*starts[1:], len(text)])]


@pytest.mark.parametrize(
    "parts",
    [
        ["The ferry is back.", "It is green."],
        ["Is it green?", "Yes!", "It is."],
        ["He said “It is.”", "She left."],
        ["(It is green.)", "She left."],
        ["Well…", "She left."],
        ["It is.", "• She left."],
        ["It is.", "“She left."],
        ["It is.", "2024 was wet."],
        ["渡船回来了。", "大家高兴！", "真的？", "对"],
        ["「渡船です。」", "はい。", "そう"],
        ["عادت السفينة؟", "نعم"],
        ["यह हरा है।", "हाँ"],
        ["In the year 1999.", "She left."],
    ],
)
def test_a_stop_before_an_opening_is_a_border(parts: list[str]) -> None:
    text = " ".join(parts)
    assert sentences(text) == parts


@pytest.mark.parametrize(
    "text",
    [
        "The ferry of 3.5 tons",
        "The ferry. it is green",
        "Dr. Lee left",
        "z.B. Ann",
        "Mr. J. Lee left",
        "The U.S. Senate",
        "Am 3. Oktober",
        "No stop at all",
        "It ends here.",
        "Version 2.Next",
        "ул. Ленина",
        "",
    ],
)
def test_no_border(text: str) -> None:
    assert sentences(text) == [text]


def test_an_abbreviation_ends_a_sentence_with_another_mark() -> None:
    assert sentences("He is a Dr! Lee left") == ["He is a Dr!", "Lee left"]
    assert sentences("He is a Dr.. Lee left") == ["He is a Dr..", "Lee left"]


@pytest.mark.parametrize(
    "parts",
    [
        ["The ferry is back again.", "Home News Sport Contact"],
        ["The ferry is back again. It is green all over.", "Home"],
        ["The ferry is back again. Hooray!", "Home | News"],
        ["The ferry is back again.", "Home | News and sport of today."],
        ["Home | News!", "The ferry is back."],
        ["Home | News! The ferry came."],  # three words may be a button
        ["The ferry is back again.", "Home • News and sport of today."],
        ["The ferry is back again. It is green all over."],
        ["Home News Sport"],
        ["Share. Print."],
        [""],
    ],
)
def test_sentences_and_menus_are_parted(parts: list[str]) -> None:
    text = " ".join(parts)
    assert [text[start:end] for start, end in parts_of_mixed(text)] == parts
