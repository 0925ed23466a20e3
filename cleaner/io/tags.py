"""What a tag of HTML is, and whether a sentence only speaks of it."""

from __future__ import annotations

import re

ELEMENTS = frozenset(
    """a abbr acronym address applet area article aside audio b base basefont bdi bdo bgsound big
    blink blockquote body br button canvas caption center cite code col colgroup command content
    data datalist dd del details dfn dialog dir div dl dt em embed fieldset figcaption figure
    font footer form frame frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html i iframe image
    img input ins isindex kbd keygen label legend li link listing main map mark marquee menu
    menuitem meta meter multicol nav nextid nobr noembed noframes noscript object ol optgroup
    option output p param picture plaintext portal pre progress q rb rp rt rtc ruby s samp
    script search section select shadow slot small source spacer span strike strong style sub
    summary sup svg table tbody td template textarea tfoot th thead time title tr track tt u ul
    var video wbr xmp math path g""".split()
)
VOID = frozenset(
    """area base basefont bgsound br col command embed frame hr image img input isindex keygen link
    meta nextid param source spacer track wbr path""".split()
)
# Elements whose end tag may be left out: `<p>` without `</p>` is common in old pages.
OPEN_ENDED = frozenset(
    "body colgroup dd dt head html li optgroup option p rp rt tbody td tfoot th thead tr".split()
)
PHRASING = frozenset(
    """a abbr acronym b bdo big cite code del dfn em font i img ins kbd label mark nobr q s samp
    small span strike strong sub sup time tt u var wbr""".split()
)
DOCUMENT = frozenset("html head body".split())
# Attributes that stand without a value.
_BARE = re.compile(
    r"allowfullscreen|alt|async|autofocus|autoplay|checked|compact|controls|default|defer|disabled"
    r"|download|formnovalidate|hidden|inert|ismap|itemscope|loop|multiple|muted|nohref|nomodule"
    r"|noresize|noshade|novalidate|nowrap|open|playsinline|readonly|required|reversed|selected"
    r"|/|\S*[-:@*#\[(]\S*",
    re.IGNORECASE,
)

TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]*(?:[-:][\w.-]+)?)(\s[^<>]*|/)?>")
_ATTRIBUTE = re.compile(r"""[^\s=]+\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"']+)|[^\s=]+""")
_LONGEST_TAG = 4000
_ITEM = re.compile(r"[ \t]*(?:[-*+•]|\d{1,3}[.)])[ \t]+")  # what opens an item of a list in text
_LONGEST_MARK = 20


def is_proper(name: str, attributes: str | None) -> bool:
    """Return whether a tag is one of HTML: an element's name, and attributes as elements have."""
    if name not in ELEMENTS and "-" not in name:
        return False
    if not attributes or attributes.isspace():
        return True
    parts = _ATTRIBUTE.findall(attributes[:_LONGEST_TAG])
    return any("=" in part for part in parts) or all(_BARE.fullmatch(part) for part in parts)


def is_quoted(text: str, tag: re.Match[str]) -> bool:
    """Return whether a sentence goes on around a tag: "the <p> tag is", "He forgot </p> again".

    An item of a list in text that is nothing but a tag is as good.
    """
    if goes_on(text, tag.end()):
        return stands_in_sentence(text, tag.start()) or _opens_line(text, tag.start())
    if text[tag.end() : tag.end() + 1] not in ("", "\n", "\r"):
        return False
    nearest = max(0, tag.start() - _LONGEST_MARK)
    line = text.rfind("\n", nearest, tag.start()) + 1
    if not line and nearest:
        return False
    return _ITEM.fullmatch(text, line, tag.start()) is not None


def goes_on(text: str, offset: int) -> bool:
    """Return whether a sentence goes on at an offset: with a space and a small letter, or with a
    mark."""
    after = text[offset : offset + 2]
    return (
        bool(re.match(r" [^\W\d_A-Z]|[,;:.?!)\"'”»、。，：；！？」』）]", after))
        and not after[1:].isupper()
    )


def stands_in_sentence(text: str, offset: int) -> bool:
    """Return whether a word and a space, or an opening mark, stand before an offset.

    A tag and a comma are as good as a word: "<p>, <b> and <i>".
    """
    return bool(
        re.search(r"[^\W_][,:]? $|>[,;] $|[(\"'“«、，「『（]$", text[max(0, offset - 4) : offset])
    )


def _opens_line(text: str, offset: int) -> bool:
    """Return whether nothing stands before an offset in its line."""
    return not text[text.rfind("\n", max(0, offset - 200), offset) + 1 : offset].strip()
