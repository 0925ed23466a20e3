"""Evaluation: a model as it is, or fold models, each on the sites it has not seen."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from support import PROSE, page, write_corpus

from cleaner import CorpusError, ModelError
from cleaner.evaluation import evaluate as room
from cleaner.evaluation.evaluate import Folds, evaluate
from cleaner.evaluation.folds import FOLDS_FILE
from cleaner.evaluation.gold import GoldPage
from cleaner.evaluation.scores import PageScore

GOLD = "\n".join(PROSE)


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """Four pages of four sites."""
    records = [{"id": str(i), "url": f"https://site{i}.org/", "text": GOLD} for i in range(4)]
    return write_corpus(tmp_path / "ferries", records, **{str(i): page() for i in range(4)})


@pytest.fixture
def models(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, Path | None]]:
    """The pages that were scored, each with the model that was asked; none is cleaned."""
    asked: list[tuple[str, Path | None]] = []

    def score_pages(pages: Sequence[GoldPage], model_of, baselines=None):  # type: ignore[no-untyped-def]
        asked.extend((page.id, model_of(page)) for page in pages)
        return [PageScore("cleaner", page.corpus, page.id, "article", "en") for page in pages]

    monkeypatch.setattr(room, "score_pages", score_pages)
    return asked


def fit(corpora: Sequence[Path], folder: Path, only: int | None) -> None:
    """Stand in for training: the folds of the four sites, and no models."""
    folder.mkdir(exist_ok=True)
    (folder / FOLDS_FILE).write_text(json.dumps({f"site{i}.org": i % 2 for i in range(4)}))


def test_the_shipped_model_is_measured_as_it_is(corpus: Path) -> None:
    messages: list[str] = []
    evaluation = evaluate([corpus], log=messages.append)
    assert messages == ["ferries: 4 pages"]
    assert evaluation.figures["ferries"]["cleaner"]["all"]["pages"] == 4
    assert evaluation.figures["ferries"]["cleaner"]["all"]["word F1"] > 0.9
    assert len(evaluation.scores) == 4
    assert not evaluation.out_of_fold


def test_another_model_is_asked_if_one_is_named(
    corpus: Path, models: list[tuple[str, Path | None]]
) -> None:
    evaluate([corpus], model=Path("mine"))
    assert models == [(str(i), Path("mine")) for i in range(4)]


def test_a_model_that_is_not_there_is_named(corpus: Path) -> None:
    with pytest.raises(ModelError, match="nowhere"):
        evaluate([corpus], model=Path("nowhere"))


def test_baselines_stand_beside_ours(corpus: Path) -> None:
    evaluation = evaluate([corpus], baselines={"nothing": lambda html: ""})
    assert evaluation.figures["ferries"]["nothing"]["all"]["word F1"] == 0.0


def test_each_page_is_measured_by_the_model_without_its_site(
    corpus: Path, tmp_path: Path, models: list[tuple[str, Path | None]]
) -> None:
    folder = tmp_path / "folds"
    evaluation = evaluate([corpus], folds=Folds(folder, fit))
    assert models == [(str(i), folder / str(i % 2)) for i in range(4)]
    assert evaluation.out_of_fold


def test_one_fold_can_be_measured_alone(
    corpus: Path, tmp_path: Path, models: list[tuple[str, Path | None]]
) -> None:
    asked: list[int | None] = []

    def fit_one(corpora: Sequence[Path], folder: Path, only: int | None) -> None:
        asked.append(only)
        fit(corpora, folder, only)

    evaluate([corpus], folds=Folds(tmp_path / "folds", fit_one, only=1))
    assert [name for name, _ in models] == ["1", "3"]
    assert asked == [1]


def test_models_are_fitted_on_the_measured_corpora_or_on_others(
    corpus: Path, tmp_path: Path, models: list[tuple[str, Path | None]]
) -> None:
    trained: list[Sequence[Path]] = []

    def fit_and_tell(corpora: Sequence[Path], folder: Path, only: int | None) -> None:
        trained.append(list(corpora))
        fit(corpora, folder, only)

    other = tmp_path / "other"
    evaluate([corpus], folds=Folds(tmp_path / "a", fit_and_tell))
    evaluate([corpus], folds=Folds(tmp_path / "b", fit_and_tell, train_on=[other]))
    assert trained == [[corpus], [other]]


def test_models_that_are_there_are_not_fitted_again(
    corpus: Path, tmp_path: Path, models: list[tuple[str, Path | None]]
) -> None:
    def refuse(corpora: Sequence[Path], folder: Path, only: int | None) -> None:
        raise AssertionError("fitted again")

    fit([corpus], tmp_path / "folds", None)
    evaluate([corpus], folds=Folds(tmp_path / "folds", refuse))
    assert len(models) == 4


def test_a_folder_without_fold_models_is_named(corpus: Path, tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=r"nowhere.folds\.json"):
        evaluate([corpus], folds=Folds(tmp_path / "nowhere"))
