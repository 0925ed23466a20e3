"""What a model that was just fitted says of itself."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from support import zipped

from cleaner.model.description import Settings
from cleaner.training.export import describe as module
from cleaner.training.export.describe import describe

SETTINGS: Settings = {"rules": {"labels": 0.5, "article": 0.5}, "blend": 0.5}


@pytest.fixture(autouse=True)
def libraries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LIBRARIES", ("numpy",))
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1798761599")  # the last second of 2026, UTC


def test_a_fit_is_dated_and_has_the_first_version_of_its_month() -> None:
    description = describe([], SETTINGS, {}, {})
    assert description["created"] == "2026-12-31"
    assert description["version"] == "2026.12.0"
    assert description["settings"] == SETTINGS


@pytest.mark.parametrize(
    ("before", "version"),
    [
        ("2026.12.0", "2026.12.1"),
        ("2026.12.9", "2026.12.10"),
        ("2026.11.3", "2026.12.0"),
        ("2026.1.2", "2026.12.0"),
        ("2025.12.3", "2026.12.0"),
        (None, "2026.12.0"),
        ("anything", "2026.12.0"),
    ],
)
def test_the_version_counts_up_from_the_model_that_is_replaced(
    before: str | None, version: str, tmp_path: Path
) -> None:
    path = tmp_path / "html.model"
    path.write_bytes(zipped({"model.json": json.dumps({"version": before}).encode()}))
    assert describe([], SETTINGS, {}, {}, replaces=path)["version"] == version
    path.write_bytes(b"no archive")
    assert describe([], SETTINGS, {}, {}, replaces=path)["version"] == "2026.12.0"


def test_the_commit_is_that_of_the_code_and_none_elsewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def git(*arguments: str) -> None:
        identity = ("-c", "user.name=x", "-c", "user.email=x@example.org")
        subprocess.run(["git", *identity, *arguments], cwd=tmp_path, check=True)

    code = tmp_path / "describe.py"
    code.write_text("")
    monkeypatch.setattr(module, "__file__", str(code))
    assert describe([], SETTINGS, {}, {})["commit"] is None
    git("init", "-q")
    (tmp_path / "other").write_text("")
    git("add", "other")
    git("commit", "-qm", "no code of ours")
    assert describe([], SETTINGS, {}, {})["commit"] is None  # installed in a foreign repository
    git("add", "describe.py")
    git("commit", "-qm", "code")
    head = subprocess.check_output(["git", "rev-parse", "HEAD"], cwd=tmp_path, text=True).strip()
    assert describe([], SETTINGS, {}, {})["commit"] == head
    code.write_text("changed")
    assert describe([], SETTINGS, {}, {})["commit"] == head + "+"
