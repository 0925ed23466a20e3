"""Writing into the output folder: the whole of a file or nothing, and never outside."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from cleaner.batch.options import STATE, BatchOptions
from cleaner.batch.task import Outcome
from cleaner.document import Document
from cleaner.errors import WrongPlace
from cleaner.output import Counts, json_line

PARTS = "parts"  # the folder, beside the ledger, of what is being written


def to_json_line(document: Document, outcome: Outcome, options: BatchOptions) -> bytes:
    """Return a document as one line of JSON, with what was counted in it."""
    source = os.fsencode(outcome.path).decode("utf-8", "backslashreplace")
    counts = Counts(outcome.words, outcome.words_kept, outcome.labels)
    line = json_line(document, source, paragraphs=options.paragraphs, counts=counts)
    return line.encode("utf-8", "replace")


@contextmanager
def whole(out: Path, target: str, mark: str) -> Iterator[BinaryIO]:
    """Write `out/target`: the whole of it or nothing.

    What is being written stands in a folder of its own, under the name `mark`, until it is
    complete: the next run removes what a killed one has left there (`clear_parts`). Raises
    WrongPlace if a link in the output folder leads out of it, OSError.
    """
    path = out / target
    if not path.parent.resolve().is_relative_to(out.resolve()):
        raise WrongPlace(f"{path.parent} leads out of the output folder: nothing written")
    part = out / STATE / PARTS / mark
    try:
        with part.open("wb") as file:
            yield file
        try:
            os.replace(part, path)
        except FileNotFoundError:  # the first page of its folder
            path.parent.mkdir(parents=True, exist_ok=True)
            os.replace(part, path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def write_whole(out: Path, target: str, text: str, mark: str) -> None:
    """Write `out/target` as UTF-8. Raises as `whole` does."""
    with whole(out, target, mark) as file:
        file.write(text.encode("utf-8", "replace"))


def make_state(out: Path) -> None:
    """Make the output folder, and in it the folder for the ledger and for half-written files.

    Raises WrongPlace if a link leads out of the output folder, OSError.
    """
    for folder in (out / STATE, out / STATE / PARTS):
        if folder.is_symlink():
            raise WrongPlace(f"{folder} is a link: delete it, or name another output folder")
        folder.mkdir(parents=True, exist_ok=True)


def clear_parts(out: Path) -> None:
    """Remove what writers that were killed have left."""
    with suppress(OSError):
        for part in (out / STATE / PARTS).iterdir():
            part.unlink(missing_ok=True)
