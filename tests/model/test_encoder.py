"""The sentence encoder: a vector of the words of each paragraph; damaged ones are refused."""

from __future__ import annotations

import pickle
from typing import Any

import numpy as np
import pytest
from drawn import encoder_weights, padded
from support import members_of, zipped

from cleaner.errors import ModelError
from cleaner.features.vocabulary import RESERVED, VECTOR
from cleaner.model.archive import Archive, array_bytes
from cleaner.model.encoder import (
    LAYERS,
    MOST_WIDTH,
    Encoder,
    encoder_members,
    layer_sizes,
    read_encoder,
)
from cleaner.model.file import load_model, models_folder
from cleaner.model.graphs import encoder_graph
from cleaner.model.runtime import open_session
from cleaner.text.tokens import tokenise

WIDTH, CHANNELS, HIDDEN, WORDS = 3, 5, 7, 20


WEIGHTS = encoder_weights(WORDS, WIDTH, CHANNELS, HIDDEN)
ENCODER = Encoder.from_fit(WEIGHTS)


def test_padding_changes_nothing() -> None:
    (vector,) = ENCODER.vectors(padded([4, 5, 6]))
    assert ENCODER.vectors(padded([4, 5, 6])[:, :3])[0] == pytest.approx(vector, abs=1e-5)
    assert vector.shape == (VECTOR,)


def test_the_order_of_words_counts_and_so_does_each_of_them() -> None:
    one, turned, other, none = ENCODER.vectors(padded([4, 5, 6], [6, 5, 4], [4, 5, 7], []))
    assert abs(one - turned).max() > 0.01
    assert abs(one - other).max() > 0.01
    assert np.isfinite(none).all()


def test_each_paragraph_has_its_own_vector() -> None:
    together = ENCODER.vectors(padded([4, 5], [6], [7, 8, 9]))
    alone = [ENCODER.vectors(padded(words))[0] for words in ([4, 5], [6], [7, 8, 9])]
    assert together == pytest.approx(np.array(alone), abs=1e-5)


def test_the_graph_computes_what_numpy_does() -> None:
    session: Any = open_session(encoder_graph(ENCODER))
    ids = padded([4, 5, 6], [6, 5, 4], [], [7], list(range(1, WORDS + RESERVED)))
    (vectors,) = session.run(["vectors"], {"ids": ids})
    np.testing.assert_allclose(vectors, ENCODER.vectors(ids), atol=1e-5)
    (taken,), (given,) = session.get_inputs(), session.get_outputs()
    assert (taken.name, taken.type) == ("ids", "tensor(int32)")
    assert (given.name, given.type, given.shape[1]) == ("vectors", "tensor(float)", VECTOR)


def test_a_number_that_is_zero_for_all_words_stays_zero() -> None:
    embedding = WEIGHTS["embedding"].copy()
    embedding[:, 1] = 0
    made = Encoder.from_fit({**WEIGHTS, "embedding": embedding})
    assert not made.embedding[:, 1].any()
    assert (made.embedding[:, 0] == ENCODER.embedding[:, 0]).all()


@pytest.mark.parametrize("size", ["width", "channels", "hidden"])
def test_an_encoder_may_be_as_wide_as_the_limit_and_no_wider(size: str) -> None:
    sizes = {"width": 1, "channels": 1, "hidden": 1}
    Encoder.from_fit(encoder_weights(1, **sizes)).check(1)
    Encoder.from_fit(encoder_weights(1, **{**sizes, size: MOST_WIDTH})).check(1)
    wider = Encoder.from_fit(encoder_weights(1, **{**sizes, size: MOST_WIDTH + 1}))
    with pytest.raises(ValueError, match="do not fit together"):
        wider.check(1)


def test_an_encoder_without_any_numbers_is_refused() -> None:
    none = np.zeros(0, np.float32)
    layers = {name: np.zeros(size, np.float32) for name, size in layer_sizes(0, 0, 0).items()}
    biases = {name: np.zeros(layer.shape[1], np.float32) for name, layer in layers.items()}
    with pytest.raises(ValueError, match="do not fit together"):
        Encoder(np.zeros((3, 0), np.int8), none, layers, biases).check(1)


def test_a_fit_is_rounded_as_it_is_kept_and_read_back() -> None:
    read = read_encoder(Archive(zipped(encoder_members(ENCODER))), "", WORDS)
    assert (read.embedding == ENCODER.embedding).all()
    known = slice(RESERVED - 1, None)  # from the unknown word on
    assert (read.embedding * read.scale)[known] == pytest.approx(
        WEIGHTS["embedding"][known], abs=0.02
    )
    assert not read.embedding[0].any(), "what is no word has a vector"
    for name in LAYERS:
        assert (read.layers[name] == ENCODER.layers[name]).all()
        assert read.layers[name] == pytest.approx(WEIGHTS[name], abs=1e-2)
        assert read.biases[name] == pytest.approx(WEIGHTS[f"{name}_bias"])
    assert read.vectors(padded([4, 5])) == pytest.approx(ENCODER.vectors(padded([4, 5])), abs=1e-5)


def damaged(name: str, array: Any) -> Archive:
    return Archive(zipped(encoder_members(ENCODER) | {f"sentence_vectors.{name}.npy": array}))


@pytest.mark.parametrize(
    ("name", "array"),
    [
        ("embedding", np.zeros((3, WIDTH), np.int8)), ("scale", np.zeros(9, np.float32)),
        ("near", np.zeros((2, 2), np.float32)), ("out_bias", np.zeros(3, np.float32)),
        ("hidden", np.zeros((16, HIDDEN + 1), np.float16)), ("scale", np.full(3, np.nan, "<f4")),
        ("embedding", np.ones((WORDS + RESERVED, WIDTH), np.int8)),
        ("embedding", np.zeros((WORDS + RESERVED, WIDTH), np.int16)), ("near", np.zeros((9, 5))),
    ],
)  # fmt: skip
def test_parts_that_do_not_fit_together_are_refused(name: str, array: Any) -> None:
    with pytest.raises(ValueError, match=r"encoder|sentence_vectors"):
        read_encoder(damaged(name, array_bytes(array)), "", WORDS)


def test_an_encoder_can_be_sent() -> None:
    ready = ENCODER.ready()
    assert ready.packed is not None or ready.session is not None
    sent = pickle.loads(pickle.dumps(ready))
    assert sent.vectors(padded([4, 5, 6])) == pytest.approx(
        ready.vectors(padded([4, 5, 6])), abs=1e-5
    )


def test_a_missing_part_is_named() -> None:
    members = encoder_members(ENCODER)
    del members["sentence_vectors.out.npy"]
    with pytest.raises(KeyError, match=r"sentence_vectors\.out"):
        read_encoder(Archive(zipped(members)), "", WORDS)


def test_like_sentences_of_the_shipped_model_point_the_same_way() -> None:
    model = load_model("text")
    texts = ["Subscribe to our newsletter", "Sign up for the newsletter", "The tide was low in May"]
    one, like, other = model.vectors(model.vocabulary.ids(tokenise(texts)))

    def cosine(a: Any, b: Any) -> float:
        return float(a @ b / np.sqrt((a @ a) * (b @ b)))

    assert cosine(one, like) > cosine(one, other) + 0.3


def test_a_model_of_html_makes_no_vectors() -> None:
    with pytest.raises(ModelError, match="name a model for plain text"):
        load_model("html").vectors(padded([4]))


def test_the_shipped_encoder_is_of_bytes() -> None:
    assert load_model("text").encoder is not None
    members = members_of(models_folder() / "text.model")
    assert b"'|i1'" in members["sentence_vectors.embedding.npy"][:128]
