"""From probabilities to labels: which paragraphs are body, and how sure that is."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.model.defaults import CERTAIN_BODY, CLEAR_BODY, RESCUE, TAIL
from cleaner.model.prediction import sigmoid
from cleaner.model.selection import (
    AtLeast,
    expected_f1,
    maximise_f1,
    select_runs,
    select_uncertain,
)

PROBABILITIES = st.lists(st.floats(0.01, 0.99), min_size=1, max_size=7)


def simulated_f1(body: np.ndarray, words: np.ndarray, chosen: np.ndarray) -> float:
    """Expected F1 of a choice, over all bodies that the page may have."""
    total = 0.0
    for truth in product((False, True), repeat=len(body)):
        is_body = np.array(truth)
        chance = np.prod(np.where(is_body, body, 1 - body))
        kept, real = (words * chosen).sum(), (words * is_body).sum()
        both = (words * (chosen & is_body)).sum()
        total += chance * (1.0 if kept + real == 0 else 2 * both / (kept + real))
    return total


def together_f1(body: np.ndarray, words: np.ndarray, chosen: np.ndarray) -> float:
    """Expected F1 of a choice, if one draw decides which probabilities suffice."""
    found = []
    for draw in np.linspace(0.005, 0.995, 100):
        is_body = body > draw
        kept, real = (words * chosen).sum(), (words * is_body).sum()
        both = (words * (chosen & is_body)).sum()
        found.append(1.0 if kept + real == 0 else 2 * both / (kept + real))
    return float(np.mean(found))


def expectation(body: np.ndarray, words: np.ndarray, chosen: np.ndarray) -> float:
    """Half way between both extremes."""
    return (simulated_f1(body, words, chosen) + together_f1(body, words, chosen)) / 2


@given(PROBABILITIES)
def test_the_best_choice_is_about_as_good_as_any(probabilities: list[float]) -> None:
    body = np.array(probabilities)
    words = np.ones(len(body))
    every = [np.array(choice) for choice in product((False, True), repeat=len(body))]
    best = max(expectation(body, words, choice) for choice in every)
    assert expectation(body, words, maximise_f1(body, words)) >= best - 0.15


def test_cards_that_may_all_be_left_over_are_not_kept_for_being_many() -> None:
    body = np.array([0.99] + [0.4] * 10)
    words = np.array([200.0] + [40.0] * 10)
    # Were each card body or not by itself, all of them would be worth keeping.
    assert simulated_f1(body, words, body > 0) > simulated_f1(body, words, body > 0.5)
    assert maximise_f1(body, words).tolist() == [True] + [False] * 10


@pytest.mark.parametrize(
    ("body", "kept"),
    [
        ([0.9, 0.8, 0.1], [True, True, False]),
        ([0.12, 0.07], [False, False]),  # an empty shell: nothing is the likelier answer
        ([0.5] * 40, [True] * 40),
    ],
)
def test_nothing_is_chosen_only_where_no_body_is_the_likeliest(
    body: list[float], kept: list[bool]
) -> None:
    chosen = maximise_f1(np.array(body), np.ones(len(body)))
    assert chosen.tolist() == kept
    assert 0 <= expected_f1(np.array(body), np.ones(len(body)), chosen) <= 1


def test_where_nothing_is_clearly_body_the_likeliest_are_kept() -> None:
    body = np.array([0.05, RESCUE + 0.1, 0.2, RESCUE + 0.05])
    assert select_uncertain(body, np.ones(4)).tolist() == [False, True, False, True]
    assert not select_uncertain(np.array([0.05, RESCUE - 0.01]), np.ones(2)).any()


@pytest.mark.parametrize(
    ("body", "kept"),
    [
        ([0.9, 0.55, 0.9], [True, True, True]),  # alone, its own odds decide
        ([0.9, 0.45, 0.9], [True, False, True]),
        ([0.9, 0.55, 0.2, 0.55, 0.9], [True, False, False, False, True]),
        ([0.9, 0.6, 0.45, 0.6, 0.9], [True] * 5),
        ([0.1, 0.9, 0.55], [False, True, True]),
        ([0.4], [False]),
        ([0.6], [True]),
    ],
)
def test_paragraphs_in_a_row_that_are_not_clearly_body_go_together(
    body: list[float], kept: list[bool]
) -> None:
    assert select_runs(np.array(body), np.ones(len(body)))[0].tolist() == kept


def test_a_tail_of_prose_is_dropped_as_one_although_each_of_it_may_be_body() -> None:
    body = np.array([0.99] * 5 + [0.3, 0.7, 0.4, 0.7])
    prose = np.full(len(body), TAIL.prose_words)
    assert select_runs(body, prose)[0].tolist() == [True] * 5 + [False] * 4
    # Short lines are fields or links as well as teasers: there each run has its own say.
    assert select_runs(body, prose - 1)[0].tolist() == [True] * 5 + [False, True, False, True]
    # It takes more than two, and no more than half of the text.
    few = np.array([0.99] * 5 + [0.3, 0.7])
    assert select_runs(few, prose[:7])[0].tolist() == [True] * 5 + [False, True]
    assert select_runs(body[3:], prose[3:])[0].tolist() == [True] * 2 + [False, True, False, True]
    # What is clearly body ends it, and what is likely body is not taken with a little doubt.
    ended = np.array([0.99] * 5 + [0.3, 0.7, 0.4, 0.9])
    assert select_runs(ended, prose)[0].tolist() == [True] * 5 + [False, True, False, True]
    likely = np.array([0.99] * 5 + [0.6, 0.75, 0.75])
    assert select_runs(likely, prose[:8])[0].all()


@given(st.lists(st.tuples(st.floats(0, 1), st.integers(1, 60)), min_size=1, max_size=40))
def test_runs_keep_what_is_clearly_body(rows: list[tuple[float, int]]) -> None:
    body, words = np.array([p for p, _ in rows]), np.array([float(w) for _, w in rows])
    kept, _ = select_runs(body, words)
    assert kept[body >= CERTAIN_BODY].all()
    lost = np.flatnonzero((body >= CLEAR_BODY) & ~kept)
    if lost.size:  # then all from there on went, and more with it
        assert not kept[lost[0] :].any()
        assert (~kept).sum() >= TAIL.min_paragraphs


def test_the_threshold_decides_for_body_and_the_likelier_of_the_others_is_taken() -> None:
    probabilities = np.array([(0.6, 0.3, 0.1), (0.5, 0.3, 0.2), (0.4, 0.2, 0.4), (0.0, 0.9, 0.1)])
    assert AtLeast(0.5).select(probabilities, np.ones(4)).labels.tolist() == [0, 0, 2, 1]
    assert AtLeast(0.6).select(probabilities, np.ones(4)).labels.tolist() == [0, 1, 2, 1]


def test_log_odds_of_any_size_are_probabilities() -> None:
    assert sigmoid(np.array([-1e9, 0.0, 1e9])).tolist() == [0.0, 0.5, 1.0]
