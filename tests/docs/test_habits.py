"""What newcomers and machines read about the project agrees with the project."""

from __future__ import annotations

import re
import subprocess
import sys
import warnings
from pathlib import Path
from typing import Any

import pytest
from support import ROOT

import cleaner

FORMS = sorted((ROOT / ".github" / "ISSUE_TEMPLATE").glob("*.yml"))


def loaded(path: Path) -> Any:
    """The content of a file of YAML."""
    yaml = pytest.importorskip("yaml")
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def test_the_citation_has_the_version_and_licence_of_the_package() -> None:
    citation = loaded(ROOT / "CITATION.cff")
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert citation["version"] == cleaner.__version__
    assert f'license = "{citation["license"]}"' in project


def test_the_changelog_has_the_version_and_its_changes_of_labels() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    releases = re.split(r"^## ", changelog, flags=re.MULTILINE)[1:]
    assert releases[0].startswith(f"{cleaner.__version__} ")
    assert all("\n### Changes of labels\n" in release for release in releases)


def test_the_workflow_calls_what_lands_are_checked_by() -> None:
    workflow = loaded(ROOT / ".github/workflows/checks.yml")
    steps = [step.get("run", "") for job in workflow["jobs"].values() for step in job["steps"]]
    assert "bash .ci/run" in steps
    used = [
        step["uses"] for job in workflow["jobs"].values() for step in job["steps"] if "uses" in step
    ]
    assert all(re.search(r"@[0-9a-f]{40}$", action) for action in used), "pin actions by commit"


def test_the_oldest_and_newest_python_of_the_classifiers_are_checked() -> None:
    workflow = loaded(ROOT / ".github/workflows/checks.yml")
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    named = re.findall(r'"Programming Language :: Python :: (3\.\d+)"', project)
    assert workflow["jobs"]["checks"]["strategy"]["matrix"]["python"] == named


@pytest.mark.parametrize("form", FORMS, ids=lambda path: path.stem)
def test_a_form_for_issues_has_what_github_asks_for(form: Path) -> None:
    content = loaded(form)
    if form.stem != "config":
        assert {"name", "description", "body"} <= set(content)
        assert all(field["type"] in ("markdown", "textarea", "input") for field in content["body"])


def test_the_guides_name_the_versions_of_engines_that_are_tested() -> None:
    script = (ROOT / ".ci" / "engines").read_text(encoding="utf-8")
    tested = re.findall(r'"([\w-]+)(?:\[\w+\])?==([\d.]+)"', script)
    names = ("engines", "datatrove", "scrapy", "text-frameworks", "service")
    guides = [ROOT / "docs" / "howto" / f"{name}.md" for name in names]
    text = " ".join(" ".join(path.read_text(encoding="utf-8").split()) for path in guides)
    assert len(tested) == 14
    assert [name for name, version in tested if f"{name} {version}" not in text] == []


@pytest.mark.slow
def test_a_warning_fails_a_slow_test_too() -> None:
    with pytest.raises(UserWarning, match="look here"):
        warnings.warn("look here", stacklevel=1)


def test_the_readme_holds_the_two_commands() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```sh run\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    assert [len(block.splitlines()) for block in blocks] == [1, 1]


def test_a_large_file_is_refused(tmp_path: Path) -> None:
    large, small = tmp_path / "large", tmp_path / "small"
    large.write_bytes(bytes(500_001))
    small.write_bytes(bytes(500_000))
    done = subprocess.run(
        [sys.executable, str(ROOT / ".ci" / "large_files.py"), str(large), str(small)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert done.stdout.count("\n") == 1
    assert str(large) in done.stdout
