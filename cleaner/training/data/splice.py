"""Splices: clean articles with runs of foreign paragraphs, to learn what off-topic looks like.

Nobody labels enough teaser lists, credits and pointers, so they are made: of the titles and
openings of other articles, of invented dates and names, and of boilerplate that stood around the
body of other pages.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from cleaner.training.data.flatten import BODY, CHROME, SIDEBAR, TextDocument
from cleaner.training.data.invented import (
    byline_opening,
    credit_lines,
    date_style,
    person,
    pointer_label,
    section,
    signature_form,
)
from cleaner.training.recipe import SpliceRecipe

Run = tuple[list[str], list[int]]  # texts, and the label of each
Lines = list[tuple[str, int]]  # a text with its label

# What the teasers of a list consist of: title, summary, date, category (section), byline.
TEASER_SHAPES = ("td", "tsd", "ctsd", "tsb", "ct", "ts", "dt", "tdb", "dts", "ctd")
TEASER_BULLETS = ("", "", "", "- ", "• ")
MOST_TEASERS = 8
TEASER_HEADING = 0.3  # of the lists have a heading
DATED_SECTION = 0.25  # of the lists write section and date on one line
SUMMARY_CHARS = (90, 260)
SUMMARY_FROM = 60  # characters; a shorter first paragraph is a title or a byline
MASTHEAD_BULLETS = ("", "- ", "- ", "• ")
MOST_CREDITED = 3  # names in the credits of one article
SHORT_RUNS = 1.5  # exponent that makes short foreign runs more frequent than long ones


def splice(
    articles: Sequence[TextDocument],
    pages: Sequence[TextDocument],
    recipe: SpliceRecipe,
    seed: int,
) -> list[TextDocument]:
    """Return clean articles with runs of foreign paragraphs: of another article, or boilerplate of
    another page (`pages`, labelled lines)."""
    splicer = _Splicer(articles, pages, recipe, seed)
    made = (splicer.make(articles[number % len(articles)]) for number in range(recipe.count))
    return [document for document in made if document is not None]


class _Splicer:
    """Makes spliced documents; all of them are drawn from one generator."""

    def __init__(
        self,
        articles: Sequence[TextDocument],
        pages: Sequence[TextDocument],
        recipe: SpliceRecipe,
        seed: int,
    ) -> None:
        self.articles = articles
        self.texts = [article.texts for article in articles]
        self.pages = pages
        self.recipe = recipe
        self.chance = random.Random(seed)
        self.siblings: dict[str, list[TextDocument]] = defaultdict(list)
        for article in articles:
            self.siblings[article.domain].append(article)

    def make(self, article: TextDocument) -> TextDocument | None:
        """Return a spliced article; None if the draw gave no foreign run for its place."""
        chance, places = self.chance, self.recipe.places
        place = chance.choices(list(places), list(places.values()))[0]
        run: Run = ([], [])
        if place != "none":
            run = self._foreign_run(article)
            if not run[0]:
                return None
        signed = self._signed(article) if chance.random() < self.recipe.sign_off else article
        spliced = _insert(signed, run, place, chance)
        spliced = _with_lines(spliced, self._credits(), chance)
        spliced = _with_lines(spliced, self._pointers(), chance)
        return self._with_masthead(spliced)

    def _name(self) -> str:
        return person(self.texts, self.recipe.initials, self.chance)

    def _foreign_run(self, article: TextDocument) -> Run:
        recipe, chance = self.recipe, self.chance
        size = 1 + int((recipe.longest_run - 1) * chance.random() ** SHORT_RUNS)
        if chance.random() < recipe.teasers:
            return self._teasers(article)
        prose = chance.random() < recipe.prose
        siblings = self.siblings[article.domain]
        near = prose and len(siblings) > 1 and chance.random() < recipe.same_site
        other = chance.choice(siblings if near else self.articles if prose else self.pages)
        if prose:
            same = other.domain == article.domain and (not near or _alike(other, article))
            return ([], []) if same else _paragraphs(other, size, chance)
        return ([], []) if other.domain == article.domain else _boilerplate(other, size, chance)

    def _teasers(self, article: TextDocument) -> Run:
        """Return a list of teasers in one pattern, as sidebar."""
        chance = self.chance
        shape, bullet = chance.choice(TEASER_SHAPES), chance.choice(TEASER_BULLETS)
        texts = [section(chance)] if chance.random() < TEASER_HEADING else []
        date_of = date_style(chance)
        dated_section = chance.random() < DATED_SECTION
        for _ in range(chance.randint(2, MOST_TEASERS)):
            other = chance.choice(self.articles)
            if other.domain == article.domain or not other.title or other.lang != article.lang:
                continue
            date = date_of()
            first = other.texts[0 if len(other.texts[0]) > SUMMARY_FROM else 1]
            parts = {
                "t": bullet + other.title,
                "s": first[: chance.randint(*SUMMARY_CHARS)],
                "d": f"{section(chance)} BY {date}" if dated_section else date,
                "c": section(chance),
                "b": f"By {self._name()}",
            }
            texts.extend(parts[part] for part in shape)
        return texts, [SIDEBAR] * len(texts)

    def _signed(self, document: TextDocument) -> TextDocument:
        """Return the document with its author's name for a last line."""
        line = signature_form(self.chance).format(self._name())
        labels = np.append(document.labels, np.int8(CHROME)).astype(np.int8)
        return replace(document, texts=[*document.texts, line], labels=labels)

    def _credits(self) -> Lines:
        """Return photo credits in one style, for some articles."""
        if self.chance.random() >= self.recipe.credits:
            return []
        lines = credit_lines(self._name, MOST_CREDITED, self.recipe.most_inserts, self.chance)
        return [(line, CHROME) for line in lines]

    def _pointers(self) -> Lines:
        """Return pointers to other articles in one style, for some articles."""
        chance = self.chance
        if chance.random() >= self.recipe.pointers:
            return []
        label, most = pointer_label(chance), self.recipe.most_inserts // 2
        titles = [chance.choice(self.articles).title for _ in range(chance.randint(1, most))]
        return [(label + title, SIDEBAR) for title in titles if title]

    def _with_masthead(self, document: TextDocument) -> TextDocument:
        """Return the document under its title and some of the lines that stand below titles."""
        chance = self.chance
        if not document.title or chance.random() >= self.recipe.masthead:
            return document
        bullet = chance.choice(MASTHEAD_BULLETS)
        lines = [
            (bullet + byline_opening(chance) + self._name(), CHROME),
            (bullet + section(chance), SIDEBAR),
            (bullet + date_style(chance)(), CHROME),
        ]
        chance.shuffle(lines)
        lines = [(document.title, BODY), *lines[: chance.randint(0, 3)]]
        foreign = _foreign(document)
        return replace(
            document,
            texts=[text for text, _ in lines] + document.texts,
            labels=np.array([*(label for _, label in lines), *document.labels], dtype=np.int8),
            foreign=np.concatenate((np.zeros(len(lines), dtype=bool), foreign)),
        )


def _foreign(document: TextDocument) -> np.ndarray:
    return np.zeros(len(document), dtype=bool) if document.foreign is None else document.foreign


def _with_lines(document: TextDocument, lines: Lines, chance: random.Random) -> TextDocument:
    """Return the document with single lines inserted between its paragraphs."""
    texts, labels = list(document.texts), document.labels.tolist()
    foreign = _foreign(document).tolist()
    for text, label in lines:
        at = chance.randint(1, len(texts))
        parts = text.split("\n")
        texts[at:at] = parts
        labels[at:at] = [label] * len(parts)
        foreign[at:at] = [False] * len(parts)
    return replace(
        document, texts=texts, labels=np.array(labels, dtype=np.int8), foreign=np.array(foreign)
    )


def _alike(one: TextDocument, other: TextDocument) -> bool:
    """Return whether two articles of a site are one, or about one thing: whether they share a
    paragraph."""
    return not set(one.texts).isdisjoint(other.texts)


def _paragraphs(article: TextDocument, size: int, chance: random.Random) -> Run:
    """Return a run of an article's paragraphs, half the time its first ones, as sidebar."""
    at = chance.choice([0, chance.randrange(max(1, len(article) - size))])
    texts = article.texts[at : at + size]
    return texts, [SIDEBAR] * len(texts)


def _boilerplate(page: TextDocument, size: int, chance: random.Random) -> Run:
    """Return a run of a labelled page's boilerplate with its labels."""
    outside = np.flatnonzero(page.labels > BODY)
    if not len(outside):
        return [], []
    at = int(chance.choice(list(outside)))
    texts, labels = [], []
    for text, label in zip(page.texts[at : at + size], page.labels[at : at + size]):
        if label <= BODY:
            break
        texts.append(text)
        labels.append(int(label))
    return texts, labels


def _insert(article: TextDocument, run: Run, place: str, chance: random.Random) -> TextDocument:
    n = len(article)
    at = {"tail": n, "head": 0, "none": 0, "middle": chance.randrange(1, n)}[place]
    texts = article.texts[:at] + run[0] + article.texts[at:]
    labels = np.concatenate(
        (article.labels[:at], np.array(run[1], dtype=np.int8), article.labels[at:])
    ).astype(np.int8)
    foreign = np.zeros(len(texts), dtype=bool)
    foreign[at : at + len(run[0])] = True
    return replace(article, tool=f"splice-{place}", texts=texts, labels=labels, foreign=foreign)
