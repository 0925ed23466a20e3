"""Limit the depth of elements and the number of attributes and names, so that hostile pages stay
linear.

By the parsing rules of HTML every start tag looks through the open elements, and every attribute
through the earlier ones of its tag: 100,000 open elements or attributes cost minutes. Browsers cap
the depth at 512. The cap here is lower, since real pages are hardly 60 deep; tags beyond it are
dropped, and their text stays. lexbor looks for a name of a tag or an attribute that HTML does not
know among all such names that came before.

Whether a ">" ends a tag or stands in quotes shows only when the page is read from its start. Short
pages are not: their tags are guessed from samples, and what is overlooked costs little.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from cleaner._native import is_compiled
from cleaner.errors import Warning
from cleaner.segment.display import BLOCKS, INLINE, SKIPPED
from cleaner.text.compiled import agrees

MAX_DEPTH = 192
MAX_ATTRIBUTES = 1_000
# Pages and tags below these sizes cost a fraction of a second at worst: they are left alone.
MIN_TAGS = 20_000
MIN_TAG_CHARS = 8_000
SHORTEST_TAG = len("<b>")
# Names of tags and of attributes that a page may have; real ones have some hundreds.
MAX_NAMES = 10_000
# From this many characters on, all tags of a page are looked at.
READ_FROM = 200_000

_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)(?=[\s/>])[^<>]*>")
_TAG_START = re.compile(r"</?[a-zA-Z][^\t\n\f\r />]*")
_OPENING = re.compile(r"<(?:!--|(/?)([a-zA-Z][^\t\n\f\r />]*))")
_ATTRIBUTE = re.compile(
    r"""[\t\n\f\r /]*([^\t\n\f\r />][^\t\n\f\r />=]*)[\t\n\f\r ]*"""
    r"""(?:=[\t\n\f\r ]*(?:"[^"]*(?:"|\Z)|'[^']*(?:'|\Z)|[^\t\n\f\r >]*))?"""
)
# Inside these elements is no markup up to their end tag.
_RAW_NAMES = ("script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes")
_RAW = {name: re.compile(f"</{name}", re.IGNORECASE | re.ASCII) for name in _RAW_NAMES}
# Elements that cannot stay open: void ones, and those that the next of their kind closes.
_NEVER_OPEN = frozenset(
    "area base br col embed hr img input link meta param source track wbr "
    "p li dt dd tr td th option optgroup thead tbody tfoot rp rt "
    # Their content is no text of the page, so their tags are never dropped.
    "script style textarea title".split()
)
# Names that are never dropped: of these lexbor has a table, and what they say matters.
_STANDARD = {f"<{tag}" for tag in BLOCKS | INLINE | SKIPPED | _NEVER_OPEN | _RAW.keys()} | set(
    "alt class content colspan dir hidden href id itemprop itemtype lang name property rel role "
    "rowspan src start style title type value aria-hidden".split()
)
_INLINE_BREAK = " "
_BLOCK_BREAK = "<hr>"
_BLOCK_BREAKS = re.compile("(?:<hr>){2,}")
_LOWER = {upper: upper + 32 for upper in range(ord("A"), ord("Z") + 1)}
_FORMATTING = frozenset("a b big code em font i nobr s small span strike strong tt u".split())


def limit_markup(html: str) -> tuple[str, list[Warning]]:
    """Drop excess tags and attributes; return the page and a warning for each kind of them."""
    warnings = []
    if len(html) >= READ_FROM:
        if has_excess(html):
            html, shortened, names = _without_excess(html)
            warnings += _of_attributes(shortened)
            if names:
                text = f"{names} names of tags and attributes over {MAX_NAMES:,} were dropped"
                warnings.append(Warning("many-names", text))
    elif long_tags := list(_long_tags(html)):
        html, shortened = _limit_attributes(html, long_tags)
        warnings += _of_attributes(shortened)
    if len(html) >= SHORTEST_TAG * MIN_TAGS and html.count("<") >= MIN_TAGS:
        html, flattened = _limit_depth(html)
        if flattened:
            text = f"{flattened} tags nested over {MAX_DEPTH} deep were dropped"
            warnings.append(Warning("deep-nesting", text))
    return html, warnings


def _of_attributes(shortened: int) -> list[Warning]:
    """Return the warning of so many tags with too many attributes."""
    if not shortened:
        return []
    text = f"{shortened} tags had over {MAX_ATTRIBUTES} attributes: the rest was dropped"
    return [Warning("many-attributes", text)]


class _Tag(NamedTuple):
    """A tag as it is written: its place, its name, and its attributes as `_ATTRIBUTE` matches."""

    start: int
    end: int
    name: str
    attributes: list[re.Match[str]]


def _tags(html: str) -> Iterator[_Tag]:
    """Yield the tags of a page, read from its start as a browser does, but for foreign elements."""
    at = 0
    while opening := _OPENING.search(html, at):
        if opening[2] is None:
            ending = html.find("-->", opening.start() + 2)
            if ending < 0:
                return
            at = ending + 3
            continue
        attributes, at = [], opening.end()
        while attribute := _ATTRIBUTE.match(html, at):
            attributes.append(attribute)
            at = attribute.end()
        ending = html.find(">", at)
        at = ending + 1 if ending >= 0 else len(html)
        name = _lowered(opening[2])
        yield _Tag(opening.start(), at, name, attributes)
        if not opening[1]:
            if name == "plaintext":
                return
            if name in _RAW:
                closing = _RAW[name].search(html, at)
                if closing is None:
                    return
                at = closing.start()


def has_excess(html: str) -> bool:
    """Return whether a tag has too many attributes, or the page too many names."""
    if is_compiled() and _agrees():
        from cleaner._native import core

        excess = core.has_excess(html, MAX_ATTRIBUTES, MAX_NAMES)
        if excess is not None:
            return bool(excess)
    names: set[str] = set()
    for tag in _tags(html):
        names.add(f"<{tag.name}")
        names.update(_lowered(attribute[1]) for attribute in tag.attributes)
        if len(tag.attributes) > MAX_ATTRIBUTES or len(names) > MAX_NAMES:
            return True
    return False


@lru_cache(maxsize=1)
def _agrees() -> bool:
    """Return whether the compiled core knows the same elements without markup."""
    from cleaner._native import core

    return agrees(core.LIMIT_CONSTANTS, sys.modules[__name__])


def _without_excess(html: str) -> tuple[str, int, int]:
    """Drop attributes beyond MAX_ATTRIBUTES, and tags and attributes of names beyond MAX_NAMES;
    return the page, the number of tags with too many attributes, and that of names dropped."""
    parts: list[str] = []
    names: set[str] = set()
    dropped: set[str] = set()
    shortened = done = 0

    def stays(name: str) -> bool:
        if name in names or name in _STANDARD:
            return True
        new = len(names) < MAX_NAMES
        (names if new else dropped).add(name)
        return new

    for tag in _tags(html):
        if not stays(f"<{tag.name}"):
            parts += [html[done : tag.start], _INLINE_BREAK]
            done = tag.end
            continue
        shortened += len(tag.attributes) > MAX_ATTRIBUTES
        excess = tag.attributes[MAX_ATTRIBUTES:]
        for attribute in tag.attributes[:MAX_ATTRIBUTES]:
            if not stays(_lowered(attribute[1])):
                parts += [html[done : attribute.start()], " "]
                done = attribute.end()
        if excess:
            parts += [html[done : excess[0].start()], ">"]
            done = tag.end
    return "".join([*parts, html[done:]]), shortened, len(dropped)


def _lowered(name: str) -> str:
    """Return a name as HTML compares it: only letters of ASCII have two cases."""
    return name.lower() if name.isascii() else name.translate(_LOWER)


def _long_tags(html: str) -> Iterator[tuple[int, int]]:
    """Yield start and end of tags of over MIN_TAG_CHARS characters; looks at few characters."""
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


def _limit_attributes(html: str, long_tags: list[tuple[int, int]]) -> tuple[str, int]:
    """Drop attributes beyond MAX_ATTRIBUTES; return the page and the number of tags affected."""
    parts = []
    shortened = done = 0
    for start, end in long_tags:
        opening = _TAG_START.match(html, start)
        at = opening.end() if opening else end
        for count in range(MAX_ATTRIBUTES + 1):
            attribute = _ATTRIBUTE.match(html, at, end - 1)
            if attribute is None:
                break
            if count == MAX_ATTRIBUTES:
                shortened += 1
                parts += [html[done : attribute.start()], ">"]
                done = end
            at = attribute.end()
    return "".join([*parts, html[done:]]), shortened


class _Steps(dict[tuple[str, str], int]):
    """The change of depth that a tag, as `_TAG` matches it, makes; filled as tags are met."""

    def __missing__(self, tag: tuple[str, str]) -> int:
        closing, name = tag
        step = 0 if name.lower() in _NEVER_OPEN else -1 if closing else 1
        self[tag] = step
        return step


def _limit_depth(html: str) -> tuple[str, int]:
    """Drop tags nested deeper than MAX_DEPTH; return the page and the number of them."""
    steps = _Steps()
    tags = _TAG.findall(html)
    depth_at = np.cumsum(np.fromiter(map(steps.__getitem__, tags), np.int64, len(tags)))
    # An end tag without a start changes nothing: the depth counts from the lowest sum so far.
    lowest = np.minimum(np.minimum.accumulate(depth_at), 0) if tags else depth_at
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

    # One break parts paragraphs as well as a row of them.
    return _BLOCK_BREAKS.sub(_BLOCK_BREAK, _TAG.sub(flatten, html)), flattened
