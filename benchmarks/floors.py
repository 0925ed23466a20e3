"""Check that accuracy has not fallen: exit 1 where a measure is below its floor.

    python benchmarks/floors.py CORPORA

The HTML route is trained with a small recipe (and the labels that lie apart), three times on two
thirds of the domains, and each time measured on the rest, so nothing is measured on what it was
trained on; the shipped text model is measured on labels-dev, whose domains it has never seen. The
floors lie just below what the recipe gave when they were last raised; the figures of the full
recipe are in the model cards.
"""

from __future__ import annotations

import argparse
import json
import logging
import sys
import tempfile
from pathlib import Path

from rich.console import Console

from cleaner.evaluation.scores import fold_models, report, score_pages
from cleaner.evaluation.tables import evaluate_command
from cleaner.model.file import models_folder
from cleaner.training.html import fit_folds
from cleaner.training.recipe import make_recipe
from cleaner.training.train import load_corpora

FLOORS = Path(__file__).with_name("floors.json")
HTML_CORPORA = ("wcxb-dev", "news-2023", "fundus-train", "labels-train")
MORE_LABELS = "labels-more"  # in the folder of the models
MARKED_TOO = "snippets-train"  # some of its pages, too, have labels there
# Another processor rounds otherwise. By that alone the labels of the same fit differ by .006, and a
# label of the shipped text model by .001; one document of labels-dev is .021.
MARGINS = {
    "labels-train: macro F1": 0.01,
    "labels-dev: macro F1": 0.007,
    "labels-dev: documents exactly right": 0.022,
}
MARGIN = 0.005
SMALL = make_recipe(
    "html",
    {
        "folds": 3,
        "examples": {"most_paragraphs": 80},
        "trees": {"body_trees": 60, "chrome_trees": 40, "learning_rate": 0.2},
        "network": {"width": 64, "epochs": 8},
    },
)
EVERY = 2  # of the pages, one in so many: the check is to be quick


def main() -> int:
    """Measure, compare, report."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("corpora", type=Path)
    parser.add_argument("--raise", dest="raised", action="store_true", help="write new floors")
    options = parser.parse_args()
    console = Console()
    logging.basicConfig(level=logging.INFO, format="%(message)s")

    figures: dict[str, float] = {}
    named = [options.corpora / name for name in (*HTML_CORPORA, MARKED_TOO)]
    known = load_corpora([*named, models_folder() / MORE_LABELS])
    pages = [page for page in known if page.corpus in HTML_CORPORA][::EVERY]
    there = {f"{page.corpus}:{page.id}" for page in pages}
    apart = [page for page in known if page.apart and page.id in there]
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        # All folds: of one alone, a single page moves the news by .01.
        fit_folds([*pages, *apart], folder, SMALL, range(SMALL.folds))
        found = report(score_pages(pages, fold_models(folder)))
    for corpus, tools in found.items():
        measures = tools["cleaner"]["all"]
        for name in ("word F1", "shingle F1", "macro F1"):
            if name in measures:
                figures[f"{corpus}: {name}"] = measures[name]
    text = evaluate_command([options.corpora / "labels-dev"], console=console)
    for name in ("macro F1", "left-over lines removed", "documents exactly right"):
        figures[f"labels-dev: {name}"] = text["labels-dev"]["cleaner"]["all"][name]

    if options.raised:
        floors = {
            name: round(value - MARGINS.get(name, MARGIN), 3) for name, value in figures.items()
        }
        FLOORS.write_text(json.dumps(floors, indent=1) + "\n", encoding="utf-8")
    floors = json.loads(FLOORS.read_text(encoding="utf-8"))
    missing = floors.keys() - figures.keys()
    fallen = {
        name for name, floor in floors.items() if name not in missing and figures[name] < floor
    }
    for name, value in figures.items():
        mark = "FALLEN" if name in fallen else "ok"
        console.print(f"{name:45} {value:.4f}  floor {floors.get(name, 0):.3f}  {mark}")
    for name in missing:
        console.print(f"{name}: not measured")
    return 1 if fallen or missing else 0


if __name__ == "__main__":
    sys.exit(main())
