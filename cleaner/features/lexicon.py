"""Lexicons: what a phrase, or the class of an element, says about the label, as two numbers.

A lexicon maps a token to two weights learned by linear models: the log-odds of body against the
rest, and of chrome against sidebar. A paragraph's scores are the sums over its tokens.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from cleaner.features.tokens import ends, opening_words

CACHE_LIMIT = 20_000  # entries kept from page to page; pages of a site share most of them
CACHED_LENGTH = 80  # texts up to this many characters are remembered: menus, buttons, dates

Scores = tuple[float, float, int]  # body, chrome, number of known tokens

_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_NOT_LETTERS = re.compile(r"[^a-z]+")


@lru_cache(maxsize=CACHE_LIMIT)
def element_tokens(key: Any) -> tuple[str, ...]:
    """The lexicon entries of an element: its tag, its class names whole and in parts, its roles."""
    if isinstance(key, str):
        return ("<" + key,)
    tag, classes, identifier, role, prop, kind = key
    tokens = ["<" + tag]
    for name in (classes or "").split()[:12]:
        tokens.extend(_name_tokens(name))
    if identifier:
        tokens.extend("#" + part for part in _name_tokens(identifier))
    if role:
        tokens.append("role=" + role.lower())
    if prop:
        tokens.append("prop=" + prop.lower())
    if kind:
        tokens.append("type=" + kind.rsplit("/", 1)[-1].lower())
    return tuple(dict.fromkeys(tokens))


@lru_cache(maxsize=CACHE_LIMIT)
def _name_tokens(name: str) -> list[str]:
    if name.isascii() and name.isalpha() and name.islower():  # most names are one plain word
        return [name] if len(name) > 1 else []
    lowered = name.lower()
    if lowered != name:
        lowered = _CAMEL.sub("-", name).lower()
    parts = [part for part in _NOT_LETTERS.split(lowered) if len(part) > 1]
    if len(parts) > 1:
        parts.append("-".join(parts))
    return parts


class Lexicon:
    """Token weights, and the memory of what has been looked up already."""

    __slots__ = ("_cache", "weights")

    def __init__(self, weights: dict[str, tuple[float, float]]) -> None:
        self.weights = weights
        self._cache: dict[Any, Scores] = {}

    @classmethod
    def from_arrays(
        cls, tokens: Sequence[str], body: Sequence[float], chrome: Sequence[float]
    ) -> Lexicon:
        """Build from parallel sequences, as the model file holds them."""
        return cls(dict(zip(tokens, zip(body, chrome))))

    def __reduce__(self) -> tuple[Any, ...]:
        return (Lexicon, (self.weights,))

    def _sum(self, tokens: Iterable[str]) -> Scores:
        body = chrome = 0.0
        known = 0
        for hit in filter(None, map(self.weights.get, tokens)):
            body += hit[0]
            chrome += hit[1]
            known += 1
        return body, chrome, known

    def _sum_text(self, text: str) -> Scores:
        """As `_sum(phrases(text))`, but quicker: a pair is known only where both its words are."""
        get = self.weights.get
        words = opening_words(text)
        hits = []
        before = None
        for word in words:
            hit = get(word)
            if hit is None:
                before = None
                continue
            hits.append(hit)
            if before is not None and (pair := get(before + " " + word)) is not None:
                hits.append(pair)
            before = word
        hits += filter(None, map(get, ends(words)))
        return sum([hit[0] for hit in hits]), sum([hit[1] for hit in hits]), len(hits)

    def _remember(self, key: Any, scores: Scores) -> Scores:
        if len(self._cache) >= CACHE_LIMIT:
            self._cache = {}  # replaced, not cleared: other threads may be reading it
        self._cache[key] = scores
        return scores

    def text(self, text: str) -> Scores:
        """Scores of a paragraph's text."""
        if len(text) > CACHED_LENGTH:
            return self._sum_text(text)
        found = self._cache.get(text)
        return found if found is not None else self._remember(text, self._sum_text(text))

    def element(self, key: Any) -> Scores:
        """Scores of an element's own tag, classes and roles."""
        found = self._cache.get(key)
        return found if found is not None else self._remember(key, self._sum(element_tokens(key)))

    def texts(self, texts: Sequence[str]) -> list[Scores]:
        """Scores of many paragraphs."""
        return [self.text(text) for text in texts]

    def elements(self, keys: Sequence[Any]) -> list[Scores]:
        """Scores of many elements; some keys have been seen before, on other pages."""
        cache = self._cache
        return [cache.get(key) or self.element(key) for key in keys]
