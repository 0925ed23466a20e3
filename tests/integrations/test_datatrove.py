"""Steps of a datatrove pipeline, in its own executor: from a web archive to JSON Lines."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
import pytest
from crawls import archive, put, wait_for, warc_record
from engines import require_engine
from interrupted import Interrupted
from made_crawl import address, made_page
from moody import CRASH, HANG, LOADS, Moody
from support import PROSE, SAMPLES, environment, run_example

import cleaner
from cleaner import Cleaner
from cleaner.errors import InvalidOption, ModelError
from cleaner.integrations.rows import described

require_engine("datatrove")
pytestmark = pytest.mark.filterwarnings("default")  # its own, and those of what it loads

from datatrove.data import Document
from datatrove.executor import LocalPipelineExecutor
from datatrove.pipeline.readers import JsonlReader, WarcReader
from datatrove.pipeline.writers import JsonlWriter

from cleaner.integrations.datatrove import (
    ConfidenceFilter,
    HtmlCleaner,
    TextCleaner,
)

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX signals")
TEXT = SAMPLES / "night-trains.txt"


def response(url: str, html: str) -> bytes:
    """A page in a web archive, as Common Crawl writes it."""
    block = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + html.encode()
    return warc_record(
        "response", block, f"WARC-Target-URI: {url}", "WARC-Identified-Payload-Type: text/html",
        "Content-Type: application/http; msgtype=response",
    )  # fmt: skip


@pytest.fixture
def crawl(tmp_path: Path) -> Path:
    """A folder of two web archives with four pages each."""
    for part in range(2):
        numbers = range(4 * part, 4 * part + 4)
        responses = [response(address(n, 2), made_page(n)) for n in numbers]
        put(tmp_path / "crawl" / f"{part}.warc.gz", archive(*responses))
    return tmp_path / "crawl"


def run_pipeline(folder: Path, steps: list[Any], **options: Any) -> Any:
    """Run steps between a reader of the crawl and JSON Lines; return what datatrove counts."""
    pipeline = [
        WarcReader(str(folder / "crawl"), glob_pattern="*.warc.gz"),
        *steps,
        JsonlWriter(str(folder / "out"), output_filename="${rank}.jsonl", compression=None),
    ]
    options = {"tasks": 2, "workers": 2, **options}
    return LocalPipelineExecutor(pipeline, logging_dir=str(folder / "logs"), **options).run()


def written(folder: Path) -> list[dict[str, Any]]:
    """The documents in the output, by task."""
    files = sorted((folder / "out").glob("*.jsonl"))
    return [json.loads(line) for file in files for line in file.read_text().splitlines()]


def counts(stats: Any, step: int) -> dict[str, Any]:
    """What datatrove counts of a step."""
    return {name: value.total for name, value in stats.stats[step].stats.items()}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("output", "render"),
    [("text", lambda document: document.text), ("markdown", cleaner.Document.as_markdown)],
)
def test_two_tasks_in_parallel_write_what_clean_gives(
    crawl: Path, tmp_path: Path, output: Any, render: Callable[[cleaner.Document], str]
) -> None:
    stats = run_pipeline(tmp_path, [HtmlCleaner(output=output, timeout=100)])
    documents = written(tmp_path)
    assert len(list((tmp_path / "out").iterdir())) == 2
    assert [document["metadata"]["url"] for document in documents] == [
        address(number, 2) for number in range(8)
    ]
    for number, document in enumerate(documents):
        expected = cleaner.clean(made_page(number), address(number, 2))
        assert document["text"] == render(expected)
        assert described(expected).items() <= document["metadata"].items()
    counted = counts(stats, 1)
    assert {name: counted[name] for name in ("total", "extracted", "forwarded")} == {
        "total": 8, "extracted": 8, "forwarded": 8,
    }  # fmt: skip
    labels = [document["metadata"]["labels"] for document in documents]
    assert counted["paragraphs_body"] == sum(each["body"] for each in labels)


@pytest.mark.slow
def test_a_run_that_was_interrupted_goes_on_where_it_ended(crawl: Path, tmp_path: Path) -> None:
    step = Interrupted(tmp_path / "logs", tmp_path / "mended")
    steps = [HtmlCleaner(timeout=100), step]
    with pytest.raises(RuntimeError, match="switched off"):
        run_pipeline(tmp_path, steps)
    first = tmp_path / "out" / "00000.jsonl"
    before = first.stat().st_mtime_ns
    step.mended.touch()
    stats = run_pipeline(tmp_path, steps)
    assert first.stat().st_mtime_ns == before
    assert counts(stats, 1)["total"] == 4
    assert [document["metadata"]["url"] for document in written(tmp_path)] == [
        address(number, 2) for number in range(8)
    ]


@POSIX
@pytest.mark.slow
def test_a_page_that_hangs_or_crashes_costs_itself_and_models_are_loaded_once_a_task(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "loads").mkdir()
    monkeypatch.setenv(LOADS, str(tmp_path / "loads"))
    pages = [made_page(0), CRASH, made_page(1), HANG, "<p></p>", made_page(2)]
    responses = [response(address(n, 2), page) for n, page in enumerate(pages)]
    put(tmp_path / "crawl" / "0.warc.gz", archive(*responses))
    step = HtmlCleaner(Moody(), timeout=8)
    stats = run_pipeline(tmp_path, [step], tasks=1, workers=1)
    kept = [document["metadata"]["url"] for document in written(tmp_path)]
    assert kept == [address(number, 2) for number in (0, 2, 5)]
    counted = counts(stats, 1)
    named = ("total", "broken_process", "timeout", "extracted", "dropped", "warning_no-text")
    assert [counted[name] for name in named] == [6, 1, 1, 4, 1, 1]
    assert [path.read_text() for path in (tmp_path / "loads").iterdir()] == ["loaded\n"]


KILLED = """
import multiprocessing
import os
import signal
import sys

import psutil
from datatrove.data import Document

from cleaner.integrations.datatrove import TextCleaner

if __name__ == "__main__":
    multiprocessing.set_start_method(sys.argv[1])
    documents = (Document("A ship came in. " * 20, str(number)) for number in range(9))
    for document in TextCleaner(timeout=100)(documents):
        children = psutil.Process().children(recursive=True)
        print([child.pid for child in children], flush=True)
        os.kill(os.getpid(), signal.SIGKILL)
"""


@POSIX
@pytest.mark.slow
@pytest.mark.parametrize("start", ["fork", "forkserver"])
def test_a_task_that_is_killed_leaves_no_process(tmp_path: Path, start: str) -> None:
    program = put(tmp_path / "task.py", KILLED)
    done = subprocess.run(
        [sys.executable, str(program), start], capture_output=True, text=True, check=False,
        env=environment(), cwd=tmp_path,
    )  # fmt: skip
    left = json.loads(done.stdout)
    assert left, "the sandbox is among them"
    wait_for(lambda: not any(map(psutil.pid_exists, left)))


def through(step: Any, *documents: Document) -> list[Document]:
    """The documents that come out of a step."""
    return list(step(iter(documents)))


def test_text_is_cleaned_as_text() -> None:
    text = TEXT.read_text(encoding="utf-8")
    (document,) = through(TextCleaner(timeout=100), Document(text, "trains"))
    expected = cleaner.clean_text(text)
    assert document.text == expected.text
    assert document.text != text
    assert document.metadata == described(expected)
    (tagged,) = through(TextCleaner(timeout=100), Document(f"<p>{PROSE[0]}", "tagged"))
    assert tagged.text.startswith("<p>After eleven")


def test_what_cannot_be_cleaned_is_left_out_and_counted() -> None:
    step = HtmlCleaner(Cleaner(max_bytes=3000), timeout=100)
    long, short = Document(made_page(0) * 3, "long"), Document(made_page(1), "short")
    (kept,) = through(step, long, short)
    assert kept.id == "short"
    counted = {name: value.total for name, value in step.stats.stats.items()}
    assert counted["clean_error"] == counted["error_input-too-large"] == 1
    assert counted["forwarded"] == 1


def test_the_method_of_extractors_gives_the_text() -> None:
    assert HtmlCleaner().extract(made_page(1)) == cleaner.clean_html(made_page(1)).text


def test_a_model_that_is_missing_ends_the_task(tmp_path: Path) -> None:
    with pytest.raises(ModelError):
        through(HtmlCleaner(Cleaner(model=tmp_path)), Document("<p>One", "a"))


def test_the_filter_keeps_what_the_model_is_sure_of(tmp_path: Path) -> None:
    documents = [Document("text", str(n), metadata={"confidence": n / 10}) for n in range(11)]
    writer = JsonlWriter(str(tmp_path), output_filename="${rank}.jsonl", compression=None)
    kept = through(ConfidenceFilter(0.7, writer), *documents)
    assert [document.id for document in kept] == ["7", "8", "9", "10"]
    lines = (tmp_path / "00000.jsonl").read_text().splitlines()
    reasons = [json.loads(line)["metadata"]["filter_reason"] for line in lines]
    assert reasons == ["low_confidence"] * 7


def test_wrong_options_are_said() -> None:
    for timeout in (0, -1, float("nan")):
        with pytest.raises(InvalidOption, match="timeout must be"):
            HtmlCleaner(timeout=timeout)
    with pytest.raises(InvalidOption, match="'text' or 'markdown'"):
        TextCleaner(output="html")  # type: ignore[arg-type]
    for threshold in (-0.1, 1.1, float("nan")):
        with pytest.raises(InvalidOption, match="from 0 to 1"):
            ConfidenceFilter(threshold)
    with pytest.raises(InvalidOption, match="put HtmlCleaner or TextCleaner before"):
        through(ConfidenceFilter(), Document("text", "a"))


@pytest.mark.slow
def test_the_example_goes_from_a_web_archive_to_json_lines(crawl: Path, tmp_path: Path) -> None:
    sure = {
        address(number, 2): cleaner.clean(made_page(number), address(number, 2)).confidence
        for number in range(8)
    }
    least = round(sorted(sure.values())[4], 4)
    done = run_example("datatrove_crawl.py", "crawl", "clean", least, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    kept = {url for url, confidence in sure.items() if round(confidence, 4) >= least}
    assert addresses(tmp_path / "clean") == kept
    assert addresses(tmp_path / "clean" / "doubtful") == set(sure) - kept


def addresses(folder: Path) -> set[str]:
    """The addresses of the documents in a folder of packed JSON Lines."""
    reader = JsonlReader(str(folder), glob_pattern="*.jsonl.gz", recursive=False)
    return {document.metadata["url"] for document in reader.run()}
