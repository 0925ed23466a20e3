"""An engine that is missing is said, with what installs it."""

from __future__ import annotations

import sys
from importlib import import_module

import pyarrow as pa
import pytest

from cleaner import clean_batch
from cleaner.errors import MissingExtra


def test_steps_of_datatrove_without_datatrove(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "datatrove", None)
    monkeypatch.delitem(sys.modules, "cleaner.integrations.datatrove", raising=False)
    with pytest.raises(MissingExtra, match=r"needs datatrove: .*paragraph-cleaner\[datatrove\]"):
        import_module("cleaner.integrations.datatrove")


def test_batches_without_pyarrow(monkeypatch: pytest.MonkeyPatch) -> None:
    table = pa.table({"html": ["<p>One"]})
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(MissingExtra, match="needs pyarrow: "):
        clean_batch(table)
