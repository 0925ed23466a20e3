"""Teach the reader: a small network that makes a vector of a paragraph's words.

What a line says ("Start your journey with us") shows in no tag and no count. A sentence encoder
knows, but takes twenty milliseconds a line. So the reader learns from one: embeddings of words, a
convolution over them and a hidden layer are fitted to the first principal components of the
encoder's vectors (distillation, Hinton et al. 2015; of sentence vectors into word vectors, as in
Tissier et al. 2017). No label is used. In the models the reader stays as it is.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cleaner.features.vocabulary import RESERVED, UNKNOWN, VECTOR, Ids, Vocabulary
from cleaner.model.file import open_session
from cleaner.text.tokens import tokenise
from cleaner.training.export.onnx_builder import Graph, graph_bytes

Floats = NDArray[np.float32]
Params = dict[str, Any]

LEAST_SITES = 3  # that a word stands on, to be in the vocabulary
TEXTS = 4096  # that a taught reader reads at once


@dataclass(frozen=True, slots=True)
class ReaderRecipe:
    """Everything that was chosen about the reader."""

    width: int = 32  # of an embedding
    channels: int = 64  # of the convolution over three words
    hidden: int = 128
    epochs: int = 8
    rate: float = 4e-3  # the highest of the one-cycle schedule
    decay: float = 1e-3
    drop_words: float = 0.1
    texts: int = 512  # of a step
    seed: int = 0


@dataclass(slots=True)
class Reader:
    """A taught reader: the words it knows, and its ONNX graph, from input "ids" (paragraphs, words)
    to output "vectors" (paragraphs, VECTOR)."""

    vocabulary: Vocabulary
    graph: bytes

    def vectors(self, texts: Sequence[str]) -> Floats:
        """Vectors of the texts, shape (texts, VECTOR)."""
        session = open_session(self.graph)
        parts = [
            session.run(["vectors"], {"ids": self.vocabulary.ids(tokenise(texts[at : at + TEXTS]))})
            for at in range(0, len(texts), TEXTS)
        ]
        return np.concatenate([part for (part,) in parts] or [np.zeros((0, VECTOR), np.float32)])


def common_words(texts: Iterable[tuple[str, str]]) -> list[str]:
    """The words that stand on LEAST_SITES sites or more; of each text its site and itself."""
    by_site: dict[str, list[str]] = defaultdict(list)
    for site, text in texts:
        by_site[site].append(text)
    sites: dict[str, int] = defaultdict(int)
    for own in by_site.values():
        for word in set(tokenise(own).words):
            sites[word] += 1
    return sorted(word for word, many in sites.items() if many >= LEAST_SITES)


def teach_reader(
    words: Sequence[str],
    lessons: Mapping[str, NDArray[Any]],
    components: NDArray[Any],
    recipe: ReaderRecipe | None = None,
) -> Reader:
    """Fit a reader of these words to an encoder's vectors of texts and of the words themselves.

    `lessons` maps texts to vectors (dimensions,); `components` (VECTOR + 1, dimensions) are their
    mean and their first principal components, from `principal`. The same lessons give the same
    reader.
    """
    os.environ.setdefault("NPROC", "1")  # what XLA takes for the number of cores
    import jax
    import optax

    recipe = recipe or ReaderRecipe()
    vocabulary = Vocabulary(words)
    texts = [*lessons]
    ids = vocabulary.ids(tokenise(texts))
    target = _projected(np.array([lessons[text] for text in texts]), components)
    key = jax.random.PRNGKey(recipe.seed)
    params = _initial(key, len(words) + RESERVED, recipe)
    known = [i for i, word in enumerate(words) if word in lessons]
    params["embedding"][np.array(known, dtype=int) + RESERVED] = (
        0.5 * _projected(np.array([lessons[words[i]] for i in known]), components)
    )[:, : recipe.width]
    steps = recipe.epochs * (len(texts) // recipe.texts)
    optimiser = optax.adamw(
        optax.cosine_onecycle_schedule(max(steps, 1), recipe.rate), weight_decay=recipe.decay
    )
    state = optimiser.init(params)

    @jax.jit
    def step(params: Params, state: Any, ids: Ids, target: Floats, key: Any) -> tuple[Params, Any]:
        gradient = jax.grad(_loss)(params, ids, target, key, recipe)
        updates, state = optimiser.update(gradient, state, params)
        return optax.apply_updates(params, updates), state

    rng = np.random.default_rng(recipe.seed)
    for _ in range(recipe.epochs):
        order = rng.permutation(len(texts))
        for at in range(0, len(texts) - recipe.texts + 1, recipe.texts):
            key, drawn = jax.random.split(key)
            chosen = order[at : at + recipe.texts]
            params, state = step(params, state, ids[chosen], target[chosen], drawn)
    weights = {name: np.asarray(value, dtype=np.float32) for name, value in params.items()}
    return Reader(vocabulary, _to_onnx(weights))


def principal(vectors: NDArray[Any]) -> Floats:
    """Mean and first VECTOR principal components of vectors (rows, dimensions), with the scale that
    brings what they span to a variance of 1: shape (VECTOR + 1, dimensions)."""
    mean = vectors.mean(axis=0, dtype=np.float64)
    centred = vectors[:: max(len(vectors) // 20_000, 1)] - mean
    axes = np.linalg.svd(centred, full_matrices=False)[2][:VECTOR]
    scale = (centred @ axes.T).std()
    return np.concatenate((mean[None], axes / scale)).astype(np.float32)


def _projected(vectors: NDArray[Any], components: Floats) -> Floats:
    if not len(vectors):
        return np.zeros((0, VECTOR), np.float32)
    return np.asarray((vectors - components[0]) @ components[1:].T, dtype=np.float32)


def _initial(key: Any, words: int, recipe: ReaderRecipe) -> Params:
    import jax

    width, channels, hidden = recipe.width, recipe.channels, recipe.hidden
    found = 2 * (width + channels)
    shapes = {
        "near": (3 * width, channels, 1.0), "hidden": (found, hidden, 1.0),
        "out": (hidden, VECTOR, 0.5), "straight": (found, VECTOR, 0.3),
    }  # fmt: skip
    params: Params = {}
    for (name, (rows, columns, gain)), own in zip(
        shapes.items(), jax.random.split(key, len(shapes))
    ):
        params[name] = jax.random.normal(own, (rows, columns)) * np.sqrt(2 * gain / rows)
        params[name + "_bias"] = np.zeros(columns, np.float32)
    drawn = np.random.default_rng(recipe.seed).normal(0, 0.1, (words, width))
    params["embedding"] = drawn.astype(np.float32)
    return params


def _loss(params: Params, ids: Ids, target: Floats, key: Any, recipe: ReaderRecipe) -> Any:
    import jax
    from jax import numpy as jnp

    inside = (ids > 0)[..., None].astype(jnp.float32)
    kept = jax.random.bernoulli(key, 1 - recipe.drop_words, ids.shape)[..., None]
    words = params["embedding"][ids] * inside * kept
    padded = jnp.pad(words, ((0, 0), (1, 1), (0, 0)))
    near = jnp.concatenate((padded[:, :-2], words, padded[:, 2:]), axis=-1)
    seen = jax.nn.relu(near @ params["near"] + params["near_bias"]) * inside
    many = jnp.maximum(inside.sum(axis=1), 1)
    total = words.sum(axis=1)
    found = jnp.concatenate(
        (total / many, total / jnp.sqrt(many), seen.max(axis=1), seen.sum(axis=1) / many), axis=-1
    )
    hidden = jax.nn.relu(found @ params["hidden"] + params["hidden_bias"])
    out = hidden @ params["out"] + params["out_bias"]
    out += found @ params["straight"] + params["straight_bias"]
    return ((out - target) ** 2).mean()


def _to_onnx(w: Mapping[str, Floats]) -> bytes:
    """The same without dropped words. Embeddings are bytes, each column with a scale of its own."""
    from onnx import TensorProto, helper

    graph = Graph()
    scale = np.abs(w["embedding"]).max(axis=0) / 127
    packed = (w["embedding"] / np.maximum(scale, 1e-9)).round().astype(np.int8)
    packed[:UNKNOWN] = 0  # where there is no word there is nothing
    gathered = graph.op("Gather", graph.constant(packed), "ids", axis=0)
    words = graph.op("Cast", gathered, to_type=TensorProto.FLOAT)
    words = graph.op("Mul", words, graph.constant(scale.astype(np.float32)))
    words = graph.op("Transpose", words, perm=[0, 2, 1])  # texts, width, words
    inside = graph.op("Cast", graph.op("Greater", "ids", graph.constant(np.int32(0))), to_type=1)
    many = graph.op(
        "Max",
        graph.op("ReduceSum", inside, graph.constant(np.array([1])), keepdims=1),
        graph.numbers(1.0),
    )
    seen = graph.op("Relu", graph.conv(words, w["near"], w["near_bias"], dilation=1))
    seen = graph.op("Mul", seen, graph.op("Unsqueeze", inside, graph.constant(np.array([1]))))
    last = graph.constant(np.array([2]))
    total = graph.op("ReduceSum", words, last, keepdims=0)
    found = graph.op(
        "Concat",
        graph.op("Div", total, many),
        graph.op("Div", total, graph.op("Sqrt", many)),
        graph.op("ReduceMax", seen, axes=[2], keepdims=0),
        graph.op("Div", graph.op("ReduceSum", seen, last, keepdims=0), many),
        axis=1,
    )
    hidden = graph.op("Relu", graph.dense(found, w["hidden"], w["hidden_bias"]))
    out = graph.dense(hidden, w["out"], w["out_bias"])
    graph.op("Add", out, graph.dense(found, w["straight"], w["straight_bias"]), to="vectors")
    value = helper.make_tensor_value_info
    made = helper.make_graph(
        graph.nodes,
        "reader",
        [value("ids", TensorProto.INT32, [None, None])],
        [value("vectors", TensorProto.FLOAT, [None, VECTOR])],
        graph.constants,
    )
    return graph_bytes(made)
