"""Documents to learn the text route from: labelled pages as other tools flatten them.

Text arrives as other tools leave it, so the documents are made by those tools: every labelled page
is rendered by each of them, and each rendered paragraph gets the label of the words of the page
that it holds. A paragraph that matches nothing on the page stays unknown and weighs nothing.
"""

from __future__ import annotations

import logging
import random
import warnings
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cleaner.evaluation.align import heaviest_chain, possible_places
from cleaner.evaluation.corpus import SYMBOLS_ONLY, GoldPage
from cleaner.paragraph import LABELS
from cleaner.segment.text import segment_text
from cleaner.text.tokens import WORD

log = logging.getLogger(__name__)

BODY, SIDEBAR, CHROME, UNKNOWN = 0, 1, 2, -1
INDEX = {label.value: i for i, label in enumerate(LABELS)}

SEED = 20240611

Renderer = Callable[[str, str], str]  # HTML and URL to plain text


def _trafilatura(**options: Any) -> Renderer:
    import trafilatura

    return lambda html, url: trafilatura.extract(html, **options) or ""


def _resiliparse(**options: Any) -> Renderer:
    from resiliparse.extract.html2text import extract_plain_text

    return lambda html, url: extract_plain_text(html, **options)


def _boilerpipe(name: str) -> Renderer:
    from boilerpy3 import extractors

    kind = getattr(extractors, name)
    return lambda html, url: kind(raise_on_failure=False).get_content(html)


def _readability() -> Renderer:
    import lxml.html
    import readability

    def render(html: str, url: str) -> str:
        # One line a text node, as its users print it: sentences break at inline elements.
        tree = lxml.html.fromstring(readability.Document(html).summary())
        return "\n".join(node.strip() for node in tree.itertext())

    return render


def _newspaper() -> Renderer:
    import newspaper

    def render(html: str, url: str) -> str:
        article = newspaper.Article(url or "https://example.org/", fetch_images=False)
        article.download(input_html=html)
        article.parse()
        return f"{article.title}\n{article.text}"

    return render


def _inscriptis() -> Renderer:
    import inscriptis

    return lambda html, url: inscriptis.get_text(html)


def _html2text() -> Renderer:
    import html2text

    def render(html: str, url: str) -> str:
        converter = html2text.HTML2Text(bodywidth=0)
        converter.ignore_links = converter.ignore_images = True
        return str(converter.handle(html))

    return render


_RENDERERS: dict[str, Callable[[], Renderer]] = {
    "trafilatura": _trafilatura,
    "trafilatura-recall": lambda: _trafilatura(favor_recall=True),
    "resiliparse-main": lambda: _resiliparse(main_content=True),
    "resiliparse-all": _resiliparse,
    "boilerpipe": lambda: _boilerpipe("DefaultExtractor"),
    "boilerpipe-article": lambda: _boilerpipe("ArticleExtractor"),
    "boilerpipe-all": lambda: _boilerpipe("KeepEverythingExtractor"),
    "readability": _readability,
    "newspaper": _newspaper,
    "inscriptis": _inscriptis,
    "html2text": _html2text,
}
WHOLE_PAGE = "lines"  # the labelled lines themselves
# Renderers that leave nothing out make long documents of much the same lines, and two are
# sisters of others: a share of the pages is enough, the time is better spent on the rest.
SHARE = {
    "trafilatura": 0.35,
    "boilerpipe-article": 0.35,
    "resiliparse-all": 0.2,
    "boilerpipe-all": 0.2,
    "inscriptis": 0.1,
    "html2text": 0.1,
}
# Articles that an extractor has been over are what the text route is mostly asked to clean.
ARTICLE_WEIGHT = 1.5


@cache
def renderers() -> Mapping[str, Renderer]:
    """The renderers that are installed; the others are named in the log."""
    found = {}
    for name, make in _RENDERERS.items():
        try:
            found[name] = make()
        except ImportError as error:
            log.warning("renderer %s left out: %s", name, error)
    return found


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
    taught: bool = False  # labelled by a model

    def __len__(self) -> int:
        return len(self.texts)


def label_rendered(
    texts: Sequence[str], lines: Sequence[str], labels: Sequence[str]
) -> NDArray[np.int8]:
    """Labels of rendered paragraphs by those of the page's labelled lines, -1 where unknown.

    A paragraph gets the label that most of its words have on the page. Where words stand at
    several places, order decides; where they stand out of order, only agreement of all places.
    """
    words: list[str] = []
    word_labels: list[int] = []
    for line, label in zip(lines, labels):
        found = WORD.findall(line.lower())
        words.extend(found)
        word_labels.extend([INDEX.get(label, UNKNOWN)] * len(found))
    candidates = possible_places(texts, words)
    out = np.full(len(texts), UNKNOWN, dtype=np.int8)
    votes: dict[int, Counter[int]] = defaultdict(Counter)
    for index, (start, length, _) in candidates:
        votes[index][_majority(word_labels, start, length)] += 1
    for index, kinds in votes.items():
        if len(kinds) == 1:
            out[index] = next(iter(kinds))
    for index, (start, length, _) in heaviest_chain(candidates):
        out[index] = _majority(word_labels, start, length)
    return out


def _majority(labels: Sequence[int], start: int, length: int) -> int:
    counts = Counter(labels[max(start, 0) : start + length])
    return counts.most_common(1)[0][0] if counts else UNKNOWN


def make_documents(page: GoldPage, share: float = 1.0, weight: float = 1.0) -> list[TextDocument]:
    """All renders of a labelled page that hold anything, or a share of them; the page as a whole is
    always there.

    A label of the page that is no label ("") leaves its line unknown.
    """
    versions = {WHOLE_PAGE: [" ".join(line.split()) for line in page.lines]}
    for tool, text in render(page, share).items():
        versions[tool] = [paragraph.text for paragraph in segment_text(text)]
    documents = []
    for tool, texts in versions.items():
        labels = label_rendered(texts, page.lines, page.labels)
        labels[[bool(SYMBOLS_ONLY.match(text)) for text in texts]] = UNKNOWN
        if (labels >= 0).any():
            documents.append(
                TextDocument(
                    f"{page.corpus}:{page.id}", tool, page.domain, page.lang, page.page_type,
                    texts, labels, weight * _importance(page, tool),
                )
            )  # fmt: skip
    return documents


def _importance(page: GoldPage, tool: str) -> float:
    extracted = tool not in SHARE and tool != WHOLE_PAGE
    return ARTICLE_WEIGHT if page.page_type == "article" and extracted else 1.0


def render(page: GoldPage, share: float = 1.0) -> dict[str, str]:
    """What each renderer makes of a page; a renderer that fails on it gives nothing."""
    out = {}
    chance = random.Random(f"{SEED}:{page.id}")
    with _quiet():
        for tool, renderer in renderers().items():
            if chance.random() >= share * SHARE.get(tool, 1.0):
                continue
            try:
                out[tool] = renderer(page.html or "", page.url)
            except Exception:  # third-party parsers fail in every way there is
                continue
    return out


@contextmanager
def _quiet() -> Iterator[None]:
    """Renderers complain of every odd page, in warnings and in logs; nobody can act on that."""
    before = logging.root.manager.disable
    logging.disable(logging.ERROR)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.disable(before)


def clean_article(page: GoldPage, labelled: GoldPage | None = None) -> TextDocument | None:
    """The gold text of an article as a document of body alone; None where it is too short.

    Golds hold pitches and pointers, too: with `labelled`, the same page labelled by hand, its
    labels say what of the text is body after all.
    """
    texts = [p.text for p in segment_text(page.text or "")]
    if len(texts) < 4:
        return None
    labels = np.full(len(texts), BODY, dtype=np.int8)
    if labelled is not None:
        by_hand = label_rendered(texts, labelled.lines, labelled.labels)
        labels = np.where(by_hand > BODY, by_hand, BODY).astype(np.int8)
    return TextDocument(
        f"{page.corpus}:{page.id}", "gold", page.domain, page.lang, page.page_type, texts, labels,
        title=" ".join(page.title.split()),
    )  # fmt: skip
