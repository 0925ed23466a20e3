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
    by_doubt = sorted(pages, key=_doubt)
    return fill(
        "index.html.j2",
        title=title,
        pages=by_doubt[:LISTED],
        number=len(pages),
        failed=failed[:LISTED],
        failures=len(failed),
        labels=[label.value for label in LABELS],
        compared=compared,
    )


def _doubt(page: Listed) -> tuple[bool, bool, float]:
    return page.done, not page.figures.paragraphs, page.figures.confidence
