"""Pages for the tests of runs."""

from __future__ import annotations

from pathlib import Path

import pytest
from crawls import PDF, put
from support import PROSE, page


@pytest.fixture
def src(tmp_path: Path) -> Path:
    """A folder of a few pages, one of them bad."""
    for n in range(6):
        put(tmp_path / "src" / f"{n % 2}" / f"{n}.html", page(f"Ferry {n}"))
    put(tmp_path / "src" / "note.txt", "\n".join(PROSE))
    put(tmp_path / "src" / "0" / "bad.html", PDF)
    return tmp_path / "src"
