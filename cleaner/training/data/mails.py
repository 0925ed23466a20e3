"""Clean articles as mails: headers, hard-wrapped lines, quoted answers, a signature, a list footer.

Mails reach the text route hard-wrapped, with lines that are about the mail and not its subject.
Headers, signatures and footers are chrome; what was quoted of another mail has no label.
"""

from __future__ import annotations

import random
import textwrap
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from cleaner.config import Config
from cleaner.routes.text import TextRoute
from cleaner.training.data.flatten import BODY, CHROME, TextDocument, label_rendered
from cleaner.training.data.invented import date_style, person

WIDTHS = (65, 68, 72, 76)  # characters of a hard-wrapped line
LIST_ADDRESSES = ("news@lists.example", "members@list.example", "info@group.example")
HEADER_NAMES = (
    ("From", "To", "Date", "Subject"), ("Von", "An", "Datum", "Betreff"),
    ("De", "À", "Date", "Objet"), ("De", "Para", "Fecha", "Asunto"),
    ("От", "Кому", "Дата", "Тема"),
)  # fmt: skip
WROTE = (
    "{name} wrote:",
    "On {date}, {name} wrote:",
    "Am {date} schrieb {name}:",
    "{name} a écrit :",
)
FOOTERS = (
    "To unsubscribe from this list send a mail to leave@lists.example",
    "You receive this mail because you are subscribed to the list.",
    "Sent from my phone",
)
HEADERS, QUOTED, SIGNATURE, FOOTER = 0.7, 0.3, 0.6, 0.4  # shares of the mails that have them
INITIALS = 0.0
RULE = "_" * 47


def send(articles: Sequence[TextDocument], count: int, seed: int) -> list[TextDocument]:
    """Return `count` clean articles as mails, cut into paragraphs as the text route cuts them."""
    chance = random.Random(f"{seed}:mails")
    texts = [article.texts for article in articles]
    return [
        _mail(articles[number % len(articles)], person(texts, INITIALS, chance), texts, chance)
        for number in range(count)
    ]


def _mail(
    article: TextDocument, name: str, texts: Sequence[Sequence[str]], chance: random.Random
) -> TextDocument:
    width = chance.choice(WIDTHS)
    date = date_style(chance)()
    chrome: list[str] = []
    parts: list[str] = []

    def add_chrome(lines: list[str]) -> None:
        chrome.extend(lines)
        parts.append("\n".join(lines))

    if chance.random() < HEADERS:
        values = (name, chance.choice(LIST_ADDRESSES), date, article.title or article.texts[0][:60])
        names = chance.choice(HEADER_NAMES)
        add_chrome([f"{header}: {value}" for header, value in zip(names, values)])
    if chance.random() < QUOTED:
        add_chrome([chance.choice(WROTE).format(name=person(texts, INITIALS, chance), date=date)])
        parts.append(_wrapped(chance.choice(chance.choice(texts)), width, "> "))
    parts += [_wrapped(text, width) for text in article.texts]
    if chance.random() < SIGNATURE:
        add_chrome(["-- ", name, chance.choice(LIST_ADDRESSES)])
    if chance.random() < FOOTER:
        add_chrome([RULE, chance.choice(FOOTERS)])
    cut = TextRoute().segment("\n\n".join(parts), Config()).texts
    return replace(
        article, tool="mail", texts=cut, labels=_labels(cut, chrome, article),
        foreign=np.zeros(len(cut), dtype=bool),
    )  # fmt: skip


def _wrapped(text: str, width: int, prefix: str = "") -> str:
    lines = textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False)
    return "\n".join(prefix + line for line in lines)


def _labels(cut: Sequence[str], chrome: Sequence[str], article: TextDocument) -> np.ndarray:
    """Return the labels of a mail's paragraphs: chrome for lines about the mail, else those of the
    article's words; a quoted paragraph stays unknown."""
    names = {BODY: "body", 1: "sidebar", CHROME: "chrome"}
    of_article = [names.get(int(label), "") for label in article.labels]
    labels = label_rendered(cut, article.texts, of_article)
    about_mail = label_rendered(cut, chrome, ["chrome"] * len(chrome))
    quoted = np.array([text.startswith(">") for text in cut], dtype=bool)
    return np.where(quoted, -1, np.where(about_mail == CHROME, CHROME, labels)).astype(np.int8)
