"""Bytes to text. Never raises on odd bytes; refuses what is no text at all."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, field

from cleaner.errors import InputTooLarge, UnsupportedInput

BOM = "\ufeff"

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_META = re.compile(
    rb"""<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*["']?\s*([\w:.-]+)""", re.I
)
_STATEFUL = re.compile(rb"\x1b[$(]")  # ISO-2022: looks like ASCII, is not
# What browsers decode under these names (WHATWG Encoding Standard, "names and labels").
_AS_BROWSERS_DO = {
    "iso-8859-1": "cp1252",
    "latin-1": "cp1252",
    "latin1": "cp1252",
    "us-ascii": "cp1252",
    "ascii": "cp1252",
    "iso-8859-9": "cp1254",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "euc-kr": "cp949",
    "ks_c_5601-1987": "cp949",
    "tis-620": "cp874",
    "iso-8859-11": "cp874",
}
# Codecs of Python that no page is written in: they fail on plain bytes, or run escapes in them.
_NOT_FOR_PAGES = {"undefined", "idna", "punycode", "unicode-escape", "raw-unicode-escape", "utf-7"}
_SNIFFED = 2048
_NOT_ASCII = re.compile(rb"[\x80-\xff]")
_TELLING = 24  # bytes that are not ASCII: fewer say too little of an encoding
_DETECTED = 200_000  # bytes that a guess at the encoding is made from


@dataclass(slots=True)
class Decoded:
    """Text, the encoding it was read as, and what had to be mended."""

    text: str
    encoding: str
    warnings: list[str] = field(default_factory=list)


def check_size(size: int, limit: int | None, unit: str = "bytes") -> None:
    """Raise InputTooLarge where `size` is over `limit` (None: no limit)."""
    if limit is not None and size > limit:
        raise InputTooLarge(
            f"the input has {size:,} {unit} or more, over the limit of {limit:,}: raise it with "
            "max_bytes (--max-bytes on the command line)"
        )


def decode(data: bytes, charset: str | None = None) -> Decoded:
    """Decode the bytes of a page or text.

    The order is that of browsers, but for one thing: what is valid UTF-8 is read as UTF-8 whatever
    it declares, since text of another encoding is hardly ever valid UTF-8 by accident.
    `charset` is what the HTTP header said, if anything did.

    Raises UnsupportedInput where the bytes are no text.
    """
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _forced(data[len(bom) :] if encoding == "utf-8" else data, encoding)
    _refuse_binary(data)
    if data[:_SNIFFED].count(b"\0") > len(data[:_SNIFFED]) // 4:
        return _forced(data, "utf-16-le" if data[1:2] == b"\0" else "utf-16-be")
    declared = _readable(_known(charset)) or _readable(_declared(data))
    stateful = _STATEFUL.search(data) is not None
    if not stateful:
        try:
            return Decoded(data.decode("utf-8"), "utf-8")
        except UnicodeDecodeError:
            pass
    if declared and declared != "utf-8":
        return _forced(data, declared)
    if _mostly_utf8(data):
        return _forced(data, "utf-8")
    found = _forced(data, _detected(data))
    if declared:
        found.warnings = [f"declared utf-8, but read as {found.encoding}", *found.warnings][:1]
    return found


def _readable(name: str | None) -> str | None:
    """An encoding that can be declared in ASCII, so not UTF-16 or UTF-32."""
    return None if name and name.startswith(("utf-16", "utf-32")) else name


def _mostly_utf8(data: bytes) -> bool:
    """Whether there is more UTF-8 than there are broken places: damaged, not another encoding."""
    text = data.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    return len(re.findall(r"[^\x00-\x7f\ufffd]", text)) > broken


def _forced(data: bytes, encoding: str) -> Decoded:
    try:
        return Decoded(data.decode(encoding), encoding)
    except UnicodeDecodeError:
        text = data.decode(encoding, "replace")
        broken = text.count("\ufffd")
        return Decoded(
            text,
            encoding,
            [
                f"{broken} {'place was' if broken == 1 else 'places were'} not valid {encoding} "
                "and replaced by U+FFFD"
            ],
        )


def _known(name: str | None) -> str | None:
    if not name:
        return None
    name = name.strip().strip("\"'").lower()
    name = _AS_BROWSERS_DO.get(name, name)
    try:
        "".encode(name)  # LookupError for unknown names, and for codecs that are not of text
        found = codecs.lookup(name).name
    except (LookupError, ValueError):
        return None
    return None if found in _NOT_FOR_PAGES else found


def _declared(data: bytes) -> str | None:
    found = _META.search(data, 0, 4096)
    return _known(found.group(1).decode("ascii", "replace")) if found else None


def _detected(data: bytes) -> str:
    from bs4.dammit import EncodingDetector

    sample = data[:_DETECTED]
    if len(_NOT_ASCII.findall(sample)) < _TELLING:
        return "cp1252"  # what browsers assume; a guess from so little would be a lottery
    for guess in EncodingDetector(sample, is_html=True).encodings:
        known = _readable(_known(guess))
        if known and known != "utf-8":
            try:
                codecs.getincrementaldecoder(known)().decode(sample)
            except UnicodeDecodeError:
                continue
            return known
    return "cp1252"


_BINARY = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def _refuse_binary(data: bytes) -> None:
    head = data[:_SNIFFED]
    suspicious = head.startswith((b"%PDF", b"PK\x03\x04", b"{\\rtf", b"GIF8", b"Rar!", b"BZh"))
    if not suspicious and not _BINARY.search(head):
        return
    if not suspicious and head.count(b"\0") * 4 > len(head):
        text = head[: len(head) // 2 * 2]
        even, odd = text[::2].count(b"\0"), text[1::2].count(b"\0")
        if max(even, odd) > len(text) // 4 and min(even, odd) * 10 < max(even, odd):
            return  # UTF-16 without a mark
    kind = _looks_like(data)
    if kind is None and head.count(b"\0") * 50 <= len(head):
        # Of random bytes a ninth are control characters. A few stray ones make no text binary;
        # more of them may stand in what is UTF-8 all the same, such as the log of a terminal.
        few = 10 if _is_utf8(head) else 50
        if len(_BINARY.findall(head)) * few <= len(head):
            return
    raise UnsupportedInput(
        f"the input looks like {kind or 'binary or compressed data'}, not like HTML or text: "
        "extract its text with a tool for that format first"
    )


def _is_utf8(head: bytes) -> bool:
    """Whether bytes are UTF-8, but for a character that may be cut at their end."""
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return False
    return True


def _looks_like(data: bytes) -> str | None:
    import puremagic

    if data.startswith(b"PK\x03\x04"):  # many formats are zip archives; their names mislead
        return "a zip archive or an office document (application/zip)"
    try:
        found = puremagic.magic_string(data[:65536])
    except (puremagic.PureError, ValueError):
        return None
    for match in found:
        if match.confidence >= 0.3 and not match.mime_type.startswith("text/"):
            known = match.mime_type or match.extension
            return f"{match.name} ({known})" if known else str(match.name)
    return None
