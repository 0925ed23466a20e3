"""Which paragraphs to keep, and how certain that choice is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from cleaner.errors import ModelError
from cleaner.model.defaults import (
    CERTAIN_BODY,
    CERTAINTY,
    CLEAR_BODY,
    DRAWS,
    INDEPENDENT,
    POSSIBLE_BODY,
    RESCUE,
    SURE_BODY,
    TAIL,
    TailRule,
)
from cleaner.model.log_odds import sigmoid
from cleaner.model.prediction import Prediction
from cleaner.types import Flags, Floats, Ints

_TINY = 1e-9  # keeps a division by no words at all defined
_CLIP = 1e-6  # probabilities nearer to 0 or 1 than this count as this


@dataclass(frozen=True, slots=True)
class Selection:
    """The paragraphs of a document that are kept.

    `labels` (n,) are indices into `LABELS`. `adjustments` holds changes (n,) of the log-odds of
    body that count for the label alone and not for the probability: "run", by which a paragraph's
    neighbours decided against its own log-odds, and "article", by which all paragraphs of an
    article were raised. `unsure` says that no paragraph reached the rule's
    threshold and the most probable ones were kept instead.
    """

    labels: Ints
    adjustments: Mapping[str, Floats] = field(default_factory=dict)
    unsure: bool = False

    @property
    def kept(self) -> Flags:
        """Which paragraphs (n,) are body."""
        return np.asarray(self.labels == 0)


class Rule(Protocol):
    """How a model wants its paragraphs selected."""

    def select(self, probabilities: Floats, words: Floats) -> Selection:
        """Select among n paragraphs, given probabilities (n, 3) of body, sidebar and chrome, and
        the number of words (n,) of each."""


@dataclass(frozen=True, slots=True)
class AtLeast:
    """Keep every paragraph whose P(body) is at least `probability`."""

    probability: float

    def select(self, probabilities: Floats, words: Floats) -> Selection:
        """Select each paragraph by itself."""
        return Selection(labels_for(probabilities, probabilities[:, 0] >= self.probability))


@dataclass(frozen=True, slots=True)
class OrMostProbable:
    """Select by another rule; if that keeps nothing, keep the most probable paragraphs."""

    rule: Rule

    def select(self, probabilities: Floats, words: Floats) -> Selection:
        """Select by the other rule first."""
        selection = self.rule.select(probabilities, words)
        if selection.kept.any():
            return selection
        uncertain = select_uncertain(probabilities[:, 0], words)
        if not uncertain.any():
            return selection
        return Selection(labels_for(probabilities, uncertain), unsure=True)


@dataclass(frozen=True, slots=True)
class OfArticle:
    """Select by another rule on a page that certainly is an article, where something must be body.

    If the likeliest paragraph is not surely body, all are raised by what makes it so.
    """

    rule: Rule

    def select(self, probabilities: Floats, words: Floats) -> Selection:
        """Select by the other rule, given raised probabilities."""
        body = probabilities[:, 0]
        highest = float(body.max(initial=0.0))
        if not POSSIBLE_BODY <= highest < SURE_BODY:
            return self.rule.select(probabilities, words)
        log_odds = _log_odds(body)
        change = float(np.log(SURE_BODY / (1 - SURE_BODY))) - log_odds.max()
        raised = sigmoid(log_odds + change)
        rest = ((1 - raised) / np.maximum(1 - body, _TINY))[:, None] * probabilities[:, 1:]
        selection = self.rule.select(np.column_stack((raised, rest)), words)
        decided = np.where(selection.kept & (body < 0.5), change, 0.0)
        adjustments = dict(selection.adjustments)
        if decided.any():
            adjustments["article"] = decided
        return Selection(selection.labels, adjustments, unsure=highest < 0.5)


@dataclass(frozen=True, slots=True)
class MaximiseF1:
    """Keep the paragraphs that maximise the expected F1 of the page's words."""

    def select(self, probabilities: Floats, words: Floats) -> Selection:
        """Select by expected F1."""
        body = sigmoid(CERTAINTY * _log_odds(probabilities[:, 0]))
        return Selection(labels_for(probabilities, maximise_f1(body, words)))


@dataclass(frozen=True, slots=True)
class InRuns:
    """Keep or drop the paragraphs of a plain text in runs, and its tail as a whole."""

    tail: TailRule = TAIL

    def select(self, probabilities: Floats, words: Floats) -> Selection:
        """Select in runs, and say where the neighbours decided."""
        body = probabilities[:, 0]
        kept, decisive = select_runs(body, words, self.tail)
        overruled = kept != (body >= 0.5)
        adjustments = {}
        if overruled.any():
            adjustments["run"] = np.where(overruled, decisive - _log_odds(body), 0.0)
        return Selection(labels_for(probabilities, kept), adjustments)


def parse_rule(name: str | float) -> Rule:
    """Return the rule that a model file names: "best_f1", "runs", or a threshold for P(body).

    Raises ModelError for any other name.
    """
    if name == "best_f1":
        return MaximiseF1()
    if name == "runs":
        return OrMostProbable(InRuns())
    if isinstance(name, (int, float)):
        return OrMostProbable(AtLeast(float(name)))
    raise ModelError(
        f"the model asks for the rule {name!r}, which this version of cleaner does not know: "
        "update cleaner, or train the model again"
    )


def select(prediction: Prediction, rule: Rule) -> Selection:
    """Select the paragraphs of a document by a rule.

    A bare threshold is the user's, who means the probabilities that a document has, and is kept to.
    The rules of a model were chosen on probabilities that are not calibrated.
    """
    if isinstance(rule, AtLeast):
        return rule.select(prediction.probabilities, prediction.words)
    if prediction.article:
        rule = OfArticle(rule)
    return rule.select(prediction.uncalibrated, prediction.words)


def labels_for(probabilities: Floats, kept: Flags) -> Ints:
    """Return the index of each row's label: body if kept, else the likelier of the other two."""
    return np.where(kept, 0, 1 + (probabilities[:, 2] > probabilities[:, 1]))


def maximise_f1(body: Floats, words: Floats, *, allow_nothing: bool = True) -> Flags:
    """Return the paragraphs that maximise the page's expected F1 of words.

    These are the k most probable ones, for the k with the highest expectation. If each paragraph
    were body or not independently, that would be 2·Σ p·w / (Σ w of the kept + Σ p·w of the page)
    (Lewis 1995; Ye et al. 2012). But the forty cards of a grid are body all or none, so the
    expectation is the mean of that and of the other extreme, in which a single draw decides the
    page. With `allow_nothing`, none are kept if it is likelier that the page has no body at all:
    an empty shell. That probability is a mean of both extremes, too, weighted by INDEPENDENT.
    """
    order = np.argsort(-body, kind="stable")
    hits = np.cumsum((body * words)[order])
    kept_words = np.cumsum(words[order])
    independent = 2 * hits / (kept_words + hits[-1] + _TINY)
    expected = (independent + _f1_of_one_draw(body[order], kept_words)) / 2
    best = int(np.argmax(expected))
    kept = np.zeros(len(body), dtype=bool)
    all_independent, one_draw = float(np.prod(1.0 - body)), 1.0 - float(body.max())
    nothing = INDEPENDENT * all_independent + (1.0 - INDEPENDENT) * one_draw
    if not allow_nothing or nothing <= expected[best]:
        kept[order[: best + 1]] = True
    return kept


def _f1_of_one_draw(body: Floats, kept_words: Floats) -> Floats:
    """Compute the expected F1 of keeping the k most probable paragraphs, for every k, if a single
    draw decides the page: a paragraph is body if its probability exceeds the draw. `body` falls."""
    expected = np.zeros(len(body))
    for draw in DRAWS:
        paragraphs = int(np.searchsorted(-body, -draw))
        if paragraphs:
            body_words = kept_words[paragraphs - 1]
            shared = np.minimum(kept_words, body_words)
            expected += 2 * shared / (kept_words + body_words + _TINY)
    return expected / len(DRAWS)


def expected_f1(body: Floats, words: Floats, kept: Flags) -> float:
    """Return the expected F1 of words of a choice, 0 to 1, by the model's own probabilities; if
    none are kept, the probability that the page has no body."""
    if not kept.any():
        return float(np.prod(1.0 - body))
    hits = float((body * words)[kept].sum())
    total = float(words[kept].sum() + (body * words).sum())
    return 2 * hits / total if total > 0 else 0.0


def select_uncertain(body: Floats, words: Floats) -> Flags:
    """Return what to keep if no paragraph is clearly body: the choice with the highest expected F1
    among those of at least RESCUE."""
    candidates = np.flatnonzero(body >= RESCUE)
    kept = np.zeros(len(body), dtype=bool)
    if candidates.size:
        kept[candidates] = maximise_f1(body[candidates], words[candidates], allow_nothing=False)
    return kept


def select_runs(body: Floats, words: Floats, tail: TailRule = TAIL) -> tuple[Flags, Floats]:
    """Return the paragraphs of a plain text to keep, and the log-odds (n,) that decided each: it is
    kept if they are positive.

    Boilerplate comes in blocks. So neighbouring paragraphs that are not clearly body are kept or
    dropped together, by the mean of their log-odds. Trailing paragraphs that read like another
    article are dropped as a whole: see `TailRule`.
    """
    log_odds = _log_odds(body)
    decisive = log_odds.copy()
    kept = body >= CLEAR_BODY
    edges = np.flatnonzero(np.diff(np.concatenate(([True], kept, [True])).astype(np.int8)))
    for start, end in edges.reshape(-1, 2).tolist():
        decisive[start:end] = log_odds[start:end].mean()
        kept[start:end] = log_odds[start:end].sum() > 0
    certain = np.flatnonzero(body >= CERTAIN_BODY)
    start = int(certain[-1]) + 1 if certain.size else 0
    if (
        tail.min_paragraphs <= len(body) - start <= tail.max_share * len(body)
        and np.mean(log_odds[start:]) < tail.max_log_odds
        and np.mean(words[start:] >= tail.prose_words) >= tail.min_prose_share
    ):
        decisive[start:] = log_odds[start:].mean() - tail.max_log_odds
        kept[start:] = False
    return kept, decisive


def _log_odds(body: Floats) -> Floats:
    return np.log(np.clip(body, _CLIP, 1 - _CLIP) / np.clip(1 - body, _CLIP, 1 - _CLIP))
