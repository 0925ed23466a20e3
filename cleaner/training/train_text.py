"""Train the text model on rendered pages and splices, measure it, write it with its card."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np

from cleaner.errors import CorpusError
from cleaner.evaluation.card import write_card
from cleaner.evaluation.corpus import GoldPage
from cleaner.evaluation.metrics import confusion
from cleaner.evaluation.scores import OURS, ModelOf, PageScore, report
from cleaner.features.vocabulary import Vocabulary
from cleaner.model.description import Description, Settings
from cleaner.model.file import SENTENCE_VECTORS, VOCABULARY, models_folder, open_archive
from cleaner.model.selection import InRuns
from cleaner.paragraph import LABELS
from cleaner.routes.html import GUIDES
from cleaner.training.data.examples import guide_of
from cleaner.training.data.flatten import (
    SEED,
    WHOLE_PAGE,
    TextDocument,
    clean_article,
    make_documents,
)
from cleaner.training.data.pseudo_labels import TAUGHT_SHARE, TAUGHT_WEIGHT, taught_documents
from cleaner.training.data.splice import splice
from cleaner.training.export.describe import describe
from cleaner.training.export.model_file import Parts, write_model
from cleaner.training.export.sequence import sequence_to_onnx
from cleaner.training.parts.parallel import side_by_side
from cleaner.training.parts.sentence_vectors import Reader, ReaderRecipe
from cleaner.training.parts.teacher import ENCODER, teacher_vectors
from cleaner.training.text import (
    FOLDS,
    NETS,
    SEQUENCE,
    SETTINGS,
    TREES,
    WHOLE,
    Learning,
    TextFit,
    fit,
    prepare,
    probabilities,
    teach_readers,
    word_rarity,
)

SPLICES = 7000
TAUGHT_WHOLE = 0.25  # of the pages that the HTML model labelled, learned from as a whole, too
# The share of the trees, chosen on labels-dev; out-of-fold, .2 to .5 is as good.
BLEND = 0.2
TEXT_SETTINGS: Settings = {"rules": {"labels": "runs", "article": "runs"}, "blend": BLEND}
PROTOCOL = (
    "Out-of-fold by registered domain, on the pages of labels-train as each tool rendered them: "
    "each document was labelled by trees, networks, a lexicon and a reader that have not seen its "
    "site."
)
PROTOCOL_KEPT = (
    "Out-of-fold by registered domain, on the pages labelled by hand as each tool rendered them: "
    "each document was labelled by trees, networks and a lexicon that have not seen its site. The "
    "reader is that of the shipped model."
)
PROTOCOL_TAUGHT = (
    " They have also learned from pages that nobody labelled; HTML models that have not seen those "
    "pages' sites had labelled them, but may have seen the site that is measured, so that figures "
    "may be a little too high."
)


def train_text(
    pages: Sequence[GoldPage],
    out: Path,
    log: Callable[[str], None],
    held_out: Iterable[str] = (),
    teach: Path | None = None,
    model_of: ModelOf | None = None,
) -> None:
    """Fit on all pages but those of the held-out domains; write `text.model` and its card.

    `teach` is the file of the encoder's vectors (`parts.teacher`) that a new reader
    learns from; without it the reader of the shipped model stays. `model_of` names the HTML model
    that labels a page which nobody has labelled, one that has not seen its domain; without it such
    pages only give clean articles. Raises CorpusError where no page has labels by hand,
    MissingExtra where the encoder is asked for and missing.
    """
    without = set(held_out)
    learned = [page for page in pages if page.domain not in without]
    learning, readers = learn(learned, log, teach, model_of)
    fitted, scores = _fit_and_score(learning)
    figures = report(scores)
    log("text model fitted and measured out-of-fold")
    recipe = {"seed": SEED, "splices": SPLICES, "nets": NETS, "sequence": asdict(SEQUENCE)}
    reader = {**asdict(ReaderRecipe()), "taught_by": ENCODER} if teach else "as shipped"
    recipe |= {"reader": reader, "trees": TREES, **SETTINGS}
    protocol = PROTOCOL if teach else PROTOCOL_KEPT
    if any(document.taught for document in learning.documents):
        recipe["taught"] = {
            "share": TAUGHT_SHARE, "whole": TAUGHT_WHOLE, "weight": TAUGHT_WEIGHT,
        }  # fmt: skip
        protocol += PROTOCOL_TAUGHT
    description = describe(learned, TEXT_SETTINGS, figures, recipe, replaces=out / "text.model")
    description["protocol"] = protocol
    path = write_text_model(fitted, readers[WHOLE], out, description)
    write_card(path)
    log(f"wrote {path} ({path.stat().st_size / 1e6:.1f} MB)")


def learn(
    pages: Sequence[GoldPage],
    log: Callable[[str], None],
    teach: Path | None = None,
    model_of: ModelOf | None = None,
) -> tuple[Learning, dict[int, Reader]]:
    """What `fit` learns from, made of the pages, and the readers of each fold and WHOLE; arguments
    and errors as for `train_text`."""
    labelled = [page for page in pages if guide_of(page) == GUIDES["labels"]]
    if not labelled:
        raise CorpusError("the text model needs pages labelled by hand (documents.jsonl)")
    documents = _rendered(labelled, log)
    by_hand = {page.html: page for page in labelled if page.html}
    articles = [
        article
        for page in pages
        if page.text is not None and page.page_type == "article"
        if (article := clean_article(page, by_hand.get(page.html or ""))) is not None
    ]
    log(f"text: {len(documents)} renders of {len(labelled)} pages, {len(articles)} clean articles")
    taught = _taught(pages, by_hand, model_of, log)
    whole = [document for document in (*documents, *taught) if document.tool == WHOLE_PAGE]
    taught = [document for document in taught if document.tool != WHOLE_PAGE or _drawn(document)]
    readers = _readers(documents, articles, teach, log)
    spliced = splice(articles, whole, SPLICES, SEED) if articles else []
    learning = prepare(
        [*documents, *spliced, *taught], [*documents, *taught], readers, word_rarity(articles)
    )
    log(f"text: matrix of {len(learning.matrix):,} rows")
    return learning, readers


def _taught(
    pages: Sequence[GoldPage],
    by_hand: Mapping[str, GoldPage],
    model_of: ModelOf | None,
    log: Callable[[str], None],
) -> list[TextDocument]:
    """Renders of the pages that nobody labelled (`by_hand` maps the HTML of those that somebody
    did), labelled by HTML models."""
    if model_of is None:
        return []
    rest = [page for page in pages if page.html and page.html not in by_hand]
    taught = taught_documents(rest, model_of)
    log(f"text: {len(taught)} renders of {len(rest)} pages, labelled by the HTML model")
    return taught


def _drawn(document: TextDocument) -> bool:
    """Whether a whole page that the HTML model labelled is one to learn from: a share is enough."""
    return random.Random(f"{SEED}:{document.page}").random() < TAUGHT_WHOLE


def _readers(
    documents: Sequence[TextDocument],
    articles: Sequence[TextDocument],
    teach: Path | None,
    log: Callable[[str], None],
) -> dict[int, Reader]:
    """A reader for each fold and WHOLE; the shipped one for all of them where none is taught."""
    if teach is None:
        kept = shipped_reader()
        log("the reader of the shipped model stays")
        return dict.fromkeys((WHOLE, *range(FOLDS)), kept)
    readers = teach_readers(documents, articles, lambda texts: teacher_vectors(texts, teach, log))
    log(f"readers taught by {ENCODER}")
    return readers


def shipped_reader() -> Reader:
    """The reader of the shipped text model. Raises ModelError."""
    path = models_folder() / "text.model"
    archive, _ = open_archive(path)
    words = archive.lines(VOCABULARY)
    return Reader(Vocabulary(words), archive.read(f"{SENTENCE_VECTORS}.onnx"))


def _rendered(labelled: Sequence[GoldPage], log: Callable[[str], None]) -> list[TextDocument]:
    from joblib import Parallel, delayed

    made = Parallel(n_jobs=2, batch_size=4)(delayed(make_documents)(page) for page in labelled)
    return [document for documents in made for document in documents]


def _fit_and_score(learning: Learning) -> tuple[TextFit, list[PageScore]]:
    """The model, and scores of the renders, each by a model without its domain's fold."""
    from joblib import delayed

    folds = (WHOLE, *range(FOLDS))
    (fitted, _), *parts = side_by_side(delayed(_fit_fold)(learning, k) for k in folds)
    found = {i: own for _, part in parts for i, own in part.items()}
    return fitted, _scores([learning.documents[i] for i in found], list(found.values()))


def _fit_fold(learning: Learning, fold: int) -> tuple[TextFit, dict[int, np.ndarray]]:
    """The model without a fold, and its probabilities of the fold's renders, by their place among
    the documents."""
    from threadpoolctl import threadpool_limits

    renders = [
        i
        for i, document in enumerate(learning.documents)
        if learning.fold[i] == fold and document.foreign is None and not document.taught
    ]
    with threadpool_limits(1):
        fitted = fit(learning, fold)
        return fitted, probabilities(fitted, learning, renders, BLEND)


def write_text_model(fitted: TextFit, reader: Reader, out: Path, description: Description) -> Path:
    """Write as `text.model` into the folder."""
    graphs = {"sequence": sequence_to_onnx(*fitted.sequence), SENTENCE_VECTORS: reader.graph}
    parts = Parts(fitted.lexicon, fitted.trees, graphs=graphs, vocabulary=reader.vocabulary)
    return write_model(out, "text", description, parts)


def _scores(
    documents: Sequence[TextDocument], probabilities: Sequence[np.ndarray]
) -> list[PageScore]:
    """Out-of-fold scores, one a document; the tool that rendered it stands for the corpus."""
    names = np.array([label.value for label in LABELS])
    scores = []
    for document, rows in zip(documents, probabilities):
        known = document.labels >= 0
        every = np.array([text.count(" ") + 1 for text in document.texts])
        labels = InRuns().select(rows, every.astype(float)).labels
        gold, ours, words = document.labels[known], labels[known], every[known]
        score = PageScore(OURS, document.tool, document.page, document.page_type, document.lang)
        score.confusion = confusion(names[gold].tolist(), names[ours].tolist())
        body, kept = gold == 0, ours == 0
        score.kept_words = (
            int(words[body & kept].sum()), int(words[body].sum()), int(words[~body & kept].sum())
        )  # fmt: skip
        score.exact = bool((body == kept).all())
        scores.append(score)
    return scores
