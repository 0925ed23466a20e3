"""Score pages one by one: the product itself, and other extractors, against the gold."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter
from typing import NamedTuple

from cleaner.core import Cleaner
from cleaner.document import Document
from cleaner.evaluation.baselines import Extractor
from cleaner.evaluation.folds import ModelOf
from cleaner.evaluation.gold import SYMBOLS_ONLY, GoldPage
from cleaner.evaluation.languages import LanguageSource
from cleaner.evaluation.metrics import (
    Confusion,
    confusion,
    shingle_scores,
    snippet_counts,
    word_f1,
)
from cleaner.evaluation.recut import carry_over
from cleaner.paragraph import Label
from cleaner.text.tokens import count_words
from cleaner.types import Format

OURS = "cleaner"


class WordCounts(NamedTuple):
    """Words of the labelled lines of a page, by `count_words`."""

    body_kept: int
    body: int
    boilerplate_kept: int


@dataclass(slots=True)
class PageScore:
    """What one tool did with one page; a measure that the gold does not allow is None."""

    tool: str
    corpus: str
    id: str
    page_type: str
    lang: str
    format: Format = "html"
    language_source: LanguageSource = ""
    labelled_by: str = ""
    words: float | None = None
    shingles: tuple[float, float] | None = None
    snippets: tuple[int, int, int] | None = None
    confusion: Confusion | None = None
    kept_words: WordCounts | None = None
    exact: bool | None = None  # body and boilerplate told apart in every labelled line
    confidence: float | None = None
    lines: list[ScoredLine] = field(default_factory=list)  # with a gold label
    seconds: float | None = None  # from the page to its text, where a gold text is compared


class ScoredLine(NamedTuple):
    """A labelled line, and the label and probabilities that it got; "" is no gold label."""

    gold: str
    predicted: str
    text: str
    scores: tuple[float, ...] = ()


def score_pages(
    pages: Iterable[GoldPage], model_of: ModelOf, baselines: Mapping[str, Extractor] | None = None
) -> list[PageScore]:
    """Return the scores of ours on every page, and of each baseline on those without labels."""
    scores = []
    for page in pages:
        scores.append(score_page(page, model_of(page)))
        if not page.lines:
            for name, extract in (baselines or {}).items():
                scores.append(score_baseline(name, extract, page))
    return scores


def score_page(page: GoldPage, model: Path | None) -> PageScore:
    """Clean a page as a user would and score the outcome.

    Labelled pages are cleaned with the profile "labels", the others with "article". `model` is the
    folder of the model, None for the shipped one.
    """
    score = _empty_score(OURS, page)
    if not page.lines:
        cleaner = Cleaner(model, profile="article", max_bytes=None)
        start = perf_counter()
        document = cleaner.clean_html(page.html or "")
        text = document.as_text(title=False, captions=False)
        score.seconds = perf_counter() - start
        score.confidence = document.confidence
        _score_text(score, page, text)
        return score
    cleaner = Cleaner(model, max_bytes=None)
    if page.html is not None:
        document = cleaner.clean_html(page.html)
        lines = _lines_of_html(document, page)
    else:
        document = cleaner.clean_text("\n".join(page.lines))
        lines = _lines_of_text(document, page)
    score.confidence = document.confidence
    # Lines of symbols alone have no paragraph; the words of any other labelled line must be among
    # the scored, however they are cut.
    labelled = [line for line, label in zip(page.lines, page.labels) if label]
    complete = _words_of([line.text for line in lines if line.gold]) >= _words_of(labelled)
    score_lines(score, lines, complete=complete)
    return score


def _words_of(lines: Sequence[str]) -> int:
    return sum(count_words(line) for line in lines if not SYMBOLS_ONLY.match(line))


def score_lines(score: PageScore, lines: Sequence[ScoredLine], *, complete: bool = True) -> None:
    """Put the measures of labelled lines into a score; lines without a gold label don't count.

    `complete` says that no labelled line of the page is missing.
    """
    score.lines = gold_lines = [line for line in lines if line.gold]
    score.confusion = confusion(
        [line.gold for line in gold_lines], [line.predicted for line in gold_lines]
    )
    body_kept = body = boilerplate_kept = 0
    for line in gold_lines:
        words = count_words(line.text)
        kept = line.predicted == Label.BODY.value
        if line.gold == Label.BODY.value:
            body += words
            body_kept += words * kept
        else:
            boilerplate_kept += words * kept
    score.kept_words = WordCounts(body_kept, body, boilerplate_kept)
    body_name = Label.BODY.value
    score.exact = complete and all(
        (line.gold == body_name) == (line.predicted == body_name) for line in gold_lines
    )


def score_baseline(name: str, extract: Extractor, page: GoldPage) -> PageScore:
    """Score another tool's output on a page with gold text or snippets; a crash gives no text."""
    score = _empty_score(name, page)
    start = perf_counter()
    try:
        text = extract(page.html or "")
    except Exception:  # a baseline's crash is its score, not ours
        text = ""
    score.seconds = perf_counter() - start
    _score_text(score, page, text)
    return score


def _empty_score(tool: str, page: GoldPage) -> PageScore:
    format: Format = "text" if page.html is None and page.lines else "html"
    return PageScore(
        tool, page.corpus, page.id, page.page_type, page.lang, format, page.language_source,
        page.labelled_by,
    )  # fmt: skip


def _score_text(score: PageScore, page: GoldPage, text: str) -> None:
    if page.text is not None:
        score.words = word_f1(text, page.text)
        score.shingles = shingle_scores(text, page.text)
    if page.required or page.forbidden:
        score.snippets = snippet_counts(text, page.required, page.forbidden)


def _lines_of_html(document: Document, page: GoldPage) -> list[ScoredLine]:
    """Return the paragraphs of a page that are among its labelled lines."""
    paragraphs = document.paragraphs
    gold = carry_over([p.text for p in paragraphs], page.lines, page.labels)
    return [ScoredLine(g, p.label.value, p.text, p.scores) for g, p in zip(gold, paragraphs) if g]


def _lines_of_text(document: Document, page: GoldPage) -> list[ScoredLine]:
    """Return the lines of a text, each with the label of the paragraph that it starts in.

    A paragraph may hold several lines, if they are joined as one wrapped paragraph.
    """
    paragraphs = [p for p in document.paragraphs if p.end is not None]
    scored = []
    at = start = 0
    for line, gold in zip(page.lines, page.labels):
        first = start + len(line) - len(line.lstrip())
        while at + 1 < len(paragraphs) and (paragraphs[at].end or 0) <= first:
            at += 1
        predicted = paragraphs[at].label if paragraphs else Label.CHROME
        scores = paragraphs[at].scores if paragraphs else (0.0, 0.0, 1.0)
        scored.append(ScoredLine(gold, predicted.value, line, scores))
        start += len(line) + 1
    return scored
