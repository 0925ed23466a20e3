"""A document in a notebook: every paragraph with its label, and nothing of the page as markup."""

from __future__ import annotations

from html import unescape

import pytest
from selectolax.lexbor import LexborHTMLParser
from support import PROSE, page

import cleaner
from cleaner import Document, Label, Paragraph, Warning
from cleaner.paragraph import KINDS, LABELS
from cleaner.render.notebook import _STYLE, MOST_CHARACTERS, MOST_PARAGRAPHS

HOSTILE = (
    "</style></div><script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "<b>&amp;</b>",
    "{{ 7 * 7 }} $x^2$ `code`",
)


def rows(document: Document) -> list[tuple[str, str]]:
    """Label and text of each paragraph, as a browser reads them."""
    tree = LexborHTMLParser(document._repr_html_())
    labels = tree.css(".cleaner-document > div > small")
    texts = tree.css(".cleaner-document > div > span")
    return [(label.text(), text.text()) for label, text in zip(labels, texts, strict=True)]


def test_every_paragraph_is_shown_with_its_label() -> None:
    document = cleaner.clean_html(page(), "https://larch.example/ferry")
    assert rows(document) == [(p.label.value, p.text) for p in document.paragraphs]
    shown = document._repr_html_()
    assert shown.startswith('<div class="cleaner-document tex2jax_ignore mathjax_ignore">')
    assert "html of https://larch.example/ferry, 4 of 10 paragraphs are body" in shown
    first = document.paragraphs[0]
    assert f"body {first.probabilities[Label.BODY]:.2f}, sidebar " in shown


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_of_a_page_is_markup(text: str) -> None:
    document = Document(
        [Paragraph(text)], url=f"https://larch.example/{text}", warnings=[Warning("unsure", text)]
    )
    shown = document._repr_html_()
    assert rows(document) == [("body", text)]
    assert {node.tag for node in LexborHTMLParser(shown).css("body *")} <= {
        "div", "style", "p", "small", "span"
    }  # fmt: skip
    assert unescape(shown.replace(_STYLE, "")).count(text) == 3


def test_labels_and_kinds_are_classes_that_have_a_style() -> None:
    for label in LABELS:
        assert f".cleaner-{label.value} {{ --tone" in _STYLE
        assert f"cleaner-{label.value} " in Document([Paragraph("x", label=label)])._repr_html_()
    for kind in KINDS:
        assert f"cleaner-{kind}" in Document([Paragraph("x", kind)])._repr_html_()


def test_colours_stand_on_any_ground() -> None:
    """No colour of text and no opaque ground: a dark theme keeps its own."""
    assert "color:" not in _STYLE.replace("border-left:", "")
    assert _STYLE.count("rgba(") == len(LABELS)


def test_what_is_too_long_is_cut_and_said() -> None:
    many = Document([Paragraph("x")] * (MOST_PARAGRAPHS + 1_234))
    assert len(rows(many)) == MOST_PARAGRAPHS
    assert "… and 1,234 paragraphs more" in many._repr_html_()
    ((_, text),) = rows(Document([Paragraph("y" * (MOST_CHARACTERS + 1_500))]))
    assert text == "y" * MOST_CHARACTERS + " … (1,500 characters more)"
    whole = [Paragraph("y" * MOST_CHARACTERS)] * MOST_PARAGRAPHS
    assert "more" not in Document(whole)._repr_html_()


def test_an_empty_document_says_so() -> None:
    shown = cleaner.clean_html("")._repr_html_()
    assert "0 of 0 paragraphs are body" in shown
    assert "Warning: there is no text" in shown


def test_warnings_stand_above_the_paragraphs() -> None:
    document = Document([Paragraph(PROSE[0])], warnings=[Warning("bad-bytes", "1 place was odd")])
    shown = document._repr_html_()
    assert shown.index("Warning: 1 place was odd") < shown.index(PROSE[0].split(",")[0])
