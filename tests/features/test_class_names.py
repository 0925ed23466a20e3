"""Weights of the names of elements: scores of elements, and the type of the page."""

from __future__ import annotations

import pickle
import re
import threading
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.features import class_names
from cleaner.features.class_names import (
    ClassNameWeights,
    element_tokens,
    name_tokens,
    page_tokens,
)
from cleaner.features.page_type import PAGE_TYPES
from cleaner.segment.html import segment_html
from cleaner.segment.page import ElementKey


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
def test_names_are_read_whole_and_in_parts(key: ElementKey, tokens: list[str]) -> None:
    assert element_tokens(key) == tokens


@given(st.lists(st.text(st.sampled_from("azBcDZ-_1é\0 \nK`{@["), max_size=12), max_size=6))
def test_names_are_read_together_as_one_by_one(names: list[str]) -> None:
    keys = [("div", None, name, None, None, None) for name in names]
    for key in keys:
        spelled = re.sub(r"(?<=[a-z])(?=[A-Z])", "-", key[2]).lower()
        parts = re.findall(r"[a-z]{2,}", spelled)
        whole = ["-".join(parts)] if len(parts) > 1 else []
        assert element_tokens(key) == ["<div", *("#" + part for part in parts + whole)]
    alone = [element_tokens(key)[1:] for key in keys]
    assert [["#" + token for token in tokens] for tokens in name_tokens(names)] == alone


def test_scores_of_elements_are_sums_of_their_names() -> None:
    page = segment_html('<div class="post body"><p>One</p><p class="unknown body">Two</p></div>')
    tokens = ["<p", "post", "body", "=one"]
    weights = np.zeros((4, 2 + len(PAGE_TYPES)))
    weights[:3, :2] = [(1, 0.5), (10, 5), (100, 50)]
    weights[3, 2] = 9.0  # the short paragraph "One" makes the page an article
    names = ClassNameWeights(tokens, weights, np.zeros(len(PAGE_TYPES)))
    scores, types = names.scores(page)
    of_element = scores[page.elements.key]
    assert of_element[:, 0].tolist() == [0, 110, 1, 101]  # body, div, p, p
    assert PAGE_TYPES[int(types.argmax())] == "article"
    assert types.sum() == pytest.approx(1.0)
    assert ClassNameWeights.blank().scores(page)[1].tolist() == pytest.approx(
        [1 / len(PAGE_TYPES)] * len(PAGE_TYPES)
    )


def weights_of(tokens: dict[str, float]) -> ClassNameWeights:
    """Weights by which each token adds so much to the body score."""
    weights = np.zeros((len(tokens), 2 + len(PAGE_TYPES)))
    weights[:, 0] = list(tokens.values())
    return ClassNameWeights(list(tokens), weights, np.zeros(len(PAGE_TYPES)))


def body_scores(weights: ClassNameWeights, html: str) -> list[float]:
    """The body score of each element of a page, the body element left out."""
    page = segment_html(f"<body>{html}")
    scores: list[float] = weights.scores(page)[0][page.elements.key][1:, 0].tolist()
    return scores


@pytest.mark.parametrize(
    ("html", "score"),
    [
        ("<p>Text", 1),
        ("<div>Text", 0),
        ("<p id=main>Text", 11),
        ("<p class=main>Text", 1),  # a class, not an id
        ("<div id=post-2>Text", 0),
        ("<div class=post>Text", 100),
        ("<div class=postTitle>Text", 100 + 1000),
        ("<div class='post x post'>Text", 200),
        ("<div role=Menu>Text", 10_000),
        ("<div itemprop=Menu>Text", 20_000),
        ("<div itemtype='https://schema.org/Menu'>Text", 30_000),
        ("<p id=main class=post role=menu>Text", 1 + 10 + 100 + 10_000),
    ],
)
def test_tags_ids_classes_and_roles_have_weights_of_their_own(html: str, score: float) -> None:
    weights = weights_of(
        {
            "<p": 1,
            "#main": 10,
            "post": 100,
            "title": 1000,
            "role=menu": 10_000,
            "prop=menu": 20_000,
            "type=menu": 30_000,
        }
    )
    assert body_scores(weights, html) == [score]


def test_twelve_classes_of_an_element_count() -> None:
    weights = weights_of({"post": 1})
    before = "x " * 11
    assert body_scores(weights, f"<div class='{before}post'>A</div>") == [1]
    assert body_scores(weights, f"<div class='{before}x post'>A</div>") == [0]


def test_a_page_type_is_the_softmax_of_the_weights_of_all_tokens_of_the_page() -> None:
    weights = np.zeros((3, 2 + len(PAGE_TYPES)))
    forum, listing = (2 + PAGE_TYPES.index(name) for name in ("forum", "listing"))
    weights[0, forum] = np.log(2)  # an element, counted once though there are two
    weights[1, forum] = np.log(3)  # a short paragraph
    weights[2, listing] = np.log(4)  # not on the page
    bias = np.zeros(len(PAGE_TYPES))
    bias[PAGE_TYPES.index("product")] = np.log(5)
    names = ClassNameWeights(["thread", "=reply", "=buy"], weights, bias)
    page = segment_html("<p class=thread>Reply</p><p class=thread>Text")
    types = dict(zip(PAGE_TYPES, names.scores(page)[1]))
    total = 2 * 3 + 5 + len(PAGE_TYPES) - 2
    assert types["forum"] == pytest.approx(6 / total)
    assert types["product"] == pytest.approx(5 / total)
    assert types["listing"] == types["article"] == pytest.approx(1 / total)


def test_weights_of_labels_and_of_page_types_are_joined() -> None:
    types = np.arange(2.0 * len(PAGE_TYPES)).reshape(2, -1)
    bias = np.arange(len(PAGE_TYPES)) / 4
    joined = ClassNameWeights.joined(
        (["post", "menu"], np.array([[1.0, 2.0], [3.0, 4.0]])), (["menu", "=buy"], types), bias
    )
    assert joined.tokens == ["post", "menu", "=buy"]
    assert joined.weights[:, :2].tolist() == [[1, 2], [3, 4], [0, 0]]
    assert joined.weights[:, 2:].tolist() == [[0] * len(PAGE_TYPES), *types.tolist()]
    assert joined.bias is bias


def test_all_tokens_of_a_page_tell_its_type() -> None:
    tokens = page_tokens(segment_html("<div class=thread>Reply</div>"))
    assert {"<div", "thread", "=reply", "paragraphs=1"} <= tokens


PAGES = [f"<div class='post c{i} thread'><p id='n{c}'>Text" for i, c in enumerate("abcdefghij")]


def test_scores_do_not_hang_on_pages_before(monkeypatch: pytest.MonkeyPatch) -> None:
    tokens = {"post": 1.0, "#na": 2.0, "#nj": 4.0, "thread": 8.0}
    tokens |= {f"#n{c}": 100.0 for c in "bc"}
    expected = [body_scores(weights_of(tokens), html) for html in PAGES]
    assert expected[:2] == [[9, 2], [9, 100]]
    monkeypatch.setattr(class_names, "CACHED_NAMES", 3)
    shared = weights_of(tokens)
    for _ in range(2):
        assert [body_scores(shared, html) for html in PAGES] == expected


def test_no_more_names_are_kept_than_are_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(class_names, "CACHED_NAMES", 3)
    asked: list[list[str]] = []

    def rows_of(values: Sequence[str]) -> list[tuple[int, ...]]:
        asked.append(sorted(values))
        return [(len(value),) for value in values]

    cache = class_names._RowCache(rows_of)
    for values in (["a", "bb"], ["bb", "ccc"], ["a", "ccc"], ["ccc", "dddd"], ["a"]):
        rows = cache.rows(values)
        assert [rows[value] for value in values] == [(len(value),) for value in values]
    # Three are kept; for a fourth all are forgotten, and what is asked for then is found anew.
    assert asked == [["a", "bb"], ["ccc"], ["ccc", "dddd"], ["a"]]


def test_threads_share_weights() -> None:
    tokens = {"post": 1.0, "thread": 8.0, "#nb": 100.0}
    shared = weights_of(tokens)
    expected = [body_scores(weights_of(tokens), html) for html in PAGES]
    results: dict[int, list[list[float]]] = {}

    def score(number: int) -> None:
        results[number] = [body_scores(shared, html) for html in PAGES]

    threads = [threading.Thread(target=score, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(results[number] == expected for number in range(8))


def test_weights_can_be_pickled() -> None:
    weights = weights_of({"post": 1.0})
    body_scores(weights, PAGES[0])
    again = pickle.loads(pickle.dumps(weights))
    assert again.tokens == weights.tokens
    assert body_scores(again, PAGES[0]) == body_scores(weights, PAGES[0])
