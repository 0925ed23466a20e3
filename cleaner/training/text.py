"""Fit the text model from a recipe: token weights, sentence encoder, trees and networks."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from cleaner.evaluation.card import write_card
from cleaner.evaluation.folds import ModelOf
from cleaner.evaluation.gold import GoldPage
from cleaner.evaluation.summaries import figures_of
from cleaner.features.lexicon import Lexicon
from cleaner.model.description import Description
from cleaner.training.cache import Cache
from cleaner.training.classifiers import Classifiers, fit_classifiers
from cleaner.training.data.phrasebook import Phrase
from cleaner.training.export.describe import describe
from cleaner.training.export.model_file import Parts, write_model
from cleaner.training.export.networks import network_of
from cleaner.training.folds import WHOLE
from cleaner.training.out_of_fold import score_documents
from cleaner.training.parts.sentence_vectors import SentenceEncoder
from cleaner.training.recipe import TextRecipe, recipe_values
from cleaner.training.text_data import TextData, prepare_text

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
        parts = Parts(
            self.lexicon,
            self.classifiers.trees.boosters_,
            [network_of(network) for network in self.classifiers.networks],
            encoder=self.encoder.encoder,
            vocabulary=self.encoder.vocabulary,
        )
        return write_model(folder, "text", description, parts)


def train_text(  # noqa: PLR0913 - as train.py hands on
    pages: Sequence[GoldPage],
    out: Path,
    recipe: TextRecipe,
    *,
    held_out: Iterable[str] = (),
    teach: Path | None = None,
    model_of: ModelOf | None = None,
    phrases: Sequence[Phrase] = (),
    corpora: Mapping[str, str] | None = None,
    cache: Cache | None = None,
    jobs: int = 2,
) -> None:
    """Fit the text model on all pages but those of the held-out domains; measure it out-of-fold;
    write `text.model` and its card to `out`.

    `teach` is the file of the teacher's vectors (`parts.teacher`) that a new sentence encoder
    learns from; without it that of the shipped model stays. `model_of` names the HTML model that
    labels a page which nobody labelled, one that has not seen its domain; without it such pages
    only give clean articles. `phrases` are those of a phrasebook, `corpora` the fingerprints of all
    corpora by name.

    Raises CorpusError if no page has labels, MissingExtra if the teacher is asked for and missing.
    """
    without = set(held_out)
    learned = [page for page in pages if page.domain not in without]
    data = prepare_text(learned, recipe, teach, model_of, phrases, cache, jobs)
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
        learned, recipe.decision.settings, figures, values,
        corpora=corpora, replaces=out / "text.model",
    )  # fmt: skip
    description["protocol"] = protocol
    path = fits[WHOLE].write(out, description)
    write_card(path)
    log.info("wrote %s (%.1f MB)", path, path.stat().st_size / 1e6)


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
