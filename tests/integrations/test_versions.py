"""Which releases of engines are tested: the same here, in `.ci/engines` and in the guides."""

from __future__ import annotations

import re
from importlib.metadata import PackageNotFoundError, metadata

import pytest
from engines import ENGINES, Engine
from support import ROOT

SCRIPT = (ROOT / ".ci" / "engines").read_text(encoding="utf-8")
GUIDES = "".join(
    path.read_text(encoding="utf-8") for path in sorted((ROOT / "docs" / "howto").glob("*.md"))
)
EACH = pytest.mark.parametrize("engine", ENGINES.values(), ids=list(ENGINES))


@EACH
def test_the_release_that_is_tested_is_installed_for_it_and_named_in_a_guide(
    engine: Engine,
) -> None:
    pinned = dict(re.findall(r'"([a-z-]+)(?:\[\w+\])?==([\d.]+)"', SCRIPT))
    assert pinned[engine.package] == engine.release
    assert f"{engine.package} {engine.release}" in GUIDES


@EACH
def test_a_skipped_test_says_which_pythons_there_is_a_release_for(engine: Engine) -> None:
    first, last = engine.pythons
    assert f"release {engine.release} is tested, which is for Python {first} " in engine.missing
    assert (last or "and newer") in engine.missing


@EACH
def test_the_pythons_are_those_that_the_release_declares(engine: Engine) -> None:
    try:
        declared = metadata(engine.package)
    except PackageNotFoundError:
        pytest.skip(engine.missing)
    if declared["Version"] != engine.release:
        pytest.skip(f"{engine.name} {declared['Version']} is installed, not {engine.release}")
    classifiers = " ".join(declared.get_all("Classifier", []))
    found = [f"3.{minor}" for minor in re.findall(r"Python :: 3\.(\d+)\b", classifiers)]
    first, last = engine.pythons
    if last is None:
        assert not found
        assert f">={first}" in declared["Requires-Python"]
    else:
        found.sort(key=lambda version: int(version.partition(".")[2]))
        assert (found[0], found[-1]) == (first, last)
