"""Config: every option of cleaning, declared once and documented where it is defined."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from operator import index
from pathlib import Path
from typing import get_args

from cleaner.errors import InvalidOption
from cleaner.types import Profile

MAX_BYTES = 32 * 1024 * 1024  # pages of the crawls tested here stay below 20 MB
MOST_BYTES = 1 << 50  # a pebibyte: more than any memory, and systems can count it
PROFILES: tuple[Profile, ...] = get_args(Profile)


_DESCRIPTION = "description"


def _description(text: str) -> dict[str, str]:
    return {_DESCRIPTION: text}


def check_bytes(name: str, value: int | None) -> None:
    """Raise InvalidOption for what is no number of bytes that systems can count; None is no
    limit."""
    if value is None:
        return
    try:
        allowed = 1 <= index(value) <= MOST_BYTES
    except TypeError:  # not a whole number
        allowed = False
    if not allowed:
        raise InvalidOption(
            f"{name} must be a whole number of bytes from 1 to {MOST_BYTES:,}, or None for no "
            f"limit, not {value!r}"
        )


@dataclass(frozen=True, slots=True)
class Markup:
    """What Markdown and HTML keep in addition to the text: options of `Document.as_markdown`."""

    links: bool = True
    images: bool = True
    formatting: bool = True
    front_matter: bool = False


@dataclass(frozen=True, slots=True)
class Config:
    """The options of cleaning. Immutable, hashable, and can be sent to other processes.

    `Config.description(name)` returns the description of an option.

    Raises InvalidOption, a ValueError, for a value out of range.
    """

    model: Path | None = field(
        default=None,
        metadata=_description(
            "Folder with html.model and text.model, as written by `cleaner train`; by default the "
            "shipped models are used."
        ),
    )
    threshold: float | None = field(
        default=None,
        metadata=_description(
            "Keep a paragraph if its probability of being body is at least this, from 0 to 1; a "
            "higher threshold keeps less. By default the model's own rule decides."
        ),
    )
    profile: Profile = field(
        default="labels",
        metadata=_description(
            "What counts as body: 'labels' follows the annotation guideline; 'article' keeps only "
            "the article, as public gold corpora define it."
        ),
    )
    split_lines: bool = field(
        default=False,
        metadata=_description(
            "Split lines of plain text that mix sentences with menu text at the ends of sentences."
        ),
    )
    max_bytes: int | None = field(
        default=MAX_BYTES,
        metadata=_description(
            "Refuse input larger than this many bytes; by default 32 MiB. In Python, None means no "
            "limit."
        ),
    )

    def __post_init__(self) -> None:
        if isinstance(self.model, str):
            object.__setattr__(self, "model", Path(self.model))
        if self.profile not in PROFILES:
            raise InvalidOption(
                f"profile must be one of {', '.join(PROFILES)}, not {self.profile!r}"
            )
        if self.threshold is not None and not 0.0 <= self.threshold <= 1.0:
            raise InvalidOption(f"threshold must lie between 0 and 1, not {self.threshold!r}")
        check_bytes("max_bytes", self.max_bytes)

    @classmethod
    def description(cls, name: str) -> str:
        """Return the description of an option, as the command line shows it."""
        descriptions = {option.name: option.metadata[_DESCRIPTION] for option in fields(cls)}
        return str(descriptions[name])
