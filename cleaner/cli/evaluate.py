"""The command `cleaner evaluate`."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cleaner.cli.arguments import CORPORA, FILE, FOLDER
from cleaner.cli.train import show_log
from cleaner.evaluation.extra import libraries_of

if TYPE_CHECKING:
    from cleaner.evaluation.evaluate import Evaluation, Folds

IN_SAMPLE = (
    "The model may have been trained on these pages: figures that count need --folds, or a model "
    "that has not seen them."
)


@click.command()
@CORPORA
@click.option(
    "--folds",
    type=click.IntRange(min=2),
    metavar="N",
    help="Train N models, each without one share of the sites, and measure each model on the share "
    "that it has not seen (extra 'train').",
)
@click.option(
    "--train-on",
    type=FOLDER,
    multiple=True,
    metavar="DIR",
    help="Train the models of --folds on this corpus instead of on those that are measured. "
    "Repeatable.",
)
@click.option(
    "--folds-dir",
    type=FOLDER,
    metavar="DIR",
    help="Use the models of an earlier --folds from this folder; if there are none, train them and "
    "keep them there.",
)
@click.option("--only-fold", type=click.IntRange(min=0), metavar="N", help="Measure one fold only.")
@click.option("--model", type=FOLDER, metavar="DIR", help="Measure these models as they are.")
@click.option(
    "--baselines/--no-baselines", "--peers/--no-peers", "baselines",
    default=False, help="Measure the other extractors that are installed on the same pages.",
)  # fmt: skip
@click.option(
    "--worst",
    "worst_pages",
    type=click.IntRange(min=0),
    default=0,
    metavar="N",
    help="Show the N worst pages.",
)
@click.option(
    "--report",
    "report_path",
    type=FILE,
    metavar="NAME.html",
    help="Write a report with charts, and a folder beside it with views of the worst pages next to "
    "their gold texts (extra 'report').",
)
@click.option("--json", "json_path", type=FILE, metavar="FILE", help="Write all figures to FILE.")
@click.option(
    "--write-card",
    is_flag=True,
    help="Write the figures to the model cards, which are beside the models: those of --model, or "
    "else the shipped ones.",
)
def evaluate(  # noqa: PLR0913 - one for each option
    corpora: tuple[Path, ...],
    *,
    folds: int | None,
    train_on: tuple[Path, ...],
    folds_dir: Path | None,
    only_fold: int | None,
    model: Path | None,
    baselines: bool,
    worst_pages: int,
    report_path: Path | None,
    json_path: Path | None,
    write_card: bool,
) -> None:
    """Measure accuracy on corpora: word, shingle and snippet F1, and the three labels.

    Without --folds or --folds-dir, existing models are measured: the shipped ones, or those of
    --model.
    """
    out_of_fold = folds is not None or folds_dir is not None
    if not out_of_fold and (train_on or only_fold is not None):
        raise click.UsageError("--train-on and --only-fold go with --folds or --folds-dir")
    if folds is not None and only_fold is not None and only_fold >= folds:
        raise click.UsageError(f"--only-fold: of {folds} folds the last is {folds - 1}")
    if model is not None and out_of_fold and not write_card:
        raise click.UsageError("--model is measured as it is: it goes without --folds")
    if report_path is not None:
        _require_charts()
    with libraries_of("evaluate"):
        from rich.console import Console

        from cleaner.evaluation.baselines import installed_baselines
        from cleaner.evaluation.card import write_cards
        from cleaner.evaluation.evaluate import evaluate as measure
        from cleaner.evaluation.tables import print_figures, print_worst

        console = Console()

        def log(message: str) -> None:
            console.print(message, style="dim", highlight=False)

        with ExitStack() as stack:
            fold_models = None
            if out_of_fold:
                folder = folds_dir or Path(stack.enter_context(tempfile.TemporaryDirectory()))
                fold_models = _fold_models(folder, folds, only_fold, train_on)
            else:
                console.print(IN_SAMPLE, style="yellow")
            extractors = installed_baselines() if baselines else None
            evaluation = measure(
                corpora, model=model, folds=fold_models, baselines=extractors, log=log
            )
            # While fold models of this run alone are still there: views need them.
            if report_path is not None:
                _write_report(evaluation, report_path, worst_pages)
                log(f"wrote {report_path}")
        print_figures(console, evaluation.figures)
        if worst_pages:
            print_worst(console, evaluation.scores, worst_pages)
        if json_path is not None:
            _write_json(evaluation, json_path)
        if write_card:
            for path in write_cards(model, evaluation):
                log(f"wrote {path}")


def _fold_models(
    folder: Path, folds: int | None, only: int | None, train_on: Sequence[Path]
) -> Folds:
    """Return the fold models of a folder, which training fits if there are none."""
    from cleaner.evaluation.evaluate import Folds

    def fit(corpora: Sequence[Path], into: Path, fold: int | None) -> None:
        with libraries_of("train"):
            from cleaner.training.train import fit_fold_models

            show_log()
            fit_fold_models(corpora, into, folds=folds, only=fold)

    return Folds(folder, fit, train_on, only)


def _require_charts() -> None:
    """Raise MissingExtra before the work begins, not after it."""
    with libraries_of("report"):
        import matplotlib  # noqa: F401 - is it there?


def _write_report(evaluation: Evaluation, path: Path, worst: int) -> None:
    from cleaner.evaluation.report.report import WORST, write_report

    write_report(evaluation, path, worst=worst or WORST)


def _write_json(evaluation: Evaluation, path: Path) -> None:
    text = json.dumps(evaluation.figures, indent=1, ensure_ascii=False)
    path.write_text(text + "\n", encoding="utf-8")
