"""The examples of README and site: every Python block runs, and every shell block marked "run".

The blocks of one document run in order, in one folder, and Python blocks share their names. In the
folder stand a page, a text, a folder of pages and a small crawl. The README's own two commands set
up an environment and run these tests: CI runs them as they stand there.
"""

from __future__ import annotations

import doctest
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from crawls import put, response
from support import ROOT, SAMPLES, environment

import cleaner

markdown_it = pytest.importorskip("markdown_it")

README = ROOT / "README.md"
DOCUMENTS = [
    README,
    ROOT / "CONTRIBUTING.md",
    *sorted(path for path in (ROOT / "docs").rglob("*.md") if "_build" not in path.parts),
]
FERRY = ROOT / "docs" / "tutorial" / "ferry.html"


class Block(NamedTuple):
    """A fenced block: its language and what else its first line says, its text, its line."""

    language: str
    mark: str
    text: str
    line: int


def blocks_of(document: Path) -> list[Block]:
    """The fenced blocks of a document that are run."""
    tokens = markdown_it.MarkdownIt().parse(document.read_text(encoding="utf-8"))
    blocks = []
    for token in tokens:
        language, _, mark = token.info.partition(" ")
        runs = language in ("python", "pycon") or (language, mark) == ("sh", "run")
        if token.type == "fence" and runs and not (language == "sh" and document == README):
            blocks.append(Block(language, mark, token.content, token.map[0] + 1))
    return blocks


EXAMPLES = {document: blocks for document in DOCUMENTS if (blocks := blocks_of(document))}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with what the examples find, which is the current one."""
    ferry = FERRY.read_bytes()
    put(tmp_path / "page.html", ferry)
    shutil.copy(SAMPLES / "village-heat-network.txt", tmp_path / "notes.txt")
    for name in ("docs-tidetable", "forum-dynamo-light"):
        put(tmp_path / "pages" / f"{name}.html", (SAMPLES / f"{name}.html").read_bytes())
    put(tmp_path / "pages" / "ferry.html", ferry)
    crawl = b"".join(response(f"https://post.example/{i}", ferry) for i in range(3))
    put(tmp_path / "crawl.warc", crawl)
    shim = put(
        tmp_path / "bin" / "cleaner", f'#!/bin/sh\nexec "{sys.executable}" -m cleaner "$@"\n'
    )
    shim.chmod(0o755)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run_python(block: Block, document: Path, names: dict[str, Any]) -> None:
    """Run a block so that a traceback names its document and line."""
    source = "\n" * block.line + block.text
    exec(compile(source, str(document), "exec", dont_inherit=True), names)


def run_session(block: Block, document: Path, names: dict[str, Any]) -> None:
    """Run a session of the interpreter, and compare what it shows."""
    test = doctest.DocTestParser().get_doctest(
        block.text, names, document.name, str(document), block.line
    )
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS, verbose=False)
    lines: list[str] = []
    runner.run(test, out=lines.append, clear_globs=False)
    names.update(test.globs)
    assert not runner.failures, "".join(lines)


def run_shell(block: Block, folder: Path) -> None:
    """Run a block of commands, each of which must succeed."""
    path = f"{folder / 'bin'}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", block.text], capture_output=True, text=True, cwd=folder,
        env={**environment(), "PATH": path}, check=False, timeout=100,
    )  # fmt: skip
    assert done.returncode == 0, f"{block.text}\n{done.stdout}{done.stderr}"


def documents() -> list[Any]:
    """The documents with examples; those with commands start processes, and are slow."""
    return [
        pytest.param(
            document,
            id=document.relative_to(ROOT).as_posix(),
            marks=[pytest.mark.slow] if any(b.language == "sh" for b in blocks) else [],
        )
        for document, blocks in EXAMPLES.items()
    ]


@pytest.mark.parametrize("document", documents())
def test_the_examples_of_a_document_run(document: Path, folder: Path) -> None:
    names: dict[str, Any] = {"__name__": "__main__"}
    for block in EXAMPLES[document]:
        if block.language == "python":
            run_python(block, document, names)
        elif block.language == "pycon":
            run_session(block, document, names)
        else:
            run_shell(block, folder)


def test_the_tutorial_shows_the_text_that_comes_out() -> None:
    text = (ROOT / "docs" / "tutorial" / "index.md").read_text(encoding="utf-8")
    shown = re.search(r"Only the article is left:\n\n```text\n(.*?)```", text, re.DOTALL)
    assert shown is not None
    assert shown[1] == cleaner.clean(FERRY).text + "\n"


def test_the_readme_has_examples_of_both_kinds() -> None:
    text = README.read_text(encoding="utf-8")
    assert "```sh run\n" in text
    assert [block.language for block in EXAMPLES[README]].count("python") >= 1
