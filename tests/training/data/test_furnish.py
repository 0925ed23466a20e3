"""Clean articles furnished with phrases of their language."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from cleaner.training.data.flatten import BODY, CHROME, SIDEBAR, TextDocument
from cleaner.training.data.furnish import furnish
from cleaner.training.data.phrasebook import Phrase
from cleaner.training.folds import fold_of
from cleaner.training.recipe import PhrasesRecipe, TextRecipe, make_recipe

SHIPPED = make_recipe("text")


def recipe(**values: float) -> TextRecipe:
    phrases: PhrasesRecipe = replace(SHIPPED.phrases, documents=200, **values)  # type: ignore[arg-type]
    return replace(SHIPPED, folds=2, phrases=phrases)


def article(number: int, lang: str = "en") -> TextDocument:
    texts = [f"Paragraph {i} of article {number} in {lang}." for i in range(5)]
    labels = np.full(5, BODY, dtype=np.int8)
    site = f"site{number}.example"
    return TextDocument(str(number), "gold", site, lang, "article", texts, labels, title="Title")


def book(lang: str) -> list[Phrase]:
    """Phrases of each kind of place, enough for both folds."""
    kinds = (("comment-form", CHROME), ("breadcrumb", SIDEBAR), ("list-item", BODY))
    return [
        Phrase(f"{lang} {kind} {i}", label, kind, lang) for kind, label in kinds for i in range(12)
    ]


ARTICLES = [*map(article, range(8)), *(article(i, "de") for i in range(10, 14))]
PHRASES = [*book("en"), *book("de"), *book("fr")]


def inserted(document: TextDocument) -> list[int]:
    assert document.foreign is not None
    return np.flatnonzero(document.foreign).tolist()


def test_phrases_are_of_the_articles_language_and_keep_their_labels() -> None:
    label_of = {phrase.text: phrase.label for phrase in PHRASES}
    documents = furnish(ARTICLES, PHRASES, recipe())
    assert len(documents) == 200
    assert {document.lang for document in documents} == {"en", "de"}
    for document in documents:
        assert inserted(document)
        for i in inserted(document):
            assert document.texts[i].startswith(document.lang)
            assert document.labels[i] == label_of[document.texts[i]]


def test_the_article_stays_whole_and_in_order() -> None:
    for document in furnish(ARTICLES, PHRASES, recipe()):
        own = [text for i, text in enumerate(document.texts) if i not in inserted(document)]
        assert own[-5:] == article(int(document.page), document.lang).texts
        assert own[:-5] in ([], ["Title"])


def test_a_lexicon_without_the_articles_fold_has_not_seen_its_phrases() -> None:
    chosen = recipe()
    fold_of_phrase = {p.text: fold_of(p.domain, chosen.folds, chosen.seed) for p in PHRASES}
    for document in furnish(ARTICLES, PHRASES, chosen):
        fold = fold_of(document.domain, chosen.folds, chosen.seed)
        assert {fold_of_phrase[document.texts[i]] for i in inserted(document)} == {fold}


def test_kinds_stand_where_sites_put_them() -> None:
    alone = recipe(anywhere=0.0, blocks=0.0, lookalikes=0.0, most_inserts=1)
    for document in furnish([replace(a, title="") for a in ARTICLES], PHRASES, alone):
        (at,) = inserted(document)
        assert at == (5 if "comment-form" in document.texts[at] else 1)


def test_any_kind_may_stand_in_the_middle() -> None:
    alone = recipe(anywhere=1.0, blocks=0.0, lookalikes=0.0, most_inserts=1)
    documents = furnish(ARTICLES, PHRASES, alone)
    forms = [d for d in documents if "comment-form" in d.texts[inserted(d)[0]]]
    assert {inserted(d)[0] for d in forms} >= {1, 2, 3, 4, 5}


def test_look_alikes_are_body_and_blocks_are_boilerplate() -> None:
    body = furnish(ARTICLES, PHRASES, recipe(lookalikes=1.0))
    assert all((document.labels == BODY).all() for document in body)
    blocks = furnish(ARTICLES, PHRASES, recipe(lookalikes=0.0, blocks=1.0, most_inserts=1))
    assert all(2 <= len(inserted(document)) <= 6 for document in blocks)
    assert all((d.labels[inserted(d)] != BODY).all() for d in blocks)


def test_a_language_with_few_articles_counts_for_more_than_its_share() -> None:
    documents = furnish([*map(article, range(100, 200)), article(1, "de")], PHRASES, recipe())
    german = sum(document.lang == "de" for document in documents)
    assert german > 200 / 101 * 3


def test_without_phrases_or_articles_there_is_nothing_to_furnish() -> None:
    assert furnish(ARTICLES, [], recipe()) == []
    assert furnish([], PHRASES, recipe()) == []
    assert furnish(ARTICLES, book("fr"), recipe()) == []
