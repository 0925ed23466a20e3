"""How far two persons agree on the labels of the same pages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from cleaner.errors import CorpusError
from cleaner.evaluation.records import read_records
from cleaner.evaluation.standoff_labels import LETTERS, MARKS, ParsedMarks, parse_marks
from cleaner.review.corrections import UNKNOWN
from cleaner.review.preparing import digest_of


@dataclass(slots=True)
class Agreement:
    """Paragraphs that both labelled, by both letters; `pages` with such paragraphs, and `otherwise`
    pages that are not cut into the same paragraphs, which are left out."""

    pairs: Counter[tuple[str, str]] = field(default_factory=Counter)
    pages: int = 0
    otherwise: int = 0

    @property
    def paragraphs(self) -> int:
        """How many paragraphs both labelled."""
        return self.pairs.total()

    @property
    def share(self) -> float:
        """The share of them with the same label; 1 if there are none."""
        same = sum(number for (one, other), number in self.pairs.items() if one == other)
        return same / self.paragraphs if self.paragraphs else 1.0

    @property
    def kappa(self) -> float:
        """Cohen's kappa (1960): agreement beyond that of chance; 1 if both use one same label."""
        ones: Counter[str] = Counter()
        others: Counter[str] = Counter()
        for (one, other), number in self.pairs.items():
            ones[one] += number
            others[other] += number
        total = max(self.paragraphs, 1)
        chance = sum(ones[letter] * others[letter] for letter in ones) / total**2
        return (self.share - chance) / (1 - chance) if chance < 1 else 1.0

    def lines(self, whose: str) -> Iterator[str]:
        """Yield what there is to say, line by line."""
        if self.otherwise:
            left = "page is" if self.otherwise == 1 else "pages are"
            yield f"{self.otherwise:,} {left} left out: cut into other paragraphs in {whose}"
        if not self.paragraphs:
            yield f"no paragraph has a label in {whose} as well"
            return
        yield (
            f"agreement with {whose}: {self.share:.1%} of {self.paragraphs:,} paragraphs on "
            f"{self.pages:,} page{'' if self.pages == 1 else 's'}, Cohen's kappa {self.kappa:.3f}"
        )
        for (one, other), number in self.pairs.most_common():
            if one != other:
                yield f"  {number:,} × {LETTERS[one]} here, {LETTERS[other]} there"


def labels_by_digest(folder: Path) -> dict[str, ParsedMarks]:
    """Return the labels in a folder of corrections by the digests of their pages, which do not
    depend on where somebody keeps them. Raises CorpusError."""
    path = folder / MARKS
    if not path.exists():
        raise CorpusError(f"{folder} holds no corrections: there is no {MARKS}")
    parsed = map(parse_marks, read_records(path))
    return {digest_of(marks.page): marks for marks in parsed if not marks.corpus}


def agreement(ones: dict[str, ParsedMarks], others: dict[str, ParsedMarks]) -> Agreement:
    """Compare the labels of two persons, as `labels_by_digest` returns them."""
    result = Agreement()
    for digest, one in ones.items():
        other = others.get(digest)
        if other is None:
            continue
        if one.checks != other.checks:
            result.otherwise += 1
            continue
        pairs = [p for p in zip(one.letters, other.letters) if UNKNOWN not in p]
        result.pairs.update(pairs)
        result.pages += bool(pairs)
    return result
