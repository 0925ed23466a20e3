"""The figures of a run, counted page by page."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from cleaner.batch.sources.items import PassedOver
from cleaner.batch.task import Outcome
from cleaner.paragraph import LABELS

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress
    from rich.table import Table

_ENDINGS_SHOWN = 3
_REASONS_SHOWN = 8


@dataclass(slots=True)
class Summary:
    """The figures of a run, including pages that an earlier run has done.

    `expected` is the number of pages in the source, None if it is known only when all have been
    read; `seen` is the number of pages so far. Of these, `cleaned` did not fail, `unchanged` were
    done before, `empty` have no body, and `warned` have warnings. `words` is the number of their
    words, `words_kept` of those in bodies; `labels` counts paragraphs by label, `failures` pages
    by error code, `warnings` pages by warning code. `endings` counts, by file name extension, the
    files that were passed over because by their names they are not pages; `passed_over` counts, by
    reason, the records of archives that are not pages. `seconds` is how long the run took.
    """

    expected: int | None = None
    seen: int = 0
    cleaned: int = 0
    unchanged: int = 0
    empty: int = 0
    warned: int = 0
    words: int = 0
    words_kept: int = 0
    labels: Counter[str] = field(default_factory=Counter)
    failures: Counter[str] = field(default_factory=Counter)
    warnings: Counter[str] = field(default_factory=Counter)
    endings: Counter[str] = field(default_factory=Counter)
    passed_over: PassedOver = field(default_factory=PassedOver)
    seconds: float = 0.0

    @property
    def total(self) -> int:
        """How many pages the source has, as far as is known."""
        return max(self.seen, self.expected or 0)

    def add(self, outcome: Outcome) -> None:
        """Count an outcome."""
        self.seen += 1
        if outcome.error:
            self.failures[outcome.error] += 1
            return
        self.cleaned += 1
        self.unchanged += outcome.unchanged
        self.empty += outcome.empty
        self.warned += bool(outcome.warnings)
        self.warnings.update({warning.code for warning in outcome.warnings})
        self.words += outcome.words
        self.words_kept += outcome.words_kept
        for label, count in zip(LABELS, outcome.labels):
            self.labels[label.value] += count

    def rows(self) -> list[tuple[str, str]]:
        """Return the figures as name and value, for people."""
        share = f" of {self.words:,} ({self.words_kept / self.words:.0%})" if self.words else ""
        now = self.cleaned - self.unchanged
        rate = f" ({now / self.seconds:,.0f} pages/s)" if self.seconds and now else ""
        rows = [("pages cleaned", f"{self.cleaned:,} of {self.total:,}")]
        if self.unchanged:
            rows.append(("of these done before", f"{self.unchanged:,}"))
        if self.empty:
            rows.append(("of these empty", f"{self.empty:,}"))
        rows.append(("words kept", f"{self.words_kept:,}{share}"))
        rows += [(f"{label} paragraphs", f"{self.labels[label.value]:,}") for label in LABELS]
        if self.warned:
            rows.append(("pages with warnings", f"{self.warned:,}"))
        rows += self._passed_over_rows()
        rows += [(f"failed: {error}", f"{n:,}") for error, n in self.failures.most_common()]
        rows.append(("time", f"{self.seconds:.1f} s{rate}"))
        return rows

    def _passed_over_rows(self) -> list[tuple[str, str]]:
        rows = []
        if self.endings:
            endings = [ending or "none" for ending, _ in self.endings.most_common(_ENDINGS_SHOWN)]
            name = f"other files, passed over ({', '.join(endings)})"
            rows.append((name, f"{self.endings.total():,}"))
        reasons = self.passed_over.counts.most_common()
        rows += [(f"passed over: {reason}", f"{n:,}") for reason, n in reasons[:_REASONS_SHOWN]]
        if rest := sum(n for _, n in reasons[_REASONS_SHOWN:]):
            rows.append(("passed over: for other reasons", f"{rest:,}"))
        return rows

    def as_dict(self) -> dict[str, Any]:
        """Return the figures as JSON-ready data."""
        return {
            "pages": self.total,
            "cleaned": self.cleaned,
            "unchanged": self.unchanged,
            "empty": self.empty,
            "with_warnings": self.warned,
            "warnings": dict(self.warnings.most_common()),
            "words": self.words,
            "words_kept": self.words_kept,
            "paragraphs": {label.value: self.labels[label.value] for label in LABELS},
            "failed": dict(self.failures),
            "passed_over": {
                "files": dict(self.endings),
                "records": dict(self.passed_over.counts),
            },
            "seconds": round(self.seconds, 3),
        }


def summary_table(summary: Summary) -> Table:
    """Return the figures as a table for the terminal."""
    from rich.table import Table

    table = Table(show_header=False)
    table.add_column()
    table.add_column(justify="right")
    for name, value in summary.rows():
        table.add_row(name, value, style="red" if name.startswith("failed") else None)
    return table


def progress_bar(console: Console) -> Progress:
    """Return a bar with pages done, pages a second and the time left; silent without a terminal."""
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        ProgressColumn,
        Task,
        TimeRemainingColumn,
    )
    from rich.text import Text

    class Rate(ProgressColumn):
        """Pages a second."""

        def render(self, task: Task) -> Text:
            return Text(f"{task.speed or 0:,.0f} pages/s")

    return Progress(
        BarColumn(),
        MofNCompleteColumn(),
        Rate(),
        TimeRemainingColumn(),
        console=console,
        transient=True,
        refresh_per_second=4,  # drawing takes time from the pages
        disable=not console.is_terminal,
    )
