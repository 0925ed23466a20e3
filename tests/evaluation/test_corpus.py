"""Corpora on disk: what is read of them, and what is said of bad ones."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from support import CORPORA, write_corpus

from cleaner import CorpusError
from cleaner.evaluation.corpus import load_corpora, load_corpus, read_page
from cleaner.evaluation.gold import GoldPage

HTML = '<html lang="sv"><p>Färjan går klockan sju.'
LINES, LABELS = ["Hem", "Färjan går klockan sju."], ["sidebar", "body"]


def test_a_page_with_gold_text_and_snippets(tmp_path: Path) -> None:
    record = {
        "id": "a", "url": "https://www.mill.example.co.uk/x", "lang": "sv", "page_type": "forum",
        "title": "Färjan", "text": "Färjan går.", "with": ["går"], "without": ["Hem"],
    }  # fmt: skip
    (page,) = load_corpus(write_corpus(tmp_path / "ferries", [record], a=HTML))
    assert page == GoldPage(
        "ferries", "a", "https://www.mill.example.co.uk/x", "sv", "forum", "Färjan", HTML,
        "Färjan går.", ["går"], ["Hem"], language_source="corpus",
    )  # fmt: skip
    assert page.domain == "example.co.uk"


def test_everything_but_the_id_may_be_missing_or_null(tmp_path: Path) -> None:
    empty: dict[str, object] = dict.fromkeys(("url", "lang", "page_type", "title", "text", "with"))
    for record in ({"id": "a"}, {"id": "a", **empty}):
        (page,) = load_corpus(write_corpus(tmp_path, [record], a=HTML))
        assert (page.url, page.page_type, page.title, page.text) == ("", "article", "", None)
        assert (page.lang, page.language_source) == ("sv", "page")
        assert page.required == page.forbidden == page.lines == page.labels == []
        assert page.domain == "a"
        assert not page.standoff


def test_labelled_documents_find_their_page_in_the_folder_beside(tmp_path: Path) -> None:
    write_corpus(tmp_path / "ferries", [{"id": "a"}], a=HTML)
    record = {"id": "x", "corpus": "ferries", "page": "a", "lines": LINES, "labels": LABELS}
    (page,) = load_corpus(write_corpus(tmp_path / "labels", [record]))
    assert (page.corpus, page.id, page.html) == ("labels", "x", HTML)
    assert (page.lines, page.labels) == (LINES, LABELS)
    assert (page.lang, page.language_source) == ("sv", "page")


def test_labelled_text_has_no_page(tmp_path: Path) -> None:
    record = {"id": "x", "lines": LINES, "labels": LABELS, "lang": "sv"}
    (page,) = load_corpus(write_corpus(tmp_path / "labels", [record]))
    assert (page.html, page.lang) == (None, "sv")


def test_the_countries_that_fundus_states_are_not_taken_for_languages(tmp_path: Path) -> None:
    english = "<html lang=en-GB><p>The ferry."
    golds = [{"id": "a", "lang": "uk"}, {"id": "b", "lang": "uk"}, {"id": "c", "lang": "se"}]
    folder = write_corpus(tmp_path / "fundus-train", golds, a=english, b="<p>The ferry.", c=HTML)
    found = [(page.lang, page.language_source) for page in load_corpus(folder)]
    assert found == [("en", "page"), ("en", "country"), ("sv", "page")]
    # Neither in labels of its pages, nor in texts made of them.
    labelled = {"lines": LINES, "labels": LABELS, "lang": "uk"}
    records = [
        {"id": "a", "corpus": "fundus-train", "page": "b", **labelled},
        {"id": "fundus-train:b:readability", **labelled},
        {"id": "ferries:b:readability", **labelled},
    ]
    found = [
        (p.lang, p.language_source) for p in load_corpus(write_corpus(tmp_path / "l", records))
    ]
    assert found == [("en", "country"), ("en", "country"), ("uk", "corpus")]


def test_who_labelled_is_stated_by_the_corpus_or_the_record(tmp_path: Path) -> None:
    first = {"id": "a", "lines": LINES, "labels": LABELS}
    folder = write_corpus(tmp_path / "labels", [first, {**first, "labelled_by": "Ann"}])
    assert [page.labelled_by for page in load_corpus(folder)] == ["", "Ann"]
    (folder / "corpus.json").write_text('{"labelled_by": "two students"}')
    assert [page.labelled_by for page in load_corpus(folder)] == ["two students", "Ann"]


def test_domains_are_registered_ones_by_the_public_suffix_list(tmp_path: Path) -> None:
    def domain(url: str) -> str:
        return GoldPage("c", "the id", url, "", "article", "").domain

    assert domain("https://news.bbc.co.uk/a?b") == domain("http://bbc.co.uk") == "bbc.co.uk"
    assert domain("https://www.example.org:8080/") == "example.org"
    assert domain("http://localhost/a") == "localhost"
    assert domain("") == "the id"


@pytest.mark.parametrize(
    ("record", "problem"),
    [
        ({"lines": ["One."], "labels": ["body"]}, "line 1: no 'id'"),
        ({"id": "a", "lines": ["One."], "labels": ["menu"]}, "line 1: a has the label 'menu'"),
        ({"id": "a", "lines": ["One."], "labels": [""]}, "line 1: a has the label ''"),
        ({"id": "a", "lines": ["One."], "labels": []}, "line 1: a has 1 lines, but not as many"),
        ({"id": "a", "lines": "abc", "labels": ["body"] * 3}, "line 1: 'lines' is not a list"),
        ({"id": "a", "lines": ["One."], "labels": [1]}, "line 1: 'labels' is not a list"),
        ({"id": "a", "lines": ["One."]}, "line 1: no 'labels'"),
        ({"id": "a", "lines": [], "labels": [], "page": "a"}, "line 1: no 'corpus'"),
        ({"id": 7, "text": "One."}, "line 1: 'id' is not text"),
        ({"text": "One."}, "line 1: no 'id'"),
        ({"id": "p", "text": ["One."]}, "line 1: 'text' is not text"),
        ({"id": "p", "with": "One."}, "line 1: 'with' is not a list"),
        ({"id": "p", "lang": 1}, "line 1: 'lang' is not text"),
        ([1], "line 1: not an object"),
    ],
)
def test_a_bad_record_is_named(tmp_path: Path, record: object, problem: str) -> None:
    with pytest.raises(CorpusError, match=problem):
        load_corpus(write_corpus(tmp_path, [record], p="<p>One."))


def test_a_folder_that_is_no_corpus_is_named(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(CorpusError, match=f"{folder.name}: no corpus here.*gold.jsonl"):
            load_corpus(folder)


def test_pages_are_read_as_they_were_served(tmp_path: Path) -> None:
    write_corpus(tmp_path, [{"id": "a"}], a="Zürich")
    assert read_page(tmp_path, "a") == "Zürich".encode()


@pytest.mark.parametrize(
    "data",
    [
        None,
        b"<p>not packed",
        gzip.compress(b"<p>" * 99, mtime=0)[:-9],
        gzip.compress(b"", mtime=0)[:12] + b"x",
    ],
    ids=["missing", "not gzip", "cut short", "damaged"],
)
def test_a_page_that_cannot_be_read_is_named(tmp_path: Path, data: bytes | None) -> None:
    write_corpus(tmp_path, [{"id": "a"}])
    if data is not None:
        (tmp_path / "pages" / "a.html.gz").write_bytes(data)
    with pytest.raises(CorpusError, match=r"a\.html\.gz: cannot be read"):
        load_corpus(tmp_path)


def test_corpora_are_loaded_one_after_the_other_and_counted(tmp_path: Path) -> None:
    first = write_corpus(tmp_path / "first", [{"id": "a"}, {"id": "b"}], a=HTML, b=HTML)
    second = write_corpus(tmp_path / "second", [{"id": "a", "lines": ["x"], "labels": ["body"]}])
    messages: list[str] = []
    pages = load_corpora([first, second], messages.append)
    assert [(page.corpus, page.id) for page in pages] == [
        ("first", "a"), ("first", "b"), ("second", "a"),
    ]  # fmt: skip
    assert messages == ["first: 2 pages", "second: 1 page"]


@pytest.mark.skipif(not CORPORA.is_dir(), reason=f"no corpora in {CORPORA}: set CLEANER_CORPORA")
def test_the_corpora_have_languages_and_no_countries() -> None:
    pages = load_corpus(CORPORA / "fundus-train")
    languages = {page.lang for page in pages}
    assert {"en", "de", "ja", "sv", "da"} <= languages
    assert not {"uk", "us", "za", "jp", "ch", "se", "dk", "au"} & languages
