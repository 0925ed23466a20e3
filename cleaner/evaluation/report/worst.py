"""Views of the worst pages: our labels, and beside them those of the gold, or what stands in its
text."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from cleaner.core import Cleaner
from cleaner.document import Document
from cleaner.evaluation.align import align_gold
from cleaner.evaluation.evaluate import Evaluation
from cleaner.evaluation.gold import GoldPage
from cleaner.evaluation.recut import carry_over
from cleaner.evaluation.scores import PageScore
from cleaner.evaluation.summaries import worst
from cleaner.paragraph import LABELS, Label
from cleaner.show.labelling import Labelling, Verdict
from cleaner.show.view import Link, view
from cleaner.types import Profile

GOLD = "gold"
_IN_TEXT = Verdict(Label.BODY, (1.0, 0.0, 0.0))
_NOT_IN_TEXT = Verdict(None, (0.0, 0.5, 0.5))  # a text tells body from the rest alone


class WorstPage(NamedTuple):
    """A page with a low score; `view` is the address of its view, relative to the report, `title`
    and `address` are its own, "" if it has none."""

    rating: float
    score: PageScore
    view: str
    title: str
    address: str


def write_worst(evaluation: Evaluation, count: int, report: Path) -> list[WorstPage]:
    """Show the worst pages in a folder beside the report, which is named like it.

    Views that an earlier report left there are removed. Raises ModelError, OSError.
    """
    folder = report.with_name(f"{report.stem}-pages")
    folder.mkdir(parents=True, exist_ok=True)
    for path in folder.glob("[0-9][0-9][0-9][0-9].html"):
        path.unlink()
    gold = {(page.corpus, page.id): page for page in evaluation.pages}
    back = Link(f"../{report.name}", "report")
    pages = []
    for number, (rating, score) in enumerate(worst(evaluation.scores, count), 1):
        page = gold[score.corpus, score.id]
        document = _cleaned(page, evaluation)
        other = gold_labels(page, document)
        made = view(document, f"{page.corpus} {page.id}", other=other, back=back)
        path = folder / f"{number:04}.html"
        path.write_text(made.html, encoding="utf-8")
        title = page.title or made.figures.title
        pages.append(WorstPage(rating, score, f"{folder.name}/{path.name}", title, page.url))
    return pages


def gold_labels(page: GoldPage, document: Document) -> Labelling | None:
    """Return the labels of the gold for the paragraphs of a document: those of its lines, or else
    whether a paragraph stands in its text; None if it has neither."""
    texts = [paragraph.text for paragraph in document.paragraphs]
    if not page.lines:
        if page.text is None:
            return None
        return Labelling(
            GOLD, [_IN_TEXT if is_in else _NOT_IN_TEXT for is_in in align_gold(texts, page.text)]
        )
    labels = carry_over(texts, page.lines, page.labels)
    return Labelling(GOLD, [_certain(label) if label else None for label in labels])


def _certain(label: str) -> Verdict:
    body, sidebar, chrome = (float(label == of.value) for of in LABELS)
    return Verdict(Label(label), (body, sidebar, chrome))


def _cleaned(page: GoldPage, evaluation: Evaluation) -> Document:
    """Clean a page as it was scored."""
    profile: Profile = "labels" if page.lines else "article"
    cleaner = Cleaner(evaluation.model_of(page), profile=profile, max_bytes=None)
    if page.html is not None:
        return cleaner.clean_html(page.html)
    return cleaner.clean_text("\n".join(page.lines))
