"""The list of pages that are shown: each with its strip, the most doubtful first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from cleaner.paragraph import LABELS
from cleaner.show.frame import fill
from cleaner.show.view import Figures

LISTED = 2_000
"""Pages in a list; of more, the most doubtful ones."""


class Listed(NamedTuple):
    """A page in the list; `address` is that of its view, relative to the list.

    `note` is said of it, too. What is `done` comes last.
    """

    name: str
    address: str
    figures: Figures
    note: str = ""
    done: bool = False


class Failed(NamedTuple):
    """A page that could not be read, and why."""

    name: str
    reason: str


def index(
    title: str, pages: Sequence[Listed], failed: Sequence[Failed] = (), *, compared: str = ""
) -> str:
    """Write the list, the most doubtful page first, those without any text last. `compared` names
    the other labels, if pages are compared."""
    listed = sorted(pages, key=lambda page: (page.done, by_doubt(page.figures)))
    return fill(
        "index.html.j2",
        title=title,
        pages=listed[:LISTED],
        number=len(pages),
        failed=failed[:LISTED],
        failures=len(failed),
        labels=[label.value for label in LABELS],
        compared=compared,
    )


def by_doubt(figures: Figures) -> tuple[bool, float]:
    """Return a key by which pages are sorted: the most doubtful first, those without text last."""
    return not figures.paragraphs, figures.confidence
