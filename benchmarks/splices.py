"""Off-topic paragraphs in plain text: how many are found, and what the article loses by it.

    python benchmarks/splices.py CORPORA

Runs of paragraphs of another article are put at the end, at the start and in the middle of clean
articles (gold text of the sites of labels-dev and examples, which the shipped text model has never
seen), and the text route labels the whole. It also prints idempotence: what share of the words is
lost when the text that the HTML route gives for wcxb-dev's articles goes through the text route.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Callable
from pathlib import Path

from rich.console import Console
from rich.table import Table
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics.pairwise import cosine_similarity

import cleaner
from cleaner.document import Document
from cleaner.evaluation.corpus import load_corpus
from cleaner.evaluation.gold import GoldPage
from cleaner.paragraph import Label
from cleaner.text.tokens import count_words
from cleaner.training.data.flatten import TextDocument, clean_article

UNSEEN = ("labels-dev", "examples")
GOLD = ("wcxb-dev", "news-2023", "fundus-train")
SAME_SITE, SUBJECT, OTHER = ORIGINS = ("same site", "nearest subject", "another site")
PLACES = ("end", "start", "middle")
LENGTHS = (1, 3, 6)
SEED = 3


def unseen_articles(corpora: Path) -> list[TextDocument]:
    """Clean articles of sites that the text model was not trained on."""
    sites = {page.domain for name in UNSEEN for page in load_corpus(corpora / name)}
    pages = [page for name in GOLD for page in load_corpus(corpora / name) if page.domain in sites]
    found = [clean_article(page) for page in pages if page.page_type == "article"]
    return [article for article in found if article is not None]


def donors(
    articles: list[TextDocument], origin: str, seed: int = SEED
) -> list[tuple[TextDocument, TextDocument]]:
    """Each article with another one of its language: one of its site, one of another site, or that
    of another site which shares most words with it."""
    chance = random.Random(seed)
    likeness = cosine_similarity(
        TfidfVectorizer().fit_transform("\n".join(a.texts) for a in articles)
    )
    pairs = []
    for article, like in zip(articles, likeness):
        fitting = [
            i
            for i, other in enumerate(articles)
            if other is not article
            and other.lang == article.lang
            and (other.domain == article.domain) == (origin == SAME_SITE)
            and other.texts[0] != article.texts[0]
        ]
        if fitting:
            drawn = (
                max(fitting, key=like.__getitem__) if origin == SUBJECT else chance.choice(fitting)
            )
            pairs.append((article, articles[drawn]))
    return pairs


def spliced(own: list[str], foreign: list[str], place: str) -> tuple[list[str], int]:
    """The paragraphs with the foreign run in its place, and where that run starts."""
    at = {"end": len(own), "start": 0, "middle": len(own) // 2}[place]
    return own[:at] + foreign + own[at:], at


def labels(texts: list[str], clean: Callable[[str], Document] = cleaner.clean_text) -> list[Label]:
    """Labels of paragraphs, one for each text."""
    found = clean("\n\n".join(texts)).paragraphs
    at, out, start = 0, [], 0
    for text in texts:
        while at + 1 < len(found) and (found[at].end or 0) <= start:
            at += 1
        out.append(found[at].label)
        start += len(text) + 2
    return out


def recall_table(articles: list[TextDocument], seed: int = SEED) -> Table:
    """Recall of foreign paragraphs and loss of the article's own, by kind of splice."""
    table = Table(title="foreign paragraphs found / own paragraphs lost")
    for column in ("from", "where", *(f"{n} paragraphs" for n in LENGTHS), "articles"):
        table.add_column(column)
    for origin in ORIGINS:
        pairs = donors(articles, origin, seed)
        for place in PLACES:
            cells = []
            for length in LENGTHS:
                found = total = lost = own_total = 0
                for article, other in pairs:
                    foreign = other.texts[:length]
                    texts, at = spliced(article.texts, foreign, place)
                    dropped = [label is not Label.BODY for label in labels(texts)]
                    found += sum(dropped[at : at + len(foreign)])
                    total += len(foreign)
                    lost += sum(dropped) - sum(dropped[at : at + len(foreign)])
                    own_total += len(article.texts)
                cells.append(f"{found / total:.3f} / {lost / own_total:.3f}")
            table.add_row(origin, place, *cells, str(len(pairs)))
    return table


def lost_untouched(articles: list[TextDocument]) -> float:
    """Share of the paragraphs of articles without any splice that are dropped."""
    lost = total = 0
    for article in articles:
        dropped = [label is not Label.BODY for label in labels(article.texts)]
        lost, total = lost + sum(dropped), total + len(dropped)
    return lost / total


def lost_again(pages: list[GoldPage]) -> float:
    """Share of the words of the HTML route's text that the text route drops."""
    lost = total = 0
    for page in pages:
        text = cleaner.clean_html(page.html or "").as_text()
        if text:
            before, after = count_words(text), count_words(cleaner.clean_text(text).as_text())
            lost, total = lost + before - after, total + before
    return lost / total


def main() -> None:
    """Print all of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpora", type=Path, help="the folder that holds the corpora")
    parser.add_argument("--seed", type=int, default=SEED, help="draws what is spliced in")
    options = parser.parse_args()
    console = Console()
    articles = unseen_articles(options.corpora)
    console.print(recall_table(articles, options.seed))
    console.print(f"own paragraphs lost without any splice: {lost_untouched(articles):.4f}")
    again = [p for p in load_corpus(options.corpora / "wcxb-dev") if p.page_type == "article"]
    console.print(f"words lost by cleaning clean text again: {lost_again(again):.4f}")


if __name__ == "__main__":
    main()
