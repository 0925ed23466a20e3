"""The command `cleaner evaluate`: measure, and print what was measured."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from cleaner.evaluation.baselines import installed_peers
from cleaner.evaluation.corpus import GoldPage
from cleaner.evaluation.scores import (
    FOLDS_FILE,
    OURS,
    ModelOf,
    PageScore,
    fold_models,
    report,
    score_pages,
    worst,
)
from cleaner.training.train import fit_fold_models, load_corpora

IN_SAMPLE = (
    "These pages may have been trained on: figures that count need --folds (or a model that has "
    "not seen them)."
)


def evaluate_command(
    corpora: Sequence[Path],
    *,
    folds: int | None = None,
    peers: bool = False,
    worst_pages: int = 0,
    json_path: Path | None = None,
    model: Path | None = None,
    folds_dir: Path | None = None,
    only_fold: int | None = None,
    train_on: Sequence[Path] = (),
    console: Console | None = None,
) -> dict[str, Any]:
    """Measure on corpora, print tables, and return (and write, where asked) everything as data.

    With `folds` the models are fitted on the spot, on `train_on` (by default the same corpora),
    and kept in `folds_dir`; where that folder holds fold models already, they are used.
    `only_fold` measures the pages of one fold alone.
    """
    console = console or Console()

    pages = load_corpora(corpora)
    with tempfile.TemporaryDirectory() as scratch:
        folder = folds_dir or (Path(scratch) if folds else None)
        if folder is not None:
            pages = _only(pages, only_fold, folder, folds, train_on or corpora)
            model_of = fold_models(folder)
        else:
            model_of = _always(model)
            console.print(IN_SAMPLE, style="yellow")
        scores = score_pages(pages, model_of, installed_peers() if peers else None)
    found = report(scores)
    _print(console, found)
    if worst_pages:
        _print_worst(console, scores, worst_pages)
    if json_path is not None:
        json_path.write_text(json.dumps(found, indent=1, ensure_ascii=False), encoding="utf-8")
    return found


def _always(model: Path | None) -> ModelOf:
    return lambda page: model


def _only(
    pages: list[GoldPage],
    only_fold: int | None,
    folder: Path,
    folds: int | None,
    train_on: Sequence[Path],
) -> list[GoldPage]:
    """Fit the fold models that are missing; return the pages to measure."""
    if not (folder / FOLDS_FILE).exists():
        fit_fold_models(train_on, folder, folds=folds, only=only_fold)
    known = json.loads((folder / FOLDS_FILE).read_text(encoding="utf-8"))
    if only_fold is None:
        return pages
    return [page for page in pages if known.get(page.domain) == only_fold]


def _print(console: Console, found: dict[str, Any]) -> None:
    for corpus, tools in found.items():
        console.print(_table(corpus, {name: entry["all"] for name, entry in tools.items()}))
        for name, title in (("page_type", "by page type"), ("language", "by language")):
            rows = {
                f"{value} · {tool}" if len(tools) > 1 else value: measures
                for value in tools[OURS][name]
                for tool, entry in tools.items()
                if (measures := entry[name].get(value))
            }
            if len(tools[OURS][name]) > 1:
                console.print(_table(f"{corpus} {title}", rows))
        if "confusion" in tools[OURS]:
            console.print(_confusion(corpus, tools[OURS]["confusion"]))


def _table(title: str, rows: dict[str, dict[str, float]]) -> Table:
    table = Table(title=title, title_justify="left")
    columns = list(dict.fromkeys(name for row in rows.values() for name in row if name != "pages"))
    table.add_column("")
    for name in ("pages", *columns):
        table.add_column(name, justify="right")
    for label, row in rows.items():
        cells = [f"{row[name]:.4f}" if name in row else "" for name in columns]
        table.add_row(label, f"{row['pages']:,}", *cells)
    return table


def _confusion(corpus: str, confusion: dict[str, Any]) -> Table:
    table = Table(title=f"{corpus}: rows by hand, columns by the model", title_justify="left")
    table.add_column("")
    for label in confusion["labels"]:
        table.add_column(label, justify="right")
    for label, row in zip(confusion["labels"], confusion["table"]):
        table.add_row(label, *(f"{count:,}" for count in row))
    return table


def _print_worst(console: Console, scores: Sequence[PageScore], count: int) -> None:
    table = Table(title="worst pages", title_justify="left")
    for name in ("score", "confidence", "corpus", "page", "type"):
        table.add_column(name)
    for rating, score in worst(scores, count):
        confidence = f"{score.confidence:.3f}" if score.confidence is not None else ""
        table.add_row(f"{rating:.3f}", confidence, score.corpus, score.id, score.page_type)
    console.print(table)
