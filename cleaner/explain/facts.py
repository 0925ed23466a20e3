"""Fill the placeholders of the explanation templates, for one paragraph.

A sentence names what it wants to know, as "{where}" or "{phrase}"; `FINDERS` has a function for
each. What is quoted from the document is chosen in `cleaner.explain.quotations`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cleaner.explain.quotations import (
    Weights,
    cut,
    name_pattern,
    quote_cues,
    quote_name,
    quote_phrase,
)
from cleaner.explain.templates import Row
from cleaner.features.class_names import TYPES
from cleaner.paragraph import Label
from cleaner.segment.page import HEADINGS, HtmlPage

WORDS_FOR = {
    "before": "lines before it", "after": "lines after it",
    "colon": "a colon", "question": "a question mark", "ellipsis": "an ellipsis",
    "exclamation": "an exclamation mark",
    "lower": "a lower-case letter", "digit": "a number", "bullet": "a bullet",
    "heading": "a heading's mark", "quote": "a quotation mark in front", "year": "a year",
    "clock": "a time of day", "link": "an address", "currency": "a currency sign",
    "copyright": "a copyright sign",
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


def _name(facts: Facts) -> str:
    case, page = facts.case, facts.case.evidence.page
    if page is None:
        return "class names"
    return quote_name(page, case.number, case.evidence.name_weights, case.label)


def _heading(facts: Facts) -> str:
    evidence = facts.case.evidence
    above = evidence.headings[facts.case.number]
    if above < 0:
        return "stands under no heading"
    return f"stands under the heading “{cut(evidence.texts[above])}”"


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


def _topic(facts: Facts) -> float:
    """Share of the content words that the rest of the text does not use."""
    return 1.0 - facts.case.values["topic_shared"]


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


FINDERS: dict[str, Callable[[Facts], Any]] = {
    "phrase": lambda facts: quote_phrase(
        facts.case.text, facts.case.evidence.phrase_weights, facts.case.label
    ),
    "name": _name,
    "heading": _heading,
    "page_type": _page_type,
    "cues": lambda facts: quote_cues(facts.case.text, facts.groups["cue"]),
    "topic": _topic,
    "pattern": lambda facts: name_pattern(facts.case.evidence.shapes, facts.case.number),
    "where": _where,
    "a_where": lambda facts: _where(facts).removeprefix("the "),
    "container": _container,
    "times": _times,
    "away": lambda facts: _away(facts.value),
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
    "points": lambda facts: (
        f"{abs(facts.value) * 100:.0f} percentage points "
        f"{'more' if facts.value > 0 else 'less'} likely"
    ),
    "longer": lambda facts: "longer" if facts.value > 0 else "shorter",
}
