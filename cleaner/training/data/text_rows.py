"""Rows of flattened pages: columns, what each paragraph weighs, which the trees learn from."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from cleaner.features.lexicon import Lexicon
from cleaner.features.text import TEXT_COLUMNS, text_features
from cleaner.features.vocabulary import VECTOR, Vocabulary
from cleaner.text.tokens import tokenise
from cleaner.training.data.flatten import BODY, TextDocument, label_targets
from cleaner.training.data.rows import Rows
from cleaner.training.folds import folds_of
from cleaner.training.parts.sentence_vectors import SentenceEncoder
from cleaner.training.recipe import TextRecipe

WORDLESS = Lexicon([], np.zeros((0, 2)))


def row_weights(document: TextDocument) -> NDArray[np.float64]:
    """Return the weight of each paragraph: long documents count for more than short ones, but not
    by their length; unknown paragraphs not at all."""
    labelled = document.labels >= 0
    return np.where(labelled, document.weight / np.sqrt(max(labelled.sum(), 1)), 0.0)


def text_rows(
    documents: Sequence[TextDocument],
    lexicons: Mapping[int, Lexicon],
    encoders: Mapping[int, SentenceEncoder],
    recipe: TextRecipe,
) -> Rows:
    """Compute the rows of all documents, each by the lexicon and the encoder of its fold."""
    fold = folds_of([document.domain for document in documents], recipe.folds, recipe.seed)
    sizes = [len(document) for document in documents]
    bounds = np.cumsum([0, *sizes])
    with_words = _with_words(documents, recipe)
    matrix = np.empty((bounds[-1], len(TEXT_COLUMNS) + VECTOR), np.float32)
    for i, document in enumerate(documents):
        lexicon = lexicons[int(fold[i])] if with_words[i] else WORDLESS
        rows = text_features(document.texts, tokenise(document.texts), lexicon)
        matrix[bounds[i] : bounds[i + 1], :-VECTOR] = rows
    texts = [text for document in documents for text in document.texts]
    row_fold, row_words = np.repeat(fold, sizes), np.repeat(with_words, sizes)
    if not recipe.rows.wordless_vectors:
        row_words[:] = True
    for k in range(recipe.folds):
        for vocabulary, words in ((encoders[k].vocabulary, True), (Vocabulary(), False)):
            chosen = np.flatnonzero((row_fold == k) & (row_words == words))
            encoder = SentenceEncoder(vocabulary, encoders[k].encoder)
            matrix[chosen, -VECTOR:] = encoder.vectors([texts[i] for i in chosen.tolist()])
    weight = np.concatenate([row_weights(document) for document in documents])
    weight /= weight[weight > 0].mean()
    targets = label_targets(np.concatenate([document.labels for document in documents]))
    drawn, drawn_weight = draw_rows(documents, recipe)
    return Rows(
        matrix, targets, np.stack((weight, weight), axis=1), bounds, fold, drawn,
        _by_task(drawn_weight, targets[drawn]), vectors=VECTOR,
    )  # fmt: skip


def _with_words(documents: Sequence[TextDocument], recipe: TextRecipe) -> NDArray[np.bool_]:
    """Return which documents (n,) are seen with their words."""
    chance, shares = random.Random(recipe.seed), recipe.rows.wordless_languages
    return np.array(
        [chance.random() >= shares.get(d.lang, recipe.rows.wordless) for d in documents], dtype=bool
    )


def _by_task(weight: NDArray[np.float64], targets: NDArray[np.int8]) -> NDArray[np.float64]:
    """Return the weights (rows, 2) of rows in each task, whose mean over known targets is 1."""
    return np.stack(
        [weight / weight[rows].mean() if rows.any() else weight for rows in targets.T >= 0],
        axis=1,
    )


def draw_rows(
    documents: Sequence[TextDocument], recipe: TextRecipe
) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """Return the labelled paragraphs that trees learn from, at most so many of each document, with
    the weight of all of them.

    Body and boilerplate share the room evenly if both have more than that, so that the little
    boilerplate of a long article is not passed over.
    """
    limit = recipe.rows.per_document
    chance = np.random.default_rng(recipe.seed)
    chosen, weights, at = [], [], 0
    for document in documents:
        weight = row_weights(document)
        body, rest = np.flatnonzero(document.labels == BODY), np.flatnonzero(document.labels > BODY)
        for part, other in ((body, rest), (rest, body)):
            room = max(limit // 2, limit - len(other))
            scale = max(1.0, len(part) / room)
            some = chance.choice(part, room, replace=False) if scale > 1.0 else part
            chosen.append(at + np.sort(some))
            weights.append(weight[np.sort(some)] * scale)
        at += len(document)
    return np.concatenate(chosen), np.concatenate(weights)
