"""Tell text from what is none: PDFs, images, archives, movies, random bytes."""

from __future__ import annotations

import codecs
import re
import unicodedata

from cleaner.errors import UnsupportedInput

_SNIFFED = 2048  # bytes that are looked at
_FEW = 10  # UTF-8 with a control character in this many bytes, or fewer, is text
_CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")  # not tab, line ends, form feed, escape
# Formats that may hold nothing but ASCII. What only begins with such a mark ("%PDF-1.7 is the line
# that …") is text about it.
_IN_ASCII = re.compile(
    rb"%PDF-\d\.\d(?:[ \t]*[\r\n](?=.{0,1900}?(?:\d+ \d+ obj\b|%%EOF|%[\x80-\xff]))|\s*\Z)"
    rb"|\{\\rtf\d?(?:[\r\n]*\\|\{)",
    re.DOTALL,
)
_MAGIC = (b"PK\x03\x04", b"GIF87a", b"GIF89a", b"Rar!\x1a", b"BZh")
_ARCHIVES = re.compile(r"zip|rar|7z|tar|gzip|compress|archive|bzip|xz|zstd", re.IGNORECASE)

# UTF-16 without a byte order mark: characters looked at, and the share of them that may be none
# that text holds. Random bytes, read so, have a tenth of such.
_UTF16_CHARACTERS = 1024
_UTF16_BAD = 0.02
_SHORT_UTF16 = 64  # bytes of text in which there may be no punctuation marks
_ZEROS = 0.05  # of the characters, such as spaces
_NOT_IN_TEXT = {"Cc", "Cn", "Co", "Cs"}
# Characters of every text; in the wrong byte order they are rare or none.
_COMMON = frozenset(" \n\r\t<>/=\".,:;!?-'()0123456789、。，：；！？「」《》“”\u3000")


def refuse_binary(data: bytes) -> None:
    """Raise UnsupportedInput, with the remedy, if bytes are no text in any encoding."""
    head = data[:_SNIFFED]
    if not _IN_ASCII.match(head) and not _CONTROLS.search(head):
        return
    kind = _format_of(data)
    if kind is None and head.count(b"\0") * 50 <= len(head):
        # Of random bytes a ninth are control characters. A few stray ones make no text binary;
        # more of them may stand in what is UTF-8 all the same, such as the log of a terminal.
        few = _FEW if _is_utf8(head) else 50
        if len(_CONTROLS.findall(head)) * few <= len(head):
            return
    archive = kind is not None and _ARCHIVES.search(kind)
    remedy = "unpack it first" if archive else "extract its text with a tool for that format first"
    raise UnsupportedInput(
        f"the input looks like {kind or 'binary or compressed data'}, not like HTML or text: "
        f"{remedy}"
    )


def fits_utf16(data: bytes, name: str) -> bool:
    """Return whether bytes that are said to be in "utf-16le" or "utf-16be" may well be.

    They are valid and make characters of text, and are no text in UTF-8. All but short texts have
    spaces, ends of lines or punctuation marks, and with them bytes that text in other encodings
    has not.
    """
    if _is_utf8(data) and len(_CONTROLS.findall(data)) * _FEW <= len(data):
        return False
    if len(data) > _SHORT_UTF16 and not _CONTROLS.search(data):
        return False
    try:
        text = data.decode(name)
    except UnicodeDecodeError:
        return False
    return _utf16_score(text[:_UTF16_CHARACTERS].encode(name), name) > 0


def contradicts_utf16(data: bytes, name: str) -> bool:
    """Return whether bytes are clearly not in "utf-16le" or "utf-16be" but in the other order.

    Text has many characters with a high byte of zero, and hardly any with such a low byte.
    """
    head = data[: 2 * _UTF16_CHARACTERS]
    low, high = head[::2].count(0), head[1::2].count(0)
    if name == "utf-16be":
        low, high = high, low
    return low > high and low >= _ZEROS * (len(head) // 2)


def unmarked_utf16(data: bytes) -> str | None:
    """Return "utf-16le" or "utf-16be" if bytes are text in it without a byte order mark.

    Text has characters that Unicode knows, and more spaces, digits and common punctuation marks
    in the right order of bytes than in the wrong one.
    """
    head = data[: 2 * _UTF16_CHARACTERS]
    head = head[: len(head) // 2 * 2]
    controls = len(_CONTROLS.findall(head))
    if not controls or (_is_utf8(head) and controls * _FEW <= len(head)):
        return None
    scores = {name: _utf16_score(head, name) for name in ("utf-16le", "utf-16be")}
    best = max(scores, key=lambda name: scores[name])
    return best if scores[best] > 0 and len(set(scores.values())) == 2 else None


def _utf16_score(head: bytes, name: str) -> float:
    """Count the characters common in any text among bytes read as UTF-16; 0 if they are none."""
    text = head.decode(name, "replace").rstrip("\ufffd")
    bad = sum(
        1 for character in text
        if character not in "\t\n\r\f" and unicodedata.category(character) in _NOT_IN_TEXT
    )  # fmt: skip
    bad += text.count("\ufffd")
    if not text or bad > _UTF16_BAD * len(text):
        return 0.0
    return 0.5 + sum(1 for character in text if character in _COMMON)


def _is_utf8(head: bytes) -> bool:
    """Return whether bytes are UTF-8, but for a character that may be cut at their end."""
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return False
    return True


def _format_of(data: bytes) -> str | None:
    """Name the format that the first bytes are the mark of, None if they are of none."""
    import puremagic

    if data.startswith(b"PK\x03\x04"):  # many formats are zip archives; their names mislead
        return "a zip archive or an office document (application/zip)"
    try:
        matches = puremagic.magic_string(data[:65536])
    except (puremagic.PureError, ValueError):
        return None
    for match in matches:
        if match.confidence >= 0.3 and not match.mime_type.startswith("text/"):
            known = match.mime_type or match.extension
            return f"{match.name} ({known})" if known else str(match.name)
    return None
