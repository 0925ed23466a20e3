"""XHTML as HTML parsers read it: empty elements get an end tag, CDATA sections become text.

An XML parser takes `<script src="a.js"/>` for an empty element; an HTML parser takes it for the
start of a script that swallows the rest of the page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape

_XHTML = re.compile(
    r"<\?xml\s|<!doctype\s[^<>]*//DTD\s+XHTML|xmlns\s*=\s*[\"']http://www\.w3\.org/1999/xhtml",
    re.IGNORECASE,
)
_ROOT = re.compile(r"<(?:\w+:)?html\b", re.IGNORECASE)
_HINTS = ("<?xml", "xhtml", "XHTML")
_SEARCHED = 1 << 16  # characters in which the root of a page is searched

_ATTRIBUTES = r"""(?:\s(?:[^<>"'/]|/(?!>)|"[^"<]*"|'[^'<]*')*)"""
# Elements in which an HTML parser sees no tags, and all that have an end tag.
_RAW_NAMES = "iframe|noembed|noframes|noscript|script|style|textarea|title|xmp"
_VOID_NAMES = (
    "area|base|basefont|bgsound|br|col|embed|frame|hr|image|img|input|keygen|link|meta|param|source"
    "|track|wbr"
)
# A paragraph swallows nothing: the next block ends it. Many pages part their text by `<p/>`.
_SOME_NAME, _ANY_NAME = (
    rf"(?!(?:{names})[\s/>])[a-z][\w.:-]*" for names in (f"{_VOID_NAMES}|p", _VOID_NAMES)
)
_RAW, _DECLARED, _ANY = (
    re.compile(
        rf"<!--|<!\[CDATA\[|<(?:(?P<raw>{_RAW_NAMES})|(?P<name>{names}))"
        rf"(?P<attributes>{_ATTRIBUTES}?)(?P<empty>/?)>",
        re.IGNORECASE,
    )
    for names in (r"(?!)", _SOME_NAME, _ANY_NAME)
)
_SUSPICIOUS = re.compile(f"<{_SOME_NAME}", re.IGNORECASE)
# Empty scripts and style sheets that say where their content is.
_SWALLOWING = re.compile(rf"<(script|style){_ATTRIBUTES}/>", re.IGNORECASE)


def repair_xhtml(text: str, *, declared: bool = False) -> str:
    """Return XHTML so that HTML parsers read it as XML parsers do; other text as it is.

    What is XHTML shows by its XML declaration, its doctype or its namespace, unless it is
    `declared` so. In any page, an empty script that swallows all the rest gets an end tag: nobody
    means a page to end there. Takes time linear in the length of the text.
    """
    if "/>" not in text and "<![CDATA[" not in text:
        return text
    if declared or _is_declared(text):
        return "".join(_repaired(text, _DECLARED)) if _is_suspicious(text) else text
    return "".join(_repaired(text, _RAW)) if _is_swallowed(text) else text


def _is_declared(text: str) -> bool:
    """Return whether a page says that it is XHTML, by its root or before it."""
    if all(text.find(hint, 0, _SEARCHED) < 0 for hint in _HINTS):  # a search takes longer
        return False
    root = _ROOT.search(text, 0, _SEARCHED)
    if root is None:
        return False
    end = text.find(">", root.end(), 2 * _SEARCHED)
    return _XHTML.search(text, 0, max(end, root.end())) is not None


def _is_suspicious(text: str) -> bool:
    """Return whether XHTML may hold what HTML parsers misread, in less time than a repair takes."""
    offset = 0
    while (end := text.find("/>", offset)) >= 0:
        start = text.rfind("<", offset, end)
        if start >= 0 and _SUSPICIOUS.match(text, start):
            return True
        offset = end + 2
    return "<![CDATA[" in text


def _is_swallowed(text: str) -> bool:
    """Return whether an empty script or style sheet swallows all the rest of a page."""
    last: dict[str, int] = {}  # where the last end tags stand
    for empty in _SWALLOWING.finditer(text):
        name = empty[1].lower()
        if name not in last:
            last[name] = text.lower().rfind(f"</{name}")
        if last[name] < empty.start():
            return True
    return False


def xml_as_html(text: str) -> str:
    """Return serialised XML so that HTML parsers read it as XML parsers do."""
    return "".join(_repaired(text, _ANY))


def _repaired(text: str, markup: re.Pattern[str]) -> Iterator[str]:
    folded = text.lower()
    done = offset = 0
    while match := markup.search(text, offset):
        offset = match.end()
        if match[0] == "<!--":
            end = text.find("-->", offset)
            offset = end + 3 if end >= 0 else len(text)
        elif match[0] == "<![CDATA[":
            end = text.find("]]>", offset)
            content = text[offset : end if end >= 0 else len(text)]
            yield text[done : match.start()]
            yield escape(content, quote=False)
            done = offset = end + 3 if end >= 0 else len(text)
        elif match["empty"]:
            name = match["raw"] or match["name"]
            if _ends_in_value(match["attributes"]):
                continue
            yield text[done : match.start()]
            yield f"<{name}{match['attributes']}></{name}>"
            done = offset
        elif match["raw"]:
            end = folded.find(f"</{match['raw'].lower()}", offset)
            offset = end if end >= 0 else len(text)
    yield text[done:]


def _ends_in_value(attributes: str) -> bool:
    """Return whether attributes end in a value without quotes, which the slash belongs to."""
    last = attributes.rsplit(None, 1)[-1] if attributes and not attributes[-1].isspace() else ""
    return "=" in last and not last.endswith(('"', "'"))
