"""Train the text model on rendered pages and splices, measure it, write it with its card."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from cleaner.decide import most_likely
from cleaner.document import LABELS
from cleaner.errors import CorpusError
from cleaner.predict_html import GUIDES
from cleaner.training.card import write_card
from cleaner.training.corpus import GoldPage
from cleaner.training.dataset import guide_of
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
    fit_stages,
    make_documents,
    out_of_fold,
    prepare,
    second_stage_matrix,
    splice,
    word_rarity,
)

SPLICES = 1500
# Averaging two fits on different splices steadies the labels of single lines.
BAGS = 2
# Probability of body from which a line is kept: below one half, since a lost line of the body
# cannot be got back and a left-over one can still be seen. Chosen on out-of-fold documents.
TEXT_SETTINGS = {"rules": {"labels": 0.45, "article": 0.45}}
PROTOCOL = (
    "Out-of-fold by registered domain, on the pages of labels-train as each tool rendered them: "
    "each document was labelled by trees and a lexicon that have not seen its site. The figures "
    "are those of one of the fits that the model averages."
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
    log(f"text: {len(documents)} renders of {len(labelled)} pages, {len(articles)} clean articles")
    bags = _fit_bags(documents, articles, whole)
    log("text model fitted")
    figures = report(bags[0][1])
    recipe = {"seed": SEED, "bags": BAGS, "trees": TREES, "splices": SPLICES, **SETTINGS}
    description = describe("text", learned, TEXT_SETTINGS, figures, recipe)
    description["protocol"] = PROTOCOL
    path = write_text_model([model for model, _ in bags], out, description)
    write_card(out / "text.md", description)
    log(f"wrote {path} ({path.stat().st_size / 1e6:.1f} MB)")


def _rendered(labelled: Sequence[GoldPage], log: Callable[[str], None]) -> list[TextDocument]:
    from joblib import Parallel, delayed

    made = Parallel(n_jobs=2, batch_size=4)(delayed(make_documents)(page) for page in labelled)
    return [document for documents in made for document in documents]


def _fit_bags(
    documents: Sequence[TextDocument],
    articles: Sequence[TextDocument],
    whole: Sequence[TextDocument],
) -> list[tuple[TextModel, list[PageScore]]]:
    """Models that differ in their splices, each with scores of its documents out-of-fold."""
    from joblib import Parallel, delayed

    run = Parallel(n_jobs=2)
    fitted: list[tuple[TextModel, list[PageScore]]] = run(
        delayed(_fit_bag)(documents, articles, whole, bag) for bag in range(BAGS)
    )
    return fitted


def _fit_bag(
    documents: Sequence[TextDocument],
    articles: Sequence[TextDocument],
    whole: Sequence[TextDocument],
    bag: int,
) -> tuple[TextModel, list[PageScore]]:
    from threadpoolctl import threadpool_limits

    with threadpool_limits(1):
        spliced = splice(articles, whole, SPLICES, SEED + bag) if articles else []
        learning = prepare([*documents, *spliced], documents, word_rarity(articles))
        both = second_stage_matrix(learning)
        model = fit_stages(learning, both)
        if bag:
            return model, []
        return model, _scores(learning.documents, out_of_fold(learning, both))


def write_text_model(bags: Sequence[TextModel], out: Path, description: dict[str, Any]) -> Path:
    """Write as `text.model` into the folder; the bags' log-odds are averaged."""
    boosters = {name: [bag.boosters[name] for bag in bags] for name in bags[0].boosters}
    stage1 = {"body": boosters["body"], "chrome": boosters["chrome"]}
    stage2 = {"body": boosters["body2"], "chrome": boosters["chrome2"]}
    return write_model(
        out,
        "text",
        description,
        bags[0].lexicon,
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
