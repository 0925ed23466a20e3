"""Labels carried over to paragraphs that are cut otherwise than when they were labelled."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from cleaner.evaluation.recut import carry_over, carry_over_checks, check

DIGITS = 4


def by_checks(texts: list[str], lines: list[str], labels: list[str]) -> list[str]:
    return carry_over_checks(texts, [check(line, DIGITS) for line in lines], labels, DIGITS)


Carry = Callable[[list[str], list[str], list[str]], list[str]]
both = pytest.mark.parametrize("carry", [carry_over, by_checks], ids=["lines", "checksums"])

# The same cut


@both
def test_paragraphs_get_the_labels_of_the_same_lines(carry: Carry) -> None:
    texts = ["Home", "The  ferry\nleaves.", "Share", "New"]
    lines = ["Home", "The ferry leaves.", "Comments", "Share"]
    labels = ["sidebar", "body", "sidebar", "chrome"]
    assert carry(texts, lines, labels) == ["sidebar", "body", "chrome", ""]


@both
def test_a_repeated_line_gets_the_label_of_its_turn(carry: Carry) -> None:
    assert carry(["More", "A", "More"], ["A", "More"], ["body", "chrome"]) == ["", "body", "chrome"]


@both
def test_no_lines_give_no_labels(carry: Carry) -> None:
    assert carry(["A", "B"], [], []) == ["", ""]
    assert carry([], ["A"], ["body"]) == []


# Another cut

VERSE = ["The tide came in at half past two", "and took the lamp along", "and left the quay to me"]


@both
def test_lines_of_a_verse_are_one_paragraph_now(carry: Carry) -> None:
    texts = ["Home", "\n".join(VERSE), "Share"]
    lines, labels = ["Home", *VERSE, "Share"], ["sidebar", "body", "body", "body", "chrome"]
    assert carry(texts, lines, labels) == ["sidebar", "body", "chrome"]


@both
def test_one_paragraph_is_several_lines_now(carry: Carry) -> None:
    lines, labels = ["Home", " ".join(VERSE), "Share"], ["sidebar", "body", "chrome"]
    assert carry(["Home", *VERSE, "Share"], lines, labels) == ["sidebar", *["body"] * 3, "chrome"]


@both
def test_stanzas_are_cut_elsewhere_now(carry: Carry) -> None:
    lines = [" ".join(VERSE[:2]), " ".join([VERSE[2], *VERSE])]
    texts = ["\n".join(VERSE), "\n".join(VERSE)]
    assert carry(texts, lines, ["body", "body"]) == ["body", "body"]


def test_a_listing_keeps_its_label_however_its_lines_are_joined() -> None:
    listing = [f"step {i}: press {i * 7} and hold" for i in range(60)]
    one = ["Manual", "\n".join(listing), "Next"]
    assert by_checks(one, ["Manual", " ".join(listing), "Next"], ["body", "body", "chrome"]) == [
        "body", "body", "chrome",
    ]  # fmt: skip
    assert by_checks(one, ["Manual", *listing, "Next"], [*["body"] * 61, "chrome"]) == [
        "body", "body", "chrome",
    ]  # fmt: skip


def test_a_run_of_up_to_200_lines_is_found() -> None:
    listing = [f"step {i}: press {i * 7} and hold" for i in range(201)]
    for count, label in ((200, "body"), (201, "")):
        lines = listing[:count]
        assert by_checks(["\n".join(lines)], [" ".join(lines)], ["body"]) == [label]


def test_of_runs_with_the_same_checksum_the_shortest_is_meant() -> None:
    one = "The ferry leaves at seven."
    other = next(
        word
        for word in map(str, range(999))
        if check(f"{one} {word}", 1) == check(one, 1) != check(word, 1)
    )
    assert carry_over_checks([one, other], [check(one, 1)], ["body"], 1) == ["body", ""]


def test_a_checksum_is_the_end_of_that_of_zip_files() -> None:
    assert check("123456789", 8) == "cbf43926"  # the check value of CRC-32
    assert check("123456789", 4) == "3926"
    assert check("", 4) == "0000"


def test_chinese_needs_no_spaces_between_the_lines() -> None:
    lines, labels = ["渡船在中午离开了港口", "没有人挥手告别", "分享"], ["body", "body", "chrome"]
    assert carry_over(["渡船在中午离开了港口没有人挥手告别", "分享"], lines, labels) == [
        "body", "chrome",
    ]  # fmt: skip


def test_most_words_decide_if_they_are_two_thirds() -> None:
    lines, labels = ["a b k d e f", "g h"], ["body", "chrome"]
    assert carry_over(["a b k d e f g h"], lines, labels) == ["body"]
    assert carry_over(["a b k d e f g h i j c l"], lines, labels) == [""]  # new words
    assert carry_over(["d e f g h"], lines, labels) == [""]  # three of five
    assert carry_over(["e f g"], lines, labels) == ["body"]  # two of three


def test_symbols_have_no_words_but_are_the_same_line() -> None:
    assert carry_over(["Home", "* * *"], ["Start", "* * *"], ["sidebar", "body"]) == ["", "body"]


def test_what_is_repeated_hundreds_of_times_is_found_each_time() -> None:
    texts = [text for i in range(150) for text in ("•", f"new{i}")]
    lines = [line for i in range(150) for line in ("•", f"old{i}")]
    assert carry_over(texts, lines, ["chrome", "body"] * 150) == ["chrome", ""] * 150
    refrain = ["la " * 150, "la " * 150]
    assert carry_over(["la " * 100, "la " * 200], refrain, ["body"] * 2) == ["body"] * 2


def test_what_was_not_labelled_stays_unknown() -> None:
    assert carry_over(["a b c d"], ["a b", "c d"], ["body", ""]) == [""]
    assert by_checks(["a b\nc d"], ["a b", "c d"], ["body", ""]) == [""]


def test_a_page_that_is_cut_at_random_keeps_nearly_all_labels() -> None:
    chance = random.Random(1)
    words = [f"w{i}" for i in range(chance.randint(900, 1000))]
    labels_of_word = [["body", "sidebar", "chrome"][i // 40 % 3] for i in range(len(words))]

    def cut(longest: int) -> list[tuple[int, int]]:
        borders = [0]
        while borders[-1] < len(words):
            borders.append(min(borders[-1] + chance.randint(1, longest), len(words)))
        return [*zip(borders, borders[1:])]

    lines = [(a, b) for a, b in cut(20) if len({*labels_of_word[a:b]}) == 1]
    paragraphs = cut(20)
    carried = carry_over(
        [" ".join(words[a:b]) for a, b in paragraphs],
        [" ".join(words[a:b]) for a, b in lines],
        [labels_of_word[a] for a, _ in lines],
    )
    known = {i for a, b in lines for i in range(a, b)}
    for (a, b), label in zip(paragraphs, carried):
        if len({*labels_of_word[a:b]}) == 1 and known >= {*range(a, b)}:
            assert label == labels_of_word[a]


def test_a_checksum_that_meets_by_chance_moves_no_other_label() -> None:
    """Of 16 bits, some runs of a long page have the checksum of another paragraph."""
    texts = [f"line {i} of the log" for i in range(400)]
    labels = [["body", "chrome"][i // 7 % 2] for i in range(400)]
    lines = [*texts[:200], "gone since", *texts[200:]]
    carried = by_checks(["new", *texts], lines, [*labels[:200], "sidebar", *labels[200:]])
    assert carried == ["", *labels]
    pairs = ["\n".join(texts[i : i + 2]) for i in range(0, 400, 2)]
    wrong = [
        (label, labels[2 * i])
        for i, label in enumerate(
            by_checks(pairs, lines, [*labels[:200], "sidebar", *labels[200:]])
        )
        if label not in ("", labels[2 * i], labels[2 * i + 1])
    ]
    assert wrong == []
