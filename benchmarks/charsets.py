"""Pages in 40 encodings and languages, read exactly or not.

    python benchmarks/charsets.py [--held-out] [--words N] [--failures] [--detectors]

Makes ten pages of N words (300) for each pair of an encoding and a language, from the sentences in
`texts/charsets.txt`: declared by a `<meta>` tag or the HTTP header, undeclared, wrongly declared.
Prints how many are read exactly, that is, to the very characters that were encoded. With
`--held-out` the sentences are those that no weight was chosen on. With `--detectors`, the detectors
that are installed read the undeclared pages, too.
"""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import webencodings
from common import argument_parser
from rich.console import Console
from rich.table import Table

from cleaner.io.decode import decode
from cleaner.io.web_codecs import decode_web

TEXTS = Path(__file__).parent / "texts" / "charsets.txt"
PAIRS = """
utf-8 fi, utf-16le ru, utf-16be zh, windows-1252 fr, windows-1252 de,
iso-8859-15 fr, macintosh de, windows-1250 pl, windows-1250 cs, iso-8859-2 pl, iso-8859-2 cs,
iso-8859-16 ro, windows-1251 ru, koi8-r ru, koi8-u uk, iso-8859-5 ru, ibm866 ru, x-mac-cyrillic ru,
windows-1253 el, iso-8859-7 el, windows-1254 tr, windows-1255 he, iso-8859-8 he, windows-1256 ar,
iso-8859-6 ar, windows-1257 lt, iso-8859-13 lv, iso-8859-4 lv, iso-8859-10 is, iso-8859-14 cy,
iso-8859-3 eo, windows-1258 vi, windows-874 th, gbk zh, gb18030 zh, big5 zh-hant, euc-jp ja,
shift_jis ja, iso-2022-jp ja, euc-kr ko
"""
# Python's codec for an encoding of the standard, where the names differ.
CODECS = {
    "big5": "big5hkscs",
    "euc-kr": "cp949",
    "ibm866": "cp866",
    "macintosh": "mac-roman",
    "shift_jis": "cp932",
    "utf-16be": "utf-16-be",
    "utf-16le": "utf-16-le",
    "windows-874": "cp874",
    "x-mac-cyrillic": "mac-cyrillic",
}
DOMAINS = {
    "ar": "eg", "cs": "cz", "cy": "uk", "el": "gr", "eo": "org", "he": "il", "ja": "jp",
    "ko": "kr", "uk": "ua", "vi": "vn", "zh": "cn", "zh-hant": "tw",
}  # fmt: skip
# How each of the ten pages of a pair declares its encoding.
WAYS = (
    "meta", "http-equiv", "header", "header", "XML",
    "undeclared", "undeclared, lang", "undeclared, domain", "wrongly utf-8", "unknown label",
)  # fmt: skip
UNSPACED = {"ja", "th", "zh", "zh-hant"}
MARKS = "’“”„–…"  # typographic signs that pages have and small encodings lack


class Page(NamedTuple):
    """A page as a server sends it, and what it holds."""

    encoding: str
    language: str
    way: str
    data: bytes
    charset: str | None
    url: str | None


def texts() -> dict[str, list[str]]:
    """Return the sentences of each language."""
    sections: dict[str, list[str]] = {}
    for line in TEXTS.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            sentences = sections.setdefault(line.strip("[]"), [])
        elif line and not line.startswith("#"):
            sentences.append(line)
    return sections


def encoded(text: str, encoding: str) -> bytes:
    """Encode text; characters that the encoding lacks stand as references of HTML."""
    if encoding == "windows-1258":  # tone marks stand behind their letter
        text = "".join(map(_toned, text))
    return text.encode(CODECS.get(encoding, encoding), "xmlcharrefreplace")


def _toned(character: str) -> str:
    if character.encode("cp1258", "ignore"):
        return character
    parts = unicodedata.normalize("NFD", character)
    return unicodedata.normalize("NFC", parts[:-1]) + parts[-1]


def pages(held_out: bool, words: int) -> Iterator[Page]:
    """Make ten pages for each pair of an encoding and a language, the same in every run."""
    sentences = texts()
    for pair in PAIRS.replace("\n", " ").split(","):
        encoding, language = pair.split()
        lines = sentences[language]
        half = lines[len(lines) // 2 :] if held_out else lines[: len(lines) // 2]
        for number, way in enumerate(WAYS):
            rng = random.Random(f"{pair.strip()} {way} {number} {held_out}")
            yield page(encoding, language, way, half, words, rng)


def page(
    encoding: str, language: str, way: str, lines: list[str], words: int, rng: random.Random
) -> Page:
    """Make a page of so many words, which declares its encoding in one of `WAYS`."""
    chosen: list[str] = []
    while length(chosen, language) < words:
        chosen += rng.sample(lines, len(lines))
    while length(chosen[1:], language) >= words:
        chosen.pop()
    charset = {"header": encoding, "unknown label": "x-unknown"}.get(way)
    says = "utf-8" if way.startswith("wrongly") else encoding
    says = "iso-8859-1" if way.startswith("wrongly") and encoding == "utf-8" else says
    meta = f'<meta charset="{says}">' if way in ("meta", "wrongly utf-8") else ""
    if way == "http-equiv":
        meta = f'<meta http-equiv="Content-Type" content="text/html; charset={encoding}">'
    first = f'<?xml version="1.0" encoding="{encoding}"?>\n' if way == "XML" else ""
    lang = f' lang="{language}"' if way == "undeclared, lang" else ""
    paragraphs = "".join(f"<p>{line}</p>\n" for line in chosen[1:])
    html = (
        f"{first}<!DOCTYPE html>\n<html{lang}><head>{meta}<title>{chosen[0]}</title>\n"
        '<link rel="stylesheet" href="/css/main.css"><script>var page = {id: 17};</script>\n'
        f'</head><body><div class="nav"><a href="/">Home</a></div>\n{paragraphs}'
        f"<p>{rng.choice(MARKS)} © 2004</p></body></html>\n"
    )
    domain = DOMAINS.get(language, language)
    url = f"http://www.example.{domain}/{rng.randrange(99)}" if way.endswith("domain") else None
    return Page(encoding, language, way, encoded(html, encoding), charset, url)


def length(lines: list[str], language: str) -> int:
    """Count the words of lines; two characters count as one if words have no spaces."""
    if language in UNSPACED:
        return sum(map(len, lines)) // 2
    return sum(len(line.split()) for line in lines)


def exact(page: Page, text: str | None) -> bool:
    """Return whether a page was read to the very characters that were encoded."""
    return text == decode_web(page.data, page.encoding)


def ours(page: Page) -> str:
    """Return what `cleaner` reads."""
    return decode(page.data, page.charset, url=page.url).text


def by_detector(guess: Callable[[bytes], str | None]) -> Callable[[Page], str | None]:
    """Make a reader that reads pages by the answer of a detector."""

    def read(page: Page) -> str | None:
        answer = guess(page.data)
        try:
            name = webencodings.LABELS.get((answer or "").lower())
            names = {theirs: name for name, theirs in CODECS.items()}
            name = name or names.get(answer or "")
            if name:
                return decode_web(page.data, name)
            return page.data.decode(answer or "", "replace")
        except (LookupError, ValueError):
            return None

    return read


def detectors() -> Iterator[tuple[str, Callable[[Page], str | None]]]:
    """Yield the detectors that are installed, by name."""
    import chardet

    yield "chardet", by_detector(lambda data: chardet.detect(data, compat_names=False)["encoding"])
    try:
        from charset_normalizer import from_bytes

        yield (
            "charset-normalizer",
            by_detector(lambda data: best.encoding if (best := from_bytes(data).best()) else None),
        )
    except ImportError:
        pass
    try:
        from chardetng_py import detect

        yield "chardetng", by_detector(lambda data: str(detect(data)))
    except ImportError:
        pass


def show(title: str, read: Callable[[Page], str | None], made: list[Page], failures: bool) -> None:
    """Print how many pages of each way are read exactly."""
    results = [(one, exact(one, read(one))) for one in made]
    table = Table(title=title)
    for column in ("way", "pages", "exact", "share"):
        table.add_column(column, justify="left" if column == "way" else "right")
    groups = [*dict.fromkeys(one.way for one in made), "all declared", "all undeclared"]
    for way in groups:
        group = [right for one, right in results if belongs(one.way, way)]
        if group:
            share = sum(group) / len(group)
            table.add_row(way, str(len(group)), str(sum(group)), f"{share:.3f}")
    Console().print(table)
    if failures:
        for one, right in results:
            if not right:
                print(f"  {one.encoding} {one.language}, {one.way}: {decode(one.data).encoding}")


def belongs(way: str, group: str) -> bool:
    """Return whether pages of a way are of a group of ways."""
    if group == "all declared":
        return way in ("meta", "http-equiv", "header", "XML")
    if group == "all undeclared":
        return way.startswith("undeclared")
    return way == group


def main() -> None:
    """Make the pages and print the tables."""
    parser = argument_parser(__doc__)
    parser.add_argument("--held-out", action="store_true", help="the sentences that were kept back")
    parser.add_argument("--words", type=int, default=300, metavar="N", help="words of each page")
    parser.add_argument("--failures", action="store_true", help="list the pages that were misread")
    parser.add_argument("--detectors", action="store_true", help="compare detectors, too")
    options = parser.parse_args()
    made = list(pages(options.held_out, options.words))
    part = "held out" if options.held_out else "development"
    show(f"cleaner, {part}, {options.words} words", ours, made, options.failures)
    if options.detectors:
        undeclared = [one for one in made if belongs(one.way, "all undeclared")]
        for name, read in detectors():
            show(f"{name}, {part}, {options.words} words", read, undeclared, False)


if __name__ == "__main__":
    main()
