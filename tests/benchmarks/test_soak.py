"""The long run: what it notes, and how it says that something grows."""

from __future__ import annotations

from itertools import islice
from xml.etree import ElementTree

import pytest

pytest.importorskip("psutil")

from soak import MIXED, Steps, batch, growth, inputs, mixed
from soak_chart import draw


def steps(*megabytes: float) -> list[dict[str, float]]:
    return [
        {"minutes": n + 1, "pages": 10 * n + 10, "megabytes": m, "milliseconds": 5.0}
        for n, m in enumerate(megabytes)
    ]


def test_growth_is_that_of_the_last_third_by_the_second() -> None:
    assert growth(steps(1, 1, 200, 200, 220, 220), "megabytes") == pytest.approx(0.1)
    assert growth(steps(900, 900, 200, 200, 200, 200), "megabytes") == 0
    assert growth(steps(1, 2), "megabytes") == 0


def test_inputs_are_of_all_kinds_and_half_of_them_damaged() -> None:
    drawn = list(islice(inputs(), 4 * len(MIXED)))
    assert {name for name, _ in drawn} == set(MIXED)
    assert drawn == list(islice(inputs(), 4 * len(MIXED)))
    whole, damaged = drawn[0::2], drawn[1::2]
    assert [name for name, _ in whole] == [name for name, _ in damaged]
    assert whole != damaged


def test_a_step_is_noted_only_if_there_are_new_pages() -> None:
    noted = Steps()
    noted.note(0)
    noted.note(5)
    noted.note(5)
    assert [step["pages"] for step in noted.steps] == [5]
    assert noted.steps[0]["megabytes"] > 1


def test_the_drawing_is_an_svg_of_both_parts() -> None:
    svg = draw({"mixed": steps(100, 120, 110), "batch": steps(300, 300, 300)})
    root = ElementTree.fromstring(svg)
    assert root.tag.endswith("svg")
    assert len([path for path in root.iter() if path.tag.endswith("path")]) == 4
    said = "".join(root.itertext())
    assert "30 pages, 3 minutes" in said
    assert "memory, MB" in said


@pytest.mark.slow
def test_both_parts_run() -> None:
    for part in (mixed(0.1), batch(120)):
        assert part
        assert all(step["megabytes"] > 10 for step in part)
        # The clock of processes counts in hundredths of a second: a step may be shorter.
        assert any(step["milliseconds"] > 0 for step in part)
