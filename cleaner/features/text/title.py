"""Compare a paragraph with the first one, which is often the title."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from cleaner.features.blocks import Block, Column, Number
from cleaner.features.text.arrays import TextArrays, column

SHORTEST_WORD = 3  # characters; shorter words are in every text


@dataclass(frozen=True, kw_only=True)
class Title(Block):
    """A paragraph beside the first one."""

    first_overlap: Annotated[Column, "share of its words that stand in the first paragraph"]
    is_first_text: Annotated[Column, "1 if it has the same words as the first paragraph"]
    first_words: Annotated[Number, "number of words of the first paragraph"]
    first_in_rest: Annotated[Number, "share of the first paragraph's words that come again"]


def title_columns(document: TextArrays) -> Title:
    """Return the columns of each paragraph."""
    words = document.words
    distinct = [{word for word in of_text if len(word) >= SHORTEST_WORD} for of_text in words]
    first = distinct[0]
    rest = set().union(*distinct[1:])
    return Title(
        first_overlap=column(len(own & first) / max(len(own), 1) for own in distinct),
        is_first_text=column(of_text == words[0] for of_text in words),
        first_words=float(len(words[0])),
        first_in_rest=len(first & rest) / max(len(first), 1),
    )
