"""Limit the depth of elements and the number of attributes, so that hostile pages stay linear.

By the parsing rules of HTML every start tag looks through the open elements, and every attribute
through the earlier ones of its tag: 100,000 open elements or attributes cost minutes. Browsers cap
the depth at 512. The cap here is lower, since real pages are hardly 60 deep; tags beyond it are
dropped, and their text stays.

Not limited: a tag whose attribute values contain ">" or "<". Whether such a character stands in
quotes shows only when the page is read from its start, for which every honest page would pay.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np

from cleaner.errors import Warning

MAX_DEPTH = 192
MAX_ATTRIBUTES = 1_000
# Pages and tags below these sizes cost a fraction of a second at worst: they are left alone.
MIN_TAGS = 20_000
MIN_TAG_CHARS = 8_000
SHORTEST_TAG = len("<b>")

_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)(?=[\s/>])[^<>]*>")
_TAG_START = re.compile(r"</?[a-zA-Z]")
_ATTRIBUTE = re.compile(r"""[^\s=>]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s>]*))?""")
# Elements that cannot stay open: void ones, and those that the next of their kind closes.
_NEVER_OPEN = frozenset(
    "area base br col embed hr img input link meta param source track wbr "
    "p li dt dd tr td th option optgroup thead tbody tfoot rp rt "
    # Their content is no text of the page, so their tags are never dropped.
    "script style textarea title".split()
)
_INLINE_BREAK = " "
_BLOCK_BREAK = "<hr>"
_BLOCK_BREAKS = re.compile("(?:<hr>){2,}")
_FORMATTING = frozenset("a b big code em font i nobr s small span strike strong tt u".split())


def limit_markup(html: str) -> tuple[str, list[Warning]]:
    """Drop excess tags and attributes; return the page and a warning for each kind of them."""
    warnings = []
    if long_tags := list(_long_tags(html)):
        html, shortened = _limit_attributes(html, long_tags)
        if shortened:
            text = f"{shortened} tags had over {MAX_ATTRIBUTES} attributes: the rest was dropped"
            warnings.append(Warning("many-attributes", text))
    if len(html) >= SHORTEST_TAG * MIN_TAGS and html.count("<") >= MIN_TAGS:
        html, flattened = _limit_depth(html)
        if flattened:
            text = f"{flattened} tags nested over {MAX_DEPTH} deep were dropped"
            warnings.append(Warning("deep-nesting", text))
    return html, warnings


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
        for count, attribute in enumerate(_ATTRIBUTE.finditer(html, start, end)):
            if count > MAX_ATTRIBUTES:  # the first is the tag's name
                shortened += 1
                parts += [html[done : attribute.start()], ">"]
                done = end
                break
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
