"""Whether the compiled core runs, and how that is told."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from native_core import needs_core
from support import Run, environment

import cleaner
from cleaner import _native
from cleaner.errors import InvalidOption


@pytest.fixture(autouse=True)
def _asked_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_native, "_runs", None)
    monkeypatch.delenv(_native.SWITCH, raising=False)


@pytest.fixture
def without_core(monkeypatch: pytest.MonkeyPatch) -> None:
    """As where there was no compiler."""

    def missing(name: str) -> None:
        raise ImportError(f"No module named {name!r}")

    monkeypatch.setattr(_native, "import_module", missing)


@needs_core
def test_the_core_runs_where_it_was_built() -> None:
    assert _native.is_compiled()
    assert _native.running() == "compiled core"


@pytest.mark.usefixtures("without_core")
def test_without_a_core_the_python_runs() -> None:
    assert not _native.is_compiled()
    assert _native.running() == "pure Python"


def test_the_switch_leaves_the_core_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(_native.SWITCH, "0")
    assert not _native.is_compiled()


@pytest.mark.usefixtures("without_core")
def test_a_core_that_must_be_there_is_missed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(_native.SWITCH, "1")
    with pytest.raises(InvalidOption, match=r"cannot be loaded .* install cleaner again"):
        _native.is_compiled()


def test_another_value_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(_native.SWITCH, "yes")
    with pytest.raises(InvalidOption, match="'yes': it can be 0, 1 or not set"):
        _native.is_compiled()


@needs_core
def test_a_core_older_than_its_sources_does_not_run(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    core = tmp_path / "core.abi3.so"
    source = tmp_path / "core.pyx"
    core.touch()
    source.touch()
    os.utime(core, (1, 1))
    built = type("core", (), {"__file__": str(core)})
    monkeypatch.setattr(_native, "import_module", lambda name: built)
    assert not _native.is_compiled()
    os.utime(source, (1, 1))
    monkeypatch.setattr(_native, "_runs", None)
    assert _native.is_compiled()


@pytest.mark.parametrize("value", ["0", ""])
def test_the_command_tells_which_runs(run_process: Run, value: str) -> None:
    done = run_process("--version", env={**environment(), _native.SWITCH: value})
    runs = "pure Python" if value == "0" or not _native.is_compiled() else "compiled core"
    assert done.stdout == f"cleaner, version {cleaner.__version__} ({runs})\n"


def test_the_command_says_what_is_wrong_with_the_switch(run_process: Run) -> None:
    done = run_process("--version", env={**environment(), _native.SWITCH: "2"})
    assert done.returncode == 2
    assert "CLEANER_NATIVE is '2'" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_document_tells_which_ran(monkeypatch: pytest.MonkeyPatch) -> None:
    page = "<p>The ferry leaves at seven.</p>"
    if _native.is_compiled():
        assert cleaner.clean_html(page).model.endswith(", compiled core")
    monkeypatch.setattr(_native, "_runs", None)  # it is asked once
    monkeypatch.setenv(_native.SWITCH, "0")
    assert "compiled" not in cleaner.clean_html(page).model
