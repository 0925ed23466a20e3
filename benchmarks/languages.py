"""Plain text in other languages than English, and in languages that were never learned from.

    python benchmarks/languages.py CORPORA [--teach VECTORS]

Prints the shipped text model on the news pages of labels-dev, whose sites it has never seen and
most of which are not in English. Then trains a model on the English pages of the other corpora
alone and prints what it makes of the labelled pages in other languages, as each tool rendered them,
beside keeping everything. A page is in the language that it declares itself (`<html lang>`); pages
that declare none are left out. With `--teach`, the file of vectors that `cleaner train --teach`
keeps, the sentence encoder is distilled from English texts alone, too; else the shipped one stays,
which has learned the words of other languages without labels.
"""

from __future__ import annotations

import argparse
import re
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table
from splices import labels

from cleaner import Cleaner
from cleaner.document import Document
from cleaner.evaluation.corpus import load_corpus
from cleaner.evaluation.gold import GoldPage
from cleaner.evaluation.metrics import confusion, macro_f1
from cleaner.paragraph import LABELS
from cleaner.training.data.flatten import TextDocument, make_documents
from cleaner.training.export.describe import describe
from cleaner.training.folds import WHOLE
from cleaner.training.recipe import make_recipe, recipe_values
from cleaner.training.text import fit_text
from cleaner.training.text_data import prepare_text

LEARNED = ("wcxb-dev", "news-2023", "fundus-train", "snippets-train", "labels-train")
LABELLED, SEEN, NEWS = "labels-train", "labels-dev", "fundus-train:"
DECLARED = re.compile(r"<html[^>]*?\slang\s*=\s*[\"']?([a-z]{2})", re.IGNORECASE)
RECIPE = make_recipe("text")
NAMES = [label.value for label in LABELS]


def language(page: GoldPage) -> str:
    """The language that a page declares; empty where it declares none."""
    found = DECLARED.search((page.html or "")[:20_000])
    return found[1].lower() if found else ""


def tables(
    documents: Iterable[TextDocument], clean: Callable[[str], Document]
) -> dict[str, np.ndarray]:
    """A confusion table (gold, ours) of the documents of each language, and of all."""
    out: dict[str, np.ndarray] = defaultdict(lambda: np.zeros((3, 3), dtype=int))
    for document in documents:
        ours = [label.value for label in labels(document.texts, clean)]
        known = np.flatnonzero(document.labels >= 0).tolist()
        gold = [NAMES[document.labels[i]] for i in known]
        counted = confusion(gold, [ours[i] for i in known])
        for name in (document.lang, "all"):
            out[name] += counted
    return out


def printed(title: str, found: dict[str, np.ndarray]) -> Table:
    """The measures of each confusion table beside those of keeping everything."""
    table = Table(title=title)
    columns = (
        "language",
        "paragraphs",
        "macro F1",
        "– keeping all",
        "body lost",
        "left-over removed",
    )
    for column in columns:
        table.add_column(column)
    for name in sorted(found, key=lambda name: -found[name].sum()):
        counted = found[name]
        kept = np.zeros_like(counted)
        kept[:, 0] = counted.sum(axis=1)
        body, rest = counted[0], counted[1:]
        table.add_row(
            name, str(counted.sum()), f"{macro_f1(counted):.3f}", f"{macro_f1(kept):.3f}",
            f"{body[1:].sum() / max(body.sum(), 1):.3f}",
            f"{rest[:, 1:].sum() / max(rest.sum(), 1):.3f}",
        )  # fmt: skip
    return table


def dev_documents(corpora: Path) -> list[TextDocument]:
    """The news pages of labels-dev, in the languages of the countries that their ids begin with."""
    return [
        TextDocument(
            page.id, "", page.domain, page.lang, page.page_type,
            [" ".join(line.split()) for line in page.lines],
            np.array([NAMES.index(label) if label in NAMES else -1 for label in page.labels]),
        )
        for page in load_corpus(corpora / SEEN)
        if page.id.startswith(NEWS)
    ]  # fmt: skip


def unseen_documents(pages: list[GoldPage], english: list[GoldPage]) -> list[TextDocument]:
    """Renders of the labelled pages in other languages, of sites without English pages."""
    known = {page.domain for page in english}
    documents = []
    for page in pages:
        if page.corpus == LABELLED and language(page) not in ("", "en"):
            if page.domain in known:
                continue
            for document in make_documents(page, RECIPE.flatten, RECIPE.seed):
                document.lang = language(page)
                documents.append(document)
    return documents


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("corpora", type=Path, help="the folder that holds the corpora")
    parser.add_argument("--teach", type=Path, help="vectors to distil a sentence encoder from")
    options = parser.parse_args()
    console = Console()
    found = tables(dev_documents(options.corpora), Cleaner().clean_text)
    console.print(printed("news pages of labels-dev, by country", found))
    pages = [page for name in LEARNED for page in load_corpus(options.corpora / name)]
    english = [page for page in pages if language(page) == "en"]
    data = prepare_text(english, RECIPE, options.teach)
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder)
        description = describe(english, RECIPE.decision.settings, {}, recipe_values(RECIPE))
        fit_text(data, RECIPE, [WHOLE])[WHOLE].write(out, description)
        found = tables(unseen_documents(pages, english), Cleaner(out).clean_text)
    console.print(printed("never learned from: a model of English pages", found))


if __name__ == "__main__":
    main()
