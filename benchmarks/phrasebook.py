"""One line of a phrasebook in the middle of a clean article of its language: is it seen?

    python benchmarks/phrasebook.py CORPORA [--model DIR | --folds-dir DIR] [--json RESULTS.json]

Prints the share of page furniture (newsletter plugs, share bars, cookie notes …) that is removed,
and the share of body look-alikes (prose, captions, quotes …) that is kept, by language and by kind.
Each line is put into one article; which one is drawn by --seed. The clean articles are the body
lines of labelled articles, and gold texts.

A model that has learned from these lines or articles is flattered. With --folds-dir, a folder of
text models 0, 1, …, each without the lines and the sites of its fold (as `cleaner train` draws
them), every line is measured with a model that has seen neither it nor the article.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from common import add_corpora, argument_parser, corpus_folders, run, write_results
from labelling import Clean, labels_of
from rich.console import Console
from rich.table import Table

from cleaner import Cleaner, CorpusError, Label
from cleaner.evaluation.corpus import load_corpus
from cleaner.paragraph import LABELS
from cleaner.training.data.flatten import TextDocument, clean_article, labelled_article
from cleaner.training.data.phrasebook import Phrase, load_phrasebook
from cleaner.training.folds import fold_of

PHRASEBOOK = "phrasebook"
LABELLED = ("labels-train", "labels-sites")
GOLD = ("fundus-train", "wcxb-dev")
FEWEST = 20  # lines of furniture of a language that counts in the mean
LONGEST = 60  # paragraphs of an article: longer ones only take time
SEED = 5
# Gives for a domain (of a phrase, it is the phrase) what cleans it, and which articles go with it.
CleanOf = Callable[[str], tuple[Clean, Callable[[TextDocument], bool]]]
ENGLISH = "en"


@dataclass(frozen=True, slots=True)
class Outcome:
    """A line of the phrasebook, and whether it was kept as body."""

    phrase: Phrase
    kept: bool


@dataclass(slots=True)
class Tally:
    """Lines of furniture and of look-alikes, and how many got the label that they should."""

    furniture: int = 0
    removed: int = 0
    lookalikes: int = 0
    kept: int = 0

    def add(self, outcome: Outcome) -> None:
        """Count one line."""
        if outcome.phrase.body:
            self.lookalikes += 1
            self.kept += outcome.kept
        else:
            self.furniture += 1
            self.removed += not outcome.kept

    @property
    def share_removed(self) -> float | None:
        """Share of the furniture that is removed; None if there is none."""
        return self.removed / self.furniture if self.furniture else None

    @property
    def share_kept(self) -> float | None:
        """Share of the look-alikes that are kept; None if there are none."""
        return self.kept / self.lookalikes if self.lookalikes else None


def clean_articles(corpora: Path) -> dict[str, list[TextDocument]]:
    """Return clean articles by language, in a fixed order."""
    articles: dict[str, list[TextDocument]] = defaultdict(list)
    pages = [page for folder in corpus_folders(corpora, LABELLED) for page in load_corpus(folder)]
    candidates = [labelled_article(page) for page in pages if page.page_type == "article"]
    pages = [page for folder in corpus_folders(corpora, GOLD) for page in load_corpus(folder)]
    candidates += [
        clean_article(page) for page in pages if page.text and page.page_type == "article"
    ]
    for article in candidates:
        if article is not None and article.lang and len(article) <= LONGEST:
            articles[article.lang].append(article)
    return articles


def with_line(article: Sequence[str], line: str) -> tuple[list[str], int]:
    """Return an article with a line in its middle, and the index of the line."""
    middle = len(article) // 2
    return [*article[:middle], line, *article[middle:]], middle


def kept(article: Sequence[str], line: str, clean: Clean) -> bool:
    """Return whether a line in the middle of an article is labelled body."""
    texts, at = with_line(article, line)
    return labels_of(texts, clean)[at] is Label.BODY


def measure(
    phrases: Iterable[Phrase],
    articles: Mapping[str, Sequence[TextDocument]],
    clean_of: CleanOf,
    seed: int,
) -> list[Outcome]:
    """Return the outcome of each phrase whose language has an article that may be used."""
    outcomes = []
    for phrase in phrases:
        clean, usable = clean_of(phrase.domain)
        choice = [article for article in articles.get(phrase.lang, ()) if usable(article)]
        if choice:
            article = random.Random(f"{seed}:{phrase.lang}:{phrase.text}").choice(choice)
            outcomes.append(Outcome(phrase, kept(article.texts, phrase.text, clean)))
    return outcomes


def tallies(outcomes: Iterable[Outcome], key: Callable[[Phrase], str]) -> dict[str, Tally]:
    """Return the tally of each group of phrases, those with most lines first."""
    groups: dict[str, Tally] = defaultdict(Tally)
    for outcome in outcomes:
        groups[key(outcome.phrase)].add(outcome)
    return dict(sorted(groups.items(), key=lambda item: -(item[1].furniture + item[1].lookalikes)))


def mean_removed(by_language: Mapping[str, Tally]) -> float | None:
    """Return the mean share removed of the languages with enough furniture; None without any."""
    shares = [
        tally.share_removed
        for tally in by_language.values()
        if tally.share_removed is not None and tally.furniture >= FEWEST
    ]
    return sum(shares) / len(shares) if shares else None


def table_of(title: str, groups: dict[str, Tally]) -> Table:
    """Return the table of some groups."""
    table = Table(title=title, title_justify="left")
    table.add_column("")
    for name in ("furniture", "removed", "look-alikes", "kept"):
        table.add_column(name, justify="right")
    for name, tally in groups.items():
        table.add_row(
            name, f"{tally.furniture:,}", shown(tally.share_removed),
            f"{tally.lookalikes:,}", shown(tally.share_kept),
        )  # fmt: skip
    return table


def shown(share: float | None) -> str:
    """Return a share to print; a dash if there is none."""
    return "–" if share is None else f"{share:.3f}"


def one_model(folder: Path | None) -> CleanOf:
    """Return the shipped model, or that of a folder, for every phrase and with every article."""
    clean = Cleaner(folder).clean_text
    return lambda domain: (clean, lambda article: True)


def fold_models(folder: Path, seed: int) -> CleanOf:
    """Return for each phrase the model without its fold, to be used with articles of that fold.

    Raises CorpusError if the folder holds no such models.
    """
    names = sorted(int(path.name) for path in folder.glob("[0-9]*") if path.name.isdecimal())
    if not names or names != list(range(len(names))):
        raise CorpusError(f"{folder} holds no text models 0, 1, … of folds")
    models = [folder / str(name) for name in names]
    cleaners = [Cleaner(path).clean_text for path in models]

    def clean_of(domain: str) -> tuple[Clean, Callable[[TextDocument], bool]]:
        fold = fold_of(domain, len(models), seed)
        return cleaners[fold], lambda article: fold_of(article.domain, len(models), seed) == fold

    return clean_of


def main() -> None:
    """Measure and print."""
    parser = argument_parser(__doc__)
    add_corpora(parser, [PHRASEBOOK, *LABELLED, *GOLD])
    parser.add_argument("--model", type=Path, help="folder of a text model (default: shipped)")
    parser.add_argument("--folds-dir", type=Path, help="folder of text models 0, 1, … of folds")
    parser.add_argument("--folds-seed", type=int, default=0, help="seed of the folds, as trained")
    parser.add_argument("--seed", type=int, default=SEED, help="draws the article of each line")
    parser.add_argument("--every", type=int, default=1, metavar="N", help="one line in N")
    parser.add_argument("--json", type=Path, help="file of results to write into")
    options = parser.parse_args()
    if options.model and options.folds_dir:
        parser.error("--model and --folds-dir: it is one or the other")
    console = Console(highlight=False)
    (book,) = corpus_folders(options.corpora, [PHRASEBOOK])
    phrases = load_phrasebook(book)[:: options.every]
    articles = clean_articles(options.corpora)
    clean_of = (
        fold_models(options.folds_dir, options.folds_seed)
        if options.folds_dir
        else one_model(options.model)
    )
    outcomes = measure(phrases, articles, clean_of, options.seed)
    by_language = tallies(outcomes, lambda phrase: phrase.lang)
    console.print(table_of("by language", by_language))
    console.print(
        table_of("by kind", tallies(outcomes, lambda p: f"{LABELS[p.label].value}: {p.kind}"))
    )
    whole = tallies(outcomes, lambda phrase: "all").get("all", Tally())
    english = by_language.get(ENGLISH, Tally())
    missing = sorted({phrase.lang for phrase in phrases} - by_language.keys())
    console.print(
        f"furniture removed: {shown(mean_removed(by_language))} in the mean of languages with "
        f"{FEWEST} lines or more, {shown(english.share_removed)} in English; look-alikes kept: "
        f"{shown(whole.share_kept)}"
    )
    if missing:
        console.print(f"no clean article in: {', '.join(missing)}")
    if options.json:
        results = {
            "removed": mean_removed(by_language),
            "removed in English": english.share_removed,
            "look-alikes kept": whole.share_kept,
            "by language": {
                name: {"removed": tally.share_removed, "kept": tally.share_kept}
                for name, tally in by_language.items()
            },
        }
        used = corpus_folders(options.corpora, [PHRASEBOOK, *LABELLED, *GOLD])
        write_results(options.json, "phrasebook", results, options, used)


if __name__ == "__main__":
    run(main)
