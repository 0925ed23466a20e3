"""Made-up lines as they stand around articles: dates, names, sections, credits, signatures.

Each is drawn from lists of forms that sites use, in several languages; none is of a page.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence

from cleaner.text.cues import CUES

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
_SIGNATURES = (
    "Author: {}", "By {}", "Written by {}", "- {}", "— {}", "({})", "Text: {}", "Autor: {}",
    "Von {}", "Par {}", "Por {}", "Автор: {}", "Reporting by {}", "Editor: {}", "Author {}",
)  # fmt: skip
_BYLINES = ("By ", "", "", "Author: ", "")
_INITIALS = ("{}.{}", "{}.{}.", "{}. {}.", "{}{}")
_LETTERS = "ABCDEFGHJKLMNPRSTW"  # that names begin with
NOBODY = "J. R."  # if no article holds a name
_NAME = re.compile(r"\b[^\W\d_a-z][^\W\d_A-Z]{2,} [^\W\d_a-z][^\W\d_A-Z]{2,}\b")

UPPER_DATES = 0.3  # of the sites write dates in capitals
TOPIC_SECTIONS = 0.4  # of the section names are topics
OWN_LINE = 0.2  # of the credits have their label on a line of its own
NAME_TRIES = 5  # articles that are searched for a name
NAME_TEXTS = 12  # of their paragraphs


def date_style(chance: random.Random) -> Callable[[], str]:
    """Return a function that makes dates in one style, as a site writes them."""
    style, months = chance.choice(_DATES), chance.choice(_MONTHS).split()
    upper = chance.random() < UPPER_DATES

    def date() -> str:
        m = chance.randrange(12)
        text = style.format(
            month=months[m], m=m + 1, day=chance.randint(1, 28), year=chance.randint(2008, 2026),
            hour=chance.randint(1, 23), minute=chance.randrange(60),
        )  # fmt: skip
        return text.upper() if upper else text

    return date


def person(texts: Sequence[Sequence[str]], initials: float, chance: random.Random) -> str:
    """Return a name that stands in one of the articles, whose paragraphs are `texts`; `initials`
    of the names are two letters instead."""
    if chance.random() < initials:
        return chance.choice(_INITIALS).format(*chance.sample(_LETTERS, 2))
    for _ in range(NAME_TRIES):
        names = _NAME.findall(" ".join(chance.choice(texts)[:NAME_TEXTS]))
        if names:
            return str(chance.choice(names))
    return NOBODY


def section(chance: random.Random) -> str:
    """Return the name of a section or topic, in one of the ways that sites write it."""
    topical = chance.random() < TOPIC_SECTIONS
    words = chance.choice(_TOPICS) if topical else chance.choice(_SECTIONS)
    if words.isupper():
        return words
    return chance.choice((words.title(), words.upper(), words.capitalize()))


def signature_form(chance: random.Random) -> str:
    """Return the line that an article is signed with, "{}" for the name."""
    return chance.choice(_SIGNATURES)


def byline_opening(chance: random.Random) -> str:
    """Return what stands before the author's name under a title."""
    return chance.choice(_BYLINES)


def pointer_label(chance: random.Random) -> str:
    """Return what stands before the title of another article."""
    return chance.choice(_POINTER_LABELS)


def credit_lines(
    name: Callable[[], str], most_names: int, most: int, chance: random.Random
) -> list[str]:
    """Return photo credits in one style, the same few names again and again; `name` draws a name.
    A line break separates a label that stands on a line of its own."""
    label, form = chance.choice(_CREDIT_LABELS), chance.choice(_CREDIT_FORMS)
    if not label and form == "{name}":
        form = "{name} / {agency}"
    names = [name() for _ in range(chance.randint(1, most_names))]
    agency = chance.choice(_AGENCIES)
    own_line = label.strip().endswith(":") and chance.random() < OWN_LINE
    lines = []
    for _ in range(chance.randint(1, most)):
        credit = form.format(name=chance.choice(names), agency=agency)
        lines.append(f"{label.strip()}\n{credit}" if own_line else label + credit)
    return lines
