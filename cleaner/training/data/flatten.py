"""Documents to learn the text route from: labelled pages as other tools flatten them.

Text arrives as other tools leave it, so the documents are made by those tools: every labelled page
is rendered by each of them, and each rendered paragraph gets the label of the words of the page
that it holds. A paragraph that matches nothing on the page stays unknown and weighs nothing.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from cleaner.config import Config
from cleaner.evaluation.align import candidate_spans, heaviest_chain
from cleaner.evaluation.gold import SYMBOLS_ONLY, GoldPage
from cleaner.paragraph import LABELS
from cleaner.routes.text import TextRoute
from cleaner.text.tokens import WORD
from cleaner.training.cache import Cache
from cleaner.training.data.renderers import render, without_markup
from cleaner.training.recipe import FlattenRecipe

BODY, SIDEBAR, CHROME, UNKNOWN = 0, 1, 2, -1
INDEX = {label.value: i for i, label in enumerate(LABELS)}

WHOLE_PAGE = "lines"  # stands for a renderer: the labelled lines themselves
SHORTEST_ARTICLE = 4  # paragraphs


@dataclass(slots=True)
class TextDocument:
    """A flattened page: its paragraphs and their labels (index in LABELS, -1 unknown)."""

    page: str  # id of the page it was made of; renders of a page share it
    tool: str
    domain: str
    lang: str
    page_type: str
    texts: list[str]
    labels: NDArray[np.int8]
    weight: float = 1.0
    foreign: NDArray[np.bool_] | None = field(default=None)  # spliced in from other pages
    title: str = ""
    pseudo: bool = False  # its labels are pseudo-labels

    def __len__(self) -> int:
        return len(self.texts)


def label_targets(labels: Sequence[int] | NDArray[np.int8]) -> NDArray[np.int8]:
    """Return the targets of body and chrome (rows, 2) of labels (rows,), -1 if unknown."""
    index = np.asarray(labels, dtype=np.int8)
    body = np.where(index < 0, -1, index == BODY)
    chrome = np.where(index <= BODY, -1, index == CHROME)
    return np.stack((body, chrome), axis=1).astype(np.int8)


def label_rendered(
    texts: Sequence[str], lines: Sequence[str], labels: Sequence[str]
) -> NDArray[np.int8]:
    """Return labels of rendered paragraphs by those of the page's lines, -1 if unknown.

    A paragraph gets the label that most of its words have on the page. If words stand at several
    places, order decides; if they stand out of order, only agreement of all places.
    """
    words: list[str] = []
    word_labels: list[int] = []
    for line, label in zip(lines, labels):
        of_line = WORD.findall(line.lower())
        words.extend(of_line)
        word_labels.extend([INDEX.get(label, UNKNOWN)] * len(of_line))
    candidates = candidate_spans(texts, words)
    out = np.full(len(texts), UNKNOWN, dtype=np.int8)
    votes: dict[int, set[int]] = defaultdict(set)
    for index, (start, length, _) in candidates:
        votes[index].add(_majority(word_labels, start, length))
    for index, voted in votes.items():
        if len(voted) == 1:
            out[index] = next(iter(voted))
    for index, (start, length, _) in heaviest_chain(candidates):
        out[index] = _majority(word_labels, start, length)
    return out


def _majority(labels: Sequence[int], start: int, length: int) -> int:
    counts = Counter(labels[max(start, 0) : start + length])
    return counts.most_common(1)[0][0] if counts else UNKNOWN


def make_documents(
    page: GoldPage,
    recipe: FlattenRecipe,
    seed: int,
    share: float = 1.0,
    weight: float = 1.0,
    cache: Cache | None = None,
) -> list[TextDocument]:
    """Return the renders of a labelled page that hold anything, or a share of them; the page as a
    whole is always there.

    A label of the page that is no label ("") leaves its line unknown.
    """
    versions = {WHOLE_PAGE: [" ".join(line.split()) for line in page.lines]}
    for tool, text in render(page, recipe.shares, share, seed, cache).items():
        versions[tool] = TextRoute().segment(text, Config()).texts
    documents = []
    for tool, texts in versions.items():
        labels = label_rendered([*map(without_markup, texts)], page.lines, page.labels)
        labels[[bool(SYMBOLS_ONLY.match(text)) for text in texts]] = UNKNOWN
        if (labels >= 0).any():
            documents.append(
                TextDocument(
                    f"{page.corpus}:{page.id}", tool, page.domain, page.lang, page.page_type,
                    texts, labels, weight * _importance(page, tool, recipe),
                )
            )  # fmt: skip
    return documents


def _importance(page: GoldPage, tool: str, recipe: FlattenRecipe) -> float:
    extracted = tool not in recipe.shares and tool != WHOLE_PAGE
    return recipe.article_weight if page.page_type == "article" and extracted else 1.0


def labelled_article(page: GoldPage) -> TextDocument | None:
    """Return the body of a labelled article as a document of body alone; None if it is too short.

    The title, if the page states one, is the document's title instead of its first paragraph.
    """
    title = " ".join(page.title.split())
    lines = [
        text
        for line, label in zip(page.lines, page.labels)
        if label == "body" and (text := " ".join(line.split())) != title
    ]
    if len(lines) < SHORTEST_ARTICLE:
        return None
    return TextDocument(
        f"{page.corpus}:{page.id}", "gold", page.domain, page.lang, page.page_type, lines,
        np.full(len(lines), BODY, dtype=np.int8), title=title,
    )  # fmt: skip


def clean_article(page: GoldPage, labelled: GoldPage | None = None) -> TextDocument | None:
    """Return the gold text of an article as a document of body alone; None if it is too short.

    Golds hold pitches and pointers, too: with `labelled`, the same page with labels, these say what
    of the text is body after all.
    """
    texts = TextRoute().segment(page.text or "", Config()).texts
    if len(texts) < SHORTEST_ARTICLE:
        return None
    labels = np.full(len(texts), BODY, dtype=np.int8)
    if labelled is not None:
        by_label = label_rendered(texts, labelled.lines, labelled.labels)
        labels = np.where(by_label > BODY, by_label, BODY).astype(np.int8)
    return TextDocument(
        f"{page.corpus}:{page.id}", "gold", page.domain, page.lang, page.page_type, texts, labels,
        title=" ".join(page.title.split()),
    )  # fmt: skip
