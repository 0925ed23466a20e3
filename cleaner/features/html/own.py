"""Describe a paragraph by itself: its text, its links, its markup."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

import numpy as np

from cleaner.features.blocks import Block, Column
from cleaner.features.html.arrays import HIDDEN_BIT, PageArrays, landmark_bit
from cleaner.types import Ints


@dataclass(frozen=True, kw_only=True)
class Own(Block):
    """The text and the links of a paragraph, and how it is marked up."""

    words: Annotated[Column, "number of words"]
    chars: Annotated[Column, "number of characters"]
    chars_per_word: Annotated[Column, "characters a word, spaces included"]
    link_share: Annotated[Column, "share of the characters that stand in links, at most 1"]
    links: Annotated[Column, "number of links"]
    article_links: Annotated[Column, "links whose address looks like an article's"]
    anchor_links: Annotated[Column, "links to a place on the page (#...)"]
    external_links: Annotated[Column, "links that name a host"]
    commas: Annotated[Column, "commas a word"]
    ends_with_stop: Annotated[Column, "1 if it ends like a sentence"]
    digits: Annotated[Column, "share of the characters that are digits"]
    capitals: Annotated[Column, "share of the words that open with a capital"]
    opens_upper: Annotated[Column, "1 if it opens with a capital"]
    heading_level: Annotated[Column, "1 to 6 for <h1> to <h6>, 0 for no heading"]
    hidden: Annotated[Column, "1 if the markup hides it"]
    depth: Annotated[Column, "number of elements around it"]
    same_text: Annotated[Column, "number of paragraphs with the same text, itself included"]
    same_text_before: Annotated[Column, "number of paragraphs above it with the same text"]
    title_share: Annotated[Column, "share of its words that stand in the page's title"]
    is_title: Annotated[Column, "1 if it is the page's title"]


@dataclass(frozen=True, kw_only=True)
class Landmarks(Block):
    """Tags among the elements around a paragraph; 1 if it stands in such an element."""

    li: Annotated[Column, "stands in <li>"]
    table: Annotated[Column, "stands in <table>"]
    blockquote: Annotated[Column, "stands in <blockquote>"]
    figcaption: Annotated[Column, "stands in <figcaption>"]
    a: Annotated[Column, "stands in <a>"]
    button: Annotated[Column, "stands in <button>"]
    form: Annotated[Column, "stands in <form>"]
    aside: Annotated[Column, "stands in <aside>"]
    main: Annotated[Column, "stands in <main>"]
    section: Annotated[Column, "stands in <section>"]
    footer: Annotated[Column, "stands in <footer>"]


_LANDMARK_BITS = np.array([landmark_bit(tag) for tag in Landmarks.column_names()], dtype=np.int64)


def own_columns(page: PageArrays) -> Own:
    """Return the columns of each paragraph by itself."""
    counts = page.counts
    same_text, same_text_before = _repetitions(page.texts)
    return Own(
        words=counts.words,
        chars=counts.chars,
        chars_per_word=counts.chars / counts.words,
        link_share=np.minimum(page.linked_chars / counts.chars, 1.0),
        links=page.links,
        article_links=page.article_links,
        anchor_links=page.anchor_links,
        external_links=page.external_links,
        commas=counts.commas / counts.words,
        ends_with_stop=counts.ends_with_stop,
        digits=counts.digits / counts.chars,
        capitals=counts.capitals / counts.words,
        opens_upper=counts.opens_upper,
        heading_level=page.heading_rank,
        hidden=(page.flags & HIDDEN_BIT) != 0,
        depth=page.depth,
        same_text=same_text,
        same_text_before=same_text_before,
        title_share=page.title_share,
        is_title=page.is_title,
    )


def landmark_columns(page: PageArrays) -> Landmarks:
    """Return which landmark tags each paragraph stands in."""
    return Landmarks.unstack((page.flags & _LANDMARK_BITS[:, None]) != 0)


def _repetitions(texts: Sequence[str]) -> tuple[Ints, Ints]:
    """Return how often the text of each paragraph occurs, and how often above it."""
    seen: dict[str, int] = {}
    before = []
    for text in texts:
        count = seen.get(text, 0)
        before.append(count)
        seen[text] = count + 1
    return np.array([seen[text] for text in texts]), np.array(before)
