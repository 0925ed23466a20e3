"""Documents: plain data, and the ways out of them."""

from __future__ import annotations

import json
from dataclasses import fields

import pytest
from support import page

import cleaner
from cleaner import Document, Label, Paragraph
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
    for part in ("html", "https://larch.example/ferry", "4 of 10 paragraphs", "confidence 1.0"):
        assert part in shown, shown
    assert repr(Document()) == "<Document: html, 0 of 0 paragraphs are body, confidence 1.00>"


def test_a_document_carries_no_plumbing() -> None:
    public = [field.name for field in fields(Document) if not field.name.startswith("_")]
    assert public == [
        "paragraphs", "source", "format", "url", "confidence", "warnings", "model",
    ]  # fmt: skip


@pytest.mark.parametrize("source", [page(), "The ferry is back.\n\nShare"])
def test_a_document_says_which_model_labelled_it(source: str) -> None:
    document = cleaner.clean(source)
    assert document.model == load_model(document.format).label
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
