"""Prepare text for the fit: documents, token weights, sentence encoders, and the rows of all.

The documents come from `data.collect`. Every number that one part learns from another is
out-of-fold: lexicon scores and sentence vectors of a document come from a lexicon and an encoder
fitted without its site's fold.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

import numpy as np

from cleaner.evaluation.folds import ModelOf
from cleaner.evaluation.gold import GoldPage
from cleaner.features.lexicon import Lexicon
from cleaner.features.vocabulary import Vocabulary
from cleaner.model.encoder import read_encoder
from cleaner.model.file import VOCABULARY, models_folder, open_archive
from cleaner.text.tokens import phrases as token_bags
from cleaner.training.cache import Cache, code_version, model_version
from cleaner.training.data.collect import Collection, collect
from cleaner.training.data.flatten import TextDocument, label_targets
from cleaner.training.data.phrasebook import Phrase
from cleaner.training.data.rows import Rows
from cleaner.training.data.text_rows import row_weights, text_rows
from cleaner.training.data.token_rows import token_rows
from cleaner.training.folds import WHOLE, fold_of, folds_of
from cleaner.training.parts.lexicon import word_rarity
from cleaner.training.parts.parallel import side_by_side
from cleaner.training.parts.sentence_vectors import (
    PrincipalComponents,
    SentenceEncoder,
    StudentEncoder,
    common_words,
)
from cleaner.training.parts.teacher import CHARS, ENCODER, teacher_vectors
from cleaner.training.recipe import TextRecipe

log = logging.getLogger("cleaner.training")

# Sections of the recipe that documents and rows don't depend on.
FITTED_LATER = ("trees", "network", "with_vectors", "decision")


@dataclass(slots=True)
class TextData:
    """Documents with all that is computed of them before trees and networks are fitted.

    `rows` are the paragraphs of `documents`; `lexicon` and `encoder` are fitted on everything.
    """

    documents: list[TextDocument]
    rows: Rows
    lexicon: Lexicon
    encoder: SentenceEncoder


def prepare_text(
    pages: Sequence[GoldPage],
    recipe: TextRecipe,
    teach: Path | None = None,
    model_of: ModelOf | None = None,
    phrases: Sequence[Phrase] = (),
    cache: Cache | None = None,
    jobs: int = 2,
) -> TextData:
    """Make documents of the pages and compute their rows; arguments and errors as of
    `train_text`."""
    sections = {name: value for name, value in asdict(recipe).items() if name not in FITTED_LATER}
    models = sorted({str(model_of(page) or models_folder()) for page in pages}) if model_of else []
    key = (
        code_version(), sections, pages, phrases, teach,
        [model_version(Path(model) / "html.model") for model in models] if cache else [],
        model_version(models_folder() / "text.model") if cache and not teach else [],
    )  # fmt: skip
    return (cache or Cache()).get(
        "text",
        key,
        lambda: _prepared(pages, recipe, teach, model_of, phrases, cache, jobs),
        mapped=True,
    )


def _prepared(
    pages: Sequence[GoldPage],
    recipe: TextRecipe,
    teach: Path | None,
    model_of: ModelOf | None,
    phrases: Sequence[Phrase],
    cache: Cache | None,
    jobs: int,
) -> TextData:
    collection = collect(pages, recipe, model_of, phrases, cache, jobs)
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
    return {fold: SentenceEncoder.of(student) for fold, student in zip(folds, students)}


def shipped_encoder() -> SentenceEncoder:
    """Return the sentence encoder of the shipped text model. Raises ModelError."""
    archive, _ = open_archive(models_folder() / "text.model")
    vocabulary = Vocabulary(archive.lines(VOCABULARY))
    return SentenceEncoder(vocabulary, read_encoder(archive, "", len(vocabulary.words)))
