"""The words of a plain text by the compiled core, which reads each paragraph once."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from cleaner._native import is_compiled
from cleaner.features.lexicon import Lexicon
from cleaner.features.text import own, title, topic
from cleaner.features.text.cues import cue_blocks
from cleaner.features.text.lines import Lines
from cleaner.features.text.own import Own
from cleaner.features.text.title import Title
from cleaner.features.text.topic import Topic
from cleaner.text import cues
from cleaner.text.compiled import agrees, characters_agree

if TYPE_CHECKING:
    from cleaner._native.core import CueTable, Words


@lru_cache(maxsize=1)
def _cue_table() -> CueTable | None:
    """Return the table of cue words; None if the core takes anything for something else than the
    Python does."""
    from cleaner._native import core

    if not (
        characters_agree()
        and agrees(core.LINE_CONSTANTS, cues)
        and agrees(core.OWN_CONSTANTS, own)
        and agrees(core.TOPIC_CONSTANTS, topic)
        and core.SHORTEST_WORDS == (title.SHORTEST_WORD, topic.SHORTEST_WORD)
        and list(core.OWN_BLOCK) == Own.column_names()
        and list(core.TOPIC_BLOCK) == Topic.column_names()
    ):
        return None
    classes = cues.CLASSES_OF_WORDS
    return core.CueTable(list(classes), list(classes.values()), len(cues.ALL_CUES))


def compiled_lines(texts: Sequence[str], tokens: Words, lexicon: Lexicon) -> Lines | None:
    """Return what is read from the words of a text; None if the Python has to read them."""
    if not is_compiled() or lexicon.compiled is None or lexicon.compiled_rarity is None:
        return None
    table = _cue_table()
    if table is None:
        return None
    from cleaner._native import core

    try:
        read = core.Lines(list(texts), table, lexicon.compiled, lexicon.compiled_rarity)
    except (UnicodeEncodeError, OverflowError):
        return None
    n = len(texts)
    counts = _floats(read.cues).reshape(-1, n)
    for row in read.cjk:
        counts[:, row] += cues.cjk_counts(texts[row])
    overlap, is_first = _floats(read.overlap).reshape(2, n)
    return Lines(
        Own.unstack(_floats(read.own).reshape(-1, n)),
        *cue_blocks(counts, _floats(read.lengths)),
        Title(
            first_overlap=overlap,
            is_first_text=is_first,
            first_words=float(read.first_words),
            first_in_rest=read.first_in_rest,
        ),
        Topic.unstack(_floats(read.topics).reshape(-1, n)),
        lexicon.scores(tokens),
    )


def _floats(data: bytearray) -> NDArray[np.float64]:
    return np.frombuffer(data, np.float64)
