"""Alignment with gold: given this page and this gold, these paragraphs."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.evaluation.align import (
    Span,
    align_gold,
    candidate_spans,
    heaviest_chain,
)

FERRY = "The ferry to Larch Island leaves the harbour at seven in the morning."
TIDE = "Its captain waits for nobody, and the tide waits for no captain either."
GOAT = "The first passenger of the new boat was a goat that had a ticket."
MENU = "Sign up here for the letter that we send on every Monday at noon."


def aligned(page: list[str], gold: list[str]) -> list[str]:
    """The paragraphs of the page that stand in the gold text."""
    found = align_gold(page, "\n".join(gold))
    assert found.shape == (len(page),)
    return [text for text, inside in zip(page, found) if inside]


def test_paragraphs_of_the_gold_are_found_and_the_others_are_not() -> None:
    page = ["Home", "News", FERRY, MENU, TIDE, "Share"]
    assert aligned(page, [FERRY, TIDE]) == [FERRY, TIDE]


def test_an_empty_gold_has_no_paragraphs() -> None:
    assert aligned([FERRY, "Home"], []) == []
    assert aligned([FERRY, "Home"], ["… – *"]) == []


def test_an_empty_page_has_none_either() -> None:
    assert aligned([], [FERRY]) == []
    assert aligned(["", "…"], [FERRY]) == []


def test_case_and_punctuation_do_not_matter() -> None:
    assert aligned(["THE END?", FERRY.upper()], [FERRY, "The end."]) == [FERRY.upper()]
    assert aligned([FERRY.upper(), "THE END?"], [FERRY, "The end."]) == [FERRY.upper(), "THE END?"]


def test_a_long_paragraph_with_an_insertion_is_found() -> None:
    inserted = FERRY.replace("leaves the harbour", "leaves (in summer) the harbour")
    assert aligned([inserted, MENU], [FERRY]) == [inserted]
    assert aligned([FERRY, MENU], [inserted]) == [FERRY]


def test_a_long_paragraph_needs_half_of_its_4_grams() -> None:
    words = [f"w{i}" for i in range(15)]  # 12 4-grams

    def with_first(count: int) -> str:
        return " ".join(words[:count] + [f"x{i}" for i in range(15 - count)])

    assert aligned([" ".join(words)], [with_first(9)]) == [" ".join(words)]  # 6 of 12
    assert aligned([" ".join(words)], [with_first(8)]) == []  # 5 of 12


def test_a_short_paragraph_must_be_there_word_by_word() -> None:
    assert aligned(["At sea", FERRY], ["At sea", FERRY]) == ["At sea", FERRY]
    assert aligned(["At the sea", FERRY], ["At sea", FERRY]) == [FERRY]


def test_a_repeated_heading_is_the_one_that_stands_in_order() -> None:
    page = ["At sea", MENU, FERRY, "At sea", TIDE]
    found = align_gold(page, "\n".join([FERRY, "At sea", TIDE]))
    assert found.tolist() == [False, False, True, True, True]


def test_a_repeated_sentence_is_found_as_often_as_the_gold_has_it() -> None:
    page = ["Yes.", FERRY, "Yes.", TIDE, "Yes."]
    assert align_gold(page, f"{FERRY} Yes. {TIDE} Yes.").tolist() == [False, True, True, True, True]
    assert align_gold(page, f"Yes. {FERRY} {TIDE}").tolist() == [True, True, False, True, False]


def test_a_long_sentence_repeated_on_the_page_is_in_the_gold_once() -> None:
    assert align_gold([FERRY, TIDE, FERRY], f"{FERRY} {TIDE}").tolist() == [True, True, False]


def test_a_teaser_before_the_article_does_not_take_its_place() -> None:
    page = [FERRY, MENU, FERRY, TIDE, GOAT]
    assert align_gold(page, f"{FERRY} {TIDE} {GOAT}").tolist().count(True) == 3


def test_long_paragraphs_in_another_order_are_all_found() -> None:
    assert aligned([TIDE, FERRY, GOAT], [FERRY, TIDE, GOAT]) == [TIDE, FERRY, GOAT]
    assert aligned([GOAT, TIDE, FERRY], [FERRY, TIDE, GOAT]) == [GOAT, TIDE, FERRY]


def test_six_words_are_enough_out_of_order_five_are_not() -> None:
    long, short = "one two three four five six", "one two three four five"
    assert aligned([long, FERRY, TIDE], [FERRY, TIDE, long]) == [long, FERRY, TIDE]
    assert aligned([short, FERRY, TIDE], [FERRY, TIDE, short]) == [FERRY, TIDE]


def test_paragraphs_may_share_half_of_their_span_but_no_more() -> None:
    words = [f"w{i}" for i in range(18)]
    for start, found in ((6, 2), (5, 1)):
        page = [" ".join(words[:12]), " ".join(words[start : start + 12])]
        assert len(aligned(page, [" ".join(words)])) == found


def test_short_paragraphs_out_of_order_are_not() -> None:
    assert aligned(["The end", FERRY, TIDE], [FERRY, TIDE, "The end"]) == [FERRY, TIDE]


def test_paragraphs_joined_in_the_gold_are_found_each() -> None:
    assert aligned([FERRY, "Home", TIDE], [f"{FERRY} {TIDE}"]) == [FERRY, TIDE]


def test_a_paragraph_whose_beginning_the_gold_lacks_is_found() -> None:
    assert aligned([FERRY, TIDE], [" ".join(FERRY.split()[4:]), TIDE]) == [FERRY, TIDE]


# candidate_spans


def test_a_span_says_where_it_begins_how_long_it_is_and_what_speaks_for_it() -> None:
    words = "x y one two three four five six seven z one two".split()
    candidates = candidate_spans(["One two three, four five six seven.", "one two"], words)
    assert candidates == [(0, Span(2, 7, 7.0)), (1, Span(2, 2, 1.8)), (1, Span(10, 2, 1.8))]


def test_neighbouring_offsets_vote_together() -> None:
    words = "a b k d e f x y g h i j c l".split()
    ((_, span),) = candidate_spans(["a b k d e f g h i j c l"], words)
    assert (span.start, span.length) == (0, 12)  # as many votes for 0 as for 2: the first
    assert span.weight == pytest.approx(12 * 6 / 9)  # three 4-grams lie across the insertion


@pytest.mark.parametrize(("size", "shift"), [(12, 3), (20, 4), (30, 6)])
def test_offsets_further_apart_than_a_fifth_or_three_words_do_not(size: int, shift: int) -> None:
    words = [f"w{i}" for i in range(size)]
    half = size // 2

    def with_insertion(count: int) -> list[str]:
        new = [f"x{i}" for i in range(count)]
        return ["a", "b", "c", "d", "e", *words[:half], *new, *words[half:]]

    ((_, span),) = candidate_spans([" ".join(words)], with_insertion(shift))
    assert span.weight == pytest.approx(size * (size - 6) / (size - 3))  # 3 lie across
    assert candidate_spans([" ".join(words)], with_insertion(shift + 1)) == []


def test_a_span_weighs_its_words_by_the_share_of_its_4_grams() -> None:
    words = [f"w{i}" for i in range(7)]  # 4 4-grams
    ((_, span),) = candidate_spans([" ".join(words)], words[:5])  # 2 of them
    assert span == pytest.approx((0, 7, 3.5))


def test_a_4_gram_that_is_repeated_adds_no_more_than_a_whole() -> None:
    ((_, span),) = candidate_spans(["no no no no no no"], ["no"] * 6)
    assert (span.length, span.weight) == (6, 6.0)


def test_paragraphs_of_few_words_are_short() -> None:
    words = [f"w{i}" for i in range(6)]
    (long,), (short,) = (candidate_spans([" ".join(words[:n])], words) for n in (6, 5))
    assert long[1] == Span(0, 6, 6.0)
    assert short[1] == pytest.approx(Span(0, 5, 4.5))  # a word of a short one counts .9


def test_a_common_word_has_no_more_than_so_many_spans() -> None:
    assert len(candidate_spans(["no"], ["no"] * 99)) == 24


# heaviest_chain


def test_the_heaviest_chain_is_not_the_longest() -> None:
    light, heavy = [(0, Span(0, 1, 1.0)), (1, Span(1, 1, 1.0))], (2, Span(0, 2, 3.0))
    assert heaviest_chain([*light, heavy]) == [heavy]
    assert heaviest_chain([*light, (2, Span(0, 2, 1.5))]) == light


def test_spans_of_a_chain_do_not_overlap() -> None:
    assert heaviest_chain([(0, Span(0, 3, 3.0)), (1, Span(2, 2, 2.0))]) == [(0, Span(0, 3, 3.0))]
    both = [(0, Span(0, 3, 3.0)), (1, Span(3, 2, 2.0))]
    assert heaviest_chain(both) == both


def test_a_paragraph_has_one_span_of_a_chain() -> None:
    assert heaviest_chain([(0, Span(0, 1, 1.0)), (0, Span(1, 1, 1.0))]) in (
        [(0, Span(0, 1, 1.0))],
        [(0, Span(1, 1, 1.0))],
    )


def test_no_candidates_make_no_chain() -> None:
    assert heaviest_chain([]) == []


def _heaviest_by_trying_all(candidates: list[tuple[int, Span]]) -> float:
    best = 0.0
    for subset in range(1 << len(candidates)):
        chain = [c for i, c in enumerate(candidates) if subset >> i & 1]
        pairs = list(zip(chain, chain[1:]))
        if all(a[0] < b[0] and a[1].start + a[1].length <= b[1].start for a, b in pairs):
            best = max(best, sum(span.weight for _, span in chain))
    return best


@given(
    st.lists(
        st.tuples(
            st.integers(0, 5),
            st.builds(Span, st.integers(-2, 9), st.integers(3, 5), st.integers(1, 9).map(float)),
        ),
        max_size=8,
    )
)
def test_no_chain_is_heavier_than_the_heaviest(candidates: list[tuple[int, Span]]) -> None:
    candidates.sort(key=lambda candidate: candidate[0])
    chain = heaviest_chain(candidates)
    assert sum(span.weight for _, span in chain) == _heaviest_by_trying_all(candidates)
    assert _heaviest_by_trying_all(chain) == _heaviest_by_trying_all(candidates)


def test_every_paragraph_of_a_shuffled_gold_is_found() -> None:
    chance = random.Random(3)
    page = [" ".join(f"p{p}w{i}" for i in range(8)) for p in range(9)]
    assert aligned(page, chance.sample(page, len(page))) == page
