"""What goes in: anything that can be cleaned, as text."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from cleaner.config import MAX_BYTES
from cleaner.errors import Warning
from cleaner.io.decode import Decoded, check_size, decode

ACCEPTED = "str, bytes, pathlib.Path, an lxml element or a BeautifulSoup object"


def read_input(page: Any, max_bytes: int | None = MAX_BYTES) -> Decoded:
    """The text of anything that can be cleaned. Raises as `Cleaner.clean` does."""
    if isinstance(page, str):
        check_size(len(page), max_bytes, "characters")
        return _encodable(page)
    if isinstance(page, (bytes, bytearray, memoryview)):
        data = bytes(page)
        check_size(len(data), max_bytes)
        return decode(data)
    if isinstance(page, Path):
        check_size(page.stat().st_size, max_bytes)
        return decode(page.read_bytes())
    if is_tree(page):
        text = _serialised(page)
        check_size(len(text), max_bytes, "characters")
        return Decoded(text, "str")
    raise TypeError(f"cannot clean {type(page).__name__}: pass {ACCEPTED}")


def _encodable(text: str) -> Decoded:
    """Text without lone surrogates (halves of characters), which no encoding can write."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        mended = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        warning = Warning("lone-surrogates", "lone surrogates were joined or replaced by U+FFFD")
        return Decoded(mended, "str", [warning])
    return Decoded(text, "str")


def is_tree(page: Any) -> bool:
    """Whether a page comes parsed, by lxml or BeautifulSoup."""
    return hasattr(page, "getroottree") or hasattr(page, "getroot") or _is_soup(page)


def _is_soup(page: Any) -> bool:
    return hasattr(page, "decode_contents") and hasattr(page, "find_all")


def _serialised(page: Any) -> str:
    if _is_soup(page):
        return str(page)
    from lxml import html as lxml_html

    return str(lxml_html.tostring(page, encoding="unicode"))
