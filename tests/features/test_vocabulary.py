"""Words as the sentence encoder knows them: by number."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from cleaner.features.vocabulary import PADDING, RESERVED, UNKNOWN, Vocabulary
from cleaner.text.tokens import MOST_TOKENS, tokenise

WORD = st.sampled_from(["ferry", "goal", "unheard", "0", "Café", "海"])


def test_words_become_numbers_in_their_order() -> None:
    """The numbers are those of the rows in a model file: 0 for none, 1 for an unknown word."""
    ids = Vocabulary(["ferry", "back"]).ids(tokenise(["Ferry is back", "", "back"]))
    assert ids[0, :4].tolist() == [2, 1, 3, 0]
    ferry, back = RESERVED, RESERVED + 1
    assert ids.shape == (3, MOST_TOKENS)
    assert ids[0].tolist() == [ferry, UNKNOWN, back, *[PADDING] * (MOST_TOKENS - 3)]
    assert ids[1].tolist() == [PADDING] * MOST_TOKENS
    assert ids[2, :2].tolist() == [back, PADDING]


@given(st.lists(st.lists(WORD, max_size=40), max_size=6))
def test_the_words_of_all_paragraphs_become_numbers(lines: list[list[str]]) -> None:
    tokens = tokenise([" ".join(line) for line in lines])
    ids = Vocabulary(["goal", "ferry"]).ids(tokens)
    number = {"goal": RESERVED, "ferry": RESERVED + 1}
    for i, row in enumerate(ids.tolist()):
        words = tokens.of(i)
        assert row[: len(words)] == [number.get(word, UNKNOWN) for word in words]
        assert set(row[len(words) :]) <= {PADDING}


def test_an_empty_vocabulary_knows_no_word() -> None:
    ids = Vocabulary().ids(tokenise(["ferry"]))
    assert ids[0, :2].tolist() == [UNKNOWN, PADDING]
