"""Builders that several tests share: pages, samples, the command as users run it."""

from __future__ import annotations

import gzip
import hashlib
import importlib.util
import io
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent
SAMPLES = ROOT / "samples"
CORPORA = Path(os.environ.get("CLEANER_CORPORA", ROOT.parent / "shared" / "corpora"))

Run = Callable[..., "subprocess.CompletedProcess[str]"]


def command(*args: object) -> list[str]:
    """The command line that runs `cleaner` with these arguments."""
    return [sys.executable, "-m", "cleaner", *map(str, args)]


def environment() -> dict[str, str]:
    """The environment with the package importable from any folder."""
    return {**os.environ, "PYTHONPATH": str(ROOT)}


def run_example(
    name: str, *args: object, cwd: Path, **variables: str
) -> subprocess.CompletedProcess[str]:
    """Run a program of `examples` in a folder, with further variables of the environment."""
    return subprocess.run(
        [sys.executable, str(ROOT / "samples" / "pipelines" / name), *map(str, args)],
        cwd=cwd, env={**environment(), **variables}, capture_output=True, text=True, check=False,
    )  # fmt: skip


def load_script(path: Path) -> ModuleType:
    """Load a program as a module, though it stands in no package."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def on_a_terminal(*arguments: object) -> str:
    """What a command prints where its output is a terminal."""
    import pty

    ours, theirs = pty.openpty()
    plain = {**environment(), "TERM": "xterm-256color", "COLUMNS": "200"}
    plain.pop("NO_COLOR", None)
    program = subprocess.Popen(command(*arguments), stdout=theirs, stderr=theirs, env=plain)
    os.close(theirs)
    printed = b""
    try:
        while chunk := os.read(ours, 65536):
            printed += chunk
    except OSError:  # Linux says so when the other end is closed
        pass
    os.close(ours)
    assert program.wait() == 0
    return printed.decode()


def sample_records() -> list[dict[str, Any]]:
    """File, lines and labels of each sample."""
    with (ROOT / "tests" / "sample_labels.jsonl").open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def members_of(path: Path, without: str = "-") -> dict[str, bytes]:
    """The members of a model file, but those whose names begin like this."""
    with zipfile.ZipFile(path) as archive:
        names = [name for name in archive.namelist() if not name.startswith(without)]
        return {name: archive.read(name) for name in names}


def zipped(members: Mapping[str, bytes]) -> bytes:
    """An archive of members, as a model file is one; not packed, which would take longer."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return stream.getvalue()


def record_sum(path: Path) -> None:
    """Record the checksum of a model file beside it, as its only one."""
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    (path.parent / "SHA256SUMS").write_text(f"{digest}  {path.name}\n", encoding="utf-8")


def page(title: str = "The ferry returns to Larch Island", paragraphs: Sequence[str] = ()) -> str:
    """A small page with a menu, an article and a comment form around it."""
    prose = "".join(f"<p>{text}</p>" for text in paragraphs or PROSE)
    return (
        f"<!DOCTYPE html><html><head><title>{title}</title></head><body>"
        '<nav class="menu"><ul><li><a href="/">Home</a></li><li><a href="/s">Sport</a></li></ul>'
        f'</nav><article><h1>{title}</h1><p class="byline">By Ann Lee</p>{prose}</article>'
        '<div id="comments"><h3>Leave a comment</h3><form><label>Your name</label>'
        "<button>Post comment</button></form></div></body></html>"
    )


PROSE = (
    "After eleven winters without a boat, the island's three hundred people woke on Monday to the "
    "sound of a horn in the harbour. The ferry had come back, painted green and half an hour late.",
    "The old vessel was sold when the council could no longer pay for its repair. Since then the "
    "mail came by helicopter, and a sofa could not come at all.",
    "The new boat carries twelve cars and runs on batteries that are charged from the island's own "
    "turbine. Its first passenger was a goat, which had a ticket.",
)


def write_corpus(folder: Path, records: Sequence[object], **pages: str) -> Path:
    """Write a corpus: labelled documents if a record has lines, else golds; pages by their id."""
    labelled = any(isinstance(record, dict) and "lines" in record for record in records)
    folder.mkdir(parents=True, exist_ok=True)
    name = "documents.jsonl" if labelled else "gold.jsonl"
    lines = (json.dumps(record, ensure_ascii=False) + "\n" for record in records)
    (folder / name).write_text("".join(lines), encoding="utf-8")
    (folder / "pages").mkdir(exist_ok=True)
    for page_id, html in pages.items():
        path = folder / "pages" / f"{page_id}.html.gz"
        path.write_bytes(gzip.compress(html.encode()))
    return folder


def slow(*values: object) -> list[Any]:
    """Return values of a parameter, or tuples of several, whose tests are slow."""
    return [
        pytest.param(*(value if isinstance(value, tuple) else (value,)), marks=pytest.mark.slow)
        for value in values
    ]
