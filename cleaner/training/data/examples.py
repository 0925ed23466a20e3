"""Examples to learn from: segmented pages with what their gold says of each paragraph."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from cleaner.config import Config
from cleaner.evaluation.align import align_gold
from cleaner.evaluation.gold import SYMBOLS_ONLY, GoldPage
from cleaner.evaluation.recut import carry_over
from cleaner.routes.html import CONVENTIONS, HtmlRoute
from cleaner.segment.page import HtmlPage

NEWS_CORPORA = ("news-2023", "fundus-train")
SHORTEST_PART = 20  # characters; a shorter paragraph is not looked for inside a snippet

BODY, CHROME = 0, 1  # columns of the targets
UNKNOWN = -1


@dataclass(slots=True)
class Example:
    """A segmented page and its targets.

    `targets` (paragraphs, 2): column BODY is 1 for body, 0 for boilerplate; column CHROME is 1 for
    chrome, 0 for sidebar; UNKNOWN if nobody can tell, as CHROME of body always is. `convention` is
    what the gold takes for body.
    """

    gold: GoldPage
    page: HtmlPage
    targets: NDArray[np.int8]
    convention: int


def convention_of(gold: GoldPage) -> int:
    """Return the convention that a page's gold follows."""
    if gold.lines:
        return CONVENTIONS["labels"]
    if gold.text is None:
        return CONVENTIONS["snippets"]
    return CONVENTIONS["news" if gold.corpus in NEWS_CORPORA else "pages"]


def has_gold(page: GoldPage) -> bool:
    """Return whether anything is known of what a page's body is."""
    return bool(page.lines or page.text is not None or page.required or page.forbidden)


def make_example(gold: GoldPage) -> Example:
    """Segment a page and give each paragraph its targets."""
    page = HtmlRoute().segment(gold.html or "", Config())
    targets = np.full((len(page), 2), UNKNOWN, dtype=np.int8)
    body, chrome = targets.T
    if gold.lines:
        labels = np.array(carry_over(page.texts, gold.lines, gold.labels))
        labelled = labels != ""
        body[labelled] = labels[labelled] == "body"
        chrome[labels == "chrome"] = 1
        chrome[labels == "sidebar"] = 0
    elif gold.text is not None:
        body[:] = align_gold(page.texts, gold.text)
    else:
        body[:] = [_by_snippets(text, gold) for text in page.texts]
    body[[bool(SYMBOLS_ONLY.match(text)) for text in page.texts]] = UNKNOWN
    return Example(replace(gold, html=None), page, targets, convention_of(gold))


def _by_snippets(text: str, gold: GoldPage) -> int:
    if _shares(text, gold.required):
        return 1
    return 0 if _shares(text, gold.forbidden) else UNKNOWN


def _shares(text: str, snippets: Sequence[str]) -> bool:
    """Return whether a text holds a snippet, or is part of one."""
    flat = " ".join(text.split())
    return any(
        (snippet in flat or (len(flat) >= SHORTEST_PART and flat in snippet))
        for snippet in (" ".join(s.split()) for s in snippets)
    )


def make_examples(pages: Iterable[GoldPage], jobs: int = 2) -> list[Example]:
    """Segment and align pages side by side, in order; pages without paragraphs are left out."""
    from joblib import Parallel, delayed

    examples = Parallel(n_jobs=jobs, batch_size=16)(delayed(make_example)(page) for page in pages)
    return [example for example in examples if len(example.page)]
