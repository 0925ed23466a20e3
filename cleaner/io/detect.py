"""Guess the encoding of bytes that declare none.

The detector is chardet, from version 7: of the ones on PyPI it reads most pages exactly, long and
short ones (`benchmarks/charsets.py` compares them). Its version is pinned, so a guess does not
depend on what else is installed. It is given the text between the tags, restricted to the encodings
of the WHATWG standard, and its ranking is weighed with what a page says of its language: `lang` and
the top-level domain.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

import webencodings

from cleaner.io.web_codecs import BROKEN, decode_web

FALLBACK = "windows-1252"  # what browsers assume of most languages
# Bytes that a guess is made from. The detector itself scores 16 KB of them.
_SAMPLE = 1 << 15
# Bytes of markup in which the text of a sample is looked for.
_SEARCHED = 1 << 20

_MARKUP = re.compile(
    rb"<!--.*?-->|<(script|style)\b.*?</\1\s*>|</?[a-z!?][^<>]*>|&#?\w{1,20};|[ \t\r\n]{2,}",
    re.IGNORECASE | re.DOTALL,
)
_LANG = re.compile(
    rb"""<html\b[^<>]{0,500}?\blang\s*=\s*["']?([a-z]{2,3}(?:-[a-z0-9]{2,8}){0,2})\b""",
    re.IGNORECASE,
)
_LANG_SEARCHED = 8192
_NOT_ASCII = re.compile(rb"[\x80-\xff]")

# Control and private characters, the sign ¤, and signs within a word ("c½ur" for "cœur").
_ODD = re.compile("[\x80-\x84\x86-\x9f\xa4\ue000-\uf8ff]|[^\\W\\d_][¦¨´¶¸¼½¾][^\\W\\d_]")
_WITH_ODD = 0.5
# Words. Those that mix scripts, such as "naпve", or have one or two Chinese characters among Latin.
_WORD = re.compile(r"[^\W\d_]+")
_MIXED_WORD = re.compile(
    r"[A-Za-z\u00c0-\u024f][\u0370-\u06ff\u0e00-\u0e7f]|[\u0370-\u06ff\u0e00-\u0e7f][A-Za-z\u00c0-\u024f]"
    r"|[a-z][\u3400-\u9fff\uac00-\ud7a3\uff61-\uff9f]{1,2}[a-z]"
)
_MIXED = 0.1
# Most pages with fewer bytes than these that are not ASCII are in FALLBACK: its confidence is
# multiplied by 1 plus this number over those bytes. Of 1,615 snippets of one to twelve words, 92 %
# of those in FALLBACK were read exactly without it and 99 % with it, of the others 96 % and 92 %.
_FEW_BYTES = 12
_FOR_FALLBACK = 1.0
_CHANCE = 0.05  # of the first choice's confidence: candidates below it are not looked at
# Of a few words every encoding is about as likely by its letters; most pages are in one of these.
_TELLING = 4  # words that are not ASCII
_USUAL = {
    "big5", "euc-jp", "euc-kr", "gb18030", "iso-2022-jp", "iso-8859-2", "shift_jis", "windows-1250",
    "windows-1251", "windows-1252", "windows-1253", "windows-1254", "windows-1255", "windows-1256",
    "windows-1257", "windows-1258", "windows-874",
}  # fmt: skip
_RARE = 0.6

# The detector's names, which are those of Python's codecs, for the standard's encodings.
_CODECS = {
    "big5": "big5hkscs",
    "euc-kr": "cp949",
    "ibm866": "cp866",
    "macintosh": "mac-roman",
    "shift_jis": "cp932",
    "windows-874": "cp874",
    "x-mac-cyrillic": "mac-cyrillic",
}
# Relatives that it answers with.
_RELATIVES = {
    "cp950": "big5",
    "euc_jis_2004": "euc-jp",
    "euc_jisx0213": "euc-jp",
    "gbk": "gb18030",
    "iso2022_jp_2": "iso-2022-jp",
    "iso2022_jp_2004": "iso-2022-jp",
    "iso2022_jp_ext": "iso-2022-jp",
    "johab": "euc-kr",
    "shift_jis_2004": "shift_jis",
    "tis-620": "windows-874",
}
_UNGUESSED = {
    "replacement",
    "x-user-defined",
    "utf-8",
    "utf-16le",
    "utf-16be",
    "iso-8859-8-i",
    "gbk",
}

_CENTRAL = ("windows-1250", "iso-8859-2")
_BALTIC = ("windows-1257", "iso-8859-13", "iso-8859-4")
_CYRILLIC = ("windows-1251", "koi8-r", "iso-8859-5", "ibm866", "x-mac-cyrillic")
_CHINESE = ("gb18030", "big5")
# The encodings that pages of a language were written in. The first is what browsers assume of it
# (the HTML Standard's table of locales).
_OF_LANGUAGE: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("cs", "hr", "hu", "pl", "sk", "sl", "sq", "bs"), _CENTRAL),
    "ro": (*_CENTRAL, "iso-8859-16"),
    **dict.fromkeys(("be", "bg", "kk", "ky", "mk", "ru", "tg", "tt"), _CYRILLIC),
    "sr": (*_CYRILLIC, *_CENTRAL),
    "uk": (*_CYRILLIC, "koi8-u"),
    **dict.fromkeys(("ar", "fa", "ur"), ("windows-1256", "iso-8859-6")),
    "cy": ("windows-1252", "iso-8859-14"),
    "el": ("windows-1253", "iso-8859-7"),
    "eo": ("iso-8859-3",),
    "et": ("windows-1257", "windows-1252", "iso-8859-15", *_BALTIC[1:]),
    "he": ("windows-1255", "iso-8859-8"),
    "is": ("windows-1252", "iso-8859-15", "iso-8859-10"),
    "ja": ("shift_jis", "euc-jp", "iso-2022-jp"),
    "ko": ("euc-kr",),
    "lt": _BALTIC,
    "lv": _BALTIC,
    "mt": ("iso-8859-3",),
    "th": ("windows-874",),
    **dict.fromkeys(("az", "ku", "tr"), ("windows-1254", "iso-8859-3")),
    "vi": ("windows-1258",),
    "zh": _CHINESE,
    "zh-hant": _CHINESE[::-1],
}  # fmt: skip
# Top-level domains whose pages are mostly in one language, if it is not the domain's own name.
_LANGUAGE_OF_DOMAIN = {
    "ba": "bs", "by": "be", "cn": "zh", "cy": "el", "cz": "cs", "ee": "et", "eg": "ar", "gr": "el",
    "hk": "zh-hant", "il": "he", "ir": "fa", "jp": "ja", "kr": "ko", "kz": "ru", "mo": "zh-hant",
    "rs": "sr", "sa": "ar", "si": "sl", "su": "ru", "sy": "ar", "tw": "zh-hant", "ua": "uk",
    "vn": "vi", "xn--p1ai": "ru", "xn--j1amh": "uk",
}  # fmt: skip
_DOMAINS = {"bg", "hr", "hu", "is", "lt", "lv", "mk", "pl", "ro", "ru", "sk", "th", "tr"}


# A candidate that the page's language speaks for wins if the detector's confidence in it is at
# least this share of that in its first choice.
_ENOUGH = 0.9


class Guess(NamedTuple):
    """An encoding, and what it was guessed from."""

    encoding: str
    evidence: str


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    """Return the standard's name of each encoding that a guess may name, by the detector's name."""
    standard = set(webencodings.LABELS.values()) - _UNGUESSED
    return {_CODECS.get(name, name): name for name in standard}


def _name(codec: str | None) -> str | None:
    """Return the standard's name for an answer of the detector."""
    if codec is None:
        return None
    codec = codec.replace("iso8859-", "iso-8859-")
    return _names().get(codec) or _RELATIVES.get(codec) or webencodings.LABELS.get(codec)


def guess_encoding(data: bytes, domain: str = "") -> Guess:
    """Guess the encoding of bytes that are not UTF-8 and declare nothing.

    `domain` is the top-level domain of the page's address, if it has one.
    """
    text = _text(data)
    if not _foreign_words(decode_web(text, FALLBACK)):
        return Guess(FALLBACK, "its signs")  # quotation marks, dashes, ©: no letters
    languages = _languages(data, domain)
    ranking = _ranking(text)
    expected = {name for language in languages for name in _OF_LANGUAGE.get(language, ())}
    best = ranking[0] if ranking else (FALLBACK, 0.0)
    for name, confidence in ranking:
        if name in expected and confidence >= _ENOUGH * best[1]:
            return Guess(name, f"its words and its language ({', '.join(languages)})")
    return Guess(best[0], "its words")


def _languages(data: bytes, domain: str) -> list[str]:
    """Return the languages that a page is likely in, by its `lang` and its top-level domain."""
    languages = []
    match = _LANG.search(data, 0, _LANG_SEARCHED)
    if match:
        tag = match[1].decode("ascii").lower()
        traditional = tag.startswith(("zh-hant", "zh-tw", "zh-hk", "zh-mo"))
        languages.append("zh-hant" if traditional else tag.partition("-")[0])
    domain = domain.lower()
    if domain in _LANGUAGE_OF_DOMAIN:
        languages.append(_LANGUAGE_OF_DOMAIN[domain])
    elif domain in _DOMAINS:
        languages.append(domain)
    return list(dict.fromkeys(language for language in languages if language in _OF_LANGUAGE))


def _text(data: bytes) -> bytes:
    """Return the text between the tags of a page, from where it stops being ASCII."""
    text = _MARKUP.sub(b" ", data[:_SEARCHED])
    first = _NOT_ASCII.search(text) or _NOT_ASCII.search(text := data)
    start = max(0, first.start() - _SAMPLE // 64) if first else 0
    return text[start : start + _SAMPLE]


def _ranking(text: bytes) -> list[tuple[str, float]]:
    """Rank the standard's encodings that text may be in by the detector's confidence, falling."""
    import chardet

    answers = chardet.detect_all(
        text,
        ignore_threshold=True,
        max_bytes=max(1, len(text)),
        compat_names=False,
        include_encodings=sorted(_names()),
        no_match_encoding=FALLBACK,
        empty_input_encoding=FALLBACK,
    )
    ranking: dict[str, float] = {}
    for answer in answers:
        name = _name(answer["encoding"])
        if name and name not in _UNGUESSED:
            ranking.setdefault(name, answer["confidence"])
    least = _CHANCE * max(ranking.values(), default=0.0)
    weighed = {
        name: confidence * _plausibility(text, name)
        for name, confidence in ranking.items()
        if confidence >= least
    }
    telling = len(_NOT_ASCII.findall(text))
    if FALLBACK in weighed and telling < _FEW_BYTES:
        weighed[FALLBACK] *= 1 + _FOR_FALLBACK / max(1, telling)
    return sorted(weighed.items(), key=lambda item: -item[1])


def _plausibility(text: bytes, name: str) -> float:
    """Measure from 0 to 1 how far the characters that an encoding makes of text occur in texts."""
    decoded = decode_web(text, name)
    if decoded.count(BROKEN) > 1 + len(text) // 500:
        return 0.0
    plausibility = _WITH_ODD if _ODD.search(decoded) else 1.0
    foreign = _foreign_words(decoded)
    mixed = len(_MIXED_WORD.findall(decoded))
    if mixed * 3 > foreign:
        plausibility *= _MIXED
    if name not in _USUAL and foreign < _TELLING:
        plausibility *= _RARE
    return plausibility


def _foreign_words(text: str) -> int:
    """Count the words that have a letter which is not ASCII."""
    return sum(not word.isascii() for word in _WORD.findall(text))
