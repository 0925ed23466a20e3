"""Describe the paragraphs of a plain text by their words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from cleaner.features.lexicon import Lexicon
from cleaner.features.text.arrays import text_arrays
from cleaner.features.text.cues import Cues, CueSums, cue_columns
from cleaner.features.text.own import Own, own_columns
from cleaner.features.text.title import Title, title_columns
from cleaner.features.text.topic import Topic, gather_topics, topic_columns
from cleaner.text.tokens import Tokens
from cleaner.types import Floats

if TYPE_CHECKING:
    from cleaner._native.core import Words


class Lines(NamedTuple):
    """What is read from the words of a text of n paragraphs, n > 0: blocks of columns,
    and the lexicon's scores (n, 3): body, chrome and the number of known tokens."""

    own: Own
    cues: Cues
    cue_sums: CueSums
    title: Title
    topic: Topic
    token_scores: Floats


def read_lines(texts: Sequence[str], tokens: Tokens | Words, lexicon: Lexicon) -> Lines:
    """Read the words of a text; `tokens` are those of its paragraphs."""
    arrays = text_arrays(texts)
    return Lines(
        own_columns(arrays),
        *cue_columns(arrays),
        title_columns(arrays),
        topic_columns(gather_topics(arrays, lexicon)),
        lexicon.scores(tokens),
    )
