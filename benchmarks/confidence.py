"""What a document's confidence is worth: of the documents below a limit, how many are wrong?

    python benchmarks/confidence.py CORPORA --folds-dir DIR [--every N] [--json RESULTS.json]

A document is wrong if the F1 of its words against the gold is below .8. HTML is cleaned
out-of-fold, by the fold models that `accuracy.py --folds-dir` or `cleaner train --folds-out` has
left; plain text by the shipped model, which has not seen the sites of labels-dev. For each limit it
prints the documents below it, the share of them that is wrong, and the share of all wrong documents
that they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from common import add_corpora, argument_parser, corpus_folders, run, write_results
from rich.console import Console
from rich.table import Table

from cleaner.evaluation.corpus import load_corpora
from cleaner.evaluation.folds import ModelOf, fold_models
from cleaner.evaluation.metrics import f_score
from cleaner.evaluation.scores import PageScore, WordCounts, score_pages

ARTICLES = ("wcxb-dev", "news-2023", "fundus-train")
LABELLED = ("labels-train", "labels-sites")
TEXTS = ("labels-dev",)
RIGHT = 0.8  # least F1 of the words of a document that is not wrong
LIMITS = (0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95)
MOST = 0.5  # share of the documents below a limit that must be wrong


class Judged(NamedTuple):
    """A cleaned document: its confidence, and the F1 of its words against the gold."""

    confidence: float
    f1: float


class Below(NamedTuple):
    """The documents below a limit of confidence: their number, and how many of them are wrong."""

    documents: int
    wrong: int


def judged(scores: Iterable[PageScore]) -> list[Judged]:
    """Return what is known of each scored page; pages that nothing can be said of are left out."""
    pages = []
    for score in scores:
        f1 = score.words if score.kept_words is None else kept_f1(score.kept_words)
        if f1 is not None and score.confidence is not None:
            pages.append(Judged(score.confidence, f1))
    return pages


def kept_f1(words: WordCounts) -> float:
    """Return the F1 of the words that were kept; 1 if there was no body and nothing was kept."""
    kept = words.body_kept + words.boilerplate_kept
    if not kept and not words.body:
        return 1.0
    return f_score(words.body_kept / max(kept, 1), words.body_kept / max(words.body, 1))


def below(documents: Sequence[Judged], limit: float) -> Below:
    """Count the documents of less confidence than a limit, and the wrong ones among them."""
    low = [document for document in documents if document.confidence < limit]
    return Below(len(low), sum(document.f1 < RIGHT for document in low))


def limit_of(documents: Sequence[Judged]) -> float:
    """Return the highest of LIMITS below which most documents are wrong; 0 if there is none."""
    counts = [(limit, below(documents, limit)) for limit in LIMITS]
    return max(
        (limit for limit, low in counts if low.documents and low.wrong >= MOST * low.documents),
        default=0.0,
    )


def table_of(documents: Sequence[Judged]) -> dict[str, dict[str, int]]:
    """Return the counts at each limit, and at 1.01 those of all documents, as data."""
    return {f"{limit:.2f}": below(documents, limit)._asdict() for limit in (*LIMITS, 1.01)}


def _print(console: Console, title: str, documents: Sequence[Judged]) -> None:
    everything = below(documents, 1.01)
    heading = f"{title}: {everything.wrong} of {everything.documents} documents are wrong"
    table = Table(title=heading, title_justify="left")
    for head in ("confidence below", "documents", "of these wrong", "of all wrong"):
        table.add_column(head, justify="right")
    for limit in LIMITS:
        low = below(documents, limit)
        cells = (low.wrong / max(low.documents, 1), low.wrong / max(everything.wrong, 1))
        table.add_row(f"{limit:.2f}", f"{low.documents:,}", *(f"{cell:.3f}" for cell in cells))
    console.print(table)
    console.print(f"most are wrong below {limit_of(documents):.2f}")


def main() -> None:
    """Measure and print."""
    parser = argument_parser(__doc__)
    add_corpora(parser, [*ARTICLES, *LABELLED, *TEXTS])
    parser.add_argument(
        "--folds-dir", type=Path, required=True, help="fold models of the HTML model"
    )
    parser.add_argument("--every", type=int, default=1, help="of the HTML pages, one in so many")
    parser.add_argument("--json", type=Path, help="file of results to write into")
    options = parser.parse_args()
    console = Console(highlight=False)
    used = corpus_folders(options.corpora, [*ARTICLES, *LABELLED, *TEXTS])
    shipped: ModelOf = lambda page: None  # noqa: E731 - whatever the page
    kinds = {
        "profile article": (ARTICLES, fold_models(options.folds_dir), options.every),
        "profile labels": (LABELLED, fold_models(options.folds_dir), options.every),
        "plain text": (TEXTS, shipped, 1),
    }
    results = {}
    for title, (names, model_of, every) in kinds.items():
        pages = load_corpora(corpus_folders(options.corpora, names))
        documents = judged(score_pages(pages[::every], model_of))
        _print(console, title, documents)
        results[title] = table_of(documents)
    if options.json:
        write_results(options.json, "confidence", results, options, used)


if __name__ == "__main__":
    run(main)
