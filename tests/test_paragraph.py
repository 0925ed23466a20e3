"""Labels, paragraphs and reasons: plain data."""

from __future__ import annotations

import copy
import inspect
import json
import pickle
from dataclasses import fields

import pytest
from support import page

import cleaner
from cleaner import Label, Paragraph, Reason
from cleaner.paragraph import KINDS


def test_labels_are_strings() -> None:
    assert [label.value for label in Label] == ["body", "sidebar", "chrome"]
    assert {"body": 1}[Label.BODY] == 1
    assert f"{Label.SIDEBAR}" == "sidebar"
    assert Label("chrome") is Label.CHROME
    assert json.dumps(Label.BODY) == '"body"'


def test_probabilities_are_by_label() -> None:
    paragraph = Paragraph("Reply", label=Label.CHROME, scores=(0.1, 0.2, 0.7))
    assert paragraph.probabilities == {"body": 0.1, "sidebar": 0.2, "chrome": 0.7}


def test_a_paragraph_outside_of_a_document_has_neither_path_nor_reasons() -> None:
    assert Paragraph("x").path == ""
    assert Paragraph("x").reasons == []


def test_a_paragraph_shows_what_it_is_and_no_plumbing() -> None:
    public = [field.name for field in fields(Paragraph) if not field.name.startswith("_")]
    assert public == [
        "text", "kind", "level", "start", "end", "row", "column", "ordinal", "label", "scores",
    ]  # fmt: skip
    assert len(fields(Paragraph)) == len(public) + 1
    assert "_context" not in repr(Paragraph("x"))


def test_a_paragraph_asks_its_document_by_its_number() -> None:
    class Context:
        def path(self, number: int) -> str:
            return f"/html/body/p[{number}]"

        def reasons(self, number: int) -> list[Reason]:
            return [Reason("short", "length", "words", number, 0.5)]

    paragraph = Paragraph("x")
    paragraph._context = (Context(), 3)
    assert paragraph.path == "/html/body/p[3]"
    assert paragraph.reasons == ["short (+0.5)"]
    assert paragraph.as_dict(reasons=True)["reasons"] == [
        {"text": "short", "concept": "length", "column": "words", "value": 3, "weight": 0.5}
    ]
    assert "reasons" not in paragraph.as_dict()


def test_a_paragraph_carries_no_plumbing() -> None:
    assert list(inspect.signature(Paragraph).parameters) == [
        "text", "kind", "level", "start", "end", "row", "label", "scores", "column", "ordinal",
    ]  # fmt: skip


def test_a_copy_of_a_paragraph_knows_its_place() -> None:
    paragraph = cleaner.clean_html(page()).paragraphs[1]
    assert paragraph.path
    for again in (copy.copy(paragraph), pickle.loads(pickle.dumps(paragraph))):
        assert again == paragraph
        assert again.path == paragraph.path
        assert again.reasons == paragraph.reasons


def test_kinds_are_listed_once() -> None:
    assert len(set(KINDS)) == len(KINDS) == 8


REASON = Reason("12 words long", "length", "words", 12.0, -0.449)


def test_a_reason_reads_as_a_sentence_with_its_weight() -> None:
    assert REASON == "12 words long (-0.4)"
    assert Reason("alone", "run", "", 0.58, 1.5, shown="decided by others") == "decided by others"


@pytest.mark.parametrize(
    "copied", [copy.copy, copy.deepcopy, lambda r: pickle.loads(pickle.dumps(r))]
)
def test_a_reason_that_is_copied_or_sent_keeps_its_fields(copied: object) -> None:
    for reason in (REASON, Reason("alone", "run", "", 0.58, 1.5, shown="decided by others")):
        again = copied(reason)  # type: ignore[operator]
        assert type(again) is Reason
        assert again == reason
        assert again.as_dict() == reason.as_dict()
    assert REASON.as_dict() == {
        "text": "12 words long", "concept": "length", "column": "words", "value": 12.0,
        "weight": -0.449,
    }  # fmt: skip
