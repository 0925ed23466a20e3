"""The examples in docstrings do what they say."""

from __future__ import annotations

import doctest
import importlib
from pathlib import Path

import pytest

import cleaner

PACKAGE = Path(cleaner.__file__).parent
NEEDS = {"training": ("sklearn", "jax")}  # by room


def modules_with_examples() -> list[str]:
    files = [path for path in PACKAGE.rglob("*.py") if ">>> " in path.read_text(encoding="utf-8")]
    names = (path.relative_to(PACKAGE.parent).with_suffix("").parts for path in files)
    return sorted(".".join(parts).removesuffix(".__init__") for parts in names)


@pytest.mark.parametrize("name", modules_with_examples())
def test_docstring_examples_do_what_they_say(name: str) -> None:
    for library in NEEDS.get(name.split(".")[1], ()):
        pytest.importorskip(library)
    result = doctest.testmod(importlib.import_module(name))
    assert result.attempted
    assert not result.failed
