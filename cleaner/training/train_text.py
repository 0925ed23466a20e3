"""Train the text model on rendered pages and splices, measure it, write it with its card."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from cleaner.decide import most_likely
from cleaner.document import LABELS
from cleaner.errors import CorpusError
from cleaner.training.card import write_card
from cleaner.training.corpus import GoldPage
from cleaner.training.dataset import GUIDES, guide_of
from cleaner.training.describe import describe
from cleaner.training.evaluate import OURS, PageScore, report
from cleaner.training.export import write_model
from cleaner.training.measures import confusion
from cleaner.training.text import (
    SEED,
    SETTINGS,
    TREES,
    WHOLE_PAGE,
    TextDocument,
    TextModel,
    clean_article,
    fit_text,
    make_documents,
    prepare,
    splice,
)

SPLICES = 900
# Probability of body from which a line is kept: below one half, since a lost line of the body
# cannot be got back and a left-over one can still be seen. Chosen on out-of-fold documents.
TEXT_SETTINGS = {"rules": {"labels": 0.45, "article": 0.45}}
PROTOCOL = (
    "Out-of-fold by registered domain, on the pages of labels-train as each tool rendered them: "
    "each document was labelled by trees and a lexicon that have not seen its site."
)


def train_text(
    pages: Sequence[GoldPage],
    out: Path,
    log: Callable[[str], None],
    held_out: Iterable[str] = (),
) -> None:
    """Fit on all pages but those of the held-out domains; write `text.model` and its card.

    Raises CorpusError where no page has labels by hand.
    """
    without = set(held_out)
    learned = [page for page in pages if page.domain not in without]
    labelled = [page for page in learned if guide_of(page) == GUIDES["labels"]]
    if not labelled:
        raise CorpusError("the text model needs pages labelled by hand (documents.jsonl)")
    documents = _rendered(labelled, log)
    articles = [
        article
        for page in learned
        if page.text is not None and page.page_type == "article"
        if (article := clean_article(page)) is not None
    ]
    whole = [document for document in documents if document.tool == WHOLE_PAGE]
    spliced = splice(articles, whole, SPLICES if articles else 0)
    log(f"text: {len(documents)} renders of {len(labelled)} pages, {len(spliced)} splices")
    learning = prepare([*documents, *spliced], documents)
    model, probabilities = fit_text(learning)
    log("text model fitted")
    figures = report(_scores(learning.documents, probabilities))
    recipe = {"seed": SEED, "trees": TREES, "splices": SPLICES, **SETTINGS}
    description = describe("text", learned, TEXT_SETTINGS, figures, recipe)
    description["protocol"] = PROTOCOL
    path = write_text_model(model, out, description)
    write_card(out / "text.md", description)
    log(f"wrote {path} ({path.stat().st_size / 1e6:.1f} MB)")


def _rendered(labelled: Sequence[GoldPage], log: Callable[[str], None]) -> list[TextDocument]:
    from joblib import Parallel, delayed

    made = Parallel(n_jobs=2, batch_size=4)(delayed(make_documents)(page) for page in labelled)
    return [document for documents in made for document in documents]


def write_text_model(model: TextModel, out: Path, description: dict[str, Any]) -> Path:
    """Write as `text.model` into the folder."""
    boosters = model.boosters
    stage1 = {"body": boosters["body"], "chrome": boosters["chrome"]}
    stage2 = {"body": boosters["body2"], "chrome": boosters["chrome2"]}
    return write_model(
        out,
        "text",
        description,
        {"text": model.lexicon},
        {"stage1": stage1, "stage2": stage2},
    )


def _scores(documents: Sequence[TextDocument], probabilities: np.ndarray) -> list[PageScore]:
    """Out-of-fold scores, one a document; the tool that rendered it stands for the corpus."""
    names = np.array([label.value for label in LABELS])
    threshold = TEXT_SETTINGS["rules"]["labels"]
    scores, at = [], 0
    for document in documents:
        rows = probabilities[at : at + len(document)]
        at += len(document)
        known = document.labels >= 0
        gold, ours = document.labels[known], most_likely(rows[known], threshold)
        words = np.array([text.count(" ") + 1 for text in document.texts])[known]
        score = PageScore(OURS, document.tool, document.page, document.page_type, document.lang)
        score.confusion = confusion(names[gold].tolist(), names[ours].tolist())
        body, kept = gold == 0, ours == 0
        score.kept_words = (
            int(words[body & kept].sum()), int(words[body].sum()), int(words[~body & kept].sum())
        )  # fmt: skip
        score.exact = bool((body == kept).all())
        scores.append(score)
    return scores
