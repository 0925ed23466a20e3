"""Rows of flattened pages: weights, and which paragraphs trees learn from."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

pytest.importorskip("sklearn")

from cleaner.features.lexicon import Lexicon
from cleaner.features.text import TEXT_COLUMNS
from cleaner.features.vocabulary import VECTOR
from cleaner.training.data.flatten import (
    BODY,
    CHROME,
    SIDEBAR,
    UNKNOWN,
    TextDocument,
    label_targets,
)
from cleaner.training.data.text_rows import (
    draw_rows,
    row_weights,
    text_rows,
)
from cleaner.training.folds import folds_of
from cleaner.training.recipe import make_recipe
from cleaner.training.text_data import shipped_encoder

RECIPE = make_recipe("text", {"rows": {"per_document": 4, "wordless": 0.0}})


def document(labels: list[int], domain: str = "a.example", weight: float = 1.0) -> TextDocument:
    texts = [f"ferry {i}" for i in range(len(labels))]
    return TextDocument(
        "p", "lines", domain, "en", "article", texts, np.array(labels, np.int8), weight
    )


def test_targets_are_body_and_chrome() -> None:
    labels = np.array([BODY, SIDEBAR, CHROME, UNKNOWN])
    assert label_targets(labels).tolist() == [[1, -1], [0, 0], [0, 1], [-1, -1]]


def test_long_documents_weigh_more_but_not_in_proportion() -> None:
    short, long = row_weights(document([BODY] * 4)), row_weights(document([BODY] * 16))
    assert (short.sum(), long.sum()) == (pytest.approx(2.0), pytest.approx(4.0))
    assert row_weights(document([BODY, UNKNOWN]))[1] == 0


def test_boilerplate_is_not_passed_over_in_a_long_article() -> None:
    labels = [BODY] * 20 + [SIDEBAR]
    chosen, weight = draw_rows([document(labels), document([SIDEBAR])], RECIPE)
    assert chosen[:3].max() < 20  # three of the body
    assert chosen[3:].tolist() == [20, 21]
    # What was drawn stands for the rest.
    assert weight[:3].sum() == pytest.approx(row_weights(document(labels))[:20].sum())


def test_body_and_boilerplate_share_the_room() -> None:
    chosen, _ = draw_rows([document([BODY] * 10 + [CHROME] * 10)], RECIPE)
    assert [int(np.sum(chosen < 10)), int(np.sum(chosen >= 10))] == [2, 2]


def test_each_document_is_seen_with_the_lexicon_of_its_fold() -> None:
    domains = ["a.example", "b.example", "c.example", "d.example"]
    fold = folds_of(domains, RECIPE.folds, RECIPE.seed)
    assert len(set(fold.tolist())) > 1
    lexicons = {k: Lexicon(["ferry"], np.array([[k + 1.0, 0.0]])) for k in range(RECIPE.folds)}
    encoder = shipped_encoder()
    documents = [document([BODY, CHROME], domain) for domain in domains]
    rows = text_rows(documents, lexicons, dict.fromkeys(lexicons, encoder), RECIPE)
    assert rows.matrix.shape == (8, len(TEXT_COLUMNS) + VECTOR)
    scores = rows.matrix[::2, TEXT_COLUMNS.index("text_body")]
    assert scores[0] > 0
    assert scores / (fold + 1) == pytest.approx([scores[0] / (fold[0] + 1)] * 4)
    assert rows.matrix[0, -VECTOR:] == pytest.approx(encoder.vectors(["ferry 0"])[0], abs=1e-5)


def test_some_documents_are_seen_without_words() -> None:
    recipe = make_recipe("text", {"rows": {"wordless": 1.0}})
    lexicons = {k: Lexicon(["ferry"], np.array([[5.0, 0.0]])) for k in range(recipe.folds)}
    encoders = dict.fromkeys(lexicons, shipped_encoder())
    rows = text_rows([document([BODY, CHROME])], lexicons, encoders, recipe)
    assert (rows.matrix[:, TEXT_COLUMNS.index("text_body")] == 0).all()


def test_languages_may_be_seen_without_words_more_often() -> None:
    recipe = make_recipe(
        "text",
        {
            "rows": {"wordless": 0.0, "wordless_languages": {"de": 1.0}, "wordless_vectors": True},
        },
    )
    lexicons = {k: Lexicon(["ferry"], np.array([[5.0, 0.0]])) for k in range(recipe.folds)}
    encoder = shipped_encoder()
    documents = [document([BODY, CHROME]), replace(document([BODY, CHROME]), lang="de")]
    rows = text_rows(documents, lexicons, dict.fromkeys(lexicons, encoder), recipe)
    scores = rows.matrix[:, TEXT_COLUMNS.index("text_body")]
    assert (scores[:2] > 0).all()
    assert (scores[2:] == 0).all()
    vectors = rows.matrix[:, -VECTOR:]
    assert vectors[0] == pytest.approx(encoder.vectors(["ferry 0"])[0], abs=1e-5)
    assert vectors[2] == pytest.approx(encoder.vectors(["qqq zzzz"])[0], abs=1e-5)  # unknown words


def test_weights_of_trees_have_a_mean_of_one_in_each_task() -> None:
    lexicons = {k: Lexicon([], np.zeros((0, 2))) for k in range(RECIPE.folds)}
    encoders = dict.fromkeys(lexicons, shipped_encoder())
    documents = [document([BODY, SIDEBAR, CHROME], weight=2.0), document([BODY] * 3)]
    rows = text_rows(documents, lexicons, encoders, RECIPE)
    for task in range(2):
        known = rows.targets[rows.drawn, task] >= 0
        assert rows.drawn_weight[known, task].mean() == pytest.approx(1.0)
