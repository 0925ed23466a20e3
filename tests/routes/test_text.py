"""The route of plain text: segmented as asked for, described by words alone."""

from __future__ import annotations

import pickle

import pytest
from support import PROSE

from cleaner.config import Config
from cleaner.features.columns import INPUT_COLUMNS
from cleaner.features.vocabulary import VECTOR
from cleaner.model.file import load_model
from cleaner.model.predictor import predict
from cleaner.routes.text import LineNumbers, TextRoute

ROUTE = TextRoute()
TEXT = "The ferry\n\n" + "\n\n".join(PROSE)


def test_mixed_lines_are_split_if_the_options_say_so() -> None:
    mixed = f"{PROSE[2]} Home News Sport"
    texts = [ROUTE.segment(mixed, Config(split_lines=split)).texts for split in (False, True)]
    assert texts == [[mixed], [PROSE[2], "Home News Sport"]]


def test_a_paragraph_is_described_by_its_words_and_their_vector() -> None:
    page, model = ROUTE.segment(TEXT, Config()), load_model("text")
    matrix, words, vectors = ROUTE.features(page, model, "labels")
    assert matrix.shape == (4, len(INPUT_COLUMNS["text"]["trees"]))
    assert vectors is not None
    assert vectors.shape == (4, VECTOR)
    assert words.tolist() == [2, 36, 30, 29]


def test_a_prediction_is_left_as_it_is() -> None:
    page, model = ROUTE.segment(TEXT, Config()), load_model("text")
    prediction = predict(ROUTE.features(page, model, "labels"), model)
    assert ROUTE.adjust(page, prediction, model) is prediction


def test_the_paragraphs_of_a_document_are_not_those_of_the_page() -> None:
    page = ROUTE.segment(TEXT, Config())
    first, second = ROUTE.paragraphs(page), ROUTE.paragraphs(page)
    assert first == second == page.lines
    assert not {id(p) for p in first} & {id(p) for p in (*second, *page.lines)}


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        ("one\ntwo\n\nfour", [1, 2, 4]),
        ("\n\none\r\ntwo\rthree", [3, 4, 5]),
        ("\ufeff\ufeffone\n two", [1, 2]),
        ("one\x0ctwo\u2028three", [1, 2, 3]),
        ("", []),
    ],
)
def test_a_paragraph_stands_in_a_line(source: str, lines: list[int]) -> None:
    page = ROUTE.segment(source, Config())
    places = ROUTE.places(page)
    for again in (places, pickle.loads(pickle.dumps(places))):
        paths = [again.path(number) for number in range(len(page))]
        assert paths == [f"line {line}" for line in lines]


def test_lines_are_counted_once() -> None:
    places = LineNumbers("one\ntwo\nthree", [0, 4, 8])
    assert places.path(2) == "line 3"
    places.source = "something else"
    assert [places.path(number) for number in range(3)] == ["line 1", "line 2", "line 3"]
