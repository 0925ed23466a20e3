"""The text route's composition: features, first stage, context, second stage, probabilities."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from cleaner.decide import sigmoid, three_labels
from cleaner.document import Paragraph
from cleaner.features.lexicon import Lexicon
from cleaner.features.text import context_features, text_features

Floats = NDArray[np.float64]
# The log-odds of `body` and `chrome`, by name, from the name of a stage and a matrix.
Margins = Callable[[str, NDArray[np.float32]], Mapping[str, Floats]]

# The second stage reads its own answer once more: what it settled in one block tells the next.
PASSES = 2


def predict_text(paragraphs: Sequence[Paragraph], lexicon: Lexicon, margins: Margins) -> Floats:
    """Probabilities of body, sidebar and chrome, shape (paragraphs, 3); rows sum to 1.

    `margins` maps a stage and a float32 matrix to raw log-odds of shape (rows,): of `body`, and of
    `chrome` (of what is not body). "stage1" reads the document's matrix, "stage2" that matrix with
    the context columns beside it.
    """
    if not paragraphs:
        return np.zeros((0, 3))
    matrix, structure = text_features([paragraph.text for paragraph in paragraphs], lexicon)
    found = margins("stage1", matrix)
    for _ in range(PASSES):
        body, chrome = sigmoid(found["body"]), sigmoid(found["chrome"])
        both = np.concatenate((matrix, context_features(structure, body, chrome)), axis=1)
        found = margins("stage2", both)
    return three_labels(sigmoid(found["body"]), sigmoid(found["chrome"]))
