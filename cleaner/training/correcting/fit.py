"""Fit a site layer to corrected pages, and measure it on pages left out of the fit.

Two logistic regressions a site, of body against boilerplate and of chrome against sidebar, over the
signs of paragraphs, with the model's own log-odds as an offset: what the model knows stays, and the
weights hold what the site does otherwise. A penalty on their squares keeps them small.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from cleaner.features.site_features import Signs, site_signs
from cleaner.model.file import Model
from cleaner.model.prediction import Prediction, sigmoid
from cleaner.model.predictor import predict
from cleaner.model.selection import parse_rule, select
from cleaner.model.site_layer import EVERYWHERE, SiteLayer
from cleaner.routes.html import HtmlRoute
from cleaner.training.correcting.corrected import NOT_GIVEN, CorrectedPage
from cleaner.types import Flags, Floats, Ints, Profile

PENALTY = 0.3
"""On half the squares of the weights. On 158 sites of the corpora with two pages or more, .1 takes
.369 of the errors off the pages left out, .2 .365, .3 .360: hardly less, with smaller weights
(experiments/2026-11-27-corrections)."""

NOT_SAID = 0.5
"""How much it counts that nobody set a paragraph right, on a page where somebody set others right:
the model's label is probably right, too. If only errors are corrected, without it (0) .14 of the
errors go, with .1 .32, .3 .35 and .6 .36; if all paragraphs are labelled, it changes nothing."""

MOST_FITS = 10
"""A site is fitted so often to measure it: with more pages, several are left out at a time."""

_ITERATIONS = 200
BODY, CHROME = 0, 2  # indices into LABELS


@dataclass(slots=True)
class Example:
    """A page to learn from: what the base model says of its n paragraphs, their signs, and the
    labels: `given` as people gave them, `own` as the base model does. `source` is where the page
    was found."""

    site: str
    source: str
    prediction: Prediction
    signs: Signs
    given: Ints
    own: Ints

    @property
    def said(self) -> Flags:
        """Which paragraphs people labelled (n,)."""
        return np.asarray(self.given != NOT_GIVEN)

    @property
    def target(self) -> Ints:
        """The labels to learn (n,)."""
        return np.where(self.said, self.given, self.own)


def example_of(
    page: CorrectedPage, model: Model, *, everywhere: bool = False, profile: Profile = "labels"
) -> Example:
    """Return what there is to learn from a page, given a model for the profile, without a layer."""
    route = HtmlRoute()
    features = route.features(page.page, model, profile)
    prediction = route.adjust(page.page, predict(features, model), model)
    own = select(prediction, parse_rule(model.settings["rules"][profile])).labels
    site = EVERYWHERE if everywhere else page.host
    return Example(site, page.source, prediction, site_signs(page.page), page.given, own)


def fit_layer(examples: Sequence[Example]) -> SiteLayer:
    """Fit the weights of each site to its examples."""
    return SiteLayer({site: _fit_site(own) for site, own in sorted(by_site(examples).items())})


def by_site(examples: Sequence[Example]) -> dict[str, list[Example]]:
    """Return the examples of each site."""
    sites: dict[str, list[Example]] = defaultdict(list)
    for example in examples:
        sites[example.site].append(example)
    return dict(sites)


def _fit_site(examples: Sequence[Example]) -> tuple[Any, Floats]:
    """Return the codes of all signs of some pages, sorted, and their weights (signs, 2)."""
    from scipy.sparse import csr_matrix

    every = np.concatenate([example.signs.codes for example in examples])
    codes, columns = np.unique(every, return_inverse=True)
    counts = [np.diff(example.signs.ends, prepend=0) for example in examples]
    ends = np.concatenate(([0], np.cumsum(np.concatenate(counts))))
    rows = csr_matrix((np.ones(len(columns)), columns, ends), shape=(len(ends) - 1, len(codes)))
    target = np.concatenate([example.target for example in examples])
    weight = np.concatenate([np.where(example.said, 1.0, NOT_SAID) for example in examples])
    body = np.concatenate([example.prediction.body_log_odds for example in examples])
    chrome = np.concatenate([example.prediction.chrome_log_odds for example in examples])
    rest = target != BODY
    weights = (
        _regression(rows, body, target == BODY, weight),
        _regression(rows[rest], chrome[rest], target[rest] == CHROME, weight[rest]),
    )
    return codes, np.stack(weights, axis=1)


def _regression(rows: Any, offset: Floats, yes: Flags, weight: Floats) -> Floats:
    """Return the weights (signs,) that explain which of n rows of signs are `yes` (n,), beyond the
    log-odds that are known of them, `offset` (n,)."""
    from scipy.optimize import minimize

    def loss(weights: Floats) -> tuple[float, Floats]:
        log_odds = offset + rows @ weights
        wrong = weight * (sigmoid(log_odds) - yes)
        total = float((weight * (np.logaddexp(0, log_odds) - yes * log_odds)).sum())
        return total + PENALTY / 2 * float(weights @ weights), rows.T @ wrong + PENALTY * weights

    start = np.zeros(rows.shape[1])
    options = {"maxiter": _ITERATIONS}
    return np.asarray(minimize(loss, start, jac=True, method="L-BFGS-B", options=options).x)


# How much it gains


@dataclass(slots=True)
class Gain:
    """What a site's corrections did for those of its pages that were left out of the fit.

    `before` and `after` count the labels that are wrong without and with the layer, of `labels`;
    `measured` is False if the site has a single page. Pages of one source, as versions of a page
    are, are left out together. A paragraph that nobody labelled counts as
    wrong if the layer changes it.
    """

    site: str
    pages: int
    labels: int
    before: int = 0
    after: int = 0
    measured: bool = False


def gains(examples: Sequence[Example], model: Model) -> list[Gain]:
    """Measure each site by cross-validation, leaving pages out, the site with the most pages first.

    `model` is the base model without a layer.
    """
    found = [_gain(site, own, model) for site, own in by_site(examples).items()]
    return sorted(found, key=lambda gain: (-gain.pages, gain.site))


def _gain(site: str, examples: Sequence[Example], model: Model) -> Gain:
    gain = Gain(site, len(examples), sum(int(example.said.sum()) for example in examples))
    numbers: dict[str, int] = {}
    of_source = [numbers.setdefault(example.source, len(numbers)) for example in examples]
    if len(numbers) < 2:
        return gain
    gain.measured = True
    folds = min(len(numbers), MOST_FITS)
    for fold in range(folds):
        layer = fit_layer([one for one, n in zip(examples, of_source) if n % folds != fold])
        for left_out in (one for one, n in zip(examples, of_source) if n % folds == fold):
            gain.before += int((left_out.own != left_out.target).sum())
            gain.after += int((labels_with(layer, left_out, model) != left_out.target).sum())
    return gain


def labels_with(
    layer: SiteLayer, example: Example, model: Model, profile: Profile = "labels"
) -> Ints:
    """Return the labels (n,) that a model gives to an example with a layer of its site."""
    changes = layer.changes(example.signs, example.site)
    changed = example.prediction.adjusted("corrections", *changes)
    return select(changed, parse_rule(model.settings["rules"][profile])).labels


def totals(found: Sequence[Gain]) -> Mapping[str, int]:
    """Return sums over the sites that could be measured: `before`, `after` and `sites`."""
    measured = [gain for gain in found if gain.measured]
    return {
        "before": sum(gain.before for gain in measured),
        "after": sum(gain.after for gain in measured),
        "sites": len(measured),
    }
