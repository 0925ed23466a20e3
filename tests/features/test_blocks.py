"""Blocks of columns: names, documentation and values in one place, in one order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import numpy as np
import pytest

from cleaner.features.blocks import Block, Column, ColumnDescription, Layout, Number, Slot


@dataclass(frozen=True, kw_only=True)
class Size(Block):
    """Size of a paragraph."""

    words: Annotated[Column, "number of words"]
    chars: Annotated[Column, "number of characters"]


@dataclass(frozen=True, kw_only=True)
class Whole(Block):
    """The document."""

    paragraphs: Annotated[Number, "number of paragraphs"]


SIZE = Size(chars=np.array([20, 30]), words=np.array([2, 3]))
WHOLE = Whole(paragraphs=2)


def test_columns_stand_in_the_order_of_their_declaration() -> None:
    assert Size.column_names() == ["words", "chars"]
    assert [np.asarray(column).tolist() for column in SIZE.columns()] == [[2, 3], [20, 30]]
    assert SIZE.stack().tolist() == [[2, 3], [20, 30]]


def test_stacking_can_be_undone() -> None:
    again = Size.unstack(SIZE.stack())
    assert again.words.tolist() == [2, 3]
    assert again.chars.tolist() == [20, 30]


def test_a_block_needs_all_of_its_columns() -> None:
    with pytest.raises(TypeError, match="chars"):
        Size(words=np.array([2]))  # type: ignore[call-arg]
    with pytest.raises(ValueError, match="shorter"):
        Size.unstack([np.array([2])])
    with pytest.raises(ValueError, match="longer"):
        Size.unstack([np.array([2])] * 3)


def test_values_cannot_be_given_by_position() -> None:
    with pytest.raises(TypeError):
        Size(np.array([2]), np.array([20]))  # type: ignore[call-arg]


def test_the_documentation_of_a_column_stands_at_its_declaration() -> None:
    assert Size.documentation() == {"words": "number of words", "chars": "number of characters"}


def test_a_layout_puts_blocks_side_by_side() -> None:
    layout = Layout([Slot(Size), Slot(Whole, "page_"), Slot(Size, "next_", "the next one")])
    assert layout.names == ["words", "chars", "page_paragraphs", "next_words", "next_chars"]
    matrix = layout.matrix([SIZE, WHOLE, SIZE], rows=2)
    assert matrix.dtype == np.float32
    assert matrix.flags.c_contiguous
    assert matrix.tolist() == [[2, 20, 2, 2, 20], [3, 30, 2, 3, 30]]
    assert layout.describe("html")[3] == ColumnDescription(
        "html", "Size", "next_words", "number of words; the next one"
    )
    assert layout.describe("html")[2].documentation == "number of paragraphs"


@pytest.mark.parametrize("blocks", [[WHOLE, SIZE], [SIZE], [SIZE, WHOLE, WHOLE], []])
def test_other_blocks_than_those_of_the_layout_are_refused(blocks: list[Block]) -> None:
    layout = Layout([Slot(Size), Slot(Whole, "page_")])
    with pytest.raises(ValueError, match="not those of the layout"):
        layout.matrix(blocks, rows=2)


def test_two_columns_of_one_name_are_refused() -> None:
    with pytest.raises(ValueError, match="same name: chars, words"):
        Layout([Slot(Size), Slot(Size)])
