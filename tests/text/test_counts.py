"""Counts of words and characters, of all paragraphs at once."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from cleaner.text.counts import count_characters

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
