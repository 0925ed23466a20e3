"""Pages that nobody labelled, labelled by an HTML model and, where there is one, gold text."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from cleaner.evaluation.corpus import GoldPage
from cleaner.training.data.flatten import BODY as IS_BODY
from cleaner.training.data.flatten import SIDEBAR as IS_SIDEBAR
from cleaner.training.data.flatten import WHOLE_PAGE, clean_article
from cleaner.training.data.pseudo_labels import agreed_labels, taught_documents, taught_page

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


def page(**known: str) -> GoldPage:
    return GoldPage(
        corpus="made", id="1", url="https://quay.example.com/a", lang="en", page_type="article",
        title="The noon ferry", html=HTML, **known,
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
    assert agreed_labels(probabilities, gold, article=True) == [label]


def test_outside_articles_gold_settles_nothing_against_a_model_that_sees_body() -> None:
    probabilities = np.array([[0.7, 0.2, 0.1]])
    assert agreed_labels(probabilities, np.array([False]), article=False) == ["body"]


def test_a_page_is_labelled_by_what_its_tags_say() -> None:
    taught = taught_page(page(), None)
    labels = dict(zip(taught.lines, taught.labels))
    assert [labels[text] for text in BODY] == ["body"] * len(BODY)
    assert labels["Post Comment"] == "chrome"


def test_renders_of_such_pages_are_told_from_those_labelled_by_hand() -> None:
    documents = taught_documents([page(text="\n".join(BODY))], lambda page: None, jobs=1)
    assert WHOLE_PAGE in [document.tool for document in documents]
    assert all(document.taught for document in documents)


def test_a_page_without_text_teaches_nothing() -> None:
    empty = GoldPage("made", "2", "https://quay.example.com/b", "en", "article", "", html="<br>")
    assert taught_documents([empty], lambda page: None, jobs=1) == []


def test_gold_text_is_body_but_for_what_was_labelled_otherwise_by_hand() -> None:
    pitch = "Book your crossing with our ferries today and save ten of every hundred crowns."
    gold = page(text="\n\n".join([*BODY, pitch]))
    alone = clean_article(gold)
    assert alone is not None
    assert alone.labels.tolist() == [IS_BODY] * 4
    by_hand = replace(gold, lines=[*BODY, pitch], labels=["body"] * 3 + ["sidebar"])
    known = clean_article(gold, by_hand)
    assert known is not None
    assert known.labels.tolist() == [IS_BODY] * 3 + [IS_SIDEBAR]
