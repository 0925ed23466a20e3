"""Rows of HTML pages: weights, and which paragraphs trees learn from."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from cleaner.evaluation.gold import GoldPage
from cleaner.training.data.examples import Example, make_example
from cleaner.training.data.html_rows import html_rows, row_weights
from cleaner.training.folds import folds_of
from cleaner.training.recipe import make_recipe

RECIPE = make_recipe("html", {"examples": {"most_paragraphs": 3}})


def example(*texts: str, labels: bool = False, corpus: str = "made") -> Example:
    html = "".join(f"<p>{text}</p>" for text in texts)
    page = GoldPage(corpus, "1", "https://a.example/", "en", "article", "", html=html)
    known = {"lines": [*texts], "labels": ["body"] * len(texts)} if labels else {"text": texts[0]}
    return make_example(replace(page, **known))


LONG, SHORT = "a ferry left the harbour at noon", "two words"


def test_longer_paragraphs_weigh_more_but_not_in_proportion() -> None:
    long, short = row_weights([example(LONG, SHORT)], RECIPE)
    assert long / short == pytest.approx((8 / 3) ** 0.75)


def test_pages_weigh_the_same_whatever_their_length() -> None:
    weight = row_weights([example(LONG), example(LONG, SHORT, SHORT)], RECIPE)
    assert weight[0] == pytest.approx(weight[1:].sum())


def test_a_page_weighs_by_its_convention() -> None:
    weight = row_weights([example(LONG), example(LONG, corpus="news-2023")], RECIPE)
    assert weight[1] / weight[0] == pytest.approx(2.0)
    labelled = row_weights([example(LONG), example(LONG, labels=True)], RECIPE)
    assert labelled[1] / labelled[0] == pytest.approx(3.0)


def test_a_paragraph_in_chinese_weighs_by_its_words() -> None:
    """It has no spaces, but is many words."""
    long, short = row_weights([example("渡船在中午离开了港口没有人挥手告别", SHORT)], RECIPE)
    assert long > short


def test_what_is_unknown_weighs_nothing() -> None:
    known, symbols = row_weights([example(LONG, "***")], RECIPE)
    assert known > 0
    assert symbols == 0


def test_trees_learn_from_so_many_paragraphs_of_a_page_unless_it_is_labelled() -> None:
    texts = [f"paragraph number {i} of ten" for i in range(10)]
    examples = [example(*texts), example(*texts, labels=True)]
    weight = row_weights(examples, RECIPE)
    fold = folds_of(["a.example"] * 2, 5, 0)
    rows = html_rows(examples, fold, weight, np.zeros((20, 4), np.float32), RECIPE)
    assert np.bincount(rows.drawn // 10).tolist() == [3, 10]
    assert rows.bounds.tolist() == [0, 10, 20]
    assert rows.row_fold.tolist() == [fold[0]] * 20
    assert (rows.drawn_weight[:, 0] == weight[rows.drawn]).all()
    assert (rows.drawn_weight[:, 1] == 1).all()  # chrome is learned unweighted
