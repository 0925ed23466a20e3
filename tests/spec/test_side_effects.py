"""Cleaning touches nothing but its input and its output: no network, no other file, no setting of
the process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from crawls import archive, put, response, rows
from support import SAMPLES, environment, page, slow

# What runs in a process of its own: the settings before and after, and the events of the audit
# hook that open, change or start something.
PROGRAM = """
import json, logging, os, signal, socket, sys, threading, time, warnings

def flags_write(mode, flags):
    return set(mode or "") & set("wax+") or (flags or 0) & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)

PLACES = ("os.mkdir", "os.remove", "os.rename", "os.rmdir", "os.link", "os.symlink", "os.truncate",
          "os.chmod", "os.utime", "sqlite3.connect", "tempfile.mkstemp", "tempfile.mkdtemp")
STARTED = ("subprocess.Popen", "os.system", "os.exec", "os.fork", "os.posix_spawn",
           "os.chdir", "os.kill", "signal.pthread_kill", "webbrowser.open")
touched, started = set(), set()

def hook(event, args):
    if event == "open" and isinstance(args[0], (str, bytes)) and flags_write(args[1], args[2]):
        touched.add(os.path.abspath(os.fsdecode(args[0])))
    elif event in PLACES:
        touched.update(os.path.abspath(os.fsdecode(arg)) for arg in args[:2]
                       if isinstance(arg, (str, bytes)) and arg)
    elif event in STARTED or event.startswith(("socket.", "urllib.", "http.", "ftplib.")):
        started.add(event)

def mask():
    now = os.umask(0)
    os.umask(now)
    return now

def settings():
    import decimal, gc, locale, random
    import numpy
    root = logging.getLogger()
    return {
        "environment": dict(os.environ), "folder": os.getcwd(), "path": list(sys.path),
        "handlers": list(map(repr, root.handlers)), "level": root.level,
        "ours": list(map(repr, logging.getLogger("cleaner").handlers)),
        "disabled": logging.root.manager.disable, "last resort": repr(logging.lastResort),
        "filters": list(map(repr, warnings.filters)), "shown by": repr(warnings.showwarning),
        "signals": [repr(signal.getsignal(s)) for s in sorted(signal.valid_signals())],
        "locale": locale.setlocale(locale.LC_ALL), "recursion": sys.getrecursionlimit(),
        "threads": sorted(t.name for t in threading.enumerate()), "hooks": repr(sys.excepthook),
        "decimal": repr(decimal.getcontext()), "gc": [gc.isenabled(), gc.get_threshold()],
        "random": hash(random.getstate()), "numpy": repr(numpy.random.get_state()),
        "errors": repr(sorted(numpy.geterr().items())), "wait": socket.getdefaulttimeout(),
        "switch": sys.getswitchinterval(), "mask": mask(),
    }

import numpy, urllib3  # which set filters of their own
FIRST
before = settings()
sys.addaudithook(hook)
THEN
after = settings()
changed = {name: [before[name], after[name]] for name in before if before[name] != after[name]}
print(json.dumps([changed, sorted(touched), sorted(started)]), file=sys.__stdout__)
"""


def effects(first: str, then: str, folder: Path) -> tuple[dict[str, object], set[str], list[str]]:
    """What a program changes, which files it writes to, and what it starts; it prints nothing."""
    program = PROGRAM.replace("FIRST", first).replace("THEN", then)
    temporary = folder / "temporary"
    temporary.mkdir()
    done = subprocess.run(
        [sys.executable, "-B", "-c", program],
        capture_output=True,
        text=True,
        cwd=folder,
        env={**environment(), "TMPDIR": str(temporary), "HOME": str(temporary)},
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    (line,) = done.stdout.splitlines()
    assert list(temporary.rglob("*")) == []  # also of compiled libraries, which no hook sees
    changed, touched, started = json.loads(line)
    # Python tries the folder of temporary files when it is first asked for; it is empty again.
    own = {path for path in touched if Path(path).is_relative_to(temporary)}
    return changed, set(touched) - own - {os.devnull}, started


IMPORTED = """
import cleaner
from pathlib import Path
"""
USED = f"""
from pathlib import Path
import cleaner
for name in ("docs-tidetable.html", "night-trains.txt"):
    document = cleaner.clean(Path({str(SAMPLES)!r}) / name)
    document.text, document.as_json(reasons=True), document.as_html(), document.as_markdown()
    document.metadata, document._repr_html_()
cleaner.clean_html("<base href='http://nowhere.example/'><link rel=stylesheet href=/a.css>"
                   "<script src=//nowhere.example/a.js></script><img src=/a.png><p>A sentence.")
"""


def test_importing_changes_nothing(tmp_path: Path) -> None:
    assert effects("", IMPORTED, tmp_path) == ({}, set(), [])


def test_cleaning_changes_nothing_and_writes_and_asks_for_nothing(tmp_path: Path) -> None:
    # Other libraries may set up themselves when they are loaded: so the first page comes before.
    assert effects(IMPORTED + USED, USED, tmp_path) == ({}, set(), [])


def test_loading_what_cleaning_needs_changes_no_setting(tmp_path: Path) -> None:
    changed, touched, started = effects(IMPORTED, USED, tmp_path)
    assert changed == {}
    assert touched == set()
    assert started == []


@pytest.mark.slow
def test_worker_processes_leave_no_setting_behind(tmp_path: Path) -> None:
    many = "list(cleaner.clean_many(['<p>A sentence of a page.</p>'] * 5, jobs=2))"
    changed, touched, _ = effects(IMPORTED, many, tmp_path)
    assert changed == {}
    # What Python's processes share is such a file, whose name is gone as soon as it is open.
    assert {path for path in touched if not path.startswith("/dev/shm/pym-")} == set()


BATCH = """
from cleaner.batch import BatchOptions, run_batch
for form in ("text", "parquet"):
    summary = run_batch(BatchOptions(SOURCE, OUT, form, report="report.html", force=True), jobs=1)
    assert summary.cleaned, form
"""


@pytest.mark.parametrize("kind", ["folder", *slow("warc", "jsonl")])
def test_a_batch_writes_into_its_output_alone(tmp_path: Path, kind: str) -> None:
    pytest.importorskip("pyarrow")
    folder, out = tmp_path / "source", tmp_path / "out"
    put(folder / "a.html", page())
    source = {
        "folder": folder,
        "warc": put(tmp_path / "a.warc.gz", archive(response("http://a/../../b", page().encode()))),
        "jsonl": put(tmp_path / "a.jsonl", rows(page(), url="http://../../../etc/x")),
    }[kind]
    then = BATCH.replace("SOURCE", repr(str(source))).replace("OUT", repr(str(out)))
    changed, touched, started = effects(IMPORTED + USED, then, tmp_path)
    assert changed == {}
    assert started == []
    assert touched
    assert {path for path in touched if not Path(path).is_relative_to(out)} == set()
    here = {"source", "out", "a.warc.gz", "a.jsonl", "temporary"}
    assert {path.name for path in tmp_path.iterdir()} <= here
