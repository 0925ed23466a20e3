"""Off-topic paragraphs in plain text: how many are found, and what the article loses by it.

    python benchmarks/splices.py CORPORA [--seed N] [--model DIR] [--json RESULTS.json]

Runs of paragraphs of another article are put at the end, at the start and in the middle of clean
articles (gold text of the sites of labels-dev and examples, which the shipped text model has never
seen), and the text route labels the whole. It also prints idempotence: what share of the words is
lost when the text that the HTML route gives for wcxb-dev's articles goes through the text route.
Needs scikit-learn (extra `train`), to find the article that is nearest in subject.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from common import add_corpora, argument_parser, corpus_folders, run, write_results
from labelling import Clean, labels_of
from rich.console import Console
from rich.table import Table

from cleaner import Cleaner, Document, Label
from cleaner.evaluation.corpus import load_corpora
from cleaner.evaluation.gold import GoldPage
from cleaner.text.tokens import count_words
from cleaner.training.data.flatten import TextDocument, clean_article

UNSEEN = ("labels-dev", "examples")
GOLD = ("wcxb-dev", "news-2023", "fundus-train")
SAME_SITE, SUBJECT, OTHER = ORIGINS = ("same site", "nearest subject", "another site")
PLACES = ("end", "start", "middle")
LENGTHS = (1, 3, 6)
SEED = 3


@dataclass(slots=True)
class Counts:
    """Foreign paragraphs and own ones, and how many were dropped of each."""

    foreign: int = 0
    dropped: int = 0
    own: int = 0
    lost: int = 0

    @property
    def recall(self) -> float:
        """Share of the foreign paragraphs that was dropped; 0 if there are none."""
        return self.dropped / self.foreign if self.foreign else 0.0

    @property
    def loss(self) -> float:
        """Share of the own paragraphs that was dropped; 0 if there are none."""
        return self.lost / self.own if self.own else 0.0


def unseen_articles(corpora: Path) -> list[TextDocument]:
    """Return clean articles of sites that the text model was not trained on."""
    sites = {page.domain for page in load_corpora(corpus_folders(corpora, UNSEEN))}
    pages = [page for page in load_corpora(corpus_folders(corpora, GOLD)) if page.domain in sites]
    articles = [clean_article(page) for page in pages if page.page_type == "article"]
    return [article for article in articles if article is not None]


def likeness(articles: Sequence[TextDocument]) -> Sequence[Sequence[float]]:
    """Return the cosines between articles, by the tf-idf of their words."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.metrics.pairwise import cosine_similarity

    vectors = TfidfVectorizer().fit_transform("\n".join(article.texts) for article in articles)
    cosines: list[list[float]] = cosine_similarity(vectors).tolist()
    return cosines


def pairs_of(
    articles: Sequence[TextDocument],
    origin: str,
    seed: int,
    cosines: Sequence[Sequence[float]] = (),
) -> list[tuple[TextDocument, TextDocument]]:
    """Return each article with another one of its language: one of its site, one of another site,
    or that of another site which is nearest in subject by `cosines`.

    Articles without such another one are left out.
    """
    chance = random.Random(seed)
    pairs = []
    for number, article in enumerate(articles):
        fitting = [
            i
            for i, other in enumerate(articles)
            if other is not article
            and other.lang == article.lang
            and (other.domain == article.domain) == (origin == SAME_SITE)
            and other.texts[0] != article.texts[0]
        ]
        if fitting:
            nearest = origin == SUBJECT
            drawn = (
                max(fitting, key=cosines[number].__getitem__) if nearest else chance.choice(fitting)
            )
            pairs.append((article, articles[drawn]))
    return pairs


def spliced(own: Sequence[str], foreign: Sequence[str], place: str) -> tuple[list[str], int]:
    """Return the paragraphs with the foreign run in its place, and where that run starts."""
    at = {"end": len(own), "start": 0, "middle": len(own) // 2}[place]
    return [*own[:at], *foreign, *own[at:]], at


def count(
    pairs: Sequence[tuple[TextDocument, TextDocument]], place: str, length: int, clean: Clean
) -> Counts:
    """Return what becomes of the first paragraphs of one article in a place of another."""
    counts = Counts()
    for article, other in pairs:
        foreign = other.texts[:length]
        texts, at = spliced(article.texts, foreign, place)
        dropped = [label is not Label.BODY for label in labels_of(texts, clean)]
        of_foreign = sum(dropped[at : at + len(foreign)])
        counts.foreign += len(foreign)
        counts.dropped += of_foreign
        counts.own += len(article.texts)
        counts.lost += sum(dropped) - of_foreign
    return counts


def lost_untouched(articles: Sequence[TextDocument], clean: Clean) -> float:
    """Return the share of paragraphs that is dropped of articles without any splice."""
    dropped = [
        label is not Label.BODY for article in articles for label in labels_of(article.texts, clean)
    ]
    return sum(dropped) / len(dropped) if dropped else 0.0


def lost_again(
    pages: Sequence[GoldPage], clean_html: Callable[[str], Document], clean_text: Clean
) -> float:
    """Return the share of the words of the HTML route's text that the text route drops."""
    lost = total = 0
    for page in pages:
        text = clean_html(page.html or "").as_text()
        if text:
            before, after = count_words(text), count_words(clean_text(text).as_text())
            lost, total = lost + before - after, total + before
    return lost / total if total else 0.0


def main() -> None:
    """Measure and print."""
    parser = argument_parser(__doc__)
    add_corpora(parser, [*UNSEEN, *GOLD])
    parser.add_argument("--seed", type=int, default=SEED, help="draws what is spliced in")
    parser.add_argument("--model", type=Path, help="folder of models (default: shipped)")
    parser.add_argument("--json", type=Path, help="file of results to write into")
    options = parser.parse_args()
    console = Console(highlight=False)
    cleaner = Cleaner(options.model)
    articles = unseen_articles(options.corpora)
    cosines = likeness(articles)
    table = Table(title="foreign paragraphs found / own paragraphs lost", title_justify="left")
    for column in ("from", "where", *(f"{length} paragraphs" for length in LENGTHS), "articles"):
        table.add_column(column)
    results: dict[str, object] = {}
    for origin in ORIGINS:
        pairs = pairs_of(articles, origin, options.seed, cosines)
        for place in PLACES:
            counts = [count(pairs, place, length, cleaner.clean_text) for length in LENGTHS]
            cells = [f"{of_length.recall:.3f} / {of_length.loss:.3f}" for of_length in counts]
            table.add_row(origin, place, *cells, str(len(pairs)))
            results[f"{origin}, {place}"] = {
                str(length): {"found": of_length.recall, "lost": of_length.loss}
                for length, of_length in zip(LENGTHS, counts)
            }
    console.print(table)
    results["lost without any splice"] = untouched = lost_untouched(articles, cleaner.clean_text)
    console.print(f"own paragraphs lost without any splice: {untouched:.4f}")
    again = load_corpora(corpus_folders(options.corpora, GOLD[:1]))
    again = [page for page in again if page.page_type == "article"]
    words_lost = lost_again(again, cleaner.clean_html, cleaner.clean_text)
    results["words lost by cleaning again"] = words_lost
    console.print(f"words lost by cleaning clean text again: {words_lost:.4f}")
    if options.json:
        used = corpus_folders(options.corpora, [*UNSEEN, *GOLD])
        write_results(options.json, "splices", results, options, used)


if __name__ == "__main__":
    run(main)
