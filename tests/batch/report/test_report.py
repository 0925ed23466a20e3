"""The report of a run: one page of HTML, which shows what looks wrong and why."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from crawls import PDF, put, response, tree
from support import PROSE, page

from cleaner.batch import BatchOptions, Outcome, Summary, run_batch
from cleaner.batch.outputs.files import make_state
from cleaner.batch.report.report import write_report
from cleaner.batch.state.ledger import Ledger


@pytest.fixture
def src(tmp_path: Path) -> Path:
    for n in range(3):
        put(tmp_path / "src" / f"{n}.html", page(f"Ferry {n}"))
    put(tmp_path / "src" / "deep" / "bad.html", PDF)
    return tmp_path / "src"


def report(options: BatchOptions) -> str:
    run_batch(options, jobs=1)
    return (options.out / options.report).read_text(encoding="utf-8")


def test_a_report_shows_the_run_and_what_looks_wrong(src: Path, tmp_path: Path) -> None:
    menu = "".join(f'<li><a href="/{n}">Sport and weather number {n}</a></li>' for n in range(99))
    put(src / "menu.html", f"<title>M</title><nav class=menu><ul>{menu}</ul></nav>")
    put(src / "<b>&.html", PDF)
    put(src / "logo.svg", "")
    put(src / "a.warc", response("https://larch.example/", b"", status="404 Not Found"))
    text = report(BatchOptions(src, tmp_path / "out", report="report.html"))
    assert text.count("<svg") == 3
    assert not re.search(r"<script|<link|src=|@import|<b>|\{\{|\{%", text)
    figures, rest = text.split("Pages that look wrong")
    wrong, rest = rest.split("Pages that failed")
    failed, passed_over = rest.split("What was passed over")
    assert '<td class="figure">4 of 6</td>' in figures
    assert '<a href="../src/menu.html">menu.html</a>' in wrong
    assert '<a href="menu.txt">result</a>' in wrong
    assert "../src/deep/bad.html" in failed
    assert "unsupported-input" in failed
    assert "&lt;b&gt;&amp;.html" in failed
    assert "files ending in .svg" in passed_over
    assert "HTTP status 404" in passed_over


def test_the_report_takes_no_page_s_name(src: Path, tmp_path: Path) -> None:
    put(src / "report.htm", page())
    report(BatchOptions(src, tmp_path / "out", "html", report="report.html"))
    assert {"report.html", "report.htm.html"} < set(tree(tmp_path / "out"))


def test_the_report_says_why_a_page_looks_wrong(tmp_path: Path) -> None:
    options = BatchOptions(tmp_path, tmp_path / "out", report="report.html")
    make_state(options.out)
    judged = {
        "empty.html": Outcome("empty.html", words=500),
        "nearly.html": Outcome("nearly.html", words=9_000, words_kept=200, labels=(1, 0, 50)),
        "less.html": Outcome("less.html", words=900, words_kept=90, site="larch.example"),
        "unsure.html": Outcome("unsure.html", words=300, words_kept=200, confidence=0.3),
    }
    usual = [
        Outcome(f"{n}.html", words=900, words_kept=700, site="larch.example") for n in range(8)
    ]
    with Ledger(options.out, options.output_format) as ledger:
        ledger.begin()
        for number, outcome in enumerate([*judged.values(), *usual]):
            ledger.store(number, outcome, None, None)
        write_report(options, ledger, Summary(), "mark")
    text = (options.out / "report.html").read_text(encoding="utf-8")
    rows = text.split("Pages that look wrong")[1].split("Pages that failed")[0].split("<tr>")
    why = {name: next(row for row in rows if f">{name}<" in row) for name in judged}
    assert "nothing kept" in why["empty.html"]
    assert "nearly everything dropped" in why["nearly.html"]
    assert "much less than other pages of the site" in why["less.html"]
    assert "low confidence" in why["unsure.html"]
    assert not any(outcome.path in "".join(rows) for outcome in usual)


def test_a_report_of_nothing_says_so(tmp_path: Path) -> None:
    (tmp_path / "src").mkdir()
    text = report(BatchOptions(tmp_path / "src", tmp_path / "out", report="report.html"))
    assert text.count('<p class="note">') == 5
    assert PROSE[0] not in text
