"""Names that a run is about to write are known to the next, also if the run was killed."""

from __future__ import annotations

from pathlib import Path

import pytest

from cleaner.batch.outputs.files import make_state
from cleaner.batch.state.planned import PlannedNames


@pytest.fixture
def out(tmp_path: Path) -> Path:
    make_state(tmp_path)
    return tmp_path


def earlier(out: Path) -> set[str]:
    with PlannedNames(out) as planned:
        return set(planned.earlier)


def test_names_stand_until_the_ledger_has_them(out: Path) -> None:
    with PlannedNames(out) as planned:
        planned.add(["a.txt", "two\nlines.txt"])
        planned.add(["c.txt"])
        planned.done("a.txt")
        assert earlier(out) == {"a.txt", "two\nlines.txt", "c.txt"}
        planned.committed()
        assert earlier(out) == {"two\nlines.txt", "c.txt"}
        planned.add(["d.txt"])
        assert earlier(out) == {"two\nlines.txt", "c.txt", "d.txt"}


def test_names_of_a_killed_run_stand_until_a_run_is_complete(out: Path) -> None:
    with PlannedNames(out) as planned:
        planned.add(["a.txt"])
    with PlannedNames(out) as planned:
        planned.committed()
    assert earlier(out) == {"a.txt"}
    with PlannedNames(out) as planned:
        planned.clear()
    assert earlier(out) == set()
