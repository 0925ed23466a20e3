"""Inputs that are HTML or text, and look like the other: 370, made from kinds.

Each kind is a function of a source of random choices; five inputs are made of each. Half of all,
chosen by a hash of the name, are for development (`part(name) == "development"`), the other half
for the test alone.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator
from typing import Literal, NamedTuple

from format_cases import html_kinds, text_kinds
from format_cases.material import Kind

Format = Literal["html", "text"]

HTML: dict[str, Kind] = html_kinds.KINDS
TEXT: dict[str, Kind] = text_kinds.KINDS
VARIANTS = 5


class Case(NamedTuple):
    """An input, its name and what it is."""

    name: str
    text: str
    format: Format


def cases() -> Iterator[Case]:
    """All inputs, the same in every run."""
    formats: tuple[tuple[Format, dict[str, Kind]], ...] = (("html", HTML), ("text", TEXT))
    for format, kinds in formats:
        for kind, make in kinds.items():
            for number in range(VARIANTS):
                name = f"{format}/{kind}/{number}"
                yield Case(name, make(random.Random(name)), format)


def part(name: str) -> str:
    """Whether an input is for development or held out."""
    return "held out" if hashlib.sha256(name.encode()).digest()[0] & 1 else "development"
