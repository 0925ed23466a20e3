"""Token weights, and the rarity of words."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

pytest.importorskip("sklearn")

from cleaner.training.parts.lexicon import (
    LexiconModel,
    token_matrix,
    widespread,
    word_rarity,
)

# Twelve paragraphs of six sites: prose is body, buttons are chrome, teasers are sidebar.
BAGS = [
    ["ferry", "left"],
    ["share"],
    ["latest", "news"],
    ["ferry", "late"],
    ["share"],
    ["latest"],
] * 2
TARGETS = np.array([[1, -1], [0, 1], [0, 0]] * 4, np.int8)
DOMAINS = np.repeat(np.arange(6), 2)


def weights(model: LexiconModel, tokens: np.ndarray) -> dict[str, list[float]]:
    return dict(zip(tokens[model.columns_].tolist(), model.weights_.tolist()))


def fitted(**parameters: Any) -> dict[str, list[float]]:
    X, tokens = token_matrix(BAGS)
    model = LexiconModel(**{"min_domains": 1, **parameters})
    return weights(model.fit(X, TARGETS, np.ones(12), DOMAINS), tokens)


def test_items_hold_tokens_once() -> None:
    X, tokens = token_matrix([["a", "b", "a"], [], ["b"]])
    assert dict(zip(tokens.tolist(), X.toarray().T.tolist())) == {"a": [1, 0, 0], "b": [1, 0, 1]}


def test_tokens_weigh_for_body_and_for_chrome() -> None:
    learned = fitted()
    assert learned["ferry"][0] > 0.3
    assert learned["share"][0] < -0.3
    assert learned["share"][1] > 0.3
    assert learned["latest"][1] < -0.3
    assert learned["ferry"][1] == 0  # chrome is told from sidebar among boilerplate alone


def test_stronger_regularisation_makes_smaller_weights() -> None:
    assert 0 < fitted(strength=0.01)["ferry"][0] < fitted(strength=1.0)["ferry"][0]


def test_a_token_of_few_sites_has_no_weight() -> None:
    assert set(fitted(min_domains=2)) == {"ferry", "share", "latest", "left", "late", "news"}
    assert set(fitted(min_domains=3)) == {"ferry", "share", "latest"}


def test_the_most_widespread_tokens_are_kept() -> None:
    X, tokens = token_matrix([["a", "b"], ["b", "c"], ["b", "c"], ["c", "d"]])
    groups = np.array([0, 1, 2, 3])
    assert set(tokens[widespread(X, groups, 1, limit=2)]) == {"b", "c"}
    assert set(tokens[widespread(X, np.array([0, 1, 1, 1]), 2, limit=9)]) == {"b"}


def test_a_heavier_item_says_more() -> None:
    X, tokens = token_matrix([["odd"], ["odd"], ["other"], ["other"]])
    y = np.array([[1, -1], [0, 0], [1, -1], [0, 1]], np.int8)
    groups = np.arange(4)
    model = LexiconModel(min_domains=1)
    learned = weights(model.fit(X, y, np.array([9.0, 1, 1, 1]), groups), tokens)
    assert learned["odd"][0] > learned["other"][0] + 0.3


def test_a_rare_word_says_more_of_a_topic() -> None:
    articles = [["Harbour ferries left"], ["Harbour lamps"], ["Harbour lamps again"], ["Otters"]]
    rarity = word_rarity(articles, least=2)
    assert rarity == {
        "harbour": pytest.approx(math.log(4 / 3) / math.log(8)),
        "lamps": pytest.approx(math.log(2) / math.log(8)),
    }


def test_no_articles_make_no_word_rare() -> None:
    assert word_rarity([], least=1) == {}
