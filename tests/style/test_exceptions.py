"""Exceptions to the style say why, and files stay short."""

from __future__ import annotations

import re
from collections.abc import Iterator

from support import ROOT

FOLDERS = ("cleaner", "benchmarks", "docs", "samples", "tests")
MOST_LINES = 400
# A code that is not followed by its reason. Written so that it does not match itself.
BARE = re.compile(r"#\s*noq[a]\b(?!: [A-Z]+[0-9]+(?:, ?[A-Z]+[0-9]+)* - \S)")


def sources(*endings: str) -> Iterator[tuple[str, list[str]]]:
    """Yield the names and the lines of all programs, the pages of the tests apart."""
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).rglob("*")):
            name = path.relative_to(ROOT).as_posix()
            if path.suffix in endings and not name.startswith("tests/pages/"):
                yield name, path.read_text("utf-8").splitlines()


def test_what_ruff_is_not_to_report_has_a_reason() -> None:
    assert [
        f"{name}:{number}"
        for name, lines in sources(".py", ".pyi")
        for number, line in enumerate(lines, 1)
        if BARE.search(line)
    ] == []


def test_files_are_short() -> None:
    long = {n: len(lines) for n, lines in sources(".py", ".pyx", ".pxi", ".h", ".js", ".css")}
    assert len(long) > 500
    assert {name: lines for name, lines in long.items() if lines > MOST_LINES} == {}
