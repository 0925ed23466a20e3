"""What the names of elements say: of a paragraph's label, and of the page's type.

Tags, class names, ids and roles are cut into tokens; linear models gave each token two weights
for the label of what stands inside (body against the rest, chrome against sidebar) and one for
each type of page: what is body on a forum or a listing is not on an article.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cleaner.segment.page import HtmlPage
from cleaner.text.tokens import read_words

TYPES = ("article", "service", "forum", "listing", "product", "collection", "documentation")
CACHE_LIMIT = 20_000  # entries kept from page to page; pages of a site share most of them
MOST_CLASSES = 12  # class names read of an element
ADDRESS_CHARS = 200
COUNTED_TAGS = ("li", "h2", "h3", "pre", "article", "time")
LONG_CHARS = 100  # from here on a paragraph counts as running text

Floats = NDArray[np.float64]
Rows = tuple[int, ...]

_HUMP = re.compile(r"[A-Z](?<=[a-z][A-Z])")
_NOT_LETTERS = re.compile(r"[^a-z]+")
# Of the bytes of names: what is no letter parts them; NUL stands between two names.
_LETTERS = bytes(byte if byte in range(97, 123) or byte == 0 else ord(" ") for byte in range(256))


def _tokens(names: Sequence[str]) -> list[list[str]]:
    """Each name whole and in parts, letters only: "postTitle2" gives post, title, post-title.

    All names in one pass, as bytes: a search in each would cost several times as much.
    """
    humps = _HUMP.sub(r"-\g<0>", "\0".join(names)).lower()
    letters = humps.encode("utf-8", "surrogatepass").translate(_LETTERS).decode("ascii")
    lines = letters.split("\0") if names else []
    if len(lines) != len(names):  # a name with NUL characters of its own
        return _tokens([name.replace("\0", " ") for name in names])
    found = []
    for line in lines:
        parts = [part for part in line.split() if len(part) > 1]
        if len(parts) > 1:
            parts.append("-".join(parts))
        found.append(parts)
    return found


def _class_names(classes: str) -> list[str]:
    return classes.split()[:MOST_CLASSES]


def _declared_tokens(role: str | None, prop: str | None, kind: str | None) -> list[str]:
    tokens = []
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
    tag, classes, identifier, *declared = key
    tokens = ["<" + tag, *chain.from_iterable(_tokens(_class_names(classes or "")))]
    if identifier:
        tokens += ["#" + token for token in _tokens([identifier])[0]]
    return tokens + _declared_tokens(*declared)


def page_tokens(page: HtmlPage) -> set[str]:
    """All tokens that a page's type is judged by."""
    tokens = {token for key in page.elements.keys for token in element_tokens(key)}
    return tokens.union(page_facts(page))


def page_facts(page: HtmlPage) -> list[str]:
    """What a page says of its type beside the names of its elements: declared types, its very
    short paragraphs (buttons, labels), the words of its title and address, its shape in coarse
    steps."""
    tokens = page.tokens.wholes + ["declared=" + kind for kind in page.types]
    if page.titles:
        tokens += ["title=" + word for word in read_words(page.titles[:1])[0]]
    if page.address:
        path = page.address[:ADDRESS_CHARS].partition("//")[2].partition("/")[2]
        steps = [step for step in path.lower().split("/") if step]
        tokens += ["address=" + word for step in steps for word in _NOT_LETTERS.split(step)]
        tokens += [f"address/{len(steps)}", *("address=" + step for step in steps[:1])]
    tags = Counter(page.elements.tag)
    tokens += [f"{tag}s={tags[tag].bit_length()}" for tag in COUNTED_TAGS]
    n = len(page)
    if n:
        chars = np.fromiter(map(len, page.texts), np.float64, n)
        long = chars >= LONG_CHARS
        key_of = page.elements.key
        alike = Counter([key_of[block] for block in page.blocks])
        tokens += [
            f"paragraphs={n.bit_length()}",
            f"long={int(long.sum()).bit_length()}",
            f"long_share={int(10 * (chars * long).sum() / chars.sum())}",
            f"linked={int(10 * min(page.runs[:, 2].sum() / chars.sum(), 1.0))}",
            f"repeated={int(10 * max(alike.values()) / n)}",
        ]
    return tokens


class _Known:
    """What was found of names, kept from page to page; begun anew when it is full."""

    def __init__(self, find: Callable[[Sequence[str]], Iterable[Rows]]) -> None:
        self._find = find
        self._known: dict[str, Rows] = {}

    def of(self, names: Collection[str]) -> dict[str, Rows]:
        """Rows by name, of these names and of others met before."""
        known = self._known
        new = [name for name in names if name not in known]
        if len(known) + len(new) > CACHE_LIMIT:
            known = self._known = {}  # a new one: other threads may be reading the old
            new = list(names)
        known.update(zip(new, self._find(new)))
        return known


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
        self._tags = {token[1:]: i for token, i in self._row.items() if token.startswith("<")}
        self._names = _Known(self._rows_of_names)
        self._classes = _Known(self._rows_of_classes)
        self._identifiers = _Known(self._rows_of_identifiers)

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

    def _rows_of_names(self, names: Sequence[str]) -> list[Rows]:
        return [self._known(tokens) for tokens in _tokens(names)]

    def _rows_of_classes(self, classes: Sequence[str]) -> list[Rows]:
        split = [_class_names(attribute) for attribute in classes]
        rows = self._names.of(set(chain.from_iterable(split))).__getitem__
        return [
            rows(names[0]) if len(names) == 1 else tuple(chain.from_iterable(map(rows, names)))
            for names in split
        ]

    def _rows_of_identifiers(self, identifiers: Sequence[str]) -> list[Rows]:
        return [self._known(["#" + token for token in found]) for found in _tokens(identifiers)]

    def read(self, page: HtmlPage) -> tuple[Floats, Floats]:
        """Body and chrome scores of each of the page's element keys, shape (keys, 2), and the
        probability of each page type, shape (len(TYPES),)."""
        keys = page.elements.keys
        named = [key for key in keys if not isinstance(key, str)]
        classes_known = self._classes.of({key[1] for key in named if key[1]})
        identifiers_known = self._identifiers.of({key[2] for key in named if key[2]})
        tag_row = self._tags.get
        rows: list[int] = []
        ends = [0]
        for key in keys:
            if isinstance(key, str):
                own = tag_row(key)
                if own is not None:
                    rows.append(own)
            else:
                tag, classes, identifier, role, prop, kind = key
                own = tag_row(tag)
                if own is not None:
                    rows.append(own)
                if classes:
                    rows += classes_known[classes]
                if identifier:
                    rows += identifiers_known[identifier]
                if role or prop or kind:
                    rows += self._known(_declared_tokens(role, prop, kind))
            ends.append(len(rows))
        used = np.array(rows, dtype=np.intp)
        sums = np.zeros((len(rows) + 1, 2))
        np.cumsum(self._label_weights[used], axis=0, out=sums[1:])
        return np.diff(sums[ends], axis=0), self._types(used, page)

    def _types(self, used: NDArray[np.intp], page: HtmlPage) -> Floats:
        present = np.zeros(len(self.tokens), dtype=bool)
        present[used] = True
        present[list(self._known(page_facts(page)))] = True
        scores = self.bias + self._type_weights[np.flatnonzero(present)].sum(axis=0)
        scores = np.exp(scores - scores.max())
        return np.asarray(scores / scores.sum())
