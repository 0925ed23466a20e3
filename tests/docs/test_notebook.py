"""The example notebook: complete, run, and showing what it would show today."""

from __future__ import annotations

import json
import subprocess
import sys
from types import ModuleType
from typing import Any

import pytest
from support import ROOT, environment, load_script

import cleaner

SCRIPT = ROOT / "docs" / "notebook.py"
FERRY = ROOT / "docs" / "tutorial" / "ferry.html"
ANEW = "run it again: python docs/notebook.py"


@pytest.fixture(scope="module")
def script() -> ModuleType:
    return load_script(SCRIPT)


@pytest.fixture(scope="module")
def notebook(script: ModuleType) -> dict[str, Any]:
    return dict(json.loads(script.NOTEBOOK.read_text(encoding="utf-8")))


def test_the_notebook_has_the_cells_of_its_script_all_of_them_run(
    script: ModuleType, notebook: dict[str, Any]
) -> None:
    assert ["".join(cell["source"]) for cell in notebook["cells"]] == list(script.CELLS), ANEW
    code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    assert [cell["execution_count"] for cell in code] == [*range(1, len(code) + 1)]
    for cell in code:
        assert cell["outputs"], cell["source"]
        assert {output["output_type"] for output in cell["outputs"]} <= {
            "execute_result", "stream"
        }  # fmt: skip
        assert "stderr" not in {output.get("name") for output in cell["outputs"]}


def test_it_shows_the_document_as_jupyter_does_today(
    script: ModuleType, notebook: dict[str, Any]
) -> None:
    (output,) = notebook["cells"][1]["outputs"]
    today = cleaner.clean(FERRY)._repr_html_()
    assert script.shown({"": "".join(output["data"]["text/html"])}) == script.shown({"": today}), (
        ANEW
    )


def test_numbers_are_not_compared_and_words_are(script: ModuleType) -> None:
    assert script.shown({"a": "body 0.97 (+1.3)"}) == script.shown({"a": "body 0.98 (-1.2)"})
    assert script.shown({"a": "body 0.97"}) != script.shown({"a": "chrome 0.97"})


@pytest.mark.slow
def test_run_again_it_shows_the_same() -> None:
    pytest.importorskip("nbclient")
    pytest.importorskip("ipykernel")
    done = subprocess.run(
        [sys.executable, SCRIPT, "--check"], env=environment(), capture_output=True, text=True,
        check=False, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, f"{ANEW}\n{done.stderr}"
