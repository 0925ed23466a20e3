"""What holds of every page and every text, whatever stands in it and wherever it is cleaned."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from generated import PAGE, Element, visible
from hypothesis import given
from hypothesis import strategies as st
from support import SAMPLES, environment, slow

import cleaner
from cleaner import Document, Label

SAMPLE_FILES = sorted(path for path in SAMPLES.rglob("*") if path.suffix in (".html", ".txt"))
HTML_SAMPLES = [path for path in SAMPLE_FILES if path.suffix == ".html"]
BLOCK = "(?:div|p|section|article|aside|nav|header|footer|main|ul|ol|li|table|tr|h[1-6])"
AFTER_BLOCK = re.compile(rf"(</{BLOCK}>)\s*(?=</?{BLOCK}[\s>])")
TEXT = st.lists(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
    | st.sampled_from(["\n", "\n\n", "- ", "> ", "# ", "By Ann Lee", "The ferry came back. "])
).map("".join)

Decision = list[tuple[str, Label, tuple[float, ...]]]


def decision(document: Document) -> Decision:
    """Paragraphs with their labels and probabilities, in order."""
    return [(p.text, p.label, tuple(p.probabilities.values())) for p in document.paragraphs]


def check(document: Document) -> None:
    """What holds of every document."""
    for paragraph in document.paragraphs:
        assert paragraph.label in set(Label)
        assert set(paragraph.probabilities) == set(Label)
        assert sum(paragraph.probabilities.values()) == pytest.approx(1)
        assert all(0 <= share <= 1 for share in paragraph.probabilities.values())
    assert 0 <= document.confidence <= 1
    # Nothing of our own, nothing twice, nothing moved: the text is that of the body's paragraphs.
    assert visible(document.text) == visible("".join(p.text for p in document.body))


@given(PAGE)
def test_every_page_is_labelled_and_its_text_is_its_own(page: Element) -> None:
    document = cleaner.clean_html(page.write())
    check(document)
    assert visible("".join(p.text for p in document.paragraphs)) == visible(page.text)


@given(TEXT)
def test_every_text_is_labelled_and_what_comes_out_is_its_own(text: str) -> None:
    document = cleaner.clean_text(text)
    check(document)
    starts = [paragraph.start or 0 for paragraph in document.paragraphs]
    assert starts == sorted(starts)
    kept = [text[p.start : p.end] for p in document.body]
    place = 0
    for part in kept:  # in order, each a stretch of the source
        place = document.text.index(part, place) + len(part)


@pytest.mark.parametrize("path", SAMPLE_FILES, ids=lambda path: path.stem)
def test_every_sample_is_labelled_and_what_comes_out_is_its_own(path: Path) -> None:
    check(cleaner.clean(path))


@given(PAGE, st.sampled_from(["\n", "\n\n\t ", "<!-- a note -->", "\n<!-- <p>a</p> -->\n"]))
def test_what_stands_between_blocks_changes_nothing(page: Element, between: str) -> None:
    spaced = page.write(pretty=True, indent=between)
    assert decision(cleaner.clean_html(spaced)) == decision(cleaner.clean_html(page.write()))


@pytest.mark.parametrize("between", [r"\1", r"\1" + "\n \n\t", r"\1<!-- a --> <!-- <p>b</p> -->"])
@pytest.mark.parametrize("path", HTML_SAMPLES, ids=lambda path: path.stem)
def test_what_stands_between_blocks_of_a_sample_changes_nothing(path: Path, between: str) -> None:
    page = path.read_text(encoding="utf-8")
    spaced = AFTER_BLOCK.sub(between, page)
    assert spaced != page
    assert decision(cleaner.clean_html(spaced)) == decision(cleaner.clean_html(page))


# Wherever it is cleaned

DIGESTS = """
import sys
sys.path[:0] = {path!r}
from test_invariants import SAMPLE_FILES, digest
print(*map(digest, SAMPLE_FILES), sep="\\n")
"""


def digest(path: Path) -> str:
    """A digest of all that is made of a file."""
    document = cleaner.clean(path)
    made = (document.as_json(reasons=True), document.as_markdown(), document.as_html())
    return hashlib.sha256("\0".join(made).encode()).hexdigest()


@pytest.fixture(scope="module")
def digests() -> list[str]:
    return [digest(path) for path in SAMPLE_FILES]


@pytest.mark.parametrize("seed", ["0", *slow("1", "4711")])
def test_hash_seeds_change_nothing(digests: list[str], seed: str) -> None:
    folders = [str(Path(__file__).parent), *sys.path]
    done = subprocess.run(
        [sys.executable, "-c", DIGESTS.format(path=folders)],
        capture_output=True,
        text=True,
        env={**environment(), "PYTHONHASHSEED": seed},
        check=True,
    )
    assert done.stdout.split() == digests


def test_threads_change_nothing(digests: list[str]) -> None:
    with ThreadPoolExecutor(8) as threads:
        for _ in range(2):
            assert list(threads.map(digest, SAMPLE_FILES)) == digests


FORKED = """
import multiprocessing
import sys
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from test_invariants import SAMPLE_FILES, digest

def write(target):
    target.write_text("\\n".join(map(digest, SAMPLE_FILES)), encoding="utf-8")

write(Path(sys.argv[1]))
with ThreadPoolExecutor(2) as threads:  # a fork while other threads clean
    others = [threads.submit(digest, path) for path in SAMPLE_FILES]
    process = multiprocessing.get_context("fork").Process(target=write, args=(Path(sys.argv[2]),))
    process.start()
    process.join(200)
    process.kill()
    process.join()  # its exit code is known then: -9 if it hung
    assert [other.result() for other in others] == Path(sys.argv[1]).read_text().split()
sys.exit(process.exitcode)
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_fork_after_use_changes_nothing(digests: list[str], tmp_path: Path) -> None:
    """In a process that has loaded nothing else: some libraries do not survive a fork."""
    before, after = tmp_path / "before", tmp_path / "after"
    folders = [str(Path(__file__).parent), *sys.path]
    done = subprocess.run(
        [sys.executable, "-c", FORKED, str(before), str(after)],
        env={**environment(), "PYTHONPATH": os.pathsep.join(folders)},
        capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert before.read_text().split() == after.read_text().split() == digests


def test_worker_processes_change_nothing() -> None:
    together = cleaner.clean_many(SAMPLE_FILES, jobs=2)
    assert [decision(d) for d in together] == [decision(cleaner.clean(p)) for p in SAMPLE_FILES]
