"""The library that runs the graphs of a model, loaded without what it would tell its makers."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Mapping, Sequence
from types import ModuleType
from typing import Any, Protocol

from numpy.typing import NDArray

# onnxruntime (seen in 1.32) writes an identifier of the machine into the home folder, and sends
# what it is used for to its makers, from the moment it is imported. It asks this variable then.
_NO_TELEMETRY = "ORT_DISABLE_TELEMETRY"
_importing = threading.Lock()  # the environment is the whole process's: one change at a time


def load_onnxruntime() -> ModuleType:
    """Return onnxruntime, imported so that it writes nothing and sends nothing.

    What a program that has imported it before chose for itself stays, and so does a value that the
    variable has already.
    """
    with _importing:
        ours = "onnxruntime" not in sys.modules and _NO_TELEMETRY not in os.environ
        if ours:
            os.environ[_NO_TELEMETRY] = "1"
        try:
            import onnxruntime
        finally:
            if ours:
                del os.environ[_NO_TELEMETRY]
    module: ModuleType = onnxruntime
    return module


class Session(Protocol):
    """A graph that is ready to run."""

    def run(
        self, outputs: Sequence[str] | None, inputs: Mapping[str, NDArray[Any]]
    ) -> list[NDArray[Any]]:
        """Return the named outputs for named inputs."""
        ...


def open_session(graph: bytes) -> Session:
    """Return an ONNX graph, ready to run on one thread."""
    onnxruntime = load_onnxruntime()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 4  # what is wrong with a graph is raised, not written to stderr
    session: Session = onnxruntime.InferenceSession(
        graph, options, providers=["CPUExecutionProvider"], enable_fallback=False
    )
    return session
