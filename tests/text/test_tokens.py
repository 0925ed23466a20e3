"""Words of texts, and the phrases that a lexicon has weights for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.text.tokens import (
    UNSPACED,
    WORD,
    count_words,
    phrases,
    split_words,
    tokenise,
)

TEXTS = st.lists(st.text(min_size=1, max_size=300), max_size=12)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The Ferry is back!", ["the", "ferry", "is", "back"]),
        ("don't re-read", ["don", "t", "re", "read"]),
        ("Posted 12 May 2024", ["posted", "00", "may", "0000"]),
        ("snake_case, a/b", ["snake_case", "a", "b"]),
        ("Die Fähre – ÉTÉ", ["die", "fähre", "été"]),
        ("渡船回来了", ["渡船回来了"]),
        ("a\0b", ["a", "b"]),
        ("…", []),
        ("", []),
    ],
)
def test_words_are_in_lower_case_with_digits_as_0(text: str, words: list[str]) -> None:
    assert split_words([text]) == [words]


@pytest.mark.parametrize("code", range(1, 128))
def test_words_are_made_of_what_words_of_texts_are_made_of(code: int) -> None:
    words = WORD.findall(f"a{chr(code)}b é".lower())
    folded = ["".join("0" if char.isdigit() else char for char in word) for word in words]
    assert split_words([f"a{chr(code)}b é"]) == [folded]
    assert split_words([f"a{chr(code)}b"]) == [folded[:-1]]  # in ASCII


# The first and the last characters of Thai and Lao, Burmese, Khmer, the Japanese syllables, and the
# three blocks of ideographs.
SCRIPTS = "กໟ က႟ ក៹ ぁヿ 㐀䶿 一鿿 豈龎"


@pytest.mark.parametrize("char", SCRIPTS.replace(" ", ""))
def test_scripts_without_spaces_are_known(char: str) -> None:
    assert UNSPACED.fullmatch(char)
    assert count_words(f"a{char * 4}") == 1 + 4 // 2


# What stands next to these in Unicode: a mark of Sinhala, Tibetan, Georgian, Mongolian, brackets,
# Bopomofo, units, hexagrams, Yi, ligatures.
@pytest.mark.parametrize("char", "෴ༀႠ᠀〿ㄅ㏿䷀䷿ꀀﬀ")
def test_other_scripts_and_signs_have_spaces(char: str) -> None:
    assert not UNSPACED.fullmatch(char)


def test_no_texts_have_no_words() -> None:
    assert split_words([]) == []
    assert len(tokenise([])) == 0


def test_the_head_and_the_tail_of_a_long_paragraph_become_tokens() -> None:
    words = [f"w{chr(97 + i // 26)}{chr(97 + i % 26)}" for i in range(300)]
    assert tokenise([" ".join(words)]).of(0) == words[:16] + words[-8:]
    assert tokenise([" ".join(words[:24])]).of(0) == words[:24]
    assert tokenise([" ".join(words[:25])]).of(0) == words[:16] + words[17:25]


def test_a_text_of_over_400_characters_is_cut_to_160_and_80_of_its_ends_first() -> None:
    whole = "a" * 398 + " b"
    assert split_words([whole]) == [["a" * 398, "b"]]
    assert split_words(["a" + whole]) == [["a" * 160, "a" * 78, "b"]]


@given(TEXTS)
def test_texts_together_have_the_words_that_they_have_alone(texts: list[str]) -> None:
    together = tokenise(texts)
    for i, text in enumerate(texts):
        alone = tokenise([text])
        assert together.of(i) == alone.of(0)
    assert len(together) == len(texts)


def test_tokens_say_where_each_paragraph_stands() -> None:
    tokens = tokenise(["Read more", "…", "The ferry is back", "Add to cart"])
    assert tokens.words == [*("read", "more"), *("the", "ferry", "is", "back"), "add", "to", "cart"]
    assert tokens.row.tolist() == [0, 0, 2, 2, 2, 2, 3, 3, 3]
    assert tokens.lengths.tolist() == [2, 0, 4, 3]
    assert tokens.first.tolist() == [0, 2, 2, 6]
    assert tokens.short.tolist() == [0, 3]  # three words at most
    assert tokens.wholes == ["=read more", "=add to cart"]


@pytest.mark.parametrize(
    ("text", "entries"),
    [
        ("Read more", ["read", "more", "read more", "^read", "=read more"]),
        (
            "Posted 12 May 2024",
            ["posted", "00", "may", "0000", "posted 00", "00 may", "may 0000", "^posted"],
        ),
        ("Home", ["home", "^home", "=home"]),
        ("…", []),
        ("", []),
    ],
)
def test_phrases_are_words_pairs_openings_and_short_wholes(text: str, entries: list[str]) -> None:
    assert phrases([text, "Other"])[0] == entries


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The ferry is back.", 4),
        ("日本語の記事", 1 + 6 // 2),  # two characters without spaces are a word
        ("ไทย", 1 + 3 // 2),
        ("渡船 ferry", 2 + 2 // 2),
        ("Die Fähre", 2),
        ("…", 0),
        ("", 0),
    ],
)
def test_words_are_counted(text: str, words: int) -> None:
    assert count_words(text) == words
