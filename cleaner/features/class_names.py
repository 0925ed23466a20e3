"""Score elements by their class names, and estimate the type of the page from all of its names.

Tags, class names, ids and roles are cut into tokens; linear models gave each token two weights for
the label of the text inside (body against the rest, chrome against sidebar) and one for each type
of page.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from itertools import chain
from threading import Lock
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from cleaner._native import is_compiled
from cleaner.features.page_type import PAGE_TYPES, page_facts
from cleaner.locks import cached_property
from cleaner.segment.page import ElementKey, HtmlPage
from cleaner.types import Floats

if TYPE_CHECKING:
    from cleaner._native.core import ClassNames

MOST_CLASSES = 12  # class names of an element that are looked at
CACHED_NAMES = 20_000
LABEL_WEIGHTS = 2  # weights of a token before those of the page types: body, chrome

Rows = tuple[int, ...]  # of the weights

_HUMP = re.compile(r"[A-Z](?<=[a-z][A-Z])")
# Bytes of names to bytes: NUL stands between two names, and all but letters becomes a space.
_LETTERS = bytes(byte if byte in range(97, 123) or byte == 0 else ord(" ") for byte in range(256))


def name_tokens(names: Sequence[str]) -> list[list[str]]:
    """Return the tokens of each name, letters only: "postTitle2" gives post, title, post-title.

    All names in one pass, as bytes: a search in each would cost several times as much.
    """
    humps = _HUMP.sub(r"-\g<0>", "\0".join(names)).lower()
    letters = humps.encode("utf-8", "surrogatepass").translate(_LETTERS).decode("ascii")
    lines = letters.split("\0") if names else []
    if len(lines) != len(names):  # a name holds NUL characters of its own
        return name_tokens([name.replace("\0", " ") for name in names])
    tokens = []
    for line in lines:
        parts = [part for part in line.split() if len(part) > 1]
        if len(parts) > 1:
            parts.append("-".join(parts))
        tokens.append(parts)
    return tokens


def _class_names(classes: str) -> list[str]:
    return classes.split()[:MOST_CLASSES]


def _declared_tokens(role: str | None, prop: str | None, kind: str | None) -> list[str]:
    """Return the tokens of the attributes `role`, `itemprop` and `itemtype`."""
    tokens = []
    if role:
        tokens.append("role=" + role.lower())
    if prop:
        tokens.append("prop=" + prop.lower())
    if kind:
        tokens.append("type=" + kind.rsplit("/", 1)[-1].lower())
    return tokens


def element_tokens(key: ElementKey) -> list[str]:
    """Return all tokens of an element by its key."""
    if isinstance(key, str):
        return ["<" + key]
    tag, classes, identifier, *declared = key
    tokens = ["<" + tag, *chain.from_iterable(name_tokens(_class_names(classes or "")))]
    if identifier:
        tokens += ["#" + token for token in name_tokens([identifier])[0]]
    return tokens + _declared_tokens(*declared)


def page_tokens(page: HtmlPage) -> set[str]:
    """Return all tokens that a page's type is estimated from."""
    tokens = {token for key in page.elements.keys for token in element_tokens(key)}
    return tokens.union(page_facts(page))


class _RowCache:
    """Rows of weights by attribute value, kept from page to page.

    Pages of a site share most of their attributes, and cutting these into tokens takes as long as
    all else that is done with them: 3.0 ms a page without the cache, 1.4 ms with it, of 4.9 ms for
    all features. Safe for threads that share a model: an entry is a pure function of its value, is
    added under a lock, and is complete once it is there. When full, the cache is begun anew.
    """

    def __init__(self, rows_of: Callable[[Sequence[str]], Iterable[Rows]]) -> None:
        self._rows_of = rows_of
        self._rows: dict[str, Rows] = {}
        self._lock = Lock()

    def rows(self, values: Collection[str]) -> dict[str, Rows]:
        """Return the rows of these values, and of others, by value."""
        rows = self._rows
        if all(value in rows for value in values):
            return rows
        with self._lock:
            rows = self._rows
            missing = [value for value in values if value not in rows]
            if len(rows) + len(missing) > CACHED_NAMES:
                rows = self._rows = {}  # other threads may still be using the old one
                missing = list(values)
            rows.update(zip(missing, self._rows_of(missing)))
        return rows


class ClassNameWeights:
    """Weights of the tokens of names.

    `tokens`, and `weights` of shape (tokens, 2 + len(PAGE_TYPES)): body, chrome, then the page
    types, 0 if a token has no say; `bias` (len(PAGE_TYPES),) is the intercept of the types.
    """

    def __init__(self, tokens: Sequence[str], weights: Floats, bias: Floats) -> None:
        self.tokens = list(tokens)
        self.weights = weights
        self.bias = bias
        self._label_weights = np.ascontiguousarray(weights[:, :LABEL_WEIGHTS])
        self._type_weights = np.ascontiguousarray(weights[:, LABEL_WEIGHTS:])
        self._row = {token: i for i, token in enumerate(self.tokens)}
        self._tags = {token[1:]: i for token, i in self._row.items() if token.startswith("<")}
        self._names = _RowCache(self._rows_of_names)
        self._classes = _RowCache(self._rows_of_classes)
        self._identifiers = _RowCache(self._rows_of_identifiers)

    def __reduce__(self) -> tuple[Any, ...]:
        return (ClassNameWeights, (self.tokens, self.weights, self.bias))

    @classmethod
    def blank(cls) -> ClassNameWeights:
        """Return weights that know no name and find all page types equally likely."""
        types = len(PAGE_TYPES)
        return cls([], np.zeros((0, LABEL_WEIGHTS + types)), np.zeros(types))

    @classmethod
    def joined(
        cls,
        labels: tuple[Sequence[str], Floats],
        types: tuple[Sequence[str], Floats],
        bias: Floats,
    ) -> ClassNameWeights:
        """Join two models over different tokens: of labels, (tokens, 2), and of page types."""
        row: dict[str, int] = {}
        for token in (*labels[0], *types[0]):
            row.setdefault(token, len(row))
        weights = np.zeros((len(row), LABEL_WEIGHTS + len(PAGE_TYPES)))
        weights[[row[token] for token in labels[0]], :LABEL_WEIGHTS] = labels[1]
        weights[[row[token] for token in types[0]], LABEL_WEIGHTS:] = types[1]
        return cls(list(row), weights, bias)

    def scores(self, page: HtmlPage) -> tuple[Floats, Floats]:
        """Return the body and chrome scores of each element key of a page, shape (keys, 2), and the
        probability of each page type, shape (len(PAGE_TYPES),)."""
        rows, ends = self.token_rows(page.elements.keys)
        used = np.array(rows, dtype=np.intp)
        sums = np.zeros((len(rows) + 1, LABEL_WEIGHTS))
        np.cumsum(self._label_weights[used], axis=0, out=sums[1:])
        return np.diff(sums[ends], axis=0), self._type_probabilities(used, page)

    @cached_property
    def compiled(self) -> ClassNames | None:
        """The same for the compiled core; None if that does not run, or cannot hold it."""
        if not is_compiled():
            return None
        from cleaner._native import core

        if len(self.tokens) >= core.MOST_TABLE_ROWS:
            return None
        return core.ClassNames(
            self.tokens,
            self._label_weights.astype(np.float64).tobytes(),
            self._type_weights.astype(np.float64).tobytes(),
            np.asarray(self.bias, np.float64).tobytes(),
            lambda key: self._rows_of(element_tokens(key)),
        )

    def token_rows(self, keys: Sequence[ElementKey]) -> tuple[list[int], list[int]]:
        """Return the rows of the tokens of all keys, and where those of each key end, from 0 on."""
        named = [key for key in keys if not isinstance(key, str)]
        classes_rows = self._classes.rows({key[1] for key in named if key[1]})
        identifier_rows = self._identifiers.rows({key[2] for key in named if key[2]})
        tag_row = self._tags.get
        rows: list[int] = []
        ends = [0]
        for key in keys:
            if isinstance(key, str):
                row = tag_row(key)
                if row is not None:
                    rows.append(row)
            else:
                tag, classes, identifier, role, prop, kind = key
                row = tag_row(tag)
                if row is not None:
                    rows.append(row)
                if classes:
                    rows += classes_rows[classes]
                if identifier:
                    rows += identifier_rows[identifier]
                if role or prop or kind:
                    rows += self._rows_of(_declared_tokens(role, prop, kind))
            ends.append(len(rows))
        return rows, ends

    def _type_probabilities(self, used: NDArray[np.intp], page: HtmlPage) -> Floats:
        """Return the probability of each page type; `used` are the rows of the element keys."""
        present = np.zeros(len(self.tokens), dtype=bool)
        present[used] = True
        present[list(self._rows_of(page_facts(page)))] = True
        scores = self.bias + self._type_weights[np.flatnonzero(present)].sum(axis=0)
        scores = np.exp(scores - scores.max())
        return np.asarray(scores / scores.sum())

    def _rows_of(self, tokens: Iterable[str]) -> Rows:
        get = self._row.get
        return tuple([row for row in map(get, tokens) if row is not None])

    def _rows_of_names(self, names: Sequence[str]) -> list[Rows]:
        return [self._rows_of(tokens) for tokens in name_tokens(names)]

    def _rows_of_classes(self, classes: Sequence[str]) -> list[Rows]:
        split = [_class_names(attribute) for attribute in classes]
        rows = self._names.rows(set(chain.from_iterable(split))).__getitem__
        return [
            rows(names[0]) if len(names) == 1 else tuple(chain.from_iterable(map(rows, names)))
            for names in split
        ]

    def _rows_of_identifiers(self, identifiers: Sequence[str]) -> list[Rows]:
        return [
            self._rows_of(["#" + token for token in tokens]) for tokens in name_tokens(identifiers)
        ]


# Former names.
TYPES = PAGE_TYPES
