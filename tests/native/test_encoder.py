"""The sentence encoder by the compiled core: what numpy computes."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from drawn import encoder_weights, lanes_here, padded
from hypothesis import given, settings
from hypothesis import strategies as st
from native_core import needs_core

from cleaner.features.vocabulary import VECTOR
from cleaner.model import encoder as module
from cleaner.model.encoder import Encoder
from cleaner.model.file import load_model
from cleaner.text.tokens import MOST_TOKENS

pytestmark = needs_core


def drawn(words: int = 20, width: int = 32, channels: int = 32, hidden: int = 32) -> Encoder:
    return Encoder.from_fit(encoder_weights(words, width, channels, hidden))


SMALL = drawn()


def compiled(lanes: int, encoder: Encoder = SMALL) -> Encoder:
    packed = encoder.pack(lanes)
    assert packed is not None
    return replace(encoder, packed=packed)


PARAGRAPHS = st.lists(
    st.lists(st.integers(1, 21), max_size=MOST_TOKENS), max_size=20
)  # numbers of words


@settings(max_examples=60, deadline=None)
@given(PARAGRAPHS)
def test_the_core_computes_what_numpy_does(paragraphs: list[list[int]]) -> None:
    ids = padded(*paragraphs)
    expected = SMALL.vectors(ids)
    for lanes in lanes_here():
        np.testing.assert_allclose(compiled(lanes).vectors(ids), expected, atol=1e-4)


def test_the_shipped_encoder_says_the_same_in_both() -> None:
    encoder = load_model("text").encoder
    assert encoder is not None
    assert encoder.packed is not None, "the core does not run the shipped encoder"
    ids = np.random.default_rng(0).integers(0, len(encoder.embedding), (50, MOST_TOKENS))
    ids[np.arange(MOST_TOKENS) >= np.arange(50)[:, None]] = 0
    python = replace(encoder, packed=None)
    vectors = encoder.vectors(ids.astype(np.int32))
    np.testing.assert_allclose(vectors, python.vectors(ids.astype(np.int32)), atol=1e-4)


@pytest.mark.parametrize("sizes", [{"width": 20}, {"channels": 33}, {"hidden": 8}], ids=str)
def test_sizes_that_fill_no_vectors_are_left_to_the_graph(sizes: dict[str, int]) -> None:
    encoder = drawn(**sizes).ready()
    assert encoder.packed is None
    assert encoder.vectors(np.ones((2, 3), np.int32)).shape == (2, VECTOR)


def test_a_core_that_computes_something_else_does_not_run(monkeypatch: pytest.MonkeyPatch) -> None:
    assert SMALL.ready().packed is not None
    other = drawn(21).pack()
    monkeypatch.setattr(Encoder, "pack", lambda _: other)
    assert SMALL.ready().packed is None


def test_a_core_that_is_a_hundredth_off_does_not_run(monkeypatch: pytest.MonkeyPatch) -> None:
    biases = {**SMALL.biases, "out": SMALL.biases["out"] + np.float32(0.01)}
    off = replace(SMALL, biases=biases).pack()
    monkeypatch.setattr(Encoder, "pack", lambda _: off)
    ready = SMALL.ready()
    assert ready.packed is None
    assert ready.session is not None


def test_constants_that_differ_leave_the_encoder_to_its_graph(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "KINDS", 3)
    module._core_fits.cache_clear()
    assert SMALL.ready().packed is None
    module._core_fits.cache_clear()


@pytest.mark.parametrize(
    ("ids", "rows"),
    [([22], 1), ([-1], 1), ([1, 2, 3], 2), ([1], 0), ([1], -1), ([1] * 65, 1), ([2**30], 1)],
)
def test_words_that_it_does_not_know_are_refused(ids: list[int], rows: int) -> None:
    packed = compiled(4).packed
    assert packed is not None
    assert len(packed.vectors(np.array([21], np.int32).tobytes(), 1)) == 4 * VECTOR
    with pytest.raises(ValueError, match="word"):
        packed.vectors(np.array(ids, np.int32).tobytes(), rows)


@pytest.mark.parametrize(
    "change",
    [
        {"embedding": b""}, {"embedding": bytes(33)}, {"scale": bytes(4)}, {"layers": []},
        {"layers": [b""] * 8}, {"layers": [None] * 8}, {"width": 0}, {"width": 2**62},
        {"hidden": 64}, {"outputs": 32}, {"lanes": 3}, {"lanes": 32}, {"channels": 16},
    ],
    ids=str,
)  # fmt: skip
def test_parts_that_are_no_encoder_are_refused(change: dict[str, Any]) -> None:
    from cleaner._native import core

    layers = [
        part.tobytes()
        for name in module.LAYERS
        for part in (SMALL.layers[name], SMALL.biases[name])
    ]
    sound: dict[str, Any] = {
        "embedding": SMALL.embedding.tobytes(), "scale": SMALL.scale.tobytes(), "layers": layers,
        "width": 32, "channels": 32, "hidden": 32, "outputs": VECTOR, "lanes": 4,
    }  # fmt: skip
    assert core.PackedEncoder(**sound)
    with pytest.raises((ValueError, TypeError)):
        core.PackedEncoder(**{**sound, **change})
