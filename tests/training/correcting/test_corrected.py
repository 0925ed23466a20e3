"""Corrections read: what fits, what has changed since, and what cannot be used."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from crawls import put
from reviews import READ_ALSO, ferry_page, session, site
from support import PROSE

from cleaner.errors import CorpusError
from cleaner.training.correcting.corrected import NOT_GIVEN, read_corrections


@pytest.fixture
def corrections(tmp_path: Path) -> Path:
    """A folder in which one paragraph of a page is labelled."""
    folder = tmp_path / "corrections"
    session(site(tmp_path / "pages", 1), folder).label(0, {READ_ALSO: "C"})
    return folder


def only_page(corrections: Path) -> Path:
    (page,) = (corrections / "pages").iterdir()
    return page


def put_instead(corrections: Path, html: str) -> None:
    """Change the page that was labelled."""
    only_page(corrections).write_bytes(gzip.compress(html.encode()))


def test_what_people_said_is_read_with_its_site(corrections: Path) -> None:
    said: list[str] = []
    (page,) = read_corrections(corrections, said.append)
    assert page.host == "larch.example"
    assert page.given.tolist() == [2 if at == READ_ALSO else NOT_GIVEN for at in range(7)]
    assert page.page.texts[READ_ALSO].startswith("Read also")
    assert said == []


def test_a_page_that_has_changed_is_said_and_the_labels_that_fit_are_used(
    corrections: Path,
) -> None:
    put_instead(corrections, ferry_page(0).replace("<h1>", "<p>New above all.</p><h1>"))
    said: list[str] = []
    (page,) = read_corrections(corrections, said.append)
    assert page.given.tolist() == [2 if at == READ_ALSO + 1 else NOT_GIVEN for at in range(8)]
    (text,) = said
    assert "is not the page that it was when it was labelled: 1 of 1 labels still fit" in text


def test_a_page_of_which_nothing_fits_any_more_is_said_and_left_out(corrections: Path) -> None:
    put_instead(corrections, "<p>Quite another page, of which nobody said a word.")
    said: list[str] = []
    with pytest.raises(CorpusError, match="holds no correction that can be used"):
        read_corrections(corrections, said.append)
    assert "0 of 1 labels still fit" in said[0]


def test_a_page_that_is_cut_otherwise_is_told_from_one_that_has_changed(corrections: Path) -> None:
    marks = corrections / "marks.jsonl"
    fields = json.loads(marks.read_text())
    fields["labels"] = fields["labels"][1:]
    fields["checks"] = fields["checks"][4:]
    marks.write_text(json.dumps(fields) + "\n")
    said: list[str] = []
    (page,) = read_corrections(corrections, said.append)
    assert page.given[READ_ALSO] == 2
    assert "is cut into other paragraphs than when it was labelled" in said[0]


def test_a_page_that_cannot_be_read_is_said_and_the_others_are_used(tmp_path: Path) -> None:
    folder = tmp_path / "corrections"
    review = session(site(tmp_path / "pages", 2), folder)
    for number in range(2):
        review.label(number, {READ_ALSO: "C"})
    first, _ = sorted((folder / "pages").iterdir())
    first.write_bytes(b"damaged")
    said: list[str] = []
    assert len(read_corrections(folder, said.append)) == 1
    assert said[0].startswith("left out: ")
    assert first.name in said[0]


def test_pages_of_other_corpora_are_said(corrections: Path) -> None:
    marks = corrections / "marks.jsonl"
    other = {"corpus": "wcxb", "page": "a", "labels": "B", "checks": "0000"}
    marks.write_text(marks.read_text() + json.dumps(other) + "\n")
    said: list[str] = []
    assert len(read_corrections(corrections, said.append)) == 1
    assert "a is a page of another corpus, wcxb" in said[0]


def test_of_a_page_that_was_labelled_twice_the_newest_version_is_used(tmp_path: Path) -> None:
    """Neither the order of ids, which end with checksums, nor the number of labels says so."""
    for order in (PROSE[::2], PROSE[::-2]):
        folder, source = tmp_path / order[0][:9] / "c", tmp_path / order[0][:9] / "pages"
        for prose, labels in zip(order, ({READ_ALSO: "C", 0: "S", 3: "B"}, {READ_ALSO: "?"})):
            put(source / "0.html", ferry_page(0, prose))
            session(source, folder).label(0, labels)
        said: list[str] = []
        (page,) = read_corrections(folder, said.append)
        assert order[1] in page.page.texts
        assert page.source == "0.html"
        assert len(said) == 1
        assert f"is an earlier version of {page.name}" in said[0]


def test_a_page_that_is_again_as_it_was_is_the_newest_version_once_it_is_labelled(
    tmp_path: Path,
) -> None:
    folder, source = tmp_path / "corrections", tmp_path / "pages"
    for prose, letter in zip((PROSE[2], PROSE[0], PROSE[2]), "CSB"):
        put(source / "0.html", ferry_page(0, prose))
        session(source, folder).label(0, {READ_ALSO: letter})
    (page,) = read_corrections(folder)
    assert PROSE[2] in page.page.texts
    assert page.given[READ_ALSO] == 0


def test_pages_of_the_same_name_at_other_addresses_are_no_versions(tmp_path: Path) -> None:
    for number in range(2):
        put(tmp_path / f"{number}" / "a.html", ferry_page(number))
        session(tmp_path / f"{number}", tmp_path / "corrections").label(0, {READ_ALSO: "C"})
    assert len(read_corrections(tmp_path / "corrections")) == 2


def test_a_version_that_is_no_number_is_said(corrections: Path) -> None:
    marks = corrections / "marks.jsonl"
    fields = {**json.loads(marks.read_text()), "version": "new"}
    marks.write_text(json.dumps(fields) + "\n")
    said: list[str] = []
    with pytest.raises(CorpusError):
        read_corrections(corrections, said.append)
    assert "the version is 'new', not a number from 1 on" in said[0]


def test_a_folder_without_corrections_is_refused_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=r"no marks\.jsonl.*cleaner review"):
        read_corrections(tmp_path)
