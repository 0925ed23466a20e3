"""Signals of another topic."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_pages import NOTICE, Table, expect, text_columns

from cleaner.features.lexicon import Lexicon
from cleaner.features.text.arrays import text_arrays
from cleaner.features.text.topic import (
    Topic,
    Topics,
    content_words,
    gather_topics,
    topic_columns,
    weakest_borders,
)
from cleaner.text.tokens import WORD


def topics_of(texts: list[str], rarity: dict[str, float]) -> Topics:
    lexicon = Lexicon([], np.zeros((0, 2)), rarity)
    return gather_topics(text_arrays(texts), lexicon)


def cosine(one: np.ndarray, other: np.ndarray) -> float:
    length = np.sqrt((one @ one) * (other @ other))
    return float(one @ other / length) if length > 0 else 0.0


TOPIC_WORDS = ["harbour", "ferry", "island", "council", "timetable", "larch", "striker", "league"]
RARITY = {"harbour": 0.3, "council": 0.1, "league": 0.6}


@given(st.lists(st.lists(st.sampled_from(TOPIC_WORDS), max_size=6), min_size=2, max_size=8))
def test_likeness_is_the_cosine_of_the_vectors_of_rare_words(lines: list[list[str]]) -> None:
    texts = [" ".join(line) for line in lines]
    topics = topics_of(texts, RARITY)
    n = len(texts)
    vectors = np.zeros((n, max(topics.words, 1)))
    vectors[topics.row, topics.word] = topics.value
    columns = dict(zip(Topic.column_names(), topic_columns(topics).columns()))
    if not topics.words:
        assert not any(np.any(column) for column in columns.values())
        return
    whole = vectors.sum(axis=0)
    alone = [cosine(v, whole - v) for v in vectors]
    assert columns["likeness"] == pytest.approx(np.array(alone), abs=1e-6)
    border = [cosine(vectors[:k].sum(axis=0), vectors[k:].sum(axis=0)) for k in range(1, n)]
    lowest = np.minimum.accumulate([1.0, *border])
    assert columns["likeness_tail"] == pytest.approx(lowest, abs=1e-6)


def test_a_foreign_tail_stands_below_the_weakest_border() -> None:
    own = ["The ferry leaves the harbour", "The island waits for the ferry", "A harbour, an island"]
    foreign = ["The striker left the league", "A league without a striker"]
    columns = topic_columns(topics_of([*own, *foreign], {}))
    assert columns.likeness_tail[3:].max() < columns.likeness_tail[:3].min()


def test_words_of_no_article_are_the_rarest() -> None:
    topics = topics_of(["council larch"], RARITY)
    assert sorted(topics.value.tolist()) == [0.1, 1.0]


# Of the notice: ferry and back stand in the first and the third paragraph, nothing else twice.
LOG5, LOG10 = np.log(5), np.log(10)  # of 9 + 1 paragraphs by those that hold the word
NOTICE_TABLE: Table = {
    "topic_words": [2, 0, 7, 1, 1, 3, 0, 0, 0],
    "topic_rare": [1, 0, 6, 1, 0, 3, 0, 0, 0],  # the lexicon knows ferry and more
    # Shares are drawn to one half: one word more, half of it shared.
    "topic_shared": [2.5 / 3, 0.5, 2.5 / 8, 0.25, 0.25, 0.125, 0.5, 0.5, 0.5],
    "topic_shared_far": [0.5 / 3, 0.5, 0.5 / 8, 0.25, 0.25, 0.125, 0.5, 0.5, 0.5],
    "topic_shared_before": [0.5 / 3, 0.5, 2.5 / 8, 0.25, 0.25, 0.125, 0.5, 0.5, 0.5],
    "topic_shared_after": [2.5 / 3, 0.5, 0.5 / 8, 0.25, 0.25, 0.125, 0.5, 0.5, 0.5],
    "topic_rare_far": [0.25, 0.5, 0.5 / 7, 0.25, 0.5, 0.125, 0.5, 0.5, 0.5],
    "topic_names_far": [0.5] * 9,
    "topic_weight": [
        (2 * LOG5 + 0.5) / (2 * LOG5 + 1),
        0.5,
        (2 * LOG5 + 0.5) / (2 * LOG5 + 5 * LOG10 + 1),
        *[0.5 / (LOG10 + 1)] * 2,
        0.5 / (3 * LOG10 + 1),
        *[0.5] * 3,
    ],
    "topic_title": [2.5 / 3, 0.5, 2.5 / 8, 0.25, 0.25, 0.125, 0.5, 0.5, 0.5],
    "topic_window_far": [0.5 / (n + 1) for n in (9, 10, 11, 12, 12, 5, 4, 3, 0)],
    "topic_window_rare_far": [0.5 / (n + 1) for n in (7, 8, 8, 10, 10, 4, 3, 3, 0)],
    "topic_window_before": [
        *(2.5 / (n + 1) for n in (9, 10, 11, 12, 12)),
        *(0.5 / (n + 1) for n in (5, 4, 3, 0)),
    ],
    "topic_window_after": [
        *(2.5 / (n + 1) for n in (9, 10, 11)),
        *(0.5 / (n + 1) for n in (12, 12, 5, 4, 3, 0)),
    ],
    # Cohesion of the borders after each paragraph: (2 + 3) / (2 + 6) twice, then none is shared:
    # 3 / (5 + 6), 3 / (4 + 6), 3 / (3 + 6), 3 / 6 three times. Twelve words in all.
    "topic_split_before": [1, 5 / 8, 5 / 8, *[3 / 11] * 6],
    "topic_split_before_size": [0, 2 / 12, 2 / 12, *[7 / 12] * 6],
    "topic_split_after": [3 / 11, 3 / 11, 3 / 11, 3 / 10, 3 / 9, 1 / 2, 1 / 2, 1 / 2, 1],
    "topic_split_after_size": [7 / 12, 7 / 12, 7 / 12, 8 / 12, 9 / 12, 1, 1, 1, 1],
    # Back counts for one half, every other word for one: squares of lengths 1.25, 0, 6.25, 1, 1, 3.
    "topic_likeness": [1 / 3, 0, 1 / 5, 0, 0, 0, 0, 0, 0],
    "topic_likeness_tail": [1, 1 / 3, 1 / 3, 0, 0, 0, 0, 0, 0],
    "topic_tail_size": [1, 0.9, 0.9, 0.4, 0.32, 0.24, 0, 0, 0],  # the nearest of the weakest
    "topic_likeness_head": [0, 0, 0, 0, 0, 0, 0, 0, 1],
    "topic_head_size": [0.6, 0.6, 0.6, 0.68, 0.76, 1, 1, 1, 1],
    "topic_likeness_here": [1, 1 / 3, 1 / 3, 0, 0, 0, 0, 0, 0],
    "topic_likeness_median": [0] * 9,
}


def test_a_notice() -> None:
    expect(text_columns(NOTICE), NOTICE_TABLE)


def test_words_far_away() -> None:
    """Far is more than four paragraphs away, in either direction."""
    lines = ["Larch harbour", "", "Harbour", "", "Visit Larch", "harbour"]
    table: Table = {
        "topic_words": [2, 0, 1, 0, 2, 1],
        # Larch stands in 0 and 4, which is near; the harbour in 0, 2 and 5.
        "topic_shared_far": [1.5 / 3, 0.5, 0.5 / 2, 0.5, 0.5 / 3, 1.5 / 2],
        "topic_shared_before": [0.5 / 3, 0.5, 1.5 / 2, 0.5, 1.5 / 3, 1.5 / 2],
        "topic_shared_after": [2.5 / 3, 0.5, 1.5 / 2, 0.5, 0.5 / 3, 0.5 / 2],
        "topic_title": [2.5 / 3, 0.5, 1.5 / 2, 0.5, 1.5 / 3, 1.5 / 2],
        # The first word of a line may be capitalised for that: only Larch is a name.
        "topic_names_far": [0.5 / 2, 0.5, 0.5, 0.5, 0.5 / 2, 0.5],
    }
    expect(text_columns(lines), table)


def test_names_and_rare_words_far_away() -> None:
    lines = ["To Larch by ferry", "", "", "", "", "From Larch by ferry"]
    columns = text_columns(lines)
    table: Table = {
        "topic_rare": [1, 0, 0, 0, 0, 2],  # the lexicon knows the ferry; from, Larch
        "topic_rare_far": [1.5 / 2, 0.5, 0.5, 0.5, 0.5, 1.5 / 3],
        "topic_names_far": [1.5 / 2, 0.5, 0.5, 0.5, 0.5, 1.5 / 2],
        "topic_window_rare_far": [1.5 / 2, 1.5 / 2, 1.5 / 2, 1.5 / 3, 1.5 / 3, 1.5 / 3],
    }
    expect(columns, table)


def test_a_text_without_content_words() -> None:
    columns = text_columns(["So it is", "2024", ""])
    assert all(columns[name] == [0, 0, 0] for name in NOTICE_TABLE)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The ferry is back in 2024", ["ferry", "back"]),
        ("Ferry, ferry!", ["ferry"]),
        ("渡船回来", ["渡船", "船回", "回来"]),
        ("渡船 ferry", ["ferry", "渡船"]),
        ("", []),
    ],
)
def test_content_words(text: str, words: list[str]) -> None:
    assert content_words(text, [word.lower() for word in WORD.findall(text)]) == words


@pytest.mark.parametrize(
    ("strength", "above", "below"),
    [
        ([1, 0.5, 0.2, 1], [0, 1, 2], [2, 2, 3]),
        ([1, 0.2, 0.2, 1], [0, 1, 2], [1, 2, 3]),  # the nearest of those as weak
        ([1, 1], [0], [1]),
    ],
)
def test_weakest_borders(strength: list[float], above: list[int], below: list[int]) -> None:
    found_above, found_below = weakest_borders(np.array(strength))
    assert found_above.tolist() == above
    assert found_below.tolist() == below


@given(st.lists(st.lists(st.sampled_from(TOPIC_WORDS), max_size=6), min_size=1, max_size=8))
def test_cohesion_counts_the_words_on_both_sides(lines: list[list[str]]) -> None:
    topics = topics_of([" ".join(line) for line in lines], {})
    columns = topic_columns(topics)
    content = [set(line) for line in lines]
    borders = [1.0]
    for k in range(1, len(lines)):
        above, below = set().union(*content[:k]), set().union(*content[k:])
        borders.append((len(above & below) + 3) / (min(len(above), len(below)) + 6))
    if topics.words:
        assert columns.split_before == pytest.approx(np.minimum.accumulate(borders))
        after = np.minimum.accumulate([1.0, *borders[:0:-1]])[::-1]
        assert columns.split_after == pytest.approx(after)


def test_a_text_is_the_same_whatever_the_hashes_of_its_words() -> None:
    """Borders that no word crosses are 0, not a rounding error of either sign."""
    lines = [f"{a}{b} word" for a in "abcdefgh" for b in ("alpha", "beta", "gamma", "delta")]
    topics = topics_of([*lines, "word", *(line[:-5] for line in lines)], {"word": 0.3})
    likeness = topic_columns(topics).likeness_here
    assert not ((likeness != 0) & (np.abs(likeness) < 1e-9)).any()
