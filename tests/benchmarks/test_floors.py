"""Floors of accuracy: they rise by themselves, and fall only if someone says so."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import floors
import pytest
from floors import (
    MARGIN,
    Floors,
    check_corpora,
    measures_of,
    other_corpora,
    raise_floors,
    read_floors,
    verdicts,
    write_floors,
)
from rich.console import Console
from support import write_corpus

from cleaner import CorpusError
from cleaner.evaluation.fingerprint import corpus_fingerprint
from cleaner.model.file import models_folder

OLD = {"mills: word F1": 0.8}


def test_a_better_figure_raises_its_floor_to_just_below() -> None:
    new, changes = raise_floors(OLD, {"mills: word F1": 0.9})
    assert new == {"mills: word F1": pytest.approx(0.9 - MARGIN)}
    assert changes == ["mills: word F1: floor raised from 0.800 to 0.895"]


@pytest.mark.parametrize("figure", [0.7, 0.803])
def test_a_worse_figure_lowers_no_floor_and_that_is_said(figure: float) -> None:
    new, (change,) = raise_floors(OLD, {"mills: word F1": figure})
    assert new == OLD
    assert "stays at 0.800; --allow-regression would lower it" in change


def test_a_floor_is_lowered_if_regression_is_allowed_and_that_is_said() -> None:
    new, (change,) = raise_floors(OLD, {"mills: word F1": 0.7}, allow_regression=True)
    assert new == {"mills: word F1": 0.695}
    assert change == "mills: word F1: floor LOWERED from 0.800 to 0.695"


def test_a_new_measure_gets_a_floor_and_one_that_was_not_measured_keeps_its_own() -> None:
    new, _ = raise_floors(OLD, {"mills: macro F1": 0.5})
    assert new == {"mills: word F1": 0.8, "mills: macro F1": 0.495}


def test_an_equal_floor_changes_nothing() -> None:
    assert raise_floors(OLD, {"mills: word F1": 0.8 + MARGIN}) == (OLD, [])


def test_some_measures_have_a_wider_margin() -> None:
    name = "labels-dev: documents exactly right"
    assert raise_floors({}, {name: 0.4})[0] == {name: 0.378}


def test_a_figure_below_its_floor_has_fallen() -> None:
    floors_ = {"a": 0.5, "b": 0.5, "c": 0.5}
    assert verdicts(floors_, {"a": 0.5, "b": 0.4999, "d": 0.1}) == {
        "a": "ok", "b": "FALLEN", "c": "not measured", "d": "ok",
    }  # fmt: skip


def test_floors_are_written_with_the_corpora_that_they_are_of(tmp_path: Path) -> None:
    written = Floors({"mills": "ab12"}, OLD)
    write_floors(tmp_path / "floors.json", written)
    assert read_floors(tmp_path / "floors.json") == written


def test_another_corpus_is_named_and_not_compared() -> None:
    pinned = Floors({"mills": "ab12", "ferries": "cd34"}, OLD)
    check_corpora(pinned, {"mills": "ab12", "ferries": "cd34"})
    assert other_corpora(pinned, {"mills": "ab12", "ferries": "ef56", "new": "00"}) == [
        "ferries", "new",
    ]  # fmt: skip
    with pytest.raises(CorpusError, match=r"another ferries, new.*--raise --allow-regression"):
        check_corpora(pinned, {"mills": "ab12", "ferries": "ef56", "new": "00"})


def test_measures_are_ours_by_corpus() -> None:
    ours = {"all": {"pages": 1, "word F1": 0.5, "macro F1": 0.4}}
    figures = {"mills": {"cleaner": ours, "other": {"all": {"word F1": 0.9}}}}
    assert measures_of(figures, ("word F1", "snippet F1")) == {"mills: word F1": 0.5}  # type: ignore[arg-type]


def test_the_floors_that_ship_are_of_pinned_corpora() -> None:
    shipped = read_floors(floors.FLOORS)
    assert {name.split(":")[0] for name in shipped.measures} <= shipped.corpora.keys()
    assert all(0 < value < 1 for value in shipped.measures.values())


# The command


@pytest.fixture
def measured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Corpora and their floors, in a folder; measuring gives .7 for the one measure."""
    for name in (*floors.HTML_CORPORA, floors.MARKED_TOO, floors.TEXT_CORPUS):
        write_corpus(tmp_path / name, [{"id": name}])
    more = models_folder() / floors.MORE_LABELS
    names = (*floors.HTML_CORPORA, floors.MARKED_TOO, floors.TEXT_CORPUS)
    marks = {name: corpus_fingerprint(tmp_path / name) for name in names}
    marks[more.name] = corpus_fingerprint(more)
    monkeypatch.setattr(floors, "FLOORS", tmp_path / "floors.json")
    write_floors(tmp_path / "floors.json", Floors(marks, OLD))
    monkeypatch.setattr(floors, "html_figures", lambda *_: {"mills: word F1": 0.7})
    monkeypatch.setattr(floors, "text_figures", lambda *_: {})
    return tmp_path


def command(monkeypatch: pytest.MonkeyPatch, *arguments: object) -> int:
    monkeypatch.setattr(sys, "argv", ["floors.py", *map(str, arguments)])
    return floors.main()


def test_a_fall_is_exit_code_1_and_raising_does_not_hide_it(
    measured: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command(monkeypatch, measured) == 1
    assert command(monkeypatch, measured, "--raise") == 1
    assert read_floors(measured / "floors.json").measures == OLD
    assert "FALLEN" in capsys.readouterr().out


def test_a_regression_that_is_allowed_is_written_and_said(
    measured: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command(monkeypatch, measured, "--raise", "--allow-regression") == 0
    assert read_floors(measured / "floors.json").measures == {"mills: word F1": 0.695}
    assert "LOWERED from 0.800 to 0.695" in capsys.readouterr().out


def test_other_corpora_are_refused_until_floors_are_set_anew(
    measured: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (measured / "labels-train" / "gold.jsonl").write_text('{"id": "other"}')
    before = json.loads((measured / "floors.json").read_text())
    for arguments in ([], ["--raise"]):
        with pytest.raises(CorpusError, match="another labels-train"):
            command(monkeypatch, measured, *arguments)
    assert json.loads((measured / "floors.json").read_text()) == before
    assert command(monkeypatch, measured, "--raise", "--allow-regression") == 0
    assert command(monkeypatch, measured) == 0


def test_allowing_a_regression_without_raising_is_wrong_usage(
    measured: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(SystemExit) as ended:
        command(monkeypatch, measured, "--allow-regression")
    assert ended.value.code == 2


@pytest.mark.slow
def test_the_small_recipe_is_fitted_and_measured_on_every_corpus(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for library in ("jax", "sklearn"):
        pytest.importorskip(library)
    prose = "The ferry came back on day {} half an hour late and nobody on the island complained."
    body = [prose.format(number) for number in range(6)]
    html = "<nav><a href=/>Home</a></nav>" + "".join(f"<p>{text}</p>" for text in body)
    html = f"<html lang=en><body>{html}<button>Share</button></body></html>"
    lines, labels = ["Home", *body, "Share"], ["sidebar", *["body"] * 6, "chrome"]
    for name in (*floors.HTML_CORPORA, floors.MARKED_TOO):
        golds: list[dict[str, object]] = [
            {"id": f"{name}{i}", "url": f"https://{name}{i}.org", "text": "\n".join(body)}
            for i in range(8)
        ]
        if name == "labels-train":
            golds = [
                {**gold, "lines": lines, "labels": labels, "corpus": "wcxb-dev"} for gold in golds
            ]
            golds = [{**gold, "page": f"wcxb-dev{i}"} for i, gold in enumerate(golds)]
        write_corpus(tmp_path / name, golds, **{f"{name}{i}": html for i in range(8)})
    (tmp_path / floors.MORE_LABELS).mkdir()
    (tmp_path / floors.MORE_LABELS / "marks.jsonl").write_text("")
    monkeypatch.setattr(floors, "models_folder", lambda: tmp_path)
    tiny = {"trees": {"body_trees": 3, "chrome_trees": 3}, "network": {"width": 16, "epochs": 1}}
    monkeypatch.setattr(floors, "SMALL", {**floors.SMALL, **tiny})
    figures = floors.html_figures(tmp_path, Console())
    assert figures.keys() == {
        "wcxb-dev: word F1", "wcxb-dev: shingle F1", "news-2023: word F1", "news-2023: shingle F1",
        "fundus-train: word F1", "fundus-train: shingle F1", "labels-train: macro F1",
    }  # fmt: skip
    assert all(0 < value <= 1 for value in figures.values())


def test_text_is_measured_on_pages_that_the_shipped_model_has_not_seen(tmp_path: Path) -> None:
    record = {"id": "a", "lines": ["The ferry came back.", "Share"], "labels": ["body", "chrome"]}
    write_corpus(tmp_path / floors.TEXT_CORPUS, [record])
    figures = floors.text_figures(tmp_path, Console())
    assert figures.keys() == {f"labels-dev: {name}" for name in floors.TEXT_MEASURES}
