"""Describe the text as a whole: the same values for all of its paragraphs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import numpy as np

from cleaner.features.blocks import Block, Number
from cleaner.features.text.lexical import Lexical
from cleaner.features.text.neighbours import Signals
from cleaner.features.text.own import Own
from cleaner.types import Floats


@dataclass(frozen=True, kw_only=True)
class Document(Block):
    """Means and sums over all paragraphs."""

    paragraphs: Annotated[Number, "number of paragraphs"]
    words: Annotated[Number, "number of words"]
    mean_words: Annotated[Number, "words a paragraph"]
    long_share: Annotated[Number, "share of the paragraphs that are running text"]
    stop_share: Annotated[Number, "share of the paragraphs that end with a stop"]
    body: Annotated[Number, "mean body score"]
    chrome: Annotated[Number, "mean chrome score"]
    bullet_share: Annotated[Number, "share of the paragraphs with a bullet"]
    lower_share: Annotated[Number, "share of the paragraphs that open in lower case"]
    date_share: Annotated[Number, "share of the paragraphs that look like dates"]
    title_words: Annotated[Number, "mean share of capitalised words"]
    known_share: Annotated[Number, "mean share of known tokens"]


def document_columns(own: Own, lexical: Lexical, signals: Floats) -> Document:
    """Return the columns of the text; `signals` is (signals, paragraphs)."""
    n = signals.shape[1]
    # Summed in order, not pairwise as `numpy.mean` does: bit for bit as in training.
    mean = Signals.unstack(np.cumsum(signals, axis=1)[:, -1] / n)
    return Document(
        paragraphs=n,
        words=float(own.words.sum()),
        mean_words=float(own.words.mean()),
        long_share=float(mean.long),
        stop_share=float(mean.ends_stop),
        body=float(mean.body),
        chrome=float(mean.chrome),
        bullet_share=float(mean.bullet),
        lower_share=float(mean.opens_lower),
        date_share=float(mean.date_like),
        title_words=float(mean.title_words),
        known_share=float(lexical.known_share.mean()),
    )
