"""Decode bytes as the WHATWG Encoding Standard does, on top of Python's codecs.

Python's codecs follow the registered character sets, browsers follow
https://encoding.spec.whatwg.org/. Every pair of bytes of every encoding was compared with the
standard's index files (dates 2018 to 2024). What differs, and is mended here:

===========  ======================  ==========================================================
encoding     codec of Python         mended
===========  ======================  ==========================================================
big5         big5hkscs               192 characters of HKSCS-2008 and ETEN; 11 signs of rows
                                     A1 and A2 (U+2027, U+FE51, U+00AF, U+FF5E, …)
euc-jp       euc_jp                  rows 13 and 89 to 92 (NEC, IBM): 457 characters; seven
                                     signs (U+FF5E for U+301C, U+FF0D for U+2212, …)
iso-2022-jp  -                       as euc-jp; half-width katakana; errors
shift_jis    cp932                   four bytes that the standard has nothing for
gbk,         gb18030                 0x80 is the euro sign; 20 code points of GB 18030-2022
gb18030
koi8-u       koi8_u                  Ў and ў of Belarusian
windows-*    cp*                     C1 controls where Windows has no character; U+05BA
x-user-      -                       all
defined
===========  ======================  ==========================================================

Broken sequences are U+FFFD, one for each that the standard counts, and decoding goes on with the
byte that it goes on with: an ASCII byte after a lead byte is never swallowed.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable
from functools import lru_cache

import webencodings

BROKEN = "\ufffd"
# A broken place costs 2 µs. Input with more of them than this isn't text in that encoding; Python's
# own replacement, which may lose step, is good enough for it and 50 times as fast.
_MOST_BROKEN = 100_000

# Where the standard's index-big5.txt has a character and Python's big5hkscs has none: the first
# pair of bytes of a run, and the characters from there on.
_BIG5_RUNS = (
    "877a㡵𡵓𣚞𦀡㻬𥣞㫵竼龗𤅡𨤍𣇪𠪊𣉞䌊蒄龖鐯䤰蘓墖靊鈘秐稲晠権袝瑌篅枂稬剏遆㓦珄𥶹瓆鿇垳䤯呌"
    "䄱𣚎堘穲𧭥讏䚮𦺈䆁𥶙箮𢒼鿈𢓁𢓉𢓌鿉蔄𣖻䂴鿊䓡𪷿拁灮鿋 8e69箸 8e6f簆 8e7e糎 8eab緒 8eb4縝 "
    "8ecd者 8ed0耨 8f57菁 8f69蒨 8f6e萏 8fcb覦覩 8ffe起 906d都 907a銹 90dc靜 90f1響 91bf鼖 92"
    "44蔃 92af兙兛兝兞 92c8鍮 92d1瑹 9447浧 94ca禛 95d9邗 9644靝 96ed瀞 96fc嬨 9b76爁 9b78矗 "
    "9b7b纇 9bc6駖 9bde釔 9bec惞 9bf6澶 9c42輶 9c53侻 9c62營 9c68鄄 9c6b鷰 9c77菏 9cbc尐秣 9c"
    "d0婧 9d57輋 9d5a筑 9dc4拐 9ea9恢 9eef痹 9efd汊 9f60鬮 9f66鼗 9fcb僭 9fd8弌 a063蠏 a077拎"
    " a0d5瑨 a0df煢 a0e4牐 a3c0␀␁␂␃␄␅␆␇␈␉␊␋␌␍␎␏␐␑␒␓␔␕␖␗␘␙␚␛␜␝␞␟␡€ c6cf廴 c6d3无 c6d5癶 c6d7隶"
    " c6de〃仝 fa5f倩 fa66偽 fabd包 fac5卄 fad5卿 fb48嘅 fbb8婷 fbf3幵 fbf9廐 fc4f彘 fc6c悤 f"
    "cb9撐 fce2晴 fcf1杞 fdb7沜渝 fdbb港 fdf1煮 fe52猪 fe6f瑜 feaa瓩 fedd砉"
)
# Two pairs that Python reads like two others, so that the text doesn't show them: U+2215, U+FE68.
_BIG5_ALIASES = re.compile(rb"\xa2[AB]")
_BIG5_PAIR = re.compile(rb"[\x81-\xfe][\x40-\x7e\x80-\xff]|[\x00-\xff]")  # or what is broken
_BIG5_ALIAS = {b"\xa2A": "\u2215", b"\xa2B": "\ufe68"}
_ABOVE_SIGNS = re.compile(rb"[\x40-\xff]+")  # no pair of Big5 holds a byte below these

# Signs that Python reads in another way: its character, the standard's.
_BIG5_SIGNS = ("•､‾∼♁☉¥¢£", "‧﹑¯～⊕⊙￥￠￡")
_JIS_SIGNS = ("〜‖−¢£¬", "～∥－￠￡￢")  # as in cp932
_GB_SIGNS = (
    "\ue5e5\ue78d\ue78e\ue78f\ue790\ue791\ue792\ue793\ue794\ue795\ue796\ue7c7"
    "\ue81e\ue826\ue82b\ue82c\ue832\ue843\ue854\ue864",
    "\u3000︐︒︑︓︔︕︖︗︘︙ḿ龴龵龶龷龸龹龺龻",
)
_CP932_EXTRAS = ("\uf8f0\uf8f1\uf8f2\uf8f3", BROKEN * 4)

# Python's codec for each single-byte encoding whose name is not Python's.
_SINGLE_BYTE = {
    "ibm866": "cp866",
    "iso-8859-8-i": "iso8859-8",
    "macintosh": "mac_roman",
    "windows-874": "cp874",
    "x-mac-cyrillic": "mac_cyrillic",
}
_ENCODINGS = frozenset(webencodings.LABELS.values()) - {"replacement"}
_UNICODE = {"utf-8", "utf-16le", "utf-16be", "utf-32-le", "utf-32-be"}  # the last by their marks
_DIFFERENT = {"koi8-u": {0xAE: "ў", 0xBE: "Ў"}, "windows-1255": {0xCA: "\u05ba"}}


def decode_web(data: bytes, name: str) -> str:
    """Decode bytes in the encoding of this name (a name of the standard, not any label).

    What is broken becomes U+FFFD. UTF-16 and UTF-8 lose no byte order mark here. Raises
    LookupError for names that the standard has no decoder for.
    """
    decoder = _DECODERS.get(name)
    if decoder is not None:
        return decoder(data)
    if name in _UNICODE:
        return data.decode(name, "replace")
    if name not in _ENCODINGS:
        raise LookupError(f"no encoding of the standard: {name}")
    return codecs.charmap_decode(data, "strict", _table(name))[0]


@lru_cache(maxsize=64)
def _table(name: str) -> str:
    """Return the 256 characters of a single-byte encoding."""
    if name == "x-user-defined":
        return "".join(chr(byte if byte < 0x80 else 0xF700 + byte) for byte in range(256))
    characters = list(bytes(range(256)).decode(_SINGLE_BYTE.get(name, name), "replace"))
    if name.startswith("windows"):
        for byte in range(0x80, 0xA0):
            if characters[byte] == BROKEN:
                characters[byte] = chr(byte)
    for byte, character in _DIFFERENT.get(name, {}).items():
        characters[byte] = character
    return "".join(characters)


def _decoded(data: bytes, codec: str, handler: str) -> str:
    """Decode by a codec of Python and one of the error handlers below."""
    try:
        return data.decode(codec)
    except UnicodeDecodeError:
        replaced = data.decode(codec, "replace")
        if replaced.count(BROKEN) > _MOST_BROKEN:
            return replaced
        return data.decode(codec, handler)


def _exchanged(text: str, signs: tuple[str, str]) -> str:
    """Put the standard's signs in the place of Python's; searching beats `str.translate`."""
    for ours, theirs in zip(*signs):
        if ours in text:
            text = text.replace(ours, theirs)
    return text


def _handler(
    lead: bytes, longer: Callable[[bytes, int], tuple[str, int] | None]
) -> Callable[[UnicodeError], tuple[str, int]]:
    """Make a codec error handler that resumes where the standard does.

    `lead` holds the bytes that may open a pair. `longer` is asked for what the pair at a position
    is, and where to go on; None if it is nothing.
    """
    leads = frozenset(lead)

    def handle(error: UnicodeError) -> tuple[str, int]:
        if not isinstance(error, UnicodeDecodeError):
            raise error
        data, start = error.object, error.start
        if data[start] not in leads or start + 1 == len(data):
            return BROKEN, start + 1
        known = longer(data, start)
        if known is not None:
            return known
        return BROKEN, start + (1 if data[start + 1] < 0x80 else 2)

    return handle


@lru_cache(maxsize=1)
def _big5_missing() -> dict[bytes, str]:
    """Return the pairs of bytes that only the standard's Big5 has a character for."""
    missing = {}
    for run in _BIG5_RUNS.split(" "):
        lead, trail = bytes.fromhex(run[:4])
        for character in run[4:]:
            missing[bytes((lead, trail))] = character
            trail = 0xA1 if trail == 0x7E else trail + 1
            if trail == 0xFF:
                lead, trail = lead + 1, 0x40
    return missing


def _big5_pair(data: bytes, start: int) -> tuple[str, int] | None:
    character = _big5_missing().get(data[start : start + 2])
    return None if character is None else (character, start + 2)


def _big5(data: bytes) -> str:
    text = _decoded(data, "big5hkscs", "cleaner-big5")
    offsets = _big5_aliases(data) if text.count(BROKEN) <= _MOST_BROKEN else []
    if offsets:
        parts: list[str] = []
        done = 0
        for offset in offsets:
            parts.append(_decoded(data[done:offset], "big5hkscs", "cleaner-big5"))
            parts.append(_BIG5_ALIAS[data[offset : offset + 2]])
            done = offset + 2
        text = "".join([*parts, _decoded(data[done:], "big5hkscs", "cleaner-big5")])
    return _exchanged(text, _BIG5_SIGNS)


def _big5_aliases(data: bytes) -> list[int]:
    """Find where the two pairs stand that Python reads like others; nowhere if there are too many.

    A pair may seem to stand across two others, so the run of bytes around it is cut into pairs.
    """
    offsets: list[int] = []
    if sum(map(data.count, _BIG5_ALIAS)) > _MOST_BROKEN:
        return offsets
    seen = 0
    for alias in _BIG5_ALIASES.finditer(data):
        if alias.start() < seen:
            continue
        start = alias.start()
        while start > seen and data[start - 1] >= 0x80:  # back to where a pair must begin
            start -= 1
        run = _ABOVE_SIGNS.match(data, start)
        seen = run.end() if run else alias.end()
        pairs = _BIG5_PAIR.finditer(data, start, seen)
        offsets += [pair.start() for pair in pairs if pair.group() in _BIG5_ALIAS]
    return offsets


def _jis_pair(data: bytes, start: int) -> tuple[str, int] | None:
    """Return a character of JIS X 0208 with the rows of NEC and IBM, which cp932 knows."""
    lead, trail = data[start], data[start + 1]
    if lead == 0x8F and 0xA1 <= trail <= 0xFE:
        if start + 2 == len(data) or data[start + 2] < 0x80:
            return BROKEN, start + 2
        return BROKEN, start + 3
    if not (0xA1 <= lead <= 0xFE and 0xA1 <= trail <= 0xFE):
        return None
    row, cell = lead - 0xA1, trail - 0xA1
    first = row // 2 + (0x81 if row < 62 else 0xC1)
    second = cell + (0x9F if row % 2 else 0x40 if cell < 63 else 0x41)
    try:
        return bytes((first, second)).decode("cp932"), start + 2
    except UnicodeDecodeError:
        return None


def _euc_jp(data: bytes) -> str:
    # The tilde of JIS X 0212, which Python reads as the ASCII one; 8F never ends a character.
    data = data.replace(b"\x8f\xa2\xb7", b"\xa1\xc1")
    return _exchanged(_decoded(data, "euc_jp", "cleaner-euc-jp"), _JIS_SIGNS)


def _shift_jis(data: bytes) -> str:
    return _exchanged(_decoded(data, "cp932", "cleaner-shift_jis"), _CP932_EXTRAS)


def _euc_kr(data: bytes) -> str:
    return _decoded(data, "cp949", "cleaner-euc-kr")


def _gb_sequence(data: bytes, start: int) -> tuple[str, int] | None:
    """Return what the standard makes of a broken sequence of two or four bytes."""
    if 0x30 <= data[start + 1] <= 0x39:  # the first half of four bytes, or nothing
        if len(data) - start < 4 and all(
            low <= byte <= high
            for byte, (low, high) in zip(data[start + 2 :], ((0x81, 0xFE), (0x30, 0x39)))
        ):
            return BROKEN, len(data)
        whole = len(data) - start >= 4 and 0x81 <= data[start + 2] <= 0xFE
        whole = whole and 0x30 <= data[start + 3] <= 0x39
        return BROKEN, start + (4 if whole else 1)
    return None


_EURO = _handler(bytes(range(0x81, 0xFF)), _gb_sequence)


def _handle_gb(error: UnicodeError) -> tuple[str, int]:
    """Handle the standard's errors, and the euro sign of GBK."""
    if isinstance(error, UnicodeDecodeError) and error.object[error.start] == 0x80:
        return "€", error.start + 1
    return _EURO(error)


def _gb18030(data: bytes) -> str:
    return _exchanged(_decoded(data, "gb18030", "cleaner-gb18030"), _GB_SIGNS)


_ESCAPE = re.compile(rb"\x1b(\([BIJ]|\$[@B])")
_ISO_2022_ASCII = "".join(
    BROKEN if byte > 0x7F or byte in b"\x0e\x0f\x1b" else chr(byte) for byte in range(256)
)
_ISO_2022_TABLES = {
    b"(B": _ISO_2022_ASCII,
    b"(J": _ISO_2022_ASCII.replace("\\", "¥").replace("~", "‾"),
    b"(I": "".join(chr(0xFF40 + byte) if 0x21 <= byte <= 0x5F else BROKEN for byte in range(256)),
}
_TO_EUC = bytes(
    byte + 0x80 if 0x21 <= byte <= 0x7E else 0x1B if byte == 0x1B else 0x80 for byte in range(256)
)


def _iso_2022_jp(data: bytes) -> str:
    pieces = _ESCAPE.split(data)
    text = [codecs.charmap_decode(pieces[0], "strict", _ISO_2022_ASCII)[0]]
    for escape, piece in zip(pieces[1::2], pieces[2::2]):
        table = _ISO_2022_TABLES.get(escape)
        if table is not None:
            text.append(codecs.charmap_decode(piece, "strict", table)[0])
        else:
            text.append(_decoded(piece.translate(_TO_EUC), "euc_jp", "cleaner-euc-jp"))
        # Of two escapes in a row one may hide something, so the standard shows it.
        text.append("" if piece else BROKEN)
    if len(pieces) > 1 and not pieces[-1]:
        text.pop()
    return _exchanged("".join(text), _JIS_SIGNS).replace("\x1b", BROKEN)


_DECODERS: dict[str, Callable[[bytes], str]] = {
    "big5": _big5,
    "euc-jp": _euc_jp,
    "euc-kr": _euc_kr,
    "gb18030": _gb18030,
    "gbk": _gb18030,
    "iso-2022-jp": _iso_2022_jp,
    "shift_jis": _shift_jis,
}
_LEADS_81 = bytes(range(0x81, 0xFF))
codecs.register_error("cleaner-big5", _handler(_LEADS_81, _big5_pair))
codecs.register_error("cleaner-euc-kr", _handler(_LEADS_81, lambda data, start: None))
codecs.register_error(
    "cleaner-shift_jis", _handler(bytes([*range(0x81, 0xA0), *range(0xE0, 0xFD)]), lambda *_: None)
)
codecs.register_error(
    "cleaner-euc-jp", _handler(bytes([0x8E, 0x8F, *range(0xA1, 0xFF)]), _jis_pair)
)
codecs.register_error("cleaner-gb18030", _handle_gb)
