"""Stand-off labels: labels that find the paragraphs of their page again."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from support import CORPORA, ROOT, write_corpus

from cleaner.errors import CorpusError
from cleaner.evaluation.corpus import load_corpora
from cleaner.evaluation.gold import GoldPage
from cleaner.evaluation.standoff_labels import MARKS, marked_pages, marks_of, write_marks

TEXTS = ["Home", "How the mill was built", "Stone came by barge.", "Read more", "Leave a reply"]
LABELS = ["sidebar", "body", "body", "chrome", "chrome"]
LETTERS = "SBBCC"


def page(texts: list[str]) -> GoldPage:
    html = "".join(f"<p>{text}</p>" for text in texts)
    return GoldPage("mills", "7", "https://mill.example.org/", "en", "article", "", html=html)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_marks(tmp_path / "by-hand", [marks_of(page(TEXTS), LETTERS)])
    return tmp_path / "by-hand"


def test_labels_find_their_page_again(folder: Path) -> None:
    (labelled,) = marked_pages(folder, [page(TEXTS)])
    assert list(zip(labelled.lines, labelled.labels)) == list(zip(TEXTS, LABELS))
    assert (labelled.corpus, labelled.id, labelled.text) == ("by-hand", "mills:7", None)
    assert labelled.domain == "example.org"


def test_no_text_of_the_page_is_in_the_file(folder: Path) -> None:
    written = (folder / MARKS).read_text()
    assert not any(text in written for text in TEXTS)


def test_a_page_that_is_cut_otherwise_keeps_the_labels_of_what_is_the_same(folder: Path) -> None:
    other = ["Home", "Stone came by barge.", "By barge and by ox.", "Read more", "Leave a reply"]
    (labelled,) = marked_pages(folder, [page(other)])
    assert labelled.labels == ["sidebar", "body", "", "chrome", "chrome"]


def test_a_letter_for_what_nobody_can_tell_leaves_it_unknown(tmp_path: Path) -> None:
    write_marks(tmp_path, [marks_of(page(TEXTS), "S?BCC")])
    (labelled,) = marked_pages(tmp_path, [page(TEXTS)])
    assert labelled.labels == ["sidebar", "", "body", "chrome", "chrome"]


@pytest.mark.parametrize("letters", ["SBBC", "SBBCCC", "SBBCX"])
def test_each_paragraph_needs_one_of_the_letters(letters: str) -> None:
    with pytest.raises(CorpusError, match="each paragraph needs one of B S C"):
        marks_of(page(TEXTS), letters)


def test_labels_without_their_page_say_which_corpus_is_missing(folder: Path) -> None:
    with pytest.raises(CorpusError, match=r"7 of mills.*Name that corpus"):
        load_corpora([folder])
    with pytest.raises(CorpusError, match="Name that corpus"):
        marked_pages(folder, [replace(page(TEXTS), html=None)])


@pytest.mark.parametrize(
    "record",
    [
        {"corpus": "mills", "page": "7", "labels": LETTERS},
        {"corpus": "mills", "page": "7", "labels": LETTERS, "checks": "00ff"},
        {"corpus": "mills", "page": "7", "labels": "SBXCC", "checks": "00ff" * 5},
        {"corpus": "mills", "page": ["7"], "labels": LETTERS, "checks": "00ff" * 5},
        {"corpus": "mills", "page": "7", "labels": LETTERS, "checks": None},
        ["mills", "7"],
    ],
)
def test_a_broken_record_is_named(tmp_path: Path, record: object) -> None:
    (tmp_path / MARKS).write_text(json.dumps(record))
    with pytest.raises(CorpusError, match=MARKS):
        marked_pages(tmp_path, [page(TEXTS)])


def test_pages_come_from_the_corpora_loaded_before(tmp_path: Path, folder: Path) -> None:
    one = page(TEXTS)
    golds = [{"id": "7", "url": one.url, "text": "Stone", "with": ["Stone"], "without": ["Home"]}]
    corpus = write_corpus(tmp_path / "mills", golds, **{"7": one.html or ""})
    (folder / "corpus.json").write_text('{"labelled_by": "Ann"}')
    messages: list[str] = []
    first, second = load_corpora([corpus, folder], messages.append)
    assert (first.text, first.labels, first.standoff) == ("Stone", [], False)
    assert (second.text, second.labels, second.standoff) == (None, LABELS, True)
    assert second.required == second.forbidden == []
    assert second.labelled_by == "Ann"
    assert messages == ["mills: 1 page", "by-hand: 1 page"]


@pytest.mark.slow
@pytest.mark.skipif(not CORPORA.is_dir(), reason=f"no corpora in {CORPORA}: set CLEANER_CORPORA")
def test_the_labels_that_come_with_the_project_find_all_their_paragraphs() -> None:
    names = ("wcxb-dev", "news-2023", "fundus-train", "snippets-train")
    folders = [*(CORPORA / name for name in names), ROOT / "models" / "labels-more"]
    pages = load_corpora(folders)
    marked = [page for page in pages if page.corpus == "labels-more"]
    labels = [label for page in marked for label in page.labels]
    assert len(marked) == len((folders[-1] / MARKS).read_text().splitlines())
    # Hidden text, and lines of listings and verse, are no paragraphs of their own any more.
    assert labels.count("") < len(labels) / 100
    assert {"body", "sidebar", "chrome"} <= set(labels)


def test_a_record_without_a_corpus_is_of_a_page_in_the_folder_itself(tmp_path: Path) -> None:
    html = "".join(f"<p>{text}</p>" for text in TEXTS)
    record = {**marks_of(page(TEXTS), LETTERS), "page": "mill", "url": "https://mill.org/7"}
    del record["corpus"]
    folder = write_corpus(tmp_path / "mine", [], mill=html)
    (folder / MARKS).write_text(json.dumps(record), encoding="utf-8")
    (labelled,) = load_corpora([folder])
    assert (labelled.corpus, labelled.id, labelled.domain) == ("mine", "mill", "mill.org")
    assert labelled.labels == LABELS
    (folder / "pages" / "mill.html.gz").unlink()
    with pytest.raises(CorpusError, match=r"mill\.html\.gz: cannot be read"):
        load_corpora([folder])
