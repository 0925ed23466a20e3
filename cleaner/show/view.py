"""The page of one document: what it looks like with its labels, and why; nothing of it is run.

A page that is looked at may be hostile. Its view holds the text of its paragraphs and nothing else
of it: no address, no attribute, no style. All of that is escaped, and a content security policy
lets the browser fetch nothing at all, and run and apply only the one script and the one style sheet
that are in the view, which it knows by their digests.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from html import escape
from typing import Any, NamedTuple

from cleaner.document import Document
from cleaner.paragraph import LABELS, Label, Paragraph
from cleaner.show.frame import fill, visible_text
from cleaner.show.labelling import Labelling, Verdict, differ, labelling_of, metadata_of
from cleaner.show.strip import Strip, strip
from cleaner.show.structure import Step, heading_ranks, steps

_NEIGHBOURS = "<!-- pages before and after -->"  # no text of a page can be this: "<" is escaped
_THOUSANDTHS = 1000  # probabilities go into a view as whole numbers of these
_INITIAL: dict[Label | None, str] = {label: label.value[0] for label in LABELS} | {None: "n"}


class Link(NamedTuple):
    """A link out of a view; `address` is relative to it."""

    address: str
    text: str


class Review(NamedTuple):
    """Where a view asks for the labels that a person gave, and sends others; relative to it.

    `labels` is the address of the page's own, `undo` takes a change back, `previous` and `next`
    lead to the pages before and after it.
    """

    labels: str
    undo: str
    previous: str
    next: str


class Figures(NamedTuple):
    """What the list of pages says of one: counts of paragraphs, and its strip.

    `differing` is None if the labels that it is compared with are none of this page's.
    """

    title: str
    confidence: float
    labels: tuple[int, ...]
    doubtful: int
    differing: int | None
    strip: Strip

    @property
    def paragraphs(self) -> int:
        """How many paragraphs the page has."""
        return sum(self.labels)


class View(NamedTuple):
    """The page of a document, and its figures."""

    html: str
    figures: Figures


def view(
    document: Document,
    name: str,
    *,
    other: Labelling | None = None,
    back: Link | None = None,
    review: Review | None = None,
) -> View:
    """Write the page of a document. `name` is that of its source; `other` are other labels of the
    same paragraphs, to compare; `back` leads to the list of pages; with `review` labels can be
    corrected.

    Raises ModelError as `Paragraph.reasons` does.
    """
    labelling = labelling_of(document)
    metadata = metadata_of(document)
    texts = [paragraph.text for paragraph in document.paragraphs]
    figures = _figures(document, metadata.title, labelling, other, strip(texts, labelling.verdicts))
    html = fill(
        "view.html.j2",
        scripts=("view.js", "review.js") if review else ("view.js",),
        asks=review is not None,
        review=review,
        title=figures.title or name,
        name=name,
        address=document.url or "",
        language=metadata.language,
        figures=figures,
        labels=list(zip((label.value for label in LABELS), figures.labels)),
        warnings=[str(warning) for warning in document.warnings],
        back=back,
        neighbours=_NEIGHBOURS,
        other=other,
        other_strip=strip(texts, other.verdicts) if other else None,
        short_model=labelling.name.partition(", ")[0],  # without what runs it
        steps=_marked(document.paragraphs, labelling, other),
        data=_data(document.paragraphs, labelling, other),
    )
    return View(html, figures)


def with_neighbours(html: str, previous: str, next: str) -> str:
    """Return a view with links to the pages before and after it, "" for none, which are known once
    all pages are. Addresses are relative to the view."""
    links = [("prev", previous, "‹ previous page"), ("next", next, "next page ›")]
    made = " ".join(
        f'<a class="back" rel="{rel}" href="{escape(address)}">{text}</a>'
        for rel, address, text in links
        if address
    )
    return html.replace(_NEIGHBOURS, made, 1)


def _figures(
    document: Document, title: str, labelling: Labelling, other: Labelling | None, small: Strip
) -> Figures:
    counts = Counter(paragraph.label for paragraph in document.paragraphs)
    verdicts = labelling.verdicts
    return Figures(
        visible_text(" ".join(title.split())),
        document.confidence,
        tuple(counts[label] for label in LABELS),
        sum(verdict is not None and verdict.is_doubtful for verdict in verdicts),
        _differing(verdicts, other.verdicts) if other else 0,
        small,
    )


def _differing(verdicts: Sequence[Verdict | None], others: Sequence[Verdict | None]) -> int | None:
    if verdicts and not any(others):
        return None
    return sum(map(differ, verdicts, others))


class _Marked(NamedTuple):
    """A step of the structure, and of a paragraph its element, its text and how it is tinted."""

    step: Step
    tag: str = ""
    classes: str = ""
    text: str = ""
    ordinal: int | None = None


def _marked(
    paragraphs: Sequence[Paragraph], labelling: Labelling, other: Labelling | None
) -> list[_Marked]:
    ranks = heading_ranks(paragraphs)
    result: list[_Marked] = []
    structure = steps(paragraphs)
    for position, step in enumerate(structure):
        if step.what != "paragraph":
            ordinal = None
            if step.what == "open" and step.kind == "li":
                ordinal = _ordinal(structure, position, paragraphs)
            result.append(_Marked(step, ordinal=ordinal))
            continue
        paragraph, number = paragraphs[step.number], step.number
        tag = f"h{ranks[number]}" if ranks[number] else "pre" if paragraph.kind == "code" else "p"
        classes = _classes(paragraph, labelling.verdicts[number], other and other.verdicts[number])
        result.append(_Marked(step, tag, classes, visible_text(paragraph.text)))
    return result


def _ordinal(steps: Sequence[Step], position: int, paragraphs: Sequence[Paragraph]) -> int | None:
    """Return the number of an item that opens at `position`, if its list is numbered."""
    first = steps[position + 1]
    return paragraphs[first.number].ordinal if first.what == "paragraph" else None


def _classes(paragraph: Paragraph, verdict: Verdict | None, other: Verdict | None) -> str:
    """Return the classes that tint a paragraph: its labels, whether they are doubtful, its kind."""
    classes = ["p", f"kind-{paragraph.kind}"]
    if verdict:
        classes.append(_INITIAL[verdict.label])
        classes += ["doubtful"] if verdict.is_doubtful else []
    if other:
        classes.append(f"o{_INITIAL[other.label]}")
        classes += ["differs"] if differ(verdict, other) else []
    return " ".join(classes)


def _data(
    paragraphs: Sequence[Paragraph], labelling: Labelling, other: Labelling | None
) -> dict[str, Any]:
    """Return what the script of the view shows of a paragraph that is pointed at. Reasons that
    several paragraphs share stand there once."""
    numbers: dict[str, int] = {}

    def row(verdict: Verdict | None) -> list[Any] | None:
        if verdict is None:
            return None
        scores = [round(score * _THOUSANDTHS) for score in verdict.scores]
        why = [numbers.setdefault(visible_text(r), len(numbers)) for r in verdict.reasons]
        label = None if verdict.label is None else LABELS.index(verdict.label)
        return [label, scores, why]

    labellings = [labelling, *([other] if other else [])]
    rows = [list(map(row, labelling.verdicts)) for labelling in labellings]
    return {
        "labels": [label.value for label in LABELS],
        "names": [labelling.name for labelling in labellings],
        "kinds": [paragraph.kind for paragraph in paragraphs],
        "paths": [visible_text(paragraph.path) for paragraph in paragraphs],
        "verdicts": rows,
        "reasons": list(numbers),
    }
