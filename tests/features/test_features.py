"""Words, phrases, names and counts: what the features read of a page."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.features.class_names import TYPES, Names, _tokens, element_tokens, page_facts
from cleaner.features.lexicon import Lexicon
from cleaner.features.topic import (
    TOPIC_COLUMNS,
    Topics,
    gather_topics,
    topic_features,
)
from cleaner.segment.html import segment_html
from cleaner.segment.titles import title_shares
from cleaner.text.counts import count_characters
from cleaner.text.tokens import HEAD, TAIL, WORD, count_words, phrases, tokenise

TEXTS = st.lists(st.text(min_size=1, max_size=300), max_size=12)
PARAGRAPHS = st.lists(
    st.text(st.sampled_from("aB ,.9é木あЖ😀\t"), min_size=1, max_size=80)
    .map(str.strip)
    .filter(bool),
    min_size=1,
    max_size=12,
)


@pytest.mark.parametrize(
    ("text", "entries"),
    [
        ("Read more", ["read", "more", "read more", "^read", "=read more"]),
        ("Posted 12 May 2024", ["posted", "00", "may", "0000", "posted 00", "00 may", "may 0000"]),
        ("…", []),
        ("", []),
    ],
)
def test_phrases_are_words_pairs_openings_and_short_wholes(text: str, entries: list[str]) -> None:
    found = phrases([text])[0]
    assert set(entries) <= set(found)
    assert any(e.startswith("=") for e in found) == (0 < len(text.split()) <= 3 and text != "…")


def test_of_a_long_paragraph_head_and_tail_are_read() -> None:
    words = [f"w{chr(97 + i // 26)}{chr(97 + i % 26)}" for i in range(300)]
    read = tokenise([" ".join(words)]).of(0)
    assert read == words[:HEAD] + words[-TAIL:]


@given(TEXTS)
def test_a_page_is_read_as_its_paragraphs_are(texts: list[str]) -> None:
    together = tokenise(texts)
    for i, text in enumerate(texts):
        alone = tokenise([text])
        assert together.of(i) == alone.of(0)
    assert len(together) == len(texts)


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


@pytest.mark.parametrize(
    ("key", "tokens"),
    [
        ("p", ["<p"]),
        (("div", "postTitle", None, None, None, None), ["<div", "post", "title", "post-title"]),
        (("a", "a b7 x", None, None, None, None), ["<a"]),
        (
            ("ul", None, "nav-2", "Menu", "name", "https://schema.org/Person"),
            ["<ul", "#nav", "role=menu", "prop=name", "type=person"],
        ),
    ],
)
def test_names_are_read_whole_and_in_parts(key: object, tokens: list[str]) -> None:
    assert element_tokens(key) == tokens


@given(st.lists(st.text(st.sampled_from("aBcD-_1é\0 \nK"), max_size=12), max_size=6))
def test_names_are_read_together_as_one_by_one(names: list[str]) -> None:
    keys = [("div", None, name, None, None, None) for name in names]
    for key in keys:
        spelled = re.sub(r"(?<=[a-z])(?=[A-Z])", "-", key[2]).lower()
        parts = re.findall(r"[a-z]{2,}", spelled)
        whole = ["-".join(parts)] if len(parts) > 1 else []
        assert element_tokens(key) == ["<div", *("#" + part for part in parts + whole)]
    alone = [element_tokens(key)[1:] for key in keys]
    assert [["#" + token for token in found] for found in _tokens(names)] == alone


def test_scores_of_elements_are_sums_of_their_names() -> None:
    page = segment_html('<div class="post body"><p>One</p><p class="unknown body">Two</p></div>')
    tokens = ["<p", "post", "body", "=one"]
    weights = np.zeros((4, 2 + len(TYPES)))
    weights[:3, :2] = [(1, 0.5), (10, 5), (100, 50)]
    weights[3, 2] = 9.0  # the short paragraph "One" makes the page an article
    names = Names(tokens, weights, np.zeros(len(TYPES)))
    scores, types = names.read(page)
    of_element = scores[page.elements.key]
    assert of_element[:, 0].tolist() == [0, 110, 1, 101]  # body, div, p, p
    assert TYPES[int(types.argmax())] == "article"
    assert types.sum() == pytest.approx(1.0)
    assert Names.blank().read(page)[1].tolist() == pytest.approx([1 / len(TYPES)] * len(TYPES))


def test_a_page_says_its_type_by_title_address_and_short_paragraphs() -> None:
    page = segment_html(
        "<title>Garden forum</title><meta property='og:type' content='Website'>"
        "<link rel=canonical href='https://example.com/shop/red-shoes'><p>Add to cart</p>"
    )
    said = {"title=garden", "title=forum", "declared=website", "address=shop", "address=shoes"}
    assert said | {"=add to cart", "address/2"} <= set(page_facts(page))


@given(PARAGRAPHS)
def test_characters_are_counted_paragraph_by_paragraph(texts: list[str]) -> None:
    counts = count_characters(texts)
    for i, text in enumerate(texts):
        unspaced = sum(char in "木あ" for char in text) // 2
        assert counts.chars[i] == len(text)
        assert counts.words[i] == text.count(" ") + 1 + unspaced
        assert counts.commas[i] == text.count(",")
        assert counts.digits[i] == text.count("9")
        assert counts.capitals[i] == sum(w[:1].isupper() for w in text.split(" "))
        assert counts.ends_with_stop[i] == (text[-1] == ".")
        assert counts.opens_upper[i] == text[0].isupper()


def test_two_characters_without_spaces_between_words_are_a_word() -> None:
    assert count_words("日本語の記事") == 1 + 6 // 2
    assert count_characters(["日本語の記事"]).words[0] == 1 + 6 // 2


@pytest.mark.parametrize(
    ("text", "share", "is_title"),
    [
        ("The Red Fox", 1.0, True),
        ("the red fox returns", 0.75, False),
        ("Red", 1.0, False),
        ("Something else", 0.0, False),
    ],
)
def test_the_title_is_what_repeats_the_title_element(
    text: str, share: float, is_title: bool
) -> None:
    shares, found = title_shares([text], tokenise([text]), ["The Red Fox", ""])
    assert shares.tolist() == [share]
    assert found.tolist() == [is_title]


# Topics


def topics_of(texts: list[str], rarity: dict[str, float]) -> Topics:
    cased = [WORD.findall(text) for text in texts]
    lexicon = Lexicon([], np.zeros((0, 2)), rarity)
    return gather_topics(texts, cased, [[w.lower() for w in words] for words in cased], lexicon)


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
    columns = dict(zip(TOPIC_COLUMNS, topic_features(topics).T))
    if not topics.words:
        assert not any(column.any() for column in columns.values())
        return
    whole = vectors.sum(axis=0)
    alone = [cosine(v, whole - v) for v in vectors]
    assert columns["topic_likeness"] == pytest.approx(np.array(alone), abs=1e-6)
    border = [cosine(vectors[:k].sum(axis=0), vectors[k:].sum(axis=0)) for k in range(1, n)]
    lowest = np.minimum.accumulate([1.0, *border])
    assert columns["topic_likeness_tail"] == pytest.approx(lowest, abs=1e-6)


def test_a_foreign_tail_stands_below_the_weakest_border() -> None:
    own = ["The ferry leaves the harbour", "The island waits for the ferry", "A harbour, an island"]
    foreign = ["The striker left the league", "A league without a striker"]
    columns = dict(zip(TOPIC_COLUMNS, topic_features(topics_of([*own, *foreign], {})).T))
    assert columns["topic_likeness_tail"][3:].max() < columns["topic_likeness_tail"][:3].min()


def test_words_of_no_article_are_the_rarest() -> None:
    topics = topics_of(["council larch"], RARITY)
    assert sorted(topics.value.tolist()) == [0.1, 1.0]
