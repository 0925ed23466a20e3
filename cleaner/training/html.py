"""Fit the HTML model: lexicons, then boosted trees and a sequence network, all split by domain.

Every number that one step learns from another is out-of-fold: a paragraph's lexicon scores come
from lexicons fitted without its domain's fold. The fold models are kept, so that accuracy is
measured by running the product itself with a model that has not seen the page's domain.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier

from cleaner.features.class_names import Names, element_tokens
from cleaner.features.html import Lexicons, html_features
from cleaner.features.lexicon import Lexicon
from cleaner.model.description import Description
from cleaner.routes.html import GUIDES, with_guide
from cleaner.segment.page import HtmlPage
from cleaner.text.tokens import phrases
from cleaner.training.data.examples import Example
from cleaner.training.export.model_file import Parts, write_model
from cleaner.training.export.sequence import sequence_to_onnx
from cleaner.training.parts.lexicon import TokenTable
from cleaner.training.parts.page_type import PageTypeTable
from cleaner.training.parts.parallel import side_by_side
from cleaner.training.parts.sequence import SequenceNet, SequenceRecipe, Sequences, fit_sequence

WHOLE = -1  # the "fold" of what is fitted on everything


@dataclass(frozen=True, slots=True)
class Recipe:
    """Everything that was chosen about the fit; the experiments behind it are in benchmarks/."""

    folds: int = 5
    seed: int = 0
    # Long paragraphs matter more to F1 of words, but not in proportion: (words + 1) ** .75.
    word_power: float = 0.75
    # Hand labels are few and are the law; news golds are clean; snippets say little of a page.
    guide_weight: tuple[float, ...] = (3.0, 1.0, 2.0, 0.3)
    labels_weight: float = 5.0  # times that, in the model of the three labels where it has its own
    most_paragraphs: int = 200  # of a page without hand labels, drawn at random
    lexicon_size: int = 20_000
    text_strength: float = 1.0
    element_strength: float = 0.3
    trees: dict[str, int] = field(default_factory=lambda: {"body": 80, "chrome": 50})
    leaves: int = 31
    bins: int = 63
    rate: float = 0.15
    l2: float = 1.0
    column_share: float = 0.4  # of the columns, drawn anew for each split: as good, twice as fast
    sequence: SequenceRecipe = field(default_factory=SequenceRecipe)
    jobs: int = 2


@dataclass(slots=True)
class HtmlFit:
    """Fitted parts of one model: what it knows of words, its boosters, its network; and the same
    for the profile of the three labels, where that has its own."""

    lexicons: Lexicons
    trees: dict[str, Any]
    sequence: SequenceNet
    of_labels: HtmlFit | None = None

    @property
    def parts(self) -> Parts:
        """What to write into a model file."""
        graphs = {"sequence": sequence_to_onnx(self.sequence)}
        return Parts(self.lexicons.text, self.trees, self.lexicons.class_names, graphs)

    def write(self, folder: Path, description: Description) -> Path:
        """Write as `html.model` into the folder."""
        of_labels = None if self.of_labels is None else self.of_labels.parts
        return write_model(folder, "html", description, self.parts, of_labels)


def assign_folds(domains: Sequence[str], folds: int, seed: int) -> dict[str, int]:
    """Fold of each domain, drawn at random."""
    unique = sorted(set(domains))
    drawn = np.random.default_rng(seed).permutation(len(unique)) % folds
    return dict(zip(unique, drawn.tolist()))


class HtmlTrainer:
    """Fits the model on examples, on all of them and without the domains of each fold.

    `fold_of_domain` is as `assign_folds` gives it.
    """

    def __init__(
        self,
        examples: Sequence[Example],
        fold_of_domain: Mapping[str, int],
        recipe: Recipe,
        log: Callable[[str], None],
    ) -> None:
        self.examples = list(examples)
        self.fold_of_domain = fold_of_domain
        self.recipe = recipe
        self.log = log
        sizes = [len(example.page) for example in self.examples]
        self.bounds = np.concatenate(([0], np.cumsum(sizes)))
        self.page_of_row = np.repeat(np.arange(len(sizes)), sizes)
        self.page_fold = np.array(
            [self.fold_of_domain[example.gold.domain] for example in self.examples]
        )
        self.row_fold = self.page_fold[self.page_of_row]
        self.body = np.concatenate([example.body for example in self.examples]).astype(int)
        self.chrome = np.concatenate([example.chrome for example in self.examples]).astype(int)
        self.guide = np.array([example.guide for example in self.examples])[self.page_of_row]
        self.weight = self._weights()
        self.drawn = self._draw()
        self.lexicons: dict[int, Lexicons] = {}
        self._matrix: np.ndarray | None = None

    def _weights(self) -> np.ndarray:
        words = np.concatenate(
            [[text.count(" ") + 1 for text in example.page.texts] for example in self.examples]
        )
        weight = (words + 1.0) ** self.recipe.word_power * (self.body >= 0)
        total = np.bincount(self.page_of_row, weight, len(self.examples))
        weight /= np.maximum(total, 1e-9)[self.page_of_row]
        weight *= np.array(self.recipe.guide_weight)[self.guide]
        return np.asarray(weight / weight[weight > 0].mean())

    def _draw(self) -> np.ndarray:
        generator = np.random.default_rng(self.recipe.seed + 1)
        drawn = np.zeros(len(self.page_of_row), dtype=bool)
        for start, end, example in zip(self.bounds, self.bounds[1:], self.examples):
            most = self.recipe.most_paragraphs
            if end - start <= most or example.guide == GUIDES["labels"]:
                drawn[start:end] = True
            else:
                drawn[start + generator.choice(end - start, most, replace=False)] = True
        return drawn & (self.body >= 0) & (self.weight > 0)

    def _fit_lexicons(self) -> None:
        pages = [example.page for example in self.examples]
        texts = TokenTable([bag for page in pages for bag in phrases(page.texts)])
        elements = TokenTable([bag for page in pages for bag in _path_bags(page)])
        domains = np.unique([e.gold.domain for e in self.examples], return_inverse=True)[1]
        domain_of_row = domains[self.page_of_row]
        types = PageTypeTable(self.examples)
        recipe = self.recipe
        for fold in (WHOLE, *range(recipe.folds)):
            rows = np.flatnonzero((self.row_fold != fold) & (self.body >= 0) & (self.weight > 0))
            words, names = (
                table.fit(
                    rows, domain_of_row, self.body, self.chrome, self.weight, strength,
                    recipe.lexicon_size,
                )
                for table, strength in (
                    (texts, recipe.text_strength), (elements, recipe.element_strength)
                )
            )  # fmt: skip
            others = np.flatnonzero(self.page_fold != fold)
            kind_tokens, kind_weights, bias = types.fit(others, domains)
            self.lexicons[fold] = Lexicons(
                Lexicon(*words), Names.joined(names, (kind_tokens, kind_weights), bias)
            )
            self.log(f"lexicons without fold {fold}" if fold >= 0 else "lexicons")

    def _rows(self, fold: int, target: np.ndarray) -> np.ndarray:
        return np.flatnonzero((self.row_fold != fold) & (target >= 0) & self.drawn)

    @property
    def matrix(self) -> np.ndarray:
        """Matrix of all rows, each by the lexicons fitted without its fold."""
        if self._matrix is None:
            if not self.lexicons:
                self._fit_lexicons()
            parts = []
            for fold, example in zip(self.page_fold.tolist(), self.examples):
                found = html_features(example.page, self.lexicons[fold])
                parts.append(with_guide(found, example.guide))
            self._matrix = np.concatenate(parts)
            self.log(f"matrix of {self._matrix.shape[0]:,} rows, {self._matrix.shape[1]} columns")
        return self._matrix

    def _fit_trees(self, folds: Sequence[int]) -> list[dict[str, Any]]:
        """Boosters by name for each fold, fitted without its rows."""
        from joblib import delayed

        recipe = self.recipe
        targets = {"body": self.body, "chrome": self.chrome}
        fitted = side_by_side(
            (
                delayed(_fit_trees)(
                    recipe, recipe.trees[name], self.matrix, target,
                    self.weight if name == "body" else None, self._rows(fold, target),
                )
                for fold in folds for name, target in targets.items()
            ),
            recipe.jobs,
        )  # fmt: skip
        self.log("trees fitted")
        each = iter(fitted)
        return [{name: next(each) for name in targets} for _ in folds]

    def _fit_sequences(self, folds: Sequence[int]) -> list[SequenceNet]:
        """The network for each fold, fitted without its pages."""
        from joblib import delayed

        data = Sequences(self.matrix, self.bounds, self.body, self.chrome, self.weight, len(GUIDES))
        nets: list[SequenceNet] = side_by_side(
            (
                delayed(fit_sequence)(
                    data, np.flatnonzero(self.page_fold != fold), self.recipe.sequence
                )
                for fold in folds
            ),
            self.recipe.jobs,
        )
        self.log("networks fitted")
        return nets

    def fit(self, wanted: Sequence[int] = (WHOLE,)) -> dict[int, HtmlFit]:
        """Fit a model for each wanted fold, on every domain but those of the fold."""
        parts = zip(wanted, self._fit_trees(wanted), self._fit_sequences(wanted))
        return {fold: HtmlFit(self.lexicons[fold], trees, net) for fold, trees, net in parts}


def fit_html(
    examples: Sequence[Example],
    fold_of_domain: Mapping[str, int],
    recipe: Recipe,
    wanted: Sequence[int],
    log: Callable[[str], None],
) -> dict[int, HtmlFit]:
    """A model for each wanted fold, fitted on every domain but those of the fold.

    Pages apart have gold of their own, and are here once more under LABELS.md. The golds keep what
    these labels drop, and what follows both is worse on the golds. So where there are such pages,
    the profile of the three labels has parts of its own, of everything, in which labels weigh more;
    those of the other profile see the pages by their golds alone.
    """
    own = [example for example in examples if not example.gold.apart]
    fits = HtmlTrainer(own, fold_of_domain, recipe, log).fit(wanted)
    if len(own) == len(examples):
        return fits
    labels, *others = recipe.guide_weight
    emphatic = replace(recipe, guide_weight=(labels * recipe.labels_weight, *others))
    of_labels = HtmlTrainer(examples, fold_of_domain, emphatic, log).fit(wanted)
    return {fold: replace(fit, of_labels=of_labels[fold]) for fold, fit in fits.items()}


def _fit_trees(
    recipe: Recipe,
    trees: int,
    matrix: np.ndarray,
    target: np.ndarray,
    weight: np.ndarray | None,
    rows: np.ndarray,
) -> HistGradientBoostingClassifier:
    from threadpoolctl import threadpool_limits

    booster = HistGradientBoostingClassifier(
        max_iter=trees,
        learning_rate=recipe.rate,
        max_leaf_nodes=recipe.leaves,
        max_bins=recipe.bins,
        l2_regularization=recipe.l2,
        max_features=recipe.column_share,
        early_stopping=False,
        random_state=recipe.seed,
    )
    with threadpool_limits(1):
        booster.fit(matrix[rows], target[rows], None if weight is None else weight[rows])
    return booster


def _path_bags(page: HtmlPage) -> list[list[str]]:
    """For each paragraph the tokens of its innermost element and all its ancestors."""
    elements = page.elements
    tokens = [element_tokens(key) for key in elements.keys]
    paths: list[list[str]] = []
    for key, parent in zip(elements.key, elements.parent):
        own = tokens[key]
        above = paths[parent] if parent >= 0 else []
        paths.append(above + own if len(above) < 400 else above)
    return [paths[leaf] for leaf in page.runs[:, 1].tolist()]
