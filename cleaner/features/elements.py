"""What the names of elements say: of a paragraph's label, and of the page's type.

Tags, class names, ids and roles are cut into tokens; linear models gave each token two weights
for the label of what stands inside (body against the rest, chrome against sidebar) and one for
each type of page: what is body on a forum or a listing is not on an article.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from itertools import chain
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
_PARTS = re.compile(r"[a-z]{2,}")


def _spelled(names: Sequence[str]) -> list[str]:
    """Names in lower case, with hyphens where they had humps; all in one pass."""
    return _CAMEL.sub("-", "\n".join(names)).lower().split("\n") if names else []


def _tokens(name: str) -> list[str]:
    parts = _PARTS.findall(name)
    if len(parts) > 1:
        parts.append("-".join(parts))
    return parts


def name_tokens(name: str) -> list[str]:
    """A name whole and in parts, letters only: "postTitle2" gives post, title, post-title."""
    return _tokens(_CAMEL.sub("-", name).lower())


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
        self._label_weights = np.ascontiguousarray(weights[:, :2])
        self._type_weights = np.ascontiguousarray(weights[:, 2:])
        self._row = {token: i for i, token in enumerate(self.tokens)}
        self._classes: dict[str, Rows] = {}
        self._names: dict[str, Rows] = {}

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

    def _known(self, tokens: Iterable[str]) -> Rows:
        get = self._row.get
        return tuple([row for row in map(get, tokens) if row is not None])

    def _names_known(self, names: Collection[str]) -> dict[str, Rows]:
        """Rows by name, of these names and others."""
        known = self._names
        if len(known) + len(names) > CACHE_LIMIT:
            known = self._names = {}  # a new one: other threads may be reading the old
        new = [name for name in names if name not in known]
        for name, spelled in zip(new, _spelled(new)):
            known[name] = self._known(_tokens(spelled))
        return known

    def _of_classes(self, classes: Collection[str]) -> dict[str, Rows]:
        """Rows of class attributes that were not met before."""
        split = {attribute: attribute.split()[:MOST_CLASSES] for attribute in classes}
        known = self._names_known(set(chain.from_iterable(split.values())))
        return {
            attribute: tuple([row for name in names for row in known[name]])
            for attribute, names in split.items()
        }

    def _classes_known(self, keys: Sequence[Any]) -> dict[str, Rows]:
        """Rows of the class attributes of these keys."""
        classes = {key[1] for key in keys if key.__class__ is not str and key[1]}
        known = self._classes
        found = {attribute: known[attribute] for attribute in classes if attribute in known}
        new = self._of_classes(classes.difference(found))
        if len(known) + len(new) > CACHE_LIMIT:
            known = self._classes = {}
        known.update(new)
        found.update(new)
        return found

    def read(self, page: HtmlPage) -> tuple[Floats, Floats]:
        """Body and chrome scores of each of the page's element keys, shape (keys, 2), and the
        probability of each page type, shape (len(TYPES),)."""
        row, classes_known = self._row, self._classes_known(page.elements.keys)
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
                    rows += classes_known[classes]
                if identifier or role or prop or kind:
                    rows += self._known(_other_tokens(identifier, role, prop, kind))
            ends.append(len(rows))
        sums = np.zeros((len(rows) + 1, 2))
        np.cumsum(self._label_weights[rows], axis=0, out=sums[1:])
        return np.diff(sums[[0, *ends]], axis=0), self._types(rows, page)

    def _types(self, used: Sequence[int], page: HtmlPage) -> Floats:
        present = sorted({*used, *self._known(page_facts(page))})
        scores = self.bias + self._type_weights[present].sum(axis=0)
        scores = np.exp(scores - scores.max())
        return np.asarray(scores / scores.sum())
