"""What the names of elements say: of a paragraph's label, and of the page's type.

Tags, class names, ids and roles are cut into tokens; linear models gave each token two weights
for the label of what stands inside (body against the rest, chrome against sidebar) and one for
each type of page: what is body on a forum or a listing is not on an article.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cleaner.features.tokens import tokenise
from cleaner.segment.html import HtmlPage

TYPES = ("article", "service", "forum", "listing", "product", "collection", "documentation")
CACHE_LIMIT = 20_000  # entries kept from page to page; pages of a site share most of them
MOST_CLASSES = 12  # class names read of an element
ADDRESS_CHARS = 200
COUNTED_TAGS = ("li", "h2", "h3", "pre", "article", "time")
LONG_CHARS = 100  # from here on a paragraph counts as running text

Floats = NDArray[np.float64]
Rows = tuple[int, ...]

_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_NOT_LETTERS = re.compile(r"[^a-z]+")


def name_tokens(name: str) -> list[str]:
    """A name whole and in parts, letters only: "post-title2" gives post, title, post-title."""
    if name.isascii() and name.isalpha() and name.islower():  # most names are one plain word
        return [name] if len(name) > 1 else []
    lowered = name.lower()
    if lowered != name:
        lowered = _CAMEL.sub("-", name).lower()
    parts = [part for part in _NOT_LETTERS.split(lowered) if len(part) > 1]
    if len(parts) > 1:
        parts.append("-".join(parts))
    return parts


def _class_tokens(classes: str) -> list[str]:
    return [token for name in classes.split()[:MOST_CLASSES] for token in name_tokens(name)]


def _other_tokens(
    identifier: str | None, role: str | None, prop: str | None, kind: str | None
) -> list[str]:
    tokens = ["#" + part for part in name_tokens(identifier)] if identifier else []
    if role:
        tokens.append("role=" + role.lower())
    if prop:
        tokens.append("prop=" + prop.lower())
    if kind:
        tokens.append("type=" + kind.rsplit("/", 1)[-1].lower())
    return tokens


def element_tokens(key: Any) -> list[str]:
    """All tokens of an element, by its key as segmented."""
    if isinstance(key, str):
        return ["<" + key]
    tag, classes, *others = key
    return ["<" + tag, *_class_tokens(classes or ""), *_other_tokens(*others)]


def page_tokens(page: HtmlPage) -> set[str]:
    """All tokens that a page's type is judged by."""
    tokens = {token for key in page.elements.keys for token in element_tokens(key)}
    return tokens.union(page_facts(page))


def page_facts(page: HtmlPage) -> list[str]:
    """What a page says of its type beside the names of its elements: declared types, its very
    short paragraphs (buttons, labels), the words of its title and address, its shape in coarse
    steps."""
    tokens = page.read.wholes + ["declared=" + kind for kind in page.types]
    if page.titles:
        tokens += ["title=" + word for word in tokenise(page.titles[:1]).words]
    if page.address:
        path = page.address[:ADDRESS_CHARS].partition("//")[2].partition("/")[2]
        steps = [step for step in path.lower().split("/") if step]
        tokens += ["address=" + word for step in steps for word in _NOT_LETTERS.split(step)]
        tokens += [f"address/{len(steps)}", *("address=" + step for step in steps[:1])]
    tags = page.elements.tag
    tokens += [f"{tag}s={tags.count(tag).bit_length()}" for tag in COUNTED_TAGS]
    n = len(page)
    if n:
        chars = np.fromiter(map(len, page.texts), np.float64, n)
        long = chars >= LONG_CHARS
        key = np.array(page.elements.key)[page.runs[:, 0]]
        tokens += [
            f"paragraphs={n.bit_length()}",
            f"long={int(long.sum()).bit_length()}",
            f"long_share={int(10 * (chars * long).sum() / chars.sum())}",
            f"linked={int(10 * min(page.runs[:, 2].sum() / chars.sum(), 1.0))}",
            f"repeated={int(10 * np.bincount(key).max() / n)}",
        ]
    return tokens


class Names:
    """Weights of the tokens of names.

    `tokens`, and `weights` of shape (tokens, 2 + len(TYPES)): body, chrome, then the page types,
    0 where a token has no say; `bias` (len(TYPES),) is the types' intercept.
    """

    def __init__(self, tokens: Sequence[str], weights: Floats, bias: Floats) -> None:
        self.tokens = list(tokens)
        self.weights = weights
        self.bias = bias
        self._row = {token: i for i, token in enumerate(self.tokens)}
        self._classes: dict[str, Rows] = {}
        self._name_rows = lru_cache(maxsize=CACHE_LIMIT)(self._look_up)

    def __reduce__(self) -> tuple[Any, ...]:
        return (Names, (self.tokens, self.weights, self.bias))

    @classmethod
    def blank(cls) -> Names:
        """A model that knows no name and finds all page types equally likely."""
        return cls([], np.zeros((0, 2 + len(TYPES))), np.zeros(len(TYPES)))

    @classmethod
    def joined(
        cls,
        labels: tuple[Sequence[str], Floats],
        types: tuple[Sequence[str], Floats],
        bias: Floats,
    ) -> Names:
        """From two models over different tokens: of labels, (tokens, 2), and of page types."""
        row: dict[str, int] = {}
        for token in (*labels[0], *types[0]):
            row.setdefault(token, len(row))
        weights = np.zeros((len(row), 2 + len(TYPES)))
        weights[[row[token] for token in labels[0]], :2] = labels[1]
        weights[[row[token] for token in types[0]], 2:] = types[1]
        return cls(list(row), weights, bias)

    def _look_up(self, name: str) -> Rows:
        return self._known(name_tokens(name))

    def _known(self, tokens: Sequence[str]) -> Rows:
        get = self._row.get
        return tuple([row for row in map(get, tokens) if row is not None])

    def _of_classes(self, classes: str) -> Rows:
        rows: list[int] = []
        for name in classes.split()[:MOST_CLASSES]:
            rows += self._name_rows(name)
        if len(self._classes) >= CACHE_LIMIT:
            self._classes = {}  # replaced, not cleared: other threads may be reading it
        found = self._classes[classes] = tuple(rows)
        return found

    def read(self, page: HtmlPage) -> tuple[Floats, Floats]:
        """Body and chrome scores of each of the page's element keys, shape (keys, 2), and the
        probability of each page type, shape (len(TYPES),)."""
        row, known = self._row, self._classes
        rows: list[int] = []
        ends = []
        for key in page.elements.keys:
            if key.__class__ is str:
                own = row.get("<" + key)
                if own is not None:
                    rows.append(own)
            else:
                tag, classes, identifier, role, prop, kind = key
                own = row.get("<" + tag)
                if own is not None:
                    rows.append(own)
                if classes:
                    found = known.get(classes)
                    rows += self._of_classes(classes) if found is None else found
                if identifier or role or prop or kind:
                    rows += self._known(_other_tokens(identifier, role, prop, kind))
            ends.append(len(rows))
        used = np.array(rows, dtype=np.intp)
        sums = np.zeros((len(rows) + 1, 2))
        np.cumsum(self.weights[used, :2], axis=0, out=sums[1:])
        upto = sums[[0, *ends]]
        return np.diff(upto, axis=0), self._types(used, page)

    def _types(self, used: NDArray[np.intp], page: HtmlPage) -> Floats:
        present = np.zeros(len(self.tokens), dtype=bool)
        present[used] = True
        present[list(self._known(page_facts(page)))] = True
        scores = self.bias + self.weights[present, 2:].sum(axis=0)
        scores = np.exp(scores - scores.max())
        return np.asarray(scores / scores.sum())
