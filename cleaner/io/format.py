"""Tell HTML from plain text by evidence.

Tags count by where they stand and whether they are closed, not by their names alone: text quotes
tags, and mails, Markdown and code hold what looks like some. Each piece of evidence moves the
log-odds of HTML by a weight; the weights were chosen on one half of the inputs of
`tests/io/format_cases.py`, the test is on the other.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from cleaner.types import Format

_ELEMENTS = frozenset(
    """a abbr acronym address applet area article aside audio b base basefont bdi bdo bgsound big blink
    blockquote body br button canvas caption center cite code col colgroup command content data datalist
    dd del details dfn dialog dir div dl dt em embed fieldset figcaption figure font footer form frame
    frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html i iframe image img input ins isindex kbd keygen
    label legend li link listing main map mark marquee menu menuitem meta meter multicol nav nextid nobr
    noembed noframes noscript object ol optgroup option output p param picture plaintext portal pre
    progress q rb rp rt rtc ruby s samp script search section select shadow slot small source spacer span
    strike strong style sub summary sup svg table tbody td template textarea tfoot th thead time title tr
    track tt u ul var video wbr xmp math path g""".split()
)
_VOID = frozenset(
    """area base basefont bgsound br col command embed frame hr image img input isindex keygen link
    meta nextid param source spacer track wbr path""".split()
)
# Elements whose end tag may be left out: `<p>` without `</p>` is common in old pages.
_OPEN_ENDED = frozenset(
    "body colgroup dd dt head html li optgroup option p rp rt tbody td tfoot th thead tr".split()
)
_PHRASING = frozenset(
    """a abbr acronym b bdo big cite code del dfn em font i img ins kbd label mark nobr q s samp small
    span strike strong sub sup time tt u var wbr""".split()
)
_DOCUMENT = frozenset("html head body".split())
# Attributes that stand without a value.
_BARE = re.compile(
    r"(?:all)?allowfullscreen|async|autofocus|autoplay|checked|compact|controls|default|defer|disabled"
    r"|download|formnovalidate|hidden|inert|ismap|itemscope|loop|multiple|muted|nohref|nomodule|noresize"
    r"|noshade|novalidate|nowrap|open|playsinline|readonly|required|reversed|selected|alt|/|\S*[-:@*#\[(]\S*",
    re.IGNORECASE,
)

# What is looked at of a long input: its beginning, and windows from there to its end.
_BEGINNING = 1 << 16
_WINDOWS, _WINDOW = 8, 1 << 12

_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]*(?:[-:][\w.-]+)?)(\s[^<>]*|/)?>")
_ATTRIBUTE = re.compile(r"""[^\s=]+\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"']+)|[^\s=]+""")
_LONGEST_TAG = 4000
# Comments and the marks of templates, and what ends them.
_MARKS = re.compile(r"<%|<\?(?!xml)|<!--|\{%|\{\{")
_MARK_ENDS = {"<%": "%>", "<?": "?>", "<!--": "-->", "{%": "%}", "{{": "}}"}
_JUNK = re.compile(r"[\s\0\ufeff\u200b\u2060\ufffdï»¿]+")
_DOCTYPE = re.compile(r"<!doctype\b", re.IGNORECASE)
_XML = re.compile(r"<\?xml\s[^<>]*\?>|<(?:feed|opml|rss|urlset)(?:\s[^<>]*)?>")
# How nearly all pages open: a doctype or <html>, and at once another tag.
_OPENING = re.compile(
    r"(?:<!doctype\s[^<>]{0,300}>|<html(?:\s[^<>]{0,2000})?>)\s*<(?:!--|[a-z])", re.IGNORECASE
)
_HTTP = re.compile(r"HTTP/\d(?:\.\d)? \d{3}[^\n]*\n(?:[\w-]+:[^\n]*\n)*\r?\n")
_RAW = re.compile(r"<(?:script|style|textarea|xmp)\b[^<>]*>", re.IGNORECASE)  # in it tags are text
_NAME = re.compile(r"[A-Za-z]+")
_ENTITY = re.compile(r"&(?:[A-Za-z][A-Za-z0-9]{1,8}|#\d{2,7}|#x[0-9A-Fa-f]{2,6});")

_FENCE = re.compile(r"^[ \t>]{0,6}(```+|~~~+)[^\n]*\n.*?(?:^[ \t>]{0,6}\1[^\n]*$|\Z)", re.M | re.S)
_INLINE_CODE = re.compile(r"(`{1,2})[^`\n]{1,200}\1")
_INDENTED_CODE = re.compile(r"(?:(?<=\n\n)|(?<=\n\r\n))(?:(?: {4}|\t)[^\n]*\n|[ \t]*\r?\n)+")
_MARKDOWN = re.compile(
    r"^[ ]{0,3}(?:\#{1,6}[ ]\S|[-*+][ ]\S|\d{1,3}[.)][ ]\S|>[ ]?\S|\|.*\||(?:={4,}|-{4,})[ ]*$"
    r"|```|~~~|\.\.[ ][a-z-]+::)|\]\([^()\s]+\)|\*\*[^*\s][^*\n]*\*\*",
    re.MULTILINE,
)
_MAIL = re.compile(  # and patches
    r"^diff --git |^--- a/|^\+\+\+ b/|^@@ -\d|^(?:From|To|Cc|Subject|Date|Reply-To|Message-ID|In-Reply-To):[ ]\S|^>+[ ]|\bwrote:\s*$|^-- ?$",
    re.MULTILINE,
)
_ABOUT = re.compile(r"\b(?:HTML|tags?|elements?|markup|Tags?|Markdown)\b|тег|标签|標籤|タグ|태그")
_SENTENCE = re.compile(r"[^\W\d_]{2,}(?:\W+[^\W\d_]+){3,}|[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]{8}")

_ENDED = re.compile(r"[.!?:;…。！？：；][\"'”’»)\]]*\s*$")

_NOTHING = ("", "…", "...")  # between the tags of an element that is only spoken of

# Weights in log-odds of HTML.
_PRIOR = -1.0
_W_DOCUMENT = 8.0  # a doctype, <html>, <head>, <body>, </body>, </html>: two of them
_W_OPENS = 1.5  # a tag is the first thing in it
_W_BLOCK = 1.5  # an element that holds text of its own, such as <p>…</p>; up to the limit
_W_PHRASE = 1.2  # one within a text, such as <em>…</em>
_W_BREAK = 1.3  # <br>, <hr>, <img src>, an opening <p>, where a line or sentence ends
_W_ATTRIBUTES = 0.7  # a tag with attributes and values
_W_ENTITY = 0.5
_LIMIT = 4.0  # of what blocks, phrases, breaks and attributes may add, each
_W_INSIDE = 3.0  # times the share of the text that stands within elements
_W_QUOTED = -1.2  # a tag that a sentence goes on around ("the <p> tag")
_W_ODD = -0.8  # a tag that is never closed or never opened, or has attributes that none has
_LEAST = -5.0
_W_BARE = -6.5  # times the share of the text in lines apart, without a tag in or next to them
_W_MARKDOWN = -0.8
_W_MAIL = -0.8
_W_ABOUT = -0.6  # a word such as "tag" or "HTML": what speaks of markup quotes it
_LEAST_ABOUT = -1.8
_DOUBT = 1.0  # log-odds below which a decision is doubtful


class FormatGuess(NamedTuple):
    """The format of an input, and the log-odds of HTML that decided."""

    format: Format
    log_odds: float

    @property
    def doubtful(self) -> bool:
        """Whether the evidence is weak."""
        return abs(self.log_odds) < _DOUBT


def looks_like_html(text: str) -> bool:
    """Whether text is HTML rather than plain text."""
    return guess_format(text).format == "html"


def guess_format(text: str) -> FormatGuess:
    """Decide whether an input is HTML or plain text. Takes time linear in its length at most."""
    if "<" not in text:
        return FormatGuess("text", -_W_DOCUMENT)
    text = _sample(text)
    document = _document(text)
    if document is not None:
        return document
    evidence = _evidence(text)
    if evidence.blocks + evidence.phrases + evidence.breaks + evidence.attributes == 0:
        nothing_else = evidence.tags > 0 and not _letters(text)
        return FormatGuess("html", 0.0) if nothing_else else FormatGuess("text", -_W_DOCUMENT)
    log_odds = evidence.log_odds()
    return FormatGuess("html" if log_odds > 0 else "text", log_odds)


def _sample(text: str) -> str:
    """The parts of a long input that are looked at."""
    head = _HTTP.match(text[:_WINDOW])
    text = text[head.end() :] if head else text
    if len(text) <= _BEGINNING + _WINDOWS * _WINDOW:
        return text
    step = (len(text) - _BEGINNING) // _WINDOWS
    ends = range(_BEGINNING + step, len(text) + 1, step)
    return "\n".join([text[:_BEGINNING], *(text[end - _WINDOW : end] for end in ends)])


def _document(text: str) -> FormatGuess | None:
    """The decision on a whole page, wherever it begins; None if there is none in it.

    Code in Markdown may hold a page: what stands outside of it decides.
    """
    start = _after_junk(text)
    if _OPENING.match(text, start) or _XML.match(text, start):
        return FormatGuess("html", _W_DOCUMENT)
    if not _marks_of_document(text):
        return None
    outside = _INLINE_CODE.sub("", _FENCE.sub("\n", text))
    if _marks_of_document(outside):
        apart = _INDENTED_CODE.sub("\n", outside)
        listing = not _TAG.search(apart) and _SENTENCE.search(apart)
        if not listing:
            return FormatGuess("html", _W_DOCUMENT)
    return None


def _marks_of_document(text: str) -> bool:
    """Whether text has two of what only whole pages have, and not within a sentence."""
    marks = {"doctype"} if _DOCTYPE.search(text) else set()
    for tag in _TAG.finditer(text):
        name = tag[2].lower()
        if name in _DOCUMENT and _proper(name, tag[3]) and not _is_quoted(text, tag):
            marks.add(tag[1] + name)
    return len(marks) >= 2


@dataclass(slots=True)
class _Evidence:
    """What was counted in an input."""

    opens: bool = False
    tags: int = 0
    blocks: int = 0
    phrases: int = 0
    breaks: int = 0
    attributes: int = 0
    entities: int = 0
    quoted: int = 0
    odd: int = 0
    markdown: int = 0
    mail: int = 0
    about: int = 0
    inside: float = 0.0
    bare: float = 0.0
    spans: list[tuple[int, int]] = field(default_factory=list)

    def log_odds(self) -> float:
        """The log-odds of HTML."""
        tags = sum(
            min(_LIMIT, weight * count)
            for weight, count in (
                (_W_BLOCK, self.blocks),
                (_W_PHRASE, self.phrases),
                (_W_BREAK, self.breaks),
                (_W_ATTRIBUTES, self.attributes),
                (_W_ENTITY, min(self.entities, 4)),
            )
        )
        against = sum(
            max(_LEAST, weight * count)
            for weight, count in (
                (_W_QUOTED, self.quoted),
                (_W_ODD, self.odd),
                (_W_MARKDOWN, self.markdown),
                (_W_MAIL, self.mail),
            )
        )
        against += max(_LEAST_ABOUT, _W_ABOUT * self.about)
        shares = _W_INSIDE * self.inside + _W_BARE * self.bare
        return _PRIOR + _W_OPENS * self.opens + tags + against + shares


def _evidence(text: str) -> _Evidence:
    """Count the evidence in an input."""
    text = _without(text, _RAW, lambda tag: f"</{_NAME.match(tag, 1)[0].lower()}")  # type: ignore[index]
    evidence = _Evidence(markdown=len(_MARKDOWN.findall(text)), mail=len(_MAIL.findall(text)))
    text = _INLINE_CODE.sub("", _FENCE.sub("\n", text))
    if evidence.markdown:
        text = _INDENTED_CODE.sub("\n", text)
    text = _without(text, _MARKS, _MARK_ENDS.__getitem__)
    _count_tags(text, evidence)
    evidence.about = len(_ABOUT.findall(_TAG.sub("", text)))
    evidence.entities = len(_ENTITY.findall(text))
    _measure_shares(text, evidence)
    return evidence


def _without(text: str, opening: re.Pattern[str], end_of: Callable[[str], str]) -> str:
    """Text without what lies between a match of `opening` and the end that belongs to it.

    Of what has an end tag, the tags stay. An opening without an end stays, too.
    """
    folded = text.lower()
    parts: list[str] = []
    endless: set[str] = set()
    done = place = 0
    while match := opening.search(text, place):
        place = match.end()
        end = end_of(match[0])
        found = -1 if end in endless else folded.find(end, place)
        if found < 0:
            endless.add(end)
            continue
        keeps = end.startswith("</")
        parts.append(text[done : match.end() if keeps else match.start()])
        done = place = found if keeps else found + len(end)
    return "".join([*parts, text[done:]])


def _after_junk(text: str) -> int:
    """Where an input begins, behind white space and what is no character of it."""
    junk = _JUNK.match(text)
    return junk.end() if junk else 0


def _count_tags(text: str, evidence: _Evidence) -> None:
    """Count tags by what they are, and remember the spans of elements."""
    start = _after_junk(text)
    open_tags: dict[str, list[re.Match[str]]] = defaultdict(list)
    for tag in _TAG.finditer(text):
        name = tag[2].lower()
        if not _proper(name, tag[3]):
            evidence.odd += 1
            continue
        evidence.tags += 1
        evidence.opens = evidence.opens or tag.start() == start
        if not tag[1] and tag[3] and "=" in tag[3]:
            evidence.attributes += 1
        if name in _VOID:
            _count_break(text, tag, evidence)
        elif not tag[1]:
            open_tags[name].append(tag)
        elif open_tags[name]:
            _count_element(text, open_tags[name].pop(), tag, evidence)
        else:
            evidence.odd += 1
    for name, tags in open_tags.items():
        for tag in tags:
            if name in _OPEN_ENDED:
                _count_break(text, tag, evidence)
            elif _is_quoted(text, tag):
                evidence.quoted += 1
            else:
                evidence.odd += 1


def _count_break(text: str, tag: re.Match[str], evidence: _Evidence) -> None:
    if _is_quoted(text, tag):
        evidence.quoted += 1
    else:
        evidence.breaks += 1


def _count_element(
    text: str, start: re.Match[str], end: re.Match[str], evidence: _Evidence
) -> None:
    """Count an element; not what sentences quote ("written <p>so</p>, and")."""
    phrase = start[2].lower() in _PHRASING
    if _goes_on(text, end.end()) and _stands_in_sentence(text, start.start()) and not phrase:
        evidence.quoted += 1
        return
    content = text[start.end() : end.start()]
    if phrase and ((content[:1] == " " == content[-1:]) or content in _NOTHING and not start[3]):
        evidence.quoted += 1  # "between <b> and </b>", "<b>…</b>"
        return
    if phrase:
        evidence.phrases += 1
    else:
        evidence.blocks += 1
    evidence.spans.append((start.start(), end.end()))


def _proper(name: str, attributes: str | None) -> bool:
    """Whether a tag is one of HTML: an element's name, and attributes as elements have them."""
    if name not in _ELEMENTS and "-" not in name:
        return False
    if not attributes or attributes.isspace():
        return True
    parts = _ATTRIBUTE.findall(attributes[:_LONGEST_TAG])
    return any("=" in part for part in parts) or all(_BARE.fullmatch(part) for part in parts)


def _is_quoted(text: str, tag: re.Match[str]) -> bool:
    """Whether a sentence goes on around a tag: "the <p> tag is", "He forgot </p> again"."""
    return _goes_on(text, tag.end()) and (
        _stands_in_sentence(text, tag.start()) or _opens_line(text, tag.start())
    )


def _goes_on(text: str, place: int) -> bool:
    """Whether a sentence goes on at a place: with a space and a small letter, or with a mark."""
    after = text[place : place + 2]
    return bool(re.match(r" [^\W\d_A-Z]| is|[,;:.?!)\"'”»]", after)) and not after[1:].isupper()


def _stands_in_sentence(text: str, place: int) -> bool:
    """Whether a word and a space, or an opening mark, stand before a place."""
    return bool(re.search(r"[^\W_],? $|[(\"'“«]$", text[max(0, place - 4) : place]))


def _opens_line(text: str, place: int) -> bool:
    """Whether nothing stands before a place in its line."""
    return not text[text.rfind("\n", max(0, place - 200), place) + 1 : place].strip()


def _measure_shares(text: str, evidence: _Evidence) -> None:
    """Measure how much of the text stands within elements, and how much in lines apart.

    A line apart holds a sentence, and neither it nor the line before or after it holds a tag or is
    part of an element.
    """
    total = _letters(text)
    covered = _merged(evidence.spans)
    evidence.inside = sum(_letters(text[start:end]) for start, end in covered) / max(1, total)
    lines = list(_lines(text, covered))
    marked = [False, *(tagged for _, tagged in lines), False]
    bare = [
        _letters(line)
        for (line, _), around in zip(lines, zip(marked, marked[1:], marked[2:]))
        if not any(around) and _SENTENCE.search(line) and _ENDED.search(line)
    ]
    evidence.bare = sum(bare) / max(1, total) if len(bare) > 1 else 0.0


def _lines(text: str, covered: list[tuple[int, int]]) -> Iterator[tuple[str, bool]]:
    """The lines of a text, and whether each holds a tag or a part of an element."""
    place = span = 0
    for line in text.split("\n"):
        end = place + len(line)
        while span < len(covered) and covered[span][1] <= place:
            span += 1
        within = span < len(covered) and covered[span][0] < end
        yield line, within or _TAG.search(line) is not None
        place = end + 1


def _letters(text: str) -> int:
    """The number of characters of text but for tags and white space."""
    return len("".join(_TAG.sub("", text).split()))


def _merged(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans without those that lie in others, in order."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
