"""Where clean text goes: its form, its name, and a way of writing that leaves no half file."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Collection, Sequence
from contextlib import suppress
from pathlib import Path

from cleaner.batch.sources import Page
from cleaner.document import Document
from cleaner.errors import CleanerError

ENDINGS = {"text": ".txt", "markdown": ".md", "json": ".json", "html": ".html"}
FORMATS = tuple(ENDINGS)
LONGEST_NAME = 255  # bytes, on every file system in common use


class WrongPlace(CleanerError, OSError):
    """The output would land outside the output folder."""


def render(document: Document, form: str) -> str:
    """A document in one of `FORMATS`, ending in a line break unless it is empty."""
    if form == "json":
        text = document.as_json(indent=2)
    elif form == "markdown":
        text = document.as_markdown()
    elif form == "html":
        text = document.as_html()
    else:
        text = document.as_text()
    return text if not text or text.endswith("\n") else text + "\n"


def output_names(pages: Sequence[Page], subfolders: Collection[str], ending: str) -> list[str]:
    """A name for each page of a folder: `a.html` becomes `a.txt`.

    Pages that would get the same name (`a.html`, `a.htm.gz`) get their whole name with the ending
    instead (`a.html.txt`, `a.htm.gz.txt`), all of them; names that differ only in case count as
    the same, since some file systems think so. A subfolder's name is never taken. Too long a name
    is cut and closed with a digest of the whole.
    """
    short = [page.stem + ending if page.stem else page.name + ending for page in pages]
    whole = [page.name + ending for page in pages]
    folders = {name.casefold() for name in subfolders}
    names = short
    while True:
        counts: dict[str, int] = {}
        for name in names:
            counts[name.casefold()] = counts.get(name.casefold(), 0) + 1
        settled = [
            full if counts[name.casefold()] > 1 or name.casefold() in folders else name
            for name, full in zip(names, whole)
        ]
        if settled == names:  # whole names all differ, so this ends
            return [_fitting(name, ending) for name in names]
        names = settled


def _fitting(name: str, ending: str) -> str:
    raw = os.fsencode(name)
    if len(raw) <= LONGEST_NAME:
        return name
    tail = "-" + hashlib.sha256(raw).hexdigest()[:16] + ending
    kept = raw[: LONGEST_NAME - len(tail)]
    while kept and raw[len(kept)] & 0xC0 == 0x80:  # not in the middle of a UTF-8 character
        kept = kept[:-1]
    return os.fsdecode(kept) + tail


def write_whole(out: Path, target: str, text: str, mark: str) -> None:
    """Write `out/target` as UTF-8: the whole of it or nothing.

    `mark` names the temporary file beside it, so that whoever started a writer that died can
    remove what it left (`remove_part`). Raises WrongPlace where a link in the output folder leads
    out of it, OSError.
    """
    path = out / target
    if not path.parent.resolve().is_relative_to(out.resolve()):
        raise WrongPlace(f"{path.parent} leads out of the output folder: nothing written")
    path.parent.mkdir(parents=True, exist_ok=True)
    part = _part(path, mark)
    try:
        with part.open("wb") as file:
            file.write(text.encode("utf-8", "replace"))
        os.replace(part, path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def remove_part(out: Path, target: str, mark: str) -> None:
    """Remove what a writer of `out/target` left behind when it was killed."""
    with suppress(OSError):  # no such folder: nothing was left
        _part(out / target, mark).unlink(missing_ok=True)


def _part(path: Path, mark: str) -> Path:
    return path.with_name(f".cleaner-{mark}.part")
