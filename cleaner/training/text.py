"""Fit the text model from a recipe: token weights, sentence encoder, trees and networks.

The documents come from `data.collect`. Every number that one part learns from another is
out-of-fold: lexicon scores and sentence vectors of a document come from a lexicon and an encoder
fitted without its site's fold.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

import numpy as np

from cleaner.evaluation.card import write_card
from cleaner.evaluation.folds import ModelOf
from cleaner.evaluation.gold import GoldPage
from cleaner.evaluation.summaries import figures_of
from cleaner.features.lexicon import Lexicon
from cleaner.features.vocabulary import Vocabulary
from cleaner.model.description import Description
from cleaner.model.file import SENTENCE_VECTORS, VOCABULARY, models_folder, open_archive
from cleaner.text.tokens import phrases as token_bags
from cleaner.training.classifiers import Classifiers, fit_classifiers
from cleaner.training.data.collect import Collection, collect
from cleaner.training.data.flatten import TextDocument, label_targets
from cleaner.training.data.phrasebook import Phrase
from cleaner.training.data.rows import Rows
from cleaner.training.data.text_rows import row_weights, text_rows
from cleaner.training.data.token_rows import token_rows
from cleaner.training.export.describe import describe
from cleaner.training.export.model_file import Parts, write_model
from cleaner.training.export.sentence_vectors import encoder_to_onnx
from cleaner.training.export.sequence import sequence_to_onnx
from cleaner.training.folds import WHOLE, fold_of, folds_of
from cleaner.training.out_of_fold import score_documents
from cleaner.training.parts.lexicon import word_rarity
from cleaner.training.parts.parallel import side_by_side
from cleaner.training.parts.sentence_vectors import (
    PrincipalComponents,
    SentenceEncoder,
    StudentEncoder,
    common_words,
)
from cleaner.training.parts.teacher import CHARS, ENCODER, teacher_vectors
from cleaner.training.recipe import TextRecipe, recipe_values

log = logging.getLogger("cleaner.training")

PROTOCOL = (
    "Out-of-fold by registered domain, on the labelled pages as each tool rendered them: each "
    "document was labelled by trees, networks, a lexicon and a sentence encoder that have not seen "
    "its site."
)
PROTOCOL_KEPT = (
    "Out-of-fold by registered domain, on the labelled pages as each tool rendered them: each "
    "document was labelled by trees, networks and a lexicon that have not seen its site. The "
    "sentence encoder is that of the shipped model."
)
PROTOCOL_PSEUDO = (
    " They have also learned from pages with pseudo-labels. HTML models that have not seen those "
    "pages' sites gave them, but may have seen the site that is measured, so that figures may be a "
    "little too high."
)


@dataclass(slots=True)
class TextFit:
    """Fitted parts of one model."""

    lexicon: Lexicon
    encoder: SentenceEncoder
    classifiers: Classifiers

    def write(self, folder: Path, description: Description) -> Path:
        """Write `text.model` into the folder and return its path."""
        networks = sequence_to_onnx(*self.classifiers.networks)
        graphs = {"sequence": networks, SENTENCE_VECTORS: self.encoder.graph}
        trees = self.classifiers.trees.boosters_
        parts = Parts(self.lexicon, trees, graphs=graphs, vocabulary=self.encoder.vocabulary)
        return write_model(folder, "text", description, parts)


@dataclass(slots=True)
class TextData:
    """Documents with all that is computed of them before trees and networks are fitted.

    `rows` are the paragraphs of `documents`; `lexicon` and `encoder` are fitted on everything.
    """

    documents: list[TextDocument]
    rows: Rows
    lexicon: Lexicon
    encoder: SentenceEncoder


def train_text(
    pages: Sequence[GoldPage],
    out: Path,
    recipe: TextRecipe,
    *,
    held_out: Iterable[str] = (),
    teach: Path | None = None,
    model_of: ModelOf | None = None,
    phrases: Sequence[Phrase] = (),
    jobs: int = 2,
) -> None:
    """Fit the text model on all pages but those of the held-out domains; measure it out-of-fold;
    write `text.model` and its card to `out`.

    `teach` is the file of the teacher's vectors (`parts.teacher`) that a new sentence encoder
    learns from; without it that of the shipped model stays. `model_of` names the HTML model that
    labels a page which nobody labelled, one that has not seen its domain; without it such pages
    only give clean articles. `phrases` are those of a phrasebook.

    Raises CorpusError if no page has labels, MissingExtra if the teacher is asked for and missing.
    """
    without = set(held_out)
    learned = [page for page in pages if page.domain not in without]
    data = prepare_text(learned, recipe, teach, model_of, phrases, jobs)
    fits = fit_text(data, recipe, [WHOLE, *range(recipe.folds)], jobs)
    classifiers = {fold: fit.classifiers for fold, fit in fits.items()}
    figures = figures_of(score_documents(data.documents, data.rows, classifiers, recipe.decision))
    log.info("text model fitted and measured out-of-fold")
    values = recipe_values(recipe)
    if not teach:
        values["encoder"] = "as shipped"
    protocol = PROTOCOL if teach else PROTOCOL_KEPT
    if any(document.pseudo for document in data.documents):
        protocol += PROTOCOL_PSEUDO
    description = describe(
        learned, recipe.decision.settings, figures, values, replaces=out / "text.model"
    )
    description["protocol"] = protocol
    path = fits[WHOLE].write(out, description)
    write_card(path)
    log.info("wrote %s (%.1f MB)", path, path.stat().st_size / 1e6)


def prepare_text(
    pages: Sequence[GoldPage],
    recipe: TextRecipe,
    teach: Path | None = None,
    model_of: ModelOf | None = None,
    phrases: Sequence[Phrase] = (),
    jobs: int = 2,
) -> TextData:
    """Make documents of the pages and compute their rows; arguments and errors as of
    `train_text`."""
    collection = collect(pages, recipe, model_of, phrases, jobs)
    if teach is None:
        encoders = dict.fromkeys((WHOLE, *range(recipe.folds)), shipped_encoder())
        log.info("the sentence encoder of the shipped model stays")
    else:
        encoders = fit_encoders(collection, recipe, teach, jobs)
    articles = [article.texts for article in collection.articles]
    rarity = word_rarity(articles, recipe.rows.rarity_articles)
    learned = [*collection.rendered, *collection.pseudo]
    if recipe.phrases.row_weight > 0:
        learned += collection.phrases
    lexicons = fit_lexicons(learned, recipe, rarity, jobs)
    documents = collection.all
    rows = text_rows(documents, lexicons, encoders, recipe)
    log.info("matrix of %s rows, %s columns", *map("{:,}".format, rows.matrix.shape))
    return TextData(documents, rows, lexicons[WHOLE], encoders[WHOLE])


def fit_text(
    data: TextData, recipe: TextRecipe, wanted: Sequence[int], jobs: int = 2
) -> dict[int, TextFit]:
    """Fit trees and networks for each wanted fold, on the sites of all other folds.

    The parts of a fold go with the lexicon and encoder of all sites: of those, only WHOLE is used
    on new text.
    """
    fitted = fit_classifiers(
        data.rows, wanted, recipe.trees, recipe.network, recipe.with_vectors, jobs
    )
    return {fold: TextFit(data.lexicon, data.encoder, fitted[fold]) for fold in wanted}


def fit_lexicons(
    documents: Sequence[TextDocument],
    recipe: TextRecipe,
    rarity: Mapping[str, float],
    jobs: int = 2,
) -> dict[int, Lexicon]:
    """Return token weights without each fold's sites, and WHOLE, of all sites.

    They are learned from the distinct texts of each page, whatever renders they stand in; a text
    has the greatest weight that any of them gives it.
    """
    row_of: dict[tuple[str, str], int] = {}
    weight: list[float] = []
    label: list[int] = []
    domain: list[str] = []
    for document in documents:
        for text, mark, w in zip(document.texts, document.labels, row_weights(document)):
            if mark < 0:
                continue
            row = row_of.setdefault((document.page, text), len(row_of))
            if row == len(weight):
                weight.append(0.0)
                domain.append(document.domain)
                label.append(int(mark))
            weight[row] = max(weight[row], float(w))
    rows = token_rows(
        token_bags([text for _, text in row_of]),
        label_targets(label), np.array(weight), domain,
        folds_of(domain, recipe.folds, recipe.seed),
    )  # fmt: skip
    folds = (WHOLE, *range(recipe.folds))
    fitted = side_by_side((partial(rows.fit, recipe.lexicon, k) for k in folds), jobs)
    log.info("lexicons fitted")
    return {k: Lexicon(*weights, rarity) for k, weights in zip(folds, fitted)}


def fit_encoders(
    collection: Collection, recipe: TextRecipe, teach: Path, jobs: int = 2
) -> dict[int, SentenceEncoder]:
    """Return encoders distilled without each fold's sites, and WHOLE, of all sites.

    They learn the texts of renders and pseudo-labelled pages, phrases if the recipe says so, and
    all words; the vocabulary also has the words of clean articles.
    """
    documents = [*collection.rendered, *collection.pseudo]
    if recipe.phrases.encoder:
        documents += collection.phrases
    domain_of = {text[:CHARS]: d.domain for d in documents for text in d.texts}
    parameters = asdict(recipe.encoder)
    words = common_words(
        ((d.domain, text) for d in (*documents, *collection.articles) for text in d.texts),
        parameters.pop("min_domains"),
    )
    vectors = teacher_vectors([*domain_of, *words], teach)
    components = PrincipalComponents().fit(np.array([vectors[text] for text in domain_of]))
    folds = (WHOLE, *range(recipe.folds))

    def fit(fold: int) -> StudentEncoder:
        kept = [
            text
            for text, domain in domain_of.items()
            if fold_of(domain, recipe.folds, recipe.seed) != fold
        ]
        texts = [*dict.fromkeys([*kept, *words])]
        targets = components.transform(np.array([vectors[text] for text in texts]))
        return StudentEncoder(**parameters).fit(texts, targets, words)

    students = side_by_side((partial(fit, fold) for fold in folds), jobs)
    log.info("sentence encoders distilled from %s", ENCODER)
    return {
        fold: SentenceEncoder(student.vocabulary_, encoder_to_onnx(student.weights_))
        for fold, student in zip(folds, students)
    }


def shipped_encoder() -> SentenceEncoder:
    """Return the sentence encoder of the shipped text model. Raises ModelError."""
    archive, _ = open_archive(models_folder() / "text.model")
    vocabulary = Vocabulary(archive.lines(VOCABULARY))
    return SentenceEncoder(vocabulary, archive.read(f"{SENTENCE_VECTORS}.onnx"))
