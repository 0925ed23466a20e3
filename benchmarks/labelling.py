"""Label the paragraphs of a plain text, one label for each text that it was made of."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from cleaner import Document, Label

Clean = Callable[[str], Document]
BETWEEN = "\n\n"  # paragraphs of a plain text


def labels_of(texts: Sequence[str], clean: Clean) -> list[Label]:
    """Return the label of the paragraph that each text starts in, when they are joined and cleaned.

    A text that is blank, or after the last paragraph, has the label of that one.
    """
    paragraphs = clean(BETWEEN.join(texts)).paragraphs
    labels, at, start = [], 0, 0
    for text in texts:
        while at + 1 < len(paragraphs) and (paragraphs[at].end or 0) <= start:
            at += 1
        labels.append(paragraphs[at].label if paragraphs else Label.CHROME)
        start += len(text) + len(BETWEEN)
    return labels
