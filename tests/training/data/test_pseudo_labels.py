"""Pages that nobody labelled, labelled by an HTML model and, if there is one, gold text."""

from __future__ import annotations

import numpy as np
import pytest

from cleaner.evaluation.gold import GoldPage
from cleaner.training.data.flatten import WHOLE_PAGE
from cleaner.training.data.pseudo_labels import agreed_labels, pseudo_documents, pseudo_labelled
from cleaner.training.recipe import make_recipe

RECIPE = make_recipe("text")
BODY = [
    "The ferry to the island left at noon, and nobody on the quay waved to the passengers.",
    "Its captain had watched the tide all morning and said that the wind would turn by evening.",
    "Two hours later the first of the lamps along the harbour wall was lit by hand, as ever.",
]
HTML = (
    "<html><body><nav><ul><li><a href='/'>Home</a></li><li><a href='/news'>News</a></li></ul></nav>"
    f"<article><h1>The noon ferry</h1>{''.join(f'<p>{text}</p>' for text in BODY)}</article>"
    "<form><p>Your email address will not be published.</p><button>Post Comment</button></form>"
    "</body></html>"
)


def page(text: str | None = None) -> GoldPage:
    return GoldPage(
        corpus="made", id="1", url="https://quay.example.com/a", lang="en", page_type="article",
        title="The noon ferry", html=HTML, text=text,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("body", "in_gold", "label"),
    [
        (0.9, None, "body"),
        (0.5, None, ""),  # the model alone is unsure
        (0.1, None, "chrome"),
        (0.3, True, "body"),  # the gold has it and the model hardly objects
        (0.2, True, ""),  # they disagree
        (0.4, False, "chrome"),
        (0.7, False, ""),
        (0.9, False, "body"),  # golds leave out what is body here: titles, standfirsts
    ],
)
def test_gold_settles_where_the_model_is_unsure(
    body: float, in_gold: bool | None, label: str
) -> None:
    probabilities = np.array([[body, (1 - body) / 3, (1 - body) * 2 / 3]])
    gold = None if in_gold is None else np.array([in_gold])
    assert agreed_labels(probabilities, gold, RECIPE.pseudo_labels, article=True) == [label]


def test_outside_articles_gold_settles_nothing_against_a_model_that_sees_body() -> None:
    probabilities = np.array([[0.7, 0.2, 0.1]])
    labels = agreed_labels(probabilities, np.array([False]), RECIPE.pseudo_labels, article=False)
    assert labels == ["body"]


def test_a_page_is_labelled_by_what_its_tags_say() -> None:
    labelled = pseudo_labelled(page(), None, RECIPE.pseudo_labels)
    labels = dict(zip(labelled.lines, labelled.labels))
    assert [labels[text] for text in BODY] == ["body"] * len(BODY)
    assert labels["Post Comment"] == "chrome"


def test_their_documents_are_marked_and_weigh_less() -> None:
    documents = pseudo_documents([page("\n".join(BODY))], lambda page: None, RECIPE, jobs=1)
    assert WHOLE_PAGE in [document.tool for document in documents]
    assert all(document.pseudo for document in documents)
    assert all(document.weight < 1 for document in documents)


def test_a_page_without_text_gives_no_document() -> None:
    empty = GoldPage("made", "2", "https://quay.example.com/b", "en", "article", "", html="<br>")
    assert pseudo_documents([empty], lambda page: None, RECIPE, jobs=1) == []
