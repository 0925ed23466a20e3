"""Templates: every column has a text and a concept, and no text is there for nothing."""

from __future__ import annotations

import re

import numpy as np
import pytest
from predicted import FORMATS, SOURCES, predicted

from cleaner.explain.facts import DocumentFacts
from cleaner.explain.reasons import document_facts
from cleaner.explain.template import NO_DISTANCE, Template
from cleaner.explain.templates import (
    ADJUSTMENTS,
    ANSWERS,
    CONCEPTS,
    DECISIONS,
    TEMPLATES,
    column_table,
    describe_concepts,
    find_column,
)
from cleaner.features.columns import INPUT_COLUMNS
from cleaner.types import Format


def facts(format: Format) -> DocumentFacts:
    page, prediction, selection, model = predicted(SOURCES[format], format)
    return document_facts(format, page, prediction, selection, model)


@pytest.mark.parametrize("format", FORMATS)
def test_every_column_has_a_template(format: Format) -> None:
    table = column_table(format)
    names = [*INPUT_COLUMNS[format]["trees"], *ANSWERS[format]]
    explained = [column.name for column in table.columns]
    assert sorted(explained) == sorted(set(names) - {"guide"})
    assert [names[i] for i in table.order.tolist()] == explained


@pytest.mark.parametrize("format", FORMATS)
def test_every_template_is_that_of_some_column(format: Format) -> None:
    used = {id(column.template) for column in column_table(format).columns}
    assert [t.columns for t in TEMPLATES[format] if id(t) not in used] == []


@pytest.mark.parametrize("format", FORMATS)
def test_the_columns_of_a_concept_stand_together(format: Format) -> None:
    table = column_table(format, tuple(ADJUSTMENTS))
    concepts = [column.concept for column in table.columns]
    groups = [concepts[start] for start in table.starts.tolist()]
    assert groups == [*dict.fromkeys(concepts)]
    assert groups[-len(ADJUSTMENTS) :] == [*ADJUSTMENTS]
    edges = np.flatnonzero([a != b for a, b in zip(concepts, concepts[1:])]) + 1
    assert table.starts.tolist() == [0, *edges.tolist()]


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("value", [-20.0, -1.0, 0.0, 0.25, 1.0, 3.0, NO_DISTANCE])
def test_every_column_has_a_text_for_every_value(format: Format, value: float) -> None:
    document = facts(format)
    for column in column_table(format).columns:
        if value < NO_DISTANCE or column.template.if_absent:
            text = column.text(document, 3, value)
            assert text.strip() == text != ""
            assert not set("{}") & set(text), text
            assert "  " not in text
            assert not re.search(r"\bnan\b|\b999\b", text), text


def test_a_column_without_a_template_is_named() -> None:
    with pytest.raises(LookupError, match="'new_column' of html"):
        find_column("html", "new_column")


def test_named_groups_of_the_pattern_are_filled_in() -> None:
    for name, value, expected in (
        ("container2_words", 1.0, "the 2nd container around it has 1 word"),
        ("container1_words", 7.0, "its container has 7 words"),
        ("in_footer", 1.0, "inside <footer>"),
        ("neighbour-1_link_share", 0.0, "the paragraph before it has no links"),
        ("neighbour+2_link_share", 1.0, "the 2nd paragraph after it is 100 % links"),
        ("neighbour+2_link_share", -1.0, "there is no 2nd paragraph after it"),
    ):
        assert find_column("html", name).text(facts("html"), 3, value) == expected


def test_zero_and_absence_have_texts_of_their_own() -> None:
    template = Template("x", "length", "some", "none", "nothing to count", -1.0)
    assert [template.text_for(value) for value in (2.0, 0.0, -1.0, NO_DISTANCE)] == [
        "some", "none", "nothing to count", "nothing to count",
    ]  # fmt: skip
    assert Template("x", "length", "some").text_for(0.0) == "some"
    assert Template("x", "length", "{value} of {where}").placeholders == {"value", "where"}


# The reference


def test_every_concept_is_described_once() -> None:
    described = [entry.concept for entry in describe_concepts()]
    assert len(described) == len(set(described))
    used = {t.concept for templates in TEMPLATES.values() for t in templates}
    assert used == set(CONCEPTS)
    assert set(described) == used | set(ADJUSTMENTS) | set(DECISIONS) | {"threshold"}
    assert all(entry.documentation and entry.texts for entry in describe_concepts())


def test_the_reference_names_the_columns_and_the_texts_of_a_concept() -> None:
    entries = {entry.concept: entry for entry in describe_concepts()}
    assert entries["length"].columns == ["words", "chars", "chars_per_word"]
    assert entries["length"].formats == ["html", "text"]
    assert "{value:.0f} word{s} long" in entries["length"].texts
    assert entries["class names"].formats == ["html"]
    assert entries["meaning"].columns == ["network:meaning"]
    assert entries["site"].columns == []
