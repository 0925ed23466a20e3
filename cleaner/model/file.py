"""Load and run the classifiers of a model file.

A model file, `html.model` or `text.model`, is a zip archive of plain data, so loading it can run no
code of its own. Its members:

- `model.json`: what the model is and what it was made from (`cleaner.model.description`);
- `trees.body.npy`, `trees.chrome.npy`: the nodes of the trees (`cleaner.model.trees`), which the
  compiled core runs. `trees.onnx`: the same as a graph, which onnxruntime runs without the core.
  `contributions.body.onnx`, `contributions.chrome.onnx`: what each column adds to the log-odds of
  the trees, from which reasons are made, as graphs, which run without the core as well;
- `networks.json`: the shapes of the networks, which see the paragraphs in order, and for each of
  them `networks.0.layers.npy` and `networks.0.rows.npy` (`cleaner.model.network`);
- `lexicon.tokens` and `lexicon.npy`: the tokens as lines of UTF-8, and their weights as thousandths
  in int16. In the same way `class_names` for HTML, and `rarity` for plain text;
- for HTML, `page_types.npy`: the intercepts of the page types;
- for plain text, `sentence_vectors.embedding.npy` and other files with that prefix, which turn the
  words of a paragraph into a vector (`cleaner.model.encoder`), and `vocabulary.tokens`, the words
  that the encoder knows.

If the model learned from corrections, there are `site_layer.codes.npy` and
`site_layer.weights.npy`: the weights of the signs of paragraphs, on the sites that `model.json`
names (`cleaner.model.site_layer`).

If the profile "labels" was trained separately, its parts are under `labels/`, with the same names.
The SHA-256 of the file is recorded in `SHA256SUMS` beside it.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from cleaner._native import is_compiled
from cleaner.errors import ModelError
from cleaner.features.class_names import ClassNameWeights
from cleaner.features.columns import INPUT_COLUMNS
from cleaner.features.lexicon import Lexicon
from cleaner.features.page_type import PAGE_TYPES
from cleaner.features.vocabulary import VECTOR, Ids, Vocabulary
from cleaner.model.archive import Archive, read_checked
from cleaner.model.calibration import Calibration, parse_calibration
from cleaner.model.defaults import WINDOW
from cleaner.model.description import Description, Settings, parse_description
from cleaner.model.encoder import Encoder, read_encoder
from cleaner.model.networks import Networks, read_networks
from cleaner.model.packed_trees import (
    pack_all,
    pack_contributions,
    packed_contributions,
    packed_margins,
)
from cleaner.model.probe import check_agree, probe_matrix
from cleaner.model.runtime import Session, open_session
from cleaner.model.site_layer import SiteLayer, read_site_layer
from cleaner.model.trees import (
    BOOSTERS,
    NODE,
    Trees,
    contributions_member,
    contributions_part,
    nodes_member,
)
from cleaner.types import Floats, Matrix

if TYPE_CHECKING:
    from cleaner._native.core import PackedContributions, PackedTrees

LEXICON, CLASS_NAMES, RARITY = "lexicon", "class_names", "rarity"
TREES, SEQUENCE = "trees", "sequence"  # the parts whose columns a model describes; see networks
VOCABULARY = "vocabulary.tokens"
PAGE_TYPE_BIAS = "page_types.npy"
LABELS_FOLDER = "labels"  # holds the parts that the profile of this name may have for itself
WEIGHT_UNIT = 1000.0
WEIGHT_TYPE = "<i2"


@dataclass(slots=True, eq=False)
class Model:
    """A loaded model: its description, what it knows of words, and its parts, ready to run.

    `checksum` is the SHA-256 of the bytes that were loaded; `trees` holds the nodes of the trees by
    booster; `packed` the same for the compiled core, empty if that does not run them. Of `graphs`,
    by name, each is made ready (`sessions`) when it is first needed: much of what they do the
    compiled core does, and most documents are never explained. So `contributions_packed`, the same
    as the graphs of contributions, is filled when the first one is.
    """

    path: Path
    checksum: str
    description: Description
    lexicon: Lexicon
    names: ClassNameWeights
    vocabulary: Vocabulary
    encoder: Encoder | None
    networks: Networks
    trees: dict[str, Trees]
    graphs: dict[str, bytes] = field(repr=False)
    sessions: dict[str, Session] = field(default_factory=dict, repr=False)
    packed: dict[str, PackedTrees] = field(default_factory=dict)
    site_layer: SiteLayer | None = None
    calibration: Calibration | None = None
    contributions_packed: dict[str, PackedContributions] = field(default_factory=dict, repr=False)

    @property
    def label(self) -> str:
        """Format and version of the model, such as "html 2026.11.0", and which corrections it
        learned from if it did."""
        label = f"{self.description['format']} {self.description['version']}"
        layer = self.description.get("site_layer")
        return f"{label} + corrections {layer['name']}" if layer else label

    @property
    def settings(self) -> Settings:
        """What was chosen on out-of-fold data, by name."""
        return self.description["settings"]

    @property
    def _core_runs(self) -> bool:
        """Whether the compiled core runs the trees."""
        return len(self.packed) == len(BOOSTERS)

    def tree_margins(self, matrix: Matrix) -> dict[str, Floats]:
        """Return the log-odds of the trees by booster, each of shape (rows,), for a matrix (rows,
        columns).

        That the columns are those of the training was checked when the model was loaded. Raises
        ModelError if the graph of the trees, if that runs, cannot, or says something else than
        their nodes.
        """
        if self._core_runs:
            return {name: packed_margins(self.packed[name], matrix) for name in BOOSTERS}
        if TREES not in self.sessions:
            self._open(TREES, self._check_trees)
        return self._graph_margins(matrix)

    def _graph_margins(self, matrix: Matrix) -> dict[str, Floats]:
        outputs = self._run(TREES, BOOSTERS, {"X": matrix}, (len(matrix), 1))
        return {name: out[:, 0].astype(np.float64) for name, out in zip(BOOSTERS, outputs)}

    def _check_trees(self) -> None:
        matrix = probe_matrix(len(self.description["columns"][TREES]))
        for booster, margins in self._graph_margins(matrix).items():
            check_agree(self.trees[booster].margins(matrix), margins, booster, f"{TREES}.onnx")

    def network_margins(self, matrix: Matrix) -> Floats:
        """Return the log-odds of body and chrome, (rows, 2), of the networks for a matrix (rows,
        columns). Raises ModelError if they give no numbers."""
        margins = self.networks.margins(matrix)
        if not np.isfinite(margins.sum()):
            raise ModelError(f"a network of {self.path} gives no numbers: train the model again")
        return margins

    def contributions(self, booster: str, matrix: Matrix) -> Matrix:
        """Return what each column adds to the log-odds that a booster of the trees gives, (rows,
        columns), given a matrix of the trees.

        A row's contributions and the bias of `trees[booster]` sum to its log-odds. Raises
        ModelError as `signed_contributions` does.
        """
        return self.signed_contributions({booster: np.ones(len(matrix))}, matrix)

    def signed_contributions(
        self, signs: Mapping[str, Floats], matrix: Matrix, further: int = 0
    ) -> Matrix:
        """Return the contributions to the sum of what boosters give, each times its sign of each
        row (rows,): 1, -1, or 0 if it does not count. So many further columns hold zeros.

        Raises ModelError if the graph of the contributions, where that runs, cannot, or says
        something else than the trees.
        """
        if self._core_runs:
            signed = [(self._contributions_packed(name), sign) for name, sign in signs.items()]
            return packed_contributions(signed, matrix, matrix.shape[1] + further)
        sums = np.zeros((len(matrix), matrix.shape[1] + further), np.float32)
        of_trees = sums[:, : matrix.shape[1]]
        for name, sign in signs.items():
            rows = np.flatnonzero(sign)
            if len(rows):
                of_trees[rows] += self._graph_contributions(name, matrix[rows]) * sign[rows, None]
        return sums

    def _contributions_packed(self, booster: str) -> PackedContributions:
        packed = self.contributions_packed.get(booster)
        if packed is None:
            trees, matrix = (
                self.trees[booster],
                probe_matrix(len(self.description["columns"][TREES])),
            )
            with _damage_named(self.path):
                packed = pack_contributions(trees, self.packed[booster])
                found = packed_contributions(
                    [(packed, np.ones(len(matrix)))], matrix, matrix.shape[1]
                )
                check_agree(trees.contributions(matrix), found, booster, "what runs")
            self.contributions_packed[booster] = packed
        return packed

    def _graph_contributions(self, booster: str, matrix: Matrix) -> Matrix:
        part = contributions_part(booster)
        if part not in self.sessions:
            self._open(part, lambda: self._check_contributions(booster))
        (contributions,) = self._run(part, ["contributions"], {"X": matrix}, matrix.shape)
        return contributions

    def _check_contributions(self, booster: str) -> None:
        matrix = probe_matrix(len(self.description["columns"][TREES]))
        sums = self._graph_contributions(booster, matrix).sum(axis=1) + self.trees[booster].bias
        name = contributions_member(booster)
        check_agree(self.trees[booster].margins(matrix), sums, booster, name)

    def _open(self, part: str, check: Callable[[], None]) -> None:
        """Make a graph ready to run, and check what it says."""
        with _damage_named(self.path):
            self.sessions[part] = open_session(self.graphs[part])
            try:
                check()
            except BaseException:
                del self.sessions[part]
                raise

    def vectors(self, ids: Ids) -> Matrix:
        """Return the sentence vector of each paragraph's words, (paragraphs, VECTOR). Raises
        ModelError for a model without a sentence encoder, as one of HTML is."""
        if self.encoder is None:
            raise ModelError(f"{self.path} makes no sentence vectors: name a model for plain text")
        parts = [
            self.encoder.vectors(ids[start : start + WINDOW])
            for start in range(0, len(ids), WINDOW)
        ]
        return np.concatenate(parts) if parts else np.zeros((0, VECTOR), np.float32)

    def _run(
        self,
        part: str,
        names: Sequence[str],
        inputs: Mapping[str, NDArray[Any]],
        shape: tuple[int, ...],
    ) -> list[NDArray[Any]]:
        try:
            outputs = self.sessions[part].run(list(names), inputs)
        except Exception as error:  # onnxruntime's errors have no base of their own
            raise ModelError(
                f"{part} of {self.path} cannot be run ({_one_line(error)}): train the model again"
            ) from error
        for name, out in zip(names, outputs):
            if out.shape != shape or not np.isfinite(out.sum()):  # no number has no sum
                raise ModelError(
                    f"{part} of {self.path} gives no numbers as {name}: train the model again"
                )
        return outputs


@lru_cache(maxsize=1)
def models_folder() -> Path:
    """Return the folder of the shipped models: inside the wheel, or beside the package in a
    checkout."""
    package = Path(__file__).parent.parent
    inside = package / "_models"
    return inside if inside.is_dir() else package.parent / "models"


@lru_cache(maxsize=8)
def _path_of_model(format: str, folder: Path | str | None) -> tuple[Path, str]:
    """Return the path of a model, and its name: putting them together takes longer than to ask for
    the file's status."""
    path = (Path(folder) if folder is not None else models_folder()) / f"{format}.model"
    return path, str(path)


def load_model(format: str, folder: Path | str | None = None, profile: str = "labels") -> Model:
    """Load the model for 'html' or 'text' from a folder, the shipped one by default, with the parts
    that the profile uses.

    A model stays loaded until its file changes: one that is trained again in place is seen. Raises
    ModelError if the file is missing, altered, damaged, or made for another version of cleaner.
    """
    path, name = _path_of_model(format, folder)
    try:
        status = os.stat(name)
    except OSError as error:
        raise ModelError(
            f"{path} cannot be read ({error.strerror}): {_remedy(path.parent)}"
        ) from error
    stamp = (status.st_mtime_ns, status.st_size, status.st_ino, is_compiled())
    return _load(format, name, profile, stamp)


@lru_cache(maxsize=8)
def _load(format: str, name: str, profile: str, stamp: tuple[int, ...]) -> Model:
    """Load a model file; `stamp` changes with the file and with what runs it, and then it is loaded
    anew."""
    path = Path(name)
    archive, checksum = open_archive(path)
    with _damage_named(path):
        model = _parse(archive, checksum, format, path, profile)
        _probe(model)
    return model


def open_archive(path: Path) -> tuple[Archive, str]:
    """Return the members of a model file, and its SHA-256.

    Raises ModelError if the file is missing, not the recorded one, or no archive.
    """
    data, checksum = read_checked(path, _remedy(path.parent))
    with _damage_named(path):
        return Archive(data), checksum


def read_description(path: Path) -> Description:
    """Return what a model file says of itself. Raises ModelError as `load_model` does."""
    archive, _ = open_archive(path)
    with _damage_named(path):
        return parse_description(archive.read("model.json"))


@contextmanager
def _damage_named(path: Path) -> Iterator[None]:
    """Raise what goes wrong with the content of a model file as ModelError."""
    try:
        yield
    except ModelError:
        raise
    except Exception as error:  # whatever numpy, zipfile or onnxruntime raises: the file is damaged
        raise ModelError(f"{path} cannot be loaded: {_one_line(error)}") from error


def _remedy(folder: Path) -> str:
    """Return what to do if a model in a folder is missing or altered."""
    if folder == models_folder():
        return "reinstall paragraph-cleaner"
    return "train again with `cleaner train`, or name a folder that it has written to the end"


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split()) or type(error).__name__


def _parse(archive: Archive, checksum: str, format: str, path: Path, profile: str) -> Model:
    description = parse_description(archive.read("model.json"))
    if description["format"] != format:
        raise ValueError(f"it is a model for {description['format']}, not for {format}")
    has_own = profile == LABELS_FOLDER and archive.has_folder(LABELS_FOLDER)
    folder = f"{LABELS_FOLDER}/" if has_own else ""
    columns = INPUT_COLUMNS[format]
    rarity: dict[str, float] = {}
    names, vocabulary, encoder = ClassNameWeights.blank(), Vocabulary(), None
    if format == "html":
        bias = archive.array(folder + PAGE_TYPE_BIAS, WEIGHT_TYPE, (len(PAGE_TYPES),)) / WEIGHT_UNIT
        tokens, weights = _weighted_tokens(archive, folder + CLASS_NAMES, 2 + len(PAGE_TYPES))
        names = ClassNameWeights(tokens, weights, bias)
    else:
        tokens, weights = _weighted_tokens(archive, folder + RARITY, 1)
        rarity = dict(zip(tokens, weights[:, 0].tolist()))
        vocabulary = Vocabulary(archive.lines(folder + VOCABULARY))
        encoder = read_encoder(archive, folder, len(vocabulary.words))
    lexicon = Lexicon(*_weighted_tokens(archive, folder + LEXICON, 2), rarity)
    networks = read_networks(archive, folder, len(columns[SEQUENCE]))
    width = len(columns[TREES])
    trees = {
        booster: Trees.from_nodes(
            archive.array(folder + nodes_member(booster), NODE, (None,)), width
        )
        for booster in BOOSTERS
    }
    graphs = (TREES, *map(contributions_part, BOOSTERS))
    curves = description.get("calibration", {}).get(profile)
    described = description.get("site_layer")
    layer = read_site_layer(archive, described["sites"]) if described else None
    return Model(
        path, checksum, description, lexicon, names, vocabulary, encoder, networks,
        trees, {part: archive.read(f"{folder}{part}.onnx") for part in graphs}, {},
        pack_all(trees, width), layer, None if curves is None else parse_calibration(curves),
    )  # fmt: skip


def _weighted_tokens(archive: Archive, name: str, width: int) -> tuple[list[str], Floats]:
    """Return tokens, and their weights of shape (tokens, width)."""
    tokens = archive.lines(f"{name}.tokens")
    weights = archive.array(f"{name}.npy", WEIGHT_TYPE, (None, width))
    if len(tokens) != len(weights):
        raise ValueError(f"{name} has {len(tokens)} tokens and {len(weights)} weights")
    return tokens, weights / WEIGHT_UNIT


def _probe(model: Model) -> None:
    """Run the trees on a few made-up rows. Raises ModelError or ValueError if they cannot be run,
    or if their nodes say something else than what runs."""
    matrix = probe_matrix(len(model.description["columns"][TREES]))
    for booster, margins in model.tree_margins(matrix).items():
        check_agree(model.trees[booster].margins(matrix), margins, booster, "what runs")
