"""Splices: clean articles with runs of foreign paragraphs, which teach what off-topic looks like.

Nobody labels enough teaser lists, credits and pointers by hand, so they are made: of the titles and
openings of other articles, of invented dates and names, and of what really stood around the body
of other pages.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from cleaner.text.cues import CUES
from cleaner.training.data.flatten import BODY, CHROME, SEED, SIDEBAR, TextDocument

# Where foreign paragraphs stand, and what they are. Tails are by far the commonest left-over.
PLACES = {"tail": 0.55, "head": 0.15, "middle": 0.15, "none": 0.15}
LONGEST_RUN = 12
TEASERS = 0.35  # of the runs: teasers made of other articles' titles, openings and invented dates
PROSE = 0.7  # of the other runs: paragraphs of another article, where words alone tell
SAME_SITE = 0.25  # of these: of an article of the same site, where there is one
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
    siblings = _siblings(articles)
    for number in range(count):
        article = articles[number % len(articles)]
        place = chance.choices(list(PLACES), list(PLACES.values()))[0]
        run: tuple[list[str], list[int]] = ([], [])
        if place != "none":
            run = _foreign_run(article, articles, siblings[article.domain], pages, chance)
        if place != "none" and not run[0]:
            continue
        signed = _signed(article, articles, chance) if chance.random() < SIGN_OFF else article
        spliced = _insert(signed, run, place, chance)
        for kind in (_credits, _pointers):
            spliced = _with_inserts(spliced, kind(articles, chance), chance)
        out.append(_with_masthead(spliced, articles, chance))
    return out


def _siblings(articles: Sequence[TextDocument]) -> dict[str, list[TextDocument]]:
    """The articles of each site."""
    found: dict[str, list[TextDocument]] = {}
    for article in articles:
        found.setdefault(article.domain, []).append(article)
    return found


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
    "U.S.", "USA", "U.S.A.", "U.K.", "UK", "U.N.", "U.A.E.", "D.C.", "EU", "NATO", "Ukraine",
    "Russia", "China", "Israel", "Europe", "Africa",
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
    siblings: Sequence[TextDocument],
    pages: Sequence[TextDocument],
    chance: random.Random,
) -> tuple[list[str], list[int]]:
    size = 1 + int((LONGEST_RUN - 1) * chance.random() ** 1.5)
    if chance.random() < TEASERS:
        return _teasers(article, articles, chance)
    prose = chance.random() < PROSE
    near = prose and len(siblings) > 1 and chance.random() < SAME_SITE
    other = chance.choice(siblings if near else articles if prose else pages)
    if prose:
        same = other.domain == article.domain and (not near or _alike(other, article))
        return ([], []) if same else _paragraphs(other, size, chance)
    if other.domain == article.domain:
        return [], []
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


def _alike(one: TextDocument, other: TextDocument) -> bool:
    """Whether two articles of a site are one, or about one thing, so far as paragraphs repeat."""
    return not set(one.texts).isdisjoint(other.texts)


def _paragraphs(
    article: TextDocument, size: int, chance: random.Random
) -> tuple[list[str], list[int]]:
    """A run of an article's paragraphs, half the time its first ones, as what is off-topic."""
    at = chance.choice([0, chance.randrange(max(1, len(article) - size))])
    texts = article.texts[at : at + size]
    return texts, [SIDEBAR] * len(texts)


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
