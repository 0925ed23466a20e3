"""Lexicons: what a phrase, or the class of an element, says about the label, as two numbers.

A lexicon maps a token to two weights learned by linear models: the log-odds of body against the
rest, and of chrome against sidebar. A paragraph's scores are the sums over its tokens.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from cleaner.features.tokens import phrases

CACHE_LIMIT = 20_000  # entries kept from page to page; pages of a site share most of them
CACHED_LENGTH = 80  # texts up to this many characters are remembered: menus, buttons, dates

Scores = tuple[float, float, int]  # body, chrome, number of known tokens

_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_NOT_LETTERS = re.compile(r"[^a-z]+")


def element_tokens(key: Any) -> list[str]:
    """The lexicon entries of an element: its tag, its class names whole and in parts, its roles."""
    if isinstance(key, str):
        return ["<" + key]
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
    return list(dict.fromkeys(tokens))


def _name_tokens(name: str) -> list[str]:
    parts = [part for part in _NOT_LETTERS.split(_CAMEL.sub("-", name).lower()) if len(part) > 1]
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
        get = self.weights.get
        body = chrome = 0.0
        known = 0
        for token in tokens:
            found = get(token)
            if found is not None:
                body += found[0]
                chrome += found[1]
                known += 1
        return body, chrome, known

    def _remember(self, key: Any, scores: Scores) -> Scores:
        if len(self._cache) >= CACHE_LIMIT:
            self._cache = {}  # replaced, not cleared: other threads may be reading it
        self._cache[key] = scores
        return scores

    def text(self, text: str) -> Scores:
        """Scores of a paragraph's text."""
        if len(text) > CACHED_LENGTH:
            return self._sum(phrases(text))
        found = self._cache.get(text)
        return found if found is not None else self._remember(text, self._sum(phrases(text)))

    def element(self, key: Any) -> Scores:
        """Scores of an element's own tag, classes and roles."""
        found = self._cache.get(key)
        return found if found is not None else self._remember(key, self._sum(element_tokens(key)))

    def texts(self, texts: Sequence[str]) -> list[Scores]:
        """Scores of many paragraphs."""
        return [self.text(text) for text in texts]

    def elements(self, keys: Sequence[Any]) -> list[Scores]:
        """Scores of many elements; most keys have been seen before, on this page or another."""
        cache = self._cache
        return [cache.get(key) or self.element(key) for key in keys]
