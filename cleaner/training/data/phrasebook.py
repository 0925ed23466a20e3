"""Phrasebooks: lines of page furniture and of body look-alikes, by language, with label and kind.

A folder holds a file for each language, `LANGUAGE.jsonl`, a record a line: `text`, `label` (body,
sidebar or chrome) and `kind` (byline, cookie, teaser, …). Nothing of it is of a page, so a phrase
counts as a site of its own.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from cleaner.errors import CorpusError
from cleaner.paragraph import LABELS
from cleaner.training.data.flatten import BODY, INDEX, TextDocument

FIELDS = ("text", "label", "kind")
TOOL = "phrase"  # stands for a renderer


@dataclass(frozen=True, slots=True)
class Phrase:
    """A line of a phrasebook; `label` is its index in LABELS."""

    text: str
    label: int
    kind: str
    lang: str

    @property
    def domain(self) -> str:
        """What its fold is drawn by."""
        return f"phrase:{self.text}"

    @property
    def body(self) -> bool:
        """Whether it is a look-alike of boilerplate that is body."""
        return self.label == BODY


def is_phrasebook(folder: Path) -> bool:
    """Return whether a folder holds phrases: records with a text, a label and a kind."""
    first = next(iter(sorted(folder.glob("*.jsonl"))), None)
    if first is None:
        return False
    with first.open(encoding="utf-8") as lines:
        try:
            record = json.loads(next(lines, ""))
        except ValueError:
            return False
    return isinstance(record, dict) and set(FIELDS) <= record.keys()


def load_phrasebook(folder: Path, held_out: Collection[str] = ()) -> list[Phrase]:
    """Return the phrases of a folder, but for those in languages that are held out.

    Raises CorpusError if a record is broken.
    """
    phrases: list[Phrase] = []
    for path in sorted(folder.glob("*.jsonl")):
        lang = path.stem.partition("-")[0]
        if lang in held_out:
            continue
        with path.open(encoding="utf-8") as lines:
            phrases += [
                _phrase(line, lang, f"{path}, line {number}")
                for number, line in enumerate(lines, 1)
            ]
    return phrases


def _phrase(line: str, lang: str, place: str) -> Phrase:
    try:
        record = json.loads(line)
        text, label, kind = (record[name] for name in FIELDS)
        return Phrase(" ".join(text.split()), INDEX[label], kind, lang)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        names = ", ".join(label.value for label in LABELS)
        raise CorpusError(
            f"{place}: a phrase needs text, kind and a label of {names} ({error!r})"
        ) from error


def phrase_documents(phrases: Sequence[Phrase], weight: float) -> list[TextDocument]:
    """Return each phrase as a document of one line, to learn token weights and vectors from."""
    return [
        TextDocument(
            phrase.domain, TOOL, phrase.domain, phrase.lang, phrase.kind, [phrase.text],
            np.array([phrase.label], dtype=np.int8), weight,
        )
        for phrase in phrases
    ]  # fmt: skip
