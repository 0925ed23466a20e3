"""What site memory is worth: scores with and without it, out-of-fold, page by page.

    python benchmarks/site_memory.py CORPORA --folds-dir DIR [--json RESULTS.json]

Only sites with several pages in a corpus count, and each corpus has a site memory of its own. DIR
is where `cleaner train --folds-out` has left the models of the folds.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from common import add_corpora, argument_parser, corpus_folders, run, write_results
from rich.console import Console
from rich.table import Table

from cleaner import Cleaner, SiteMemory
from cleaner.evaluation.corpus import load_corpus
from cleaner.evaluation.folds import ModelOf, fold_models
from cleaner.evaluation.gold import GoldPage
from cleaner.evaluation.metrics import f_score, mean_shingle_f1, shingle_scores, word_f1
from cleaner.segment.html import segment_html
from cleaner.site_memory import text_hash

CORPORA = ("news-2023", "wcxb-dev")
SHINGLES = "news-2023"  # is measured by shingle F1, the other by word F1
LEAST_PAGES = 2


@dataclass(frozen=True, slots=True)
class Difference:
    """A measure without and with site memory, and two standard errors of the difference."""

    pages: int
    alone: float
    with_memory: float
    error: float


def pages_of_sites(pages: Sequence[GoldPage], least: int) -> list[GoldPage]:
    """Return the pages with gold text of those sites that have at least so many of them."""
    sites: dict[str, list[GoldPage]] = defaultdict(list)
    for page in pages:
        if page.text is not None:
            sites[page.domain].append(page)
    return [page for of_site in sites.values() if len(of_site) >= least for page in of_site]


def remember(pages: Sequence[GoldPage], least: int) -> SiteMemory:
    """Return a site memory of all pages, by their registered domain."""
    memory = SiteMemory(least_pages=least)
    for page in pages:
        memory.count(page.domain, [text_hash(t) for t in segment_html(page.html or "").texts])
    return memory


def texts_of(pages: Sequence[GoldPage], model_of: ModelOf, memory: SiteMemory | None) -> list[str]:
    """Return the main text of each page."""
    texts = []
    for page in pages:
        cleaner = Cleaner(model_of(page), profile="article", site_memory=memory, max_bytes=None)
        document = cleaner.clean_html(page.html or "", url=f"https://{page.domain}/")
        texts.append(document.as_text(title=False, captions=False))
    return texts


def difference(
    golds: Sequence[str], alone: Sequence[str], with_memory: Sequence[str], *, shingles: bool
) -> Difference:
    """Return how much better the second texts are than the first, as a paired test over pages.

    By word F1, or by shingle F1, of which the measure is that of the mean precision and recall.
    """
    if shingles:
        scores = [
            [shingle_scores(text, gold) for text, gold in zip(texts, golds)]
            for texts in (alone, with_memory)
        ]
        means = [mean_shingle_f1(of_pages) for of_pages in scores]
        single = [np.array([f_score(*score) for score in of_pages]) for of_pages in scores]
    else:
        single = [
            np.array([word_f1(text, gold) for text, gold in zip(texts, golds)])
            for texts in (alone, with_memory)
        ]
        means = [float(of_pages.mean()) for of_pages in single]
    spread = float((single[1] - single[0]).std(ddof=1)) if len(golds) > 1 else 0.0
    return Difference(len(golds), means[0], means[1], 2 * spread / max(len(golds), 1) ** 0.5)


def main() -> None:
    """Print scores with and without site memory."""
    parser = argument_parser(__doc__)
    add_corpora(parser, CORPORA)
    parser.add_argument("--folds-dir", type=Path, required=True, help="folder of the fold models")
    parser.add_argument(
        "--least-pages", type=int, default=LEAST_PAGES, help="pages that a site must have"
    )
    parser.add_argument("--json", type=Path, help="file of results to write into")
    options = parser.parse_args()
    folders = corpus_folders(options.corpora, CORPORA)
    model_of = fold_models(options.folds_dir)
    least = options.least_pages
    table = Table(title=f"sites with {least} pages or more, out-of-fold", title_justify="left")
    for name in ("pages", "measure", "alone", "with site memory", "difference", "± (2 s.e.)"):
        table.add_column(name, justify="left" if name in ("pages", "measure") else "right")
    results: dict[str, dict[str, float]] = {}
    for folder in folders:
        pages = pages_of_sites(load_corpus(folder), least)
        alone = texts_of(pages, model_of, None)
        remembered = texts_of(pages, model_of, remember(pages, least))
        shingles = folder.name == SHINGLES
        for name in ["", *sorted({page.page_type for page in pages})]:
            chosen = [i for i, page in enumerate(pages) if name in ("", page.page_type)]
            row = difference(
                [pages[i].text or "" for i in chosen], [alone[i] for i in chosen],
                [remembered[i] for i in chosen], shingles=shingles,
            )  # fmt: skip
            gain = row.with_memory - row.alone
            table.add_row(
                f"{folder.name} {name or 'all'} ({row.pages})",
                "shingle F1" if shingles else "word F1",
                f"{row.alone:.4f}", f"{row.with_memory:.4f}", f"{gain:+.4f}", f"{row.error:.4f}",
            )  # fmt: skip
            results[f"{folder.name} {name or 'all'}"] = {
                "pages": row.pages, "alone": row.alone, "with site memory": row.with_memory,
                "two standard errors": row.error,
            }  # fmt: skip
    Console(highlight=False).print(table)
    if options.json:
        write_results(options.json, "site memory", results, options, folders)


if __name__ == "__main__":
    run(main)
