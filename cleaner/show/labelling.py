"""What is shown of each paragraph: its label, by one labelling or by two laid beside each other."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from cleaner.document import Document
from cleaner.metadata import brief_metadata
from cleaner.paragraph import LABELS, Label, Metadata

DOUBTFUL = 0.7
"""A label that is less probable than this is worth a look: about one such label in three is
wrong."""


class Verdict(NamedTuple):
    """The label of one paragraph, the probabilities of all three, and the reasons.

    A label of None is boilerplate of which nobody says whether it is sidebar or chrome.
    """

    label: Label | None
    scores: tuple[float, float, float]
    reasons: tuple[str, ...] = ()

    @property
    def probability(self) -> float:
        """The probability of the label."""
        return 1 - self.scores[0] if self.label is None else self.scores[LABELS.index(self.label)]

    @property
    def is_doubtful(self) -> bool:
        """Whether the label is worth a look."""
        return self.probability < DOUBTFUL


class Labelling(NamedTuple):
    """The labels that one model, or one run, gave to the paragraphs of a document.

    `name` says whose they are. A paragraph that it did not label has None.
    """

    name: str
    verdicts: Sequence[Verdict | None]


def labelling_of(document: Document, name: str = "", *, reasons: bool = True) -> Labelling:
    """Return the labels of a document, under the name of its model if there is no other.

    Raises ModelError as `Paragraph.reasons` does.
    """
    verdicts = [
        Verdict(p.label, p.scores, tuple(map(str, p.reasons)) if reasons else ())
        for p in document.paragraphs
    ]
    return Labelling(name or document.model, verdicts)


def metadata_of(document: Document) -> Metadata:
    """Return title, language and URL of a document: what has been read of it, else what takes no
    time. To look for a date may take seconds, and views show none."""
    if document._metadata is not None:
        return document._metadata
    return brief_metadata(document.url, document.paragraphs, document._head)


def aligned(
    texts: Sequence[str], other_texts: Sequence[str], verdicts: Sequence[Verdict | None]
) -> list[Verdict | None]:
    """Return the verdicts on `other_texts` for `texts`, which may be cut in another way: None for a
    text that does not stand there."""
    if list(texts) == list(other_texts):
        return list(verdicts)
    result: list[Verdict | None] = [None] * len(texts)
    # Texts that a page repeats all over are matched beside others only, or it would take minutes.
    matcher = SequenceMatcher(None, texts, other_texts)
    for start, other, size in matcher.get_matching_blocks():
        result[start : start + size] = verdicts[other : other + size]
    return result


def differ(one: Verdict | None, other: Verdict | None) -> bool:
    """Return whether two verdicts on a paragraph name different labels; all boilerplate is alike
    if one of them does not tell sidebar from chrome."""
    if one is None or other is None:
        return False
    if one.label is None or other.label is None:
        return (one.label is Label.BODY) is not (other.label is Label.BODY)
    return one.label is not other.label
