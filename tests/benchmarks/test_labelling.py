"""Labels of a plain text, one for each text that it was made of."""

from __future__ import annotations

from dataclasses import dataclass

from labelling import labels_of

import cleaner
from cleaner.paragraph import Label, Paragraph


@dataclass
class Cleaned:
    """What the stand-in for the product makes of a text."""

    paragraphs: list[Paragraph]


def cut(*parts: tuple[int, int, Label]) -> Cleaned:
    return Cleaned([Paragraph("", start=a, end=b, label=label) for a, b, label in parts])


def test_each_text_has_the_label_of_its_paragraph() -> None:
    cleaned = cut((0, 3, Label.BODY), (5, 8, Label.CHROME), (10, 13, Label.SIDEBAR))
    labels = labels_of(["one", "two", "six"], lambda text: cleaned)  # type: ignore[arg-type, return-value]
    assert labels == [Label.BODY, Label.CHROME, Label.SIDEBAR]


def test_texts_that_were_joined_have_one_label() -> None:
    cleaned = cut((0, 8, Label.BODY), (10, 13, Label.CHROME))
    labels = labels_of(["one", "two", "six"], lambda text: cleaned)  # type: ignore[arg-type, return-value]
    assert labels == [Label.BODY, Label.BODY, Label.CHROME]


def test_a_text_without_paragraphs_is_chrome() -> None:
    assert labels_of(["", "…"], lambda text: cut()) == [Label.CHROME] * 2  # type: ignore[arg-type, return-value]
    assert labels_of([], lambda text: cut()) == []  # type: ignore[arg-type, return-value]


def test_the_product_gets_all_texts_as_paragraphs() -> None:
    texts = ["The ferry came back on Monday.", "It was half an hour late.", "Share"]
    document = cleaner.clean_text("\n\n".join(texts))
    assert labels_of(texts, cleaner.clean_text) == [p.label for p in document.paragraphs]
