"""Plain text in other languages than English, and in languages that were never learned from.

    python benchmarks/languages.py CORPORA [--teach VECTORS] [--json RESULTS.json]

Prints the shipped text model on the news pages of labels-dev, whose sites it has never seen and
most of which are not in English. Then trains a model on the English pages of the other corpora
alone (extra `train`, 20 minutes) and prints what it makes of the labelled pages in other languages,
as each tool rendered them, beside keeping everything. Pages whose language is unknown are left out.
With --teach, the file of vectors that `cleaner train --teach` keeps, the sentence encoder is fitted
to English texts alone, too; else that of the shipped model stays, which has learned the words of
other languages without labels.
"""

from __future__ import annotations

import logging
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np
from common import add_corpora, argument_parser, corpus_folders, run, write_results
from labelling import Clean, labels_of
from rich.console import Console
from rich.table import Table

from cleaner import Cleaner
from cleaner.evaluation.corpus import load_corpora
from cleaner.evaluation.gold import GoldPage
from cleaner.evaluation.metrics import (
    Confusion,
    body_lost,
    boilerplate_removed,
    confusion,
    macro_f1,
)
from cleaner.paragraph import LABELS
from cleaner.training.data.flatten import UNKNOWN, TextDocument, make_documents
from cleaner.training.folds import WHOLE
from cleaner.training.recipe import make_recipe, recipe_values

LEARNED = ("wcxb-dev", "news-2023", "fundus-train", "snippets-train", "labels-train")
LABELLED, SEEN, NEWS = "labels-train", "labels-dev", "fundus-train:"
NAMES = [label.value for label in LABELS]
ENGLISH, ALL = "en", "all"


def tables(documents: Iterable[TextDocument], clean: Clean) -> dict[str, Confusion]:
    """Return a confusion table of the documents of each language, and of all."""
    by_language: dict[str, Confusion] = defaultdict(lambda: confusion((), ()))
    for document in documents:
        labels = labels_of(document.texts, clean)
        labelled = [
            (NAMES[gold], label.value)
            for gold, label in zip(document.labels, labels)
            if gold != UNKNOWN
        ]
        counted = confusion([gold for gold, _ in labelled], [label for _, label in labelled])
        for name in (document.lang, ALL):
            by_language[name] += counted
    return by_language


def keeping_all(table: Confusion) -> Confusion:
    """Return the confusion table of a tool that calls everything body."""
    kept = np.zeros_like(table)
    kept[:, 0] = table.sum(axis=1)
    return kept


def measures(table: Confusion) -> dict[str, float]:
    """Return the measures of a language, beside the macro F1 of keeping everything."""
    return {
        "paragraphs": int(table.sum()),
        "macro F1": macro_f1(table),
        "– keeping all": macro_f1(keeping_all(table)),
        "body lost": body_lost(table),
        "boilerplate removed": boilerplate_removed(table),
    }


def printed(title: str, by_language: Mapping[str, Confusion]) -> Table:
    """Return the table of all languages, those with most paragraphs first."""
    table = Table(title=title, title_justify="left")
    table.add_column("language")
    for name in measures(confusion((), ())):
        table.add_column(name, justify="right")
    for language in sorted(by_language, key=lambda name: -by_language[name].sum()):
        paragraphs, *shares = measures(by_language[language]).values()
        table.add_row(language, f"{paragraphs:,}", *(f"{share:.3f}" for share in shares))
    return table


def news_documents(pages: Sequence[GoldPage]) -> list[TextDocument]:
    """Return the news pages of labels-dev."""
    return [
        TextDocument(
            page.id, "", page.domain, page.lang, page.page_type,
            [" ".join(line.split()) for line in page.lines],
            np.array([NAMES.index(label) if label else UNKNOWN for label in page.labels], np.int8),
        )
        for page in pages
        if page.id.startswith(NEWS)
    ]  # fmt: skip


def other_languages(pages: Sequence[GoldPage]) -> list[GoldPage]:
    """Return the labelled pages in other languages than English, of sites without English pages."""
    with_english = {page.domain for page in pages if page.lang == ENGLISH}
    return [
        page
        for page in pages
        if page.corpus == LABELLED
        and page.lang not in ("", ENGLISH)
        and page.domain not in with_english
    ]


def fit_english(pages: Sequence[GoldPage], out: Path, teach: Path | None) -> None:
    """Fit a text model to the English pages and write it to a folder."""
    from cleaner.training.export.describe import describe
    from cleaner.training.text import fit_text
    from cleaner.training.text_data import prepare_text

    logging.basicConfig(level=logging.INFO, format="%(message)s")
    recipe = make_recipe("text")
    data = prepare_text(pages, recipe, teach)
    description = describe(pages, recipe.decision.settings, {}, recipe_values(recipe))
    fit_text(data, recipe, [WHOLE])[WHOLE].write(out, description)


def main() -> None:
    """Print both tables."""
    parser = argument_parser(__doc__)
    add_corpora(parser, [*LEARNED, SEEN])
    parser.add_argument("--teach", type=Path, help="vectors to fit a sentence encoder to")
    parser.add_argument("--json", type=Path, help="file of results to write into")
    options = parser.parse_args()
    console = Console(highlight=False)
    folders = corpus_folders(options.corpora, [*LEARNED, SEEN])
    pages = load_corpora(folders)
    news = news_documents([page for page in pages if page.corpus == SEEN])
    shipped = tables(news, Cleaner().clean_text)
    console.print(printed("news pages of labels-dev", shipped))
    learned = [page for page in pages if page.corpus in LEARNED]
    recipe = make_recipe("text")
    documents = [
        document
        for page in other_languages(learned)
        for document in make_documents(page, recipe.flatten, recipe.seed)
    ]
    with tempfile.TemporaryDirectory() as folder:
        english = [page for page in learned if page.lang == ENGLISH]
        fit_english(english, Path(folder), options.teach)
        unseen = tables(documents, Cleaner(Path(folder)).clean_text)
    console.print(printed("never learned from: a model of English pages", unseen))
    if options.json:
        results = {
            name: {language: measures(table) for language, table in by_language.items()}
            for name, by_language in (("news of labels-dev", shipped), ("unseen languages", unseen))
        }
        write_results(options.json, "languages", results, options, folders)


if __name__ == "__main__":
    run(main)
