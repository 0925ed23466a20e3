"""Template: what the columns of one kind are called if they are a reason for a label."""

from __future__ import annotations

from dataclasses import dataclass
from string import Formatter

NO_DISTANCE = 999.0
"""Sentinel of columns that hold a distance: nothing to measure the distance to."""


@dataclass(frozen=True, slots=True)
class Template:
    """Texts for the columns whose whole names match a pattern.

    In a text, `{value}` is the value of the column; other names in braces are placeholders, which
    `cleaner.explain.facts` fills. `if_zero` is said of the value 0. `if_absent` is said if there
    is nothing to measure: the value is `absent_value`, or NO_DISTANCE or more.
    """

    columns: str
    concept: str
    text: str
    if_zero: str = ""
    if_absent: str = ""
    absent_value: float = NO_DISTANCE

    def text_for(self, value: float) -> str:
        """Return the text for a value, with its placeholders."""
        if self.if_absent and (value == self.absent_value or value >= NO_DISTANCE):
            return self.if_absent
        return self.if_zero if self.if_zero and value == 0 else self.text

    @property
    def texts(self) -> list[str]:
        """All texts, with their placeholders."""
        return [text for text in (self.text, self.if_zero, self.if_absent) if text]

    @property
    def placeholders(self) -> set[str]:
        """The names in braces in any of the texts."""
        return {name for text in self.texts for _, name, _, _ in Formatter().parse(text) if name}


# Beginnings of the names of columns that stand for other paragraphs.
ONE_NEIGHBOUR = r"(?P<where>[a-z]*[+-]\d)_"
SEVERAL_NEIGHBOURS = r"(?P<where>within\d|before|after)_"
NO_NEIGHBOUR = "there is {no_where}"

LENGTH = [
    Template("words", "length", "{value:.0f} word{s} long"),
    Template("chars", "length", "{value:.0f} character{s} long"),
    Template("chars_per_word", "length", "{value:.1f} characters per word"),
]
WORDING = Template("text_.*", "wording", "{phrase}")
# Two inputs that are not feature columns: the network's P(body), and the part of it that comes from
# the sentence vectors (P(body) minus P(body) with the vectors set to zero).
CONTEXT = Template("network:context", "context", "context: {percent} likely body")
MEANING = Template(
    "network:meaning", "meaning",
    "its meaning, beside that of the other paragraphs, makes body {points}",
)  # fmt: skip
