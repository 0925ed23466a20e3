"""What the inputs are made of: sentences, titles, names, a whole page."""

from __future__ import annotations

import random
from collections.abc import Callable

Kind = Callable[[random.Random], str]

SENTENCES = (
    "The ferry came back on Monday, painted green and half an hour late.",
    "Nobody on the island had seen a fresh lemon since the autumn.",
    "A goat, which had a ticket, was the first passenger ashore.",
    "The council will vote on the new pier before the end of June.",
    "Repairs to the old boat had cost more than anyone cared to say.",
    "She keeps the ledger in a biscuit tin under the counter.",
    "In winter the mail came by helicopter, and a sofa could not come at all.",
    "The turbine behind the school turns even when there is hardly a breeze.",
    "Der Fährmann zählte die Gäste zweimal und irrte sich beide Male.",
    "Er hat den Schlüssel vermutlich beim Pförtner abgegeben.",
    "Паром вернулся на рассвете, и весь остров вышел его встречать.",
    "Почту раньше привозили раз в неделю, если позволяла погода.",
    "渡轮在黎明时分回到港口，全岛的人都出来迎接。",
    "Le bac ne part qu'à marée haute, et personne ne s'en plaint.",
    "El panadero abrió tarde porque el barco traía la harina.",
    "What it costs to heat the hall is a question for the treasurer.",
    "Bring a torch, warm socks and something to share.",
    "The path is steep at first, then follows the wall to the chapel.",
)
TITLES = (
    "The ferry returns", "Minutes of the meeting", "Lemons at last", "How the pier was paid for",
    "Notes on the turbine", "A winter without a sofa", "Fahrplan ab Mai", "Новости острова",
)  # fmt: skip
NAMES = ("Ann Lee", "P. Smith", "Oda Brandt", "J. Okafor", "Mara Quist", "B. Strong", "S. Code")
HOSTS = ("example.org", "mail.example.com", "larch.example", "example.net")
WORDS = ("boat", "pier", "lemon", "goat", "ledger", "turbine", "chapel", "mail")
TAGS = ("title", "body", "table", "p", "div", "head", "article", "section", "ul", "span", "main")


def sentences(rng: random.Random, low: int = 1, high: int = 3) -> str:
    return " ".join(rng.sample(SENTENCES, rng.randint(low, high)))


def paragraphs(rng: random.Random, low: int = 2, high: int = 5) -> list[str]:
    return [sentences(rng, 1, 4) for _ in range(rng.randint(low, high))]


def url(rng: random.Random) -> str:
    return f"https://{rng.choice(HOSTS)}/{rng.choice(WORDS)}/{rng.randrange(99)}"


def whole_page(rng: random.Random, head: str = "") -> str:
    """A whole page, with its style sheet inside."""
    rules = "".join(
        f".{word}{n} {{ margin: {n}px; color: #abc }}\n"
        for n in range(rng.randrange(1, 60))
        for word in rng.sample(WORDS, 2)
    )
    prose = "\n".join(f"<p>{line}</p>" for line in paragraphs(rng))
    title = rng.choice(TITLES)
    doctype = rng.choice(
        ("<!DOCTYPE html>", "<!doctype HTML PUBLIC '-//W3C//DTD HTML 4.01//EN'>", "")
    )
    return (
        f"{doctype}\n<html>\n<head>{head}\n<title>{title}</title>\n<style>\n{rules}</style>\n</head>\n"
        f'<body class="page">\n<div id="nav"><a href="/">Home</a> <a href="/{rng.choice(WORDS)}">'
        f"More</a></div>\n<h1>{title}</h1>\n{prose}\n</body>\n</html>\n"
    )
