"""Checks before a run: nothing of the user's may be overwritten, neither a page nor a result."""

from __future__ import annotations

import os
from pathlib import Path

from cleaner.batch.options import STATE, STDIN, BatchOptions
from cleaner.batch.outputs.record_store import PRODUCTS
from cleaner.batch.sources.discover import check_source
from cleaner.batch.state.ledger import LEDGER, Ledger
from cleaner.batch.state.schema import REPORTS
from cleaner.errors import WrongFolders

ERRORS = "errors.jsonl"
_REPORT = b"<title>cleaner: report of a run</title>"  # stands in the head of every report
_HEAD = 1_000  # bytes


def check_folders(source: Path, out: Path) -> Path | None:
    """Raise WrongFolders if a result could overwrite a page.

    Returns the output folder if it lies inside the source and must be left out of the walk. It may
    lie there only if it is new, empty, or the output of an earlier run: otherwise its files could
    be pages themselves.
    """
    check_source(source)
    if out.exists() and not out.is_dir():
        raise WrongFolders(f"{out} is not a folder: name another output")
    if source == STDIN:
        return None
    if _inside(source, out):
        raise WrongFolders(
            f"the output {out} is the folder of pages, or holds it: pages could be overwritten. "
            "Name another folder"
        )
    if not source.is_dir() or not _inside(out, source):
        return None
    if out.exists() and not (out / STATE).exists() and any(out.iterdir()):
        raise WrongFolders(
            f"the output {out} lies inside {source} and has files of its own, which could be "
            "overwritten. Name a new or an empty folder"
        )
    return out


def _inside(path: Path, folder: Path) -> bool:
    """Return whether a path is a folder or lies in it, whatever links and spellings lead there."""
    path = path.resolve()
    return folder.exists() and any(
        ancestor.exists() and ancestor.samefile(folder) for ancestor in (path, *path.parents)
    )


def check_products(options: BatchOptions, ledger: Ledger | None = None) -> None:
    """Raise WrongFolders if a file that no run wrote has the name of one that this run will write
    beside the pages.

    Without `ledger`, a folder that has one is not looked at: ask again when it is open.
    """
    if ledger is None and (options.out / STATE / LEDGER).exists():
        return
    names = [ERRORS, PRODUCTS.get(options.output_format, ""), options.report]
    for path in (options.out / name for name in names if name):
        if os.path.lexists(path) and not (ledger and _is_known(path, ledger)):
            raise WrongFolders(taken(path))


def _is_known(path: Path, ledger: Ledger) -> bool:
    """Return whether a run wrote a file: as its ledger says or, if that does not know the names of
    reports, as the file itself does."""
    if ledger.owns(path.name):
        return True
    if not ledger.owns(REPORTS) or not path.is_file():
        return False
    with path.open("rb") as file:
        return _REPORT in file.read(_HEAD)


def taken(path: Path) -> str:
    """Return what to say of a file that stands in the way."""
    return (
        f"{path} is there already, and no run wrote it: move it away, or name another output folder"
    )
