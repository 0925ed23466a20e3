"""What a source gives: pages, and what cannot be read as one, each accounted for."""

from __future__ import annotations

from collections import Counter
from typing import Literal, NamedTuple

from cleaner.types import Format

MOST_REASONS = 200  # different reasons that are counted apart: crawls hold invented content types
OTHER_REASONS = "other reasons"


class SourceRecord(NamedTuple):
    """A page as it is stored, with what is said of it there.

    `number` counts the pages of a container from 1; `name` is what something is called there that
    is no page. `data` is None if the page has a file of its
    own. `format` is "" if nothing says which. `coding` is what HTTP says of how the bytes were
    sent. `truncated` says that the archive holds only a part. `error` and `reason` stand for a
    record that cannot be read. `share` is how much of the container was read so far, from 0 to 1.
    """

    number: int = 0
    data: bytes | str | None = None
    url: str = ""
    format: Format | Literal[""] = ""
    charset: str = ""
    coding: str = ""
    truncated: bool = False
    error: str = ""
    reason: str = ""
    share: float = 0.0
    name: str = ""


class SourceItem(NamedTuple):
    """A page of the source, or the error that stands for it.

    `source` names it within `origin`, the folder that such names are relative to; both together
    are its identity in all runs. `path` is its file, or its container. `names` are names for its
    output, the best first; `fixed`: the first is reserved for it within its origin.
    """

    source: str
    path: str
    record: SourceRecord
    names: tuple[str, ...] = ()
    fixed: bool = False
    origin: bytes = b""

    @property
    def weight(self) -> int:
        """How many bytes of it are in memory."""
        return len(self.record.data or b"")


class PassedOver:
    """Counts of what is no page and is left out, by reason."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()

    def add(self, reason: str, number: int = 1) -> None:
        """Count something that is left out."""
        if reason not in self.counts and len(self.counts) >= MOST_REASONS:
            reason = OTHER_REASONS
        self.counts[reason] += number
