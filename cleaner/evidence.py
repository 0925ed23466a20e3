"""What stands behind a column's number: the phrase, the class name, the pattern, in words.

A sentence of `cleaner.concepts` names what it wants to know; the functions here find it in the
paragraph, by the same weights that the features were made of.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cleaner.concepts import SECOND, Row
from cleaner.document import Label
from cleaner.features.cues import CUES, HEAD, TAIL, cue_counts
from cleaner.features.elements import TYPES, element_tokens
from cleaner.features.text import PERIODS
from cleaner.features.tokens import UNSPACED, WORD, phrases
from cleaner.segment.html import HEADINGS, HtmlPage

Weights = Mapping[str, NDArray[np.float64]]

# What a label takes of the two log-odds: body against the rest, chrome against sidebar.
DIRECTIONS = {Label.BODY: (1.0, 0.0), Label.SIDEBAR: (-1.0, -1.0), Label.CHROME: (-1.0, 1.0)}

MOST_PHRASES = 4  # of a paragraph that are looked at, the weightiest
QUOTED_CHARS = 60
SIGHT = 40  # lines on either side in which repetitions are counted
MOST_AROUND = 40  # elements around a paragraph whose names are read
NO_PHRASE = {
    Label.BODY: "no phrase that menus, teasers or forms use",
    Label.SIDEBAR: "no phrase that articles use",
    Label.CHROME: "no phrase that articles use",
}
# Shapes of lines, by the number that the column `pattern_shape` gives them; with 7 added, of a
# list item.
SHAPES = ("label", "label", "headline", "sentence", "long line", "prose", "date")
BULLET_SHAPES = 7

WORDS_FOR = {
    "before": "lines before it", "after": "lines after it",
    "colon": "a colon", "question": "a question mark", "ellipsis": "an ellipsis",
    "lower": "a lower-case letter", "digit": "a number", "bullet": "a bullet",
    "heading": "a heading's mark", "quote": "a quotation mark in front", "year": "a year",
    "clock": "a time of day", "link": "an address", "currency": "a currency sign",
    "copyright": "a copyright sign",
}  # fmt: skip
CUE_NAMES = {
    "credit": "photo credits", "byline": "bylines", "date": "dates", "more": "teasers",
    "share": "share buttons", "subscribe": "newsletter calls", "comment": "comment forms",
    "legal": "legal notices", "account": "accounts and shops", "interface": "buttons",
    "offer": "offers", "biography": "authors' biographies", "sponsor": "advertisements",
    "contact": "addresses", "place": "menus",
}  # fmt: skip
WHAT = {"bullet": "have bullets", "lower": "open in lower case", "date": "look like dates"}


@dataclass(slots=True)
class Evidence:
    """A document as the reasons need it: texts, what words weigh; of a page its elements and the
    heading above each paragraph, of a text the shape of each line."""

    texts: Sequence[str]
    phrase_weights: Weights
    name_weights: Weights
    page: HtmlPage | None = None
    headings: Sequence[int] = ()
    shapes: Sequence[int] = ()


@dataclass(slots=True)
class Case:
    """One paragraph, its label, and its columns by name."""

    evidence: Evidence
    number: int
    label: Label
    values: Mapping[str, float]

    @property
    def text(self) -> str:
        return self.evidence.texts[self.number]


class Facts(dict[str, Any]):
    """What a sentence asks for, found only when it does: `value` is the value of the column, the
    named groups of its row are what they caught."""

    def __init__(self, case: Case, column: str, row: Row) -> None:
        super().__init__(value=case.values[column], column=column)
        found = re.fullmatch(row.columns, column)
        self.groups: dict[str, str] = found.groupdict() if found else {}
        self.case = case

    @property
    def value(self) -> float:
        return float(self["value"])

    def __missing__(self, name: str) -> Any:
        return FINDERS[name](self)


def directed(weights: NDArray[np.float64], label: Label) -> float:
    """How much a token's weights speak for a label."""
    body, chrome = DIRECTIONS[label]
    return float(body * weights[0] + chrome * weights[1])


def _phrase(facts: Facts) -> str:
    """The phrase that speaks most for the label, as it is written in the paragraph."""
    known = facts.case.evidence.phrase_weights
    found = {token for token in phrases([facts.case.text])[0] if token in known}
    weighed = sorted(
        ((directed(known[token], facts.case.label), token) for token in found), reverse=True
    )
    spans = [
        (span.start(), span.end(), weight)
        for weight, token in weighed[:MOST_PHRASES]
        if weight > 0 and (span := _written(token, facts.case.text))
    ]
    if not spans:
        return NO_PHRASE[facts.case.label]
    start, end = _heaviest(sorted(spans), facts.case.text)
    return f"phrase: “{_cut(facts.case.text[start:end])}”"


def _written(token: str, text: str) -> re.Match[str] | None:
    """Where a token of a lexicon stands in a text; digits were folded to 0."""
    words = token.lstrip("^=").split(" ")
    return re.search(
        r"\b" + r"\W+".join(re.escape(word).replace("0", r"\d") for word in words) + r"\b",
        text,
        re.IGNORECASE,
    )


def _heaviest(spans: list[tuple[int, int, float]], text: str) -> tuple[int, int]:
    """Of spans that overlap or stand side by side, joined, the one with the most weight."""
    joined: list[tuple[int, int, float]] = []
    for start, end, weight in spans:
        if joined and not WORD.search(text[joined[-1][1] : start]):
            before = joined.pop()
            joined.append((before[0], max(before[1], end), before[2] + weight))
        else:
            joined.append((start, end, weight))
    start, end, _ = max(joined, key=lambda span: span[2])
    return start, end


def _name(facts: Facts) -> str:
    """The class name, id or tag around the paragraph that speaks most for the label."""
    page = facts.case.evidence.page
    if page is None:
        return "class names"
    elements, known = page.elements, facts.case.evidence.name_weights
    best, said = 0.0, ""
    for element in _around(page, facts.case.number):
        for token in element_tokens(elements.keys[elements.key[element]]):
            if token in known and (weight := directed(known[token], facts.case.label)) > best:
                inside = element in page.runs[facts.case.number, :2]
                place = "" if inside else " around it"
                if not inside and not token.startswith("<"):
                    place = f" of <{elements.tag[element]}> around it"
                best, said = weight, f"{_name_said(token)}{place}"
    if not said:
        return f"no class name around it speaks against {facts.case.label}"
    return f"{said} speaks for {facts.case.label}"


def _around(page: HtmlPage, number: int) -> Iterable[int]:
    """The elements that a paragraph stands in, from the innermost; the page's own is left out."""
    element = int(page.runs[number, 1])
    for _ in range(MOST_AROUND):
        if page.elements.parent[element] < 0:
            return
        yield element
        element = page.elements.parent[element]


def _name_said(token: str) -> str:
    if token.startswith("<"):
        return f"the tag {token}>"
    if token.startswith("#"):
        return f"the id “{token[1:]}”"
    kind, is_attribute, value = token.partition("=")
    return f"the {kind} “{value}”" if is_attribute else f"the class name “{token}”"


def _heading(facts: Facts) -> str:
    evidence = facts.case.evidence
    above = evidence.headings[facts.case.number]
    if above < 0:
        return "stands under no heading"
    return f"stands under the heading “{_cut(evidence.texts[above])}”"


def headings_above(page: HtmlPage) -> list[int]:
    """For each paragraph the heading that it stands under, -1 for none."""
    above, latest = [], -1
    for i, block in enumerate(page.blocks):
        above.append(latest)
        if page.elements.tag[block] in HEADINGS:
            latest = i
    return above


def _page_type(facts: Facts) -> str:
    likeliest = max(TYPES, key=lambda name: facts.case.values[f"page_p_{name}"])
    return (
        f"the page looks like type “{likeliest}” ({facts.case.values[f'page_p_{likeliest}']:.0%})"
    )


def _cues(facts: Facts) -> str:
    """The cue words of the column's class, or of any."""
    classes, text = list(CUES), facts.case.text
    wanted = {facts.groups["cue"]} & set(classes) or set(classes)
    words = WORD.findall(text.lower())
    if len(words) > HEAD + TAIL:
        words = [*words[:HEAD], *words[-TAIL:]]
    found = [
        stretch
        for stretch in chain(map(" ".join, zip(words, words[1:])), words)
        for name, count in zip(classes, cue_counts("", [stretch]))
        if count and name in wanted
    ]
    if UNSPACED.search(text):
        entries = (
            entry.strip() for name in classes if name in wanted for entry in CUES[name].split("|")
        )
        found += [entry for entry in entries if UNSPACED.search(entry) and entry in text]
    # A pair is counted with its words: of "read more" and "more" the longer is named.
    unique = [a for a in dict.fromkeys(found) if not any(a != b and a in b.split() for b in found)]
    kind = CUE_NAMES[wanted.pop()] if len(wanted) == 1 else "buttons, bylines or teasers"
    if not unique:
        return f"no word of {kind}"
    return f"words of {kind}: " + ", ".join(f"“{word}”" for word in unique[:3])


def _topic(facts: Facts) -> float:
    """Share of the content words that the rest of the body does not use."""
    shared = facts.case.values.get(
        SECOND + "topic_body_shared", facts.case.values.get("topic_shared", 0.0)
    )
    return 1.0 - shared


def _pattern(facts: Facts) -> str:
    """The pattern of shapes that the lines around repeat, and how often."""
    best, unit = 1, tuple[int, ...]()
    start = max(facts.case.number - SIGHT, 0)
    shapes = facts.case.evidence.shapes[start : facts.case.number + SIGHT]
    for period in PERIODS:
        times, found = _repeats(shapes, facts.case.number - start, period)
        if times * period > best * max(len(unit), 1) and times > 1:
            best, unit = times, found
    if not unit:
        return "the lines around it repeat no pattern"
    more = "at least " if best * len(unit) >= SIGHT else ""
    return f"repeats the pattern {'/'.join(map(_shape, unit))} {more}{best} times"


def _repeats(shapes: Sequence[int], at: int, period: int) -> tuple[int, tuple[int, ...]]:
    """How often the lines around a line repeat a unit of some lines, and that unit."""
    best, unit = 1, tuple(shapes[at : at + period])
    for first in range(max(at - period + 1, 0), at + 1):
        found = tuple(shapes[first : first + period])
        start, end = first, first + period
        if len(found) < period:
            continue
        while start >= period and tuple(shapes[start - period : start]) == found:
            start -= period
        while tuple(shapes[end : end + period]) == found:
            end += period
        times = (end - start) // period
        if times > best:
            best, unit = times, tuple(shapes[start : start + period])
    return best, unit


def _shape(shape: int) -> str:
    kind = SHAPES[shape % BULLET_SHAPES]
    return f"bulleted {kind}" if shape >= BULLET_SHAPES else kind


def _where(facts: Facts) -> str:
    where = facts.groups["where"]
    if where in WORDS_FOR:
        return WORDS_FOR[where]
    reach = re.search(r"\d+", where)
    steps = int(reach[0]) if reach else 1
    if where.startswith(("within", "window")):
        return f"{steps} paragraphs on either side"
    side = "after" if "+" in where else "before"
    return f"the {_ordinal(steps)}paragraph {side} it"


def _container(facts: Facts) -> str:
    level = int(facts.groups["container"][-1])
    return "its container" if level == 1 else f"the {_ordinal(level)}container around it"


def _ordinal(n: int) -> str:
    return {1: "", 2: "2nd ", 3: "3rd "}.get(n, f"{n}th ")


def _times(facts: Facts) -> str:
    return {1: "once", 2: "twice"}.get(round(facts.value), f"{facts.value:.0f} times")


def _block(facts: Facts) -> str:
    lines = round(facts.case.values["place_run_length"])
    if lines == 1:
        return "stands alone between lines of another length"
    return f"stands in a block of {lines} lines of like length"


def _away(steps: float) -> str:
    side = "below" if steps > 0 else "above"
    return f"{abs(steps):.0f} paragraph{'' if abs(steps) == 1 else 's'} {side}"


def _alike(facts: Facts) -> str:
    others = round(facts.value) - 1
    if not others:
        return "no other paragraph is marked up like it"
    return f"{others} other paragraph{'s are' if others > 1 else ' is'} marked up like it"


def _reads(word: str, other: str) -> Callable[[Facts], str]:
    return lambda facts: f"{word if facts.value > 0 else other}, score {facts.value:+.1f}"


def _cut(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= QUOTED_CHARS else text[: QUOTED_CHARS - 1].rstrip() + "…"


FINDERS: dict[str, Callable[[Facts], Any]] = {
    "phrase": _phrase,
    "name": _name,
    "heading": _heading,
    "page_type": _page_type,
    "cues": _cues,
    "topic": _topic,
    "pattern": _pattern,
    "where": _where,
    "a_where": lambda facts: _where(facts).removeprefix("the "),
    "container": _container,
    "times": _times,
    "away": lambda facts: _away(facts.value),
    "before_end": lambda facts: _away(-facts.value),
    "share": lambda facts: min(facts.value, 1.0),
    "s": lambda facts: "" if facts.value == 1 else "s",
    "alike": _alike,
    "tag": lambda facts: facts.groups["tag"],
    "mark": lambda facts: WORDS_FOR[facts.groups["mark"]],
    "what": lambda facts: WHAT[facts.groups["what"]],
    "block": _block,
    "from_log": lambda facts: math.expm1(facts.value),
    "like_body": _reads("like an article", "unlike an article"),
    "like_chrome": _reads("like forms and bylines", "like teasers and menus"),
    "more_body": _reads("more like an article", "less like an article"),
    "more_chrome": _reads("more like forms and bylines", "more like teasers and menus"),
    "likely_body": _reads("likely body", "hardly body"),
    "longer": lambda facts: "longer" if facts.value > 0 else "shorter",
}
