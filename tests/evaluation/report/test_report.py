"""The report of an evaluation, and the views of the worst pages."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from support import PROSE, page, write_corpus

from cleaner.core import Cleaner
from cleaner.evaluation.evaluate import Evaluation, evaluate
from cleaner.evaluation.gold import GoldPage
from cleaner.evaluation.report.report import LEAST_PAGES, write_report
from cleaner.evaluation.report.worst import gold_labels

pytest.importorskip("matplotlib", reason="needs the extra report")
pytest.importorskip("tldextract", reason="needs the extra evaluate")

LABELLED = {
    "lines": ["Home", "Sport", *PROSE, "Post comment"],
    "labels": ["sidebar", "sidebar", "body", "sidebar", "body", "chrome"],
}


@pytest.fixture
def evaluation(tmp_path: Path) -> Evaluation:
    labelled = write_corpus(
        tmp_path / "labelled",
        [
            {
                "id": f"a:{n}",
                "url": "",
                "title": "",
                "page_type": page_type,
                "lang": "en",
                **LABELLED,
            }
            for page_type in ("article", "<forum>")
            for n in range(LEAST_PAGES)
        ],
    )
    gold = write_corpus(
        tmp_path / "gold",
        [{"id": "ferry", "url": "https://larch.example/", "title": "", "page_type": "article",
          "text": PROSE[0]}],
        ferry=page(),
    )  # fmt: skip
    return evaluate([labelled, gold])


def written(evaluation: Evaluation, path: Path, worst: int = 3) -> str:
    write_report(evaluation, path, worst=worst)
    return path.read_text(encoding="utf-8")


def test_a_report_shows_each_corpus_with_its_charts(evaluation: Evaluation, tmp_path: Path) -> None:
    text = written(evaluation, tmp_path / "eval.html")
    labelled, gold = text.split("<h2>gold</h2>")
    for title in ("Precision and recall by threshold", "Calibration", "macro F1 by page type"):
        assert f"<h3>{title}</h3>" in labelled
    assert "Lines by gold label" in labelled
    assert "Calibration" not in gold
    assert "word F1" in gold
    assert "the model may have been trained on these pages" in labelled


def test_time_against_accuracy_is_shown_beside_other_tools(
    evaluation: Evaluation, tmp_path: Path
) -> None:
    assert "Time against accuracy" not in written(evaluation, tmp_path / "alone.html")
    beside = evaluate([tmp_path / "gold"], baselines={"<peer> & co": lambda html: PROSE[0]})
    text = written(beside, tmp_path / "beside.html")
    chart = text.partition("<h3>Time against accuracy</h3>")[2].partition("</svg>")[0]
    assert re.search(r"cleaner \(\d+\.\d ms, \d\.\d{3}\)", chart)
    assert re.search(r"&lt;peer&gt; &amp; co \(\d+\.\d ms, 1\.000\)", chart)
    assert "milliseconds a page" in chart


def test_the_worst_pages_lead_to_their_labels_beside_the_gold(
    evaluation: Evaluation, tmp_path: Path
) -> None:
    text = written(evaluation, tmp_path / "eval.html")
    addresses = re.findall(r'href="(eval-pages/[^"]*)"', text)
    assert addresses == [f"eval-pages/000{n}.html" for n in (1, 2, 3)]
    view = next(
        html
        for address in addresses
        if "labelled a:" in (html := (tmp_path / address).read_text(encoding="utf-8"))
    )
    assert 'value="two"> <bdi>gold</bdi>' in view
    assert re.search(r'class="p [^"]*os[^"]*"[^>]*>' + re.escape(PROSE[1][:30]), view)
    assert 'href="../eval.html"' in view


def test_views_of_an_earlier_report_are_removed(evaluation: Evaluation, tmp_path: Path) -> None:
    written(evaluation, tmp_path / "eval.html", worst=3)
    (tmp_path / "eval-pages" / "mine.html").write_text("my own", encoding="utf-8")
    written(evaluation, tmp_path / "eval.html", worst=1)
    names = sorted(path.name for path in (tmp_path / "eval-pages").iterdir())
    assert names == ["0001.html", "mine.html"]


def test_a_report_runs_and_fetches_nothing(evaluation: Evaluation, tmp_path: Path) -> None:
    text = written(evaluation, tmp_path / "eval.html")
    assert "default-src 'none'" in text
    assert not re.search(r"<script|<link|src=|@import|<forum>", text)
    assert "&lt;forum&gt;" in text


@pytest.mark.slow
def test_an_automated_checker_finds_no_barrier(evaluation: Evaluation, tmp_path: Path) -> None:
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="no axe-core").Axe()
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("no Chromium: apt-get install chromium")
    written(evaluation, tmp_path / "eval.html")
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=chromium)
        for scheme, width in (("light", 1400), ("dark", 390)):
            shown = browser.new_page(color_scheme=scheme, viewport={"width": width, "height": 900})
            shown.goto((tmp_path / "eval.html").as_uri())
            assert shown.evaluate("document.documentElement.scrollWidth") <= width
            found = axe.run(shown).response
            assert len(found["passes"]) > 10
            assert [
                (rule["id"], [node["html"][:200] for node in rule["nodes"]][:3])
                for rule in found["violations"]
            ] == []
        browser.close()


def test_gold_labels_follow_the_text_and_are_certain() -> None:
    document = Cleaner().clean_text("\n".join(LABELLED["lines"]))
    gold = GoldPage(
        "c", "a", "", "en", "article", "", lines=LABELLED["lines"], labels=LABELLED["labels"]
    )
    labels = gold_labels(gold, document)
    assert labels is not None
    assert [verdict and verdict.label.value for verdict in labels.verdicts] == LABELLED["labels"]
    assert {max(verdict.scores) for verdict in labels.verdicts if verdict} == {1.0}
    assert gold_labels(GoldPage("c", "a", "", "en", "article", "", html=page()), document) is None
