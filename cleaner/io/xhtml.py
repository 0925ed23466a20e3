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
_SEARCHED = 4096  # characters in which a page says that it is XHTML

_ATTRIBUTES = r"""(?P<attributes>(?:\s(?:[^<>"'/]|/(?!>)|"[^"<]*"|'[^'<]*')*)?)"""
# Elements in which an HTML parser sees no tags, and all that have an end tag.
_RAW_NAMES = "iframe|noembed|noframes|noscript|script|style|textarea|title|xmp"
_VOID_NAMES = "area|base|br|col|embed|hr|img|input|link|meta|param|source|track|wbr"
_ANY_NAME = rf"(?!(?:{_VOID_NAMES})[\s/>])[a-z][\w.-]*"
_RAW, _ANY = (
    re.compile(
        rf"<!--|<!\[CDATA\[|<(?:(?P<raw>{_RAW_NAMES})|(?P<name>{names})){_ATTRIBUTES}(?P<empty>/?)>",
        re.IGNORECASE,
    )
    for names in (r"(?!)", _ANY_NAME)
)
_SUSPICIOUS = re.compile(rf"<!\[CDATA\[|<(?:{_RAW_NAMES}){_ATTRIBUTES}/>", re.IGNORECASE)


def repair_xhtml(text: str) -> str:
    """Return XHTML so that HTML parsers read it as XML parsers do; other text as it is.

    What is XHTML shows by its XML declaration, its doctype or its namespace. Only elements that
    would swallow what follows get their end tags: many pages say that they are XHTML and are not.
    Takes time linear in the length of the text.
    """
    head = text[:_SEARCHED]
    lowered = head.lower()
    if "<?xml" not in lowered and "xhtml" not in lowered:  # a search takes longer
        return text
    if not (_XHTML.search(head) and _ROOT.search(head) and _SUSPICIOUS.search(text)):
        return text
    return "".join(_repaired(text, _RAW))


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
            yield text[done : match.start()]
            yield f"<{name}{match['attributes']}></{name}>"
            done = offset
        elif match["raw"]:
            end = folded.find(f"</{match['raw'].lower()}", offset)
            offset = end if end >= 0 else len(text)
    yield text[done:]
