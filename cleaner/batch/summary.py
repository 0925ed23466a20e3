"""What became of the pages of a run, counted and shown."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cleaner.batch.worker import Outcome
from cleaner.document import LABELS

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress
    from rich.table import Table


@dataclass(slots=True)
class Summary:
    """The figures of a run. `failures` are its failed outcomes, in order."""

    total: int = 0
    cleaned: int = 0
    warned: int = 0
    words: int = 0
    words_kept: int = 0
    labels: Counter[str] = field(default_factory=Counter)
    failures: list[Outcome] = field(default_factory=list)
    seconds: float = 0.0

    def add(self, outcome: Outcome) -> None:
        """Count an outcome."""
        if outcome.error:
            self.failures.append(outcome)
            return
        self.cleaned += 1
        self.warned += bool(outcome.warnings)
        self.words += outcome.words
        self.words_kept += outcome.words_kept
        self.labels.update(outcome.labels)

    def rows(self) -> list[tuple[str, str]]:
        """The figures as name and value, for people."""
        share = f" of {self.words:,} ({self.words_kept / self.words:.0%})" if self.words else ""
        rate = f" ({self.cleaned / self.seconds:,.0f} pages/s)" if self.seconds else ""
        rows = [
            ("pages cleaned", f"{self.cleaned:,} of {self.total:,}"),
            ("words kept", f"{self.words_kept:,}{share}"),
        ]
        rows += [(f"{label} paragraphs", f"{self.labels[label.value]:,}") for label in LABELS]
        if self.warned:
            rows.append(("pages with warnings", f"{self.warned:,}"))
        for error, count in Counter(failed.error for failed in self.failures).most_common():
            rows.append((f"failed: {error}", f"{count:,}"))
        rows.append(("time", f"{self.seconds:.1f} s{rate}"))
        return rows


def summary_table(summary: Summary) -> Table:
    """The figures as a table for the terminal."""
    from rich.table import Table

    table = Table(show_header=False)
    table.add_column()
    table.add_column(justify="right")
    for name, value in summary.rows():
        table.add_row(name, value, style="red" if name.startswith("failed") else None)
    return table


def progress_bar(console: Console) -> Progress:
    """A bar with pages done, pages a second and the time left; silent away from a terminal."""
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
        disable=not console.is_terminal,
    )
