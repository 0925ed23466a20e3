"""Pages that nobody labelled, labelled by the HTML model: text learns what the tags told it.

Pages labelled by hand are few. The HTML model sees a page's tags and, where there is one, its gold
text speaks too; what they say of a paragraph is a label to learn from when the tags are gone
(distillation from one view to another, Gupta, Hoffman and Malik 2016, "Cross Modal Distillation for
Supervision Transfer").
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from cleaner.core import Cleaner
from cleaner.evaluation.align import align_gold
from cleaner.evaluation.corpus import GoldPage
from cleaner.evaluation.scores import ModelOf
from cleaner.paragraph import Label
from cleaner.training.data.flatten import TextDocument, make_documents

TAUGHT_WEIGHT = 0.5  # of such a document beside one that was labelled by hand
TAUGHT_SHARE = 0.5  # of the renders of a page that are made
# Between these probabilities of body the HTML model is not to be trusted; gold text settles part of
# them.
UNSURE = (0.35, 0.65)
GOLD_SUFFICES = 0.25  # in the gold text, and the model does not object by more than this
SURE_DESPITE_GOLD = 0.8  # not in an article's gold text: body only where the model is sure


def taught_page(page: GoldPage, model: Path | None) -> GoldPage:
    """The page with its paragraphs as lines, labelled by an HTML model; "" where it is not sure.

    `model` is the folder of one that has not seen the page's domain; None is the shipped one.
    """
    paragraphs = Cleaner(model, max_bytes=None).clean_html(page.html or "").paragraphs
    lines = [" ".join(paragraph.text.split()) for paragraph in paragraphs]
    found = [
        [paragraph.probabilities[label] for label in (Label.BODY, Label.SIDEBAR, Label.CHROME)]
        for paragraph in paragraphs
    ]
    gold = None if page.text is None else align_gold(lines, page.text)
    labels = agreed_labels(np.reshape(found, (-1, 3)), gold, article=page.page_type == "article")
    return replace(page, lines=lines, labels=labels)


def agreed_labels(
    probabilities: NDArray[np.float64], gold: NDArray[np.bool_] | None, *, article: bool
) -> list[str]:
    """What a model and a gold text say together of n paragraphs.

    `probabilities` (n, 3) are those of body, sidebar and chrome, `gold` (n,) whether each paragraph
    stands in the gold text, None where there is none. The label is "" where they disagree or the
    model alone is unsure.
    """
    body, sidebar, chrome = probabilities.T
    labels = np.where(body >= 0.5, "body", np.where(chrome >= sidebar, "chrome", "sidebar"))
    unsure = (body > UNSURE[0]) & (body < UNSURE[1])
    if gold is not None:
        settled = gold & (body > GOLD_SUFFICES)
        labels[settled] = "body"
        unsure = (unsure & ~settled & (gold | (body >= 0.5))) | (gold & ~settled)
        if article:
            unsure |= ~gold & (body >= 0.5) & (body < SURE_DESPITE_GOLD)
    labels[unsure] = ""
    return [str(label) for label in labels]


def taught_documents(
    pages: Sequence[GoldPage], model_of: ModelOf, jobs: int = 2
) -> list[TextDocument]:
    """Renders of pages without labels by hand, each labelled by the model that `model_of` names."""
    from joblib import Parallel, delayed

    made = Parallel(n_jobs=jobs, batch_size=4)(delayed(_taught)(p, model_of(p)) for p in pages)
    return [document for documents in made for document in documents]


def _taught(page: GoldPage, model: Path | None) -> list[TextDocument]:
    taught = taught_page(page, model)
    if not taught.lines:
        return []
    documents = make_documents(taught, TAUGHT_SHARE, TAUGHT_WEIGHT)
    return [replace(document, taught=True) for document in documents]
