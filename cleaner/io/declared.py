"""What a page says of its own encoding: labels, the `<meta>` tags of HTML, the XML declaration.

Labels are those of the WHATWG Encoding Standard. The tags are found by the algorithm of the HTML
Standard ("prescan a byte stream to determine its encoding"), which knows comments and attributes.
"""

from __future__ import annotations

import codecs
import re
from functools import lru_cache

import webencodings

# The standard looks at 1,024 bytes, and its tree builder at every tag that follows. Heads with
# their style sheets and scripts inside were seen with 6,000 bytes before the declaration.
SCANNED = 1 << 18

_SPACE = rb"[\t\n\x0c\r ]"
_TAG = re.compile(rb"<(?:meta(?=[\t\n\x0c\r /])|/?[A-Za-z][^\t\n\x0c\r >]*)", re.IGNORECASE)
_ATTRIBUTE = re.compile(
    rb"[\t\n\x0c\r /]*([^\t\n\x0c\r />][^\t\n\x0c\r />=]*)"
    rb"(?:" + _SPACE + rb"*=" + _SPACE + rb"*"
    rb"""(?:"([^"]*)"|'([^']*)'|(["'])|([^\t\n\x0c\r >"'][^\t\n\x0c\r >]*)|))?"""
)
# In these a tag is text until their own end tag.
_RAW = {b"script", b"style", b"title", b"textarea", b"xmp", b"iframe", b"noembed", b"noframes"}
_CHARSET = re.compile(rb"charset[\t\n\x0c\r ]*=[\t\n\x0c\r ]*", re.IGNORECASE)
_XML = re.compile(
    rb"<\?xml[^>]*?encoding[\x00- ]*=[\x00- ]*(?:\"([^\">\x00- ]+)\"|'([^'>\x00- ]+)')"
)
# Codecs of Python that no page is written in, or that mean another thing on each machine.
_NOT_FOR_PAGES = {
    "charmap",
    "idna",
    "mbcs",
    "oem",
    "raw-unicode-escape",
    "undefined",
    "unicode-escape",
}
_ASCII = "".join(map(chr, range(128)))
REPLACEMENT = "replacement"  # what browsers decode to a single U+FFFD, lest escapes hide scripts


@lru_cache(maxsize=1)
def _standard_names() -> dict[str, str]:
    """Return the standard's name for each codec of Python that it has an encoding for."""
    names: dict[str, str] = {"cp950": "big5", "utf-8-sig": "utf-8"}
    for name in sorted(set(webencodings.LABELS.values())):
        names.setdefault(webencodings.lookup(name).codec_info.name, name)
    return names


@lru_cache(maxsize=256)
def encoding_of(label: str) -> str | None:
    """Return the standard's name for a label, None for a label that nobody knows.

    A label that browsers don't know is believed if it names a codec of Python in which ASCII
    stands in its place ("cp850"): its name is then Python's.
    """
    label = label.strip("\t\n\f\r \"'")
    known: str | None = webencodings.LABELS.get(label.lower())
    if known is not None or not label.isascii():
        return known
    try:
        name = codecs.lookup(label).name
        if name in _NOT_FOR_PAGES or bytes(range(128)).decode(name) != _ASCII:
            return None
    except (LookupError, ValueError, TypeError, AssertionError):
        return None
    standard: str | None = webencodings.LABELS.get(name.replace("_", "-"))
    return _standard_names().get(name) or standard or name


def declared_encoding(data: bytes) -> str | None:
    """Return the encoding that a page declares within its first bytes, None if it declares none.

    A `<meta>` tag counts more than an XML declaration, as in browsers.
    """
    head = data[:SCANNED]
    return _meta(head) or _xml(head)


def _xml(head: bytes) -> str | None:
    match = _XML.match(head.lstrip(b"\t\n\r "))
    if match is None:
        return None
    return _in_ascii(encoding_of((match[1] or match[2]).decode("latin-1")))


def _in_ascii(encoding: str | None) -> str | None:
    """Return an encoding that was declared in ASCII, so that it can't be UTF-16."""
    if encoding == "x-user-defined":
        return "windows-1252"
    return "utf-8" if encoding and encoding.startswith(("utf-16", "utf-32")) else encoding


def _meta(head: bytes) -> str | None:
    """Return the encoding of the first `<meta>` tag that names one."""
    offset = head.find(b"<")
    while offset >= 0:
        tag = _TAG.match(head, offset)
        if tag is None:
            offset = _after_markup(head, offset)
        else:
            name = tag.group()[1:].lower()
            attributes, offset = _attributes(head, tag.end())
            if attributes is None:
                return None
            if name == b"meta" and (encoding := _of_meta(attributes)):
                return encoding
            if name in _RAW:
                offset = _end_of_raw(head, offset, name)
        if offset < 0:
            return None
        offset = head.find(b"<", offset)
    return None


def _after_markup(head: bytes, offset: int) -> int:
    """Return where a comment, a declaration, a stray end tag or "<" ends; -1 if it doesn't."""
    if head.startswith(b"<!--", offset):
        end = head.find(b"-->", offset + 2)
        return end + 3 if end >= 0 else -1
    if head.startswith((b"<!", b"</", b"<?"), offset):
        end = head.find(b">", offset)
        return end + 1 if end >= 0 else -1
    return offset + 1


def _end_of_raw(head: bytes, offset: int, name: bytes) -> int:
    """Return where the text of a `<script>` or the like ends; if it doesn't, where it begins."""
    end = re.compile(b"</" + name + rb"[\t\n\x0c\r />]", re.IGNORECASE).search(head, offset)
    return end.start() if end else offset


def _attributes(head: bytes, offset: int) -> tuple[dict[bytes, bytes] | None, int]:
    """Return the attributes of a tag, the first of each name, and where they end.

    None instead of them if the bytes end within a value, as they do after a stray quotation mark.
    """
    attributes: dict[bytes, bytes] = {}
    while match := _ATTRIBUTE.match(head, offset):
        name, double, single, unclosed, bare = match.groups()
        if unclosed:
            return None, offset
        attributes.setdefault(name.lower(), double or single or bare or b"")
        offset = match.end()
    return attributes, offset


def _of_meta(attributes: dict[bytes, bytes]) -> str | None:
    """Return the encoding that the attributes of a `<meta>` tag name."""
    label: bytes | None = attributes.get(b"charset")
    if label is None and attributes.get(b"http-equiv", b"").lower() == b"content-type":
        label = _of_content(attributes.get(b"content", b""))
    return None if label is None else _in_ascii(encoding_of(label.decode("latin-1")))


def _of_content(content: bytes) -> bytes | None:
    """Return the label in a value like "text/html; charset=utf-8"."""
    match = _CHARSET.search(content)
    if match is None:
        return None
    rest = content[match.end() :]
    if rest[:1] in (b'"', b"'"):
        end = rest.find(rest[:1], 1)
        return rest[1:end] if end > 0 else None
    return re.split(rb"[\t\n\x0c\r ;]", rest, maxsplit=1)[0]
