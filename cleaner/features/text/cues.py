"""Count the cue words of a paragraph, by class and in all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import numpy as np

from cleaner.features.blocks import Block, Column
from cleaner.features.text.arrays import TextArrays, column
from cleaner.text.cues import ALL_CUES, CUES, MOST_CUE_WORDS, cue_counts
from cleaner.types import Floats


@dataclass(frozen=True, kw_only=True)
class Cues(Block):
    """Number of cue words of each class; the last three are a site's words for itself."""

    credit: Annotated[Column, "photo credits"]
    byline: Annotated[Column, "bylines"]
    date: Annotated[Column, "dates"]
    more: Annotated[Column, "teasers"]
    share: Annotated[Column, "share buttons"]
    subscribe: Annotated[Column, "newsletters and memberships"]
    comment: Annotated[Column, "comments and reviews"]
    legal: Annotated[Column, "legal notices"]
    account: Annotated[Column, "accounts and shopping carts"]
    interface: Annotated[Column, "buttons and menus"]
    offer: Annotated[Column, "offers"]
    biography: Annotated[Column, "biographies of authors"]
    sponsor: Annotated[Column, "advertisements"]
    contact: Annotated[Column, "addresses and opening hours"]
    place: Annotated[Column, "sections of a site"]
    we: Annotated[Column, "the site, speaking for itself"]
    you: Annotated[Column, "the reader, spoken to"]
    urge: Annotated[Column, "1 if the first word is an imperative of offers and menus"]


@dataclass(frozen=True, kw_only=True)
class CueSums(Block):
    """Cue words of all classes, those of a site's words for itself left out."""

    all: Annotated[Column, "number of cue words"]
    per_word: Annotated[Column, "cue words by the number of words that were looked at, plus one"]


def cue_columns(document: TextArrays) -> tuple[Cues, CueSums]:
    """Return the cue words of each paragraph."""
    counts = np.array([cue_counts(t, w) for t, w in zip(document.texts, document.words)], float)
    return cue_blocks(counts.T, column(map(len, document.words)))


def cue_blocks(counts: Floats, words: Column) -> tuple[Cues, CueSums]:
    """Return the blocks for the cues (classes, paragraphs) and the numbers of words."""
    of_class = dict(zip(ALL_CUES, counts))
    total = np.sum([of_class[name] for name in CUES], axis=0)
    looked_at = np.minimum(words, float(MOST_CUE_WORDS))
    return Cues(**of_class), CueSums(all=total, per_word=total / (looked_at + 1.0))
