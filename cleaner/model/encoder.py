"""The sentence encoder of a model, in numpy: a vector of the words of each paragraph.

This is the specification of `cleaner/_native/encoder.h`, which runs where the compiled core is, and
computes the same as what is fitted in `cleaner.training.parts.sentence_vectors`, but that the
embeddings are rounded to bytes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cleaner.features.vocabulary import RESERVED, UNKNOWN, VECTOR, Ids
from cleaner.model.archive import Archive, array_bytes
from cleaner.types import Matrix

TAPS = 3  # a word and its neighbours
KINDS = 2  # of what is pooled: the sum of the words over two sizes, maximum and mean of the taps
LAYERS = ("near", "hidden", "out", "straight")
LAYER_TYPES = ("<f2", "<f4")  # of a model file; computed with in single precision
ROW_TYPE = "<f4"
BYTE = 127  # the largest of an embedding
FAINT = 1e-9  # the least scale of a column
MOST_WIDTH = 1024  # a file that somebody made up must not ask for the memory of the machine
PREFIX = "sentence_vectors"


@dataclass(frozen=True, slots=True)
class Encoder:
    """A sentence encoder.

    `embedding` (words, width) are bytes, each column times its `scale`; `layers` (inputs, outputs)
    and their `biases` are in float32, by name.
    """

    embedding: NDArray[np.int8]
    scale: Matrix
    layers: Mapping[str, Matrix]
    biases: Mapping[str, Matrix]

    @classmethod
    def from_fit(cls, weights: Mapping[str, NDArray[Any]]) -> Encoder:
        """Round the weights of a fit as a model file keeps them."""
        embedding = weights["embedding"]
        scale = (np.abs(embedding).max(axis=0) / BYTE).astype(np.float32)
        packed = (embedding / np.maximum(scale, FAINT)).round().astype(np.int8)
        packed[:UNKNOWN] = 0  # no word, no vector
        layers = {name: np.float32(np.float16(weights[name])) for name in LAYERS}
        biases = {name: np.float32(weights[f"{name}_bias"]) for name in LAYERS}
        return cls(packed, scale, layers, biases)  # type: ignore[arg-type]  # numpy: floating[_32Bit]

    def check(self, words: int) -> None:
        """Raise ValueError if the parts do not fit together, or do not know so many words."""
        width = self.embedding.shape[1]
        channels, hidden = self.layers["near"].shape[1], self.layers["hidden"].shape[1]
        pooled = KINDS * (width + channels)
        sizes = {
            "near": (TAPS * width, channels), "hidden": (pooled, hidden), "out": (hidden, VECTOR),
            "straight": (pooled, VECTOR),
        }  # fmt: skip
        fits = all(
            self.layers[name].shape == size and self.biases[name].shape == size[1:]
            for name, size in sizes.items()
        )
        if not fits or not 0 < max(width, channels, hidden) <= MOST_WIDTH:
            raise ValueError("the layers of the sentence encoder do not fit together")
        if len(self.embedding) != words + RESERVED or self.scale.shape != (width,):
            raise ValueError("the sentence encoder does not know the words of its vocabulary")
        if not all(np.isfinite(part.sum()) for part in self._numbers()) or self.embedding[0].any():
            raise ValueError("the sentence encoder holds what is no number")

    def _numbers(self) -> list[Matrix]:
        return [self.scale, *self.layers.values(), *self.biases.values()]

    def vectors(self, ids: Ids) -> Matrix:
        """Return the vectors, (paragraphs, VECTOR), of the words of paragraphs by number,
        (paragraphs, words), filled up with 0."""
        inside = (ids > 0).astype(np.float32)[:, :, None]
        words = self.embedding[ids] * self.scale
        padded = np.pad(words, ((0, 0), (1, 1), (0, 0)))
        taps = np.concatenate((padded[:, :-2], words, padded[:, 2:]), axis=2)
        near = np.maximum(self._dense("near", taps), 0) * inside
        many = np.maximum(inside.sum(axis=1), 1)
        total = words.sum(axis=1)
        pooled = (total / many, total / np.sqrt(many), near.max(axis=1), near.sum(axis=1) / many)
        all_pooled = np.concatenate(pooled, axis=1)
        hidden = np.maximum(self._dense("hidden", all_pooled), 0)
        vectors: Matrix = self._dense("out", hidden) + self._dense("straight", all_pooled)
        return vectors

    def _dense(self, name: str, values: Matrix) -> Matrix:
        result: Matrix = values @ self.layers[name] + self.biases[name]
        return result


def encoder_members(encoder: Encoder) -> dict[str, bytes]:
    """Return the members of a model file that hold an encoder: layers in half precision, unless
    that changes them."""
    members = {"embedding": encoder.embedding, "scale": encoder.scale.astype(ROW_TYPE)}
    for name in LAYERS:
        layer = encoder.layers[name]
        half = layer.astype(LAYER_TYPES[0])
        exact = bool((half.astype(np.float32) == layer).all())
        members[name] = half if exact else layer.astype(LAYER_TYPES[1])
        members[f"{name}_bias"] = encoder.biases[name].astype(ROW_TYPE)
    return {_member(name): array_bytes(array) for name, array in members.items()}


def read_encoder(archive: Archive, folder: str, words: int) -> Encoder:
    """Read the encoder of a model file, which knows so many words. Raises ValueError or KeyError
    for what is damaged."""

    def array(name: str, types: tuple[str, ...], dimensions: int) -> NDArray[Any]:
        for dtype in types[:-1]:
            try:
                return archive.array(folder + _member(name), dtype, (None,) * dimensions)
            except ValueError:
                continue
        return archive.array(folder + _member(name), types[-1], (None,) * dimensions)

    encoder = Encoder(
        array("embedding", ("|i1",), 2),
        array("scale", (ROW_TYPE,), 1),
        {name: array(name, LAYER_TYPES, 2).astype(np.float32) for name in LAYERS},
        {name: array(f"{name}_bias", (ROW_TYPE,), 1).astype(np.float32) for name in LAYERS},
    )
    encoder.check(words)
    return encoder


def _member(name: str) -> str:
    return f"{PREFIX}.{name}.npy"
