"""The labels of an earlier run, page by page: what `cleaner batch` wrote with all paragraphs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from cleaner.errors import InvalidOption
from cleaner.paragraph import LABELS, Label
from cleaner.show.labelling import Verdict

RECORDS = "pages.jsonl"


class PageLabels(NamedTuple):
    """The paragraphs of one page and their verdicts; `name` is that of the run."""

    name: str
    texts: Sequence[str] = ()
    verdicts: Sequence[Verdict] = ()


@dataclass(slots=True)
class EarlierLabels:
    """Finds the records of pages in a file of JSON Lines. Can be pickled: holds their places only.

    Raises InvalidOption for a file that is no such output, OSError.
    """

    path: Path
    _places: dict[str, int] = field(default_factory=dict)

    @classmethod
    def open(cls, path: Path) -> EarlierLabels:
        """Find the records of a file, or of `pages.jsonl` in a folder."""
        labels = cls(path / RECORDS if path.is_dir() else path)
        place = 0
        with labels.path.open("rb") as file:
            for line in file:
                record = labels._record(line)
                if "paragraphs" not in record:
                    raise InvalidOption(
                        f"{labels.path} holds no paragraphs: run cleaner batch with --format jsonl "
                        "--paragraphs"
                    )
                labels._places[str(record.get("source", ""))] = place
                place += len(line)
        return labels

    def __str__(self) -> str:
        return "/".join(self.path.absolute().parts[-2:])

    def of(self, source: str) -> PageLabels:
        """Return the labels of a page by the name of its source; none if the run had no such
        page."""
        name, place = str(self), self._places.get(source)
        if place is None:
            return PageLabels(name)
        with self.path.open("rb") as file:
            file.seek(place)
            record = self._record(file.readline())
        try:
            paragraphs = record["paragraphs"]
            verdicts = [_verdict(paragraph) for paragraph in paragraphs]
            return PageLabels(name, [str(p["text"]) for p in paragraphs], verdicts)
        except (KeyError, TypeError, ValueError) as error:
            raise InvalidOption(f"{self.path}: the paragraphs of {source} are damaged") from error

    def _record(self, line: bytes) -> dict[str, Any]:
        try:
            record = json.loads(line)
        except ValueError:
            record = None
        if not isinstance(record, dict):
            raise InvalidOption(f"{self.path} is not an output of cleaner batch --format jsonl")
        return record


def _verdict(paragraph: dict[str, Any]) -> Verdict:
    """Read the verdict on a paragraph. Raises KeyError, TypeError, ValueError."""
    body, sidebar, chrome = (float(paragraph["probabilities"][label]) for label in LABELS)
    return Verdict(Label(paragraph["label"]), (body, sidebar, chrome))
