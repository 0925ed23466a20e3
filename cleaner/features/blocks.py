"""Declare columns in blocks: their names, documentation and values in one place.

A block is a frozen dataclass with a field for each column. The name of the field is the name of the
column, its annotation holds the column's documentation, and its value the numbers:

    @dataclass(frozen=True, kw_only=True)
    class Position(Block):
        \"\"\"Position of a paragraph on its page.\"\"\"

        place: Annotated[Column, "share of the page's paragraphs that stand above it"]

Blocks are built by keyword, so that a value cannot slip into the wrong column. A `Layout` puts the
blocks of a matrix into order and gives their columns prefixes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from typing import Any, NamedTuple, TypeVar, get_type_hints

import numpy as np
from numpy.typing import NDArray

from cleaner.types import Floats, Matrix

Column = NDArray[Any]  # values (rows,) of numbers or flags
Number = float  # one value for all rows

B = TypeVar("B", bound="Block")


@dataclass(frozen=True, kw_only=True)
class Block:
    """Base of all blocks; the module's documentation shows one."""

    @classmethod
    def column_names(cls) -> list[str]:
        """Return the names of the columns, in order."""
        return [field.name for field in fields(cls)]

    @classmethod
    def documentation(cls) -> dict[str, str]:
        """Return the documentation of each column by its name."""
        hints = get_type_hints(cls, include_extras=True)
        return {name: hints[name].__metadata__[0] for name in cls.column_names()}

    def columns(self) -> list[Column | Number]:
        """Return the values of the columns, in order."""
        return list(vars(self).values())

    def stack(self) -> Floats:
        """Return the columns as an array of shape (columns, rows); all must have the same rows."""
        return np.array(self.columns(), dtype=np.float64)

    @classmethod
    def unstack(cls: type[B], columns: Iterable[Column]) -> B:
        """Make a block of columns that stand in its order, as `stack` returns them."""
        return cls(**dict(zip(cls.column_names(), columns, strict=True)))


class Slot(NamedTuple):
    """Place of a block in a matrix: the prefix of its column names, and the subject of them."""

    block: type[Block]
    prefix: str = ""
    about: str = ""


class ColumnDescription(NamedTuple):
    """One input column of a model, in words."""

    model: str
    block: str
    column: str
    documentation: str


class Layout:
    """The blocks of a matrix in their order.

    Raises ValueError if two columns have the same name.
    """

    def __init__(self, slots: Sequence[Slot]) -> None:
        self.slots = list(slots)
        self.names = [
            slot.prefix + name for slot in self.slots for name in slot.block.column_names()
        ]
        self._types = [slot.block for slot in self.slots]
        twice = sorted({name for name in self.names if self.names.count(name) > 1})
        if twice:
            raise ValueError(f"columns of the same name: {', '.join(twice)}")

    def matrix(self, blocks: Sequence[Block], rows: int) -> Matrix:
        """Return the matrix of the blocks, shape (rows, columns).

        Raises ValueError if the blocks are not those of the layout, in its order.
        """
        if [type(block) for block in blocks] != self._types:
            names = ", ".join(type(block).__name__ for block in blocks)
            raise ValueError(f"the blocks are not those of the layout: {names}")
        matrix = np.empty((rows, len(self.names)), dtype=np.float32)
        columns = (column for block in blocks for column in block.columns())
        for at, column in enumerate(columns):
            matrix[:, at] = column
        return matrix

    def describe(self, model: str) -> list[ColumnDescription]:
        """Return the description of every column, in order."""
        return [
            ColumnDescription(
                model,
                slot.block.__name__,
                slot.prefix + name,
                f"{text}; {slot.about}" if slot.about else text,
            )
            for slot in self.slots
            for name, text in slot.block.documentation().items()
        ]
