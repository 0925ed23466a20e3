"""The library that runs graphs: one thread, and nothing that its makers hear of."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from drawn import drawn_network
from support import environment

from cleaner.model.graphs import networks_graph
from cleaner.model.network import Shape
from cleaner.model.runtime import load_onnxruntime, open_session

TASKS = Path("/proc/self/task")
GRAPH = networks_graph(
    [drawn_network(Shape(columns=3, conventions=0, vectors=0, width=4, dilations=[1]))], 3
)


@pytest.mark.skipif(not TASKS.exists(), reason="threads are counted as Linux lists them")
def test_a_graph_runs_on_the_thread_that_asks_for_it() -> None:
    open_session(GRAPH)  # the library's own threads, if it has any
    before = len(os.listdir(TASKS))
    sessions = [open_session(GRAPH) for _ in range(3)]
    assert len(os.listdir(TASKS)) == before
    assert len(sessions) == 3


@pytest.mark.parametrize("chosen", [None, "0", "1"])
def test_the_variable_that_silences_the_library_is_left_as_it_was(chosen: str | None) -> None:
    program = (
        "import os\n"
        "from cleaner.model.runtime import load_onnxruntime\n"
        "load_onnxruntime()\n"
        "print(os.environ.get('ORT_DISABLE_TELEMETRY'))"
    )
    variables = {k: v for k, v in environment().items() if k != "ORT_DISABLE_TELEMETRY"}
    if chosen is not None:
        variables["ORT_DISABLE_TELEMETRY"] = chosen
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, env=variables
    )
    assert done.stdout == f"{chosen}\n"


@pytest.mark.parametrize("chosen", [None, "0"])
def test_the_library_sees_the_variable_while_it_is_imported_unless_it_has_a_value(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, chosen: str | None
) -> None:
    """A library of the same name tells what it saw."""
    seen = "import os\nSEEN = os.environ.get('ORT_DISABLE_TELEMETRY')\n"
    (tmp_path / "onnxruntime.py").write_text(seen, encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    if chosen is None:
        monkeypatch.delenv("ORT_DISABLE_TELEMETRY", raising=False)
    else:
        monkeypatch.setenv("ORT_DISABLE_TELEMETRY", chosen)
    real = sys.modules.pop("onnxruntime", None)
    try:
        seen_by_it = load_onnxruntime().SEEN
        assert seen_by_it == (chosen or "1")
        assert os.environ.get("ORT_DISABLE_TELEMETRY") == chosen
    finally:
        del sys.modules["onnxruntime"]
        if real is not None:
            sys.modules["onnxruntime"] = real
