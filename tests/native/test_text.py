"""Plain text: what the compiled core does for it is what the Python does."""

from __future__ import annotations

from types import ModuleType

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from native_core import PIECES, needs_core
from support import SAMPLES

from cleaner._native import in_python
from cleaner.config import Config
from cleaner.features.text import compiled, matrix, own, title, topic
from cleaner.features.vocabulary import RESERVED, UNKNOWN, Vocabulary
from cleaner.model.file import load_model
from cleaner.routes.text import TextRoute
from cleaner.text import cues, tokens
from cleaner.text.compiled import characters_agree, read_words
from cleaner.text.tokens import MOST_TOKENS, tokenise

pytestmark = needs_core

ROUTE = TextRoute()
TEXTS = [path.read_text(encoding="utf-8") for path in sorted(SAMPLES.rglob("*.txt"))]


def compare(source: str) -> None:
    page = ROUTE.segment(source, Config())
    model = load_model("text")
    assert model.lexicon.compiled is not None
    assert model.vocabulary is not None
    assert model.vocabulary.compiled is not None
    ours = ROUTE.features(page, model, "labels")
    with in_python():
        theirs = ROUTE.features(page, load_model("text"), "labels")
    np.testing.assert_allclose(ours.matrix, theirs.matrix, rtol=1e-6, atol=1e-9)
    np.testing.assert_array_equal(ours.words, theirs.words)
    np.testing.assert_allclose(ours.vectors, theirs.vectors, atol=2e-5)  # type: ignore[arg-type]


@pytest.mark.parametrize("source", TEXTS, ids=lambda source: source[:0])
def test_a_sample_has_the_features_that_the_python_gives(source: str) -> None:
    compare(source)


@given(
    st.lists(
        st.sampled_from((*PIECES, "\n", "\n\n", " ", "Read more", "Σίγμα ς")), max_size=40
    ).map("".join)
)
def test_any_text_has_the_features_that_the_python_gives(source: str) -> None:
    compare(source)


# What columns are made of: capitals, digits and marks of several scripts, alone and in a row.
MARKS = (
    "İstanbul", "ΣΑΣ", "Straße", "ǅ", "ǆen", "iPhone", "McKay", "NATO", "\u212a", "²", "١٢", "1999",
    "19", "20", "7", "12", "12:30", "1.5", "12h30", "h", "a@b", "@", "x.com", ".", "com", "de",
    "http", "https", "www", ":", "/", "(c)", "(", ")", "[", "].", "©", "€", "…", "...", "[...]",
    "[…]", "。", "、", "“", "„", "”", "»", "|", "·", "•", "-", "–", "*", "#", ">", "!", "?", "؟",
    "日本語", "本", "関連記事", "ไทยดี", "ㄅ", "䷀", "_", "\u0301", "read", "more", "Read", "share",
    "\n", " ", " ", " ", "\u3000", "\u200b",
)  # fmt: skip


@given(st.lists(st.sampled_from(MARKS), max_size=60).map("".join))
def test_any_row_of_marks_has_the_features_that_the_python_gives(source: str) -> None:
    compare(source)


@given(st.text(max_size=200))
def test_any_characters_have_the_features_that_the_python_gives(source: str) -> None:
    compare(source)


def test_a_text_of_many_words_has_the_features_that_the_python_gives() -> None:
    words = [f"{a}{b}{c}" for a in "bdfglm" for b in "aeiou" for c in range(1000, 1060)]
    lines = [" ".join(words[at : at + 30]) for at in range(0, len(words), 20)]
    compare("\n".join((*lines, "x " * 5_000, *lines[::7])))


def test_the_core_is_what_reads_the_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(matrix, "read_lines", None)
    model, page = load_model("text"), ROUTE.segment(TEXTS[0], Config())
    assert len(ROUTE.features(page, model, "labels").matrix) == len(page)


@pytest.mark.parametrize(
    ("module", "name", "value"),
    [
        (cues, "CUE_HEAD", 7), (own, "DATE_WORDS", 7), (topic, "WINDOW", 7),
        (title, "SHORTEST_WORD", 7), (topic, "SHORTEST_WORD", 7), (tokens, "HEAD_TOKENS", 7),
    ],
)  # fmt: skip
def test_constants_that_differ_leave_the_lines_to_the_python(
    module: ModuleType, name: str, value: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = ["Read more", "The ferry is back"]
    words, lexicon = read_words(texts), load_model("text").lexicon
    assert words is not None
    monkeypatch.setattr(module, name, value)
    forget()
    assert compiled.compiled_lines(texts, words, lexicon) is None
    monkeypatch.undo()
    forget()
    assert compiled.compiled_lines(texts, words, lexicon) is not None


def forget() -> None:
    """Have the constants compared anew."""
    compiled._cue_table.cache_clear()
    characters_agree.cache_clear()


def test_what_the_title_and_the_rest_share_is_told_apart() -> None:
    texts = ["The ferry is back", "The ferry", "Rain", "The ferry is back"]
    words, lexicon = read_words(texts), load_model("text").lexicon
    assert words is not None
    lines = compiled.compiled_lines(texts, words, lexicon)
    assert lines is not None
    assert lines.title.first_words == 4
    assert lines.title.first_in_rest == 1
    assert lines.title.is_first_text.tolist() == [1, 0, 0, 1]


def test_words_are_numbered_as_in_the_vocabulary() -> None:
    vocabulary = Vocabulary(["read", "more", "ÿ"])
    texts = ["Read more of it", "Ÿ", "more " * 40, "..."]
    words = read_words(texts)
    assert words is not None
    np.testing.assert_array_equal(vocabulary.ids(words), vocabulary.ids(tokenise(texts)))
    assert vocabulary.ids(words)[0, :5].tolist() == [RESERVED, RESERVED + 1, UNKNOWN, UNKNOWN, 0]
    assert vocabulary.ids(words).shape == (4, MOST_TOKENS)


def test_words_of_a_core_are_no_use_without_one() -> None:
    words = read_words(["read"])
    assert words is not None
    with in_python(), pytest.raises(ValueError, match="a compiled core, which does not run"):
        Vocabulary(["read"]).ids(words)
