"""The matrix of a plain text: one row a paragraph, one named column a signal.

No tags are left, so the signals are the words, the shape of a line, the lines around it, the
patterns that lines form together, the position in the text, and the topic.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from cleaner.features.blocks import Layout, Slot
from cleaner.features.constants import LONG_WORDS
from cleaner.features.distances import neighbour
from cleaner.features.lexicon import Lexicon
from cleaner.features.text.compiled import compiled_lines
from cleaner.features.text.cues import Cues, CueSums
from cleaner.features.text.document import Document, document_columns
from cleaner.features.text.lexical import Lexical, lexical_columns
from cleaner.features.text.lines import read_lines
from cleaner.features.text.neighbours import (
    OFFSETS,
    REACHES,
    Difference,
    Signals,
    difference_columns,
    neighbour_columns,
    side_columns,
    signals_of,
    window_columns,
)
from cleaner.features.text.own import Own
from cleaner.features.text.pattern import Pattern, pattern_columns
from cleaner.features.text.position import Position, position_columns
from cleaner.features.text.sentences import Sentence, sentence_columns
from cleaner.features.text.title import Title
from cleaner.features.text.topic import Topic
from cleaner.text.tokens import Tokens
from cleaner.types import Matrix

if TYPE_CHECKING:
    from cleaner._native.core import Words

TEXT_LAYOUT = Layout(
    [
        Slot(Own),
        Slot(Lexical, "text_"),
        Slot(Cues, "cue_"),
        Slot(CueSums, "cues_"),
        *(Slot(Signals, f"at{offset:+d}_", neighbour(offset)) for offset in OFFSETS),
        *(
            Slot(Signals, f"within{reach}_", f"mean of {reach} paragraphs on either side")
            for reach in REACHES
        ),
        Slot(Signals, "before_", "mean of all paragraphs above it"),
        Slot(Signals, "after_", "mean of all paragraphs below it"),
        Slot(Position, "place_"),
        Slot(Pattern, "pattern_"),
        Slot(Document, "document_"),
        Slot(Difference, "difference_"),
        Slot(Sentence, "sentence_"),
        Slot(Title, "title_"),
        Slot(Topic, "topic_"),
    ]
)
TEXT_COLUMNS = TEXT_LAYOUT.names


def text_features(texts: Sequence[str], tokens: Tokens | Words, lexicon: Lexicon) -> Matrix:
    """Return the matrix of a text, shape (paragraphs, len(TEXT_COLUMNS)); `tokens` are those of its
    paragraphs."""
    if not texts:
        return np.zeros((0, len(TEXT_COLUMNS)), np.float32)
    compiled = None if isinstance(tokens, Tokens) else compiled_lines(texts, tokens, lexicon)
    lines = compiled or read_lines(texts, tokens, lexicon)
    own, cue_sums = lines.own, lines.cue_sums
    long = own.words >= LONG_WORDS
    lexical = lexical_columns(lines.token_scores, own)
    signals = signals_of(own, lexical, cue_sums, long)
    stacked = signals.stack()
    windows = window_columns(stacked)
    blocks = [
        own,
        lexical,
        lines.cues,
        cue_sums,
        *neighbour_columns(stacked),
        *windows,
        *side_columns(stacked),
        position_columns(own, signals, long),
        pattern_columns(own),
        document_columns(own, lexical, stacked),
        difference_columns(signals, windows[-1]),
        sentence_columns(texts, signals),
        lines.title,
        lines.topic,
    ]
    return TEXT_LAYOUT.matrix(blocks, len(texts))
