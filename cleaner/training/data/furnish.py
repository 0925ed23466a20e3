"""Clean articles furnished with phrases: lines of page furniture and of body look-alikes.

Splices teach what another subject looks like; these teach what page furniture says, in each
language that a phrasebook has. Phrases stand where sites put them: under the title, between
paragraphs, before the last paragraph and after it, alone and in blocks.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from cleaner.training.data.flatten import BODY, TextDocument
from cleaner.training.data.phrasebook import Phrase
from cleaner.training.folds import fold_of
from cleaner.training.recipe import PhrasesRecipe, TextRecipe

PLACES = ("title", "middle", "before the end", "tail")
# Where each kind stands on pages, as shares of PLACES; other kinds stand anywhere.
USUAL = {
    "byline": (0.7, 0.1, 0.0, 0.2), "date": (0.8, 0.0, 0.0, 0.2), "share": (0.5, 0.1, 0.0, 0.4),
    "breadcrumb": (1.0, 0.0, 0.0, 0.0), "menu": (0.6, 0.0, 0.0, 0.4),
    "login": (0.5, 0.1, 0.0, 0.4), "cookie": (0.4, 0.1, 0.0, 0.5), "button": (0.3, 0.3, 0.1, 0.3),
    "credit": (0.3, 0.6, 0.0, 0.1), "read-also": (0.1, 0.6, 0.2, 0.1),
    "newsletter": (0.1, 0.4, 0.2, 0.3), "subscription": (0.1, 0.3, 0.3, 0.3),
    "teaser": (0.0, 0.3, 0.1, 0.6), "related-heading": (0.0, 0.2, 0.1, 0.7),
    "media-promo": (0.2, 0.5, 0.1, 0.2), "tags": (0.1, 0.0, 0.0, 0.9),
    "biography": (0.0, 0.0, 0.1, 0.9), "comment-form": (0.0, 0.0, 0.0, 1.0),
    "reader-comment": (0.0, 0.0, 0.0, 1.0), "pagination": (0.0, 0.0, 0.0, 1.0),
    "legal": (0.0, 0.0, 0.0, 1.0), "publisher": (0.0, 0.0, 0.1, 0.9),
    "helpline": (0.1, 0.2, 0.2, 0.5), "standfirst": (1.0, 0.0, 0.0, 0.0),
    "closing": (0.0, 0.0, 0.0, 1.0), "heading": (0.0, 0.9, 0.1, 0.0),
    "caption": (0.2, 0.7, 0.1, 0.0), "list-item": (0.0, 1.0, 0.0, 0.0),
}  # fmt: skip
LONGEST_BLOCK = 6  # phrases
SAME_KIND = 0.5  # of the phrases of a block are of the kind of its first
TITLED = 0.7  # of the articles begin with their title, if they have one


def furnish(
    articles: Sequence[TextDocument], phrases: Sequence[Phrase], recipe: TextRecipe
) -> list[TextDocument]:
    """Return clean articles with phrases of their language set in, `recipe.phrases.documents` of
    them.

    Languages get documents by the root of the number of their articles, so that few articles count
    for more than their share. An article meets phrases of its own fold alone, so that a lexicon
    without the fold has not seen them.
    """
    chance = random.Random(recipe.seed)
    book = _by_fold(phrases, recipe)
    by_language: dict[str, list[TextDocument]] = defaultdict(list)
    for article in articles:
        fold = fold_of(article.domain, recipe.folds, recipe.seed)
        if (article.lang, fold) in book:
            by_language[article.lang].append(article)
    if not by_language:
        return []
    languages = sorted(by_language)
    weights = [len(by_language[language]) ** 0.5 for language in languages]
    documents = []
    for language in chance.choices(languages, weights, k=recipe.phrases.documents):
        article = chance.choice(by_language[language])
        fold = fold_of(article.domain, recipe.folds, recipe.seed)
        documents.append(_furnished(article, book[language, fold], recipe.phrases, chance))
    return documents


def _by_fold(phrases: Sequence[Phrase], recipe: TextRecipe) -> dict[tuple[str, int], list[Phrase]]:
    """Return the phrases of each language and fold, if there are both boilerplate and body."""
    book: dict[tuple[str, int], list[Phrase]] = defaultdict(list)
    for phrase in phrases:
        book[phrase.lang, fold_of(phrase.domain, recipe.folds, recipe.seed)].append(phrase)
    return {key: of_key for key, of_key in book.items() if len({p.body for p in of_key}) == 2}


def _furnished(
    article: TextDocument, phrases: Sequence[Phrase], recipe: PhrasesRecipe, chance: random.Random
) -> TextDocument:
    lines = [(text, int(label), False) for text, label in zip(article.texts, article.labels)]
    if article.title and chance.random() < TITLED:
        lines.insert(0, (article.title, BODY, False))
    body = [phrase for phrase in phrases if phrase.body]
    boilerplate = [phrase for phrase in phrases if not phrase.body]
    for _ in range(chance.randint(1, recipe.most_inserts)):
        if chance.random() < recipe.lookalikes:
            run = [chance.choice(body)]
        else:
            run = _block(boilerplate, recipe, chance)
        at = _position(run[0].kind, len(lines), recipe, chance)
        lines[at:at] = [(phrase.text, phrase.label, True) for phrase in run]
    return replace(
        article,
        tool="furnished",
        texts=[text for text, _, _ in lines],
        labels=np.array([label for _, label, _ in lines], dtype=np.int8),
        foreign=np.array([foreign for _, _, foreign in lines]),
    )


def _block(phrases: Sequence[Phrase], recipe: PhrasesRecipe, chance: random.Random) -> list[Phrase]:
    """Return one phrase, or a block of several that begins with it."""
    first = chance.choice(phrases)
    if chance.random() >= recipe.blocks:
        return [first]
    alike = [phrase for phrase in phrases if phrase.kind == first.kind]
    more = chance.randint(1, LONGEST_BLOCK - 1)
    return [first] + [
        chance.choice(alike if chance.random() < SAME_KIND else phrases) for _ in range(more)
    ]


def _position(kind: str, lines: int, recipe: PhrasesRecipe, chance: random.Random) -> int:
    """Return before which line a phrase is set in."""
    anywhere = kind not in USUAL or chance.random() < recipe.anywhere
    place = chance.choices(PLACES, None if anywhere else USUAL[kind])[0]
    if place == "middle":
        return chance.randint(1, max(lines - 1, 1))
    return {"title": min(1, lines), "before the end": max(lines - 1, 0), "tail": lines}[place]
