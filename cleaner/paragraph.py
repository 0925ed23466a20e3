"""Labels, paragraphs and metadata: plain data that every room may use, and that knows none."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import Enum
from functools import cache
from typing import Any, Literal, Protocol, get_args

from cleaner.errors import Warning


class Label(str, Enum):
    """What a paragraph is about: the page's subject, something else, or the page itself.

    The annotation guideline, docs/labels.md, has all the rules.
    """

    BODY = "body"
    SIDEBAR = "sidebar"
    CHROME = "chrome"

    __str__ = str.__str__


LABELS = (Label.BODY, Label.SIDEBAR, Label.CHROME)

Kind = Literal["title", "heading", "text", "list-item", "quote", "code", "table-row", "caption"]
KINDS: tuple[Kind, ...] = get_args(Kind)


@cache
def _in_brackets(tenths: int) -> str:
    """Return a weight as a reason shows it, given in tenths."""
    return f" ({tenths / 10:+.1f})"


class Reason(str):
    """One reason for a label: a string for people, and the data that it was made from.

    `text` is the sentence; `concept` names what it is about ("length", "links", "site"); `column`
    is the feature column with the largest weight, "" for an adjustment; `value` is the value of
    that column, or what the adjustment adds to the log-odds of the label; `weight` says by how much
    the concept raised the log-odds of the label. The string itself is the sentence with the weight
    in brackets.
    """

    __slots__ = ("column", "concept", "text", "value", "weight")
    text: str
    concept: str
    column: str
    value: float
    weight: float

    def __new__(
        cls, text: str, concept: str, column: str, value: float, weight: float, shown: str = ""
    ) -> Reason:
        """Make a reason; `shown` is the string, if it is not the text with the weight."""
        reason = str.__new__(cls, shown or text + _in_brackets(round(10 * weight)))
        reason.text, reason.concept, reason.column = text, concept, column
        reason.value, reason.weight = value, weight
        return reason

    @classmethod
    def several(cls, fields: Iterable[tuple[str, str, str, float, float]]) -> list[Reason]:
        """Make some reasons of their fields, quicker than one by one."""
        reasons, make = [], str.__new__
        for text, concept, column, value, weight in fields:
            reason = make(cls, text + _in_brackets(round(10 * weight)))
            reason.text, reason.concept, reason.column = text, concept, column
            reason.value, reason.weight = value, weight
            reasons.append(reason)
        return reasons

    def as_dict(self) -> dict[str, Any]:
        """Return the fields as JSON-ready data."""
        return {
            "text": self.text,
            "concept": self.concept,
            "column": self.column,
            "value": round(self.value, 4),
            "weight": round(self.weight, 4),
        }

    def __reduce__(self) -> tuple[Any, ...]:
        fields = (self.text, self.concept, self.column, self.value, self.weight)
        return Reason, (*fields, str(self))


class Context(Protocol):
    """What the paragraphs of a document ask it, each by its number."""

    def path(self, number: int) -> str:
        """Return where a paragraph stands."""

    def reasons(self, number: int) -> list[Reason]:
        """Return what decided a paragraph's label."""


@dataclass(slots=True)
class Paragraph:
    """One paragraph of a page or a text.

    `text` is the text as a reader sees it, `label` says what it is about. `kind` is one of `KINDS`;
    `level` is the rank of a heading (1-6) or the depth of a list item or quote (from 1), else
    0. `start` and `end` are the position of the paragraph in the source of plain text
    (`source[start:end]`), and are None for HTML. In a table of data, `row` is the same number for
    all cells of a row, and `column` the number of the cell's column, from 0. `ordinal` is the
    number of an item in an ordered list. `scores` are the probabilities of body, sidebar and
    chrome.
    """

    text: str
    kind: Kind = "text"
    level: int = 0
    start: int | None = None
    end: int | None = None
    row: int | None = None
    column: int | None = field(default=None, kw_only=True)
    ordinal: int | None = field(default=None, kw_only=True)
    label: Label = Label.BODY
    scores: tuple[float, float, float] = (1.0, 0.0, 0.0)
    # A factory, since Python 3.10.0 sets no other default in a slot.
    _context: tuple[Context, int] | None = field(
        init=False, default_factory=type(None), repr=False, compare=False
    )

    @property
    def probabilities(self) -> dict[Label, float]:
        """Probability of each label; they sum to 1."""
        return dict(zip(LABELS, self.scores))

    @property
    def path(self) -> str:
        """Where the paragraph is: the path of its element in HTML, its line in plain text; "" if it
        belongs to no document."""
        if self._context is None:
            return ""
        context, number = self._context
        return context.path(number)

    @property
    def reasons(self) -> list[Reason]:
        """What decided the label: at most three reasons, the one with the largest weight first.

        Empty if no model gave the label. The reasons of all paragraphs of a document are computed
        when the first is asked for. May raise ModelError.
        """
        if self._context is None:
            return []
        context, number = self._context
        return context.reasons(number)

    def as_dict(self, *, reasons: bool = False) -> dict[str, Any]:
        """Return the paragraph as JSON-ready data, with its reasons if asked for."""
        record: dict[str, Any] = {
            "text": self.text,
            "label": self.label.value,
            "probabilities": {label.value: round(p, 4) for label, p in self.probabilities.items()},
            "kind": self.kind,
            "level": self.level,
            "path": self.path,
        }
        if self.start is not None:
            record["start"], record["end"] = self.start, self.end
        if reasons:
            record["reasons"] = [reason.as_dict() for reason in self.reasons]
        return record


@dataclass(slots=True)
class Metadata:
    """The metadata of a document; "" for what is not known.

    `title` and `author` are as the page states them, `date` is YYYY-MM-DD, `sitename` the name of
    the site, `url` the address of the page. `language` is a BCP 47 tag ("en", "pt-BR"): the one
    that the page declares, or else the one that was detected, which needs the extra `language`.
    `warnings` says what could not be read.
    """

    title: str = ""
    author: str = ""
    date: str = ""
    sitename: str = ""
    language: str = ""
    url: str = ""
    warnings: tuple[Warning, ...] = ()

    def as_dict(self) -> dict[str, str]:
        """Return the fields by name, without the warnings."""
        return {name: getattr(self, name) for name in self.__slots__ if name != "warnings"}
