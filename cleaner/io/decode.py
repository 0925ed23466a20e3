"""Bytes to text. Never fails on odd bytes; refuses what is no text at all."""

from __future__ import annotations

import codecs
import re
from contextlib import suppress
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from cleaner.errors import InputTooLarge, InvalidOption, Warning
from cleaner.io.binary import contradicts_utf16, fits_utf16, refuse_binary, unmarked_utf16
from cleaner.io.declared import REPLACEMENT, declared_encoding, encoding_of
from cleaner.io.detect import guess_encoding
from cleaner.io.web_codecs import BROKEN, decode_web

BOM = "\ufeff"

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16le"),
    (codecs.BOM_UTF16_BE, "utf-16be"),
)
# Encodings whose texts look like ASCII: they open other characters with an escape.
_ESCAPES = ((re.compile(rb"\x1b\$[@B]"), "iso-2022-jp"), (re.compile(rb"\x1b\$\)C"), "iso2022_kr"))
_ESCAPE, _TILDE, _AFTER_TILDE = b"\x1b", b"~", b"{"  # they open these escapes, and those of HZ
_HZ = re.compile(rb"~\{(?:[!-w][!-~])+~\}")


@dataclass(slots=True)
class Decoded:
    """Text, the encoding it was read as ("str" if it came as text), and what had to be mended.

    `utf8` is the text as UTF-8 if it was at hand so: encoding a page anew takes longer than all
    that is asked of its bytes.
    """

    text: str
    encoding: str
    warnings: list[Warning] = field(default_factory=list)
    utf8: bytes | None = None


def check_size(size: int, limit: int | None, unit: str = "bytes") -> None:
    """Raise InputTooLarge if `size` is over `limit` (None: no limit)."""
    if limit is not None and size > limit:
        raise InputTooLarge(
            f"the input has {size:,} {unit} or more, over the limit of {limit:,}: raise it with "
            "max_bytes (--max-bytes on the command line)"
        )


def decode(
    data: bytes, charset: str | None = None, *, encoding: str | None = None, url: str | None = None
) -> Decoded:
    """Decode the bytes of a page or text as browsers do.

    A byte order mark counts most, then `charset` (what the HTTP header said, if anything did), then
    what the page declares itself. One thing differs: what is valid UTF-8 is read as UTF-8 whatever
    it declares, since text of another encoding is hardly ever valid UTF-8 by accident. What
    declares nothing is guessed from its words, its language and the domain of `url`, and
    `warnings` say so. `encoding` overrides all but the byte order mark.

    Raises UnsupportedInput if the bytes are no text, InvalidOption for an unknown `encoding`.
    """
    asked = required_encoding(encoding) if encoding else None
    for mark, name in _BOMS:
        if data.startswith(mark):
            return _read(data[len(mark) :], name)
    if asked:
        return _read(data, asked)
    declared = encoding_of(charset) if charset else None
    wide = _read_utf16(data, declared)
    if wide:
        return wide
    refuse_binary(data)
    if not _has_opening(data):
        # The most frequent case: what the page declares need not be searched for.
        with suppress(UnicodeDecodeError):
            return Decoded(data.decode("utf-8"), "utf-8", utf8=data)
    if declared is None or declared.startswith("utf-16"):
        declared = declared_encoding(data)
    return _read_declared(data, declared) or _read_guessed(data, declared, url)


def required_encoding(label: str) -> str:
    """Return the standard's name for the label of an encoding. Raises InvalidOption."""
    name = encoding_of(label)
    if name is None or name == REPLACEMENT:
        raise InvalidOption(
            f"unknown encoding {label!r}: name one that browsers know, such as utf-8, "
            "windows-1251, shift_jis or gb18030"
        )
    return name


def _read_utf16(data: bytes, declared: str | None) -> Decoded | None:
    """Return text in UTF-16 without a byte order mark; None if it is none.

    What the HTTP header says counts, unless the bytes clearly are in the other byte order: short
    texts show too little of their own.
    """
    shown = unmarked_utf16(data)
    if declared not in ("utf-16le", "utf-16be"):
        return _read(data, shown) if shown else None
    other = "utf-16be" if declared == "utf-16le" else "utf-16le"
    fits = fits_utf16(data, declared)
    is_reversed = contradicts_utf16(data, declared) and fits_utf16(data, other)
    if is_reversed or (shown == other and not fits):
        decoded = _read(data, other)
        text = f"declared {declared}, but read as {other}, in whose byte order it is"
        decoded.warnings.insert(0, Warning("other-encoding", text))
        return decoded
    return _read(data, declared) if shown or fits else None


def _has_opening(data: bytes) -> bool:
    """Return whether an escape may be in the data. Single bytes are found many times as fast as
    pairs."""
    if _ESCAPE in data:
        return True
    at = data.find(_TILDE)
    while at >= 0:
        if data.startswith(_AFTER_TILDE, at + 1):
            return True
        at = data.find(_TILDE, at + 1)
    return False


def _read_declared(data: bytes, declared: str | None) -> Decoded | None:
    """Decode by what the bytes show or declare; None if that is nothing, or does not fit."""
    escaped = _escaped(data, declared)
    if escaped:
        return escaped
    try:
        return Decoded(data.decode("utf-8"), "utf-8", utf8=data)
    except UnicodeDecodeError:
        pass
    if declared not in (None, "utf-8", REPLACEMENT):
        return _read(data, str(declared))
    return _read(data, "utf-8") if _mostly_utf8(data) else None


def _escaped(data: bytes, declared: str | None) -> Decoded | None:
    """Decode an encoding that hides in ASCII, if the bytes hold its escapes and no errors."""
    names = [name for escape, name in _ESCAPES if escape.search(data)]
    if declared == REPLACEMENT and _HZ.search(data):
        names.append("hz")
    for name in names:
        if name == "iso-2022-jp":
            if declared == name or BROKEN not in decode_web(data, name):
                return _read(data, name)
        elif declared in (None, REPLACEMENT):
            try:
                return Decoded(data.decode(name), name)
            except UnicodeDecodeError:
                continue
    return None


def _read_guessed(data: bytes, declared: str | None, url: str | None) -> Decoded:
    """Decode in the likeliest encoding, with a warning that it was guessed."""
    guess = guess_encoding(data, _top_level_domain(url))
    decoded = _read(data, guess.encoding)
    if declared:
        said = "an encoding that browsers refuse" if declared == REPLACEMENT else declared
        text = f"declared {said}, but read as {guess.encoding}, a guess from {guess.evidence}"
        decoded.warnings.insert(0, Warning("other-encoding", text))
    else:
        text = f"no encoding declared: read as {guess.encoding}, a guess from {guess.evidence}"
        decoded.warnings.insert(0, Warning("guessed-encoding", text))
    return decoded


def _top_level_domain(url: str | None) -> str:
    try:
        host = urlsplit(url or "").hostname or ""
    except ValueError:  # "http://[broken"
        return ""
    return host.rstrip(".").rpartition(".")[2].lower()


def _mostly_utf8(data: bytes) -> bool:
    """Return whether there is more UTF-8 than there are broken places: damaged, not another
    encoding."""
    text = data.decode("utf-8", "replace")
    broken = text.count(BROKEN)
    return len(re.findall(r"[^\x00-\x7f\ufffd]", text)) > broken


def _read(data: bytes, name: str) -> Decoded:
    """Decode in an encoding, with a warning if places were broken."""
    try:
        text = decode_web(data, name)
    except LookupError:  # a codec of Python that the standard doesn't have
        text = data.decode(name, "replace")
    broken = text.count(BROKEN)
    if not broken:
        return Decoded(text, name)
    places = "1 place was" if broken == 1 else f"{broken:,} places were"
    return Decoded(
        text, name, [Warning("bad-bytes", f"{places} not valid {name} and replaced by U+FFFD")]
    )
