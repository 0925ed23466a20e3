"""What `cleaner train` checks before the hour that training takes."""

from __future__ import annotations

import gzip
import json
import logging
from pathlib import Path

import pytest
from support import Run
from training.builders import page_of, text_page

from cleaner import Cleaner
from cleaner.errors import CorpusError, MissingExtra, RecipeError
from cleaner.evaluation.fingerprint import corpus_fingerprint
from cleaner.evaluation.gold import GoldPage
from cleaner.model.file import load_model

pytest.importorskip("sklearn")

from cleaner.training.recipe import make_recipe
from cleaner.training.train import load_recipes, train


def recipe(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_recipe_replaces_the_shipped_one_of_its_format(tmp_path: Path) -> None:
    path = recipe(tmp_path, "mine.toml", 'format = "text"\nfolds = 2')
    html, text = load_recipes([path])
    assert html == make_recipe("html")
    assert text == make_recipe("text", {"folds": 2})


def test_two_recipes_of_a_format_are_refused(tmp_path: Path) -> None:
    paths = [recipe(tmp_path, f"{i}.toml", 'format = "html"') for i in range(2)]
    with pytest.raises(RecipeError, match=r"1\.toml: .* html already"):
        load_recipes(paths)


def test_a_broken_recipe_is_found_before_the_corpora_are_read(tmp_path: Path) -> None:
    path = recipe(tmp_path, "mine.toml", 'format = "html"\nfold = 2')
    with pytest.raises(RecipeError, match="fold"):
        train([tmp_path / "no corpus"], tmp_path / "models", recipes=[path])


@pytest.mark.slow
def test_the_command_takes_recipes(run_process: Run, tmp_path: Path) -> None:
    path = recipe(tmp_path, "mine.toml", 'format = "html"\nfold = 2')
    done = run_process("train", "no corpus", "--out", "models", "--recipe", path)
    assert done.returncode == 1
    assert done.stderr.startswith(f"cleaner: error: {path}: nothing is called 'fold'")
    assert done.stderr.count("\n") == 1


def test_a_missing_teacher_is_found_before_the_corpora_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cleaner.training.parts.teacher.find_spec", lambda name: None)
    with pytest.raises(MissingExtra, match=r"paragraph-cleaner\[teacher\]"):
        train([tmp_path / "no corpus"], tmp_path / "models", teach=tmp_path / "vectors.npz")


def test_a_missing_corpus_is_named(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="no corpus"):
        train([tmp_path / "no corpus"], tmp_path / "models")
    assert not (tmp_path / "models").exists()


# A whole training


def write_corpora(folder: Path) -> list[Path]:
    """Pages with gold text, labelled ones, pages without gold, and a phrasebook."""
    golds, labelled, plain, book = (folder / name for name in ("golds", "labels", "plain", "book"))
    for corpus in (golds, labelled, plain, book):
        (corpus / "pages").mkdir(parents=True)

    def write(into: Path, page: GoldPage, /, **known: object) -> dict[str, object]:
        data = gzip.compress((page.html or "").encode(), mtime=0)
        (into / "pages" / f"{page.id}.html.gz").write_bytes(data)
        return {"id": page.id, "url": page.url, "lang": "en", "title": page.title, **known}

    records = [write(golds, page, text=page.text) for page in map(page_of, range(6))]
    (golds / "gold.jsonl").write_text("\n".join(map(json.dumps, records)))
    pages = [text_page(i, labelled=True) for i in range(20, 32)]
    records = [
        write(labelled, page, corpus="labels", page=page.id, lines=page.lines, labels=page.labels)
        for page in pages
    ]
    (labelled / "documents.jsonl").write_text("\n".join(map(json.dumps, records)))
    records = [write(plain, text_page(i, labelled=False), text=None) for i in range(40, 43)]
    (plain / "gold.jsonl").write_text("\n".join(map(json.dumps, records)))
    phrases = [
        {"text": f"{label} {i}", "label": label, "kind": "note"}
        for label in ("body", "sidebar", "chrome")
        for i in range(8)
    ]
    (book / "en.jsonl").write_text("\n".join(map(json.dumps, phrases)))
    return [golds, labelled, plain, book]


NETWORK = """[network]
width = 8
dilations = [1, 2]
epochs = 2
step_paragraphs = 256
[trees]
body_trees = 4
chrome_trees = 4
min_samples_leaf = 5
[phrases]
row_weight = 0.5
"""
HTML = 'format = "html"\nfolds = 2\n' + NETWORK
TEXT = (
    'format = "text"\nfolds = 2\nwith_vectors = [true]\n' + NETWORK
    + "documents = 6\n[splices]\ncount = 6\nteasers = 0.0\nmost_inserts = 2\nlongest_run = 3\n"
    + "mails = 2\n[flatten]\narticles_from_labels = true\n"
)  # fmt: skip


@pytest.mark.slow
@pytest.mark.usefixtures("quick_compiler")
def test_a_second_training_computes_nothing_of_the_pages_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    pytest.importorskip("jax")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")
    caplog.set_level(logging.INFO, "cleaner.training")
    corpora = write_corpora(tmp_path / "corpora")
    recipes = [
        recipe(tmp_path, name, text) for name, text in (("html.toml", HTML), ("text.toml", TEXT))
    ]
    for run in ("one", "two"):
        caplog.clear()
        train(
            corpora, tmp_path / run, recipes=recipes, folds_out=tmp_path / f"folds {run}",
            cache=tmp_path / "cache", jobs=1,
        )  # fmt: skip
        computed = [line for line in caplog.messages if "matrix of" in line]
        assert len(computed) == (2 if run == "one" else 0)  # HTML and text
        assert any("networks fitted" in line for line in caplog.messages)
    for name in ("html.model", "text.model", "html.md", "text.md"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()
    for format in ("html", "text"):
        description = load_model(format, tmp_path / "one").description
        assert description["corpora"].keys() <= {corpus.name for corpus in corpora}
        for name, fingerprint in description["corpora"].items():
            assert fingerprint == corpus_fingerprint(tmp_path / "corpora" / name)
    page = page_of(99)
    assert Cleaner(tmp_path / "one").clean_html(page.html or "").paragraphs
    assert Cleaner(tmp_path / "one").clean_text(page.text or "").paragraphs
