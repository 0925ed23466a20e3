"""What the memory of a site is worth: scores with and without it, out-of-fold, page by page.

    python benchmarks/site_memory.py CORPORA --folds-dir DIR

Only sites with several pages in a corpus count, and each corpus has a memory of its own. DIR is
where `cleaner train --folds-out` has left the models of the folds.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

from cleaner.core import Cleaner
from cleaner.evaluation.corpus import load_corpus
from cleaner.evaluation.folds import ModelOf, fold_models
from cleaner.evaluation.gold import GoldPage
from cleaner.evaluation.metrics import mean_shingle_f1, shingle_scores, word_f1
from cleaner.segment.html import segment_html
from cleaner.site_memory import SiteMemory, text_hash

CORPORA = ("news-2023", "wcxb-dev")
SHINGLES = "news-2023"


def pages_of_sites(folder: Path, least: int) -> list[GoldPage]:
    """The pages of those sites that have at least so many in the corpus."""
    sites: dict[str, list[GoldPage]] = defaultdict(list)
    for page in load_corpus(folder):
        if page.text is not None:
            sites[page.domain].append(page)
    return [page for pages in sites.values() if len(pages) >= least for page in pages]


def texts(pages: list[GoldPage], model_of: ModelOf, memory: SiteMemory | None) -> list[str]:
    """The main content of each page."""
    found = []
    for page in pages:
        cleaner = Cleaner(model_of(page), profile="article", site_memory=memory, max_bytes=None)
        document = cleaner.clean_html(page.html or "", url=f"https://{page.domain}/")
        found.append(document.as_text(title=False, captions=False))
    return found


def remember(pages: list[GoldPage], least: int) -> SiteMemory:
    """A memory of all pages, by their registered domain."""
    memory = SiteMemory(least_pages=least)
    for page in pages:
        memory.count(page.domain, [text_hash(t) for t in segment_html(page.html or "").texts])
    return memory


def main() -> None:
    """Print scores with and without site memory."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpora", type=Path, help="the folder that holds the corpora")
    parser.add_argument("--folds-dir", type=Path, required=True)
    parser.add_argument("--least-pages", type=int, default=2, help="pages that a site must have")
    options = parser.parse_args()
    corpora, folds_dir, least_pages = options.corpora, options.folds_dir, options.least_pages
    model_of = fold_models(folds_dir)
    table = Table(title=f"sites with {least_pages} pages or more, out-of-fold")
    for name in ("pages", "measure", "alone", "with site memory", "difference", "± (2 s.e.)"):
        table.add_column(name, justify="left" if name in ("pages", "measure") else "right")
    for corpus in CORPORA:
        pages = pages_of_sites(corpora / corpus, least_pages)
        outputs = (
            texts(pages, model_of, None), texts(pages, model_of, remember(pages, least_pages))
        )  # fmt: skip
        for name in ["", *sorted({page.page_type for page in pages})]:
            chosen = [i for i, page in enumerate(pages) if name in ("", page.page_type)]
            table.add_row(*_row(corpus, name, pages, outputs, chosen))
    Console().print(table)


def _row(
    corpus: str,
    name: str,
    pages: list[GoldPage],
    outputs: tuple[list[str], list[str]],
    chosen: list[int],
) -> list[str]:
    if corpus == SHINGLES:
        pairs = [[shingle_scores(out[i], pages[i].text or "") for i in chosen] for out in outputs]
        means = [mean_shingle_f1(found) for found in pairs]
        single = [np.array([mean_shingle_f1([pair]) for pair in found]) for found in pairs]
    else:
        single = [
            np.array([word_f1(out[i], pages[i].text or "") for i in chosen]) for out in outputs
        ]
        means = [float(found.mean()) for found in single]
    error = 2 * float((single[1] - single[0]).std(ddof=1)) / len(chosen) ** 0.5
    return [
        f"{corpus} {name or 'all'} ({len(chosen)})",
        "shingle F1" if corpus == SHINGLES else "word F1",
        f"{means[0]:.4f}", f"{means[1]:.4f}", f"{means[1] - means[0]:+.4f}", f"{error:.4f}",
    ]  # fmt: skip


if __name__ == "__main__":
    main()
