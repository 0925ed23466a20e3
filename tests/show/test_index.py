"""The list of pages."""

from __future__ import annotations

import re
from html import unescape

from documents import ferry

from cleaner.show.index import LISTED, Failed, Listed, index
from cleaner.show.view import view

FIGURES = view(ferry(), "ferry.html").figures


def listed(name: str, confidence: float = 0.9, **changes: object) -> Listed:
    figures = FIGURES._replace(confidence=confidence, **changes)  # type: ignore[arg-type]
    return Listed(name, f"pages/{name}", figures)


def test_pages_are_listed_by_doubt() -> None:
    html = index("news", [listed("a", 0.9), listed("b", 0.3), listed("c", 0.6)])
    assert re.findall(r'href="pages/(\w)"', html) == ["b", "c", "a"]
    assert "3 pages, the most doubtful first." in html


def test_pages_without_text_come_last_as_there_is_nothing_to_doubt() -> None:
    pages = [listed("a", 0.0, labels=(0, 0, 0)), listed("b", 0.9), listed("c", 0.3)]
    assert re.findall(r'href="pages/(\w)"', index("news", pages)) == ["c", "b", "a"]


def test_a_page_has_its_strip_and_its_figures() -> None:
    html = index("news", [listed("a", 0.414)])
    assert html.count("<svg") == 1
    assert 'class="body" d="M' in html
    assert "confidence 0.41 · 2 of 10 doubtful" in html
    assert "differ" not in html.split("</style>")[1]


def test_a_comparison_says_with_what_and_how_much_differs() -> None:
    html = index("news", [listed("a", differing=3)], compared="models/<mine>")
    assert "Compared with models/&lt;mine&gt;." in html
    assert "· 3 differ" in html


def test_a_page_that_the_other_labels_leave_out_does_not_count_as_the_same() -> None:
    html = index("news", [listed("a", differing=None)], compared="models/<mine>")
    assert "· not labelled by models/&lt;mine&gt;" in html
    assert "differ" not in html.split("</style>")[1]


def test_pages_that_cannot_be_read_are_listed_with_their_reason() -> None:
    html = index("news", [], [Failed("<b>.pdf", "this is a PDF & no page")])
    assert "&lt;b&gt;.pdf" in html
    assert "this is a PDF &amp; no page" in html
    assert "<ol" not in html


def test_of_very_many_pages_the_most_doubtful_are_listed() -> None:
    pages = [listed(str(n), confidence=1 - n / 10_000) for n in range(LISTED + 5)]
    html = index("news", pages)
    assert html.count("<li>") == LISTED
    assert f"2,005 pages, the most doubtful first: {LISTED:,} of them." in html
    assert 'href="pages/0"' not in html


def test_a_list_runs_no_script() -> None:
    html = index("<script>", [listed("a")])
    assert "script-src 'none'" in unescape(html)
    assert "<script" not in html
