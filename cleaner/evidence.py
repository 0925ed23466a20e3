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

from cleaner.concepts import SECOND
from cleaner.document import Label
from cleaner.features.cues import CUES, cue_counts
from cleaner.features.elements import TYPES, element_tokens
from cleaner.features.text import PERIODS
from cleaner.features.tokens import WORD, phrases
from cleaner.segment.html import HEADINGS, HtmlPage

Weights = Mapping[str, NDArray[np.float64]]

# What a label takes of the two log-odds: body against the rest, chrome against sidebar.
DIRECTIONS = {Label.BODY: (1.0, 0.0), Label.SIDEBAR: (-1.0, -1.0), Label.CHROME: (-1.0, 1.0)}

MOST_PHRASES = 4  # of a paragraph that are looked at, the weightiest
QUOTED_CHARS = 60
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
    "before": "the lines before it", "after": "the lines after it",
    "colon": "a colon", "question": "a question mark", "ellipsis": "an ellipsis",
    "lower": "a lower-case letter", "digit": "a number", "bullet": "a bullet",
    "heading": "a heading's mark", "quote": "a quotation mark in front", "year": "a year",
    "clock": "a time of day", "link": "an address", "currency": "a currency sign",
    "copyright": "a copyright sign",
}  # fmt: skip
WHAT = {"bullet": "bullets", "lower": "open in lower case", "date": "dates"}


@dataclass(slots=True)
class Evidence:
    """A document as the reasons need it: texts, the page if it is one, what words weigh."""

    texts: Sequence[str]
    phrase_weights: Weights
    name_weights: Weights
    page: HtmlPage | None = None


@dataclass(slots=True)
class Case:
    """One column of one paragraph. `values` are the paragraph's columns by name, `shapes` the
    shapes of all lines of a text, `groups` what the pattern of the column's row caught."""

    evidence: Evidence
    number: int
    label: Label
    column: str
    value: float
    groups: Mapping[str, str]
    values: Mapping[str, float]
    shapes: Sequence[int]

    @property
    def text(self) -> str:
        return self.evidence.texts[self.number]


class Facts(dict[str, Any]):
    """What a sentence asks for, found only when it does."""

    def __init__(self, case: Case) -> None:
        super().__init__(value=case.value, column=case.column.removeprefix(SECOND))
        self.case = case

    def __missing__(self, name: str) -> Any:
        return FINDERS[name](self.case)


def directed(weights: NDArray[np.float64], label: Label) -> float:
    """How much a token's weights speak for a label."""
    body, chrome = DIRECTIONS[label]
    return float(body * weights[0] + chrome * weights[1])


def _phrase(case: Case) -> str:
    """The phrase that speaks most for the label, as it is written in the paragraph."""
    known = case.evidence.phrase_weights
    found = {token for token in phrases([case.text])[0] if token in known}
    weighed = sorted(((directed(known[token], case.label), token) for token in found), reverse=True)
    spans = [
        (span.start(), span.end(), weight)
        for weight, token in weighed[:MOST_PHRASES]
        if weight > 0 and (span := _written(token, case.text))
    ]
    if not spans:
        return NO_PHRASE[case.label]
    start, end = _heaviest(sorted(spans), case.text)
    return f"phrase: “{_cut(case.text[start:end])}”"


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


def _name(case: Case) -> str:
    """The class name, id or tag around the paragraph that speaks most for the label."""
    page = case.evidence.page
    if page is None:
        return "class names"
    elements, known = page.elements, case.evidence.name_weights
    best, said = 0.0, ""
    for element in _around(page, case.number):
        for token in element_tokens(elements.keys[elements.key[element]]):
            if token in known and (weight := directed(known[token], case.label)) > best:
                inside = element in page.runs[case.number, :2]
                place = "" if inside else f" of <{elements.tag[element]}> around it"
                best, said = weight, f"{_name_said(token)}{place}"
    if not said:
        return f"no class name around it speaks against {case.label}"
    return f"{said} speaks for {case.label}"


def _around(page: HtmlPage, number: int) -> Iterable[int]:
    """The elements that a paragraph stands in, from the innermost; the page's own is left out."""
    element = int(page.runs[number, 1])
    while page.elements.parent[element] >= 0:
        yield element
        element = page.elements.parent[element]


def _name_said(token: str) -> str:
    if token.startswith("<"):
        return f"the tag {token}>"
    if token.startswith("#"):
        return f"the id “{token[1:]}”"
    kind, is_attribute, value = token.partition("=")
    return f"the {kind} “{value}”" if is_attribute else f"the class name “{token}”"


def _heading(case: Case) -> str:
    page = case.evidence.page
    for i in range(case.number - 1, -1, -1):
        if page is not None and page.elements.tag[page.blocks[i]] in HEADINGS:
            return f"stands under the heading “{_cut(case.evidence.texts[i])}”"
    return "stands under no heading"


def _page_type(case: Case) -> str:
    likeliest = max(TYPES, key=lambda name: case.values[f"page_p_{name}"])
    return f"the page looks like type “{likeliest}” ({case.values[f'page_p_{likeliest}']:.0%})"


def _cues(case: Case) -> str:
    """The cue words of the column's class, or of any."""
    classes = list(CUES)
    wanted = {case.groups["cue"]} & set(classes) or set(classes)
    words = WORD.findall(case.text.lower())
    found = [
        stretch
        for stretch in chain(map(" ".join, zip(words, words[1:])), words)
        for name, count in zip(classes, cue_counts("", _pair(stretch)))
        if count and name in wanted
    ]
    # A pair is counted with its words: of "read more" and "more" the longer is named.
    unique = [a for a in dict.fromkeys(found) if not any(a != b and a in b.split() for b in found)]
    if not unique:
        kind = f" ({case.groups['cue']})" if len(wanted) == 1 else ""
        return f"no word that buttons, bylines or teasers use{kind}"
    return "words of buttons, bylines or teasers: " + ", ".join(f"“{w}”" for w in unique[:3])


def _pair(stretch: str) -> list[str]:
    """A pair as the counter takes it, so that it counts the pair and not its words."""
    return [stretch]


def _topic(case: Case) -> float:
    """Share of the content words that the rest of the body does not use."""
    shared = case.values.get(SECOND + "topic_body_shared", case.values.get("topic_shared", 0.0))
    return 1.0 - shared


def _pattern(case: Case) -> str:
    """The pattern of shapes that the lines around repeat, and how often."""
    best, unit = 1, ()
    for period in PERIODS:
        times, found = _repeats(case.shapes, case.number, period)
        if times * period > best * max(len(unit), 1) and times > 1:
            best, unit = times, found
    if not unit:
        return "the lines around it repeat no pattern"
    return f"repeats the pattern {'/'.join(map(_shape, unit))} {best} times"


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


def _where(case: Case) -> str:
    where = case.groups["where"]
    if where in WORDS_FOR:
        return WORDS_FOR[where]
    reach = re.search(r"\d+", where)
    steps = int(reach[0]) if reach else 1
    if where.startswith(("within", "window")):
        return f"the {steps} paragraphs on either side"
    side = "after" if "+" in where else "before"
    return f"the {_ordinal(steps)}paragraph {side} it"


def _container(case: Case) -> str:
    level = int(case.groups["container"][-1])
    return "its container" if level == 1 else f"the {_ordinal(level)}container around it"


def _ordinal(n: int) -> str:
    return {1: "", 2: "2nd ", 3: "3rd "}.get(n, f"{n}th ")


def _times(case: Case) -> str:
    return {1: "once", 2: "twice"}.get(round(case.value), f"{case.value:.0f} times")


def _reads(word: str, other: str) -> Callable[[Case], str]:
    return lambda case: f"{word if case.value > 0 else other} ({case.value:+.1f})"


def _cut(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= QUOTED_CHARS else text[: QUOTED_CHARS - 1].rstrip() + "…"


FINDERS: dict[str, Callable[[Case], Any]] = {
    "phrase": _phrase,
    "name": _name,
    "heading": _heading,
    "page_type": _page_type,
    "cues": _cues,
    "topic": _topic,
    "pattern": _pattern,
    "where": _where,
    "container": _container,
    "times": _times,
    "tag": lambda case: case.groups["tag"],
    "mark": lambda case: WORDS_FOR[case.groups["mark"]],
    "what": lambda case: WHAT[case.groups["what"]],
    "block": lambda case: f"{case.values['place_run_length']:.0f}",
    "from_log": lambda case: math.expm1(case.value),
    "like_body": _reads("like an article", "unlike an article"),
    "like_chrome": _reads("like forms and bylines", "like teasers and menus"),
    "more_body": _reads("more like an article", "less like an article"),
    "more_chrome": _reads("more like forms and bylines", "more like teasers and menus"),
    "likely_body": _reads("likely body", "hardly body"),
    "longer": lambda case: "longer" if case.value > 0 else "shorter",
}
