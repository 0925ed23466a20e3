"""Check that accuracy has not fallen: exit 1 if a measure is below its floor.

    python benchmarks/floors.py CORPORA
    python benchmarks/floors.py CORPORA --raise

The HTML route is trained with a small recipe (and the stand-off labels), three times on two thirds
of the domains, and each time measured on the rest, so nothing is measured on what it was trained
on; the shipped text model is measured on labels-dev, whose domains it has never seen. The floors
lie just below what the recipe gave when they were last raised; the figures of the full recipe are
in the model cards.

--raise raises the floors to what was measured, less a margin; it lowers none. --allow-regression
also lowers, and says which. The floors are of certain corpora, whose fingerprints stand beside
them: other corpora are not compared (exit 2), and their floors can only be set anew, with
--raise --allow-regression.
"""

from __future__ import annotations

import json
import logging
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from common import add_corpora, argument_parser, corpus_folders, run
from rich.console import Console

from cleaner import CorpusError
from cleaner.evaluation.corpus import load_corpora
from cleaner.evaluation.evaluate import evaluate
from cleaner.evaluation.fingerprint import corpus_fingerprint
from cleaner.evaluation.folds import fold_models
from cleaner.evaluation.scores import OURS, score_pages
from cleaner.evaluation.summaries import (
    EXACT,
    MACRO_F1,
    REMOVED,
    SHINGLE_F1,
    WORD_F1,
    Figures,
    figures_of,
)
from cleaner.evaluation.tables import print_figures
from cleaner.model.file import models_folder

FLOORS = Path(__file__).with_name("floors.json")
HTML_CORPORA = ("wcxb-dev", "news-2023", "fundus-train", "labels-train")
HTML_MEASURES = (WORD_F1, SHINGLE_F1, MACRO_F1)
MARKED_TOO = "snippets-train"  # not measured, but stand-off labels are of its pages, too
MORE_LABELS = "labels-more"  # in the folder of the models
TEXT_CORPUS = "labels-dev"
TEXT_MEASURES = (MACRO_F1, REMOVED, EXACT)
# Another processor rounds otherwise. By that alone the labels of the same fit differ by .006, and a
# label of the shipped text model by .001; one document of labels-dev is .021.
MARGINS = {
    f"labels-train: {MACRO_F1}": 0.01,
    f"labels-dev: {MACRO_F1}": 0.007,
    f"labels-dev: {EXACT}": 0.022,
}
MARGIN = 0.005
SMALL = {  # what differs from the recipe of the shipped model
    "folds": 3,
    # With as few labels as here, a network of labelled pages alone would be worse.
    "examples": {"most_paragraphs": 80, "labels_network": "all"},
    "trees": {"body_trees": 60, "chrome_trees": 40, "learning_rate": 0.2},
    "network": {"width": 64, "epochs": 8},
    "labels_epochs": 8,
}
EVERY = 2  # of the pages, one in so many: the check is to be quick


@dataclass(frozen=True, slots=True)
class Floors:
    """The least value of each measure, and the fingerprints of the corpora that it is of."""

    corpora: dict[str, str]
    measures: dict[str, float]


def read_floors(path: Path) -> Floors:
    """Return the floors of a file."""
    record = json.loads(path.read_text(encoding="utf-8"))
    return Floors(record["corpora"], record["floors"])


def write_floors(path: Path, floors: Floors) -> None:
    """Write floors into a file."""
    record = {"corpora": floors.corpora, "floors": floors.measures}
    path.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")


def other_corpora(floors: Floors, fingerprints: Mapping[str, str]) -> list[str]:
    """Return the names of the corpora that are not the ones that the floors are of."""
    return [name for name, mark in fingerprints.items() if floors.corpora.get(name) != mark]


def check_corpora(floors: Floors, fingerprints: Mapping[str, str]) -> None:
    """Raise CorpusError if a corpus is not the one that the floors are of."""
    others = other_corpora(floors, fingerprints)
    if others:
        raise CorpusError(
            f"the floors are of another {', '.join(others)}, so figures cannot be compared. Set "
            "them anew with --raise --allow-regression, if this is to be the corpus from now on"
        )


def raise_floors(
    floors: Mapping[str, float], figures: Mapping[str, float], *, allow_regression: bool = False
) -> tuple[dict[str, float], list[str]]:
    """Return the floors after a measurement, and a line for each that was or would be changed.

    A floor rises to its figure less the margin; it falls only if regression is allowed.
    """
    new, changes = dict(floors), []
    for name, value in figures.items():
        proposed = round(value - MARGINS.get(name, MARGIN), 3)
        floor = floors.get(name)
        if floor is None or proposed > floor:
            new[name] = proposed
            changes.append(f"{name}: floor raised from {floor or 0:.3f} to {proposed:.3f}")
        elif proposed < floor and allow_regression:
            new[name] = proposed
            changes.append(f"{name}: floor LOWERED from {floor:.3f} to {proposed:.3f}")
        elif proposed < floor:
            changes.append(
                f"{name}: floor stays at {floor:.3f}; --allow-regression would lower it to "
                f"{proposed:.3f}"
            )
    return new, changes


def verdicts(floors: Mapping[str, float], figures: Mapping[str, float]) -> dict[str, str]:
    """Return "ok", "FALLEN" or "not measured" for every measure that has a figure or a floor.

    A measure without a floor is ok.
    """
    out = {}
    for name in {**figures, **floors}:
        if name not in figures:
            out[name] = "not measured"
        else:
            out[name] = "FALLEN" if figures[name] < floors.get(name, 0.0) else "ok"
    return out


def measures_of(figures: Figures, wanted: tuple[str, ...]) -> dict[str, float]:
    """Return our measures of each corpus, by the name that their floors have."""
    return {
        f"{corpus}: {name}": tools[OURS]["all"][name]
        for corpus, tools in figures.items()
        for name in wanted
        if name in tools[OURS]["all"]
    }


def html_figures(corpora: Path, console: Console) -> dict[str, float]:
    """Train with the small recipe on two thirds of the domains, three times; measure the rest."""
    from cleaner.training.html import fit_folds
    from cleaner.training.recipe import make_recipe

    logging.basicConfig(level=logging.INFO, format="%(message)s")
    small = make_recipe("html", SMALL)
    folders = corpus_folders(corpora, [*HTML_CORPORA, MARKED_TOO])
    loaded = load_corpora([*folders, models_folder() / MORE_LABELS], console.print)
    pages = [page for page in loaded if page.corpus in HTML_CORPORA][::EVERY]
    chosen = {f"{page.corpus}:{page.id}" for page in pages}
    standoff = [page for page in loaded if page.standoff and page.id in chosen]
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        # All folds: of one alone, a single page moves the news by .01.
        fit_folds([*pages, *standoff], folder, small, range(small.folds))
        figures = figures_of(score_pages(pages, fold_models(folder)))
    print_figures(console, figures)
    return measures_of(figures, HTML_MEASURES)


def text_figures(corpora: Path, console: Console) -> dict[str, float]:
    """Measure the shipped text model on pages whose sites it has not seen."""
    figures = evaluate(corpus_folders(corpora, [TEXT_CORPUS]), log=console.print).figures
    print_figures(console, figures)
    return measures_of(figures, TEXT_MEASURES)


def main() -> int:
    """Measure accuracy, raise the floors if asked to, compare; return the exit code."""
    parser = argument_parser(__doc__)
    add_corpora(parser, [*HTML_CORPORA, MARKED_TOO, TEXT_CORPUS])
    parser.add_argument("--raise", dest="raised", action="store_true", help="raise the floors")
    parser.add_argument(
        "--allow-regression", action="store_true", help="with --raise: lower floors, too"
    )
    options = parser.parse_args()
    if options.allow_regression and not options.raised:
        parser.error("--allow-regression goes with --raise")
    console = Console(highlight=False)
    folders = corpus_folders(options.corpora, [*HTML_CORPORA, MARKED_TOO, TEXT_CORPUS])
    folders.append(models_folder() / MORE_LABELS)
    fingerprints = {folder.name: corpus_fingerprint(folder) for folder in folders}
    floors = read_floors(FLOORS)
    if not options.allow_regression:
        check_corpora(floors, fingerprints)
    figures = html_figures(options.corpora, console) | text_figures(options.corpora, console)
    if options.raised:
        measures, changes = raise_floors(
            floors.measures, figures, allow_regression=options.allow_regression
        )
        for line in changes:
            console.print(line)
        floors = Floors(fingerprints, measures)
        write_floors(FLOORS, floors)
    by_measure = verdicts(floors.measures, figures)
    for name, verdict in by_measure.items():
        figure = f"{figures[name]:.4f}" if name in figures else "–"
        console.print(f"{name:45} {figure:6}  floor {floors.measures.get(name, 0):.3f}  {verdict}")
    return 0 if set(by_measure.values()) <= {"ok"} else 1


if __name__ == "__main__":
    run(main)
