"""Examples to learn from: segmented pages with what their gold says of each paragraph."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from cleaner.evaluation.align import align_gold, align_lines
from cleaner.evaluation.corpus import SYMBOLS_ONLY, GoldPage
from cleaner.routes.html import GUIDES
from cleaner.segment.html import segment_html
from cleaner.segment.page import HtmlPage

NEWS_CORPORA = ("news-2023", "fundus-train")


@dataclass(slots=True)
class Example:
    """A segmented page and its targets, each an array with one entry a paragraph.

    `body` is 1 for body, 0 for the rest, -1 where unknown; `chrome` is 1 for chrome, 0 for
    sidebar, -1 for body or where unknown.
    """

    gold: GoldPage
    page: HtmlPage
    body: np.ndarray
    chrome: np.ndarray
    guide: int

    @property
    def labels(self) -> list[str]:
        """Label of each paragraph by hand, '' where unknown."""
        names = np.where(self.body == 1, "body", np.where(self.chrome == 1, "chrome", "sidebar"))
        unknown = (self.body < 0) | ((self.body == 0) & (self.chrome < 0))
        return [str(name) for name in np.where(unknown, "", names)]


def guide_of(gold: GoldPage) -> int:
    """The convention that a page's gold follows."""
    if gold.lines:
        return GUIDES["labels"]
    if gold.text is None:
        return GUIDES["snippets"]
    return GUIDES["news" if gold.corpus in NEWS_CORPORA else "pages"]


def make_example(gold: GoldPage) -> Example:
    """Segment a page and give each paragraph its target."""
    page = segment_html(gold.html or "")
    n = len(page)
    body = np.full(n, -1, dtype=np.int8)
    chrome = np.full(n, -1, dtype=np.int8)
    if gold.lines:
        labels = np.array(align_lines(page.texts, gold.lines, gold.labels))
        known = labels != ""
        body[known] = labels[known] == "body"
        chrome[labels == "chrome"] = 1
        chrome[labels == "sidebar"] = 0
    elif gold.text is not None:
        body[:] = align_gold(page.texts, gold.text)
    else:
        for i, text in enumerate(page.texts):
            if _shares(text, gold.required):
                body[i] = 1
            elif _shares(text, gold.forbidden):
                body[i] = 0
    for i, text in enumerate(page.texts):
        if SYMBOLS_ONLY.match(text):
            body[i] = -1
    return Example(replace(gold, html=None), page, body, chrome, guide_of(gold))


def _shares(text: str, snippets: Sequence[str]) -> bool:
    flat = " ".join(text.split())
    return any(
        (snippet in flat or (len(flat) >= 20 and flat in snippet))
        for snippet in (" ".join(s.split()) for s in snippets)
    )


def make_examples(pages: Iterable[GoldPage], jobs: int = 2) -> list[Example]:
    """Segment and align pages in parallel, in order; pages without any paragraph are left out."""
    from joblib import Parallel, delayed

    examples = Parallel(n_jobs=jobs, batch_size=16)(delayed(make_example)(page) for page in pages)
    return [example for example in examples if len(example.page)]
