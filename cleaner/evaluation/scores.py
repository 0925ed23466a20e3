"""Measure accuracy: the product itself, page by page, against gold text, snippets and labels.

With fold models (`cleaner train --folds-out`, or fitted on the spot) each page is cleaned by the
model that has not seen its domain.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from cleaner.core import Cleaner
from cleaner.document import Document
from cleaner.evaluation.align import align_lines
from cleaner.evaluation.baselines import Extractor
from cleaner.evaluation.corpus import SYMBOLS_ONLY, GoldPage
from cleaner.evaluation.metrics import (
    confusion,
    macro_f1,
    mean_shingle_f1,
    shingles,
    snippet_counts,
    snippet_f1,
    word_f1,
)
from cleaner.paragraph import LABELS, Label

FOLDS_FILE = "folds.json"
WHOLE_NAME = "whole"
OURS = "cleaner"

ModelOf = Callable[[GoldPage], "Path | None"]


@dataclass(slots=True)
class PageScore:
    """What one tool did with one page; measures that the gold does not allow are None."""

    tool: str
    corpus: str
    id: str
    page_type: str
    lang: str
    words: float | None = None
    shingles: tuple[float, float] | None = None
    snippets: tuple[int, int, int] | None = None
    confusion: np.ndarray | None = None
    kept_words: tuple[int, int, int] | None = None  # body kept, body in all, others kept
    exact: bool | None = None
    confidence: float | None = None


@dataclass(slots=True)
class Summary:
    """Means over a group of pages."""

    pages: int
    measures: dict[str, float] = field(default_factory=dict)


def fold_models(folder: Path) -> ModelOf:
    """Which model to clean a page with: that of its domain's fold, the whole one for new ones."""
    folds = json.loads((folder / FOLDS_FILE).read_text(encoding="utf-8"))
    return lambda page: folder / str(folds.get(page.domain, WHOLE_NAME))


def score_page(page: GoldPage, model: Path | None) -> PageScore:
    """Clean a page as a user would and measure the outcome."""
    score = PageScore(OURS, page.corpus, page.id, page.page_type, page.lang)
    if page.lines:
        _score_labelled(score, page, model)
        return score
    document = Cleaner(model, profile="article", max_bytes=None).clean_html(page.html or "")
    score.confidence = document.confidence
    _score_text(score, page, document.as_text(title=False, captions=False))
    return score


def score_peer(name: str, extract: Extractor, page: GoldPage) -> PageScore:
    """Measure another tool's output on a page with gold text or snippets."""
    score = PageScore(name, page.corpus, page.id, page.page_type, page.lang)
    try:
        text = extract(page.html or "")
    except Exception:  # a peer's crash is its score, not ours
        text = ""
    _score_text(score, page, text)
    return score


def _score_text(score: PageScore, page: GoldPage, text: str) -> None:
    if page.text is not None:
        score.words = word_f1(text, page.text)
        score.shingles = shingles(text, page.text)
    if page.required or page.forbidden:
        score.snippets = snippet_counts(text, page.required, page.forbidden)


def _score_labelled(score: PageScore, page: GoldPage, model: Path | None) -> None:
    """Compare labels line by line; of HTML, the lines are its paragraphs."""
    cleaner = Cleaner(model, max_bytes=None)
    if page.html is not None:
        document = cleaner.clean_html(page.html)
        gold = align_lines([p.text for p in document.paragraphs], page.lines, page.labels)
        found = [(g, p.label.value, p.text) for g, p in zip(gold, document.paragraphs) if g]
    else:
        document = cleaner.clean_text("\n".join(page.lines))
        labels = _line_labels(document, page.lines)
        found = list(zip(page.labels, labels, page.lines))
    score.confidence = document.confidence
    score.confusion = confusion([g for g, _, _ in found], [ours for _, ours, _ in found])
    kept = total = left = 0
    for g, ours, text in found:
        words = text.count(" ") + 1
        total += words * (g == "body")
        kept += words * (g == "body" == ours)
        left += words * (g != "body" == ours)
    score.kept_words = (kept, total, left)
    # Paragraphs of symbols alone have no line in the labels; any other line must be found.
    lines = sum(1 for line in page.lines if not SYMBOLS_ONLY.match(line))
    score.exact = len(found) >= lines and all(
        (g == "body") == (ours == "body") for g, ours, _ in found
    )


def _line_labels(document: Document, lines: Sequence[str]) -> list[str]:
    """Label of each line: that of the paragraph it stands in, where lines were joined to one."""
    labels = []
    paragraphs = [p for p in document.paragraphs if p.end is not None]
    at = start = 0
    for line in lines:
        first = start + len(line) - len(line.lstrip())
        while at + 1 < len(paragraphs) and (paragraphs[at].end or 0) <= first:
            at += 1
        labels.append(paragraphs[at].label.value if paragraphs else Label.CHROME.value)
        start += len(line) + 1
    return labels


def score_pages(
    pages: Iterable[GoldPage],
    model_of: ModelOf,
    peers: Mapping[str, Extractor] | None = None,
) -> list[PageScore]:
    """Scores of ours and of each peer on every page."""
    scores = []
    for page in pages:
        scores.append(score_page(page, model_of(page)))
        if not page.lines:
            scores.extend(score_peer(name, run, page) for name, run in (peers or {}).items())
    return scores


def summarise(scores: Sequence[PageScore]) -> Summary:
    """Means over pages of all measures that apply."""
    summary = Summary(len(scores))
    put = summary.measures
    words = [s.words for s in scores if s.words is not None]
    if words:
        put["word F1"] = float(np.mean(words))
        put["shingle F1"] = mean_shingle_f1([s.shingles for s in scores if s.shingles is not None])
    snippets = [s.snippets for s in scores if s.snippets is not None]
    if snippets:
        put["snippet F1"] = snippet_f1(snippets)
    tables = [s.confusion for s in scores if s.confusion is not None]
    if tables:
        _put_labels(put, np.sum(tables, axis=0), scores)
    return summary


def _put_labels(put: dict[str, float], table: np.ndarray, scores: Sequence[PageScore]) -> None:
    others = table[1:].sum()
    put["macro F1"] = macro_f1(table)
    put["left-over lines removed"] = float(table[1:, 1:].sum() / others) if others else 1.0
    put["body lines lost"] = float(table[0, 1:].sum() / max(table[0].sum(), 1))
    put["documents exactly right"] = float(np.mean([bool(s.exact) for s in scores]))
    kept, total, left = np.sum([s.kept_words for s in scores if s.kept_words], axis=0)
    put["body words kept"] = float(kept / max(total, 1))
    put["other words in the output"] = float(left / max(kept + left, 1))


def grouped(
    scores: Sequence[PageScore], key: Callable[[PageScore], str]
) -> dict[str, list[PageScore]]:
    """Scores by a key, in order of first appearance."""
    groups: dict[str, list[PageScore]] = defaultdict(list)
    for score in scores:
        groups[key(score)].append(score)
    return dict(groups)


def report(scores: Sequence[PageScore]) -> dict[str, Any]:
    """Everything as JSON-ready data: by corpus and tool, page type and language."""
    out: dict[str, Any] = {}
    for corpus, of_corpus in grouped(scores, lambda s: s.corpus).items():
        out[corpus] = {}
        for tool, of_tool in grouped(of_corpus, lambda s: s.tool).items():
            entry: dict[str, Any] = {"all": _as_dict(summarise(of_tool))}
            for name, key in (
                ("page_type", lambda s: s.page_type), ("language", lambda s: s.lang or "?")
            ):  # fmt: skip
                groups = grouped(of_tool, key)
                entry[name] = {value: _as_dict(summarise(part)) for value, part in groups.items()}
            tables = [s.confusion for s in of_tool if s.confusion is not None]
            if tables:
                entry["confusion"] = {
                    "labels": [label.value for label in LABELS],
                    "table": np.sum(tables, axis=0).tolist(),
                }
            out[corpus][tool] = entry
    return out


def _as_dict(summary: Summary) -> dict[str, Any]:
    rounded = {name: round(value, 4) for name, value in summary.measures.items()}
    return {"pages": summary.pages, **rounded}


def worst(scores: Sequence[PageScore], count: int) -> list[tuple[float, PageScore]]:
    """Our pages with the lowest score, worst first."""
    rated = [(rating, s) for s in scores if s.tool == OURS and (rating := _rating(s)) is not None]
    return sorted(rated, key=lambda pair: pair[0])[:count]


def _rating(score: PageScore) -> float | None:
    if score.words is not None:
        return score.words
    if score.snippets is not None:
        return snippet_f1([score.snippets])
    if score.confusion is not None:
        return macro_f1(score.confusion)
    return None
