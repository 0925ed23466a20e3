"""Rows of HTML pages: what each paragraph weighs, and which the trees learn from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

import numpy as np
from numpy.typing import NDArray

from cleaner.routes.html import CONVENTIONS
from cleaner.text.tokens import count_words
from cleaner.training.data.examples import BODY, Example
from cleaner.training.data.rows import Rows
from cleaner.training.recipe import HtmlRecipe


def page_of_row(examples: Sequence[Example]) -> NDArray[np.intp]:
    """Return the number of the page of each row, (rows,)."""
    return np.repeat(np.arange(len(examples)), [len(example.page) for example in examples])


def targets_of(examples: Sequence[Example]) -> NDArray[np.int8]:
    """Return the targets of body and chrome, (rows, 2)."""
    return np.concatenate([example.targets for example in examples])


def row_weights(examples: Sequence[Example], recipe: HtmlRecipe) -> NDArray[np.float64]:
    """Return the weight of each paragraph in the task of the body, (rows,), 0 if its target is
    unknown. Pages of a convention weigh the same, whatever their length; the mean is 1."""
    page = page_of_row(examples)
    words = np.array([count_words(text) for example in examples for text in example.page.texts])
    weight = (words + 1.0) ** recipe.examples.word_power * (targets_of(examples)[:, BODY] >= 0)
    total = np.bincount(page, weight, len(examples))
    weight /= np.maximum(total, 1e-9)[page]
    of_convention = np.array([asdict(recipe.examples.convention)[name] for name in CONVENTIONS])
    weight *= of_convention[[example.convention for example in examples]][page]
    return np.asarray(weight / weight[weight > 0].mean())


def html_rows(
    examples: Sequence[Example],
    fold: NDArray[np.intp],
    weight: NDArray[np.float64],
    matrix: NDArray[np.float32],
    recipe: HtmlRecipe,
) -> Rows:
    """Return what trees and networks learn from. The task of chrome is learned unweighted."""
    targets = targets_of(examples)
    both = np.stack((weight, np.ones(len(weight))), axis=1)
    bounds = np.concatenate(([0], np.cumsum([len(example.page) for example in examples])))
    drawn = np.flatnonzero(_draw(examples, bounds, recipe) & (weight > 0))
    return Rows(
        matrix, targets, both, bounds, fold, drawn, both[drawn], conventions=len(CONVENTIONS)
    )  # fmt: skip


def _draw(
    examples: Sequence[Example], bounds: NDArray[np.intp], recipe: HtmlRecipe
) -> NDArray[np.bool_]:
    """Mark the paragraphs that trees learn from: all of a labelled page, so many of another."""
    generator = np.random.default_rng(recipe.seed + 1)
    drawn = np.zeros(bounds[-1], dtype=bool)
    most = recipe.examples.most_paragraphs
    for start, end, example in zip(bounds, bounds[1:], examples):
        if end - start <= most or example.convention == CONVENTIONS["labels"]:
            drawn[start:end] = True
        else:
            drawn[start + generator.choice(end - start, most, replace=False)] = True
    return drawn
