"""Training of the text model, from pages to a model that cleans, on a handful of small pages."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import joblib
import pytest

import cleaner.training.text as text_training
import cleaner.training.train_text as training
from cleaner import Cleaner, CorpusError
from cleaner.evaluation.corpus import GoldPage
from cleaner.features.vocabulary import VECTOR
from cleaner.model.file import load_model, models_folder

SUBJECTS = {
    "ferry": "The ferry to the island left the harbour at noon, and the captain said that the tide",
    "league": "The striker of the league scored a goal in the stadium, and the coach told us that",
    "bread": "The baker let the dough of the rye bread rest in the cold kitchen until the crust",
}
ENDS = ("would wait for nobody.", "had been late again.", "was what they had hoped for.")
MENU, FOOTER = ("Home", "Latest news", "Subscribe to our newsletter"), ("Share", "Leave a Comment")


def gold_page(number: int, *, labelled: bool) -> GoldPage:
    """An article of a site of its own, between a menu and buttons."""
    chance = random.Random(number)
    subject, opening = chance.choice([*SUBJECTS.items()])
    body = [f"{opening} {chance.choice(ENDS)} {i}" for i in range(6)]
    lines = [*MENU, f"News of the {subject}", *body, *FOOTER]
    labels = ["sidebar"] * len(MENU) + ["body"] * 7 + ["chrome"] * len(FOOTER)
    page = GoldPage(
        corpus="made", id=str(number), url=f"https://site{number}.com/a", lang="en",
        page_type="article", title=lines[len(MENU)], text="\n".join(body),
        html="<html><body>" + "".join(f"<p>{line}</p>" for line in lines) + "</body></html>",
    )  # fmt: skip
    return replace(page, lines=lines, labels=labels) if labelled else page


@pytest.fixture
def pages(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[GoldPage]]:
    monkeypatch.setattr(training, "SPLICES", 12)
    monkeypatch.setattr(text_training, "SEQUENCE", replace(text_training.SEQUENCE, epochs=2))
    monkeypatch.setattr(text_training, "NETS", (VECTOR,))
    monkeypatch.setattr(text_training, "TREES", {"body": 5, "chrome": 5})
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")
    with joblib.parallel_config(backend="sequential"):  # workers would not know of the patches
        yield [gold_page(i, labelled=i % 3 > 0) for i in range(24)]


def test_a_model_is_trained_measured_and_written(pages: list[GoldPage], tmp_path: Path) -> None:
    said: list[str] = []
    training.train_text(pages, tmp_path, said.append, held_out=["site1.com"])
    assert "the reader of the shipped model stays" in said
    model, shipped = load_model("text", tmp_path), load_model("text", models_folder())
    assert model.vocabulary.words == shipped.vocabulary.words
    assert model.description["training"] == {"made": 23}
    assert model.description["figures"]["lines"]["cleaner"]["all"]["pages"] == 15
    cleaned = Cleaner(tmp_path).clean_text("\n".join([*MENU, *SUBJECTS.values(), *FOOTER]))
    assert len(cleaned.paragraphs) == 8
    assert cleaned.reasons(0)
    card = (tmp_path / "text.md").read_text(encoding="utf-8")
    assert training.PROTOCOL_KEPT in card
    assert training.PROTOCOL not in card


def test_pages_that_nobody_labelled_are_labelled_by_the_html_model(
    pages: list[GoldPage], tmp_path: Path
) -> None:
    said: list[str] = []
    training.train_text(pages, tmp_path, said.append, model_of=lambda page: None)
    assert any("of 8 pages, labelled by the HTML model" in line for line in said)
    figures = load_model("text", tmp_path).description["figures"]
    assert figures["lines"]["cleaner"]["all"]["pages"] == 16  # only what was labelled by hand


def test_pages_without_labels_teach_nothing(pages: list[GoldPage], tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=r"documents\.jsonl"):
        training.train_text([gold_page(0, labelled=False)], tmp_path, print)
    assert not any(tmp_path.iterdir())
