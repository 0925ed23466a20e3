"""What is shown of each paragraph, and two labellings laid beside each other."""

from __future__ import annotations

from documents import BODY, CHROME, SIDEBAR, document, ferry

from cleaner import Cleaner, Document
from cleaner.paragraph import Metadata
from cleaner.show.labelling import Verdict, aligned, differ, labelling_of, metadata_of

SURE, OTHER = Verdict(BODY, (0.9, 0.05, 0.05)), Verdict(CHROME, (0.1, 0.1, 0.8))


def test_a_labelling_holds_labels_probabilities_and_reasons_under_the_name_of_the_model() -> None:
    page = ferry()
    labelling = labelling_of(page)
    assert labelling.name == "html test"
    assert labelling_of(page, "mine").name == "mine"
    first = labelling.verdicts[0]
    assert first == Verdict(SIDEBAR, (0.05, 0.9, 0.05), ("the tag <li> speaks for sidebar (+1.5)",))
    assert labelling_of(page, reasons=False).verdicts[0] == first._replace(reasons=())


def test_a_label_is_doubtful_below_seven_in_ten() -> None:
    assert Verdict(SIDEBAR, (0.1, 0.69, 0.21)).is_doubtful
    assert not Verdict(SIDEBAR, (0.1, 0.7, 0.2)).is_doubtful


def test_a_label_that_a_rule_chose_against_the_probabilities_is_doubtful() -> None:
    assert Verdict(BODY, (0.4, 0.6, 0.0)).probability == 0.4
    assert Verdict(BODY, (0.4, 0.6, 0.0)).is_doubtful


def test_the_same_texts_keep_their_order() -> None:
    assert aligned(["a", "a", "b"], ["a", "a", "b"], [SURE, OTHER, None]) == [SURE, OTHER, None]


def test_texts_that_are_cut_in_another_way_have_no_other_label() -> None:
    verdicts = [SURE, OTHER, SURE]
    assert aligned(["a", "b c", "d"], ["a", "b", "d"], verdicts) == [SURE, None, SURE]
    assert aligned(["x"], [], []) == [None]


def test_verdicts_differ_if_their_labels_do() -> None:
    assert differ(SURE, OTHER)
    assert not differ(SURE, Verdict(BODY, (0.5, 0.3, 0.2)))
    assert not differ(SURE, None)
    assert not differ(None, OTHER)


def test_a_document_without_paragraphs_has_none_to_label() -> None:
    assert labelling_of(document()).verdicts == []


def test_title_and_language_are_read_without_looking_for_a_date() -> None:
    page = "<html lang=de><title>Die Fähre</title><body><p>Nach elf Wintern kam das Boot.</p>"
    document = Cleaner().clean_html(page, url="https://larch.example/")
    metadata = metadata_of(document)
    assert metadata == Metadata("Die Fähre", language="de", url="https://larch.example/")
    assert document._metadata is None
    assert document.title
    assert metadata_of(document) is document.metadata


def test_a_document_made_by_hand_has_no_title() -> None:
    assert metadata_of(Document()) == Metadata()
