"""Signs by which the paragraphs of one site are told apart: elements, looks and phrases.

Unlike the columns of the models, these are not meant to hold on other sites: a sign is the very
class name, or the very words, as a number that nobody can read them from. A site layer
(`cleaner.model.site_layer`) knows what the signs of a site speak for.
"""

from __future__ import annotations

import re
from hashlib import blake2b
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from cleaner.features.class_names import MOST_CLASSES
from cleaner.segment.kinds import kinds
from cleaner.segment.page import ElementKey, HtmlPage
from cleaner.types import Floats, Ints

Codes = NDArray[np.uint32]

ANCESTORS = 8  # elements around a paragraph that are looked at, its own among them
SHORT = 12  # words; a text of at most so many is a sign as a whole
LONG = 12  # words from which on a paragraph is not like a button
LINKED = 0.5  # share of characters in links from which on a paragraph counts as a link
_DIGITS = re.compile(r"\d+")


class Signs(NamedTuple):
    """The signs of n paragraphs, one paragraph after the other: `codes` (signs,), and `ends` (n,),
    where those of each paragraph end."""

    codes: Codes
    ends: Ints

    @property
    def paragraphs(self) -> Ints:
        """The paragraph of each sign (signs,)."""
        counts = np.diff(self.ends, prepend=0)
        return np.repeat(np.arange(len(self.ends)), counts)

    def sums(self, weights: Floats) -> Floats:
        """Return the sum over the signs of each paragraph (n,), given a weight for each sign."""
        sums = np.bincount(self.paragraphs, weights, len(self.ends))
        return np.asarray(sums, dtype=np.float64)


def site_signs(page: HtmlPage) -> Signs:
    """Return the signs of a page's paragraphs, each sign of a paragraph once."""
    elements = page.elements
    names = [_name(key) for key in elements.keys]
    codes: dict[str, int] = {}
    every: list[int] = []
    ends: list[int] = []
    for number, (row, text) in enumerate(zip(kinds(page), page.texts)):
        block = int(page.runs[number, 0])
        linked = int(page.runs[number, 2]) / max(len(text), 1)
        link = (linked > 0) + (linked >= LINKED)
        around: list[str] = []
        index = block
        for _ in range(ANCESTORS):
            if index < 0:
                break
            if name := names[elements.key[index]]:
                around.append(name)
            index = elements.parent[index]
        near = around[0] if around else ""
        words = _DIGITS.sub("0", text.casefold()).split()
        signs = {f"around {name}" for name in around}
        signs.add(f"tag {near} {elements.tag[block]} {link}")
        signs.add(f"look {near} {row.kind} {link} {len(words) >= LONG}")
        if len(words) <= SHORT:
            signs.add("text " + " ".join(words))
        if len(words) > 2:
            signs.add("start " + " ".join(words[:2]))
        for sign in signs - codes.keys():
            codes[sign] = _code(sign)
        every += sorted(codes[sign] for sign in signs)
        ends.append(len(every))
    return Signs(np.array(every, dtype=np.uint32), np.array(ends, dtype=np.intp))


def _name(key: ElementKey) -> str:
    """Return what an element is known by, without numbers; "" if it has nothing but its tag."""
    if isinstance(key, str):
        return ""
    tag, classes, identifier, role, prop, _ = key
    known = sorted(set(_DIGITS.sub("0", classes or "").split()[:MOST_CLASSES]))
    own = _DIGITS.sub("0", identifier or "")
    return f"{tag}.{' '.join(known)}#{own}|{role or ''}|{prop or ''}"


def _code(sign: str) -> int:
    digest = blake2b(sign.encode("utf-8", "surrogatepass"), digest_size=4).digest()
    return int.from_bytes(digest, "big")
