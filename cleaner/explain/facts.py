"""Fill the placeholders of the explanation templates: one function per placeholder.

Most depend on the value of a column alone, the others on the paragraph as well. What they quote
from the document is chosen in `cleaner.explain.quotations`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from string import Formatter
from typing import NamedTuple

import numpy as np

from cleaner.explain.quotations import (
    NameQuotes,
    name_pattern,
    quote_cues,
    quote_phrases,
    shorten,
)
from cleaner.features.lexicon import Lexicon
from cleaner.features.page_type import PAGE_TYPES
from cleaner.segment.page import HEADINGS, HtmlPage
from cleaner.types import Ints, Matrix

MARKS = {
    "colon": "a colon", "question": "a question mark", "ellipsis": "an ellipsis",
    "exclamation": "an exclamation mark",
    "lower": "a lower-case letter", "digit": "a digit", "bullet": "a bullet",
    "heading": "a # for a heading", "quote": "a quotation mark", "year": "a year",
    "clock": "a time of day", "link": "a web or mail address", "currency": "a currency sign",
    "copyright": "a copyright or trademark sign",
}  # fmt: skip
SHARES = {
    "bullet": "have bullets", "lower": "begin with a lower-case letter", "date": "look like dates"
}  # fmt: skip
ARTICLE = ("like article text", "unlike article text")
INTERFACE = ("like interface text", "like teasers or menus")  # chrome, sidebar


@dataclass(slots=True)
class DocumentFacts:
    """What explanations need to know of a document.

    `matrix` (n, columns) is that of the trees, `index` the place of each column in it. `labels`
    (n,) are indices into LABELS. For HTML there are the `page` and quotations of its class `names`;
    for plain text `shapes` has the shape of each line. `lexicon` weighs the words of paragraphs.
    """

    texts: Sequence[str]
    matrix: Matrix
    index: Mapping[str, int]
    labels: Sequence[int]
    page: HtmlPage | None = None
    names: NameQuotes | None = None
    shapes: Sequence[int] = ()
    lexicon: Lexicon | None = None
    _headings: Sequence[int] | None = None
    _page_type: str = ""

    def value(self, paragraph: int, column: str) -> float:
        """Return the value of another column."""
        return float(self.matrix[paragraph, self.index[column]])

    def quote_names(self, paragraphs: Ints) -> list[str]:
        """Quote the class names around paragraphs that speak most for their labels."""
        if self.names is None:
            return ["class names"] * len(paragraphs)
        return self.names.quotes(paragraphs, np.array(self.labels, np.intp)[paragraphs])

    def quote_phrases(self, paragraphs: Ints) -> list[str]:
        """Quote the phrases of paragraphs that speak most for their labels."""
        if self.lexicon is None:
            return ["its words"] * len(paragraphs)
        numbers = paragraphs.tolist()
        labels = np.array([self.labels[i] for i in numbers])
        return quote_phrases([self.texts[i] for i in numbers], labels, self.lexicon)

    def heading(self, paragraph: int) -> str | None:
        """Return the heading that a paragraph stands under, None if there is none."""
        if self._headings is None:
            self._headings = _headings_above(self.page) if self.page else [-1] * len(self.texts)
        above = self._headings[paragraph]
        return self.texts[above] if above >= 0 else None

    @property
    def page_type(self) -> str:
        """The type that the page looks like, in words."""
        if not self._page_type:
            likely = {name: self.value(0, f"page_p_{name}") for name in PAGE_TYPES}
            name = max(PAGE_TYPES, key=lambda name: likely[name])
            self._page_type = f"the page looks like type “{name}” ({_percent(likely[name])})"
        return self._page_type


class Steps(NamedTuple):
    """How finely a text tells values apart: it has so many steps of a value of 1, from none (its
    sign alone) to no number (each value has a text of its own); values over `most` count as that.
    """

    of_one: float
    most: float = math.inf


EXACT = Steps(math.nan)


def steps_of(texts: Sequence[str]) -> Steps:
    """Return the steps of texts for the values of one column, with their placeholders.

    A value that lies on the same step as another one, and is negative, zero or positive as that,
    has the same text; what a text for zero or for nothing to measure says is no matter.
    """
    fields = [field for text in texts for field in Formatter().parse(text)]
    found = {_steps(name, spec or "") for _, name, spec, _ in fields if name not in OF_COLUMN}
    found -= {Steps(0.0)}
    if not found:
        return Steps(0.0)
    return found.pop() if len(found) == 1 else EXACT


def _steps(name: str | None, spec: str) -> Steps:
    if not name:
        return Steps(0.0)
    if name == "value":
        return Steps(10.0 ** int(spec[1:-1])) if re.fullmatch(r"\.\df", spec) else EXACT
    return STEPS.get(name, EXACT)


Groups = Mapping[str, str]  # what the named groups of a template's pattern matched
Fill = Callable[[DocumentFacts, int, float], str]  # for a document, a paragraph and a value


def compile_text(text: str, groups: Groups) -> Fill:
    """Return a function that fills the placeholders of a text.

    What depends on the column alone is filled at once. Raises KeyError for a name that is no
    placeholder.
    """
    fills: list[Fill] = []
    pattern = ""
    for literal, name, spec, _ in Formatter().parse(text):
        pattern += literal.replace("%", "%%")
        if name in OF_COLUMN:
            pattern += OF_COLUMN[name](groups).replace("%", "%%")
        elif name:
            pattern += "%s"
            fills.append(_fill(name, spec or "", groups))
    if not fills:
        return lambda *_: pattern % ()
    if len(fills) > 1:
        return lambda *facts: pattern % tuple([fill(*facts) for fill in fills])
    only = fills[0]
    return only if pattern == "%s" else lambda *facts: pattern % only(*facts)


def _fill(name: str, spec: str, groups: Groups) -> Fill:
    """Return a function that fills one placeholder."""
    if name == "value":
        return lambda document, paragraph, value: format(value, spec)
    if name in OF_VALUE:
        of_value = OF_VALUE[name]
        return lambda document, paragraph, value: of_value(value)
    of_paragraph = OF_PARAGRAPH[name]
    return lambda document, paragraph, value: of_paragraph(document, paragraph, groups)


def _headings_above(page: HtmlPage) -> list[int]:
    """Return the heading that each paragraph stands under, -1 for none."""
    above, latest = [], -1
    tags = page.elements.tag
    for paragraph, block in enumerate(page.blocks):
        above.append(latest)
        if tags[block] in HEADINGS:
            latest = paragraph
    return above


def _percent(value: float) -> str:
    return f"{min(value, 1.0) * 100:.0f} %"


def _times(value: float) -> str:
    return {1: "once", 2: "twice"}.get(round(value), f"{value:.0f} times")


_MOST = 60.0  # no text has as many words, whose number could still be written


def _words(value: float) -> str:
    """Return a number of words, given its logarithm plus one."""
    words = round(math.expm1(min(value, _MOST)))
    return f"{words} word" if words == 1 else f"{words} words"


def _away(value: float) -> str:
    steps, side = abs(round(value)), "below" if value > 0 else "above"
    return f"{steps} paragraph{'' if steps == 1 else 's'} {side}"


def _alike(value: float) -> str:
    others = round(value) - 1
    if not others:
        return "no other paragraph has the same markup"
    verb = "paragraph has" if others == 1 else "paragraphs have"
    return f"{others} other {verb} the same markup"


def _points(value: float) -> str:
    points = abs(value) * 100
    return f"{points:.0f} percentage points {'more' if value > 0 else 'less'} likely"


def _scored(verb: str, words: tuple[str, str]) -> Callable[[float], str]:
    """Return a placeholder for a score: one of two words, for a positive one and for others."""
    return lambda value: f"{verb}{words[value <= 0]} (score {value:+.1f})"


def _where(groups: Groups) -> str:
    """Return the paragraphs that a column is about."""
    where = groups["where"]
    if where in ("before", "after"):
        return f"the lines {where} it"
    steps = int(re.sub(r"\D", "", where))
    if where.startswith("within"):
        return f"the {2 * steps} lines around it"
    side = "after" if "+" in where else "before"
    return f"the {_ordinal(steps)}paragraph {side} it"


def _container(groups: Groups) -> str:
    level = int(groups["container"][-1])
    return "its container" if level == 1 else f"the {_ordinal(level)}container around it"


def _ordinal(number: int) -> str:
    return {1: "", 2: "2nd ", 3: "3rd "}.get(number, f"{number}th ")


# Placeholders that depend on the column alone, on its value, and on the paragraph.

OF_COLUMN: dict[str, Callable[[Groups], str]] = {
    "where": _where,
    "no_where": lambda groups: "no " + _where(groups).removeprefix("the "),
    "container": _container,
    "tag": lambda groups: groups["tag"],
    "mark": lambda groups: MARKS[groups["mark"]],
    "what": lambda groups: SHARES[groups["what"]],
}

OF_VALUE: dict[str, Callable[[float], str]] = {
    "percent": _percent,
    "s": lambda value: "" if round(value) == 1 else "s",
    "es": lambda value: "" if round(value) == 1 else "es",
    "times": _times,
    "words": _words,
    "away": _away,
    "alike": _alike,
    "points": _points,
    "longer": lambda value: "longer" if value > 0 else "shorter",
    "looks_body": _scored("looks ", ARTICLE),
    "look_body": _scored("look ", ARTICLE),
    "looks_chrome": _scored("looks ", INTERFACE),
    "look_chrome": _scored("look ", INTERFACE),
    "speak_body": _scored("speak ", ("for body", "against body")),
    "speak_chrome": _scored("speak ", ("for chrome", "against chrome")),
    "more_body": _scored("", ("more like article text", "less like article text")),
    "more_chrome": _scored("more ", INTERFACE),
}


# What these round, and how: what is not here tells all values apart.
STEPS: dict[str, Steps] = {
    **dict.fromkeys(("percent", "topic"), Steps(100.0, 1.0)),
    **dict.fromkeys(("s", "es", "times", "away", "alike", "block"), Steps(1.0)),
    "points": Steps(100.0),
    "longer": Steps(0.0),
    **dict.fromkeys(
        ("looks_body", "look_body", "looks_chrome", "look_chrome", "speak_body", "speak_chrome",
         "more_body", "more_chrome"),
        Steps(10.0),
    ),
}  # fmt: skip


def _name(document: DocumentFacts, paragraph: int, groups: Groups) -> str:
    return document.quote_names(np.array([paragraph]))[0]


def _heading(document: DocumentFacts, paragraph: int, groups: Groups) -> str:
    above = document.heading(paragraph)
    return "under no heading" if above is None else f"under the heading “{shorten(above)}”"


def _topic(document: DocumentFacts, paragraph: int, groups: Groups) -> str:
    return _percent(document.value(paragraph, "topic_shared"))


def _block(document: DocumentFacts, paragraph: int, groups: Groups) -> str:
    lines = round(document.value(paragraph, "place_run_length"))
    if lines == 1:
        return "alone between lines of other lengths"
    return f"in a block of {lines} lines of similar length"


# Of the following, those that depend on the value of one other column of the paragraph.
OF_OTHER_COLUMN: dict[str, str] = {"topic": "topic_shared", "block": "place_run_length"}

OF_PARAGRAPH: dict[str, Callable[[DocumentFacts, int, Groups], str]] = {
    "phrase": lambda document, paragraph, _: document.quote_phrases(np.array([paragraph]))[0],
    "name": _name,
    "heading": _heading,
    "page_type": lambda document, paragraph, _: document.page_type,
    "cues": lambda document, paragraph, groups: quote_cues(
        document.texts[paragraph], groups["cue"]
    ),
    "topic": _topic,
    "pattern": lambda document, paragraph, _: name_pattern(document.shapes, paragraph),
    "block": _block,
}
