"""Training of the HTML model, from pages to a model that cleans, on a handful of small pages."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest
from training.builders import PITCH, labelled, page_of

from cleaner import Cleaner, CorpusError, Label
from cleaner.evaluation.folds import FOLDS_FILE, WHOLE_NAME, fold_models
from cleaner.evaluation.gold import GoldPage
from cleaner.evaluation.metrics import macro_f1
from cleaner.evaluation.scores import score_page

pytest.importorskip("jax")
pytest.importorskip("sklearn")
pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("quick_compiler")]

from cleaner.training import html
from cleaner.training.folds import WHOLE, fold_of
from cleaner.training.html import HtmlFit, fit_folds
from cleaner.training.html_data import HtmlData, prepare_html
from cleaner.training.recipe import NetworkRecipe, make_recipe

SMALL = make_recipe(
    "html",
    {
        "folds": 2,
        "trees": {"body_trees": 8, "chrome_trees": 5, "min_samples_leaf": 2},
        "network": {"width": 16, "dilations": [1, 2], "epochs": 40, "step_paragraphs": 256},
        "labels_epochs": 40,
    },
)


@pytest.fixture(scope="module")
def golds() -> list[GoldPage]:
    """Pages with gold text, and labelled ones that have no such pitch."""
    with_labels = (page_of(number, "Where to find us") for number in range(20, 26))
    return [*map(page_of, range(16)), *(labelled(page, standoff=False) for page in with_labels)]


def fitted(pages: list[GoldPage], folder: Path, wanted: list[int]) -> dict[int, HtmlFit]:
    return fit_folds(pages, folder, SMALL, wanted, jobs=1)


@pytest.fixture(scope="module")
def without_standoff(
    golds: list[GoldPage], tmp_path_factory: pytest.TempPathFactory
) -> tuple[dict[int, HtmlFit], Path]:
    folder = tmp_path_factory.mktemp("without")
    return fitted(golds, folder, [0, WHOLE]), folder


@pytest.fixture(scope="module")
def with_standoff(
    golds: list[GoldPage], tmp_path_factory: pytest.TempPathFactory
) -> tuple[dict[int, HtmlFit], Path]:
    folder = tmp_path_factory.mktemp("with")
    standoff = [labelled(page, standoff=True) for page in golds[:16]]
    return fitted([*golds, *standoff], folder, [WHOLE]), folder


def pitch_kept(folder: Path) -> dict[str, float]:
    """P(body) of the pitch of a new page, by profile."""
    kept = {}
    for profile in ("labels", "article"):
        document = Cleaner(folder / WHOLE_NAME, profile=profile).clean_html(page_of(99).html or "")
        (pitch,) = (p for p in document.paragraphs if p.text == PITCH)
        kept[profile] = pitch.probabilities[Label.BODY]
    return kept


def test_a_model_labels_pages_of_sites_that_it_has_not_seen(
    without_standoff: tuple[dict[int, HtmlFit], Path],
) -> None:
    _, folder = without_standoff
    new = [
        labelled(page_of(number, "Where to find us"), standoff=False) for number in range(40, 46)
    ]
    tables = [score_page(page, folder / WHOLE_NAME).confusion for page in new]
    assert all(table is not None for table in tables)
    assert macro_f1(np.sum(np.array(tables), axis=0)) > 0.95


def test_a_page_is_measured_by_the_model_without_its_fold(
    golds: list[GoldPage], without_standoff: tuple[dict[int, HtmlFit], Path]
) -> None:
    _, folder = without_standoff
    model_of = fold_models(folder)
    assert (folder / FOLDS_FILE).exists()
    for page in golds:
        assert model_of(page) == folder / str(fold_of(page.domain, SMALL.folds, SMALL.seed))


def test_a_lexicon_has_not_seen_the_fold_it_is_for(
    without_standoff: tuple[dict[int, HtmlFit], Path],
) -> None:
    fits, _ = without_standoff
    assert fits[0].lexicons.text.tokens
    assert fits[0].lexicons.text.weights.tolist() != fits[WHOLE].lexicons.text.weights.tolist()


def test_standoff_labels_change_the_profile_of_the_labels_alone(
    without_standoff: tuple[dict[int, HtmlFit], Path],
    with_standoff: tuple[dict[int, HtmlFit], Path],
) -> None:
    assert without_standoff[0][WHOLE].of_labels is None
    assert with_standoff[0][WHOLE].of_labels is not None
    before, after = pitch_kept(without_standoff[1]), pitch_kept(with_standoff[1])
    assert after["article"] == before["article"]
    assert after["labels"] < before["labels"] - 0.1


@pytest.mark.parametrize("network", ["all", "labelled"])
@pytest.mark.parametrize("alone", [[], ["bay"]])
def test_corpora_that_the_recipe_names_teach_the_profile_of_the_labels_alone(
    golds: list[GoldPage], network: str, alone: list[str]
) -> None:
    further = replace(labelled(page_of(50), standoff=False), corpus="bay")
    recipe = make_recipe("html", {"examples": {"labels_alone": alone, "labels_network": network}})
    of_articles, *of_labels = prepare_html([*golds, further], recipe, jobs=1)
    pages = len(golds) + (not alone)
    assert len(of_articles.rows.bounds) - 1 == pages
    assert of_articles.rows.network_pages is None
    assert len(of_labels) == len(alone)
    for data in of_labels:
        assert len(data.rows.bounds) - 1 == pages + 1
        learned = data.rows.network_pages
        if network == "all":
            assert learned is None
        else:
            assert learned is not None
            assert learned.tolist() == [i for i, page in enumerate([*golds, further]) if page.lines]


def test_the_network_of_the_labels_has_epochs_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    epochs: list[int] = []

    def fit(
        rows: object, wanted: object, trees: object, network: NetworkRecipe, **_: object
    ) -> Any:
        epochs.append(network.epochs)
        return {}

    monkeypatch.setattr(html, "fit_classifiers", fit)
    data = cast("HtmlData", SimpleNamespace(rows=None))
    recipe = make_recipe("html", {"network": {"epochs": 3}, "labels_epochs": 5})
    html.fit_html([data, data], recipe, [])
    assert epochs == [3, 5]


def test_standoff_labels_are_not_enough(golds: list[GoldPage], tmp_path: Path) -> None:
    pages = [*golds[:16], labelled(golds[0], standoff=True)]
    with pytest.raises(CorpusError, match=r"documents\.jsonl.*labels alone are not enough"):
        fitted(pages, tmp_path, [WHOLE])
