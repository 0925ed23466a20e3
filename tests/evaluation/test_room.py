"""The room stands alone: it evaluates where nobody trains."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from support import environment, page, write_corpus

FORBIDDEN = ("sklearn", "jax", "jaxlib", "optax", "onnx", "scipy", "cleaner.training")
WITHOUT = """
import sys

class Forbid:
    def find_spec(self, name, path=None, target=None):
        if any(name == module or name.startswith(module + ".") for module in {forbidden!r}):
            raise ModuleNotFoundError(f"forbidden: {{name}}", name=name)

sys.meta_path.insert(0, Forbid())
"""


def run_without(modules: tuple[str, ...], program: str) -> subprocess.CompletedProcess[str]:
    """Run a program in which these modules cannot be imported."""
    return subprocess.run(
        [sys.executable, "-c", WITHOUT.format(forbidden=modules) + program],
        capture_output=True, text=True, env=environment(), check=False, timeout=100,
    )  # fmt: skip


COMMAND = """
from cleaner.cli.app import main
sys.argv = ["cleaner", "evaluate", *{arguments!r}]
main()
"""


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    records = [{"id": "a", "url": "https://a.org", "text": "After eleven winters"}]
    return write_corpus(tmp_path / "ferries", records, a=page())


def test_the_command_needs_nothing_of_training(corpus: Path, tmp_path: Path) -> None:
    out = tmp_path / "figures.json"
    done = run_without(FORBIDDEN, COMMAND.format(arguments=[str(corpus), "--json", str(out)]))
    assert (done.returncode, done.stderr) == (0, "")
    assert "ferries" in done.stdout
    assert json.loads(out.read_text())["ferries"]["cleaner"]["all"]["pages"] == 1


def test_every_file_of_it_can_be_imported_without_training() -> None:
    program = """
import importlib, pkgutil, cleaner.evaluation
for module in pkgutil.iter_modules(cleaner.evaluation.__path__):
    importlib.import_module(f"cleaner.evaluation.{module.name}")
print("all")
"""
    done = run_without(FORBIDDEN, program)
    assert (done.stdout, done.stderr) == ("all\n", "")


def test_training_fold_models_names_its_extra(corpus: Path) -> None:
    done = run_without(("sklearn", "jax"), COMMAND.format(arguments=[str(corpus), "--folds", "2"]))
    assert done.returncode == 1
    assert "pip install 'paragraph-cleaner[train]'" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("library", ["tldextract", "langcodes"])
def test_a_missing_library_names_the_extra_of_evaluation(corpus: Path, library: str) -> None:
    program = """
from pathlib import Path
from cleaner import CleanerError
from cleaner.evaluation.corpus import load_corpus
try:
    print(load_corpus(Path({folder!r}))[0].domain)
except CleanerError as error:
    print(error.code, error)
"""
    done = run_without((library,), program.format(folder=str(corpus)))
    said = f"missing-extra this needs {library}: pip install 'paragraph-cleaner[evaluate]'\n"
    assert (done.stdout, done.stderr) == (said, "")
