"""The input columns of the models: each has a name, a documentation and a value in a test."""

from __future__ import annotations

from pathlib import Path

import pytest
from support import load_script

from cleaner.features.columns import GUIDE_COLUMN, INPUT_COLUMNS, describe_columns
from cleaner.features.html import HTML_COLUMNS
from cleaner.features.text import TEXT_COLUMNS
from cleaner.features.vocabulary import VECTOR, VECTOR_COLUMNS


def test_the_network_of_html_has_the_columns_of_the_trees() -> None:
    assert INPUT_COLUMNS["html"]["trees"] == [*HTML_COLUMNS, GUIDE_COLUMN]
    assert INPUT_COLUMNS["html"]["sequence"] == INPUT_COLUMNS["html"]["trees"]


def test_the_network_of_text_has_the_sentence_vectors_besides() -> None:
    assert INPUT_COLUMNS["text"]["trees"] == TEXT_COLUMNS
    assert INPUT_COLUMNS["text"]["sequence"] == [*TEXT_COLUMNS, *VECTOR_COLUMNS]
    assert VECTOR_COLUMNS[0] == "vector_00"
    assert VECTOR_COLUMNS[-1] == f"vector_{VECTOR - 1}"


def test_the_shipped_models_take_so_many_columns() -> None:
    assert len(HTML_COLUMNS) == 190
    assert len(TEXT_COLUMNS) == 232


def test_every_input_column_is_described() -> None:
    described = describe_columns()
    for model in ("html", "text"):
        names = [column.column for column in described if column.model == model]
        assert names == INPUT_COLUMNS[model]["sequence"]
    assert all(column.documentation and column.block for column in described)


def test_a_description_says_of_what_a_column_is_true() -> None:
    described = {(column.model, column.column): column for column in describe_columns()}
    container = described["html", "container2_words"]
    assert container.block == "Container"
    assert container.documentation == "number of words; container 2, counted outward"
    assert described["html", "words"].documentation == "number of words"
    assert described["text", "at-2_long"].documentation.endswith("the 2nd paragraph above it")


@pytest.mark.parametrize(
    ("route", "table", "columns"),
    [("html", "ARTICLE_TABLE", HTML_COLUMNS), ("text", "NOTICE_TABLE", TEXT_COLUMNS)],
)
def test_every_column_has_a_value_in_the_table_of_its_block(
    route: str, table: str, columns: list[str]
) -> None:
    """A new column needs a line in the table of the file that tests its block."""
    named: list[str] = []
    for path in sorted((Path(__file__).parent / route).glob("test_*.py")):
        named += getattr(load_script(path), table, {})
    assert sorted(named) == sorted(columns)
