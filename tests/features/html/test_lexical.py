"""Scores of the words of a paragraph and of the names of the elements around it."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from small_pages import ARTICLE, NOTE, Table, expect, html_columns

from cleaner.features.html.lexical import path_scores

# Words with weights: home; the ferry ("the ferry" is a pair); by as the first word; the three times
# and the ferry; none; home, also as the whole of a paragraph.
ROOT = np.sqrt([4, 5, 4, 19, 4, 2, 2])  # of the words plus one
ARTICLE_TABLE: Table = {
    # menu, headline, byline, long, short, hidden Home, Home
    "text_body": (np.array([-3, 3.5, -1, 4.5, 0, -4, -4]) / ROOT).tolist(),
    "text_chrome": (np.array([-1, -0.5, 3, -1.5, 0, -2, -2]) / ROOT).tolist(),
    "text_known": (np.array([1, 3, 2, 5, 0, 2, 2]) / ROOT).tolist(),
    # The longest text of the menu stands in a link, which has no weight.
    "leaf_body": [0, 1, 0, 0.5, 0.5, 0.5, 0.5],
    "leaf_chrome": [0, -1, 2, 0, 0, 0, 0],
    "block_body": [-2, 1, 0, 0.5, 0.5, 0.5, 0.5],
    "block_chrome": [-1, -1, 2, 0, 0, 0, 0],
    # body, article four times, footer twice
    "parent_body": [0, 1.5, 1.5, 1.5, 1.5, -1, -1],
    "parent_chrome": [0, 0, 0, 0, 0, 0.5, 0.5],
    "path_body": [-2, 2.5, 1.5, 2, 2, -0.5, -0.5],
    "path_chrome": [-1, -1, 2, 0, 0, 0.5, 0.5],
    "path_body_low": [-2, 0, 0, 0, 0, -1, -1],
    "path_chrome_low": [-1, -1, 0, 0, 0, 0, 0],
    "path_body_high": [0, 1.5, 1.5, 1.5, 1.5, 0.5, 0.5],
    "path_chrome_high": [0, 0, 2, 0, 0, 0.5, 0.5],
}


def test_an_article() -> None:
    expect(html_columns(ARTICLE), ARTICLE_TABLE)


def test_text_right_in_the_body_takes_the_last_element_for_its_parent() -> None:
    table: Table = {
        "block_body": [0, 0],
        "block_chrome": [0, 2],
        "parent_body": [0, 0],
        "parent_chrome": [2, 0],  # the byline is the last element of the page
        "path_body": [0, 0],
        "path_chrome": [0, 2],
    }
    expect(html_columns(NOTE), table)


def test_scores_of_words_are_divided_by_the_root_of_24_words_at_most() -> None:
    lines = ["ferry " * 8, "ferry " * 30]
    columns = html_columns("".join(f"<p>{line}</p>" for line in lines))
    assert columns["text_body"] == [
        np.float32(16 / np.sqrt(9)),
        np.float32(48 / np.sqrt(25)),  # 24 words of it are scored, 24 divide
    ]


@given(st.lists(st.tuples(st.integers(0, 50), st.floats(-5, 5), st.floats(-5, 5)), min_size=1))
def test_paths_lead_from_the_root_to_the_element(nodes: list[tuple[int, float, float]]) -> None:
    parent = np.array([min(up, i) - 1 for i, (up, _, _) in enumerate(nodes)])
    scores = np.array([node[1:] for node in nodes])
    total, low, high = path_scores(scores, parent)
    for element in range(len(nodes)):
        path, at = [], element
        while at >= 0:
            path.append(scores[at])
            at = int(parent[at])
        assert np.allclose(total[:, element], np.sum(path, axis=0))
        assert np.array_equal(low[:, element], np.min(path, axis=0))
        assert np.array_equal(high[:, element], np.max(path, axis=0))
