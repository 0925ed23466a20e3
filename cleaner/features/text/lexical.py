"""Score the words of a paragraph."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import numpy as np

from cleaner.features.blocks import Block, Column
from cleaner.features.constants import LEXICON_WORDS
from cleaner.features.lexicon import BODY, CHROME, KNOWN
from cleaner.features.text.own import Own
from cleaner.types import Floats

# Tokens of a paragraph of w words, about: the words, the pairs of them, the first one.
TOKENS_PER_WORD, FURTHER_TOKENS = 2.0, 1.0


@dataclass(frozen=True, kw_only=True)
class Lexical(Block):
    """Log-odds by learned weights of words: body against the rest, and chrome against sidebar."""

    body: Annotated[Column, "body score, divided by the root of the number of words"]
    chrome: Annotated[Column, "chrome score, divided by the root of the number of words"]
    known: Annotated[Column, "number of known tokens"]
    known_share: Annotated[Column, "share of the tokens that are known"]
    body_sum: Annotated[Column, "body score"]
    chrome_sum: Annotated[Column, "chrome score"]


def lexical_columns(token_scores: Floats, own: Own) -> Lexical:
    """Return the scores of each paragraph, from those of its tokens, shape (paragraphs, 3)."""
    words = np.minimum(own.words, LEXICON_WORDS)
    scale = np.sqrt(words + 1.0)
    scores = token_scores.T
    return Lexical(
        body=scores[BODY] / scale,
        chrome=scores[CHROME] / scale,
        known=scores[KNOWN],
        known_share=scores[KNOWN] / (TOKENS_PER_WORD * words + FURTHER_TOKENS),
        body_sum=scores[BODY],
        chrome_sum=scores[CHROME],
    )
