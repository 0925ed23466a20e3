"""Pseudo-labels: pages that nobody labelled, labelled by the HTML model for the text model.

Labelled pages are few. The HTML model sees a page's tags and, if there is one, its gold text speaks
too; what they say of a paragraph is a label to learn from when the tags are gone (distillation from
one view to another, Gupta, Hoffman and Malik 2016, "Cross Modal Distillation for Supervision
Transfer").
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from cleaner.core import Cleaner
from cleaner.evaluation.align import align_gold
from cleaner.evaluation.folds import ModelOf
from cleaner.evaluation.gold import GoldPage
from cleaner.model.file import models_folder
from cleaner.paragraph import LABELS
from cleaner.training.cache import Cache, code_version, model_version
from cleaner.training.data.flatten import TextDocument, make_documents
from cleaner.training.recipe import PseudoLabelRecipe, TextRecipe


def pseudo_labelled(
    page: GoldPage,
    model: Path | None,
    recipe: PseudoLabelRecipe,
    cache: Cache | None = None,
) -> GoldPage:
    """Return the page with its paragraphs as lines, labelled by an HTML model; "" if it is unsure.

    `model` is the folder of one that has not seen the page's domain; None is the shipped one.
    """
    version = model_version((model or models_folder()) / "html.model") if cache else []
    lines, probabilities = (cache or Cache()).get(
        "pseudo-labels", (code_version(), version, page.html), lambda: _predicted(page, model)
    )
    gold = None if page.text is None else align_gold(lines, page.text)
    article = page.page_type == "article"
    labels = agreed_labels(probabilities, gold, recipe, article=article)
    return replace(page, lines=lines, labels=labels)


def _predicted(page: GoldPage, model: Path | None) -> tuple[list[str], NDArray[np.float64]]:
    """Return the paragraphs of a page and their probabilities (paragraphs, 3)."""
    paragraphs = Cleaner(model, max_bytes=None).clean_html(page.html or "").paragraphs
    lines = [" ".join(paragraph.text.split()) for paragraph in paragraphs]
    probabilities = [[p.probabilities[label] for label in LABELS] for p in paragraphs]
    return lines, np.reshape(probabilities, (-1, 3))


def agreed_labels(
    probabilities: NDArray[np.float64],
    gold: NDArray[np.bool_] | None,
    recipe: PseudoLabelRecipe,
    *,
    article: bool,
) -> list[str]:
    """Return what a model and a gold text say together of n paragraphs.

    `probabilities` (n, 3) are those of body, sidebar and chrome, `gold` (n,) whether each paragraph
    stands in the gold text, None if there is none. The label is "" if they disagree or the model
    alone is unsure.
    """
    body, sidebar, chrome = probabilities.T
    labels = np.where(body >= 0.5, "body", np.where(chrome >= sidebar, "chrome", "sidebar"))
    lowest, highest = recipe.unsure
    unsure = (body > lowest) & (body < highest)
    if gold is not None:
        settled = gold & (body > recipe.gold_suffices)
        labels[settled] = "body"
        unsure = (unsure & ~settled & (gold | (body >= 0.5))) | (gold & ~settled)
        if article:
            unsure |= ~gold & (body >= 0.5) & (body < recipe.sure_despite_gold)
    labels[unsure] = ""
    return [str(label) for label in labels]


def pseudo_documents(
    pages: Sequence[GoldPage],
    model_of: ModelOf,
    recipe: TextRecipe,
    cache: Cache | None = None,
    jobs: int = 2,
) -> list[TextDocument]:
    """Return renders of pages without labels, each labelled by the model that `model_of` names."""
    from joblib import Parallel, delayed

    tasks = (
        delayed(partial(_documents, recipe=recipe, cache=cache))(page, model_of(page))
        for page in pages
    )
    made = Parallel(n_jobs=jobs, batch_size=4)(tasks)
    return [document for documents in made for document in documents]


def _documents(
    page: GoldPage, model: Path | None, recipe: TextRecipe, cache: Cache | None
) -> list[TextDocument]:
    of_pseudo = recipe.pseudo_labels
    labelled = pseudo_labelled(page, model, of_pseudo, cache)
    if not labelled.lines:
        return []
    documents = make_documents(
        labelled, recipe.flatten, recipe.seed, of_pseudo.renders, of_pseudo.weight, cache
    )
    return [replace(document, pseudo=True) for document in documents]
