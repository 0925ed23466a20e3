"""The options of a run: checked when they are made, and declared once."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from cleaner.batch import BatchOptions
from cleaner.config import Config
from cleaner.errors import InvalidOption

SRC, OUT = Path("src"), Path("out")


def test_a_page_has_ten_seconds_and_two_gigabytes_if_nothing_is_said() -> None:
    options = BatchOptions("src", "out")  # type: ignore[arg-type]
    assert (options.source, options.out) == (SRC, OUT)
    assert (options.timeout, options.max_memory) == (10.0, 2 << 30)
    assert options.output_format == "text"


def test_no_limit_is_none_or_infinity() -> None:
    assert BatchOptions(SRC, OUT, timeout=math.inf).timeout is None
    assert BatchOptions(SRC, OUT, timeout=None, max_memory=None).max_memory is None


@pytest.mark.parametrize(
    "options",
    [
        {"timeout": math.nan},
        {"timeout": 0},
        {"timeout": -1.0},
        {"max_memory": 0},
        {"max_memory": math.nan},
        {"max_memory": 10**23},
        {"encoding": "xx"},
        {"output_format": "csv"},
        {"format": "pdf"},
        {"paragraphs": True},
        {"report": "../report.html"},
        {"report": "report.txt"},
    ],
    ids=str,
)
def test_values_out_of_range_are_refused(options: dict[str, Any]) -> None:
    with pytest.raises(InvalidOption):
        BatchOptions(SRC, OUT, **options)


@dataclass(frozen=True)
class Later(Config):
    """The options of cleaning as they may be one day."""

    new_option: int = 0


def test_every_option_of_cleaning_counts_also_one_that_is_declared_later() -> None:
    keys = {
        BatchOptions(SRC, OUT, cleaning=cleaning).of_results()
        for cleaning in (Config(), Config(threshold=0.3), Config(profile="article"),
                         Config(split_lines=True), Later(), Later(new_option=1))
    }  # fmt: skip
    assert len(keys) == 6


def test_what_changes_no_result_does_not_count() -> None:
    plain = BatchOptions(SRC, OUT).of_results()
    for cleaning in (Config(max_bytes=7), Config(model=Path("models"))):
        assert BatchOptions(SRC, OUT, cleaning=cleaning).of_results() == plain
    assert BatchOptions(Path("b"), Path("c"), timeout=3).of_results() == plain


def test_what_is_said_of_the_pages_counts() -> None:
    keys = {
        BatchOptions(SRC, OUT, **said).of_results()
        for said in ({}, {"format": "text"}, {"encoding": "cp1251"}, {"output_format": "jsonl"},
                     {"output_format": "jsonl", "paragraphs": True}, {"site_memory": False})
    }  # fmt: skip
    assert len(keys) == 6
