"""Print figures as tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich.console import Console
from rich.table import Table

from cleaner.evaluation.scores import OURS, PageScore
from cleaner.evaluation.summaries import (
    EXACT,
    KEPT_WORDS,
    LOST,
    OTHER_WORDS,
    PAGES,
    REMOVED,
    ConfusionFigures,
    Figures,
    GroupFigures,
    worst,
)

# Heads of columns, short enough for a terminal of 80 characters, and what they stand for.
HEADS = {
    REMOVED: "removed",
    LOST: "lost",
    EXACT: "exact",
    KEPT_WORDS: "kept",
    OTHER_WORDS: "left in",
}
LEAST_PAGES = 10  # of a group with a row of its own: with fewer, one page moves the figure by .1


def print_figures(console: Console, figures: Figures) -> None:
    """Print the tables of each corpus: all pages, by page type, by language, and the labels."""
    for corpus, tools in figures.items():
        ours = tools[OURS]
        rows = {name: tool["all"] for name, tool in tools.items()}
        heads = "; ".join(f"{head}: {name}" for name, head in HEADS.items() if name in rows[OURS])
        _print(console, corpus, _table(rows), f"{heads}." if heads else "")
        by_type = {name: tool["page_type"] for name, tool in tools.items()}
        _print_groups(console, f"{corpus} by page type", by_type)
        by_language = {name: tool["language"] for name, tool in tools.items()}
        guessed = ours["language_source"].get("country", 0)
        note = f"The language of {guessed:,} of the pages is that of the site's country."
        _print_groups(console, f"{corpus} by language", by_language, note if guessed else "")
        if "confusion" in ours:
            by_whom = f"Labelled by: {'; '.join(ours['labelled_by'])}"
            title = f"{corpus}: lines by gold label (rows) and predicted label (columns)"
            _print(console, title, _confusion(ours["confusion"]), by_whom)


def print_worst(console: Console, scores: Sequence[PageScore], count: int) -> None:
    """Print our pages with the lowest score."""
    table = Table()
    for name in ("score", "confidence", "corpus", "page", "type", "language"):
        table.add_column(name)
    for rating, score in worst(scores, count):
        confidence = f"{score.confidence:.3f}" if score.confidence is not None else ""
        table.add_row(
            f"{rating:.3f}", confidence, score.corpus, score.id, score.page_type, score.lang
        )
    _print(console, "worst pages", table)


def _print(console: Console, title: str, table: Table, *notes: str) -> None:
    """Print a table between its title and its notes; those of rich would wrap at its width."""
    console.print(title, style="bold", highlight=False)
    console.print(table)
    for note in filter(None, notes):
        console.print(note, style="dim", highlight=False)
    console.print()


def _print_groups(
    console: Console, title: str, of_tools: Mapping[str, Mapping[str, GroupFigures]], note: str = ""
) -> None:
    """Print the groups with enough pages, the largest first; nothing if there is only one group."""
    pages = {name: row[PAGES] for name, row in of_tools[OURS].items()}
    if len(pages) < 2:
        return
    large = [name for name, count in pages.items() if count >= LEAST_PAGES]
    rows = {
        f"{name} · {tool}" if len(of_tools) > 1 else name: groups[name]
        for name in sorted(large, key=lambda name: -pages[name])
        for tool, groups in of_tools.items()
        if name in groups
    }
    small = [name for name in pages if name not in large]
    left_out = f"Fewer than {LEAST_PAGES} pages each: {', '.join(small)}" if small else ""
    _print(console, title, _table(rows), left_out, note)


def _table(rows: Mapping[str, GroupFigures]) -> Table:
    table = Table()
    columns = list(dict.fromkeys(name for row in rows.values() for name in row if name != PAGES))
    table.add_column("")
    for name in (PAGES, *columns):
        table.add_column(HEADS.get(name, name), justify="right")
    for label, row in rows.items():
        cells = [f"{row[name]:.3f}" if name in row else "" for name in columns]
        table.add_row(label, f"{row[PAGES]:,}", *cells)
    return table


def _confusion(confusion: ConfusionFigures) -> Table:
    table = Table()
    table.add_column("")
    for label in confusion["labels"]:
        table.add_column(label, justify="right")
    for label, row in zip(confusion["labels"], confusion["table"]):
        table.add_row(label, *(f"{count:,}" for count in row))
    return table
