"""The benchmark of languages that were never learned from."""

from __future__ import annotations

from io import StringIO

import languages
import numpy as np
import pytest
from languages import keeping_all, measures, news_documents, other_languages, printed, tables
from rich.console import Console

from cleaner import Label
from cleaner.evaluation.gold import GoldPage
from cleaner.evaluation.metrics import confusion
from cleaner.training.data.flatten import TextDocument

BODY, SIDEBAR, CHROME = "body", "sidebar", "chrome"
TABLE = confusion([BODY, BODY, CHROME, CHROME, SIDEBAR], [BODY, CHROME, CHROME, BODY, CHROME])


def test_documents_are_counted_by_language_and_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(languages, "labels_of", lambda texts, clean: [Label(t) for t in texts])
    documents = [
        TextDocument("a", "", "", "de", "article", [BODY, CHROME, BODY], np.array([0, 0, -1])),
        TextDocument("b", "", "", "ru", "article", [SIDEBAR], np.array([2])),
    ]
    found = tables(documents, lambda text: None)  # type: ignore[arg-type, return-value]
    assert found["de"].tolist() == [[1, 0, 1], [0, 0, 0], [0, 0, 0]]
    assert found["ru"].tolist() == [[0, 0, 0], [0, 0, 0], [0, 1, 0]]
    assert found["all"].tolist() == [[1, 0, 1], [0, 0, 0], [0, 1, 0]]


def test_a_tool_that_keeps_everything_calls_it_body() -> None:
    assert keeping_all(TABLE).tolist() == [[2, 0, 0], [1, 0, 0], [2, 0, 0]]


def test_the_measures_of_a_language_stand_beside_keeping_everything() -> None:
    found = measures(TABLE)
    assert found["paragraphs"] == 5
    assert found["body lost"] == 0.5
    assert found["boilerplate removed"] == pytest.approx(2 / 3)
    assert found["– keeping all"] == pytest.approx((2 * 2 / 7 + 0 + 0) / 3)
    assert found["macro F1"] == pytest.approx((2 / 4 + 0 + 2 / 5) / 3)


def test_languages_are_printed_those_with_most_paragraphs_first() -> None:
    out = StringIO()
    Console(file=out, width=120).print(printed("news", {"de": TABLE, "all": TABLE * 300}))
    rows = [line.strip("│ ").split("│")[0].strip() for line in out.getvalue().splitlines()]
    assert rows.index("all") < rows.index("de")
    assert "1,500" in out.getvalue()


def page(page_id: str, lang: str, url: str, corpus: str = "labels-train") -> GoldPage:
    labels = [BODY, CHROME]
    return GoldPage(corpus, page_id, url, lang, "article", "", lines=["A  b", "c"], labels=labels)


def test_the_news_of_labels_dev_are_told_by_their_id() -> None:
    (document,) = news_documents(
        [page("fundus-train:a:tool", "de", ""), page("wcxb-dev:b:tool", "en", "")]
    )
    assert (document.lang, document.texts, document.labels.tolist()) == ("de", ["A b", "c"], [0, 2])


def test_sites_with_english_pages_are_left_out() -> None:
    pages = [
        page("a", "en", "https://one.org"),
        page("b", "de", "https://one.org/de"),
        page("c", "de", "https://two.org"),
        page("d", "", "https://three.org"),
        page("e", "ru", "https://four.org", "wcxb-dev"),
    ]
    assert [found.id for found in other_languages(pages)] == ["c"]
