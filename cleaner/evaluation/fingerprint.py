"""Fingerprints of corpora: figures can be compared only if they are of the same pages and gold."""

from __future__ import annotations

import hashlib
from pathlib import Path

from cleaner.errors import CorpusError


def corpus_fingerprint(folder: Path) -> str:
    """Return the SHA-256 of a corpus, as hexadecimal: of its records and pages, by their names.

    Pages that a folder of labels shares with other corpora are theirs, and not part of it. Raises
    CorpusError if there are no records.
    """
    records = sorted(folder.glob("*.jsonl"))
    if not records:
        raise CorpusError(f"{folder}: no corpus here (no file of JSON lines)")
    whole = hashlib.sha256()
    for path in [*records, *sorted((folder / "pages").glob("*.html.gz"))]:
        content = hashlib.sha256(path.read_bytes()).hexdigest()
        whole.update(f"{path.relative_to(folder).as_posix()}\0{content}\n".encode())
    return whole.hexdigest()
