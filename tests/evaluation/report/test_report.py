"""The report of an evaluation, and the views of the worst pages."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from browsers import PHONE, WIDE, barriers, chromium
from support import PROSE, page, write_corpus

import cleaner
from cleaner.core import Cleaner
from cleaner.evaluation.evaluate import Evaluation, evaluate
from cleaner.evaluation.gold import GoldPage
from cleaner.evaluation.metrics import confusion
from cleaner.evaluation.report import worst as worst_pages
from cleaner.evaluation.report.report import LEAST_PAGES, write_report
from cleaner.evaluation.report.worst import gold_labels
from cleaner.evaluation.scores import OURS, PageScore, ScoredLine
from cleaner.evaluation.summaries import figures_of
from cleaner.paragraph import Label
from cleaner.show.view import view

pytest.importorskip("matplotlib", reason="needs the extra report")
pytest.importorskip("tldextract", reason="needs the extra evaluate")

LABELLED = {
    "lines": ["Home", "Sport", *PROSE, "Post comment"],
    "labels": ["sidebar", "sidebar", "body", "sidebar", "body", "chrome"],
}


@pytest.fixture(scope="module")
def evaluation(tmp_path_factory: pytest.TempPathFactory) -> Evaluation:
    folder = tmp_path_factory.mktemp("corpora")
    labelled = write_corpus(
        folder / "labelled",
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
        folder / "gold",
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


def scored(number: int, tool: str = OURS, corpus: str = "ferries", **fields: Any) -> PageScore:
    """The score of a page with gold text, unless told otherwise."""
    score = PageScore(tool, corpus, str(number), "article", "en", words=0.5, shingles=(1.0, 0.5))
    for name, value in fields.items():
        setattr(score, name, value)
    return score


TEXTLESS: dict[str, Any] = {"words": None, "shingles": None}
SNIPPETS: dict[str, Any] = {**TEXTLESS, "snippets": (1, 0, 1)}


def labelled_by(probability: float, number: int = 0, **fields: Any) -> PageScore:
    """The score of a page whose one line is body, and was given this probability of it."""
    line = ScoredLine("body", "body", "A ferry.", (probability, 1 - probability, 0.0))
    table = confusion(["body"], ["body"])
    return scored(number, **TEXTLESS, lines=[line], confusion=table, **fields)


def report_of(scores: list[PageScore], folder: Path) -> str:
    """The report of scores, without views of pages."""
    measured = Evaluation(scores, figures_of(scores), True, "2027-02-01")
    return written(measured, folder / "eval.html", worst=0)


def rows_of(text: str) -> list[list[str]]:
    rows = re.findall(r"<tr>.*?</tr>", text)
    return [[cell for _, cell in re.findall(r"<t([dh])[^>]*>(.*?)</t\1>", row)] for row in rows]


def bars_of(text: str, title: str) -> list[str]:
    """The groups of a chart, in order; none if there is no such chart."""
    found = re.search(f"<h3>{title}</h3>(.*?)</section>", text, re.DOTALL)
    return re.findall(r">([^<>]*? \([\d,]+\))</text>", found[1]) if found else []


def test_it_says_what_was_measured_when_and_how(tmp_path: Path) -> None:
    text = report_of([scored(0)], tmp_path)
    assert f"2027-02-01 · cleaner {cleaner.__version__} ·\nout-of-fold" in text
    assert "may have been trained" not in text


def test_each_tool_has_a_row_with_its_pages_and_measures(tmp_path: Path) -> None:
    scores = [scored(n) for n in range(1200)] + [scored(0, "other", words=0.25, snippets=(1, 0, 1))]
    assert rows_of(report_of(scores, tmp_path)) == [
        ["", "pages", "word F1", "shingle F1", "snippet F1"],
        ["cleaner", "1,200", "0.500", "0.667", ""],
        ["other", "1", "0.250", "0.667", "0.667"],
    ]


def test_charts_are_of_our_lines_of_that_corpus(tmp_path: Path) -> None:
    scores = [
        labelled_by(0.75), labelled_by(0.5, corpus="mills"), scored(0, corpus="texts"),
        labelled_by(0.25, tool="other"),
    ]  # fmt: skip
    text = report_of(scores, tmp_path)
    parts = dict(re.findall(r"<h2>(ferries|mills|texts)</h2>(.*?)(?=<h2>|$)", text, re.DOTALL))
    errors = {name: re.findall(r"body \(error ([\d.]+)\)", part) for name, part in parts.items()}
    assert errors == {"ferries": ["0.250"], "mills": ["0.500"], "texts": []}
    assert "threshold" not in parts["texts"]


def test_groups_have_bars_the_largest_first_unless_they_have_few_pages(tmp_path: Path) -> None:
    sizes = {"de": 10, "ru": 1200, "th": 9, "sv": 11}
    scores = [scored(n, lang=lang) for lang, size in sizes.items() for n in range(size)]
    text = report_of(scores, tmp_path)
    assert bars_of(text, "shingle F1 by language") == ["ru (1,200)", "sv (11)", "de (10)"]
    assert "In brackets, the pages. Smaller groups, 1 of them, are left out." in text
    assert bars_of(text, "shingle F1 by page type") == []  # there is but one
    assert "Smaller groups" not in report_of([s for s in scores if s.lang != "th"], tmp_path)
    one_large = [s for s in scores if s.lang in ("de", "th")]
    assert bars_of(report_of(one_large, tmp_path), ".*") == []


def test_a_chart_has_25_bars_at_most(tmp_path: Path) -> None:
    kinds = [f"kind{n:02}" for n in range(26)]
    scores = [scored(n, page_type=kind) for kind in kinds for n in range(10)]
    text = report_of(scores, tmp_path)
    assert bars_of(text, "shingle F1 by page type") == [f"{kind} (10)" for kind in kinds[:25]]
    assert "Smaller groups, 1 of them" in text


def test_groups_are_compared_by_the_measure_that_the_largest_has(tmp_path: Path) -> None:
    labels = [labelled_by(0.9, n, lang=lang) for lang in ("de", "sv") for n in range(11)]
    mixed = report_of([*labels, *(scored(n, lang="ru", **SNIPPETS) for n in range(10))], tmp_path)
    assert bars_of(mixed, "macro F1 by language") == ["de (11)", "sv (11)"]
    for fields, bars in ((SNIPPETS, ["de (10)", "ru (10)"]), (TEXTLESS, [])):
        scores = [scored(n, lang=lang, **fields) for lang in ("de", "ru") for n in range(10)]
        assert bars_of(report_of(scores, tmp_path), "snippet F1 by language") == bars


def test_the_report_is_whole_and_nothing_else_is_left(tmp_path: Path) -> None:
    for _ in range(2):  # over an earlier one, too
        assert report_of([scored(0)], tmp_path).endswith("</html>")
        assert {path.name for path in tmp_path.iterdir()} == {"eval.html", "eval-pages"}


def test_twenty_pages_are_shown_unless_told_otherwise(
    evaluation: Evaluation, tmp_path: Path
) -> None:
    write_report(evaluation, tmp_path / "eval.html")
    assert len(evaluation.pages) == 21
    assert len(list((tmp_path / "eval-pages").iterdir())) == 20


def test_a_page_is_shown_as_it_was_scored(
    evaluation: Evaluation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[tuple[Path | None, object]] = []

    class Recording(Cleaner):
        def __init__(self, model: Path | None = None, **options: Any) -> None:
            made.append((model, options))
            super().__init__(None, **options)

    monkeypatch.setattr(worst_pages, "Cleaner", Recording)
    of_two_models = replace(evaluation, model_of=lambda page: Path("models") / page.corpus)
    write_report(of_two_models, tmp_path / "eval.html", worst=21)
    assert made.count((Path("models/gold"), {"profile": "article", "max_bytes": None})) == 1
    assert made.count((Path("models/labelled"), {"profile": "labels", "max_bytes": None})) == 20


def test_time_against_accuracy_is_shown_beside_other_tools(
    evaluation: Evaluation, tmp_path: Path
) -> None:
    assert "Time against accuracy" not in written(evaluation, tmp_path / "alone.html")
    gold = write_corpus(
        tmp_path / "gold",
        [{"id": "ferry", "url": "", "title": "", "page_type": "article", "text": PROSE[0]}],
        ferry=page(),
    )
    beside = evaluate([gold], baselines={"<peer> & co": lambda html: PROSE[0]})
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
    written(evaluation, tmp_path / "eval.html")
    several = tmp_path / "several"
    several.mkdir()
    report_of([labelled_by(0.75), labelled_by(0.5, corpus="mills")], several)
    with chromium() as browser:
        for scheme, screen in (("light", WIDE), ("dark", PHONE)):
            for folder in (tmp_path, several):
                shown = browser.new_page(color_scheme=scheme, viewport=screen)
                shown.goto((folder / "eval.html").as_uri())
                assert shown.evaluate("document.documentElement.scrollWidth") <= screen["width"]
                assert (folder.name, scheme, barriers(shown)) == (folder.name, scheme, [])


def test_gold_labels_follow_the_text_and_are_certain() -> None:
    document = Cleaner().clean_text("\n".join(LABELLED["lines"]))
    gold = GoldPage(
        "c", "a", "", "en", "article", "", lines=LABELLED["lines"], labels=LABELLED["labels"]
    )
    labels = gold_labels(gold, document)
    assert labels is not None
    assert [verdict and verdict.label for verdict in labels.verdicts] == LABELLED["labels"]
    assert {max(verdict.scores) for verdict in labels.verdicts if verdict} == {1.0}
    assert gold_labels(GoldPage("c", "a", "", "en", "article", "", html=page()), document) is None


def test_a_gold_text_tells_body_from_the_rest(tmp_path: Path) -> None:
    document = Cleaner().clean_text("\n".join(LABELLED["lines"]))
    gold = GoldPage("c", "a", "", "en", "article", "", text=f"{PROSE[0]}\n\n{PROSE[2]}")
    labels = gold_labels(gold, document)
    assert labels is not None
    assert [verdict and verdict.label for verdict in labels.verdicts] == [
        None, None, "body", None, "body", None
    ]  # fmt: skip
    made = view(document, "a", other=labels)
    assert made.figures.differing == [p.label for p in document.paragraphs].count(Label.BODY) - 2
    assert made.html.count(' on"') + made.html.count(" on differs") == 4


def test_the_worst_pages_have_their_gold_text_their_title_and_their_address_beside_them(
    tmp_path: Path,
) -> None:
    row = {"id": "ferry", "url": "https://larch.example/1", "title": "A <ferry>", "page_type": "a"}
    other = {**row, "id": "mill", "url": "", "title": ""}
    gold = write_corpus(
        tmp_path / "gold",
        [{**row, "text": PROSE[0]}, {**other, "text": PROSE[0]}],
        ferry=page(), mill=page("The mill"),
    )  # fmt: skip
    text = written(evaluate([gold]), tmp_path / "eval.html")
    rows = {cell[0]: cell[1:] for cell in re.findall(r">gold (ferry|mill)</a>(.*?)</td>", text)}
    ferry, mill = rows["ferry"][0], rows["mill"][0]
    assert "A &lt;ferry&gt;" in ferry
    assert "https://larch.example/1" in ferry
    assert "The mill" in mill
    view = (tmp_path / "eval-pages" / "0001.html").read_text(encoding="utf-8")
    assert 'value="two"> <bdi>gold</bdi>' in view
    assert re.search(r'class="p [^"]* ob"[^>]*>' + re.escape(PROSE[0][:20]), view)
    assert re.search(r'class="p [^"]* on[ "][^>]*>' + re.escape(PROSE[1][:20]), view)
