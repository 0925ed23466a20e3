"""The words of paragraphs by the compiled core: cut, counted and hashed in one pass."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from types import ModuleType
from typing import TYPE_CHECKING

from cleaner._native import is_compiled
from cleaner.text import counts, cues, punctuation, tokens

if TYPE_CHECKING:
    from cleaner._native.core import Words


def agrees(constants: Mapping[str, object], *modules: ModuleType) -> bool:
    """Return whether constants of the core are what Python's modules hold under the same names."""
    known = {name: value for module in modules for name, value in vars(module).items()}
    return all(name in known and known[name] == value for name, value in constants.items())


@lru_cache(maxsize=1)
def characters_agree() -> bool:
    """Hand the tables of characters to the core; return whether it cuts words as they are cut."""
    from cleaner._native import core

    known = vars(punctuation)
    if not set(core.MARK_SETS) <= set(known):
        return False
    core.set_up_characters(
        tokens.FOLD,
        counts.classes_of_codes().tobytes(),
        [known[name] for name in core.MARK_SETS],
        tokens.UNSPACED.match,
        cues.CJK.match,
    )
    return agrees(core.WORD_CONSTANTS, tokens) and agrees(core.COUNT_CONSTANTS, counts)


def read_words(texts: Sequence[str]) -> Words | None:
    """Return the words of paragraphs; None if the Python has to read them."""
    if not is_compiled() or not characters_agree():
        return None
    from cleaner._native.core import Words

    try:
        return Words(list(texts))
    except (UnicodeEncodeError, OverflowError):
        return None
