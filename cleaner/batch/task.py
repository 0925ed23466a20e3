"""What goes to a worker process and what comes back: small records, nothing else crosses.

What goes is tuples: there is one for each page, and they are the quickest to make and to send.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from cleaner.batch.sources.items import SourceItem
from cleaner.errors import Warning
from cleaner.paragraph import LABELS


class Task(NamedTuple):
    """A page to clean into `target`, unless its content still has the digest `digest`.

    `without_metadata`: the page took too long, or crashed, and is tried once more without the
    metadata that takes time.
    """

    number: int
    item: SourceItem
    target: str = ""
    digest: bytes = b""
    without_metadata: bool = False


@dataclass(slots=True)
class Outcome:
    """The outcome of one page of a batch.

    `path` names the page within the folder `origin`, `target` its output; `url` is its address,
    `site` its site, `digest` a hash of its content. `words` is the number of its words,
    `words_kept` of those in the body; `warnings` and `confidence` are those of the document.
    `error` is empty if the page was cleaned, else a code of `cleaner.errors.ERRORS`, and `reason`
    is the message for people. `labels` holds the number of paragraphs with each of `LABELS`.
    `unchanged` is true if an earlier run has cleaned the page. `record` is its line of the output
    if all pages share a file.
    """

    path: str
    target: str = ""
    error: str = ""
    reason: str = ""
    words: int = 0
    words_kept: int = 0
    labels: tuple[int, ...] = (0,) * len(LABELS)
    warnings: list[Warning] = field(default_factory=list)
    confidence: float = 1.0
    url: str = ""
    site: str = ""
    digest: bytes = b""
    unchanged: bool = False
    record: bytes = b""
    origin: bytes = b""

    @property
    def empty(self) -> bool:
        """Whether the page was cleaned, but no paragraph of it is body."""
        return not self.error and not self.labels[0]
