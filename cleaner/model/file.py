"""Load, check and run the shipped classifiers.

A model file is a zip archive of plain data, so loading it can run no code: `model.json` (what the
model is, its columns, settings and figures), its parts as ONNX graphs (`trees.onnx`, and
`sequence.onnx`, a network that reads the paragraphs in order; of text also `reader.onnx`, which
makes vectors of the words in `vocabulary.tokens`), the lexicon and the names (tokens as UTF-8
lines, weights as thousandths in int16); optionally how many training rows came by each node of
trees (`PART.covers`, read by `explain.contributions`). Under `labels/` there may be all of this but
`model.json` once more: what the profile of the three labels uses, where labels taught it apart.
Its SHA-256 is recorded in `SHA256SUMS` beside it.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cleaner.errors import ModelError
from cleaner.features.class_names import TYPES, Names
from cleaner.features.columns import STAGE_COLUMNS
from cleaner.features.lexicon import Lexicon
from cleaner.features.vocabulary import VECTOR, Ids, Vocabulary

FORMAT = 2
SUMS = "SHA256SUMS"
LEXICON, NAMES, RARITY, READER = "lexicon", "names", "rarity", "reader"
# What each kind knows of words: tables of weighted tokens, and a graph with its vocabulary.
WORDS = {"html": (LEXICON, NAMES), "text": (LEXICON, RARITY, READER)}
VOCABULARY = "vocabulary.tokens"
LABELS = "labels"  # the profile that may have parts of its own, and what their names begin with
SETTINGS = ("rules", "blend")  # what a model needs
# Paragraphs that the network takes in at once: what it needs grows with them, and no article is
# as long.
WINDOW = 4096
WEIGHT_UNIT = 1000.0

Floats = NDArray[np.float64]
Read = Callable[[str], bytes]  # a member of a model file, by its name


@dataclass(slots=True)
class Model:
    """A loaded model: its description, what it knows of words, and its parts, ready to run."""

    path: Path
    within: str  # what the names of its parts begin with in the file
    description: dict[str, Any]
    lexicon: Lexicon
    names: Names
    sessions: dict[str, Any]
    vocabulary: Vocabulary

    @property
    def settings(self) -> dict[str, Any]:
        """What was chosen on out-of-fold data, by name."""
        settings: dict[str, Any] = self.description["settings"]
        return settings

    def margins(
        self, part: str, matrix: NDArray[np.float32], names: Sequence[str] = ("body", "chrome")
    ) -> dict[str, Floats]:
        """Log-odds by name, each of shape (rows,), that a part gives for a matrix (rows, columns).

        That the columns are those of the training was checked when the model was loaded.
        """
        found = self.sessions[part].run(list(names), {"X": matrix})
        return {name: out[:, 0].astype(np.float64) for name, out in zip(names, found)}

    def vectors(self, ids: Ids) -> NDArray[np.float32]:
        """The vector that the reader makes of each paragraph's words, (paragraphs, VECTOR)."""
        parts = [
            self.sessions[READER].run(["vectors"], {"ids": ids[start : start + WINDOW]})[0]
            for start in range(0, len(ids), WINDOW)
        ]
        return np.concatenate(parts) if parts else np.zeros((0, VECTOR), np.float32)


def read_in_order(model: Model, matrix: NDArray[np.float32]) -> dict[str, Floats]:
    """The log-odds of the network, by name, each (rows,); it reads what is very long a window at a
    time."""
    windows = [
        model.margins("sequence", matrix[start : start + WINDOW])
        for start in range(0, len(matrix), WINDOW)
    ]
    if len(windows) == 1:
        return windows[0]
    return {name: np.concatenate([part[name] for part in windows]) for name in windows[0]}


@lru_cache(maxsize=1)
def models_folder() -> Path:
    """Where the shipped models lie: inside the wheel, or beside the package in a checkout."""
    package = Path(__file__).parent.parent
    inside = package / "_models"
    return inside if inside.is_dir() else package.parent / "models"


def _expected_sum(path: Path) -> str:
    sums = path.parent / SUMS
    try:
        lines = sums.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise ModelError(
            f"{sums} cannot be read ({error.strerror}); it records what {path.name} must be: "
            + _remedy(path.parent)
        ) from error
    for line in lines:
        digest, _, name = line.partition("  ")
        if name.strip() == path.name:
            return digest
    raise ModelError(f"{sums} has no line for {path.name}: train again with `cleaner train`")


def _remedy(folder: Path) -> str:
    """What to do where a model in a folder is missing or altered."""
    if folder == models_folder():
        return "reinstall paragraph-cleaner"
    return "train again with `cleaner train`, or name a folder that it has written to the end"


def load_model(kind: str, folder: Path | str | None = None, profile: str = LABELS) -> Model:
    """Load the model for `kind` ('html' or 'text') from a folder, the shipped one by default, with
    the parts that the profile uses.

    Raises ModelError where the file is missing, altered, or not of this format.
    """
    return _load(kind, Path(folder) if folder is not None else models_folder(), profile)


@lru_cache(maxsize=8)
def _load(kind: str, folder: Path, profile: str) -> Model:
    path = folder / f"{kind}.model"
    read_checked(path)
    return _open(path, profile)


def read_checked(path: Path) -> bytes:
    """A model file, once it is known to be the one that is recorded. Raises ModelError."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ModelError(
            f"{path} cannot be read ({error.strerror}): {_remedy(path.parent)}"
        ) from error
    if hashlib.sha256(data).hexdigest() != _expected_sum(path):
        raise ModelError(
            f"{path} is not the file recorded in {path.parent / SUMS} (its SHA-256 differs): "
            + _remedy(path.parent)
        )
    return data


def _open(path: Path, profile: str) -> Model:
    try:
        with zipfile.ZipFile(path) as archive:
            description = json.loads(archive.read("model.json"))
            if description.get("format") != FORMAT:
                raise ModelError(
                    f"{path} has format {description.get('format')}, this version reads "
                    f"{FORMAT}: train the model again"
                )
            _check(description, path)
            words = WORDS[description["kind"]]
            apart = any(name.startswith(f"{LABELS}/") for name in archive.namelist())
            within = f"{LABELS}/" if apart and profile == LABELS else ""

            def read(name: str) -> bytes:
                return archive.read(within + name)

            rarity = _rarity(read) if RARITY in words else {}
            lexicon = Lexicon(*_weighted_tokens(read, LEXICON, 2), rarity)
            names = _names(read) if NAMES in words else Names.blank()
            vocabulary = Vocabulary()
            parts = [*description["columns"]]
            if READER in words:
                vocabulary = Vocabulary(read(VOCABULARY).decode("utf-8").split("\n"))
                parts.append(READER)
            sessions = {part: open_session(read(f"{part}.onnx")) for part in parts}
    except ModelError:
        raise
    except (zipfile.BadZipFile, zlib.error, KeyError, ValueError, RuntimeError) as error:
        raise ModelError(f"{path} is not a model file ({error!r}): train it again") from error
    return Model(path, within, description, lexicon, names, sessions, vocabulary)


def _check(description: dict[str, Any], path: Path) -> None:
    """Raise ModelError where a part is missing, or the columns are not those computed here."""
    expected = STAGE_COLUMNS[description["kind"]]
    for stage, columns in expected.items():
        found = description["columns"].get(stage)
        if found != columns:
            differ = sorted(set(found or ()) ^ set(columns))[:3]
            raise ModelError(
                f"{path}: the columns of {stage} are not those of this version of cleaner "
                f"({', '.join(differ) or 'another order'}): train the model again"
            )
    missing = [name for name in SETTINGS if name not in description["settings"]]
    if missing:
        raise ModelError(f"{path} lacks {', '.join(missing)}: train the model again")


def _weighted_tokens(read: Read, name: str, width: int) -> tuple[list[str], Floats]:
    """Tokens, and their weights of shape (tokens, width)."""
    text = read(f"{name}.tokens").decode("utf-8")
    weights = np.frombuffer(read(f"{name}.weights"), dtype="<i2").reshape(-1, width)
    return text.split("\n") if text else [], weights / WEIGHT_UNIT


def _rarity(read: Read) -> dict[str, float]:
    tokens, weights = _weighted_tokens(read, RARITY, 1)
    return dict(zip(tokens, weights[:, 0].tolist()))


def _names(read: Read) -> Names:
    tokens, weights = _weighted_tokens(read, NAMES, 2 + len(TYPES))
    # The intercepts stand under a token that no page can have.
    return Names(tokens[1:], weights[1:], weights[0, 2:])


def open_session(graph: bytes) -> Any:
    """An ONNX graph, ready to run on one thread."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])
