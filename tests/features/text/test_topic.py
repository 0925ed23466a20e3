"""Signals of another topic."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.features.lexicon import Lexicon
from cleaner.features.text.arrays import text_arrays
from cleaner.features.text.topic import Topic, Topics, gather_topics, topic_columns
from cleaner.text.tokens import tokenise


def topics_of(texts: list[str], rarity: dict[str, float]) -> Topics:
    lexicon = Lexicon([], np.zeros((0, 2)), rarity)
    return gather_topics(text_arrays(texts, tokenise(texts), lexicon), lexicon)


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
        assert not any(column.any() for column in columns.values())
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
