"""Learn the text route: lexicons, readers, trees and networks from flattened pages.

The documents come from `data.flatten` and `data.splice`. Every number that
one step learns from another is out-of-fold: lexicon scores and vectors of a document come from a
lexicon and a reader fitted without its site's fold.
"""

from __future__ import annotations

import logging
import math
import random
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import HistGradientBoostingClassifier

from cleaner.features.lexicon import Lexicon
from cleaner.features.text import text_features
from cleaner.features.text.topic import content_words
from cleaner.features.vocabulary import VECTOR
from cleaner.model.file import open_session
from cleaner.model.prediction import sigmoid, three_labels
from cleaner.text.tokens import WORD, phrases, tokenise
from cleaner.training.data.flatten import BODY, CHROME, SEED, TextDocument
from cleaner.training.export.sequence import sequence_to_onnx
from cleaner.training.parts.lexicon import TokenTable
from cleaner.training.parts.sentence_vectors import Reader, common_words, principal, teach_reader
from cleaner.training.parts.sequence import SequenceNet, SequenceRecipe, Sequences, fit_sequence
from cleaner.training.parts.teacher import CHARS

log = logging.getLogger(__name__)

FOLDS = 3
# Documents whose features are made without any lexicon, so that the classifiers also learn to do
# without: a language that no page was labelled in looks like that.
WORDLESS = 0.15

# Every page comes as several renders, so whole-document columns can tell pages apart; large
# leaves and a random third of the columns at each split keep the trees from doing that
# (left-over removed at 1.5 % of body lost, out-of-fold on articles: .532 without, .548 with).
SETTINGS: dict[str, Any] = {
    "learning_rate": 0.1,
    "max_leaf_nodes": 31,
    "min_samples_leaf": 200,
    "l2_regularization": 5.0,
    "max_features": 0.3,
    "max_bins": 63,
    "early_stopping": False,
}
TREES = {"body": 150, "chrome": 100}
SEQUENCE = SequenceRecipe(epochs=8)
# Networks that are averaged: one sees the reader's vectors, the other does not. It holds the first
# one back where that takes a paragraph of the body for another subject.
NETS = (VECTOR, 0)
LEXICON_SIZE = 20_000
LEXICON_STRENGTH = 0.3
# Paragraphs of a document that the boosters see; all of them make the features.
ROWS = 40
LEAST_ARTICLES = 3  # that a word stands in, for its rarity to be known
WHOLE = -1  # the "fold" of what is fitted on everything


@dataclass(slots=True)
class TextFit:
    """Fitted parts of one model: what it knows of words, its boosters, its networks."""

    lexicon: Lexicon
    trees: dict[str, HistGradientBoostingClassifier]
    sequence: list[SequenceNet]


def fold_of_domain(documents: Sequence[TextDocument]) -> dict[str, int]:
    """Fold of each registered domain: pages of a site stay together. A domain has its fold by its
    name alone, whatever else is there."""
    domains = {document.domain for document in documents}
    return {domain: random.Random(f"{SEED}:{domain}").randrange(FOLDS) for domain in domains}


def folds_of(documents: Sequence[TextDocument]) -> NDArray[np.intp]:
    """Fold of each document."""
    fold = fold_of_domain(documents)
    return np.array([fold[document.domain] for document in documents], dtype=np.intp)


def row_weights(document: TextDocument) -> NDArray[np.float64]:
    """Weight of each paragraph: long documents count for more than short ones, but not by their
    length; unknown paragraphs not at all."""
    known = document.labels >= 0
    return np.where(known, document.weight / np.sqrt(max(known.sum(), 1)), 0.0)


class LexiconTable:
    """Token table of the distinct (page, text) pairs of all documents, to fit lexicons from; all of
    them share what is known of the rarity of words."""

    def __init__(
        self, documents: Sequence[TextDocument], rarity: Mapping[str, float] | None = None
    ) -> None:
        self.rarity = rarity
        seen: dict[tuple[str, str], int] = {}
        weight: list[float] = []
        label: list[int] = []
        domain: list[int] = []
        self.ids: dict[str, int] = {}
        for document in documents:
            site = self.ids.setdefault(document.domain, len(self.ids))
            for text, mark, w in zip(document.texts, document.labels, row_weights(document)):
                if mark < 0:
                    continue
                at = seen.setdefault((document.page, text), len(seen))
                if at == len(weight):
                    weight.append(0.0)
                    domain.append(site)
                    label.append(int(mark))
                weight[at] = max(weight[at], float(w))
        self.table = TokenTable(phrases([text for _, text in seen]))
        self.label = np.array(label)
        self.domain = np.array(domain)
        self.weight = np.array(weight)

    def fit(self, without: Iterable[str] = ()) -> Lexicon:
        """The lexicon learned from all domains but these."""
        out = [self.ids[domain] for domain in without if domain in self.ids]
        rows = np.flatnonzero(~np.isin(self.domain, out))
        body = (self.label == BODY).astype(int)
        chrome = np.where(self.label == BODY, -1, (self.label == CHROME).astype(int))
        return Lexicon(
            *self.table.fit(
                rows, self.domain, body, chrome, self.weight, LEXICON_STRENGTH, LEXICON_SIZE
            ),
            self.rarity,
        )


def word_rarity(articles: Sequence[TextDocument]) -> dict[str, float]:
    """How much each content word tells of a topic: its inverse document frequency (Spärck Jones
    1972), 1 for a word that is in no article. Only words of several articles, so that none is
    known for being in the very one that is judged."""
    count: Counter[str] = Counter()
    for article in articles:
        words = [WORD.findall(text.lower()) for text in article.texts]
        found = (content_words(text, own) for text, own in zip(article.texts, words))
        count.update(set().union(*found))
    highest = math.log(2 * max(len(articles), 1))
    return {
        word: math.log(max(len(articles) / many, 1.0)) / highest
        for word, many in sorted(count.items())
        if many >= LEAST_ARTICLES
    }


@dataclass(slots=True)
class Learning:
    """Documents with their matrices, each by a lexicon and a reader that have not seen its domain.

    `matrix` is (rows, columns), the last VECTOR of them the reader's; `rows` are the paragraphs
    that the boosters learn from (indices into all rows), `weight` theirs.
    """

    documents: list[TextDocument]
    fold: NDArray[np.intp]
    matrix: NDArray[np.float32]
    lexicon: Lexicon
    rows: NDArray[np.intp]
    weight: NDArray[np.float64]

    @property
    def label(self) -> NDArray[np.int8]:
        return np.concatenate([document.labels for document in self.documents])

    @property
    def bounds(self) -> NDArray[np.intp]:
        return np.cumsum([0, *map(len, self.documents)])

    @property
    def row_fold(self) -> NDArray[np.intp]:
        return np.repeat(self.fold, [len(document) for document in self.documents])


def teach_readers(
    documents: Sequence[TextDocument],
    articles: Sequence[TextDocument],
    vectors: Callable[[Sequence[str]], Mapping[str, NDArray[Any]]],
) -> dict[int, Reader]:
    """Readers taught by an encoder, which is what `vectors` asks: one a fold without its domains,
    and WHOLE. Lessons are the documents' texts and all words; the words are those of `articles`,
    too."""
    texts = {text[:CHARS]: document.domain for document in documents for text in document.texts}
    words = common_words(
        (document.domain, text) for document in (*documents, *articles) for text in document.texts
    )
    known = vectors([*texts, *words])
    components = principal(np.array([known[text] for text in texts]))
    fold = fold_of_domain(documents)
    readers = {}
    for k in (WHOLE, *range(FOLDS)):
        lessons = {text: known[text] for text, domain in texts.items() if fold[domain] != k}
        readers[k] = teach_reader(words, lessons | {w: known[w] for w in words}, components)
        log.info("reader without fold %d taught", k)
    return readers


def prepare(
    documents: Sequence[TextDocument],
    taught: Sequence[TextDocument],
    readers: Mapping[int, Reader],
    rarity: Mapping[str, float] | None = None,
    wordless: float = WORDLESS,
    rows: int = ROWS,
) -> Learning:
    """Fit the lexicons on `taught`, one a fold and one for use, and compute all matrices.

    `readers` maps each fold and WHOLE to a reader."""
    fold = folds_of(documents)
    table = LexiconTable(taught, rarity)
    domains = np.array([document.domain for document in documents])
    lexicons = [table.fit(set(domains[fold == k])) for k in range(FOLDS)]
    none = Lexicon([], np.zeros((0, 2)))
    chance = random.Random(SEED)
    matrices = []
    for document, k in zip(documents, fold.tolist()):
        lexicon = none if chance.random() < wordless else lexicons[k]
        matrices.append(text_features(document.texts, tokenise(document.texts), lexicon))
    row_fold = np.repeat(fold, [len(document) for document in documents])
    texts = [text for document in documents for text in document.texts]
    vectors = np.empty((len(texts), VECTOR), np.float32)
    for k in range(FOLDS):
        own = np.flatnonzero(row_fold == k)
        vectors[own] = readers[k].vectors([texts[i] for i in own.tolist()])
    chosen, weight = _thin(documents, rows)
    matrix = np.concatenate((np.concatenate(matrices), vectors), axis=1)
    return Learning(list(documents), fold, matrix, table.fit(), chosen, weight)


def _thin(
    documents: Sequence[TextDocument], limit: int
) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """At most `limit` labelled paragraphs of each document, with the weight of all of them.

    Body and the rest share the room evenly where both have more than that, so that the few lines
    left over in a long article are not passed over.
    """
    chance = np.random.default_rng(SEED)
    chosen, weights, at = [], [], 0
    for document in documents:
        weight = row_weights(document)
        body, rest = np.flatnonzero(document.labels == BODY), np.flatnonzero(document.labels > BODY)
        for part, other in ((body, rest), (rest, body)):
            room = max(limit // 2, limit - len(other))
            scale = max(1.0, len(part) / room)
            if scale > 1.0:
                part = chance.choice(part, room, replace=False)  # noqa: PLW2901
            chosen.append(at + np.sort(part))
            weights.append(weight[np.sort(part)] * scale)
        at += len(document)
    return np.concatenate(chosen), np.concatenate(weights)


def fit(learning: Learning, fold: int = WHOLE) -> TextFit:
    """The model fitted without the domains of a fold, or on everything."""
    rows = learning.rows[learning.row_fold[learning.rows] != fold]
    weight = learning.weight[learning.row_fold[learning.rows] != fold]
    label = learning.label
    own = learning.matrix[rows, :-VECTOR]
    trees = {name: _fit_trees(name, own, label[rows], weight) for name in TREES}
    body = np.where(label < 0, -1, (label == BODY).astype(int))
    chrome = np.where(label <= BODY, -1, (label == CHROME).astype(int))
    weights = np.concatenate([row_weights(document) for document in learning.documents])
    weights /= weights[weights > 0].mean()
    known = np.flatnonzero(learning.fold != fold)
    nets = []
    for vectors in NETS:
        columns = learning.matrix if vectors else learning.matrix[:, :-VECTOR]
        data = Sequences(
            columns, learning.bounds, body, chrome, weights, vectors=vectors, chrome_weight=weights
        )
        nets.append(fit_sequence(data, known, SEQUENCE))
    return TextFit(learning.lexicon, trees, nets)


def _fit_trees(
    name: str, matrix: NDArray[np.float32], label: NDArray[np.int8], weight: NDArray[np.float64]
) -> HistGradientBoostingClassifier:
    """A binary booster: body against the rest, or chrome against sidebar."""
    if name == "body":
        rows, target = label >= 0, label == BODY
    else:
        rows, target = label > BODY, label == CHROME
    model = HistGradientBoostingClassifier(max_iter=TREES[name], random_state=SEED, **SETTINGS)
    scale = weight[rows] / weight[rows].mean()
    return model.fit(matrix[rows], target[rows].astype(int), sample_weight=scale)


def probabilities(
    fitted: TextFit, learning: Learning, documents: Sequence[int], blend: float
) -> dict[int, NDArray[np.float64]]:
    """Probabilities (paragraphs, 3) of the documents with these indices; `blend` is the share of
    the trees."""
    session = open_session(sequence_to_onnx(*fitted.sequence))
    bounds, out = learning.bounds, {}
    for i in documents:
        matrix = learning.matrix[bounds[i] : bounds[i + 1]]
        found = zip(("body", "chrome"), session.run(["body", "chrome"], {"X": matrix}))
        body, chrome = (
            blend * fitted.trees[name].decision_function(matrix[:, :-VECTOR])
            + (1 - blend) * read[:, 0]
            for name, read in found
        )
        out[i] = three_labels(sigmoid(body), sigmoid(chrome))
    return out
