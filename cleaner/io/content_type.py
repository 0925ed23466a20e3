"""What the content type of an HTTP response says of a page: its format and its encoding."""

from __future__ import annotations

import re
from typing import Literal

from cleaner.types import Format

_CHARSET = re.compile(r"""charset\s*=\s*["']?\s*([\w:.-]+)""", re.IGNORECASE)
_LOOKS_LIKE_A_PAGE = re.compile(
    rb"\s*(?:\xef\xbb\xbf)?\s*(?:<\?xml|<!--|<!doctype\s+html|<html|<head|<body)", re.IGNORECASE
)
_UNKNOWN_TYPES = {"", "application/octet-stream", "unknown/unknown", "application/unknown", "*/*"}
_LONGEST_SHOWN = 80  # characters


def format_of_type(kind: str, data: bytes) -> Format | Literal[""] | None:
    """Return the format that a content type tells, as sloppy as servers write it; "" if only the
    look of the bytes can tell, None if it is no page.

    >>> format_of_type("text/html, text/html; charset=utf-8", b"")
    'html'
    >>> format_of_type("text / html", b"")
    'html'
    >>> format_of_type("image/gif", b"GIF89a") is None
    True
    """
    kind = kind.strip().strip("\"'").lower()
    kind = "/".join(part.strip() for part in kind.split("/"))  # "text / html"
    type_ = re.split(r"[;,\s]", kind, maxsplit=1)[0]
    if "html" in type_:
        return "html"
    if type_ in ("text/plain", "text/markdown", "text/x-markdown", "text", "plain", "txt"):
        return "text"
    if type_ in _UNKNOWN_TYPES:
        return "" if not type_ or _LOOKS_LIKE_A_PAGE.match(data) else None
    return None


def charset_of_type(kind: str) -> str:
    """Return the encoding that a content type names; "" if it names none."""
    charset = _CHARSET.search(kind)
    return charset[1] if charset else ""


def shown_type(kind: str) -> str:
    """Return a content type as a message names it."""
    return kind.partition(";")[0].strip()[:_LONGEST_SHOWN] or "unknown"
