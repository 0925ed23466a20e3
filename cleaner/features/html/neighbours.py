"""Describe the paragraphs right before and after a paragraph."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import numpy as np

from cleaner.features.blocks import Block, Column
from cleaner.features.html.lexical import Lexical
from cleaner.features.html.own import Own
from cleaner.types import Floats

OFFSETS = (-2, -1, 1, 2)
OUTSIDE = -1.0  # every column of a neighbour beyond the ends of the page


@dataclass(frozen=True, kw_only=True)
class Neighbour(Block):
    """Columns of `Own` and `Lexical`, of a paragraph nearby; -1 if there is none."""

    words: Annotated[Column, "number of words"]
    link_share: Annotated[Column, "share of the characters that stand in links"]
    text_body: Annotated[Column, "body score of the words"]
    text_chrome: Annotated[Column, "chrome score of the words"]
    path_body: Annotated[Column, "sum of the body scores of the elements around it"]
    path_chrome: Annotated[Column, "sum of the chrome scores of the elements around it"]


def neighbour_columns(own: Own, lexical: Lexical) -> list[Neighbour]:
    """Return the neighbours of each paragraph, one block for each of OFFSETS."""
    columns = Neighbour(
        words=own.words,
        link_share=own.link_share,
        text_body=lexical.text_body,
        text_chrome=lexical.text_chrome,
        path_body=lexical.path_body,
        path_chrome=lexical.path_chrome,
    ).stack()
    return [Neighbour.unstack(_shifted(columns, offset)) for offset in OFFSETS]


def _shifted(columns: Floats, offset: int) -> Floats:
    """Return the columns (columns, rows) of the row `offset` places on, OUTSIDE beyond the ends."""
    shifted = np.full(columns.shape, OUTSIDE)
    if offset > 0:
        shifted[:, :-offset] = columns[:, offset:]
    else:
        shifted[:, -offset:] = columns[:, :offset]
    return shifted
