"""The command `cleaner train`."""

from __future__ import annotations

import logging
from pathlib import Path

import click

from cleaner.cli.arguments import CORPORA, FILE, FOLDER
from cleaner.cli.output import say, shown, write
from cleaner.evaluation.extra import libraries_of


@click.command()
@CORPORA
@click.option(
    "--base",
    metavar="DIR|shipped",
    help="Learn from the corrections in CORPUS on top of these models, in a minute or two, without "
    "the corpora that they were trained on (extra 'review').",
)
@click.option(
    "--everywhere",
    is_flag=True,
    help="With --base: have the corrections hold for all pages, not for their sites alone.",
)
@click.option("--out", type=FOLDER, required=True, metavar="DIR", help="Where the models go.")
@click.option(
    "--folds-out",
    type=FOLDER,
    metavar="DIR",
    help="Keep the models without each fold here, for `cleaner evaluate --folds-dir`.",
)
@click.option(
    "--hold-out",
    "held_out",
    type=FOLDER,
    multiple=True,
    metavar="DIR",
    help="Leave the sites of this corpus out of training the text model, to evaluate on it. "
    "Repeatable.",
)
@click.option(
    "--teach",
    type=FILE,
    metavar="FILE",
    help="Distil a new sentence encoder for the text model (some 20 minutes; extra 'teacher'). The "
    "teacher's vectors are kept in this .npz file. By default the encoder of the shipped model is "
    "kept.",
)
@click.option(
    "--recipe",
    "recipes",
    type=FILE,
    multiple=True,
    metavar="FILE",
    help="Fit by this recipe (TOML) instead of the shipped one of its format. Repeatable: html and "
    "text.",
)
@click.option(
    "--cache",
    type=FOLDER,
    metavar="DIR",
    help="Keep flattened pages, pseudo-labels and matrices here, so that the next training on the "
    "same pages is quick.",
)
def train(  # noqa: PLR0913 - one for each option
    corpora: tuple[Path, ...],
    out: Path,
    folds_out: Path | None,
    held_out: tuple[Path, ...],
    teach: Path | None,
    recipes: tuple[Path, ...],
    cache: Path | None,
    base: str | None,
    *,
    everywhere: bool,
) -> None:
    """Train the models from corpora and write them, each with its card.

    With --base, nothing is trained anew: CORPUS is a folder of corrections, as `cleaner review`
    keeps them, and what they say of their sites goes on top of models that are there already.
    """
    if base is not None:
        if folds_out or held_out or teach or recipes or cache:
            raise click.UsageError("with --base there are no folds, recipes, teachers and caches")
        if len(corpora) > 1:
            raise click.UsageError("--base takes one folder of corrections")
        _learn(corpora[0], base, out, everywhere=everywhere)
        return
    if everywhere:
        raise click.UsageError("--everywhere goes with --base")
    with libraries_of("train"):
        from cleaner.training.train import train as train_models

        show_log()
        train_models(
            corpora,
            out,
            recipes=recipes,
            folds_out=folds_out,
            held_out=held_out,
            teach=teach,
            cache=cache,
        )


def _learn(corrections: Path, base: str, out: Path, *, everywhere: bool) -> None:
    """Learn from corrections, and say what it brought."""
    with libraries_of("review"):
        import scipy.optimize
        import scipy.sparse  # noqa: F401 - before the work that comes first

    from cleaner.training.correcting.learn import learn, summary

    learned = learn(
        corrections, base, out, everywhere=everywhere, say=lambda text: say(shown(text))
    )
    for line in summary(learned):
        write(shown(line) + "\n")


def show_log() -> None:
    """Show what training says of its progress on standard error."""
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(message)s", "%H:%M:%S"))
    log = logging.getLogger("cleaner.training")
    log.addHandler(handler)
    log.setLevel(logging.INFO)
