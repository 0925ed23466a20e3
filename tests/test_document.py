"""Documents: plain data, and the ways out of them."""

from __future__ import annotations

import inspect
import json
import pickle
from concurrent.futures import ThreadPoolExecutor
from copy import copy

import pytest
from support import SAMPLES, page

import cleaner
from cleaner import Cleaner, Document, Label, Paragraph
from cleaner._native import is_compiled
from cleaner.errors import Warning
from cleaner.model.file import load_model


def test_an_empty_document() -> None:
    document = Document()
    assert document.text == document.as_markdown() == ""
    assert document.paragraphs == document.body == []
    assert document.warnings == []
    assert document.title == ""


def test_text_is_the_body_and_nothing_else() -> None:
    document = Document(
        [
            Paragraph("Menu", label=Label.SIDEBAR),
            Paragraph("One."),
            Paragraph("Share", label=Label.CHROME),
            Paragraph("Two."),
        ]
    )
    assert document.text == str(document) == "One.\n\nTwo."
    assert [paragraph.text for paragraph in document.body] == ["One.", "Two."]


@pytest.mark.parametrize(
    ("left_out", "text"),
    [({"title": False}, "A boat.\n\nProse."), ({"captions": False}, "Title\n\nProse.")],
)
def test_title_and_captions_can_be_left_out(left_out: dict[str, bool], text: str) -> None:
    paragraphs = [
        Paragraph("Title", kind="title", level=1),
        Paragraph("A boat.", kind="caption"),
        Paragraph("Prose."),
    ]
    assert Document(paragraphs).as_text(**left_out) == text


def test_json_holds_every_paragraph_with_its_label() -> None:
    paragraphs = [Paragraph("Prosé.", start=0, end=6), Paragraph("Share", label=Label.CHROME)]
    odd = Warning("unsure", "odd")
    document = Document(paragraphs, "Prosé.\nShare", "text", confidence=0.5, warnings=[odd])
    record = json.loads(document.as_json())
    warnings = [{"code": "unsure", "text": "odd"}]
    assert record == document.as_dict()
    assert (record["text"], record["confidence"], record["warnings"]) == ("Prosé.", 0.5, warnings)
    assert [p["label"] for p in record["paragraphs"]] == ["body", "chrome"]
    assert record["paragraphs"][0]["start"] == 0
    assert "paragraphs" not in document.as_dict(paragraphs=False)


def test_a_document_shows_itself_in_one_line() -> None:
    document = cleaner.clean_html(page(), "https://larch.example/ferry")
    shown = repr(document)
    assert "\n" not in shown
    assert len(shown) < 200
    for part in ("html", "https://larch.example/ferry", "4 of 10 paragraphs", "confidence 0.9"):
        assert part in shown, shown
    assert repr(Document()) == "<Document: html, 0 of 0 paragraphs are body, confidence 1.00>"


def test_a_document_carries_no_plumbing() -> None:
    assert list(inspect.signature(Document).parameters) == [
        "paragraphs", "source", "format", "url", "confidence", "warnings", "model",
    ]  # fmt: skip


@pytest.mark.parametrize("source", [page(), "The ferry is back.\n\nShare"])
def test_a_document_says_which_model_labelled_it(source: str) -> None:
    document = cleaner.clean(source)
    ran = ", compiled core" if is_compiled() else ""
    assert document.model == load_model(document.format).label + ran
    assert document.model.startswith(f"{document.format} ")
    assert document.as_dict()["model"] == document.model
    assert Document().model == cleaner.clean("").model == ""


def test_warnings_are_data_in_json() -> None:
    document = cleaner.clean("")
    assert json.loads(document.as_json())["warnings"] == [
        {"code": "no-text", "text": "there is no text in it"}
    ]


def test_documents_are_equal_if_what_they_say_is() -> None:
    first, second = cleaner.clean(page()), cleaner.clean(page())
    assert first.title  # looked at, which makes no difference
    assert first == second
    assert first != cleaner.clean(page("Another title"))


@pytest.mark.parametrize("sample", sorted(p.name for p in SAMPLES.iterdir() if p.is_file()))
def test_the_text_is_the_same_before_and_after_paragraphs_are_made(sample: str) -> None:
    for title, captions in ((True, True), (False, True), (True, False)):
        document = Cleaner(threshold=0.3).clean(SAMPLES / sample)
        before = document.as_text(title=title, captions=captions)
        assert document.paragraphs
        assert document.as_text(title=title, captions=captions) == before


def test_the_text_follows_labels_and_paragraphs_that_are_changed() -> None:
    document = cleaner.clean_html(page())
    assert document.text
    for paragraph in document.paragraphs:
        paragraph.label = Label.CHROME
    assert document.text == ""
    replaced = cleaner.clean_html(page())
    replaced.paragraphs = [Paragraph("Of my own.")]
    assert replaced.text == "Of my own."


def test_threads_that_share_a_document_get_the_same_paragraphs() -> None:
    document = cleaner.clean_html(page())
    with ThreadPoolExecutor(8) as threads:
        made = list(threads.map(lambda _: document.paragraphs, range(8)))
    assert all(paragraphs is made[0] for paragraphs in made)


def test_copies_of_a_document_have_its_paragraphs() -> None:
    document = cleaner.clean_html(page())
    assert document.title
    for again in (pickle.loads(pickle.dumps(document)), copy(document)):
        assert again == document
        assert again.paragraphs == document.paragraphs
        assert (again._head, again._metadata) == (document._head, document._metadata)


def test_a_document_says_which_attribute_it_lacks() -> None:
    with pytest.raises(AttributeError, match="colour"):
        _ = cleaner.clean_html(page()).colour  # type: ignore[attr-defined]
