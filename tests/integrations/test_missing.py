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


@pytest.mark.parametrize(
    ("module", "library", "extra"),
    [
        ("scrapy", "scrapy", "scrapy"),
        ("haystack", "haystack", "haystack"),
        ("langchain", "langchain_core", "langchain"),
        ("llama_index", "llama_index", "llama-index"),
    ],
)
def test_ways_into_a_framework_without_it(
    monkeypatch: pytest.MonkeyPatch, module: str, library: str, extra: str
) -> None:
    for name in [name for name in sys.modules if name.partition(".")[0] == library]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, library, None)
    monkeypatch.delitem(sys.modules, f"cleaner.integrations.{module}", raising=False)
    with pytest.raises(MissingExtra, match=rf"needs {library}: .*paragraph-cleaner\[{extra}\]"):
        import_module(f"cleaner.integrations.{module}")


def test_batches_without_pyarrow(monkeypatch: pytest.MonkeyPatch) -> None:
    table = pa.table({"html": ["<p>One"]})
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(MissingExtra, match=r"needs pyarrow: .*paragraph-cleaner\[arrow\]"):
        clean_batch(table)
