"""Write a model file of members, and record its checksum beside it."""

from __future__ import annotations

import hashlib
import json
import os
import zipfile
from collections.abc import Mapping
from pathlib import Path

from cleaner.model.archive import SUMS
from cleaner.model.description import Description

EPOCH = (1980, 1, 1, 0, 0, 0)  # a fixed time stamp: the same model gives the same bytes


def write_members(path: Path, description: Description, members: Mapping[str, bytes]) -> Path:
    """Write a model file of these members and record its checksum; return the path.

    Both files are replaced as a whole, so that nobody loads half a model.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(description, indent=1, ensure_ascii=False)
    unfinished = path.with_name(path.name + ".part")
    with zipfile.ZipFile(unfinished, "w") as archive:
        for name, data in {"model.json": text.encode(), **members}.items():
            archive.writestr(zipfile.ZipInfo(name, EPOCH), data, zipfile.ZIP_DEFLATED, 9)
    digest = hashlib.sha256(unfinished.read_bytes()).hexdigest()
    os.replace(unfinished, path)
    record_sum(path, digest)
    return path


def record_sum(path: Path, digest: str) -> None:
    """Record the checksum of a file in `SHA256SUMS` beside it."""
    sums = path.parent / SUMS
    lines = sums.read_text(encoding="utf-8").splitlines() if sums.exists() else []
    kept = [line for line in lines if line.partition("  ")[2].strip() != path.name]
    unfinished = sums.with_name(sums.name + ".part")
    unfinished.write_text(
        "\n".join(sorted([*kept, f"{digest}  {path.name}"])) + "\n", encoding="utf-8"
    )
    os.replace(unfinished, sums)
