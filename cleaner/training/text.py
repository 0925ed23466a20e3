"""Learn the text route: rendered pages with labels, splices of foreign text, and the classifiers.

Text arrives as other tools leave it, so the training documents are made by those tools: every
labelled page is rendered by each of them, and each rendered paragraph gets the label of the words
of the page that it holds. A paragraph that matches nothing on the page stays unknown and weighs
nothing. Clean articles with runs of foreign paragraphs spliced in teach what off-topic looks like.
"""

from __future__ import annotations

import logging
import math
import random
import re
import warnings
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import HistGradientBoostingClassifier

from cleaner.decide import sigmoid
from cleaner.document import LABELS
from cleaner.features.cues import CUES
from cleaner.features.lexicon import Lexicon
from cleaner.features.text import context_features, text_features
from cleaner.features.tokens import WORD, phrases
from cleaner.features.topic import content_words
from cleaner.segment.text import segment_text
from cleaner.training.align import heaviest_chain, possible_places
from cleaner.training.corpus import SYMBOLS_ONLY, GoldPage
from cleaner.training.lexicon import TokenTable

log = logging.getLogger(__name__)

BODY, SIDEBAR, CHROME, UNKNOWN = 0, 1, 2, -1
INDEX = {label.value: i for i, label in enumerate(LABELS)}

SEED = 20240611
FOLDS = 3
# Documents whose features are made without any lexicon, so that the classifiers also learn to do
# without: a language that no page was labelled in looks like that.
WORDLESS = 0.15


# --- renderers ---------------------------------------------------------------------------------

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


# --- documents ---------------------------------------------------------------------------------


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


def make_documents(
    page: GoldPage,
    rendered: Mapping[str, str] | None = None,
    seed: int = SEED,
    weight: float = 1.0,
) -> list[TextDocument]:
    """All renders of a labelled page that hold anything; `rendered` where they are known already.

    A label of the page that is no label ("") leaves its line unknown.
    """
    rendered = render(page, seed) if rendered is None else rendered
    versions = {WHOLE_PAGE: [" ".join(line.split()) for line in page.lines]}
    for tool, text in rendered.items():
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


def render(page: GoldPage, seed: int = SEED) -> dict[str, str]:
    """What each renderer makes of a page; a renderer that fails on it gives nothing."""
    out = {}
    chance = random.Random(f"{seed}:{page.id}")
    with _quiet():
        for tool, renderer in renderers().items():
            if chance.random() >= SHARE.get(tool, 1.0):
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


def clean_article(page: GoldPage) -> TextDocument | None:
    """The gold text of an article as a document of body alone; None where it is too short."""
    texts = [p.text for p in segment_text(page.text or "")]
    if len(texts) < 4:
        return None
    return TextDocument(
        f"{page.corpus}:{page.id}", "gold", page.domain, page.lang, page.page_type, texts,
        np.full(len(texts), BODY, dtype=np.int8), SPLICE_WEIGHT, title=" ".join(page.title.split()),
    )  # fmt: skip


# --- splices -----------------------------------------------------------------------------------

# Where foreign paragraphs stand, and what they are. Tails are by far the commonest left-over.
PLACES = {"tail": 0.55, "head": 0.15, "middle": 0.15, "none": 0.15}
LONGEST_RUN = 12
TEASERS = 0.35  # of the runs: teasers made of other articles' titles, openings and invented dates
SPLICE_WEIGHT = 1.5  # beside a rendered page; their labels are certain
MASTHEAD = 0.6  # of the articles get title, byline and date lines on top
CREDITS = 0.3  # of the articles get lone photo credits between their paragraphs
SIGN_OFF = 0.15  # of the articles end on their author's name
INITIALS = 0.15  # of the names
POINTERS = 0.3  # of the articles get "read also" lines between their paragraphs
MOST_INSERTS = 6


def splice(
    articles: Sequence[TextDocument], pages: Sequence[TextDocument], count: int, seed: int = SEED
) -> list[TextDocument]:
    """Clean articles with runs of foreign paragraphs: of another article, or what really stood
    around another page's body (`pages`, labelled lines)."""
    chance = random.Random(seed)
    out = []
    for number in range(count):
        article = articles[number % len(articles)]
        place = chance.choices(list(PLACES), list(PLACES.values()))[0]
        run = _foreign_run(article, articles, pages, chance) if place != "none" else ([], [])
        if place != "none" and not run[0]:
            continue
        signed = _signed(article, articles, chance) if chance.random() < SIGN_OFF else article
        spliced = _insert(signed, run, place, chance)
        for kind in (_credits, _pointers):
            spliced = _with_inserts(spliced, kind(articles, chance), chance)
        out.append(_with_masthead(spliced, articles, chance))
    return out


_MONTHS = (
    "January February March April May June July August September October November December",
    "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
)
_DATES = (
    "{month} {day}, {year}", "{day} {month} {year}", "{day}. {month} {year}",
    "{day:02}.{m:02}.{year}", "{m}/{day}/{year}", "{year}-{m:02}-{day:02}",
    "{day} {month}, {year}", "{day:02}/{m:02}/{year}", "{month} {day}, {year} {hour}:{minute:02}",
    "{hour} hours ago",
)  # fmt: skip
_SECTIONS = [entry.strip() for entry in CUES["place"].split("|")]
_TOPICS = (
    "U.S.", "USA", "U.K.", "EU", "NATO", "Ukraine", "Russia", "China", "Israel", "Europe", "Africa",
    "Asia", "Middle East", "California", "Texas", "Berlin", "Paris", "NFL", "NBA", "Golf", "Soccer",
    "Movies", "Music", "Climate", "Energy", "AI", "Crypto", "Markets", "Education", "Elections",
)  # fmt: skip
_AGENCIES = (
    "Getty Images", "Reuters", "AP", "AFP", "dpa", "Shutterstock", "The Daily Courier",
    "Evening Post", "Star Tribune", "Unsplash", "Tass", "EPA", "Rex", "Nature", "iStock",
)  # fmt: skip
_CREDIT_LABELS = (
    "Photo: ", "Image: ", "Credit: ", "Image credit: ", "Photo by ", "Foto: ", "Bild: ", "Fotos: ",
    "Photo credit: ", "Фото: ", "Crédit photo: ", "Foto de ", "Picture: ", "", "", "", "",
)  # fmt: skip
_CREDIT_FORMS = (
    "{name} / {agency}", "{name}/{agency}", "({name} / {agency})", "{agency}", "{name}",
    "{name}, {agency}", "{name} for {agency}", "({agency})", "{name} via {agency}",
    "{name} / {agency}.", "{name} ({agency})",
)  # fmt: skip
_POINTER_LABELS = (
    "Read more: ", "Read also: ", "READ MORE: ", "Also read: ", "See also: ", "Related: ",
    "RELATED: ", "Watch: ", "WATCH: ", "More: ", "Don't miss: ", "Lesen Sie auch: ", "Mehr dazu: ",
    "Lire aussi : ", "Lea también: ", "Leia também: ", "Leggi anche: ", "Читайте также: ",
    "Читайте також: ", "Baca juga: ", "Lees ook: ", "Les også: ", "Czytaj też: ",
)  # fmt: skip
_NAME = re.compile(r"\b[^\W\d_a-z][^\W\d_A-Z]{2,} [^\W\d_a-z][^\W\d_A-Z]{2,}\b")


def _dates(chance: random.Random) -> Callable[[], str]:
    """Dates in one style, as a site writes them."""
    style, months = chance.choice(_DATES), chance.choice(_MONTHS).split()
    upper = chance.random() < 0.3

    def date() -> str:
        m = chance.randrange(12)
        text = style.format(
            month=months[m], m=m + 1, day=chance.randint(1, 28), year=chance.randint(2008, 2026),
            hour=chance.randint(1, 23), minute=chance.randrange(60),
        )  # fmt: skip
        return text.upper() if upper else text

    return date


def _name(articles: Sequence[TextDocument], chance: random.Random) -> str:
    """A name out of some article, to sign with; at times initials."""
    if chance.random() < INITIALS:
        return chance.choice(("{}.{}", "{}.{}.", "{}. {}.", "{}{}")).format(
            *chance.sample("ABCDEFGHJKLMNPRSTW", 2)
        )
    for _ in range(5):
        found = _NAME.findall(" ".join(chance.choice(articles).texts[:12]))
        if found:
            return str(chance.choice(found))
    return "J. R."


def _category(chance: random.Random) -> str:
    words = chance.choice(_TOPICS) if chance.random() < 0.4 else chance.choice(_SECTIONS)
    if words.isupper():
        return words
    return chance.choice((words.title(), words.upper(), words.capitalize()))


def _teasers(
    article: TextDocument, articles: Sequence[TextDocument], chance: random.Random
) -> tuple[list[str], list[int]]:
    """A list of teasers in one pattern: a title, and a summary, date, category or author or not."""
    shape = chance.choice(("td", "tsd", "ctsd", "tsb", "ct", "ts", "dt", "tdb", "dts", "ctd"))
    bullet = chance.choice(("", "", "", "- ", "• "))
    heading = [_category(chance)] if chance.random() < 0.3 else []
    texts = list(heading)
    dates = _dates(chance)
    dated_category = chance.random() < 0.25
    for _ in range(chance.randint(2, 8)):
        other = chance.choice(articles)
        if other.domain == article.domain or not other.title or other.lang != article.lang:
            continue
        date = dates()
        parts = {
            "t": bullet + other.title,
            "s": other.texts[0 if len(other.texts[0]) > 60 else 1][: chance.randint(90, 260)],
            "d": f"{_category(chance)} BY {date}" if dated_category else date,
            "c": _category(chance),
            "b": f"By {_name(articles, chance)}",
        }
        texts.extend(parts[part] for part in shape)
    return texts, [SIDEBAR] * len(texts)


_SIGNATURES = (
    "Author: {}", "By {}", "Written by {}", "- {}", "— {}", "({})", "Text: {}", "Autor: {}",
    "Von {}", "Par {}", "Por {}", "Автор: {}", "Reporting by {}", "Editor: {}", "Author {}",
)  # fmt: skip


def _signed(
    document: TextDocument, articles: Sequence[TextDocument], chance: random.Random
) -> TextDocument:
    """The document with its author's name for a last line."""
    line = chance.choice(_SIGNATURES).format(_name(articles, chance))
    labels = np.append(document.labels, np.int8(CHROME)).astype(np.int8)
    return replace(document, texts=[*document.texts, line], labels=labels)


Lines = list[tuple[str, int]]


def _credits(articles: Sequence[TextDocument], chance: random.Random) -> Lines:
    """Lone photo credits in one style, the same names again and again."""
    if chance.random() >= CREDITS:
        return []
    label, form = chance.choice(_CREDIT_LABELS), chance.choice(_CREDIT_FORMS)
    if not label and form == "{name}":
        form = "{name} / {agency}"
    names = [_name(articles, chance) for _ in range(chance.randint(1, 3))]
    agency = chance.choice(_AGENCIES)
    apart = label.strip().endswith(":") and chance.random() < 0.2
    lines: Lines = []
    for _ in range(chance.randint(1, MOST_INSERTS)):
        credit = form.format(name=chance.choice(names), agency=agency)
        lines.append((f"{label.strip()}\n{credit}" if apart else label + credit, CHROME))
    return lines


def _pointers(articles: Sequence[TextDocument], chance: random.Random) -> Lines:
    """Pointers to other articles in one style."""
    if chance.random() >= POINTERS:
        return []
    label = chance.choice(_POINTER_LABELS)
    titles = [chance.choice(articles).title for _ in range(chance.randint(1, MOST_INSERTS // 2))]
    return [(label + title, SIDEBAR) for title in titles if title]


def _with_inserts(document: TextDocument, lines: Lines, chance: random.Random) -> TextDocument:
    """The document with single lines inserted between its paragraphs."""
    texts, labels = list(document.texts), document.labels.tolist()
    foreign = [False] * len(texts) if document.foreign is None else document.foreign.tolist()
    for text, label in lines:
        at = chance.randint(1, len(texts))
        parts = text.split("\n")
        texts[at:at] = parts
        labels[at:at] = [label] * len(parts)
        foreign[at:at] = [False] * len(parts)
    return replace(
        document, texts=texts, labels=np.array(labels, dtype=np.int8), foreign=np.array(foreign)
    )


def _with_masthead(
    document: TextDocument, articles: Sequence[TextDocument], chance: random.Random
) -> TextDocument:
    """The document with its title and the lines that stand under titles, or some of them."""
    if not document.title or chance.random() >= MASTHEAD:
        return document
    bullet = chance.choice(("", "- ", "- ", "• "))
    lines = [
        (bullet + chance.choice(("By ", "", "", "Author: ", "")) + _name(articles, chance), CHROME),
        (bullet + _category(chance), SIDEBAR),
        (bullet + _dates(chance)(), CHROME),
    ]
    chance.shuffle(lines)
    lines = [(document.title, BODY), *lines[: chance.randint(0, 3)]]
    foreign = np.zeros(len(document), dtype=bool) if document.foreign is None else document.foreign
    return replace(
        document,
        texts=[text for text, _ in lines] + document.texts,
        labels=np.array([*(label for _, label in lines), *document.labels], dtype=np.int8),
        foreign=np.concatenate((np.zeros(len(lines), dtype=bool), foreign)),
    )


def _foreign_run(
    article: TextDocument,
    articles: Sequence[TextDocument],
    pages: Sequence[TextDocument],
    chance: random.Random,
) -> tuple[list[str], list[int]]:
    size = 1 + int((LONGEST_RUN - 1) * chance.random() ** 1.5)
    if chance.random() < TEASERS:
        return _teasers(article, articles, chance)
    other = chance.choice(articles if chance.random() < 0.4 else pages)
    if other.domain == article.domain:
        return [], []
    if other.tool == "gold":
        at = chance.choice([0, chance.randrange(max(1, len(other) - size))])
        texts = other.texts[at : at + size]
        return texts, [SIDEBAR] * len(texts)
    outside = np.flatnonzero(other.labels > BODY)
    if not len(outside):
        return [], []
    at = int(chance.choice(list(outside)))
    texts, labels = [], []
    for text, label in zip(other.texts[at : at + size], other.labels[at : at + size]):
        if label <= BODY:
            break
        texts.append(text)
        labels.append(int(label))
    return texts, labels


def _insert(
    article: TextDocument, run: tuple[list[str], list[int]], place: str, chance: random.Random
) -> TextDocument:
    n = len(article)
    at = {"tail": n, "head": 0, "none": 0, "middle": chance.randrange(1, n)}[place]
    texts = article.texts[:at] + run[0] + article.texts[at:]
    labels = np.concatenate(
        (article.labels[:at], np.array(run[1], dtype=np.int8), article.labels[at:])
    ).astype(np.int8)
    foreign = np.zeros(len(texts), dtype=bool)
    foreign[at : at + len(run[0])] = True
    return replace(article, tool=f"splice-{place}", texts=texts, labels=labels, foreign=foreign)


# --- learning ----------------------------------------------------------------------------------

# Every page comes as several renders, so whole-document columns can tell pages apart; large
# leaves and a random third of the columns at each split keep the trees from doing that
# (left-over removed at 1.5 % of body lost, out-of-fold on articles: .532 without, .548 with).
SETTINGS: dict[str, Any] = {
    "learning_rate": 0.1,
    "max_leaf_nodes": 31,
    "min_samples_leaf": 200,
    "l2_regularization": 5.0,
    "max_features": 0.3,
    "max_bins": 63,
    "early_stopping": False,
}
TREES = {"body": 110, "chrome": 70, "body2": 110, "chrome2": 70}
LEXICON_SIZE = 20_000
LEXICON_STRENGTH = 0.3
# Paragraphs of a document that the boosters see; all of them make the features.
ROWS = 40
LEAST_ARTICLES = 3  # that a word stands in, for its rarity to be known


@dataclass(slots=True)
class TextModel:
    """What `fit_stages` learns: a lexicon and four boosters, binary, with `decision_function`."""

    lexicon: Lexicon
    boosters: dict[str, HistGradientBoostingClassifier]


def folds_of(documents: Sequence[TextDocument], folds: int = FOLDS) -> NDArray[np.intp]:
    """Fold of each document, by registered domain: pages of a site stay together."""
    domains = sorted({document.domain for document in documents})
    random.Random(SEED).shuffle(domains)
    fold = {domain: i % folds for i, domain in enumerate(domains)}
    return np.array([fold[document.domain] for document in documents], dtype=np.intp)


def row_weights(document: TextDocument) -> NDArray[np.float64]:
    """Weight of each paragraph: long documents count for more than short ones, but not by their
    length; unknown paragraphs not at all."""
    known = document.labels >= 0
    return np.where(known, document.weight / np.sqrt(max(known.sum(), 1)), 0.0)


class LexiconTable:
    """Token table of the distinct (page, text) pairs of all documents, to fit lexicons from; all of
    them share what is known of the rarity of words."""

    def __init__(
        self, documents: Sequence[TextDocument], rarity: Mapping[str, float] | None = None
    ) -> None:
        self.rarity = rarity
        seen: dict[tuple[str, str], int] = {}
        weight: list[float] = []
        label: list[int] = []
        domain: list[int] = []
        self.ids: dict[str, int] = {}
        for document in documents:
            site = self.ids.setdefault(document.domain, len(self.ids))
            for text, mark, w in zip(document.texts, document.labels, row_weights(document)):
                if mark < 0:
                    continue
                at = seen.setdefault((document.page, text), len(seen))
                if at == len(weight):
                    weight.append(0.0)
                    domain.append(site)
                    label.append(int(mark))
                weight[at] = max(weight[at], float(w))
        self.table = TokenTable(phrases([text for _, text in seen]))
        self.label = np.array(label)
        self.domain = np.array(domain)
        self.weight = np.array(weight)

    def fit(self, without: Iterable[str] = ()) -> Lexicon:
        """The lexicon learned from all domains but these."""
        out = [self.ids[domain] for domain in without if domain in self.ids]
        rows = np.flatnonzero(~np.isin(self.domain, out))
        body = (self.label == BODY).astype(int)
        chrome = np.where(self.label == BODY, -1, (self.label == CHROME).astype(int))
        return Lexicon(
            *self.table.fit(
                rows, self.domain, body, chrome, self.weight, LEXICON_STRENGTH, LEXICON_SIZE
            ),
            self.rarity,
        )


def word_rarity(articles: Sequence[TextDocument]) -> dict[str, float]:
    """How much each content word tells of a topic: its inverse document frequency (Spärck Jones
    1972), 1 for a word that is in no article. Only words of several articles, so that none is
    known for being in the very one that is judged."""
    count: Counter[str] = Counter()
    for article in articles:
        words = [WORD.findall(text.lower()) for text in article.texts]
        found = (content_words(text, own) for text, own in zip(article.texts, words))
        count.update(set().union(*found))
    highest = math.log(2 * max(len(articles), 1))
    return {
        word: math.log(max(len(articles) / many, 1.0)) / highest
        for word, many in sorted(count.items())
        if many >= LEAST_ARTICLES
    }


@dataclass(slots=True)
class Learning:
    """Documents with their matrices, each by a lexicon that has not seen its domain.

    `rows` are the paragraphs to learn from (indices into all rows), `weight` theirs.
    """

    documents: list[TextDocument]
    fold: NDArray[np.intp]
    matrix: NDArray[np.float32]
    structures: list[Any]
    lexicon: Lexicon
    rows: NDArray[np.intp]
    weight: NDArray[np.float64]

    @property
    def label(self) -> NDArray[np.int8]:
        return np.concatenate([document.labels for document in self.documents])

    @property
    def row_fold(self) -> NDArray[np.intp]:
        return np.repeat(self.fold, [len(document) for document in self.documents])


def prepare(
    documents: Sequence[TextDocument],
    taught: Sequence[TextDocument],
    rarity: Mapping[str, float] | None = None,
    wordless: float = WORDLESS,
    rows: int = ROWS,
) -> Learning:
    """Fit the lexicons on `taught`, one a fold and one for use, and compute all matrices."""
    fold = folds_of(documents)
    table = LexiconTable(taught, rarity)
    domains = np.array([document.domain for document in documents])
    lexicons = [table.fit(set(domains[fold == k])) for k in range(FOLDS)]
    none = Lexicon([], np.zeros((0, 2)))
    chance = random.Random(SEED)
    matrices, structures = [], []
    for document, k in zip(documents, fold):
        lexicon = none if chance.random() < wordless else lexicons[k]
        matrix, structure = text_features(document.texts, lexicon)
        matrices.append(matrix)
        structures.append(structure)
    chosen, weight = _thin(documents, rows)
    return Learning(
        list(documents), fold, np.concatenate(matrices), structures, table.fit(), chosen, weight
    )


def _thin(
    documents: Sequence[TextDocument], limit: int
) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """At most `limit` labelled paragraphs of each document, with the weight of all of them.

    Body and the rest share the room evenly where both have more than that, so that the few lines
    left over in a long article are not passed over.
    """
    chance = np.random.default_rng(SEED)
    chosen, weights, at = [], [], 0
    for document in documents:
        weight = row_weights(document)
        body, rest = np.flatnonzero(document.labels == BODY), np.flatnonzero(document.labels > BODY)
        for part, other in ((body, rest), (rest, body)):
            room = max(limit // 2, limit - len(other))
            scale = max(1.0, len(part) / room)
            if scale > 1.0:
                part = chance.choice(part, room, replace=False)  # noqa: PLW2901
            chosen.append(at + np.sort(part))
            weights.append(weight[np.sort(part)] * scale)
        at += len(document)
    return np.concatenate(chosen), np.concatenate(weights)


def _fit(
    name: str, matrix: NDArray[np.float32], label: NDArray[np.int8], weight: NDArray[np.float64]
) -> HistGradientBoostingClassifier:
    """A binary booster: body against the rest, or chrome against sidebar."""
    if name.startswith("body"):
        rows, target = label >= 0, label == BODY
    else:
        rows, target = label > BODY, label == CHROME
    model = HistGradientBoostingClassifier(max_iter=TREES[name], random_state=SEED, **SETTINGS)
    scale = weight[rows] / weight[rows].mean()
    return model.fit(matrix[rows], target[rows].astype(int), sample_weight=scale)


def _context(learning: Learning, body: NDArray[Any], chrome: NDArray[Any]) -> NDArray[np.float32]:
    parts, at = [], 0
    for structure, document in zip(learning.structures, learning.documents):
        span = slice(at, at + len(document))
        parts.append(context_features(structure, body[span], chrome[span]))
        at += len(document)
    return np.concatenate(parts)


def _fit_all(
    names: Sequence[str], matrix: NDArray[np.float32], learning: Learning
) -> dict[str, HistGradientBoostingClassifier]:
    rows = learning.rows
    label = learning.label[rows]
    return {name: _fit(name, matrix[rows], label, learning.weight) for name in names}


def _out_of_fold(
    names: Sequence[str], matrix: NDArray[np.float32], learning: Learning
) -> list[NDArray[np.float64]]:
    """Probabilities of every row by boosters that have not seen its domain."""
    label, fold, rows = learning.label, learning.row_fold, learning.rows
    out = [np.zeros(len(label)) for _ in names]
    for k in range(FOLDS):
        known = fold[rows] != k
        mine = rows[known]
        unseen = fold == k
        for name, found in zip(names, out):
            part = _fit(name, matrix[mine], label[mine], learning.weight[known])
            found[unseen] = sigmoid(part.decision_function(matrix[unseen]))
    return out


def second_stage_matrix(learning: Learning) -> NDArray[np.float32]:
    """The second stage's matrix, made of out-of-fold first-stage probabilities."""
    body, chrome = _out_of_fold(("body", "chrome"), learning.matrix, learning)
    return np.concatenate((learning.matrix, _context(learning, body, chrome)), axis=1)


def fit_stages(learning: Learning, both: NDArray[np.float32]) -> TextModel:
    """The model alone; `both` is `second_stage_matrix(learning)`."""
    first = _fit_all(("body", "chrome"), learning.matrix, learning)
    return TextModel(learning.lexicon, first | _fit_all(("body2", "chrome2"), both, learning))


def out_of_fold(learning: Learning, both: NDArray[np.float32]) -> NDArray[np.float64]:
    """Out-of-fold probabilities of all rows by both stages, shape (rows, 3)."""
    body, chrome = _out_of_fold(("body2", "chrome2"), both, learning)
    return np.stack((body, (1 - body) * (1 - chrome), (1 - body) * chrome), axis=1)
