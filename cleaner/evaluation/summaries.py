"""Sum scores of pages up: by corpus and tool, page type and language, as JSON-ready data."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from typing import TypedDict

import numpy as np

from cleaner.evaluation.metrics import (
    Confusion,
    body_lost,
    boilerplate_removed,
    confusion,
    macro_f1,
    mean_shingle_f1,
    snippet_f1,
)
from cleaner.evaluation.scores import OURS, PageScore
from cleaner.paragraph import LABELS

WORD_F1, SHINGLE_F1, SNIPPET_F1 = "word F1", "shingle F1", "snippet F1"
MACRO_F1, REMOVED, LOST = "macro F1", "boilerplate lines removed", "body lines lost"
EXACT, KEPT_WORDS, OTHER_WORDS = (
    "documents exactly right", "body words kept", "boilerplate words in the output"
)  # fmt: skip
MEASURES = (
    WORD_F1, SHINGLE_F1, SNIPPET_F1, MACRO_F1, REMOVED, LOST, EXACT, KEPT_WORDS, OTHER_WORDS
)  # fmt: skip
PAGES = "pages"
UNKNOWN = "unknown"
DIGITS = 4  # of a measure as data

GroupFigures = dict[str, float]  # PAGES, and each of MEASURES that the gold allows


class ConfusionFigures(TypedDict):
    """Counts of lines: the gold label by row, the predicted one by column."""

    labels: list[str]
    table: list[list[int]]


class _AlwaysThere(TypedDict):
    all: GroupFigures
    page_type: dict[str, GroupFigures]
    language: dict[str, GroupFigures]
    language_source: dict[str, int]  # pages by how their language is known


class ToolFigures(_AlwaysThere, total=False):
    """The figures of one tool on one corpus; the last two only if the corpus has labels."""

    confusion: ConfusionFigures
    labelled_by: dict[str, int]  # pages by who labelled them


Figures = dict[str, dict[str, ToolFigures]]  # by corpus and tool


def summarise(scores: Sequence[PageScore]) -> GroupFigures:
    """Return the number of pages and every measure that applies, over all of them."""
    figures: GroupFigures = {PAGES: len(scores)}
    words = [s.words for s in scores if s.words is not None]
    if words:
        figures[WORD_F1] = float(np.mean(words))
        figures[SHINGLE_F1] = mean_shingle_f1(
            [s.shingles for s in scores if s.shingles is not None]
        )
    snippets = [s.snippets for s in scores if s.snippets is not None]
    if snippets:
        figures[SNIPPET_F1] = snippet_f1(snippets)
    labelled = [s for s in scores if s.confusion is not None]
    if labelled:
        figures |= _label_figures(labelled)
    return {name: round(value, DIGITS) for name, value in figures.items()}


def _label_figures(scores: Sequence[PageScore]) -> GroupFigures:
    table = _total(scores)
    counts = [s.kept_words for s in scores if s.kept_words is not None]
    body_kept = sum(count.body_kept for count in counts)
    boilerplate_kept = sum(count.boilerplate_kept for count in counts)
    return {
        MACRO_F1: macro_f1(table),
        REMOVED: boilerplate_removed(table),
        LOST: body_lost(table),
        EXACT: float(np.mean([bool(s.exact) for s in scores])),
        KEPT_WORDS: body_kept / max(sum(count.body for count in counts), 1),
        OTHER_WORDS: boilerplate_kept / max(body_kept + boilerplate_kept, 1),
    }


def _total(scores: Sequence[PageScore]) -> Confusion:
    """Return the sum of the confusion tables."""
    total = confusion((), ())
    for score in scores:
        if score.confusion is not None:
            total += score.confusion
    return total


def grouped(
    scores: Sequence[PageScore], key: Callable[[PageScore], str]
) -> dict[str, list[PageScore]]:
    """Return scores by a key, in order of first appearance."""
    groups: dict[str, list[PageScore]] = defaultdict(list)
    for score in scores:
        groups[key(score)].append(score)
    return dict(groups)


def figures_of(scores: Sequence[PageScore]) -> Figures:
    """Return all figures: by corpus and tool, page type and language."""
    return {
        corpus: {
            tool: _tool_figures(of_tool)
            for tool, of_tool in grouped(of_corpus, lambda score: score.tool).items()
        }
        for corpus, of_corpus in grouped(scores, lambda score: score.corpus).items()
    }


def _tool_figures(scores: Sequence[PageScore]) -> ToolFigures:
    def by(key: Callable[[PageScore], str]) -> dict[str, GroupFigures]:
        return {name: summarise(group) for name, group in grouped(scores, key).items()}

    figures: ToolFigures = {
        "all": summarise(scores),
        "page_type": by(lambda score: score.page_type),
        "language": by(lambda score: score.lang or UNKNOWN),
        "language_source": dict(Counter(score.language_source or UNKNOWN for score in scores)),
    }
    labelled = [score for score in scores if score.confusion is not None]
    if labelled:
        names = [label.value for label in LABELS]
        figures["confusion"] = {"labels": names, "table": _total(labelled).tolist()}
        figures["labelled_by"] = dict(
            Counter(score.labelled_by or "not stated" for score in labelled)
        )
    return figures


def worst(scores: Sequence[PageScore], count: int) -> list[tuple[float, PageScore]]:
    """Return our pages with the lowest score, worst first, each with that score."""
    rated = [(rating, s) for s in scores if s.tool == OURS and (rating := _rating(s)) is not None]
    return sorted(rated, key=lambda pair: pair[0])[:count]


def _rating(score: PageScore) -> float | None:
    """Return the one measure of a page that stands for all: of words, snippets, or labels."""
    if score.words is not None:
        return score.words
    if score.snippets is not None:
        return snippet_f1([score.snippets])
    if score.confusion is not None:
        return macro_f1(score.confusion)
    return None
