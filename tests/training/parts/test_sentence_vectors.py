"""The sentence encoder: distilled, exported, and what its vectors say."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from cleaner.features.vocabulary import VECTOR
from cleaner.model.file import load_model
from cleaner.text.tokens import tokenise

pytest.importorskip("sklearn")

from cleaner.training.parts.sentence_vectors import (
    PrincipalComponents,
    SentenceEncoder,
    StudentEncoder,
    common_words,
)

SMALL: dict[str, Any] = {
    "width": 8, "channels": 8, "hidden": 16, "step_texts": 32, "learning_rate": 1e-2,
}  # fmt: skip
SPORT = ["league", "striker", "goal", "match", "coach", "stadium"]
HARBOUR = ["ferry", "island", "harbour", "boat", "tide", "captain"]
DIMENSIONS = 80


def lessons(count: int) -> tuple[list[str], np.ndarray]:
    """Texts of either subject, and vectors that point where the subject is."""
    rng = np.random.default_rng(0)
    directions = np.random.default_rng(99).normal(size=(2, DIMENSIONS))
    texts = [
        f"The {' '.join(rng.choice([SPORT, HARBOUR][i % 2], 4, replace=False))} {i}"
        for i in range(count)
    ]
    noise = rng.normal(0, 0.1, (count, DIMENSIONS))
    return texts, directions[np.arange(count) % 2] + noise


def targets(vectors: np.ndarray) -> np.ndarray:
    return PrincipalComponents().fit(vectors).transform(vectors)


# The student


@pytest.fixture(scope="module")
def student(quick_compiler: None) -> StudentEncoder:
    pytest.importorskip("jax")
    texts, vectors = lessons(400)
    return StudentEncoder(**SMALL, epochs=60).fit(
        texts, targets(vectors), ["the", *SPORT, *HARBOUR]
    )


@pytest.fixture(scope="module")
def encoder(student: StudentEncoder) -> SentenceEncoder:
    return SentenceEncoder.of(student)


@pytest.mark.slow
def test_texts_of_one_subject_point_the_same_way(encoder: SentenceEncoder) -> None:
    vectors = encoder.vectors(["A goal in the stadium", "Striker and coach", "The tide, the boat"])
    assert vectors.shape == (3, VECTOR)
    sport, other, harbour = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    assert sport @ other > 0.7
    assert sport @ harbour < 0.2


@pytest.mark.slow
def test_the_graph_computes_what_was_learned(
    student: StudentEncoder, encoder: SentenceEncoder
) -> None:
    """But for embeddings, which it has as bytes."""
    texts = ["A goal in the stadium", "ferry", "", "unheard words " * 20]
    learned = student.transform(texts)
    assert encoder.vectors(texts) == pytest.approx(learned, abs=0.05 * float(np.abs(learned).max()))


@pytest.mark.slow
@pytest.mark.usefixtures("quick_compiler")
def test_the_same_lessons_give_the_same_encoder() -> None:
    pytest.importorskip("jax")
    texts, vectors = lessons(64)
    one, same, other = (
        StudentEncoder(**SMALL, epochs=2, random_state=state).fit(texts, targets(vectors), SPORT)
        for state in (0, 0, 1)
    )
    assert all((one.weights_[name] == same.weights_[name]).all() for name in one.weights_)
    assert (one.weights_["near"] != other.weights_["near"]).any()


@pytest.mark.slow
@pytest.mark.usefixtures("quick_compiler")
def test_a_word_that_the_teacher_was_asked_about_begins_at_its_vector() -> None:
    pytest.importorskip("jax")
    texts = ["goal", "ferry"]
    y = np.stack((np.ones(VECTOR), -np.ones(VECTOR))).astype(np.float32)
    embedding = (
        StudentEncoder(**SMALL, epochs=0)
        .fit(texts, y, ["ferry", "goal", "oar"])
        .weights_["embedding"]
    )
    ferry, goal, oar = embedding[-3:]
    assert ferry == pytest.approx(-0.5 * np.ones(8))
    assert goal == pytest.approx(0.5 * np.ones(8))
    assert np.abs(oar).max() < 0.5


def test_components_span_a_variance_of_one() -> None:
    vectors = np.random.default_rng(1).normal(3, 2, size=(300, DIMENSIONS))
    components = PrincipalComponents().fit(vectors)
    assert components.transform(vectors).std() == pytest.approx(1.0, abs=1e-3)
    assert components.transform(vectors).mean(axis=0) == pytest.approx(np.zeros(VECTOR), abs=1e-5)
    assert components.transform(np.zeros((0, DIMENSIONS))).shape == (0, VECTOR)


def test_the_first_component_is_where_vectors_differ_most() -> None:
    rng = np.random.default_rng(1)
    vectors = rng.normal(size=(300, DIMENSIONS)) * 0.1
    vectors[:, 7] += np.repeat([-5, 5], 150)
    components = PrincipalComponents().fit(vectors).transform(vectors)
    assert abs(np.corrcoef(components[:, 0], vectors[:, 7])[0, 1]) > 0.99
    assert components[:, 0].std() > 5 * components[:, 1].std()


def test_only_words_of_several_sites_are_known() -> None:
    texts = [("a.example", "ferry goal"), ("b.example", "ferry goal"), ("c.example", "ferry")]
    more = [*texts, ("b.example", "goal goal"), ("d.example", "")]
    assert common_words(more, min_domains=3) == ["ferry"]
    assert common_words(more, min_domains=2) == ["ferry", "goal"]


# The shipped encoder


@pytest.fixture(scope="module")
def shipped() -> SentenceEncoder:
    from cleaner.training.text_data import shipped_encoder

    return shipped_encoder()


@pytest.mark.parametrize("text", ["", "…", "zzz qqq", "の" * 50, "word " * 500])
def test_any_text_has_a_vector(shipped: SentenceEncoder, text: str) -> None:
    assert np.isfinite(shipped.vectors([text, "The ferry"])).all()


def test_a_vector_depends_on_its_own_text_alone(shipped: SentenceEncoder) -> None:
    texts = ["The ferry waits", "", "A match without a goal " * 9]
    together = shipped.vectors(texts)
    alone = np.concatenate([shipped.vectors([text]) for text in texts])
    assert together == pytest.approx(alone, abs=1e-5)
    assert shipped.vectors([]).shape == (0, VECTOR)


def test_the_shipped_encoder_puts_sales_beside_sales() -> None:
    model = load_model("text")
    texts = [
        "Sign up for our newsletter and never miss a story",
        "Subscribe now to get the latest news in your inbox",
        "The council voted on Tuesday to repair the harbour wall",
    ]
    vectors = model.vectors(model.vocabulary.ids(tokenise(texts)))
    call, same, other = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    assert call @ same > call @ other + 0.2
