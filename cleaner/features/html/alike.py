"""Describe the paragraphs that are marked up like a paragraph.

Alike means the same tag, class, id and roles, of the element and of its parent.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import numpy as np

from cleaner.features.blocks import Block, Column
from cleaner.features.constants import TINY
from cleaner.features.html.arrays import PageArrays
from cleaner.features.html.containers import CHARS_PER_WORD, Amounts
from cleaner.types import Floats, Ints


@dataclass(frozen=True, kw_only=True)
class Alike(Block):
    """The group of the page's paragraphs that are marked up like a paragraph, itself included."""

    count: Annotated[Column, "number of paragraphs"]
    mean_words: Annotated[Column, "words a paragraph"]
    link_share: Annotated[Column, "share of the words in links, estimated by characters"]
    text_body: Annotated[Column, "mean body score of the words of a paragraph"]
    text_chrome: Annotated[Column, "mean chrome score of the words of a paragraph"]
    word_share: Annotated[Column, "share of the page's words"]
    spread: Annotated[Column, "standard deviation of the positions, as a share of the page"]


def alike_columns(page: PageArrays, of_paragraphs: Amounts) -> Alike:
    """Return the columns of each paragraph's group."""
    n = len(page)
    group = markup_groups(page)
    size = int(group.max()) + 1
    count = np.bincount(group, minlength=size)
    index = np.arange(n)

    def mean(values: Column) -> Floats:
        return np.asarray(np.bincount(group, values, size) / count)

    mean_words = mean(of_paragraphs.words)
    place = mean(index)
    variance = mean(index * index.astype(float)) - place**2
    of_groups = Alike(
        count=count,
        mean_words=mean_words,
        link_share=mean(of_paragraphs.linked_chars) / (mean_words * CHARS_PER_WORD),
        text_body=mean(of_paragraphs.text_body),
        text_chrome=mean(of_paragraphs.text_chrome),
        word_share=mean_words * count / (page.counts.words.sum() + TINY),
        spread=np.sqrt(np.maximum(variance, 0)) / n,
    )
    return Alike.unstack(of_groups.stack().take(group, axis=1))


def markup_groups(page: PageArrays) -> Ints:
    """Return the group of each paragraph, numbered as they appear."""
    parent = page.parent.take(page.block)
    keys = page.key.take(page.block).tolist()
    parent_keys = np.where(parent < 0, -1, page.key.take(parent)).tolist()
    groups: dict[tuple[int, int], int] = {}
    return np.array(
        [groups.setdefault(markup, len(groups)) for markup in zip(keys, parent_keys)],
        dtype=np.intp,
    )
