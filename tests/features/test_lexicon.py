"""A lexicon: scores of paragraphs from the weights of their phrases."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from cleaner.features.lexicon import Lexicon
from cleaner.text.tokens import phrases, tokenise

TEXTS = st.lists(st.text(min_size=1, max_size=300), max_size=12)


@given(TEXTS)
def test_lexicon_scores_are_sums_over_known_phrases(texts: list[str]) -> None:
    entries = sorted({entry for text in texts for entry in phrases([text])[0]})
    singles = {entry for entry in entries if " " not in entry and entry[0] not in "^="}
    known = [e for e in entries if e[0] == "=" or set(e.lstrip("^").split(" ")) <= singles][::2]
    known = sorted({*known, *singles})
    weights = np.random.default_rng(0).normal(size=(len(known), 2))
    of = dict(zip(known, weights))
    expected = [
        (*sum((of[e] for e in found if e in of), np.zeros(2)), sum(e in of for e in found))
        for found in phrases(texts)
    ]
    scores = Lexicon(known, weights).scores(tokenise(texts))
    assert np.allclose(scores, np.array(expected).reshape(-1, 3))


def test_a_lexicon_that_knows_nothing_scores_nothing() -> None:
    assert not Lexicon([], np.zeros((0, 2))).scores(tokenise(["Read more", "…", ""])).any()
