"""The example of a service: its answers, its limits, and a server that is really running."""

from __future__ import annotations

import importlib
import socket
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from subprocess import PIPE, Popen
from types import ModuleType
from typing import Any

import pytest
from crawls import wait_for
from engines import require_engine
from moody import HANG, Moody
from support import ROOT, environment, page

import cleaner
from cleaner.integrations.rows import row_of

require_engine("fastapi")
pytest.importorskip("httpx")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore::DeprecationWarning:starlette|fastapi"),
]

URL = "https://larch.example/ferry"


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    """The module of the example; its processes are ended after the test."""
    monkeypatch.syspath_prepend(str(ROOT / "samples" / "pipelines"))
    sys.modules.pop("fastapi_service", None)
    example = importlib.import_module("fastapi_service")
    yield example
    example.cleaning._service.close()


@pytest.fixture
def client(service: ModuleType) -> Any:
    """What asks the application, without a network."""
    from fastapi.testclient import TestClient

    return TestClient(service.app)


def test_a_page_is_cleaned(client: Any) -> None:
    answer = client.post("/clean", params={"url": URL}, content=page().encode())
    assert answer.status_code == 200
    assert answer.json() == row_of(cleaner.clean(page().encode(), URL))


def test_each_limit_has_its_answer(
    client: Any, service: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = client.post("/clean", content=b"x" * 5_000_001)
    assert (answer.status_code, answer.json()["detail"]) == (
        413, "the page has more than 5,000,000 bytes",
    )  # fmt: skip
    answer = client.post("/clean", content=b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    assert answer.status_code == 422
    assert "application/pdf" in answer.json()["detail"]

    slow = cleaner.AsyncCleaner(Moody(), jobs=1, timeout=1)
    monkeypatch.setattr(service, "cleaning", slow)
    answer = client.post("/clean", content=HANG.encode())
    slow._service.close()
    assert answer.status_code == 504
    answer = client.post("/clean", content=page().encode())  # its processes have ended
    assert answer.status_code == 503


def test_a_real_server_answers(tmp_path: Path) -> None:
    pytest.importorskip("uvicorn")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "uvicorn", "fastapi_service:app", "--app-dir",
               str(ROOT / "samples" / "pipelines"), "--port", str(port)]  # fmt: skip
    with Popen(command, env=environment(), cwd=tmp_path, stderr=PIPE, text=True) as server:
        try:
            wait_for(lambda: _listens(port))
            address = f"http://127.0.0.1:{port}/clean?url={URL}"
            with urllib.request.urlopen(address, page().encode(), timeout=100) as answer:
                assert answer.status == 200
                assert "The ferry returns" in answer.read().decode()
        finally:
            server.terminate()
            server.communicate(timeout=60)


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
