"""The metadata that wheel and source archive get: the project's addresses, where the build knows
them."""

from __future__ import annotations

import tarfile
from pathlib import Path
from typing import Any

import pytest
from support import ROOT

pytest.importorskip("hatchling", reason="hatchling, which builds the package, is not installed")

VARIABLES = ("CLEANER_PROJECT_URL", "GITHUB_SERVER_URL", "GITHUB_REPOSITORY")


@pytest.fixture(autouse=True)
def unset(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)


def urls(folder: Path = ROOT) -> dict[str, str]:
    """The addresses in the metadata of the package, as hatchling makes them."""
    from hatchling.metadata.core import ProjectMetadata
    from hatchling.metadata.spec import get_core_metadata_constructors
    from hatchling.plugin.manager import PluginManager

    made: Any = ProjectMetadata(str(folder), PluginManager())
    lines = get_core_metadata_constructors()["2.4"](made).splitlines()
    name = "Project-URL: "
    return dict(line.removeprefix(name).split(", ") for line in lines if line.startswith(name))


def test_without_an_address_in_the_environment_there_is_none() -> None:
    assert urls() == {}


@pytest.mark.parametrize("ending", ["", "/", ".git"])
def test_the_address_of_the_project_gives_those_of_its_parts(
    ending: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLEANER_PROJECT_URL", f"https://larch.example/people/cleaner{ending}")
    assert urls() == {
        "Source": "https://larch.example/people/cleaner",
        "Issues": "https://larch.example/people/cleaner/issues",
        "Changelog": "https://larch.example/people/cleaner/blob/HEAD/CHANGELOG.md",
        "Documentation": "https://larch.example/people/cleaner/tree/HEAD/docs",
    }


def test_a_workflow_of_github_names_its_repository(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_SERVER_URL", "https://github.example")
    monkeypatch.setenv("GITHUB_REPOSITORY", "people/cleaner")
    assert urls()["Source"] == "https://github.example/people/cleaner"
    monkeypatch.setenv("CLEANER_PROJECT_URL", "https://larch.example/cleaner")
    assert urls()["Source"] == "https://larch.example/cleaner"


@pytest.mark.parametrize("address", ["cleaner", "http://larch.example/x", "https://x.example/?a"])
def test_what_is_no_address_of_a_repository_is_refused(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLEANER_PROJECT_URL", address)
    with pytest.raises(ValueError, match="give the address of the repository"):
        urls()


def test_a_wheel_of_the_source_archive_has_the_addresses_of_that(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from hatchling.build import build_sdist

    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("CLEANER_PROJECT_URL", "https://larch.example/cleaner")
    with tarfile.open(tmp_path / build_sdist(str(tmp_path))) as archive:
        archive.extractall(tmp_path, filter="data")
    monkeypatch.delenv("CLEANER_PROJECT_URL")
    (folder,) = (path for path in tmp_path.iterdir() if path.is_dir())
    assert urls(folder)["Source"] == "https://larch.example/cleaner"


@pytest.mark.parametrize("value", ["yes", "2", " "])
def test_a_switch_of_the_compiled_core_with_another_value_is_refused(
    value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(ROOT))
    from hatch_build import wanted_core

    monkeypatch.setenv("CLEANER_NATIVE", "1")
    assert wanted_core() == "1"
    monkeypatch.setenv("CLEANER_NATIVE", value)
    with pytest.raises(ValueError, match="can be 0, 1 or not set"):
        wanted_core()
