"""One page in, one outcome out: what a worker process does. Only small records cross over."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from cleaner.batch.sinks import render, write_whole
from cleaner.batch.sources import explain, read_page, require_file
from cleaner.core import Cleaner
from cleaner.decode import MAX_BYTES
from cleaner.document import Document, Label
from cleaner.features.tokens import count_words


@dataclass(slots=True, frozen=True)
class Options:
    """What holds for every page of a run. `run` marks its temporary files."""

    source: Path
    out: Path
    form: str = "text"
    profile: str = "labels"
    threshold: float | None = None
    model: Path | None = None
    max_bytes: int | None = MAX_BYTES
    run: str = ""


@dataclass(slots=True, frozen=True)
class Task:
    """A page to clean: its path and its output's, relative to the two folders."""

    number: int
    path: str
    target: str
    kind: str
    options: Options

    @property
    def mark(self) -> str:
        """The name of this task's temporary file."""
        return f"{self.options.run}-{self.number}"


@dataclass(slots=True)
class Outcome:
    """What became of a page.

    `error` is empty where it was cleaned, else the kind of error; `reason` says it for people.
    """

    path: str
    target: str = ""
    error: str = ""
    reason: str = ""
    words: int = 0
    words_kept: int = 0
    labels: Counter[str] = field(default_factory=Counter)
    warnings: list[str] = field(default_factory=list)


def clean_page(task: Task) -> Outcome:
    """Clean one file and write its result. Whatever is wrong with it becomes its outcome."""
    options = task.options
    outcome = Outcome(task.path, task.target)
    try:
        document = _clean(options.source / task.path, task.kind, options)
        write_whole(options.out, task.target, render(document, options.form), task.mark)
    except Exception as error:  # a page may fail in any way, the run must not
        outcome.error, outcome.reason = type(error).__name__, explain(error)
    else:
        _count(document, outcome)
    return outcome


def _clean(path: Path, kind: str, options: Options) -> Document:
    require_file(path)
    data = read_page(path, options.max_bytes)
    cleaner = _cleaner(options)
    return cleaner.clean_html(data) if kind == "html" else cleaner.clean_text(data)


@cache
def _cleaner(options: Options) -> Cleaner:
    return Cleaner(options.model, options.threshold, options.profile, max_bytes=options.max_bytes)


def _count(document: Document, outcome: Outcome) -> None:
    for paragraph in document.paragraphs:
        words = count_words(paragraph.text)
        outcome.words += words
        outcome.labels[paragraph.label.value] += 1
        if paragraph.label is Label.BODY:
            outcome.words_kept += words
    outcome.warnings = list(document.warnings)
