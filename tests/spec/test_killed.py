"""Killed runs, killed workers, full disks: what is finished is whole, and no page is lost."""

from __future__ import annotations

import os
import random
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest
from crawls import archive, errors, half_done, put, response, start, tree, wait_for
from support import PROSE, Run, environment, page

from cleaner.batch import BatchOptions, run_batch
from cleaner.batch.options import STATE

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX files and signals"),
]
KILLS = int(os.environ.get("CLEANER_KILLS", "20"))  # of each output format
PAGES = 100


@pytest.fixture(scope="module")
def crawl(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive with enough pages for something to happen while they are cleaned."""
    pages = (page(f"Ferry {n}", PROSE * 6).encode() for n in range(PAGES))
    responses = (response(f"https://larch.example/{n}", body) for n, body in enumerate(pages))
    return put(tmp_path_factory.mktemp("crawl") / "crawl.warc.gz", archive(*responses))


@pytest.fixture(scope="module")
def undisturbed(crawl: Path) -> dict[str, dict[str, bytes]]:
    """What comes of it if nothing happens, by output format."""
    for form in ("text", "jsonl"):
        run_batch(BatchOptions(crawl, crawl.parent / form, form), jobs=2)
    return {form: tree(crawl.parent / form) for form in ("text", "jsonl")}


@pytest.mark.parametrize("form", ["text", "jsonl"])
def test_killed_at_any_moment_and_run_again_every_page_is_there_once(
    crawl: Path, undisturbed: dict[str, dict[str, bytes]], tmp_path: Path, form: str
) -> None:
    moments = random.Random(form)
    for n in range(KILLS):
        over = ["--force"] if n % 3 == 2 else []  # else later runs would find all done
        program = start(tmp_path, crawl, "out", "--format", form, "--jobs", 2, *over)
        end = time.monotonic() + 60
        while not (tmp_path / "out" / STATE).exists() and time.monotonic() < end:
            time.sleep(0.005)
        time.sleep(moments.uniform(0, 1.4))
        program.kill()
        program.communicate()
    summary = run_batch(BatchOptions(crawl, tmp_path / "out", form), jobs=2)  # type: ignore[arg-type]
    assert (summary.cleaned, dict(summary.failures)) == (PAGES, {})
    assert tree(tmp_path / "out") == undisturbed[form]
    assert half_done(tmp_path / "out") == []


@pytest.fixture
def running(crawl: Path, tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """A batch of two jobs, which has written its first page."""
    program = start(tmp_path, crawl, "out", "--jobs", 2, start_new_session=True)
    wait_for(lambda: any((tmp_path / "out").rglob("*.txt")))
    yield program
    program.kill()
    program.communicate()


def workers(program: subprocess.Popen[str]) -> list[psutil.Process]:
    """The worker processes of a batch."""
    children = psutil.Process(program.pid).children()
    return [child for child in children if "spawn_main" in " ".join(child.cmdline())]


def test_a_killed_worker_costs_nothing(
    running: subprocess.Popen[str], undisturbed: dict[str, dict[str, bytes]], tmp_path: Path
) -> None:
    workers(running)[0].kill()
    output, said = running.communicate(timeout=100)
    assert (running.returncode, said) == (0, "")
    assert f"{PAGES} of {PAGES}" in output
    assert tree(tmp_path / "out") == undisturbed["text"]


def test_ctrl_c_ends_cleanly_with_what_is_finished_whole(
    running: subprocess.Popen[str], tmp_path: Path
) -> None:
    children = workers(running)
    os.killpg(running.pid, signal.SIGINT)
    output, said = running.communicate(timeout=100)
    assert running.returncode == 130
    assert said.strip() == "cleaner: interrupted"
    assert re.search(r"of \d+", output)
    assert psutil.wait_procs(children, timeout=10)[1] == []
    written = tree(tmp_path / "out")
    assert written
    for name, text in written.items():  # no half file, no temporary file
        assert text.decode().rstrip().endswith(PROSE[-1]), name


def test_workers_leave_when_the_batch_is_killed(running: subprocess.Popen[str]) -> None:
    children = workers(running)
    assert children
    running.kill()
    assert psutil.wait_procs(children, timeout=10)[1] == []


# Disks


def leave(size: int) -> Callable[[], None]:
    """Forbid a process to write files that are larger."""
    import resource

    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


@pytest.mark.parametrize("form", ["text", "jsonl"])
def test_a_full_disk_ends_the_run_and_the_next_completes_it(
    run_process: Run,
    crawl: Path,
    undisturbed: dict[str, dict[str, bytes]],
    tmp_path: Path,
    form: str,
) -> None:
    for size in (2000, 50_000):
        done = run_process("batch", crawl, "out", "--format", form, preexec_fn=leave(size))
        assert done.returncode == 1
        assert "Traceback" not in done.stderr
        assert re.search("disk full|File too large", done.stderr)
        assert not (tmp_path / "out" / "pages.jsonl").exists()
    assert run_process("batch", crawl, "out", "--format", form).returncode == 0
    assert tree(tmp_path / "out") == undisturbed[form]


def test_a_page_that_does_not_fit_costs_that_page(run_process: Run, tmp_path: Path) -> None:
    put(tmp_path / "src" / "a.txt", "\n".join(PROSE))
    put(tmp_path / "src" / "long.txt", "\n".join(PROSE * 450))
    done = run_process("batch", "src", "out", "--threshold", 0, preexec_fn=leave(200_000))
    assert done.returncode == 1
    assert set(tree(tmp_path / "out")) == {"a.txt"}
    assert errors(tmp_path / "out") == {"long.txt": "file"}


def heed_permissions() -> None:
    """Make root a user like others, for whom a read-only folder is one."""
    if os.geteuid() == 0:
        import ctypes

        overrides, drop_from_bounding_set = (1, 2), 24  # CAP_DAC_*, PR_CAPBSET_DROP
        for capability in overrides:
            ctypes.CDLL(None).prctl(drop_from_bounding_set, capability)


@pytest.mark.skipif(sys.platform != "linux", reason="drops capabilities")
def test_a_read_only_output_is_one_line(run_process: Run, tmp_path: Path) -> None:
    for n in range(4):
        put(tmp_path / "src" / f"{n % 2}" / f"{n}.html", page(f"Ferry {n}"))
    (tmp_path / "out").mkdir(mode=0o555)
    done = run_process("batch", "src", "out", preexec_fn=heed_permissions)
    assert done.returncode == 1
    assert done.stderr.startswith("cleaner: error: ")
    assert done.stderr.count("\n") == 1
    assert list((tmp_path / "out").iterdir()) == []
    (tmp_path / "out").chmod(0o755)
    put(tmp_path / "out" / "0" / "keep", b"").parent.chmod(0o555)
    assert run_process("batch", "src", "out", preexec_fn=heed_permissions).returncode == 1
    assert errors(tmp_path / "out") == {"0/0.html": "file", "0/2.html": "file"}
    assert {"1/1.txt", "1/3.txt"} < set(tree(tmp_path / "out"))


# Pages that bring a process down

MISBEHAVE = """
import os, re, time
import cleaner.metadata, cleaner.routes.html
segment = cleaner.routes.html.HtmlRoute.segment
def misbehave(self, page, *given):
    if "SLEEP" in page: time.sleep(600)
    if "SPIN" in page: re.match(r"(a+)+$", "a" * 60 + "b")
    if "CRASH" in page: os.abort()
    if "EAT" in page:
        eaten = [bytearray(1 << 26) for _ in range(64)]
    return segment(self, page, *given)
cleaner.routes.html.HtmlRoute.segment = misbehave
import trafilatura
extract = trafilatura.extract_metadata
def slow(source, *more, **options):
    if "SLOWTITLE" in str(source): time.sleep(600)
    if "DEADLYTITLE" in str(source): os.abort()
    return extract(source, *more, **options)
trafilatura.extract_metadata = slow
"""


@pytest.fixture
def misbehaving(tmp_path: Path) -> dict[str, str]:
    """An environment in which pages do what they say."""
    put(tmp_path / "hook" / "sitecustomize.py", MISBEHAVE)
    before = environment()
    return {**before, "PYTHONPATH": os.pathsep.join([str(tmp_path / "hook"), before["PYTHONPATH"]])}


def test_a_page_that_hangs_crashes_or_eats_memory_costs_that_page(
    run_process: Run, tmp_path: Path, misbehaving: dict[str, str]
) -> None:
    for n in range(20):
        put(tmp_path / "src" / f"{n:02}.html", page(f"Ferry {n}"))
    for n, deed in ((3, "SLEEP"), (4, "CRASH"), (9, "EAT"), (12, "SPIN"), (19, "CRASH")):
        put(tmp_path / "src" / f"{n:02}.html", page(deed))
    done = run_process("batch", "src", "out", "--timeout", 3, "--max-memory", 512, "--jobs", 2,
               env=misbehaving)  # fmt: skip
    assert done.returncode == 1
    found = errors(tmp_path / "out")
    assert found["03.html"] == found["12.html"] == "timed-out"
    assert found["04.html"] == found["19.html"] == "worker-died"
    if sys.platform == "linux":  # elsewhere nothing enforces the limit
        assert found["09.html"] == "memory"
        assert len(found) == 5
    assert set(tree(tmp_path / "out")) == {
        f"{n:02}.txt" for n in range(20) if f"{n:02}.html" not in found
    }
    assert half_done(tmp_path / "out") == []


@pytest.mark.parametrize("form", ["jsonl", "json"])
def test_a_slow_or_deadly_title_costs_no_text(
    run_process: Run, tmp_path: Path, misbehaving: dict[str, str], form: str
) -> None:
    for n, title in enumerate(("Ferry", "SLOWTITLE", "DEADLYTITLE", "Harbour")):
        put(tmp_path / "src" / f"{n}.html", page(title))
    done = run_process("batch", "src", "out", "--format", form, "--timeout", 3, "--jobs", 2,
               env=misbehaving)  # fmt: skip
    assert (done.returncode, errors(tmp_path / "out")) == (0, {})
    assert re.search(r"pages with warnings\W+2\b", done.stdout)
    text = b"".join(tree(tmp_path / "out").values()).decode()
    assert text.count(PROSE[-1]) >= 4


def test_workers_leave_a_killed_run_even_from_a_hanging_page(
    tmp_path: Path, misbehaving: dict[str, str]
) -> None:
    put(tmp_path / "src" / "a.txt", "\n".join(PROSE))
    put(tmp_path / "src" / "b.html", page("SPIN"))  # no thread of the worker gets a turn
    program = start(tmp_path, "src", "out", "--jobs", 1, "--timeout", 1, env=misbehaving)
    wait_for((tmp_path / "out" / "a.txt").exists)
    children = psutil.Process(program.pid).children()
    program.kill()
    program.communicate()
    assert psutil.wait_procs(children, timeout=20)[1] == []


def test_a_second_run_on_the_same_output_says_so_and_stops(
    run_process: Run, tmp_path: Path, misbehaving: dict[str, str]
) -> None:
    put(tmp_path / "src" / "a.html", page())
    put(tmp_path / "src" / "b.html", page("SLEEP"))
    first = start(tmp_path, "src", "out", env=misbehaving, start_new_session=True)
    wait_for((tmp_path / "out" / "a.txt").exists)
    second = run_process("batch", "src", "out")
    assert second.returncode == 1
    assert "another run is writing to out" in second.stderr
    assert second.stderr.count("\n") == 1
    os.killpg(first.pid, signal.SIGINT)
    first.communicate(timeout=60)
    assert first.returncode == 130
    # The lock is gone with it.
    assert run_process("batch", "src", "out", "--dry-run").returncode == 0
