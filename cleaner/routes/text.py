"""From the paragraphs of a plain text to label probabilities: trees, reader and network."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cleaner.features.text import text_features
from cleaner.model.file import Model, read_in_order
from cleaner.model.selection import sigmoid, three_labels
from cleaner.paragraph import Paragraph
from cleaner.text.tokens import tokenise

Floats = NDArray[np.float64]


@dataclass(slots=True)
class TextPrediction:
    """What the model says of n paragraphs: `probabilities` (n, 3) of body, sidebar and chrome;
    `read`, the log-odds (n,) that the network has given, by name."""

    probabilities: Floats
    read: dict[str, Floats]


def predict_text(paragraphs: Sequence[Paragraph], model: Model) -> TextPrediction:
    """Trees and network on one matrix, their log-odds blended.

    The network also sees the vectors that the reader makes of each paragraph's words.
    """
    if not paragraphs:
        none = np.zeros(0)
        return TextPrediction(np.zeros((0, 3)), {"body": none, "chrome": none})
    texts = [paragraph.text for paragraph in paragraphs]
    words = tokenise(texts)
    matrix = text_features(texts, words, model.lexicon)
    trees = model.margins("trees", matrix)
    vectors = model.vectors(model.vocabulary.ids(words))
    read = read_in_order(model, np.concatenate((matrix, vectors), axis=1))
    share = float(model.settings["blend"])  # of the trees
    body, chrome = (share * trees[name] + (1 - share) * read[name] for name in ("body", "chrome"))
    return TextPrediction(three_labels(sigmoid(body), sigmoid(chrome)), read)
