"""Words as the sentence encoder takes them: numbers."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from cleaner.features.vocabulary import NOTHING, RESERVED, UNKNOWN, WORDS, Vocabulary
from cleaner.text.tokens import tokenise

WORD = st.sampled_from(["ferry", "goal", "unheard", "0", "Café", "海"])


@given(st.lists(st.lists(WORD, max_size=40), max_size=6))
def test_words_become_numbers_in_order(lines: list[list[str]]) -> None:
    vocabulary = Vocabulary(["goal", "ferry"])
    read = tokenise([" ".join(line) for line in lines])
    ids = vocabulary.ids(read)
    assert ids.shape == (len(lines), WORDS)
    number = {"goal": RESERVED, "ferry": RESERVED + 1}
    for i, row in enumerate(ids.tolist()):
        words = read.of(i)
        assert row[: len(words)] == [number.get(word, UNKNOWN) for word in words]
        assert set(row[len(words) :]) <= {NOTHING}
