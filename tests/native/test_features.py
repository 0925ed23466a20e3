"""The matrix of the compiled core is that of the Python, which specifies it."""

from __future__ import annotations

import pickle
from types import ModuleType

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from native_core import PIECES, SAMPLE_PAGES, broken_pages, needs_core

from cleaner._native import in_python
from cleaner.features import class_names
from cleaner.features.blocks import Layout
from cleaner.features.class_names import ClassNameWeights
from cleaner.features.html import (
    HTML_COLUMNS,
    HTML_LAYOUT,
    Lexicons,
    compiled,
    html_features,
    recurrence,
)
from cleaner.features.lexicon import Lexicon
from cleaner.features.page_type import PAGE_TYPES
from cleaner.model.file import load_model
from cleaner.segment.html import segment_html
from cleaner.segment.page import HtmlPage
from cleaner.text import compiled as compiled_words
from cleaner.text import counts, punctuation, tokens
from cleaner.text.compiled import agrees, read_words

pytestmark = needs_core

RELATIVE, ABSOLUTE = 1e-6, 1e-9


def lexicons() -> Lexicons:
    model = load_model("html")
    return Lexicons(model.lexicon, model.names)


def both(source: str, weights: Lexicons) -> tuple[HtmlPage, np.ndarray, HtmlPage, np.ndarray]:
    """Page and matrix of the core, and of the Python."""
    page = segment_html(source)
    matrix = html_features(page, weights)
    with in_python():
        specified = segment_html(source)
        return page, matrix, specified, html_features(specified, weights)


def compare(source: str, weights: Lexicons) -> None:
    page, matrix, specified, expected = both(source, weights)
    assert page.texts == specified.texts
    np.testing.assert_array_equal(page.is_title, specified.is_title)
    np.testing.assert_allclose(
        page.title_share, specified.title_share, rtol=RELATIVE, atol=ABSOLUTE
    )
    for number, name in enumerate(HTML_COLUMNS):
        np.testing.assert_allclose(
            matrix[:, number], expected[:, number], err_msg=name, rtol=RELATIVE, atol=ABSOLUTE
        )


@pytest.mark.parametrize("source", SAMPLE_PAGES, ids=lambda source: source[:0])
def test_a_sample_has_the_columns_that_the_python_gives(source: str) -> None:
    page, weights = segment_html(source), lexicons()
    assert read_words(page.texts) is not None
    found = compiled.compiled_features(page, HTML_LAYOUT, weights.text, weights.class_names)
    assert found is not None
    compare(source, weights)


@given(broken_pages())
def test_a_broken_page_has_the_columns_that_the_python_gives(source: str) -> None:
    compare(source, lexicons())


@given(st.lists(st.sampled_from((*PIECES, " ", "<p>", "word")), max_size=40).map("".join))
@example("<p>a<p>a<p>a")
@example("<body>one paragraph")
@example("<p>\ud800 alone")
def test_a_small_page_has_the_columns_that_the_python_gives(source: str) -> None:
    compare(source, lexicons())


WEIGHTS = Lexicon(
    [
        "read",
        "more",
        "read more",
        "^read",
        "=read more",
        "^unknown",
        "=σας",
        "σας",
        "no pair",
        "00",
    ],
    np.arange(20).reshape(-1, 2) / 7 - 1,
)
PARTS = (*"Read MORE more, read 42 ΣΑΣ i̇ İx _ \u0130".split(), " ", ". ", "\n", "é", "²")
TEXTS = st.lists(st.sampled_from(PARTS), min_size=1, max_size=40).map("".join)


@given(st.lists(TEXTS.filter(str.strip), min_size=1, max_size=6))
def test_words_have_the_scores_of_the_lexicon(texts: list[str]) -> None:
    page = "".join(f"<p>{text}" for text in texts)
    compare(page, Lexicons(WEIGHTS, ClassNameWeights.blank()))


NAMES = (
    "post title post-title #post #post-title role=main <div <p type=article prop=name #éa é".split()
)
ATTRIBUTE = (
    "class=postTitle", "class='post2title  Post TITLE'", "class=PostTitle-x", "id=postTitle",
    "role=MAIN", "itemprop=Name", "itemtype=https://schema.org/Article", "class='\u212apost'",
    "id=éa", "id=p\ud800", "class='a1 b1 c1 d1 e1 f1 g1 h1 i1 post'", f"class={'post-' * 900}",
)  # fmt: skip
ATTRIBUTES = st.lists(st.sampled_from(ATTRIBUTE), max_size=3).map(" ".join)


@given(st.lists(ATTRIBUTES, min_size=1, max_size=8))
def test_names_have_the_scores_of_their_tokens(attributes: list[str]) -> None:
    types = len(PAGE_TYPES)
    table = np.sin(np.arange(len(NAMES) * (2 + types), dtype=float)).reshape(len(NAMES), -1)
    names = ClassNameWeights(NAMES, table, np.linspace(-1, 1, types))
    source = "".join(f"<div {attribute}>some words<p>and more" for attribute in attributes)
    compare(source, Lexicons(WEIGHTS, names))


def test_the_columns_of_the_core_are_those_of_the_layout() -> None:
    assert compiled._is_set_up(HTML_LAYOUT)
    assert compiled_words.characters_agree()


def test_another_layout_is_left_to_the_python() -> None:
    assert not compiled._is_set_up(Layout(HTML_LAYOUT.slots[:-1]))


@pytest.mark.parametrize(
    ("module", "name"), [(recurrence, "SHORT_CHARS"), (class_names, "MOST_CLASSES")]
)
def test_constants_that_differ_leave_the_matrix_to_the_python(
    module: ModuleType, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    page, weights = segment_html(SAMPLE_PAGES[0]), lexicons()
    monkeypatch.setattr(module, name, 7)
    compiled._is_set_up.cache_clear()
    assert compiled.compiled_features(page, HTML_LAYOUT, weights.text, weights.class_names) is None
    monkeypatch.undo()
    compiled._is_set_up.cache_clear()
    assert (
        compiled.compiled_features(page, HTML_LAYOUT, weights.text, weights.class_names) is not None
    )


@pytest.mark.parametrize(("module", "name"), [(tokens, "WHOLE_WORDS"), (counts, "CAPITAL")])
def test_constants_that_differ_leave_the_words_to_the_python(
    module: ModuleType, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, name, 7)
    compiled_words.characters_agree.cache_clear()
    assert read_words(["Read more"]) is None
    monkeypatch.undo()
    compiled_words.characters_agree.cache_clear()
    assert read_words(["Read more"]) is not None


def test_marks_that_the_python_does_not_name_leave_the_words_to_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delattr(punctuation, "LIST_MARKS")
    compiled_words.characters_agree.cache_clear()
    assert read_words(["Read more"]) is None
    monkeypatch.undo()
    compiled_words.characters_agree.cache_clear()
    assert read_words(["Read more"]) is not None


def test_constants_that_differ_are_seen() -> None:
    assert agrees({"HEAD_TOKENS": tokens.HEAD_TOKENS, "COMMA": counts.COMMA}, tokens, counts)
    assert not agrees({"HEAD_TOKENS": 17}, tokens)
    assert not agrees({"NO_SUCH": None}, tokens)


@pytest.mark.parametrize("text", ["", "\ud800"])
def test_what_the_core_cannot_read_is_left_to_the_python(text: str) -> None:
    assert read_words(["before", text]) is None


def test_words_can_be_pickled() -> None:
    words = read_words(["Read more", "ΣΑΣ"])
    again = pickle.loads(pickle.dumps(words))
    assert len(again) == 2
    assert again.title_shares([["read"]]) == words.title_shares([["read"]])  # type: ignore[union-attr]


def test_words_of_another_page_are_refused() -> None:
    page = segment_html(SAMPLE_PAGES[0])
    page.words = read_words(["one"])
    with pytest.raises(ValueError, match="not the words of this page"):
        html_features(page, lexicons())


@pytest.mark.parametrize(
    ("name", "value"), [("parent", 9**5), ("key", 9**5), ("first", -1), ("end", 9**5)]
)
def test_elements_that_lead_nowhere_are_refused(name: str, value: int) -> None:
    page = segment_html(SAMPLE_PAGES[0])
    getattr(page.elements, name)[5] = value
    with pytest.raises(ValueError, match="an element leads nowhere"):
        html_features(page, lexicons())


def test_a_paragraph_in_no_element_is_refused() -> None:
    page = segment_html(SAMPLE_PAGES[0])
    page.runs[3, 1] = len(page.elements.parent)
    with pytest.raises(ValueError, match="stands in no element"):
        html_features(page, lexicons())


def test_a_lexicon_with_other_weights_is_refused() -> None:
    from cleaner._native import core

    with pytest.raises(ValueError, match="not as many weights as words"):
        core.Lexicon(["one"], b"\0" * 8)
    with pytest.raises(ValueError, match="not as many weights as words"):
        core.ClassNames(["one"], b"\0" * 16, b"\0" * 8, b"\0" * 16, lambda key: [])
