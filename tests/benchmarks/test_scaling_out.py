"""What a billion pages cost: figures of one core, multiplied."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from support import ROOT, page, write_corpus

scaling_out = pytest.importorskip("scaling_out")


def results(ratio: float | None = None) -> dict[str, Any]:
    """Results in which our page takes a fifth of a second, and others twice and half of that."""
    means = {"cleaner": 200.0, "trafilatura": 400.0, "resiliparse": 100.0}
    speed = {
        "tools": {name: {"mean": mean} for name, mean in means.items()},
        "stages": {"parse": 1.0, "features": 3.0},
    }
    made: dict[str, Any] = {"speed": {"results": speed}}
    if ratio is not None:
        made["scaling out"] = {"results": {"batch ÷ text": ratio}}
    return made


def row(lines: list[str], name: str) -> list[str]:
    """The cells of the row of a tool."""
    (line,) = (line for line in lines if line.startswith(f"| {name} |"))
    return [cell.strip() for cell in line.strip("|").split("|")][1:]


def test_days_and_money_are_those_of_one_core_multiplied() -> None:
    # 432,000 pages of .2 s are a day of a core.
    lines = scaling_out.cost_table(results(), 432_000 * 50, core_hour=0.5)
    assert row(lines, "cleaner") == ["5.0", "one core", "50", "600"]
    assert row(lines, "trafilatura") == ["2.5", "one core", "100", "1,200"]
    assert row(lines, "resiliparse") == ["10.0", "one core", "25", "300"]


def test_a_model_on_a_gpu_has_its_own_price() -> None:
    name, rate = scaling_out.MODEL.name, scaling_out.MODEL.pages_a_second
    lines = scaling_out.cost_table(results(), round(rate * 86_400 * 10), gpu_hour=2.0)
    assert row(lines, name) == ["3.1", "one A100", "10", "480"]


def test_a_whole_run_is_shown_if_it_was_measured() -> None:
    assert "all of it" not in "".join(scaling_out.cost_table(results()))
    lines = scaling_out.cost_table(results(2.0), 432_000 * 50, core_hour=0.5)
    assert row(lines, "cleaner batch, all of it") == ["2.5", "one core", "100", "1,200"]


def test_prices_say_where_and_when_they_were_read_and_so_does_the_page() -> None:
    page = (ROOT / "docs" / "explanation" / "billion-pages.md").read_text(encoding="utf-8")
    for figure in (scaling_out.CORE, scaling_out.GPU, scaling_out.MODEL):
        assert figure.source.split(",")[0] in page
        assert re.fullmatch(r"20\d\d-\d\d(-\d\d)?", figure.date)
    assert scaling_out.CORE.date in page


def test_steps_are_shares_of_the_whole() -> None:
    assert scaling_out.time_table(results())[2:] == ["| parse | 25% |", "| features | 75% |"]


def test_a_whole_run_is_measured_beside_cleaning_alone(tmp_path: Path) -> None:
    names = ("one", "two", "three")
    golds = [{"id": name} for name in names]
    folder = write_corpus(tmp_path / "corpus", golds, **{name: page(name) for name in names})
    measured = scaling_out.measure(folder, 2)
    assert measured["pages"] == 2
    assert set(measured) == {
        "pages", "text ms", "batch ÷ text", "batch without site memory ÷ text"
    }  # fmt: skip
    assert min(measured.values()) > 0
