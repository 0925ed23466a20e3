"""The columns of each model with their templates, and the concepts that they are grouped by.

Columns of one concept count together; the text is that of the column that weighed most.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from cleaner.explain import facts
from cleaner.explain.facts import (
    OF_OTHER_COLUMN,
    DocumentFacts,
    Fill,
    Groups,
    compile_text,
    steps_of,
)
from cleaner.explain.html_templates import HTML_TEMPLATES
from cleaner.explain.template import CONTEXT, MEANING, NO_DISTANCE, Template
from cleaner.explain.text_templates import TEXT_TEMPLATES
from cleaner.features.columns import GUIDE_COLUMN, INPUT_COLUMNS
from cleaner.types import Floats, Format, Ints

TEMPLATES: dict[Format, list[Template]] = {"html": HTML_TEMPLATES, "text": TEXT_TEMPLATES}
# Inputs of explanations beside the columns of the trees: answers of the network.
ANSWERS: dict[Format, list[str]] = {
    "html": [CONTEXT.columns],
    "text": [CONTEXT.columns, MEANING.columns],
}
# Columns that are the same for all paragraphs of all documents under one profile: they say nothing
# about a paragraph, so what they contribute belongs to the bias.
CONSTANT_COLUMNS = frozenset({GUIDE_COLUMN})

CONCEPTS: dict[str, str] = {
    "length": "how long the paragraph is",
    "wording": "its words and phrases, by the lexicon of the model",
    "repetition": "how often its text occurs in the document",
    "links": "how many links it has, and which",
    "typography": "its punctuation, capitals, digits and signs",
    "markup": "the elements around it, and whether it is a heading or hidden",
    "title": "whether it is the title, or how far from it",
    "class names": "classes, ids, roles and tags of the elements around it",
    "container": "the other paragraphs of the elements around it",
    "page type": "what type of page it stands on",
    "page": "the paragraphs of the whole page",
    "position": "where it stands in the document, and how near to running text",
    "heading above": "the heading that it stands under",
    "same markup": "the paragraphs of the page with the same markup",
    "dates": "whether it, the paragraphs around it, or those like it state dates",
    "neighbours": "the paragraphs next to it",
    "cue words": "words typical of bylines, teasers, buttons and the like",
    "block": "the lines of similar length that it stands among",
    "pattern": "repeated shapes of the lines around it",
    "whole text": "the lines of the whole text",
    "sentence": "the lines that make one sentence with it",
    "topic": "whether its words occur elsewhere in the text",
    "context": "what the network makes of it and of the paragraphs around it",
    "meaning": "the part of that which comes from its sentence vector",
}
# Adjustments of a prediction's log-odds, which count as concepts of their own.
ADJUSTMENTS: dict[str, Template] = {
    "corrections": Template(
        "", "corrections", "like paragraphs of the site that people labelled so"
    ),
    "site": Template("", "site", "repeats on other pages of the site"),
    "further article": Template("", "further article", "in a further article of the page"),
}


class Decision(NamedTuple):
    """An adjustment of a selection, which decides a label against the paragraph's own log-odds."""

    text: str
    documentation: str
    format: Format


DECISIONS = {
    "run": Decision(
        "decided by its neighbours: alone, its probability of body is {:.2f}",
        "the log-odds of neighbouring paragraphs, which are decided together",
        "text",
    ),
    "article": Decision(
        "among the likeliest on a page that must hold an article: alone, its probability of body "
        "is {:.2f}",
        "what makes the likeliest paragraph of a page that certainly is an article surely body",
        "html",
    ),
}
THRESHOLD = "threshold"  # the concept of a label that no reason of weight speaks for
NO_REASON = "no reason of weight: the threshold decided"


# What the texts of a column depend on: a value, a class name, a phrase, other facts of a paragraph.
OF_VALUE, NAMING, QUOTING, OF_PARAGRAPH = range(4)


def _kind(template: Template) -> int:
    """Return what the texts of a template depend on."""
    if template.texts in (["{name}"], ["{phrase}"]):
        return NAMING if template.text == "{name}" else QUOTING
    of_value = template.placeholders.isdisjoint(facts.OF_PARAGRAPH.keys() - OF_OTHER_COLUMN.keys())
    return OF_VALUE if of_value else OF_PARAGRAPH


class Column:
    """A column that may be a reason: its name, its template, and the named groups of the pattern.

    `kind` says what its texts depend on. If that is a value alone, it is that of the column
    `stated`, or if this is "" the column's own; `steps` says how finely.
    """

    def __init__(self, name: str, template: Template, groups: Groups) -> None:
        self.name = name
        self.template = template
        self.concept = template.concept
        self.groups = groups
        self.kind = _kind(template)
        others = template.placeholders & OF_OTHER_COLUMN.keys()
        self.stated = "".join(OF_OTHER_COLUMN[name] for name in others)
        self.steps = steps_of(template.texts)
        self._fills: dict[str, Fill] = {}

    def text(self, document: DocumentFacts, paragraph: int, value: float) -> str:
        """Return the text for a paragraph of a document, in which the column has this value."""
        text = self.template.text_for(value)
        if text not in self._fills:
            self._fills[text] = compile_text(text, self.groups)
        return self._fills[text](document, paragraph, value)


@dataclass(frozen=True, slots=True)
class ColumnTable:
    """The columns of explanations, sorted by concept.

    `order` has the index of each among the columns of the trees, the answers and the adjustments,
    which follow one another; `starts` the index in this order of the first column of each concept.
    `kinds` says what their texts depend on. If that is a value alone, `stated` is the index of the
    column that has it in the matrix of the trees, or -1 for the column itself; `steps` and `most`
    are the fields of its `Steps`; `absent` is the value, and `absent_from` the least value, that
    stand for nothing to measure. `texts` are those written so far, by `texts.text_keys`.
    """

    columns: list[Column]
    names: list[str]
    concepts: list[str]
    order: Ints
    starts: Ints
    kinds: Ints
    stated: Ints
    steps: Floats
    most: Floats
    absent: Floats
    absent_from: Floats
    texts: dict[int, str]
    order_bytes: bytes  # for the compiled core
    starts_bytes: bytes


@lru_cache(maxsize=16)
def column_table(format: Format, adjustments: tuple[str, ...] = ()) -> ColumnTable:
    """Return the columns of a format, and adjustments by name. Raises LookupError if one has no
    template."""
    names = [*INPUT_COLUMNS[format]["trees"], *ANSWERS[format]]
    columns = [find_column(format, name) for name in names if name not in CONSTANT_COLUMNS]
    indices = [index for index, name in enumerate(names) if name not in CONSTANT_COLUMNS]
    columns += [Column("", ADJUSTMENTS[name], {}) for name in adjustments]
    indices += range(len(names), len(names) + len(adjustments))
    concepts = [*dict.fromkeys(column.concept for column in columns)]
    concept = np.array([concepts.index(column.concept) for column in columns])
    by_concept = np.argsort(concept, kind="stable")
    columns = [columns[i] for i in by_concept.tolist()]
    order = np.array(indices)[by_concept]
    starts = np.unique(concept[by_concept], return_index=True)[1]
    templates = [column.template for column in columns]
    measured = [template.if_absent != "" for template in templates]
    return ColumnTable(
        columns,
        [column.name for column in columns],
        [column.concept for column in columns],
        order,
        starts,
        np.array([column.kind for column in columns]),
        np.array([names.index(column.stated) if column.stated else -1 for column in columns]),
        np.array([column.steps.of_one for column in columns]),
        np.array([column.steps.most for column in columns]),
        np.where(measured, [template.absent_value for template in templates], np.nan),
        np.where(measured, NO_DISTANCE, np.inf),
        {},
        order.astype(np.int64).tobytes(),
        starts.astype(np.int64).tobytes(),
    )


def find_column(format: Format, name: str) -> Column:
    """Return a column with the first template that matches it. Raises LookupError if none does."""
    for template in TEMPLATES[format]:
        match = re.fullmatch(template.columns, name)
        if match:
            return Column(name, template, match.groupdict())
    raise LookupError(f"no template for the column {name!r} of {format}")


class ConceptDescription(NamedTuple):
    """A concept in words: the formats that have it, its columns and the texts of its reasons."""

    concept: str
    documentation: str
    formats: list[Format]
    columns: list[str]
    texts: list[str]


def describe_concepts() -> list[ConceptDescription]:
    """Return every concept that a reason may have, for a page of reference.

    Placeholders stand in braces in the texts. Adjustments have no columns.
    """
    described = []
    for concept, documentation in CONCEPTS.items():
        columns = {
            format: [c for c in column_table(format).columns if c.concept == concept]
            for format in TEMPLATES
        }
        every = [column for of_format in columns.values() for column in of_format]
        texts = dict.fromkeys(text for column in every for text in column.template.texts)
        described.append(
            ConceptDescription(
                concept,
                documentation,
                [format for format, of_format in columns.items() if of_format],
                [*dict.fromkeys(column.name for column in every)],
                [*texts],
            )
        )
    every_format = [*TEMPLATES]
    adjustment = "an adjustment of the log-odds"
    for name, template in ADJUSTMENTS.items():
        described.append(ConceptDescription(name, adjustment, ["html"], [], [template.text]))
    for name, (text, documentation, format) in DECISIONS.items():
        described.append(ConceptDescription(name, documentation, [format], [], [text]))
    nothing = "no concept weighs enough to be named"
    described.append(ConceptDescription(THRESHOLD, nothing, every_format, [], [NO_REASON]))
    return described
