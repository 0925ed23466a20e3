"""Keep hostile pages linear: tags nested or loaded far beyond what any page needs.

The parsing rules of HTML make every start tag look through the open elements, and every attribute
look through its tag's earlier ones: 100,000 open elements or attributes cost minutes. Browsers cap
the depth at 512; here tags beyond the cap are dropped and their text stays.
"""

from __future__ import annotations

import re

MAX_DEPTH = 1_000
MAX_ATTRIBUTES = 1_000
# What is smaller than this costs a fraction of a second at worst, and is not looked at closer.
MIN_TAGS = 20_000
MIN_TAG_CHARS = 40_000

_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)(?=[\s/>])[^<>]*>")
_LOADED = re.compile(rf"<[a-zA-Z][^<>]{{{MIN_TAG_CHARS},}}>")
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
_FORMATTING = frozenset("a b big code em font i nobr s small span strike strong tt u".split())


def tame(html: str) -> tuple[str, list[str]]:
    """The page with excess tags and attributes dropped, and what was done, as warnings."""
    warnings = []
    if _has_gap(html):
        html, dropped = _fewer_attributes(html)
        if dropped:
            warnings.append(f"{dropped} tags had over {MAX_ATTRIBUTES} attributes: rest dropped")
    if html.count("<") >= MIN_TAGS:
        html, flattened = _shallower(html)
        if flattened:
            warnings.append(f"{flattened} tags nested over {MAX_DEPTH} deep were dropped")
    return html, warnings


def _has_gap(html: str) -> bool:
    """Whether a stretch without ">" is long enough for a loaded tag; looks at a few characters."""
    start = 0
    while len(html) - start > MIN_TAG_CHARS:
        last = html.rfind(">", start, start + MIN_TAG_CHARS)
        if last < 0:
            return True
        start = last + 1
    return False


def _fewer_attributes(html: str) -> tuple[str, int]:
    dropped = 0

    def shorten(tag: re.Match[str]) -> str:
        nonlocal dropped
        text = tag.group()
        for count, attribute in enumerate(_ATTRIBUTE.finditer(text)):
            if count > MAX_ATTRIBUTES:  # the first is the tag's name
                dropped += 1
                return text[: attribute.start()] + ">"
        return text

    return _LOADED.sub(shorten, html), dropped


def _shallower(html: str) -> tuple[str, int]:
    depth = deepest = 0
    for closing, name in _TAG.findall(html):
        if name.lower() in _NEVER_OPEN:
            continue
        depth = max(depth - 1, 0) if closing else depth + 1
        deepest = max(deepest, depth)
    if deepest <= MAX_DEPTH:
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

    return _TAG.sub(flatten, html), flattened
