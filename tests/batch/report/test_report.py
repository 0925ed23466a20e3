"""The report of a run: one page of HTML, which shows what looks wrong and why."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest
from browsers import PHONE, WIDE, barriers, chromium
from crawls import PDF, put, response, tree
from support import PROSE, ROOT, page

from cleaner import Config, Warning, __version__
from cleaner.batch import BatchOptions, Outcome, Summary, run_batch
from cleaner.batch.options import BATCH_FORMATS, BatchFormat
from cleaner.batch.outputs.files import make_state
from cleaner.batch.report.report import write_report
from cleaner.batch.state.ledger import Ledger
from cleaner.document import LOW_CONFIDENCE
from cleaner.errors import WARNINGS
from cleaner.model.file import load_model

BODY = (1, 0, 0)  # paragraphs of each label
UNSURE = Warning("unsure", "the likeliest were kept")


@pytest.fixture
def src(tmp_path: Path) -> Path:
    for n in range(3):
        put(tmp_path / "src" / f"{n}.html", page(f"Ferry {n}"))
    put(tmp_path / "src" / "deep" / "bad.html", PDF)
    return tmp_path / "src"


def noisy(*paragraphs: str) -> str:
    """A page that is mostly menu."""
    menu = "".join(f'<li><a href="/{n}">Sport and weather number {n}</a></li>' for n in range(99))
    return page(paragraphs=paragraphs).replace("</body>", f"<nav><ul>{menu}</ul></nav></body>")


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
    assert not re.search(r"<script|<link|src=|@import|<b>|\{\{|\{%", text)
    figures, rest = text.split("Doubtful pages")
    wrong, rest = rest.split("Pages that failed")
    failed, rest = rest.split("<h2>Warnings")
    passed_over = rest.split("What was passed over")[1]
    assert '<td class="figure">4 of 6</td>' in figures
    assert '<a href="../src/menu.html" rel="noreferrer">menu.html</a>' in wrong
    assert '<a href="menu.txt" rel="noreferrer">result</a>' in wrong
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
        "less.html": Outcome(
            "less.html", words=900, words_kept=90, labels=BODY, site="larch.example"
        ),
        "unsure.html": Outcome(
            "unsure.html", words=300, words_kept=200, labels=BODY, warnings=[UNSURE]
        ),
        "low.html": Outcome(
            "low.html", words=300, words_kept=200, labels=BODY, confidence=LOW_CONFIDENCE - 0.01
        ),
    }
    usual = [
        Outcome(
            f"{n}.html", words=900, words_kept=700, labels=BODY, site="larch.example",
            confidence=LOW_CONFIDENCE, warnings=[Warning("bad-bytes", 'said: ["unsure", "x"]')],
        )
        for n in range(8)
    ]  # fmt: skip
    with Ledger(options.out, options.output_format) as ledger:
        ledger.begin()
        for number, outcome in enumerate([*judged.values(), *usual]):
            ledger.store(number, outcome, None, None)
        write_report(options, ledger, Summary(), "mark")
    text = (options.out / "report.html").read_text(encoding="utf-8")
    rows = text.split("Doubtful pages")[1].split("Pages that failed")[0].split("<article>")
    assert [name for row in rows for name in judged if f">{name}<" in row] == [*judged]
    why = {name: next(row for row in rows if f">{name}<" in row) for name in judged}
    assert "nothing kept" in why["empty.html"]
    assert "nearly everything dropped" in why["nearly.html"]
    assert "much less than other pages of the site" in why["less.html"]
    assert "no paragraph is clearly body" in why["unsure.html"]
    assert "low confidence" in why["low.html"]
    assert text.count('<td class="figure">1</td>') >= len(judged)
    assert not any(outcome.path in "".join(rows) for outcome in usual)


@pytest.mark.parametrize("output_format", BATCH_FORMATS)
def test_the_text_of_a_doubtful_page_stands_beside_it(
    tmp_path: Path, output_format: BatchFormat
) -> None:
    put(tmp_path / "src" / "a.html", noisy(f"{PROSE[0]} <b>&lt;i&gt;</b>", PROSE[1]))
    cleaning = Config(threshold=0.0)  # everything is body, which the model doubts
    options = BatchOptions(
        tmp_path / "src", tmp_path / "out", output_format, cleaning, report="report.html"
    )
    (article,) = report(options).split("<article>")[1:]
    text = unescape(article.partition('class="text"')[2])
    assert PROSE[1] in text
    assert "<i>" not in article
    assert "<i>" in text.replace("\\<i>", "<i>")


def test_a_long_text_is_cut(tmp_path: Path) -> None:
    put(tmp_path / "src" / "a.html", noisy(*(f"{PROSE[0]} {n}" for n in range(12))))
    options = BatchOptions(
        tmp_path / "src", tmp_path / "out", "jsonl", Config(threshold=0.0), report="report.html"
    )
    text = report(options)
    assert re.search(r" … \(\d+,\d{3} characters more\)", text)
    assert f"{PROSE[0]} 11" not in text


def test_a_page_whose_output_has_gone_is_listed_without_its_text(tmp_path: Path) -> None:
    options = BatchOptions(tmp_path, tmp_path / "out", report="report.html")
    make_state(options.out)
    with Ledger(options.out, options.output_format) as ledger:
        ledger.begin()
        ledger.store(0, Outcome("a.html", "a.txt", labels=BODY, confidence=0.1), None, None)
        write_report(options, ledger, Summary(), "mark")
    text = (options.out / "report.html").read_text(encoding="utf-8")
    assert ">a.html<" in text
    assert "no text" in text


def test_a_report_says_when_how_and_with_what_the_run_was_made(src: Path, tmp_path: Path) -> None:
    put(src / "odd.html", page().encode() + b"<p>\xff")
    code = "guessed-encoding"
    cleaning = Config(profile="article", threshold=0.25)
    options = BatchOptions(src, tmp_path / "out", "jsonl", cleaning, report="report.html")
    text = report(options)
    assert re.search(r"\d{4}-\d\d-\d\d \d\d:\d\d UTC", text)
    run = text.split("How it was run")[1]
    for part in (
        "<td>0.25</td>",
        "<td>article</td>",
        f"<td>{src}</td>",
        f"<td>{__version__}</td>",
        load_model("html", None, "article").label,
    ):
        assert part in run, part
    chosen = {"source", "out", "output_format", "profile", "threshold", "report"}
    assert set(re.findall(r"<tr><td><code>(\w+)</code>", run)) == chosen
    assert '<tr class="default"><td><code>markup.links</code></td><td>yes</td>' in run
    warnings = text.split("<h2>Warnings")[1].split("<h2>")[0]
    assert f"<code>{code}</code></td><td>{WARNINGS[code]}</td>" in warnings


def test_the_site_names_the_confidence_that_is_low() -> None:
    guide = (ROOT / "docs" / "howto" / "doubtful-pages.md").read_text(encoding="utf-8")
    assert f"document.confidence < {LOW_CONFIDENCE}" in guide


@pytest.mark.slow
def test_an_automated_checker_finds_no_barrier(src: Path, tmp_path: Path) -> None:
    put(src / "menu.html", noisy("Sold out."))
    put(src / "logo.svg", "")
    report(BatchOptions(src, tmp_path / "out", report="report.html"))
    report(BatchOptions(put(tmp_path / "none" / "a.pdf", PDF).parent, tmp_path / "empty",
                        report="report.html"))  # fmt: skip
    with chromium() as browser:
        for scheme, screen in (("light", WIDE), ("dark", PHONE)):
            for name in ("out", "empty"):
                shown = browser.new_page(color_scheme=scheme, viewport=screen)
                shown.goto((tmp_path / name / "report.html").as_uri())
                assert shown.evaluate("document.documentElement.scrollWidth") <= screen["width"]
                assert (name, scheme, barriers(shown)) == (name, scheme, [])


def test_a_report_of_nothing_says_so(tmp_path: Path) -> None:
    (tmp_path / "src").mkdir()
    text = report(BatchOptions(tmp_path / "src", tmp_path / "out", report="report.html"))
    assert text.count('<p class="note">no') == 6
    assert PROSE[0] not in text
