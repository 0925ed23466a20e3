"""Words and phrases of texts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.text.tokens import HEAD_TOKENS, TAIL_TOKENS, count_words, phrases, tokenise

TEXTS = st.lists(st.text(min_size=1, max_size=300), max_size=12)


@pytest.mark.parametrize(
    ("text", "entries"),
    [
        ("Read more", ["read", "more", "read more", "^read", "=read more"]),
        ("Posted 12 May 2024", ["posted", "00", "may", "0000", "posted 00", "00 may", "may 0000"]),
        ("…", []),
        ("", []),
    ],
)
def test_phrases_are_words_pairs_openings_and_short_wholes(text: str, entries: list[str]) -> None:
    found = phrases([text])[0]
    assert set(entries) <= set(found)
    assert any(e.startswith("=") for e in found) == (0 < len(text.split()) <= 3 and text != "…")


def test_of_a_long_paragraph_head_and_tail_are_read() -> None:
    words = [f"w{chr(97 + i // 26)}{chr(97 + i % 26)}" for i in range(300)]
    read = tokenise([" ".join(words)]).of(0)
    assert read == words[:HEAD_TOKENS] + words[-TAIL_TOKENS:]


@given(TEXTS)
def test_a_page_is_read_as_its_paragraphs_are(texts: list[str]) -> None:
    together = tokenise(texts)
    for i, text in enumerate(texts):
        alone = tokenise([text])
        assert together.of(i) == alone.of(0)
    assert len(together) == len(texts)


def test_two_characters_without_spaces_between_words_are_a_word() -> None:
    assert count_words("日本語の記事") == 1 + 6 // 2
