"""The command `cleaner evaluate`: figures, reports and cards."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from support import PROSE, Run, page, write_corpus

from cleaner.model.file import models_folder


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """Two pages of two sites, in the folder that the command runs in."""
    gold = "\n".join(PROSE)
    records = [{"id": i, "url": f"https://site{i}.org", "text": gold} for i in "12"]
    return write_corpus(tmp_path / "ferries", records, **{"1": page(), "2": page()})


def test_figures_are_printed_and_written(run: Run, corpus: Path) -> None:
    done = run("evaluate", "ferries", "--json", "figures.json")
    assert (done.returncode, done.stderr) == (0, "")
    assert "may have been trained on these pages" in done.stdout
    assert "ferries: 2 pages" in done.stdout
    figures = json.loads((corpus.parent / "figures.json").read_text(encoding="utf-8"))
    assert figures["ferries"]["cleaner"]["all"]["pages"] == 2
    assert f"{figures['ferries']['cleaner']['all']['word F1']:.3f}" in done.stdout


@pytest.mark.parametrize("option", ["--baselines", "--peers"])
def test_baselines_are_measured_if_asked_for(run: Run, corpus: Path, option: str) -> None:
    assert "trafilatura" in run("evaluate", "ferries", option).stdout
    assert "trafilatura" not in run("evaluate", "ferries").stdout


def test_the_worst_pages_are_listed_if_asked_for(run: Run, corpus: Path) -> None:
    assert "worst pages" in run("evaluate", "ferries", "--worst", 1).stdout
    assert "worst pages" not in run("evaluate", "ferries").stdout


def test_a_report_is_written_if_asked_for(run: Run, corpus: Path) -> None:
    pytest.importorskip("matplotlib", reason="needs the extra report")
    done = run("evaluate", "ferries", "--report", "eval.html")
    assert (done.returncode, done.stderr) == (0, "")
    assert "wrote eval.html" in done.stdout
    assert "Worst pages" in (corpus.parent / "eval.html").read_text(encoding="utf-8")
    assert (corpus.parent / "eval-pages" / "0002.html").exists()


def test_a_card_is_written_if_asked_for(run: Run, corpus: Path) -> None:
    models = corpus.parent / "models"
    models.mkdir()
    for name in ("html.model", "SHA256SUMS"):
        shutil.copy(models_folder() / name, models)
    assert run("evaluate", "ferries", "--model", "models").returncode == 0
    assert not (models / "html.md").exists()
    done = run("evaluate", "ferries", "--model", "models", "--write-card")
    assert (done.returncode, done.stderr) == (0, "")
    assert "wrote models/html.md" in done.stdout
    assert "### ferries" in (models / "html.md").read_text(encoding="utf-8")


def test_fold_models_that_are_there_are_used(run: Run, corpus: Path) -> None:
    folds = corpus.parent / "folds"
    folds.mkdir()
    (folds / "folds.json").write_text('{"site1.org": 0, "site2.org": 1}')
    for fold in "01":
        shutil.copytree(models_folder(), folds / fold)
    done = run("evaluate", "ferries", "--folds-dir", "folds", "--json", "all.json")
    assert done.returncode == 0
    assert "may have been trained" not in done.stdout
    run("evaluate", "ferries", "--folds-dir", "folds", "--only-fold", 1, "--json", "one.json")
    pages = [
        json.loads((corpus.parent / name).read_text())["ferries"]["cleaner"]["all"]["pages"]
        for name in ("all.json", "one.json")
    ]
    assert pages == [2, 1]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--only-fold", 1], "go with --folds"),
        (["--train-on", "ferries"], "go with --folds"),
        (["--folds", 2, "--only-fold", 2], "of 2 folds the last is 1"),
        (["--folds", 2, "--model", "models"], "--model is measured as it is"),
        (["--folds", 1], "1 is not in the range"),
    ],
    ids=str,
)
def test_options_that_do_not_go_together_are_wrong_usage(
    run: Run, corpus: Path, options: list[object], said: str
) -> None:
    done = run("evaluate", "ferries", *options)
    assert done.returncode == 2
    assert said in done.stderr


def test_a_bad_corpus_is_one_line(run: Run, corpus: Path) -> None:
    (corpus / "gold.jsonl").write_text('{"text": "One."}')
    done = run("evaluate", "ferries")
    assert done.returncode == 1
    assert done.stderr.startswith("cleaner: error: ferries/gold.jsonl, line 1: no 'id'")
    assert done.stderr.count("\n") == 1
