"""A lexicon: scores of paragraphs from the weights of their phrases."""

from __future__ import annotations

import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.features.lexicon import BODY, CHROME, KNOWN, Lexicon
from cleaner.text.tokens import phrases, tokenise

TEXTS = st.lists(st.text(min_size=1, max_size=300), max_size=12)
WEIGHTS = {
    "read": (1.0, -1.0),
    "more": (10.0, -10.0),
    "read more": (100.0, -100.0),
    "^read": (1000.0, -1000.0),
    "=read more": (10000.0, -10000.0),
    "^now": (7.0, 7.0),  # no weight of its own as a word
}
LEXICON = Lexicon(list(WEIGHTS), np.array(list(WEIGHTS.values())), {"read": 0.25})


@pytest.mark.parametrize(
    ("text", "score", "known"),
    [
        ("Read more", 11111, 5),
        ("read MORE about it", 1111, 4),
        ("To read more about it", 111, 3),
        ("more read", 11, 2),
        ("more more", 20, 2),
        ("Read it", 1001, 2),
        ("Now", 0, 0),
        ("ferry", 0, 0),
        ("", 0, 0),
    ],
)
def test_a_score_is_the_sum_of_the_weights(text: str, score: float, known: int) -> None:
    scores = LEXICON.scores(tokenise(["more", text, "read"]))
    assert scores[1].tolist() == [score, -score, known]
    assert scores[0, BODY] == 10
    assert scores[2, CHROME] == -1001
    assert scores[2, KNOWN] == 2


def test_a_pair_does_not_reach_into_the_next_paragraph() -> None:
    scores = LEXICON.scores(tokenise(["To read", "more"]))
    assert scores[:, BODY].tolist() == [1, 10]


def test_occurrences_are_the_words_that_each_token_is_made_of() -> None:
    tokens = tokenise(["more", "Read more", "To read it"])
    found = LEXICON.occurrences(tokens)
    places = {
        (LEXICON.tokens[row], " ".join(tokens.words[start:end]), int(tokens.row[start]))
        for row, start, end in zip(*(part.tolist() for part in found))
    }
    assert places == {
        ("more", "more", 0),
        ("read", "read", 1),
        ("more", "more", 1),
        ("read more", "read more", 1),
        ("^read", "read", 1),
        ("=read more", "read more", 1),
        ("read", "read", 2),
    }


@given(TEXTS)
def test_scores_are_sums_over_the_occurrences(texts: list[str]) -> None:
    tokens = tokenise(texts)
    found = LEXICON.occurrences(tokens)
    owner = tokens.row[found.starts]
    body = np.bincount(owner, LEXICON.weights[found.rows, BODY], len(texts))
    assert LEXICON.scores(tokens)[:, BODY] == pytest.approx(body)


@given(TEXTS)
def test_scores_are_sums_over_known_phrases(texts: list[str]) -> None:
    entries = sorted({entry for text in texts for entry in phrases([text])[0]})
    singles = {entry for entry in entries if " " not in entry and entry[0] not in "^="}
    known = [e for e in entries if e[0] == "=" or set(e.lstrip("^").split(" ")) <= singles][::2]
    known = sorted({*known, *singles})
    weights = np.random.default_rng(0).normal(size=(len(known), 2))
    of = dict(zip(known, weights))
    expected = [
        (*sum((of[e] for e in entries if e in of), np.zeros(2)), sum(e in of for e in entries))
        for entries in phrases(texts)
    ]
    scores = Lexicon(known, weights).scores(tokenise(texts))
    assert np.allclose(scores, np.array(expected).reshape(-1, 3))


def test_an_empty_lexicon_scores_nothing() -> None:
    assert not Lexicon([], np.zeros((0, 2))).scores(tokenise(["Read more", "…", ""])).any()


def test_a_lexicon_knows_its_words_and_their_rarity() -> None:
    assert set(LEXICON.words) == {"read", "more"}
    assert LEXICON.rarity == {"read": 0.25}
    assert Lexicon([], np.zeros((0, 2))).rarity == {}


def test_a_lexicon_can_be_pickled() -> None:
    again = pickle.loads(pickle.dumps(LEXICON))
    tokens = tokenise(["Read more", "Now"])
    assert np.array_equal(again.scores(tokens), LEXICON.scores(tokens))
    assert again.rarity == LEXICON.rarity
