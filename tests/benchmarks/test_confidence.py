"""The benchmark of confidence: of the documents below a limit, how many are wrong."""

from __future__ import annotations

import pytest
from confidence import LIMITS, Judged, below, judged, kept_f1, limit_of, table_of

from cleaner.evaluation.scores import PageScore, WordCounts


def score(confidence: float | None, **fields: object) -> PageScore:
    made = PageScore("cleaner", "ferries", "1", "article", "en", confidence=confidence)
    for name, value in fields.items():
        setattr(made, name, value)
    return made


def test_a_document_is_judged_by_its_words_or_by_those_of_its_labelled_lines() -> None:
    scores = [
        score(0.9, words=0.5),
        score(0.7, kept_words=WordCounts(30, 40, 10)),  # precision 30/40, recall 30/40
        score(None, words=1.0),  # another extractor has no confidence
        score(0.8, snippets=(1, 0, 0)),  # snippets say little of all its words
    ]
    assert judged(scores) == [(0.9, 0.5), (0.7, 0.75)]


@pytest.mark.parametrize(
    ("words", "f1"),
    [
        (WordCounts(10, 10, 0), 1.0),
        (WordCounts(10, 20, 0), 2 / 3),
        (WordCounts(10, 10, 10), 2 / 3),
        (WordCounts(0, 10, 0), 0.0),
        (WordCounts(0, 0, 5), 0.0),  # no body, and something was kept
        (WordCounts(0, 0, 0), 1.0),  # no body, and nothing was kept
    ],
)
def test_kept_words_have_the_f1_of_precision_and_recall(words: WordCounts, f1: float) -> None:
    assert kept_f1(words) == pytest.approx(f1)


def test_a_document_at_the_limit_is_not_below_it_and_an_f1_of_80_is_right() -> None:
    documents = [Judged(0.79, 0.8), Judged(0.5, 0.79), Judged(0.8, 0.0)]
    assert below(documents, 0.8) == (2, 1)
    assert below(documents, 0.5) == (0, 0)


def test_the_limit_is_the_highest_below_which_half_or_more_are_wrong() -> None:
    wrong, right = [Judged(0.55, 0.1)] * 3, [Judged(0.82, 1.0)] * 3
    assert limit_of([*wrong, *right]) == max(LIMITS)
    assert limit_of([*wrong, *right, Judged(0.82, 0.9)]) == 0.8
    assert limit_of(right) == 0.0
    assert limit_of([]) == 0.0


def test_the_counts_of_all_limits_and_of_all_documents_are_data() -> None:
    table = table_of([Judged(0.55, 0.1), Judged(1.0, 1.0)])
    assert [*table] == [*(f"{limit:.2f}" for limit in LIMITS), "1.01"]
    assert table["0.50"] == {"documents": 0, "wrong": 0}
    assert table["0.60"] == {"documents": 1, "wrong": 1}
    assert table["1.01"] == {"documents": 2, "wrong": 1}
