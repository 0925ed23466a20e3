"""What several tests share: the command as users run it, pages to feed it, the corpora."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

ROOT = Path(__file__).parent.parent
SAMPLES = ROOT / "samples"
CORPORA = Path(os.environ.get("CLEANER_CORPORA", ROOT.parent / "shared" / "corpora"))

# No deadline: machines differ. The same examples every time: a failure can be run again.
settings.register_profile("cleaner", deadline=None, derandomize=True, max_examples=60)
settings.load_profile("cleaner")

# In the background of a script the tests would ignore Ctrl-C, and so would what they start.
signal.signal(signal.SIGINT, signal.default_int_handler)

Run = Callable[..., "subprocess.CompletedProcess[str]"]


def command(*args: object) -> list[str]:
    """The command line that runs `cleaner` with these arguments."""
    return [sys.executable, "-m", "cleaner", *map(str, args)]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run `cleaner` as a user does, in an empty folder; output as text."""

    def run(*args: object, **options: Any) -> subprocess.CompletedProcess[str]:
        options = {"cwd": tmp_path, "env": environment(), **options}
        return subprocess.run(
            command(*args),
            capture_output=True,
            encoding="utf-8",
            errors="surrogateescape",
            check=False,
            timeout=100,
            **options,
        )

    return run


def environment() -> dict[str, str]:
    """The environment with the package importable from any folder."""
    return {**os.environ, "PYTHONPATH": str(ROOT)}


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


@pytest.fixture(scope="session")
def corpora() -> Path:
    """The folder of corpora; the test is skipped where there is none."""
    if not (CORPORA / "examples" / "documents.jsonl").exists():
        pytest.skip(f"no corpora in {CORPORA}: set CLEANER_CORPORA to the folder that holds them")
    return CORPORA


def sample_records() -> list[dict[str, Any]]:
    """What samples/labels.jsonl says: file, lines and labels of each sample."""
    with (SAMPLES / "labels.jsonl").open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


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
