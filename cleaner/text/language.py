"""The language that a text is written in, for texts that do not declare it.

The detector is py3langid (extra `language`), compared with others in the experiment
2026-11-27-languages-of-texts, which the limits here come from, too.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from functools import cache
from importlib.util import find_spec
from typing import Protocol

FEWEST_LETTERS = 40
"""Letters that a text must have: of sentences cut to 40 characters 99.8 % are named rightly, of
those cut to 20 only 98 %."""

LEAST_PROBABILITY = 0.5
"""What a language must reach. Neighbours (Croatian and Bosnian, Indonesian and Malay) share
theirs, so it cannot be much higher; what is no prose (lists of numbers, code) stays below."""

MOST_CHARACTERS = 2000
"""Characters that are looked at: more of them change no answer, and take time."""

_NO_LANGUAGE = "zxx"


class _Identifier(Protocol):
    def classify(self, text: str) -> tuple[str, float]:
        """Return the likeliest language of a text, and its probability."""


@cache
def can_detect() -> bool:
    """Return whether the library that detects languages is installed."""
    return find_spec("py3langid") is not None


def detected_language(texts: Iterable[str]) -> str:
    """Return the language of texts as a BCP 47 tag without a region; "" if it is not clear.

    Without the extra `language` it is never clear.
    """
    if not can_detect():
        return ""
    parts: list[str] = []
    size = 0
    for text in texts:
        parts.append(text)
        size += len(text)
        if size >= MOST_CHARACTERS:
            break
    text = " ".join(parts)[:MOST_CHARACTERS]
    if sum(map(str.isalpha, text)) < FEWEST_LETTERS:
        return ""
    code, probability = _identifier().classify(text)
    return "" if probability < LEAST_PROBABILITY or code == _NO_LANGUAGE else code


def base_language(tag: str) -> str:
    """Return the language of a BCP 47 tag, without script and region.

    >>> base_language("pt-BR"), base_language("")
    ('pt', '')
    """
    return tag.partition("-")[0].lower()


@cache
def _identifier() -> _Identifier:
    """Load the detector, which takes about a second and 100 MB."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier: _Identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    return identifier


def load_detector() -> None:
    """Load the detector, if it is installed, so that no page has to wait for it. If it cannot be
    loaded, each page that needs it says so."""
    if can_detect():
        with suppress(Exception):
            _identifier()
