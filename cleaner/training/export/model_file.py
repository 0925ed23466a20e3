"""Write fitted models as `cleaner.model.file` loads them: graphs, arrays and a description."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cleaner.features.class_names import ClassNameWeights
from cleaner.features.columns import INPUT_COLUMNS
from cleaner.features.lexicon import Lexicon
from cleaner.features.vocabulary import Vocabulary
from cleaner.model.archive import array_bytes
from cleaner.model.description import FILE_FORMAT, Description
from cleaner.model.encoder import Encoder, encoder_members
from cleaner.model.file import (
    CLASS_NAMES,
    LABELS_FOLDER,
    LEXICON,
    PAGE_TYPE_BIAS,
    RARITY,
    TREES,
    VOCABULARY,
    WEIGHT_TYPE,
    WEIGHT_UNIT,
)
from cleaner.model.network import Network
from cleaner.model.networks import network_members
from cleaner.model.trees import contributions_member, nodes_member
from cleaner.model.writing import write_members
from cleaner.training.export.trees import contributions_to_onnx, tree_nodes, trees_to_onnx
from cleaner.types import Format


@dataclass(slots=True)
class Parts:
    """The parts of a model: what it knows of words, its trees and its networks.

    `trees` holds boosters by name, or lists of them whose mean counts. A model for HTML has
    `names`, one for plain text an `encoder` and its `vocabulary`.
    """

    lexicon: Lexicon
    trees: Mapping[str, Any]
    networks: Sequence[Network]
    names: ClassNameWeights | None = None
    encoder: Encoder | None = None
    vocabulary: Vocabulary | None = None


def write_model(
    folder: Path,
    format: Format,
    description: Description,
    parts: Parts,
    labels_parts: Parts | None = None,
) -> Path:
    """Write `FORMAT.model` into a folder and its checksum into `SHA256SUMS`; return the path.

    `labels_parts` are those that the profile "labels" uses, if it was trained separately.
    """
    members = model_members(format, parts)
    if labels_parts is not None:
        separate = model_members(format, labels_parts)
        members |= {f"{LABELS_FOLDER}/{name}": data for name, data in separate.items()}
    full: Description = {
        **description,
        "file_format": FILE_FORMAT,
        "format": format,
        "columns": INPUT_COLUMNS[format],
    }
    return write_members(folder / f"{format}.model", full, members)


def model_members(format: Format, parts: Parts) -> dict[str, bytes]:
    """Return the members of a model file, by name, that hold these parts."""
    lexicon = parts.lexicon
    members = _weighted_tokens(LEXICON, lexicon.tokens, lexicon.weights)
    if format == "text":
        rarity = np.array(list(lexicon.rarity.values())).reshape(-1, 1)
        members |= _weighted_tokens(RARITY, list(lexicon.rarity), rarity)
    if parts.vocabulary is not None:
        members[VOCABULARY] = "\n".join(parts.vocabulary.words).encode()
    if parts.encoder is not None:
        members |= encoder_members(parts.encoder)
    if parts.names is not None:
        members |= _weighted_tokens(CLASS_NAMES, parts.names.tokens, parts.names.weights)
        members[PAGE_TYPE_BIAS] = array_bytes(_thousandths(parts.names.bias))
    nodes = {name: tree_nodes(booster) for name, booster in parts.trees.items()}
    columns = len(INPUT_COLUMNS[format][TREES])
    members[f"{TREES}.onnx"] = trees_to_onnx(nodes, columns)
    for name, array in nodes.items():
        members[nodes_member(name)] = array_bytes(array)
        members[contributions_member(name)] = contributions_to_onnx(array, columns)
    return members | network_members(parts.networks)


def _weighted_tokens(
    name: str, tokens: Sequence[str], weights: NDArray[np.float64]
) -> dict[str, bytes]:
    return {
        f"{name}.tokens": "\n".join(tokens).encode(),
        f"{name}.npy": array_bytes(_thousandths(weights)),
    }


def _thousandths(weights: NDArray[np.float64]) -> NDArray[np.int16]:
    limits = np.iinfo(WEIGHT_TYPE)
    return np.clip((weights * WEIGHT_UNIT).round(), limits.min, limits.max).astype(WEIGHT_TYPE)
