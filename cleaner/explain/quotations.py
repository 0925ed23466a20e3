"""What is quoted from a document as a reason: a phrase, a class name, cue words, a pattern.

Each is chosen by the weights that the features were made of, for the label that is explained.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from cleaner.features.class_names import element_tokens
from cleaner.features.text import PERIODS
from cleaner.paragraph import Label
from cleaner.segment.page import HtmlPage
from cleaner.text.cues import ALL_CUES, CUES, HEAD, TAIL, cue_counts
from cleaner.text.tokens import UNSPACED, WORD, phrases

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
CUE_NAMES = {
    "credit": "photo credits", "byline": "bylines", "date": "dates", "more": "teasers",
    "share": "share buttons", "subscribe": "newsletter calls", "comment": "comment forms",
    "legal": "legal notices", "account": "accounts and shops", "interface": "buttons",
    "offer": "offers", "biography": "authors' biographies", "sponsor": "advertisements",
    "contact": "addresses", "place": "menus", "we": "a site that speaks for itself",
    "you": "a site that speaks to its reader", "urge": "a call to act",
}  # fmt: skip
# Shapes of lines, by the number that the column `pattern_shape` gives them; with 7 added, of a
# list item.
SHAPES = ("label", "label", "headline", "sentence", "long line", "prose", "date")
BULLET_SHAPES = 7


def directed(weights: NDArray[np.float64], label: Label) -> float:
    """How much a token's weights speak for a label."""
    body, chrome = DIRECTIONS[label]
    return float(body * weights[0] + chrome * weights[1])


def quote_phrase(text: str, known: Weights, label: Label) -> str:
    """The phrase that speaks most for the label, as it is written in the paragraph."""
    found = {token for token in phrases([text])[0] if token in known}
    weighed = sorted(((directed(known[token], label), token) for token in found), reverse=True)
    spans = [
        (span.start(), span.end(), weight)
        for weight, token in weighed[:MOST_PHRASES]
        if weight > 0 and (span := _written(token, text))
    ]
    if not spans:
        return NO_PHRASE[label]
    start, end = _heaviest(sorted(spans), text)
    return f"phrase: “{cut(text[start:end])}”"


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


def quote_name(page: HtmlPage, number: int, known: Weights, label: Label) -> str:
    """The class name, id or tag around the paragraph that speaks most for the label."""
    elements = page.elements
    best, said = 0.0, ""
    for element in _around(page, number):
        for token in element_tokens(elements.keys[elements.key[element]]):
            if token in known and (weight := directed(known[token], label)) > best:
                inside = element in page.runs[number, :2]
                place = "" if inside else " around it"
                if not inside and not token.startswith("<"):
                    place = f" of <{elements.tag[element]}> around it"
                best, said = weight, f"{_name_said(token)}{place}"
    if not said:
        return f"no class name around it speaks against {label}"
    return f"{said} speaks for {label}"


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


def quote_cues(text: str, cue: str) -> str:
    """The cue words of a class, or of any where `cue` is none."""
    classes = list(ALL_CUES)
    wanted = {cue} & set(classes) or set(CUES)
    words = WORD.findall(text.lower())
    if cue == "urge":  # counted as the first word alone
        words = words[:1]
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
            entry.strip()
            for name in classes
            if name in wanted
            for entry in ALL_CUES[name].split("|")
        )
        found += [entry for entry in entries if UNSPACED.search(entry) and entry in text]
    # A pair is counted with its words: of "read more" and "more" the longer is named.
    unique = [a for a in dict.fromkeys(found) if not any(a != b and a in b.split() for b in found)]
    kind = CUE_NAMES[wanted.pop()] if len(wanted) == 1 else "buttons, bylines or teasers"
    if not unique:
        return f"no word of {kind}"
    return f"words of {kind}: " + ", ".join(f"“{word}”" for word in unique[:3])


def name_pattern(all_shapes: Sequence[int], number: int) -> str:
    """The pattern of shapes that the lines around repeat, and how often."""
    best, unit = 1, tuple[int, ...]()
    start = max(number - SIGHT, 0)
    shapes = all_shapes[start : number + SIGHT]
    for period in PERIODS:
        times, found = _repeats(shapes, number - start, period)
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


def cut(text: str) -> str:
    """A quotation on one line, and not too long."""
    text = " ".join(text.split())
    return text if len(text) <= QUOTED_CHARS else text[: QUOTED_CHARS - 1].rstrip() + "…"
