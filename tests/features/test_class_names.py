"""Weights of the names of elements: scores of elements, and the type of the page."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.features.class_names import ClassNameWeights, element_tokens, name_tokens
from cleaner.features.page_type import PAGE_TYPES
from cleaner.segment.html import segment_html


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
    assert [["#" + token for token in found] for found in name_tokens(names)] == alone


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
