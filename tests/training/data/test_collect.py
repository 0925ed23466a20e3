"""What the text model learns from, put together."""

from __future__ import annotations

from dataclasses import replace

import pytest
from training.builders import SUBJECTS, text_page

from cleaner.errors import CorpusError
from cleaner.evaluation.gold import GoldPage
from cleaner.training.data import renderers
from cleaner.training.data.collect import collect
from cleaner.training.data.flatten import WHOLE_PAGE
from cleaner.training.data.phrasebook import Phrase
from cleaner.training.recipe import TextRecipe, make_recipe

PAGES = [text_page(i, labelled=i % 2 == 0) for i in range(8)]
PHRASES = [
    Phrase(f"{label} {i} {lang}", label, "note", lang)
    for label in range(3)
    for i in range(9)
    for lang in ("en", "de")
]


@pytest.fixture(autouse=True)
def no_renderers(monkeypatch: pytest.MonkeyPatch) -> None:
    """The page as a whole is enough here, and quick."""
    monkeypatch.setattr(renderers, "renderers", dict)


def small(**sections: object) -> TextRecipe:
    """The shipped recipe, but for few splices; phrases and mails are only learned from if asked."""
    few = {
        "folds": 2, "splices": {"count": 6, "mails": 0}, "phrases": {"documents": 0},
        "flatten": {"articles_from_labels": False},
    }  # fmt: skip
    return make_recipe("text", {**few, **sections})


def test_labelled_pages_are_rendered_and_gold_texts_spliced() -> None:
    collection = collect(PAGES, small(), jobs=1)
    assert {document.tool for document in collection.rendered} == {WHOLE_PAGE}
    assert len(collection.rendered) == 4
    assert len(collection.articles) == 8
    assert len(collection.spliced) <= 6
    assert collection.pseudo == []


def test_neither_phrases_nor_mails_come_in_unless_the_recipe_asks_for_them() -> None:
    without, given = (collect(PAGES, small(), None, book, jobs=1) for book in ([], PHRASES))
    assert [d.texts for d in without.all] == [d.texts for d in given.all]
    assert {d.tool for d in given.spliced} <= {
        f"splice-{p}" for p in ("tail", "head", "middle", "none")
    }


def test_phrases_and_mails_come_in_if_the_recipe_asks_for_them() -> None:
    recipe = small(splices={"count": 0, "mails": 3}, phrases={"documents": 5, "row_weight": 0.5})
    collection = collect(PAGES, recipe, None, PHRASES, jobs=1)
    tools = [document.tool for document in collection.spliced]
    assert tools == ["mail"] * 3 + ["furnished"] * 5
    assert [d.weight for d in collection.phrases] == [0.5] * len(PHRASES)


def test_languages_of_phrases_can_be_held_out() -> None:
    recipe = small(phrases={"documents": 5, "held_out": ["en"]})
    collection = collect(PAGES, recipe, None, PHRASES, jobs=1)
    assert {document.lang for document in collection.phrases} == {"de"}
    assert "furnished" not in {document.tool for document in collection.spliced}


def test_bodies_of_labelled_articles_are_clean_articles_if_the_recipe_says_so() -> None:
    page: GoldPage = replace(PAGES[0], text=None, title=f"News of the {next(iter(SUBJECTS))}")
    for wanted in (False, True):
        recipe = small(flatten={"articles_from_labels": wanted})
        collection = collect([page], recipe, jobs=1)
        assert len(collection.articles) == wanted
    (article,) = collection.articles
    body = [line for line, label in zip(page.lines, page.labels) if label == "body"]
    assert article.texts == [line for line in body if line != page.title]


def test_pages_without_labels_are_not_enough() -> None:
    with pytest.raises(CorpusError, match=r"documents\.jsonl"):
        collect([text_page(0, labelled=False)], small(), jobs=1)
