"""Golden matrices: every column of the samples as the shipped models were trained with.

`golden.npz` holds, for each matrix, a checksum of every column and a few whole rows. A change of
the code that means to keep the columns must keep them to the bit; a change that means to alter
them (of the segmentation, of a model's lexicon) writes the file anew:

    PYTHONPATH=.:tests python tests/golden.py
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from support import SAMPLES

from cleaner.features.html import HTML_COLUMNS, Lexicons, html_features
from cleaner.features.text import TEXT_COLUMNS, text_features
from cleaner.model.file import load_model
from cleaner.segment.html import segment_html
from cleaner.segment.text import segment_text
from cleaner.text.tokens import tokenise

GOLDEN = Path(__file__).parent / "features" / "golden.npz"
PROFILES = ("labels", "article")
ROWS = 4  # rows of each matrix that are kept whole, spread over it
NAMES = {"html": HTML_COLUMNS, "text": TEXT_COLUMNS}


def matrices() -> Iterator[tuple[str, NDArray[np.float32]]]:
    """The matrix of every sample in both profiles, under "route profile file"; the paragraphs of
    HTML samples also go through the text route."""
    for profile in PROFILES:
        html, text = load_model("html", None, profile), load_model("text", None, profile)
        lexicons = Lexicons(html.lexicon, html.names)
        for path in sorted(SAMPLES.rglob("*.html")) + sorted(SAMPLES.rglob("*.txt")):
            source = path.read_text(encoding="utf-8")
            if path.suffix == ".html":
                page = segment_html(source)
                texts = page.texts
                yield f"html {profile} {path.name}", html_features(page, lexicons)
            else:
                texts = [paragraph.text for paragraph in segment_text(source)]
            features = text_features(texts, tokenise(texts), text.lexicon)
            yield f"text {profile} {path.name}", features


def columns_of(name: str) -> list[str]:
    """Names of the columns of a matrix, by its name."""
    return NAMES[name.partition(" ")[0]]


def checksums(matrix: NDArray[np.float32]) -> NDArray[np.uint32]:
    """A checksum of each column, shape (columns,)."""
    columns = matrix.T.astype("<f4")
    return np.array([zlib.crc32(column.tobytes()) for column in columns], dtype=np.uint32)


def kept_rows(matrix: NDArray[np.float32]) -> NDArray[np.intp]:
    """Indices of the rows that are kept whole."""
    return np.unique(np.linspace(0, len(matrix) - 1, ROWS).astype(np.intp))


def arrays(name: str, matrix: NDArray[np.float32]) -> dict[str, NDArray[np.generic]]:
    """The entries of a matrix in the golden file."""
    return {f"{name} checksums": checksums(matrix), f"{name} rows": matrix[kept_rows(matrix)]}


def write() -> None:
    """Write the golden file from the code as it is."""
    golden: dict[str, NDArray[np.generic]] = {
        f"{route} columns": np.array(names) for route, names in NAMES.items()
    }
    for name, matrix in matrices():
        golden |= arrays(name, matrix)
    np.savez_compressed(GOLDEN, allow_pickle=False, **golden)


if __name__ == "__main__":
    write()
