"""Results of training on disk, found again by everything they were computed from.

A second training of the same pages is quick: renders, pseudo-labels and matrices are read instead
of computed. Entries are pickles, which can run code when they are loaded: keep a cache to yourself.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TypeVar

log = logging.getLogger("cleaner.training")

T = TypeVar("T")

PASSED_OVER = ("cli", "batch", "integrations")  # rooms that nothing in training depends on


class Cache:
    """A folder of results; without a folder everything is computed."""

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder

    def get(self, name: str, key: object, compute: Callable[[], T], *, mapped: bool = False) -> T:
        """Return the result that was computed from `key`; compute and keep it if there is none.

        `key` is any data that can be pickled: all that the result depends on. With `mapped`, arrays
        stay on disk until they are used, and cannot be written to.
        """
        if self.folder is None:
            return compute()
        import joblib

        path = self.folder / name / f"{joblib.hash(key, hash_name='sha1')}.joblib"
        if path.exists():
            try:
                kept: T = joblib.load(path, mmap_mode="r" if mapped else None)
                return kept
            except Exception as error:  # of another version, or cut off
                log.warning("%s cannot be read (%s): computed again", path, error)
        result = compute()
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_name(f"{path.name}.{os.getpid()}.part")
        joblib.dump(result, unfinished)
        os.replace(unfinished, path)
        return result


@cache
def code_version() -> str:
    """Return a checksum of the package's code, as far as training depends on it."""
    package = Path(__file__).parent.parent
    digest = hashlib.sha1(usedforsecurity=False)
    for path in sorted(package.rglob("*.py")):
        if path.relative_to(package).parts[0] not in PASSED_OVER:
            digest.update(path.read_bytes())
    return digest.hexdigest()


def model_version(path: Path) -> list[object]:
    """Return what tells a model file from another one: its parts and settings, not its date."""
    with zipfile.ZipFile(path) as archive:
        members = [(member.filename, member.CRC) for member in archive.infolist()]
        settings = json.loads(archive.read("model.json"))["settings"]
    return [settings, *(member for member in members if member[0] != "model.json")]
