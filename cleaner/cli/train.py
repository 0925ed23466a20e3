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
    help="Add to these models what can be learned from the corrections in CORPUS, in a minute or "
    "two, without the corpora that the models were trained on (extra 'review').",
)
@click.option(
    "--everywhere",
    is_flag=True,
    help="With --base: use the corrections for all pages, not only for their own sites.",
)
@click.option("--out", type=FOLDER, required=True, metavar="DIR", help="Folder for the models.")
@click.option(
    "--folds-out",
    type=FOLDER,
    metavar="DIR",
    help="Keep the models that were trained without each fold in this folder, for `cleaner "
    "evaluate --folds-dir`.",
)
@click.option(
    "--hold-out",
    "held_out",
    type=FOLDER,
    multiple=True,
    metavar="DIR",
    help="Do not train the text model on the sites of this corpus, so that you can evaluate on it. "
    "Repeatable.",
)
@click.option(
    "--teach",
    type=FILE,
    metavar="FILE",
    help="Train a new sentence encoder for the text model from a large one, the teacher (some 20 "
    "minutes; extra 'teacher'). The vectors of the teacher are kept in this .npz file. By default "
    "the encoder of the shipped model is kept.",
)
@click.option(
    "--recipe",
    "recipes",
    type=FILE,
    multiple=True,
    metavar="FILE",
    help="Train with this recipe (TOML) instead of the shipped one. Repeatable: one for html, one "
    "for text.",
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
    """Train the models on corpora, and write each with its card.

    With --base, no model is trained from the beginning: CORPUS is a folder of corrections, as
    written by `cleaner review`, and what can be learned from them about their sites is added to
    existing models.
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
