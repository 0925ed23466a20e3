"""The text route's composition: features, first stage, context, second stage, probabilities."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from cleaner.decide import sigmoid, three_labels
from cleaner.document import Paragraph
from cleaner.features.lexicon import Lexicon
from cleaner.features.text import context_features, text_features

Booster = Callable[[NDArray[np.float32]], NDArray[np.float64]]

# The second stage reads its own answer once more: what it settled in one block tells the next.
PASSES = 2

BOOSTERS = ("body", "chrome", "body2", "chrome2")


def predict_text(
    paragraphs: Sequence[Paragraph], lexicon: Lexicon, boosters: Mapping[str, Booster]
) -> NDArray[np.float64]:
    """Probabilities of body, sidebar and chrome, shape (paragraphs, 3); rows sum to 1.

    Each booster maps a float32 matrix to raw log-odds of shape (rows,): `body` and `chrome` (of
    what is not body) on the document's matrix, `body2` and `chrome2` on that matrix with the
    context columns beside it.
    """
    if not paragraphs:
        return np.zeros((0, 3))
    matrix, structure = text_features([paragraph.text for paragraph in paragraphs], lexicon)
    body, chrome = sigmoid(boosters["body"](matrix)), sigmoid(boosters["chrome"](matrix))
    for _ in range(PASSES):
        both = np.concatenate((matrix, context_features(structure, body, chrome)), axis=1)
        body, chrome = sigmoid(boosters["body2"](both)), sigmoid(boosters["chrome2"](both))
    return three_labels(body, chrome)
