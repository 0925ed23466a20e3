"""Texts of reasons: written once for all values that have the same one."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from predicted import FORMATS, SOURCES, predicted

from cleaner.explain import texts as module
from cleaner.explain.facts import EXACT, STEPS, Steps, steps_of
from cleaner.explain.reasons import document_facts, explain
from cleaner.explain.template import NO_DISTANCE
from cleaner.explain.templates import NAMING, OF_PARAGRAPH, OF_VALUE, QUOTING, column_table
from cleaner.explain.texts import text_keys
from cleaner.features.page_type import PAGE_TYPES
from cleaner.types import Format

NUMBERS = st.one_of(
    st.floats(-30, 30, width=32),
    st.floats(-2, 2, width=32),
    st.integers(-40, 40).map(lambda n: n / 8),  # halfway between two steps
    st.floats(-0.01, 0.01).map(np.float32).map(float),
    st.sampled_from([0.0, -0.0, -1.0, -20.0, 0.5, 1.5, 2.5, 0.005, 1e7, 3e8, NO_DISTANCE, 1500.0]),
)


@given(st.sampled_from(FORMATS), st.lists(NUMBERS, min_size=2, max_size=30), st.data())
def test_what_has_one_key_has_one_text(
    format: Format, numbers: list[float], draws: st.DataObject
) -> None:
    table, document = (
        column_table(format),
        document_facts(format, *predicted(SOURCES[format], format)),
    )
    of_value = np.flatnonzero((table.kinds == OF_VALUE) & (table.stated < 0))
    column = draws.draw(st.sampled_from(of_value.tolist()))
    values = np.array(numbers, np.float32).astype(np.float64)
    texts: dict[int, str] = {}
    for value, key in zip(values.tolist(), text_keys(table, np.full(len(values), column), values)):
        text = table.columns[column].text(document, 0, value + 0.0)
        assert texts.setdefault(key, text) == text, (table.columns[column].name, value)


@pytest.mark.parametrize("format", FORMATS)
def test_columns_have_keys_of_their_own(format: Format) -> None:
    table = column_table(format)
    columns, values = np.meshgrid(np.arange(len(table.columns)), [-20.0, -1.0, 0.0, 0.3, 7.0, 999])
    keys = text_keys(table, columns.ravel(), values.ravel())
    owners: dict[int, set[int]] = {}
    for key, column in zip(keys.tolist(), columns.ravel().tolist()):
        owners.setdefault(key, set()).add(column)
    assert all(len(of_key) == 1 for of_key in owners.values())


def test_values_far_apart_share_no_key_and_near_ones_do() -> None:
    table = column_table("html")
    share = table.names.index("link_share")
    columns = np.full(5, share)
    keys = text_keys(table, columns, np.array([0.501, 0.504, 0.511, 0.0, 0.001])).tolist()
    assert keys[0] == keys[1]
    assert len(set(keys)) == 4


@pytest.mark.parametrize(
    ("texts", "steps"),
    [
        (["nothing"], Steps(0.0)),
        (["{value:.0f} word{s}", "no words"], Steps(1.0)),
        (["{value:.2f} of {where}"], Steps(100.0)),
        (["{percent} of it"], Steps(100.0, 1.0)),
        (["it {looks_body}", "there is {no_where}"], Steps(10.0)),
    ],
)
def test_a_text_tells_apart_what_it_does_not_round(texts: list[str], steps: Steps) -> None:
    assert steps_of(texts) == steps


@pytest.mark.parametrize("text", ["{value}", "{value:.1e}", "{words}", "{percent} of {value:.1f}"])
def test_what_rounds_otherwise_has_a_text_for_each_value(text: str) -> None:
    assert steps_of([text]) is EXACT
    assert math.isnan(EXACT.of_one)
    assert "words" not in STEPS


def test_what_quotes_the_paragraph_is_written_for_it() -> None:
    html, text = column_table("html"), column_table("text")
    names, of_names = [*html.names, *text.names], [*html.kinds.tolist(), *text.kinds.tolist()]
    kinds = dict(zip(names, of_names))
    assert kinds["path_body"] == NAMING
    assert kinds["text_body"] == QUOTING
    assert kinds[f"page_p_{PAGE_TYPES[0]}"] == kinds["cue_more"] == OF_PARAGRAPH
    assert kinds["topic_shared"] == kinds["place_run_length"] == kinds["words"] == OF_VALUE
    stated = dict(zip(text.names, text.stated.tolist()))
    assert stated["topic_shared"] == text.order[text.names.index("topic_shared")]
    assert stated["words"] == -1


@pytest.mark.parametrize("format", FORMATS)
def test_texts_are_kept_and_written_anew_when_there_are_too_many(
    format: Format, monkeypatch: pytest.MonkeyPatch
) -> None:
    document, table = predicted(SOURCES[format], format), column_table(format, ())
    table.texts.clear()
    expected = [*explain(format, *document)]
    kept = dict(table.texts)
    assert kept
    assert [*explain(format, *document)] == expected
    assert table.texts == kept
    monkeypatch.setattr(module, "KEPT_TEXTS", 0)
    table.texts[-1] = "of another document"
    del table.texts[next(iter(table.texts))]
    assert [*explain(format, *document)] == expected
    assert -1 not in table.texts


def test_nothing_to_measure_shares_no_key_with_a_value_near_it() -> None:
    table = column_table("html")
    for name, value, near in (
        ("neighbour-1_text_body", -1.0, -0.04),
        ("neighbour-1_link_share", -1.0, -0.001),
        ("at_to_long_before", NO_DISTANCE, 0.4),
    ):
        columns = np.full(3, table.names.index(name))
        absent, nearby, zero = text_keys(table, columns, np.array([value, near, 0.0])).tolist()
        assert len({absent, nearby, zero}) == 3
