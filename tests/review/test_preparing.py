"""Pages that are made ready for a review."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from crawls import PDF, put
from reviews import FERRY, READ_ALSO, ferry_page, prepared, site

from cleaner.batch.options import BatchOptions
from cleaner.errors import ModelError
from cleaner.evaluation.records import Record
from cleaner.evaluation.standoff_labels import parse_marks
from cleaner.review.preparing import Preparer, closing_views, digest_of, id_of, prepare_pages


def test_a_page_is_known_by_its_source_and_its_content(tmp_path: Path) -> None:
    (first, second) = prepared(site(tmp_path / "src", 2), tmp_path / "out")
    assert first.page is not None
    assert first.page.id == id_of("0.html", ferry_page(0))
    assert first.page.paragraphs == len(FERRY)
    assert (first.page.url, first.page.title) == ("https://larch.example/0", "Ferry 0")
    assert first.letters[:2] + first.letters[2:5] == "SSBBB"
    assert first.snippets[READ_ALSO] == "Read also: Goat 0"
    # The same paragraph of the template on both pages.
    assert first.keys[READ_ALSO] == second.keys[READ_ALSO]


@pytest.mark.parametrize(
    ("source", "start"),
    [
        ("news/a.html", "news-a-"),
        ("a.HTM.gz", "a-"),
        ("crawl.warc.gz#12", "crawl.warc.gz-12-"),
        ("../über uns.html", "ber-uns-"),
        ("шлях.html", ""),
    ],
)
def test_ids_are_names_of_files(source: str, start: str) -> None:
    id_ = id_of(source, "<p>A")
    assert id_ == start + digest_of(id_)
    assert len(digest_of(id_)) == 12
    assert id_of(source, "<p>B") != id_
    assert len(id_of("x/" * 500, "")) < 80


def test_what_cannot_be_reviewed_is_said(tmp_path: Path) -> None:
    source = site(tmp_path / "src", 1)
    put(source / "bad.html", PDF)
    put(source / "empty.html", "<html><body></body></html>")
    put(source / "plain.txt", "A plain text.\n\nIt has two paragraphs.")
    reasons = {
        page.source: page.reason for page in prepared(source, tmp_path / "out") if page.reason
    }
    assert [*reasons] == ["bad.html", "empty.html", "plain.txt"]
    assert "application/pdf" in reasons["bad.html"]
    assert "no text" in reasons["empty.html"]
    assert "plain text" in reasons["plain.txt"]


def test_the_labels_of_another_person_stand_in_the_view(tmp_path: Path) -> None:
    source = site(tmp_path / "src", 2)
    first, second = prepared(source, tmp_path / "out")
    assert first.page is not None
    fields = {"page": f"elsewhere-{digest_of(first.page.id)}", "checks": first.page.checks}
    marks = parse_marks(Record(tmp_path, 1, {**fields, "labels": "??????C"}))
    again = prepared(source, tmp_path / "out", {digest_of(marks.page): marks}, "theirs")
    views = [(tmp_path / "out" / page.view).read_text(encoding="utf-8") for page in again]
    rows = [
        json.loads(html.split('id="data">')[1].split("</script>")[0])["verdicts"][1]
        for html in views
    ]
    assert rows[0] == [None] * 6 + [[2, [0, 0, 1000], []]]
    assert rows[1] == [None] * len(second.letters)


@pytest.mark.slow
def test_processes_make_no_difference_and_views_go_at_the_end(tmp_path: Path) -> None:
    source, out = site(tmp_path / "src", 2), tmp_path / "out"
    here = prepared(source, out)
    options = BatchOptions(source, out, "html", timeout=60)
    with closing_views(out):
        assert [*prepare_pages(Preparer(options), 2)] == here
        assert (out / here[0].view).exists()
    assert not (out / here[0].view).exists()


def test_a_bad_model_is_said_before_any_page(tmp_path: Path) -> None:
    options = BatchOptions(site(tmp_path / "src", 1), tmp_path / "out", "html")
    cleaning = options.cleaning.__class__(model=tmp_path)
    options = BatchOptions(options.source, options.out, "html", cleaning)
    with pytest.raises(ModelError, match=r"html\.model"):
        [*prepare_pages(Preparer(options), 1)]
