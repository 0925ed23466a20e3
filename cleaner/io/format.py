"""Tell HTML from plain text by evidence.

Tags count by where they stand and whether they are closed, not by their names alone: text quotes
tags, and mails, Markdown and code hold what looks like some. Each piece of evidence moves the
log-odds of HTML by a weight; the weights were chosen on one half of the inputs of
`tests/io/format_cases.py`, the test is on the other.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from cleaner.io.listings import without, without_listings
from cleaner.io.tags import (
    DOCUMENT,
    OPEN_ENDED,
    PHRASING,
    TAG,
    VOID,
    goes_on,
    is_proper,
    is_quoted,
    stands_in_sentence,
)
from cleaner.types import Format

# What is looked at of a long input: its beginning, and windows from there to its end.
_BEGINNING = 1 << 16
_WINDOWS, _WINDOW = 8, 1 << 12

# Comments and the marks of templates, and what ends them.
_MARKS = re.compile(r"<%|<\?(?!xml)|<!--|\{%|\{\{")
_MARK_ENDS = {"<%": "%>", "<?": "?>", "<!--": "-->", "{%": "%}", "{{": "}}"}
_JUNK = re.compile(r"[\s\0\ufeff\u200b\u2060\ufffdï»¿]+")
_DOCTYPE = re.compile(r"<!doctype\b[^<>]{0,300}>?", re.IGNORECASE)
_XML = re.compile(r"<\?xml\s[^<>]*\?>|<(?:feed|opml|rss|urlset)(?:\s[^<>]*)?>")
# How nearly all pages open: a doctype or <html>, and at once another tag.
_OPENING = re.compile(
    r"(?:<!doctype\s[^<>]{0,300}>|<html(?:\s[^<>]{0,2000})?>)\s*<(?:!--|[a-z])", re.IGNORECASE
)
_HTTP = re.compile(r"HTTP/\d(?:\.\d)? \d{3}[^\n]*\n(?:[\w-]+:[^\n]*\n)*\r?\n")
_RAW = re.compile(r"<(?:script|style|textarea|xmp)\b[^<>]*>", re.IGNORECASE)  # in it tags are text
_NAME = re.compile(r"[A-Za-z]+")
_ENTITY = re.compile(r"&(?:[A-Za-z][A-Za-z0-9]{1,8}|#\d{2,7}|#x[0-9A-Fa-f]{2,6});")

# How subtitles open: when they are shown, under a number or the name of the format.
_SUBTITLES = re.compile(
    r"(?:WEBVTT[^\n]*\n(?:[^\n]+\n)*\s*)?(?:[^\n<]{0,80}\r?\n)?"
    r"\d{1,2}:\d\d(?::\d\d)?[.,]\d{3}(?:[ ]-->[ ]|,)\d{1,2}:\d\d"
)
_INDENTED_CODE = re.compile(r"(?:(?<=\n\n)|(?<=\n\r\n))(?:(?: {4}|\t)[^\n]*\n|[ \t]*\r?\n)+")
# The same behind the end of a sentence, where prose is known to stand around it.
_INDENTED = re.compile(
    r"(?:(?<=[.!?:…。：]\n\n)|(?<=[.!?:…。：]\r\n\r\n))(?:(?: {2}|\t)[^\n]*(?:\n|\Z)|[ \t]*\r?\n)+"
)
_MARKDOWN = re.compile(
    r"^[ ]{0,3}(?:\#{1,6}[ ]\S|[-*+][ ]\S|\d{1,3}[.)][ ]\S|>[ ]?\S|\|.*\||(?:={4,}|-{4,})[ ]*$"
    r"|```|~~~|\.\.[ ][a-z-]+::)|\]\([^()\s]+\)|\*\*[^*\s][^*\n]*\*\*",
    re.MULTILINE,
)
_MAIL = re.compile(
    r"^(?:From|To|Cc|Subject|Date|Reply-To|Message-ID|In-Reply-To):[ ]\S|^>+[ ]|\bwrote:\s*$"
    r"|^-- ?$",
    re.MULTILINE,
)
_PATCH = re.compile(r"^@@ -\d+(?:,\d+)? \+\d", re.MULTILINE)
_ABOUT = re.compile(r"\b(?:HTML|tags?|elements?|markup|Tags?|Markdown)\b|тег|标签|標籤|タグ|태그")
_SENTENCE = re.compile(
    r"\b[^\W\d_]{2,30}(?:\W{1,9}[^\W\d_]{1,30}){3}|[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]{8}"
)

# Shortcodes of content systems, but not the marks of forums, in which text is no HTML.
_SHORTCODE = re.compile(
    r"\[(?!(?:b|i|u|s|url|img|quote|code|list|color|size|html|php|noparse)\b)([a-z][\w-]{1,40})"
    r"(?:[ ][^\[\]<>\n]{0,300})?\](?!\()",
)
_UNENDED_SHORTCODES = 20  # that are looked for

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
_SLOPPY = 0.05  # of the tags of a page may be odd
_LEAST = -5.0  # of what each of these may take, and of the next two
_W_BARE = -6.5  # times the share of the text in lines apart, without a tag in or next to them
_W_MARKDOWN = -0.8
_W_MAIL = -0.8
_W_PATCH = -5.0  # a patch of HTML is text
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
    """Return whether text is HTML rather than plain text."""
    return guess_format(text).format == "html"


def guess_format(text: str) -> FormatGuess:
    """Decide whether an input is HTML or plain text. Takes time linear in its length at most."""
    if "<" not in text:
        return FormatGuess("text", -_W_DOCUMENT)
    text = _sample(text)
    start = _after_junk(text)
    if _OPENING.match(text, start) or _XML.match(text, start):
        return FormatGuess("html", _W_DOCUMENT)
    if _SUBTITLES.match(text, start):
        return FormatGuess("text", -_W_DOCUMENT)
    outside = without_listings(text)
    if _has_document(outside):
        return FormatGuess("html", _W_DOCUMENT)
    evidence = _evidence(text, outside)
    if evidence.blocks + evidence.phrases + evidence.breaks + evidence.attributes == 0:
        markup = evidence.tags > 0 or text.startswith("<!--", start)
        nothing_else = markup and not _letters(without(text, _MARKS, _MARK_ENDS.__getitem__))
        return FormatGuess("html", 0.0) if nothing_else else FormatGuess("text", -_W_DOCUMENT)
    log_odds = evidence.log_odds()
    return FormatGuess("html" if log_odds > 0 else "text", log_odds)


def _sample(text: str) -> str:
    """Return the parts of a long input that are looked at."""
    head = _HTTP.match(text[:_WINDOW])
    text = text[head.end() :] if head else text
    if len(text) <= _BEGINNING + _WINDOWS * _WINDOW:
        return text
    step = (len(text) - _BEGINNING) // _WINDOWS
    ends = range(len(text) - (_WINDOWS - 1) * step, len(text) + 1, step)
    parts = [text[:_BEGINNING], *(text[end - _WINDOW : end] for end in ends)]
    return "\n".join(map(_without_cut_tags, parts))


def _without_cut_tags(part: str) -> str:
    """Return a part of a page without the halves of tags at its ends."""
    if 0 <= part.find(">") < part.find("<") or "<" not in part:
        part = part[part.find(">") + 1 :]
    return part[: part.rfind("<")] if part.rfind("<") > part.rfind(">") else part


def _has_document(outside: str) -> bool:
    """Return whether a whole page stands outside of listings, wherever it begins."""
    if not _marks_of_document(outside):
        return False
    return outside is _without_indented(outside)


def _without_indented(text: str) -> str:
    """Return text without its indented listings, if these hold all its tags and prose is around."""
    for indented in (_INDENTED_CODE, _INDENTED):
        apart = indented.sub("\n", text)
        if not TAG.search(apart) and _SENTENCE.search(apart):
            return apart
    return text


def _marks_of_document(text: str) -> bool:
    """Return whether text has two of what only whole pages have, and not within a sentence."""
    doctypes = _DOCTYPE.finditer(text)
    marks = {"doctype"} if any(not is_quoted(text, doctype) for doctype in doctypes) else set()
    for tag in TAG.finditer(text):
        name = tag[2].lower()
        if name in DOCUMENT and is_proper(name, tag[3]) and not is_quoted(text, tag):
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
    patch: bool = False
    about: int = 0
    inside: float = 0.0
    bare: float = 0.0
    spans: list[tuple[int, int]] = field(default_factory=list)

    def log_odds(self) -> float:
        """Return the log-odds of HTML."""
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
                (_W_ODD, max(0.0, self.odd - _SLOPPY * self.tags)),
                (_W_MARKDOWN, self.markdown),
                (_W_MAIL, self.mail),
            )
        )
        against += _W_PATCH * self.patch
        against += max(_LEAST_ABOUT, _W_ABOUT * self.about)
        shares = _W_INSIDE * self.inside + _W_BARE * self.bare
        return _PRIOR + _W_OPENS * self.opens + tags + against + shares


def _evidence(text: str, outside: str) -> _Evidence:
    """Count the evidence in an input; that for HTML in what stands outside of listings."""
    text = _without_raw(text)
    evidence = _Evidence(markdown=len(_MARKDOWN.findall(text)), mail=len(_MAIL.findall(text)))
    evidence.patch = _PATCH.search(text) is not None
    text = _without_raw(outside)
    if evidence.markdown:
        text = _INDENTED_CODE.sub("\n", text)
    elif _marks_of_document(text):
        text = _without_indented(text)
    text = without(text, _MARKS, _MARK_ENDS.__getitem__)
    _count_tags(text, evidence)
    _count_shortcodes(text, evidence)
    evidence.about = len(_ABOUT.findall(TAG.sub("", text)))
    evidence.entities = len(_ENTITY.findall(text))
    _measure_shares(text, evidence)
    return evidence


def _without_raw(text: str) -> str:
    """Return text without scripts, style sheets and the like; their tags stay."""
    return without(text, _RAW, lambda tag: f"</{_NAME.match(tag, 1)[0].lower()}")  # type: ignore[index]


def _after_junk(text: str) -> int:
    """Return where an input begins, behind white space and what is no character of it."""
    junk = _JUNK.match(text)
    return junk.end() if junk else 0


def _count_tags(text: str, evidence: _Evidence) -> None:
    """Count tags by what they are, and remember the spans of elements."""
    start = _after_junk(text)
    open_tags: dict[str, list[re.Match[str]]] = defaultdict(list)
    for tag in TAG.finditer(text):
        name = tag[2].lower()
        if not is_proper(name, tag[3]):
            evidence.odd += 1
            continue
        evidence.tags += 1
        evidence.opens = evidence.opens or tag.start() == start
        if not tag[1] and tag[3] and "=" in tag[3]:
            evidence.attributes += 1
        if name in VOID:
            _count_break(text, tag, evidence)
        elif not tag[1]:
            open_tags[name].append(tag)
        elif open_tags[name]:
            _count_element(text, open_tags[name].pop(), tag, evidence)
        else:
            evidence.odd += 1
    for name, tags in open_tags.items():
        for tag in tags:
            if name in OPEN_ENDED or _encloses(text, tag):
                _count_break(text, tag, evidence)
            elif is_quoted(text, tag):
                evidence.quoted += 1
            else:
                evidence.odd += 1


def _count_shortcodes(text: str, evidence: _Evidence) -> None:
    """Count pairs of shortcodes around markup as elements."""
    unended: set[str] = set()
    offset = 0
    while len(unended) < _UNENDED_SHORTCODES and (opening := _SHORTCODE.search(text, offset)):
        offset = opening.end()
        end = -1 if opening[1] in unended else text.find(f"[/{opening[1]}]", offset)
        if end < 0:
            unended.add(opening[1])
            continue
        if TAG.search(text, offset, end):
            evidence.blocks += 2  # hardly any text but HTML has such
            evidence.opens = evidence.opens or opening.start() == _after_junk(text)
            evidence.spans.append((opening.start(), end))
        offset = end


def _encloses(text: str, tag: re.Match[str]) -> bool:
    """Return whether a tag stands before a text as its start: behind a tag or in a line of its own,
    and without a space behind it."""
    before = text[max(0, tag.start() - 1) : tag.start()]
    after = text[tag.end() : tag.end() + 1]
    return before in ("", "\n", ">") and (after == "<" or after.isalnum())


def _count_break(text: str, tag: re.Match[str], evidence: _Evidence) -> None:
    if is_quoted(text, tag):
        evidence.quoted += 1
    else:
        evidence.breaks += 1


def _count_element(
    text: str, start: re.Match[str], end: re.Match[str], evidence: _Evidence
) -> None:
    """Count an element; not what sentences quote ("written <p>so</p>, and")."""
    phrase = start[2].lower() in PHRASING
    spoken_of = goes_on(text, end.end()) and stands_in_sentence(text, start.start())
    if not phrase and (spoken_of or (is_quoted(text, start) and is_quoted(text, end))):
        evidence.quoted += 1
        return
    content = text[start.end() : end.start()]
    if phrase and ((content[:1] == " " == content[-1:]) or (content in _NOTHING and not start[3])):
        evidence.quoted += 1  # "between <b> and </b>", "<b>…</b>"
        return
    if phrase:
        evidence.phrases += 1
    else:
        evidence.blocks += 1
    evidence.spans.append((start.start(), end.end()))


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
    """Return the lines of a text, and whether each holds a tag or a part of an element."""
    offset = span = 0
    for line in text.split("\n"):
        while span < len(covered) and covered[span][1] <= offset:
            span += 1
        within = span < len(covered) and covered[span][0] < offset + len(line)
        yield line, within or TAG.search(line) is not None
        offset += len(line) + 1


def _letters(text: str) -> int:
    """Count the characters of text but for tags and white space."""
    return len("".join(TAG.sub("", text).split()))


def _merged(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return spans without those that lie in others, in order."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
