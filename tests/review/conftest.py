"""Fixtures of the reviews in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from browsers import chromium
from reviews import Review, serving, session, site


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """A running Chromium."""
    with chromium() as running:
        yield running


@pytest.fixture
def review(tmp_path: Path) -> Iterator[Review]:
    """A review of two pages that is being served."""
    out = tmp_path / "out"
    with serving(session(site(tmp_path / "src"), out)) as address:
        yield Review(address, out)
