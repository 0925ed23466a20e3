"""The sentence encoder of a model, in numpy: a vector of the words of each paragraph.

This is the specification of `cleaner/_native/encoder.h`, which runs if the core is compiled, and
of `cleaner.model.graphs`, which runs elsewhere. It computes the same as what is fitted in
`cleaner.training.parts.sentence_vectors`, but that the embeddings are rounded to bytes.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from cleaner._native import is_compiled
from cleaner.features.vocabulary import RESERVED, UNKNOWN, VECTOR, Ids
from cleaner.model.archive import SINGLE, Archive, array_bytes, floats_bytes
from cleaner.model.graphs import encoder_graph
from cleaner.model.runtime import Session, open_session
from cleaner.text.compiled import agrees
from cleaner.types import Floats, Matrix

if TYPE_CHECKING:
    from cleaner._native.core import PackedEncoder

TAPS = 3  # a word and its neighbours
KINDS = 2  # of what is pooled: the sum of the words over two sizes, maximum and mean of the taps
LAYERS = ("near", "hidden", "out", "straight")
BYTE = 127  # the largest of an embedding
FAINT = 1e-9  # the least scale of a column
PROBE_ROWS, PROBE_WORDS = 7, 24  # of made-up paragraphs, more than the core does at once
PROBE_TOLERANCE = 1e-3  # sums of some hundred products differ by their order
MOST_WIDTH = 1024  # a file that somebody made up must not ask for the memory of the machine
PREFIX = "sentence_vectors"


def layer_sizes(width: int, channels: int, hidden: int) -> dict[str, tuple[int, int]]:
    """Return the sizes (inputs, outputs) of the layers by name."""
    pooled = KINDS * (width + channels)
    return {
        "near": (TAPS * width, channels), "hidden": (pooled, hidden), "out": (hidden, VECTOR),
        "straight": (pooled, VECTOR),
    }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Encoder:
    """A sentence encoder.

    `embedding` (words, width) are bytes, each column times its `scale`; `layers` (inputs, outputs)
    and their `biases` are in float32, by name. `packed` is the same for the compiled core, None if
    that does not run it; then `session` does. With neither it runs in numpy, as it is specified.
    """

    embedding: NDArray[np.int8]
    scale: Matrix
    layers: Mapping[str, Matrix]
    biases: Mapping[str, Matrix]
    packed: PackedEncoder | None = None
    session: Session | None = None

    def __reduce__(self) -> tuple[Any, ...]:
        # What runs it is made anew where it arrives: another process, or a cache.
        return _ready, (self.embedding, self.scale, self.layers, self.biases)

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
        sizes = layer_sizes(width, channels, hidden)
        fits = all(
            self.layers[name].shape == size and self.biases[name].shape == size[1:]
            for name, size in sizes.items()
        )
        if not fits or not 0 < max(width, channels, hidden) <= MOST_WIDTH:
            raise ValueError("the layers of the sentence encoder do not fit together")
        if len(self.embedding) != words + RESERVED or self.scale.shape != (width,):
            raise ValueError("the sentence encoder does not know the words of its vocabulary")
        if not all(np.isfinite(part).all() for part in self._numbers()) or self.embedding[0].any():
            raise ValueError("the sentence encoder holds something that is not a number")

    def _numbers(self) -> list[Matrix]:
        return [self.scale, *self.layers.values(), *self.biases.values()]

    def ready(self) -> Encoder:
        """Return the encoder ready to run: by the core, if that agrees with numpy on some words."""
        packed = self.pack() if is_compiled() and _core_fits() else None
        if packed is None:
            return replace(self, session=open_session(encoder_graph(self)))
        compiled = replace(self, packed=packed)
        ids = np.arange(PROBE_ROWS * PROBE_WORDS, dtype=np.int32).reshape(PROBE_ROWS, -1)
        ids %= len(self.embedding)
        ids[np.arange(PROBE_WORDS) >= np.arange(PROBE_ROWS)[:, None] * 4] = 0  # of 0 to 24 words
        # A processor may have vectors that no test has seen: numpy has the last word.
        if np.allclose(compiled.vectors(ids), self.vectors(ids), atol=PROBE_TOLERANCE):
            return compiled
        return replace(self, session=open_session(encoder_graph(self)))

    def pack(self, lanes: int | None = None) -> PackedEncoder | None:
        """Return the encoder as the core runs it; None if it cannot. `lanes`, how many floats its
        vectors have, are those of the machine."""
        from cleaner._native import core

        parts = [part for name in LAYERS for part in (self.layers[name], self.biases[name])]
        try:
            return core.PackedEncoder(
                self.embedding.tobytes(), self.scale.tobytes(), [part.tobytes() for part in parts],
                self.embedding.shape[1], self.layers["near"].shape[1],
                self.layers["hidden"].shape[1], VECTOR,
                core.LANES if lanes is None else lanes,
            )  # fmt: skip
        except ValueError:
            return None

    def vectors(self, ids: Ids) -> Matrix:
        """Return the vectors, (paragraphs, VECTOR), of the words of paragraphs by number,
        (paragraphs, words), filled up with 0."""
        if self.packed is not None:
            data = np.ascontiguousarray(ids, np.int32).tobytes()
            made = self.packed.vectors(data, len(ids))
            return np.frombuffer(made, np.float32).reshape(-1, VECTOR)
        if self.session is not None:
            (vectors,) = self.session.run(["vectors"], {"ids": ids})
            return np.asarray(vectors, np.float32)
        inside = (ids > 0).astype(float)[:, :, None]
        words = self.embedding[ids] * self.scale.astype(float)
        padded = np.pad(words, ((0, 0), (1, 1), (0, 0)))
        taps = np.concatenate((padded[:, :-2], words, padded[:, 2:]), axis=2)
        near = np.maximum(self._dense("near", taps), 0) * inside
        many = np.maximum(inside.sum(axis=1), 1)
        total = words.sum(axis=1)
        pooled = (total / many, total / np.sqrt(many), near.max(axis=1), near.sum(axis=1) / many)
        all_pooled = np.concatenate(pooled, axis=1)
        hidden = np.maximum(self._dense("hidden", all_pooled), 0)
        out = self._dense("out", hidden) + self._dense("straight", all_pooled)
        return out.astype(np.float32)

    def _dense(self, name: str, values: Floats) -> Floats:
        result: Floats = values @ self.layers[name] + self.biases[name]
        return result


def _ready(*parts: Any) -> Encoder:
    return Encoder(*parts).ready()


@lru_cache(maxsize=1)
def _core_fits() -> bool:
    """Return whether the core computes with the constants of the specification."""
    from cleaner._native import core

    return agrees(core.ENCODER_CONSTANTS, sys.modules[__name__])


def encoder_members(encoder: Encoder) -> dict[str, bytes]:
    """Return the members of a model file that hold an encoder."""
    members = {
        _member("embedding"): array_bytes(encoder.embedding),
        _member("scale"): array_bytes(encoder.scale.astype(SINGLE)),
    }
    for name in LAYERS:
        members[_member(name)] = floats_bytes(encoder.layers[name])
        members[_member(f"{name}_bias")] = array_bytes(encoder.biases[name].astype(SINGLE))
    return members


def read_encoder(archive: Archive, folder: str, words: int) -> Encoder:
    """Read the encoder of a model file, which knows so many words. Raises ValueError or KeyError
    for what is damaged."""

    def row(name: str) -> Matrix:
        array = archive.array(folder + _member(name), SINGLE, (None,))
        return np.asarray(array, np.float32)

    def layer(name: str) -> Matrix:
        return np.asarray(archive.floats(folder + _member(name), (None, None)), np.float32)

    encoder = Encoder(
        archive.array(folder + _member("embedding"), "|i1", (None, None)),
        row("scale"),
        {name: layer(name) for name in LAYERS},
        {name: row(f"{name}_bias") for name in LAYERS},
    )
    encoder.check(words)
    return encoder.ready()


def _member(name: str) -> str:
    return f"{PREFIX}.{name}.npy"
