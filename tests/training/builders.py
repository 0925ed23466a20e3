"""Builders of the training tests: small pages with gold text, with labels, with both."""

from __future__ import annotations

import random
from dataclasses import replace

from cleaner.evaluation.gold import GoldPage

OPENINGS = (
    "The ferry to the island left the harbour at noon, and the captain said that",
    "The baker let the dough of the rye bread rest in the cold kitchen until",
    "The striker of the league scored a goal in the stadium, and the coach saw that",
)
ENDS = ("it was late again.", "nobody had waited.", "all of it had been as they hoped.")
PITCH = "Join our members and read about it every week, from the first day on."

SUBJECTS = {
    "ferry": "The ferry to the island left the harbour at noon, and the captain said that the tide",
    "league": "The striker of the league scored a goal in the stadium, and the coach told us that",
    "bread": "The baker let the dough of the rye bread rest in the cold kitchen until the crust",
}
TEXT_ENDS = ("would wait for nobody.", "had been late again.", "was what they had hoped for.")
MENU, FOOTER = ("Home", "Latest news", "Subscribe to our newsletter"), ("Share", "Leave a Comment")


def page_of(number: int, pitch: str = PITCH) -> GoldPage:
    """An article of a site of its own, with a pitch at its end; the gold keeps the pitch."""
    chance = random.Random(number)
    body = [f"{chance.choice(OPENINGS)} {chance.choice(ENDS)}" for _ in range(6)]
    paragraphs = "".join(f"<p>{text}</p>" for text in body)
    return GoldPage(
        corpus="golds", id=str(number), url=f"https://site{number}.com/a", lang="en",
        page_type="article", title="", text="\n".join([*body, pitch]),
        html=f"<body><nav><ul><li>Home</li><li>Latest</li></ul></nav><article>{paragraphs}"
        f'<p class="pitch">{pitch}</p></article><footer><button>Share</button></footer></body>',
    )  # fmt: skip


def labelled(page: GoldPage, *, standoff: bool) -> GoldPage:
    """The page under the three labels, which drop the pitch; `standoff` for stand-off labels."""
    *body, pitch = (page.text or "").split("\n")
    return replace(
        page, corpus="labels", text=None, standoff=standoff,
        lines=["Home", "Latest", *body, pitch, "Share"],
        labels=["sidebar", "sidebar", *["body"] * len(body), "sidebar", "chrome"],
    )  # fmt: skip


def text_page(number: int, *, labelled: bool) -> GoldPage:
    """An article of a site of its own, between a menu and buttons; its markup says nothing."""
    chance = random.Random(number)
    subject, opening = chance.choice([*SUBJECTS.items()])
    body = [f"{opening} {chance.choice(TEXT_ENDS)} {i}" for i in range(6)]
    lines = [*MENU, f"News of the {subject}", *body, *FOOTER]
    labels = ["sidebar"] * len(MENU) + ["body"] * 7 + ["chrome"] * len(FOOTER)
    page = GoldPage(
        corpus="made", id=str(number), url=f"https://site{number}.com/a", lang="en",
        page_type="article", title=lines[len(MENU)], text="\n".join(body),
        html="<html><body>" + "".join(f"<p>{line}</p>" for line in lines) + "</body></html>",
    )  # fmt: skip
    return replace(page, lines=lines, labels=labels) if labelled else page
