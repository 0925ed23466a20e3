"""What the core does for reasons is what the Python does, which specifies it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from native_core import (
    COLUMNS,
    PARTS,
    SAMPLE_PAGES,
    VALUES,
    broken_pages,
    grown,
    needs_core,
)
from predicted import FORMATS, SOURCES, credits_of, predicted
from support import PROSE, environment

import cleaner
from cleaner._native import in_python
from cleaner.errors import ModelError
from cleaner.explain.quotations import NameQuotes, heaviest_names, quote_phrases
from cleaner.explain.strongest import Strongest, strongest
from cleaner.explain.templates import column_table
from cleaner.model.file import load_model
from cleaner.model.packed_trees import pack_all, pack_contributions, packed_contributions
from cleaner.model.trees import BOOSTERS, Trees
from cleaner.paragraph import LABELS
from cleaner.segment.html import segment_html
from cleaner.types import Format

if TYPE_CHECKING:
    from cleaner._native.core import PackedContributions, PackedTrees

pytestmark = needs_core


# Contributions


@given(st.data())
def test_packed_contributions_are_those_of_the_trees(draws: st.DataObject) -> None:
    trees = [grown(draws, 32), grown(draws, 32)]
    packed = [pack_contributions(one, pack_all({"": one}, COLUMNS)[""]) for one in trees]
    row = st.lists(VALUES, min_size=COLUMNS, max_size=COLUMNS)
    matrix = np.array(draws.draw(st.lists(row, max_size=40)), np.float32).reshape(-1, COLUMNS)
    sign = st.lists(st.sampled_from([-1.0, 0.0, 1.0]), min_size=len(matrix), max_size=len(matrix))
    signs = [np.array(draws.draw(sign)) for _ in trees]
    expected = sum(s[:, None] * one.contributions(matrix) for s, one in zip(signs, trees))
    found = packed_contributions([*zip(packed, signs)], matrix, COLUMNS + 2)
    np.testing.assert_allclose(found[:, :COLUMNS], expected, atol=1e-4)
    assert not found[:, COLUMNS:].any()


@pytest.mark.parametrize("format", FORMATS)
def test_the_shipped_contributions_agree_with_their_graphs(format: str) -> None:
    model = load_model(format)
    shape = (1001, model.packed["body"].columns)
    generator = np.random.default_rng(1)
    matrix = (generator.normal(size=shape) * 20).astype(np.float32)
    signs = dict(zip(BOOSTERS, generator.integers(-1, 2, (2, len(matrix))).astype(np.float64)))
    found = model.signed_contributions(signs, matrix, 3)
    with in_python():
        expected = load_model(format).signed_contributions(signs, matrix, 3)
    np.testing.assert_allclose(found, expected, atol=1e-5)


def test_contributions_that_disagree_with_the_trees_are_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def of_others(trees: Trees, packed: PackedTrees) -> PackedContributions:
        return pack_contributions(replace(trees, expected=trees.expected * 2), packed)

    monkeypatch.setattr("cleaner.model.file.pack_contributions", of_others)
    model = replace(load_model("html"), contributions_packed={})
    columns = model.packed["body"].columns
    with pytest.raises(ModelError, match=r"trees\.body\.npy and what runs do not agree"):
        model.contributions("body", np.zeros((1, columns), np.float32))
    assert not model.contributions_packed


GROUP = np.dtype([("changes", "<f4", 8), ("columns", "<u2", 8)])


def groups(*columns: int) -> bytes:
    """Groups of changes of the first columns, and of these in the last group."""
    made = np.zeros(2, GROUP)
    made["changes"], made["columns"] = 1, np.arange(8)
    made["columns"][1, : len(columns)] = columns
    return made.tobytes()


def ends(*of_leaves: int) -> bytes:
    return np.array([*of_leaves, *[2] * (33 - len(of_leaves))], np.int32).tobytes()


CHANGES = (ends(0, 1), groups())


@pytest.mark.parametrize(
    ("part", "wrong"),
    [
        (0, b""),
        (0, ends(*[1] * 33)),
        (0, ends(0, *[1] * 32)),
        (0, ends(0, 3)),
        (0, ends(1)),
        (1, groups(11)),
        (1, groups(65535)),
        (1, groups()[1:]),
        (1, groups()[: GROUP.itemsize]),
    ],
)
def test_contributions_that_do_not_fit_are_refused(part: int, wrong: bytes) -> None:
    from cleaner._native.core import PackedContributions, PackedTrees

    trees = PackedTrees(*PARTS, COLUMNS)
    PackedContributions(trees, *CHANGES)
    parts = list(CHANGES)
    parts[part] = wrong
    with pytest.raises(ValueError, match="packed contribution"):
        PackedContributions(trees, *parts)


def test_a_matrix_signs_or_sums_of_other_sizes_are_refused() -> None:
    from cleaner._native.core import PackedContributions, PackedTrees

    packed = PackedContributions(PackedTrees(*PARTS, COLUMNS), *CHANGES)
    matrix, signs, sums = bytes(4 * 5 * COLUMNS), bytes(4 * 5), bytearray(4 * 5 * COLUMNS)
    packed.add(matrix, 5, signs, sums, COLUMNS)
    calls: list[Callable[[], None]] = [
        lambda: packed.add(matrix[4:], 5, signs, sums, COLUMNS),
        lambda: packed.add(matrix, 5, signs[4:], sums, COLUMNS),
        lambda: packed.add(matrix, 5, signs, sums[4:], COLUMNS),
        lambda: packed.add(matrix, 5, signs, sums, COLUMNS - 1),
        lambda: packed.add(matrix, -5, signs, sums, COLUMNS),
    ]
    for call in calls:
        with pytest.raises(ValueError, match=r"columns of the trees|rows of the matrix"):
            call()


# The strongest concepts


def assert_same(found: Strongest, expected: Strongest) -> None:
    assert found.counts.tolist() == expected.counts.tolist()
    assert found.columns.tolist() == expected.columns.tolist()
    assert found.weights == pytest.approx(expected.weights, abs=1e-9)


@pytest.mark.parametrize("format", FORMATS)
def test_the_strongest_concepts_of_a_document_are_those_of_the_python(format: Format) -> None:
    credits, table = credits_of(predicted(SOURCES[format], format), format), column_table(format)
    found = strongest(credits, table, 3, 0.05)
    with in_python():
        assert_same(found, strongest(credits, table, 3, 0.05))


@given(st.integers(0, 9), st.integers(1, 6), st.integers(0, 2**32), st.booleans())
def test_the_strongest_of_any_credits_are_those_of_the_python(
    rows: int, most: int, seed: int, coarse: bool
) -> None:
    table = column_table("html")
    drawn = np.random.default_rng(seed).normal(size=(rows, len(table.columns) + 1))
    # Coarse numbers have many sums that are the same.
    credits = (drawn.round() / 4 if coarse else drawn).astype(np.float32)
    found = strongest(credits, table, most, 0.5)
    with in_python():
        assert_same(found, strongest(credits, table, most, 0.5))


def test_credits_orders_and_groups_that_do_not_fit_are_refused() -> None:
    from cleaner._native import core

    def numbers(*of: int) -> bytes:
        return np.array(of, np.int64).tobytes()

    credits, order, starts = bytes(4 * 6), numbers(0, 1, 2), numbers(0, 1)
    core.strongest(credits, 2, order, starts, 2, 0.0)
    for arguments in (
        (credits[1:], 2, order, starts, 2, 0.0),
        (credits, 2, numbers(0, 1, 3), starts, 2, 0.0),
        (credits, 2, numbers(0, -1, 2), starts, 2, 0.0),
        (credits, 2, order, numbers(0, 3), 2, 0.0),
        (credits, 2, order, numbers(1, 1), 2, 0.0),
        (credits, 2, order, numbers(-1, 1), 2, 0.0),
        (credits, 2, order, b"", 2, 0.0),
        (credits, 2, b"", starts, 2, 0.0),
        (credits, 2, order, starts, 0, 0.0),
        (credits, 2, order, starts, 9, 0.0),
        (credits, -2, order, starts, 2, 0.0),
    ):
        with pytest.raises(ValueError, match=r"choose from|size|not there|follow one another"):
            core.strongest(*arguments)


# Names and phrases


def compare_names(source: str) -> None:
    page, weights = segment_html(source), load_model("html").names
    paragraphs = np.repeat(np.arange(len(page)), len(LABELS))
    labels = np.tile(np.arange(len(LABELS)), len(page))
    found = NameQuotes(page, weights).quotes(paragraphs, labels)
    with in_python():
        assert found == NameQuotes(page, load_model("html").names).quotes(paragraphs, labels)


@pytest.mark.parametrize("source", SAMPLE_PAGES, ids=lambda source: source[:0])
def test_the_names_around_paragraphs_are_those_of_the_python(source: str) -> None:
    compare_names(source)


@given(broken_pages())
def test_the_names_on_broken_pages_are_those_of_the_python(source: str) -> None:
    compare_names(source)


def test_elements_and_leaves_that_do_not_fit_are_refused() -> None:
    from cleaner._native import core

    page, weights = segment_html("<div class=story><p>x"), load_model("html").names
    elements, names = page.elements, weights.compiled
    assert names is not None
    heaviest_names(elements, weights, page.runs[:, 1])
    keys, parents = elements.key.tobytes(), elements.parent.tobytes()
    leaf, signs, wrong = page.runs[:, 1].tobytes(), bytes(16), np.array([99]).tobytes()
    core.heaviest_names(names, elements.keys, keys, parents, leaf, signs)
    for arguments in (
        (keys[8:], parents, leaf, signs),
        (keys, parents[8:], leaf, signs),
        (keys, parents, wrong, signs),
        (keys, parents, leaf, signs[8:]),
        (keys[8:] + wrong, parents, leaf, signs),
        (keys, parents[8:] + wrong, leaf, signs),
    ):
        with pytest.raises(ValueError, match=r"numbers|nowhere|not there"):
            core.heaviest_names(names, elements.keys, *arguments)


def compare_phrases(texts: list[str], format: Format) -> None:
    for label in range(len(LABELS)):
        labels = np.full(len(texts), label)
        found = quote_phrases(texts, labels, load_model(format).lexicon)
        with in_python():
            assert found == quote_phrases(texts, labels, load_model(format).lexicon)


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("source", SAMPLE_PAGES, ids=lambda source: source[:0])
def test_the_phrases_of_paragraphs_are_those_of_the_python(source: str, format: Format) -> None:
    compare_phrases(segment_html(source).texts, format)


WORDS = st.sampled_from(
    "read more share this 2026 the ferry İstanbul Σας straße 関連記事 by Ann privacy policy".split()
)
LINES = st.lists(WORDS, min_size=1, max_size=60).map(" ".join)


@given(st.lists(LINES | st.text(min_size=1) | st.sampled_from(PROSE), max_size=6))
def test_the_phrases_of_any_texts_are_those_of_the_python(texts: list[str]) -> None:
    compare_phrases(texts, "text")


def test_labels_that_do_not_fit_are_refused() -> None:
    from cleaner._native import core

    words, lexicon = core.Words(["Read more"]), load_model("text").lexicon.compiled
    assert lexicon is not None
    for directions, labels in (
        (bytes(8), bytes(8)),
        (bytes(16), b""),
        (bytes(16), b"\1" + bytes(7)),
    ):
        with pytest.raises(ValueError, match="label"):
            core.phrases(words, lexicon, directions, labels)


def test_reasons_do_not_load_onnxruntime() -> None:
    program = (
        "import sys, cleaner\n"
        f"for source in {list(SOURCES.values())!r}: assert cleaner.clean(source).reasons(0)\n"
        "assert 'onnxruntime' not in sys.modules"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, env=environment(),
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("format", FORMATS)
def test_reasons_are_those_of_the_python(format: Format) -> None:
    document = cleaner.clean(SOURCES[format])
    found = [p.reasons for p in document.paragraphs]
    with in_python():
        specified = cleaner.clean(SOURCES[format])
        expected = [p.reasons for p in specified.paragraphs]
    assert found == expected
    weights, others = ([r.weight for rs in each for r in rs] for each in (found, expected))
    assert weights == pytest.approx(others, abs=1e-4)
