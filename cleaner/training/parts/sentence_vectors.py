"""Distil a sentence encoder: a small network that makes a vector of a paragraph's words.

What a line says ("Start your journey with us") shows in no tag and no count. A large sentence
encoder, the teacher, knows, but takes twenty milliseconds a line. So a small one learns from it:
embeddings of words, a convolution over them and a hidden layer are fitted to the first principal
components of the teacher's vectors (distillation, Hinton et al. 2015; of sentence vectors into word
vectors, as in Tissier et al. 2017). No label is used. When a model is fitted, the encoder stays as
it is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator
from sklearn.decomposition import PCA

from cleaner.features.vocabulary import RESERVED, VECTOR, Ids, Vocabulary
from cleaner.model.encoder import Encoder
from cleaner.text.tokens import tokenise
from cleaner.training.parts.optimiser import adamw, descend, one_cycle

Floats = NDArray[np.float32]
Params = dict[str, Any]  # arrays by name, of numpy or jax

CHUNK_TEXTS = 4096  # texts that are encoded at once
SAMPLE = 20_000  # texts, about, that the principal components are taken from
EMBEDDED = 0.5  # a word's embedding begins as this share of the teacher's vector of the word


@dataclass(slots=True)
class SentenceEncoder:
    """An encoder as it is used, and the words it knows."""

    vocabulary: Vocabulary
    encoder: Encoder

    @classmethod
    def of(cls, student: StudentEncoder) -> SentenceEncoder:
        """Return a fitted encoder as it is used."""
        return cls(student.vocabulary_, Encoder.from_fit(student.weights_).ready())

    def vectors(self, texts: Sequence[str]) -> Floats:
        """Return the vectors of the texts, shape (texts, VECTOR)."""
        parts = [
            self.encoder.vectors(self.vocabulary.ids(tokenise(chunk)))
            for at in range(0, len(texts), CHUNK_TEXTS)
            if (chunk := texts[at : at + CHUNK_TEXTS])
        ]
        return np.concatenate(parts or [np.zeros((0, VECTOR), np.float32)])


def common_words(texts: Iterable[tuple[str, str]], min_domains: int) -> list[str]:
    """Return the words that stand on `min_domains` domains or more, sorted; `texts` are pairs of
    domain and text."""
    texts_of: dict[str, list[str]] = defaultdict(list)
    for domain, text in texts:
        texts_of[domain].append(text)
    domains: dict[str, int] = defaultdict(int)
    for of_domain in texts_of.values():
        for word in set(tokenise(of_domain).words):
            domains[word] += 1
    return sorted(word for word, many in domains.items() if many >= min_domains)


class PrincipalComponents(BaseEstimator):  # type: ignore[misc]  # scikit-learn has no types
    """The first VECTOR principal components, scaled so that what they span has a variance of 1.

    Attributes
    ----------
    pca_ : the fitted PCA.
    scale_ : standard deviation of what it gives, over all components.
    """

    def fit(self, X: NDArray[Any]) -> PrincipalComponents:
        """Learn from vectors X (texts, dimensions), of which a sample is taken."""
        sample = np.asarray(X[:: max(len(X) // SAMPLE, 1)], np.float64)
        self.pca_ = PCA(VECTOR, svd_solver="full").fit(sample)
        self.scale_ = float(self.pca_.transform(sample).std())
        return self

    def transform(self, X: NDArray[Any]) -> Floats:
        """Return the components of vectors X (texts, dimensions), shape (texts, VECTOR)."""
        if not len(X):
            return np.zeros((0, VECTOR), np.float32)
        return np.asarray(self.pca_.transform(X) / self.scale_, np.float32)


class StudentEncoder(BaseEstimator):  # type: ignore[misc]  # scikit-learn has no types
    """A sentence encoder that learns vectors of texts.

    On one thread the same texts and vectors give the same encoder (`parts.parallel`).

    Parameters
    ----------
    width : numbers in the embedding of a word.
    channels : of the convolution over three words.
    hidden : units of the hidden layer.
    epochs, learning_rate, weight_decay : of AdamW; the rate is the highest of a one-cycle schedule.
    word_dropout : share of the words that each step leaves out.
    step_texts : texts in one step.
    random_state : seed of weights, order and dropout.

    Attributes
    ----------
    vocabulary_ : the words it knows.
    weights_ : arrays of the layers, by name; SentenceEncoder makes an encoder of them.
    """

    def __init__(  # noqa: PLR0913, PLR0917 - an estimator
        self,
        width: int = 32,
        channels: int = 64,
        hidden: int = 128,
        epochs: int = 8,
        learning_rate: float = 4e-3,
        weight_decay: float = 1e-3,
        word_dropout: float = 0.1,
        step_texts: int = 512,
        random_state: int = 0,
    ) -> None:
        self.width = width
        self.channels = channels
        self.hidden = hidden
        self.epochs = epochs
        self.learning_rate = learning_rate
        self.weight_decay = weight_decay
        self.word_dropout = word_dropout
        self.step_texts = step_texts
        self.random_state = random_state

    def fit(self, X: Sequence[str], y: Floats, words: Sequence[str]) -> StudentEncoder:
        """Learn from texts X and their vectors y (texts, VECTOR), as `PrincipalComponents` gives
        them; `words` is the vocabulary. A word that is one of the texts begins at its vector."""
        import jax

        self.vocabulary_ = Vocabulary(words)
        ids = self.vocabulary_.ids(tokenise(X))
        key = jax.random.PRNGKey(self.random_state)
        params = self._initial(key, len(words) + RESERVED)
        row = {text: i for i, text in enumerate(X)}
        taken = [i for i, word in enumerate(words) if word in row]
        vectors = y[[row[words[i]] for i in taken]].reshape(-1, VECTOR)
        params["embedding"][np.array(taken, int) + RESERVED] = EMBEDDED * vectors[:, : self.width]
        steps = max(self.epochs * (len(X) // self.step_texts), 1)
        rates = one_cycle(steps, self.learning_rate)
        optimiser, step = _compiled(self.weight_decay, self.word_dropout)
        state = optimiser.init(params)
        rng = np.random.default_rng(self.random_state)
        for _ in range(self.epochs):
            order = rng.permutation(len(X))
            for at in range(0, len(X) - self.step_texts + 1, self.step_texts):
                key, drawn = jax.random.split(key)
                chosen = order[at : at + self.step_texts]
                params, state = step(params, state, ids[chosen], y[chosen], drawn, next(rates))
        self.weights_ = {name: np.asarray(value, np.float32) for name, value in params.items()}
        return self

    def transform(self, X: Sequence[str]) -> Floats:
        """Return the vectors of texts X, shape (texts, VECTOR), before embeddings are rounded."""
        ids = self.vocabulary_.ids(tokenise(X))
        return np.asarray(_encode(self.weights_, ids, (ids > 0)[..., None]), np.float32)

    def _initial(self, key: Any, words: int) -> Params:
        import jax

        pooled = 2 * (self.width + self.channels)
        shapes = {
            "near": (3 * self.width, self.channels, 1.0), "hidden": (pooled, self.hidden, 1.0),
            "out": (self.hidden, VECTOR, 0.5), "straight": (pooled, VECTOR, 0.3),
        }  # fmt: skip
        params: Params = {}
        keys = jax.random.split(key, len(shapes))
        for (name, (rows, columns, gain)), drawn in zip(shapes.items(), keys):
            params[name] = jax.random.normal(drawn, (rows, columns)) * np.sqrt(2 * gain / rows)
            params[name + "_bias"] = np.zeros(columns, np.float32)
        rng = np.random.default_rng(self.random_state)
        params["embedding"] = rng.normal(0, 0.1, (words, self.width)).astype(np.float32)
        return params


@cache
def _compiled(weight_decay: float, word_dropout: float) -> tuple[Any, Any]:
    """Return the optimiser, and a step of it, which jax compiles once for each shape of a batch."""
    import jax

    optimiser = adamw(weight_decay)

    @jax.jit
    def step(
        params: Params, state: Any, ids: Ids, target: Floats, key: Any, rate: Any
    ) -> tuple[Params, Any]:
        gradient = jax.grad(_loss)(params, ids, target, key, word_dropout)
        updates, state = optimiser.update(gradient, state, params)
        return descend(params, updates, rate), state

    return optimiser, step


def _loss(
    params: Mapping[str, Any], ids: Ids, target: Floats, key: Any, word_dropout: float
) -> Any:
    """Return the mean squared error of vectors of which some words are left out."""
    import jax

    kept = jax.random.bernoulli(key, 1 - word_dropout, ids.shape)[..., None]
    return ((_encode(params, ids, kept) - target) ** 2).mean()


def _encode(params: Mapping[str, Any], ids: Ids, kept: Any) -> Any:
    """Return the vectors (texts, VECTOR) of texts as numbers (texts, words); `kept` (texts, words,
    1) marks the words that are not left out. `cleaner.model.encoder` computes the same of all
    words."""
    import jax
    from jax import numpy as jnp

    inside = (ids > 0)[..., None].astype(jnp.float32)
    words = params["embedding"][ids] * inside * kept
    padded = jnp.pad(words, ((0, 0), (1, 1), (0, 0)))
    three = jnp.concatenate((padded[:, :-2], words, padded[:, 2:]), axis=-1)
    near = jax.nn.relu(three @ params["near"] + params["near_bias"]) * inside
    many = jnp.maximum(inside.sum(axis=1), 1)
    total = words.sum(axis=1)
    pooled = jnp.concatenate(
        (total / many, total / jnp.sqrt(many), near.max(axis=1), near.sum(axis=1) / many), axis=-1
    )
    hidden = jax.nn.relu(pooled @ params["hidden"] + params["hidden_bias"])
    out = hidden @ params["out"] + params["out_bias"]
    return out + pooled @ params["straight"] + params["straight_bias"]
