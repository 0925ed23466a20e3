"""The benchmark of flattened pages."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import flattened
import pytest
from flattened import sampled, score_flattened, summary_line
from support import PROSE, page, write_corpus

import cleaner
from cleaner.evaluation.gold import GoldPage

LINES = ["Home", "Sport", *PROSE, "Leave a comment", "Post comment"]
LABELS = ["sidebar", "sidebar", *["body"] * 3, "chrome", "chrome"]
GOLD = GoldPage(
    "mills", "1", "https://a.org", "en", "article", "", lines=LINES, labels=LABELS,
    labelled_by="Ann", language_source="corpus",
)  # fmt: skip


def test_each_text_is_scored_by_the_labels_of_the_page() -> None:
    texts = {"whole": "\n\n".join(LINES), "article": "\n\n".join(PROSE)}
    whole, article = score_flattened(GOLD, cleaner.clean_text, texts)
    assert (whole.corpus, article.corpus) == ("whole", "article")
    assert whole.confusion is not None
    assert whole.confusion.sum(axis=1).tolist() == [3, 2, 2]
    assert article.confusion is not None
    assert article.confusion.sum(axis=1).tolist() == [3, 0, 0]
    assert (whole.format, whole.lang, whole.labelled_by) == ("text", "en", "Ann")


def test_paragraphs_that_are_not_on_the_page_do_not_count() -> None:
    text = "\n\n".join(
        [PROSE[0], "Nothing of this stands on the page, not one word in order.", "* * *"]
    )
    (score,) = score_flattened(GOLD, cleaner.clean_text, {"odd": text})
    assert score.confusion is not None
    assert score.confusion.sum() == 1


def test_a_text_without_anything_of_the_page_has_no_score() -> None:
    assert score_flattened(GOLD, cleaner.clean_text, {"odd": "Quite another matter."}) == []
    assert score_flattened(GOLD, cleaner.clean_text, {"empty": ""}) == []


def test_a_sample_is_drawn_evenly() -> None:
    pages = [GoldPage("mills", str(i), "", "", "article", "") for i in range(10)]
    assert [p.id for p in sampled(pages, 5)] == ["0", "2", "4", "6", "8"]
    assert [p.id for p in sampled(pages, 3)] == ["0", "3", "6"]
    assert sampled(pages, 0) == sampled(pages, 10) == sampled(pages, 99) == pages


def test_the_measures_that_count_are_said_in_a_line() -> None:
    scores = score_flattened(GOLD, cleaner.clean_text, {"article": "\n\n".join(PROSE)})
    line = summary_line("three tools", scores)
    assert line.startswith("three tools: macro F1 ")
    assert line.endswith("(1 texts)")
    assert "(0 texts)" in summary_line("none", [])


def test_the_command_prints_and_writes_figures_by_tool(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write_corpus(tmp_path / "sites", [{"id": "1"}], **{"1": page()})
    record = {"id": "1", "corpus": "sites", "page": "1", "lines": LINES, "labels": LABELS}
    write_corpus(tmp_path / "labels-sites", [record])
    tools = {"everything": lambda html, url: "\n\n".join(LINES), "nothing": lambda html, url: ""}
    monkeypatch.setattr(flattened, "renderers", lambda: tools)
    monkeypatch.setattr("cleaner.training.data.renderers.renderers", lambda: tools)
    results = tmp_path / "results.json"
    arguments = [str(tmp_path), "--tools", *tools, "--json", str(results)]
    monkeypatch.setattr(sys, "argv", ["flattened.py", *arguments])
    flattened.main()
    printed = capsys.readouterr().out
    assert "everything: macro F1 " in printed
    assert "1 tools, 1 pages: macro F1" in printed
    written = json.loads(results.read_text())["flattened"]["results"]
    assert written.keys() == {"labels-sites, flattened", "everything"}


def test_without_any_tool_the_extra_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "labels-sites").mkdir()
    monkeypatch.setattr(flattened, "renderers", dict)
    monkeypatch.setattr(sys, "argv", ["flattened.py", str(tmp_path)])
    with pytest.raises(cleaner.CleanerError, match=r"paragraph-cleaner\[renderers\]"):
        flattened.main()
