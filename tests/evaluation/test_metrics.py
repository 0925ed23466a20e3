"""The metrics, against examples that were worked out by hand, and against scikit-learn."""

from __future__ import annotations

import random

import numpy as np
import pytest

from cleaner.evaluation.metrics import (
    body_lost,
    boilerplate_removed,
    confusion,
    f_score,
    macro_f1,
    mean_shingle_f1,
    shingle_scores,
    snippet_counts,
    snippet_f1,
    word_f1,
)

BODY, SIDEBAR, CHROME = "body", "sidebar", "chrome"


@pytest.mark.parametrize(
    ("precision", "recall", "f1"),
    [(1.0, 1.0, 1.0), (0.5, 1.0, 2 / 3), (0.2, 0.3, 0.24), (0.0, 1.0, 0.0), (0.0, 0.0, 0.0)],
)
def test_f_score_is_the_harmonic_mean(precision: float, recall: float, f1: float) -> None:
    assert f_score(precision, recall) == pytest.approx(f1)


@pytest.mark.parametrize(
    ("text", "gold", "f1"),
    [
        ("The ferry is late", "the FERRY, is late!", 1.0),  # case and punctuation don't count
        ("late is the ferry", "the ferry is late", 1.0),  # nor does order
        ("the ferry", "the ferry is late", 2 / 3),  # precision 1, recall 1/2
        ("the ferry is late today at noon", "the ferry", 4 / 9),  # precision 2/7, recall 1
        ("no no no", "no", 0.5),  # a word counts as often as it occurs: precision 1/3
        ("no", "no no no", 0.5),
        ("один паром", "один", 2 / 3),
        ("goat", "ferry", 0.0),
        ("", "ferry", 0.0),
        ("ferry", "", 0.0),
        ("", "", 1.0),  # nothing was to be kept, and nothing was
        ("!?", "", 1.0),
    ],
)
def test_word_f1_compares_bags_of_words(text: str, gold: str, f1: float) -> None:
    assert word_f1(text, gold) == pytest.approx(f1)


@pytest.mark.parametrize(
    ("text", "gold", "precision", "recall"),
    [
        ("a b c d e", "a b c d e", 1.0, 1.0),
        ("a b c d", "a b c d e", 1.0, 1 / 2),  # one of two 4-grams
        ("a b c d x e f g h", "a b c d e f g h", 2 / 6, 2 / 5),
        ("e d c b a", "a b c d e", 0.0, 0.0),  # order counts
        ("A, b. C! d", "a b c d", 1.0, 1.0),
        ("a b", "a b", 1.0, 1.0),  # fewer than four words are one shingle
        ("a b", "a b c", 0.0, 0.0),
        ("a b c d a b c d", "a b c d", 1 / 5, 1.0),
        ("", "a b c d", 0.0, 0.0),
        ("a b c d", "", 0.0, 0.0),
        ("", "", 1.0, 1.0),
    ],
)
def test_shingles_are_bags_of_four_words_in_order(
    text: str, gold: str, precision: float, recall: float
) -> None:
    assert shingle_scores(text, gold) == pytest.approx((precision, recall))


def test_shingle_f1_is_of_the_mean_precision_and_the_mean_recall() -> None:
    assert mean_shingle_f1([(1.0, 0.5), (0.5, 0.0)]) == pytest.approx(0.375)  # of .75 and .25
    assert mean_shingle_f1([(0.2, 0.3)]) == pytest.approx(0.24)
    assert mean_shingle_f1([]) == 0.0


def test_snippets_are_counted_whatever_their_whitespace() -> None:
    text = "The ferry\n  leaves at seven. Subscribe\tnow."
    required = ["ferry leaves", "at  seven.", "at noon"]
    forbidden = ["Subscribe now", "Share"]
    assert snippet_counts(text, required, forbidden) == (2, 1, 1)
    assert snippet_counts("", ["a"], ["b"]) == (0, 0, 1)
    assert snippet_counts("a", [], []) == (0, 0, 0)


def test_snippet_f1_is_over_all_snippets_of_all_pages() -> None:
    # 3 right, 1 wrong, 2 missing: 6 / (6 + 1 + 2).
    assert snippet_f1([(2, 1, 0), (1, 0, 2)]) == pytest.approx(6 / 9)
    assert snippet_f1([(1, 0, 0)]) == 1.0
    assert snippet_f1([(0, 3, 2)]) == 0.0
    assert snippet_f1([(0, 0, 0)]) == 0.0
    assert snippet_f1([]) == 0.0


GOLD = [BODY, BODY, BODY, BODY, SIDEBAR, SIDEBAR, CHROME, CHROME, CHROME, CHROME]
OURS = [BODY, BODY, BODY, CHROME, BODY, SIDEBAR, CHROME, CHROME, SIDEBAR, BODY]


def test_a_confusion_table_has_the_gold_by_row_and_the_prediction_by_column() -> None:
    assert confusion(GOLD, OURS).tolist() == [[3, 0, 1], [1, 1, 0], [1, 1, 2]]
    assert confusion([], []).tolist() == [[0, 0, 0]] * 3


def test_labels_of_another_number_or_another_name_are_refused() -> None:
    with pytest.raises(ValueError, match="shorter"):
        confusion([BODY, BODY], [BODY])
    with pytest.raises(ValueError, match="menu"):
        confusion(["menu"], [BODY])
    with pytest.raises(ValueError, match="''"):
        confusion([BODY], [""])


def test_macro_f1_is_the_mean_over_the_labels() -> None:
    # body 2·3/(4+5), sidebar 2·1/(2+2), chrome 2·2/(4+3)
    assert macro_f1(confusion(GOLD, OURS)) == pytest.approx((6 / 9 + 2 / 4 + 4 / 7) / 3)


def test_macro_f1_leaves_out_labels_that_do_not_occur() -> None:
    assert macro_f1(confusion([BODY, BODY], [BODY, BODY])) == 1.0
    # Sidebar occurs as predicted alone, and counts as 0; chrome does not occur.
    assert macro_f1(confusion([BODY, BODY], [BODY, SIDEBAR])) == pytest.approx((2 / 3 + 0) / 2)
    assert macro_f1(confusion([], [])) == 0.0


def test_boilerplate_is_removed_whichever_of_its_labels_it_gets() -> None:
    assert boilerplate_removed(confusion(GOLD, OURS)) == pytest.approx(4 / 6)
    assert boilerplate_removed(confusion([SIDEBAR, CHROME], [CHROME, SIDEBAR])) == 1.0
    assert boilerplate_removed(confusion([SIDEBAR], [BODY])) == 0.0
    assert boilerplate_removed(confusion([BODY], [CHROME])) == 1.0  # there is none to remove


def test_body_is_lost_to_either_label() -> None:
    assert body_lost(confusion(GOLD, OURS)) == pytest.approx(1 / 4)
    assert body_lost(confusion([BODY] * 4, [SIDEBAR, CHROME, BODY, CHROME])) == pytest.approx(3 / 4)
    assert body_lost(confusion([CHROME], [BODY])) == 0.0  # there is none to lose


def test_confusion_and_macro_f1_are_those_of_scikit_learn() -> None:
    metrics = pytest.importorskip("sklearn.metrics")
    chance = random.Random(7)
    names = (BODY, SIDEBAR, CHROME)
    for labels in (names, (BODY, CHROME), (SIDEBAR,)):
        gold, ours = ([chance.choice(labels) for _ in range(50)] for _ in range(2))
        table = confusion(gold, ours)
        assert np.array_equal(table, metrics.confusion_matrix(gold, ours, labels=list(names)))
        assert macro_f1(table) == pytest.approx(metrics.f1_score(gold, ours, average="macro"))
        recall = metrics.recall_score(gold, ours, labels=[BODY], average=None, zero_division=1.0)
        assert 1 - body_lost(table) == pytest.approx(recall[0])


def test_snippet_f1_is_that_of_scikit_learn() -> None:
    metrics = pytest.importorskip("sklearn.metrics")
    chance = random.Random(8)
    wanted = [chance.random() < 0.6 for _ in range(60)]
    kept = [chance.random() < 0.7 for _ in range(60)]
    counts = [(int(w and k), int(k and not w), int(w and not k)) for w, k in zip(wanted, kept)]
    assert snippet_f1(counts) == pytest.approx(metrics.f1_score(wanted, kept))
