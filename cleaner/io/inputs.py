"""Read anything that can be cleaned: text, bytes, files, parsed pages."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path, PurePath
from typing import get_args

from cleaner.config import MAX_BYTES
from cleaner.errors import InvalidOption, Warning
from cleaner.io.compression import PACKED_ENDINGS, read_limited
from cleaner.io.decode import Decoded, check_size, decode
from cleaner.io.format import guess_format
from cleaner.io.salvage import unpack
from cleaner.io.xhtml import repair_xhtml, xml_as_html
from cleaner.types import Format, Page

ACCEPTED = "str, bytes, pathlib.Path, an lxml element or a BeautifulSoup object"
FORMATS: tuple[Format, ...] = get_args(Format)

_XHTML_ENDINGS = {".xhtml", ".xht"}
HTML_ENDINGS = {".html", ".htm", *_XHTML_ENDINGS}
TEXT_ENDINGS = {".txt", ".md", ".text", ".markdown"}

LOOKS_LIKE_PATH = "looks-like-path"
# Text that somebody may have meant to be opened.
_ADDRESS = re.compile(r"(?:https?|ftp|file)://\S+|www\.\S+\.\S+", re.IGNORECASE)
_PATH = re.compile(
    r"(?:[A-Za-z]:)?[^\r\n\t<>|\"?*]*\.(?:html?|xhtml|txt|md|text|markdown)(?:\.(?:gz|zst|bz2|xz))?",
    re.IGNORECASE,
)
_LONGEST_PATH = 1000


@dataclass(slots=True)
class Input:
    """What was read: text, its format, and what had to be mended or is doubtful; `utf8` is the text
    as UTF-8 if it was at hand so."""

    text: str
    format: Format
    encoding: str = "str"
    warnings: list[Warning] = field(default_factory=list)
    utf8: bytes | None = None


def check_format(format: str | None) -> None:
    """Raise InvalidOption for what is neither one of `FORMATS` nor None."""
    if format not in (None, *FORMATS):
        raise InvalidOption(f"format must be one of {', '.join(FORMATS)}, not {format!r}")


def read_input(
    page: Page,
    max_bytes: int | None = MAX_BYTES,
    *,
    format: Format | None = None,
    encoding: str | None = None,
    url: str | None = None,
) -> Input:
    """Read anything that can be cleaned, and decide whether it is HTML or plain text.

    `format` and `encoding` override what would be decided; `url`, the page's address, is evidence
    of the encoding. Raises as `Cleaner.clean` does.
    """
    check_format(format)
    is_xhtml = False
    if isinstance(page, str):
        check_size(len(page), max_bytes, "characters")
        decoded = encodable(page)
        decoded.warnings += _path_hints(page)
    elif isinstance(page, (bytes, bytearray, memoryview, Path)):
        unpacked = unpack(_bytes(page, max_bytes), max_bytes)
        decoded = decode(unpacked.data, encoding=encoding, url=url)
        decoded.warnings[:0] = unpacked.warnings
        if isinstance(page, Path):
            format = format or format_of_name(page.name)
            is_xhtml = _ending(page.name) in _XHTML_ENDINGS
    elif is_tree(page):
        text = _serialised(page)
        check_size(len(text), max_bytes, "characters")
        decoded = encodable(text)
        format = format or "html"
    else:
        raise TypeError(f"cannot clean {type(page).__name__}: pass {ACCEPTED}")
    return as_input(decoded, format, is_xhtml=is_xhtml)


def as_input(decoded: Decoded, format: Format | None = None, *, is_xhtml: bool = False) -> Input:
    """Return decoded text in its format, which is decided if `format` does not say it.

    `is_xhtml` says that HTML is XHTML, whether or not it declares so itself.
    """
    warnings = decoded.warnings
    if format is None:
        guess = guess_format(decoded.text)
        format = guess.format
        if guess.doubtful:
            name, other = ("HTML", "text") if format == "html" else ("plain text", "html")
            text = f'read as {name}, which is doubtful: say format="{other}" if it is not'
            warnings = [*warnings, Warning("doubtful-format", text)]
    text = repair_xhtml(decoded.text, declared=is_xhtml) if format == "html" else decoded.text
    utf8 = decoded.utf8 if text is decoded.text else None
    return Input(text, format, decoded.encoding, warnings, utf8)


def format_of_name(name: str) -> Format | None:
    """Return the format that the ending of a file's name stands for, None if it stands for none."""
    ending = _ending(name)
    return "html" if ending in HTML_ENDINGS else "text" if ending in TEXT_ENDINGS else None


def _ending(name: str) -> str:
    """Return the ending of a file's name, without that of how it is packed."""
    path = PurePath(name)
    if path.suffix.lower() in PACKED_ENDINGS:
        path = path.with_suffix("")
    return path.suffix.lower()


def _bytes(page: bytes | bytearray | memoryview | Path, limit: int | None) -> bytes:
    """Return bytes as they are, or those of a file. Raises InputTooLarge, OSError."""
    if isinstance(page, Path):
        check_size(page.stat().st_size, limit)
        with page.open("rb") as file:
            return read_limited(file, limit)
    data = bytes(page)
    check_size(len(data), limit)
    return data


def encodable(text: str) -> Decoded:
    """Return text without lone surrogates (halves of characters), which no encoding can write, with
    a warning if there were any."""
    try:
        return Decoded(text, "str", utf8=text.encode("utf-8"))
    except UnicodeEncodeError:
        mended = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        warning = Warning("lone-surrogates", "lone surrogates were joined or replaced by U+FFFD")
        return Decoded(mended, "str", [warning])


def _path_hints(text: str) -> list[Warning]:
    """Warn if all of a text is an address, or the name of a page's file."""
    if len(text) > _LONGEST_PATH:
        return []
    text = text.strip()
    if _ADDRESS.fullmatch(text):
        hint = (
            "this is an address, not a page: fetch the page, and pass its content; on the command "
            "line, `cleaner clean ADDRESS` does both"
        )
    elif _PATH.fullmatch(text) and text.count(" ") <= text.count("/") + text.count("\\") + 1:
        hint = "this is the name of a file, not a page: pass pathlib.Path(…) to read the file"
    else:
        return []
    return [Warning(LOOKS_LIKE_PATH, hint)]


def is_tree(page: object) -> bool:
    """Return whether a page comes parsed, by lxml or BeautifulSoup."""
    return hasattr(page, "getroottree") or hasattr(page, "getroot") or _is_soup(page)


def _is_soup(page: object) -> bool:
    return hasattr(page, "decode_contents") and hasattr(page, "find_all")


def _serialised(page: object) -> str:
    """Write a parsed page as HTML: an element without the text that follows it, XML as HTML parsers
    need it."""
    if _is_soup(page):
        return xml_as_html(str(page)) if _is_xml_soup(page) else str(page)
    from lxml import html as lxml_html

    data: bytes = lxml_html.tostring(page, encoding="utf-8", with_tail=False)
    # A tree of XML that was recovered from errors can hold lone surrogates.
    return data.decode("utf-8", "surrogatepass")


def _is_xml_soup(page: object) -> bool:
    """Return whether a BeautifulSoup object, or that of an element, was parsed as XML."""
    return bool(getattr(page, "is_xml", False) or getattr(page, "_is_xml", False))
