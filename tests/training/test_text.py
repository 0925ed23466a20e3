"""Training of the text model, from pages to a model that cleans, on a handful of small pages."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from logging.handlers import BufferingHandler
from pathlib import Path
from typing import Any

import pytest
from training.builders import FOOTER, MENU, SUBJECTS, text_page

from cleaner import Cleaner, CorpusError
from cleaner.model.file import load_model, models_folder

pytest.importorskip("jax")
pytest.importorskip("sklearn")
pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("quick_compiler")]

from cleaner.training import text as training
from cleaner.training.recipe import make_recipe
from cleaner.training.text import train_text

# Short documents: jax compiles a network once for each length that pages are padded to.
SMALL = make_recipe(
    "text",
    {
        "folds": 2,
        "with_vectors": [True],
        "flatten": {"shares": {"newspaper": 0.0}},
        "splices": {"count": 12, "teasers": 0.0, "longest_run": 3, "most_inserts": 2},
        "trees": {"body_trees": 8, "chrome_trees": 5, "min_samples_leaf": 10},
        "network": {"width": 16, "dilations": [1, 2], "epochs": 20, "step_paragraphs": 256},
    },
)


@dataclass
class Trained:
    folder: Path
    figures: dict[str, Any]
    log: list[str]


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Trained:
    """A model of 24 pages, of which 16 have labels and 8 pseudo-labels; one site is held out."""
    folder = tmp_path_factory.mktemp("trained")
    pages = [text_page(i, labelled=i % 3 > 0) for i in range(24)]
    handler, level = BufferingHandler(1000), training.log.level
    training.log.addHandler(handler)
    training.log.setLevel(logging.INFO)
    try:
        train_text(pages, folder, SMALL, held_out=["site1.com"], model_of=lambda page: None, jobs=1)
    finally:
        training.log.removeHandler(handler)
        training.log.setLevel(level)
    figures = load_model("text", folder).description["figures"]
    return Trained(folder, figures, [record.getMessage() for record in handler.buffer])


def test_the_model_labels_text_that_it_has_not_seen(trained: Trained) -> None:
    cleaned = Cleaner(trained.folder).clean_text("\n".join([*MENU, *SUBJECTS.values(), *FOOTER]))
    labels = [paragraph.label.value for paragraph in cleaned.paragraphs]
    assert labels == ["sidebar"] * len(MENU) + ["body"] * len(SUBJECTS) + ["chrome"] * len(FOOTER)
    assert cleaned.reasons(0)


def test_it_is_measured_out_of_fold_on_what_was_labelled(trained: Trained) -> None:
    whole_pages = trained.figures["lines"]["cleaner"]["all"]
    assert whole_pages["pages"] == 15  # of 16: one site is held out
    assert 0.9 < whole_pages["macro F1"] <= 1.0
    assert not any(tool.startswith("splice") for tool in trained.figures)


def test_pages_that_nobody_labelled_have_pseudo_labels(trained: Trained) -> None:
    assert any("of 8 pages with pseudo-labels" in line for line in trained.log)
    assert training.PROTOCOL_PSEUDO in (trained.folder / "text.md").read_text(encoding="utf-8")


def test_the_sentence_encoder_of_the_shipped_model_stays(trained: Trained) -> None:
    model, shipped = load_model("text", trained.folder), load_model("text", models_folder())
    assert "the sentence encoder of the shipped model stays" in trained.log
    assert model.vocabulary.words == shipped.vocabulary.words
    card = (trained.folder / "text.md").read_text(encoding="utf-8")
    assert training.PROTOCOL_KEPT in card
    assert training.PROTOCOL not in card


def test_pages_without_labels_are_not_enough(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=r"documents\.jsonl"):
        train_text([text_page(0, labelled=False)], tmp_path, SMALL, jobs=1)
    assert not any(tmp_path.iterdir())
