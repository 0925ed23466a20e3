"""The type of a page, from the tokens of its elements."""

from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("sklearn")

from cleaner.training.parts.lexicon import token_matrix
from cleaner.training.parts.page_type import NEVER, PageTypeModel

BAGS = [["post", "author"], ["post", "date"], ["thread", "reply"], ["thread", "user"]] * 3
TYPES = np.array([0, 0, 2, 2] * 3)
GROUPS = np.arange(12)


def fitted(types: np.ndarray) -> tuple[PageTypeModel, list[str]]:
    X, tokens = token_matrix(BAGS)
    model = PageTypeModel(4, strength=1.0).fit(X, types, GROUPS)
    return model, tokens[model.columns_].tolist()


def test_tokens_weigh_for_the_types_they_stand_on() -> None:
    model, tokens = fitted(TYPES)
    assert model.weights_.shape == (len(tokens), 4)
    post, thread = model.weights_[tokens.index("post")], model.weights_[tokens.index("thread")]
    assert post[0] > 0 > post[2]
    assert thread[2] > 0 > thread[0]


def test_a_type_without_pages_is_never_predicted() -> None:
    model, _ = fitted(TYPES)
    assert (model.intercept_[[1, 3]] == NEVER).all()
    assert (model.weights_[:, [1, 3]] == 0).all()


def test_three_types_have_a_row_each() -> None:
    model, tokens = fitted(np.array([0, 0, 2, 3] * 3))
    assert model.weights_[tokens.index("user")].argmax() == 3
    assert model.weights_[tokens.index("reply")].argmax() == 2


def test_pages_of_one_type_say_nothing() -> None:
    model, tokens = fitted(np.zeros(12, int))
    assert tokens == []
    assert model.intercept_.tolist() == [0.0] * 4


def test_a_rare_type_counts_for_more_than_its_share() -> None:
    X, _ = token_matrix([["post"]] * 30 + [["thread"]] * 3)
    y = np.repeat([0, 1], [30, 3])
    model = PageTypeModel(2, strength=1.0).fit(X, y, np.arange(33))
    # By their shares alone the intercept would be log(10) apart.
    assert model.intercept_[0] - model.intercept_[1] < np.log(10) / 2
