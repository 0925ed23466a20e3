"""From probabilities to labels: which paragraphs are body, and how sure that is."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.errors import ModelError
from cleaner.model.defaults import (
    CERTAIN_BODY,
    CERTAINTY,
    CLEAR_BODY,
    DRAWS,
    POSSIBLE_BODY,
    RESCUE,
    TAIL,
)
from cleaner.model.prediction import LogOdds, Prediction, sigmoid
from cleaner.model.selection import (
    AtLeast,
    InRuns,
    MaximiseF1,
    OfArticle,
    OrMostProbable,
    Rule,
    Selection,
    expected_f1,
    labels_for,
    maximise_f1,
    parse_rule,
    select,
    select_runs,
    select_uncertain,
)
from cleaner.types import Floats

PROBABILITIES = st.lists(st.floats(0.01, 0.99), min_size=1, max_size=5)


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
        # The chance that there is no body is half way between that of independent paragraphs and
        # that of one draw, .495 here, and the best choice expects .460.
        ([0.45, 0.2], [False, False]),
        ([0.5, 0.05], [True, False]),  # .488 for .562
    ],
)
def test_nothing_is_chosen_only_where_no_body_is_the_likeliest(
    body: list[float], kept: list[bool]
) -> None:
    chosen = maximise_f1(np.array(body), np.ones(len(body)))
    assert chosen.tolist() == kept
    assert 0 <= expected_f1(np.array(body), np.ones(len(body)), chosen) <= 1


@pytest.mark.parametrize(
    ("kept", "expected"),
    [
        ([True, False], 18 / 29),  # of 9 body words in 10 that are kept, of 19 on the page
        ([True, True], 38 / 49),
        ([False, False], 0.05),  # that there is no body
    ],
)
def test_the_expected_f1_of_a_choice(kept: list[bool], expected: float) -> None:
    body, words = np.array([0.9, 0.5]), np.array([10.0, 20.0])
    assert expected_f1(body, words, np.array(kept)) == pytest.approx(expected)
    assert expected_f1(body, np.zeros(2), np.array(kept)) in (0.0, pytest.approx(0.05))


def test_a_page_is_empty_only_if_no_paragraph_is_likely() -> None:
    words = np.full(20, 10.0)
    assert maximise_f1(np.full(20, 0.25), words).all()  # that all twenty are boilerplate is odd
    assert not maximise_f1(np.full(20, 0.1), words).any()
    assert maximise_f1(np.full(20, 0.1), words, allow_nothing=False).any()


def test_the_likeliest_choice_is_made_with_less_certainty_than_the_models_have() -> None:
    body, words = np.array([0.4, 0.9, 0.6]), np.array([5.0, 40.0, 20.0])
    rows = probabilities(*body)
    doubted = sigmoid(CERTAINTY * np.log(body / (1 - body)))
    assert maximise_f1(body, words).tolist() != maximise_f1(doubted, words).tolist()
    kept = MaximiseF1().select(rows, words).kept
    assert kept.tolist() == maximise_f1(doubted, words).tolist()


def test_draws_are_spread_evenly() -> None:
    assert np.mean(DRAWS) == pytest.approx(0.5)
    assert np.diff(DRAWS) == pytest.approx(2 * DRAWS[0])


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
    three = np.array([0.99] * 5 + [0.3, 0.7, 0.4])
    assert select_runs(three, prose[:8])[0].tolist() == [True] * 5 + [False] * 3
    # Three of five are prose, which suffices; two of five do not.
    long = np.array([0.99] * 5 + [0.3, 0.7, 0.4, 0.7, 0.4])
    mostly, less = (np.r_[prose[:5], [20.0] * n, [5.0] * (5 - n)] for n in (3, 2))
    assert not select_runs(long, mostly)[0][5:].any()
    assert select_runs(long, less)[0][5:].tolist() == [False, True, False, True, False]
    # What is clearly body ends it, and what is likely body is not taken with a little doubt.
    ended = np.array([0.99] * 5 + [0.3, 0.7, 0.4, 0.9])
    assert select_runs(ended, prose)[0].tolist() == [True] * 5 + [False, True, False, True]
    likely = np.array([0.99] * 5 + [0.6, 0.75, 0.75])
    assert select_runs(likely, prose[:8])[0].all()


def test_what_is_certain_has_log_odds_of_a_million_to_one() -> None:
    _, decisive = select_runs(np.array([1.0]), np.ones(1))
    assert decisive == pytest.approx(np.log(1e6), abs=1e-3)
    _, decisive = select_runs(np.array([0.0]), np.ones(1))
    assert decisive == pytest.approx(-np.log(1e6), abs=1e-3)


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


# Rules


def probabilities(*body: float) -> np.ndarray:
    """Probabilities of paragraphs that are sidebar if they are not body."""
    p = np.array(body)
    return np.column_stack((p, 0.9 * (1 - p), 0.1 * (1 - p)))


@pytest.mark.parametrize(
    ("name", "rule"),
    [
        ("best_f1", MaximiseF1()),
        ("runs", OrMostProbable(InRuns())),
        (0.5, OrMostProbable(AtLeast(0.5))),
        (1, OrMostProbable(AtLeast(1.0))),
    ],
)
def test_a_model_names_its_rule(name: str | float, rule: object) -> None:
    assert parse_rule(name) == rule


@pytest.mark.parametrize("name", ["", "best", "0.5"])
def test_a_rule_of_another_version_is_refused(name: str) -> None:
    with pytest.raises(ModelError, match=r"rule.*update cleaner"):
        parse_rule(name)


def test_if_a_rule_keeps_nothing_the_most_probable_are_kept_and_it_says_so() -> None:
    rows, words = probabilities(0.1, RESCUE + 0.1, 0.2), np.ones(3)
    assert not AtLeast(0.5).select(rows, words).kept.any()
    rescued = OrMostProbable(AtLeast(0.5)).select(rows, words)
    assert (rescued.kept.tolist(), rescued.unsure) == ([False, True, False], True)
    hopeless = OrMostProbable(AtLeast(0.5)).select(probabilities(0.1, 0.2), np.ones(2))
    assert (bool(hopeless.kept.any()), hopeless.unsure) == (False, False)
    usual = OrMostProbable(AtLeast(0.5)).select(probabilities(0.6, 0.4), np.ones(2))
    assert (usual.kept.tolist(), usual.unsure) == ([True, False], False)


def test_what_is_not_kept_is_what_is_likelier_of_the_others() -> None:
    rows = np.array([(0.2, 0.5, 0.3), (0.2, 0.3, 0.5), (0.9, 0.0, 0.1)])
    assert labels_for(rows, np.array([False, False, True])).tolist() == [1, 2, 0]


PROSE = st.lists(st.tuples(st.floats(0.001, 0.999), st.integers(1, 60)), min_size=1, max_size=40)


@given(PROSE)
def test_log_odds_and_the_adjustment_for_runs_give_the_label(
    rows: list[tuple[float, int]],
) -> None:
    body, words = np.array([p for p, _ in rows]), np.array([float(w) for _, w in rows])
    selection = InRuns().select(probabilities(*body), words)
    run = selection.adjustments.get("run", np.zeros(len(body)))
    decisive = np.log(body / (1 - body)) + run
    clear = abs(decisive) > 1e-9  # at zero the rounding decides
    assert (selection.kept == (decisive > 0))[clear].all()
    # Named where the neighbours decided against a paragraph's own log-odds, and only there.
    assert ((run != 0) == (selection.kept != (body >= 0.5)))[clear].all()


def test_neighbours_overrule_no_paragraph_that_is_as_likely_as_not() -> None:
    words = np.full(3, 40.0)
    selection = InRuns().select(probabilities(0.6, 0.5, 0.6), words)
    assert selection.kept.all()
    assert not selection.adjustments
    selection = InRuns().select(probabilities(0.4, 0.5, 0.4), words)
    assert not selection.kept.any()
    assert (selection.adjustments["run"] < 0).tolist() == [False, True, False]


def test_a_prediction_is_selected_by_its_own_probabilities() -> None:
    odds = LogOdds(np.array([1.0, 1.0]), np.zeros(2))
    matrix, words = np.zeros((2, 1), np.float32), np.ones(2)
    predicted = Prediction(matrix, words, odds, odds, 0.5).adjusted("site", np.array([0.0, -5.0]))
    assert select(predicted, AtLeast(0.5)).kept.tolist() == [True, False]


# Pages that certainly are articles

RULE = OrMostProbable(AtLeast(0.5))


def test_something_on_an_article_is_body_although_the_model_is_unsure() -> None:
    rows, words = probabilities(0.24, 0.12, 0.01, 0.02), np.full(4, 40.0)
    assert not MaximiseF1().select(rows, words).kept.any()
    selection = OfArticle(MaximiseF1()).select(rows, words)
    assert selection.kept.tolist() == [True, True, False, False]
    assert selection.unsure
    change = selection.adjustments["article"]
    assert change[:2] == pytest.approx(np.log(9) - np.log(0.24 / 0.76))
    assert change[2:].tolist() == [0, 0]


def test_a_paragraph_that_is_likely_body_by_itself_was_not_raised() -> None:
    rows, words = probabilities(0.6, 0.5, 0.3, 0.01), np.full(4, 40.0)
    selection = OfArticle(RULE).select(rows, words)
    assert selection.kept.tolist() == [True, True, True, False]
    change = selection.adjustments["article"]
    assert change == pytest.approx([0, 0, np.log(9) - np.log(0.6 / 0.4), 0])
    assert not selection.unsure
    assert not OfArticle(RULE).select(probabilities(0.5, 0.01), words[:2]).unsure
    assert OfArticle(RULE).select(probabilities(0.49, 0.01), words[:2]).unsure


@dataclass
class Given:
    """A rule that keeps the probabilities that it is given, and selects by another one."""

    rule: Rule
    probabilities: Floats = field(default_factory=lambda: np.zeros((0, 3)))

    def select(self, probabilities: Floats, words: Floats) -> Selection:
        self.probabilities = probabilities
        return self.rule.select(probabilities, words)


def test_raised_paragraphs_have_probabilities_whose_others_keep_their_proportion() -> None:
    rows = np.array([(0.24, 0.7, 0.06), (0.02, 0.9, 0.08), (0.0, 0.25, 0.75)])
    given = Given(RULE)
    OfArticle(given).select(rows, np.full(3, 40.0))
    raised = given.probabilities
    odds = rows[:2, 0] / (1 - rows[:2, 0])
    assert raised[:2, 0] == pytest.approx(sigmoid(np.log(9 * odds / odds[0])))
    assert raised.sum(axis=1) == pytest.approx(np.ones(3), abs=1e-3)
    assert raised[:, 1] / raised[:, 2] == pytest.approx(rows[:, 1] / rows[:, 2])


def test_where_raising_changes_no_label_nothing_is_said_of_it() -> None:
    selection = OfArticle(RULE).select(probabilities(0.6, 0.01), np.full(2, 40.0))
    assert selection.kept.tolist() == [True, False]
    assert not selection.adjustments


def test_an_article_that_is_raised_is_told_beside_the_runs_of_its_paragraphs() -> None:
    body = (0.7, 0.45, 0.7)
    selection = OfArticle(InRuns()).select(probabilities(*body), np.full(3, 40.0))
    assert selection.kept.all()
    assert selection.adjustments.keys() == {"article"}
    change = selection.adjustments["article"]
    assert change == pytest.approx([0, np.log(9) - np.log(0.7 / 0.3), 0])


def test_what_an_article_leaves_out_is_what_it_was_likelier_to_be() -> None:
    rows = np.array([(0.24, 0.7, 0.06), (0.02, 0.9, 0.08), (0.02, 0.08, 0.9)])
    assert OfArticle(RULE).select(rows, np.full(3, 40.0)).labels.tolist() == [0, 1, 2]


def test_an_article_that_is_clear_and_an_empty_shell_are_left_alone() -> None:
    words = np.full(3, 40.0)
    for body in ((0.95, 0.4, 0.01), (POSSIBLE_BODY - 0.01, 0.02, 0.02)):
        rows = probabilities(*body)
        alone, selection = (rule.select(rows, words) for rule in (RULE, OfArticle(RULE)))
        assert (selection.labels.tolist(), selection.unsure) == (
            alone.labels.tolist(),
            alone.unsure,
        )
        assert not selection.adjustments


def test_a_threshold_of_the_user_is_kept_to_on_articles() -> None:
    rows = probabilities(0.24, 0.12)
    margins = LogOdds(np.log(rows[:, 0] / (1 - rows[:, 0])), np.zeros(2))
    article = Prediction(
        np.zeros((2, 1), np.float32), np.full(2, 40.0), margins, margins, 0.5, article=True
    )
    assert not select(article, AtLeast(0.5)).kept.any()
    assert select(article, OrMostProbable(AtLeast(0.5))).kept.any()
    assert not select(replace(article, article=False), OrMostProbable(AtLeast(0.5))).kept.any()
