"""Labels, paragraphs, documents: plain data."""

from __future__ import annotations

import json

import pytest

from cleaner import Document, Label, Paragraph
from cleaner.errors import Warning


def test_labels_are_strings() -> None:
    assert [label.value for label in Label] == ["body", "sidebar", "chrome"]
    assert {"body": 1}[Label.BODY] == 1
    assert f"{Label.SIDEBAR}" == "sidebar"
    assert Label("chrome") is Label.CHROME
    assert json.dumps(Label.BODY) == '"body"'


def test_probabilities_are_by_label() -> None:
    paragraph = Paragraph("Reply", label=Label.CHROME, scores=(0.1, 0.2, 0.7))
    assert paragraph.probabilities == {"body": 0.1, "sidebar": 0.2, "chrome": 0.7}


def test_a_paragraph_outside_of_a_document_has_no_path() -> None:
    assert Paragraph("x").path == ""


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


def test_metadata_is_found_by_trafilatura() -> None:
    source = (
        "<html lang='en'><head><title>Ferry</title><meta name='author' content='Ann Lee'>"
        "<meta property='article:published_time' content='2025-03-04'>"
        "<meta property='og:site_name' content='The Larch'></head><body><p>Prose.</p></body></html>"
    )
    metadata = Document([], source, url="https://larch.example/ferry").metadata
    assert metadata.as_dict() == {
        "title": "Ferry",
        "author": "Ann Lee",
        "date": "2025-03-04",
        "sitename": "The Larch",
        "language": "en",
        "url": "https://larch.example/ferry",
    }
