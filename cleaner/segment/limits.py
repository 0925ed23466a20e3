"""Keep hostile pages linear: tags nested or loaded far beyond what any page needs.

The parsing rules of HTML make every start tag look through the open elements, and every attribute
look through its tag's earlier ones: 100,000 open elements or attributes cost minutes. Browsers cap
the depth, at 512, and so does this, lower, since real pages are hardly 60 deep: tags beyond the cap
are dropped and their text stays.

What escapes: a tag whose attributes have ">" or "<" in their values. To know whether one stands in
quotes takes reading the page from its start, for which every honest page would pay.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np

MAX_DEPTH = 192
MAX_ATTRIBUTES = 1_000
# What is smaller than this costs a fraction of a second at worst, and is not looked at closer.
MIN_TAGS = 20_000
MIN_TAG_CHARS = 8_000

_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)(?=[\s/>])[^<>]*>")
_TAG_START = re.compile(r"</?[a-zA-Z]")
_ATTRIBUTE = re.compile(r"""[^\s=>]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s>]*))?""")
# Elements that cannot stay open: void ones, and those that the next of their kind closes.
_NEVER_OPEN = frozenset(
    "area base br col embed hr img input link meta param source track wbr "
    "p li dt dd tr td th option optgroup thead tbody tfoot rp rt "
    # What is inside these is no text of the page: their tags are never dropped.
    "script style textarea title".split()
)
_INLINE_BREAK = " "
_BLOCK_BREAK = "<hr>"
_BLOCK_BREAKS = re.compile("(?:<hr>){2,}")
_FORMATTING = frozenset("a b big code em font i nobr s small span strike strong tt u".split())


def tame(html: str) -> tuple[str, list[str]]:
    """The page with excess tags and attributes dropped, and what was done, as warnings."""
    warnings = []
    if loaded := list(_long_tags(html)):
        html, dropped = _fewer_attributes(html, loaded)
        if dropped:
            warnings.append(f"{dropped} tags had over {MAX_ATTRIBUTES} attributes: rest dropped")
    if html.count("<") >= MIN_TAGS:
        html, flattened = _shallower(html)
        if flattened:
            warnings.append(f"{flattened} tags nested over {MAX_DEPTH} deep were dropped")
    return html, warnings


def _long_tags(html: str) -> Iterator[tuple[int, int]]:
    """Where tags of over MIN_TAG_CHARS characters start and end; looks at few characters."""
    start = 0
    while len(html) - start > MIN_TAG_CHARS:
        last = html.rfind(">", start, start + MIN_TAG_CHARS)
        if last < 0:
            last = html.find(">", start + MIN_TAG_CHARS)
            last = len(html) - 1 if last < 0 else last  # a tag that is never closed costs as much
            opened = html.rfind("<", start, last)
            if last - opened > MIN_TAG_CHARS and opened >= 0 and _TAG_START.match(html, opened):
                yield opened, last + 1
        start = last + 1


def _fewer_attributes(html: str, loaded: list[tuple[int, int]]) -> tuple[str, int]:
    parts = []
    dropped = done = 0
    for start, end in loaded:
        for count, attribute in enumerate(_ATTRIBUTE.finditer(html, start, end)):
            if count > MAX_ATTRIBUTES:  # the first is the tag's name
                dropped += 1
                parts += [html[done : attribute.start()], ">"]
                done = end
                break
    return "".join([*parts, html[done:]]), dropped


class _Steps(dict[tuple[str, str], int]):
    """By how much a tag, as `_TAG` finds it, changes the depth."""

    def __missing__(self, tag: tuple[str, str]) -> int:
        closing, name = tag
        step = 0 if name.lower() in _NEVER_OPEN else -1 if closing else 1
        self[tag] = step
        return step


def _shallower(html: str) -> tuple[str, int]:
    steps = _Steps()
    found = _TAG.findall(html)
    depth_at = np.cumsum(np.fromiter(map(steps.__getitem__, found), np.int64, len(found)))
    # An end tag without a start changes nothing: the depth is that above the lowest so far.
    lowest = np.minimum(np.minimum.accumulate(depth_at), 0) if found else depth_at
    if (depth_at - lowest).max(initial=0) <= MAX_DEPTH:
        return html, 0
    depth = flattened = 0

    def flatten(tag: re.Match[str]) -> str:
        nonlocal depth, flattened
        name = tag.group(2).lower()
        if name in _NEVER_OPEN:
            return tag.group()
        if tag.group(1):
            depth = max(depth - 1, 0)
            kept = depth < MAX_DEPTH
        else:
            kept = depth < MAX_DEPTH
            depth += 1
        if kept:
            return tag.group()
        flattened += 1
        return _INLINE_BREAK if name in _FORMATTING else _BLOCK_BREAK

    # One break parts as well as many in a row.
    return _BLOCK_BREAKS.sub(_BLOCK_BREAK, _TAG.sub(flatten, html)), flattened
