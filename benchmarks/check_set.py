"""Write the check set of `cleaner train --base`: figures of pages, and no page.

    python benchmarks/check_set.py CORPORA --folds-dir DIR [--pages 80]

Takes labelled pages of sites of their own, each seen by a model that has not seen its site, and the
sample pages, and writes `cleaner/training/correcting/check_set.npz`.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from common import ROOT, add_corpora, argument_parser, corpus_folders, run

from cleaner.config import Config
from cleaner.evaluation.corpus import load_corpora
from cleaner.evaluation.folds import fold_models
from cleaner.features.site_features import Signs
from cleaner.io.inputs import read_input
from cleaner.metadata import host_of
from cleaner.model.file import load_model
from cleaner.model.log_odds import LogOdds
from cleaner.routes.html import HtmlRoute
from cleaner.training.correcting.check import NO_ADDRESS, PATH, CheckSet, write_check_set
from cleaner.training.correcting.corrected import NOT_GIVEN, CorrectedPage
from cleaner.training.correcting.fit import Example, example_of
from cleaner.training.data.examples import UNKNOWN, make_example

CORPUS = "labels-sites"
MOST_PARAGRAPHS = 300  # of a page, so that none outweighs the others


def main() -> None:
    """Choose the pages and write their figures."""
    parser = argument_parser(__doc__)
    add_corpora(parser, [CORPUS])
    parser.add_argument("--folds-dir", type=Path, required=True, help="the fold models")
    parser.add_argument("--pages", type=int, default=80)
    options = parser.parse_args()
    pages = load_corpora(corpus_folders(options.corpora, [CORPUS]))
    random.Random(1).shuffle(pages)
    models = fold_models(options.folds_dir)
    samples = list(sample_examples())
    examples = [*samples]
    domains: set[str] = set()
    for gold in pages:
        if len(examples) == len(samples) + options.pages:
            break
        if gold.domain in domains or not gold.html:
            continue
        domains.add(gold.domain)
        made = make_example(gold)
        if not 0 < len(made.page) <= MOST_PARAGRAPHS:
            continue
        body, chrome = made.targets.T.astype(np.intp)
        given = np.where(body == UNKNOWN, NOT_GIVEN, np.where(body == 1, 0, 1 + (chrome == 1)))
        page = CorrectedPage(gold.id, host_of(made.page.address), made.page, given, gold.id)
        examples.append(example_of(page, load_model("html", models(gold))))
    write_check_set(PATH, joined(examples, sum(len(one.own) for one in samples)))
    print(f"{PATH}: {len(examples)} pages, {PATH.stat().st_size:,} bytes")


def sample_examples() -> Iterator[Example]:
    """Yield what the shipped model makes of the sample pages: its labels count as right."""
    for path in sorted((ROOT / "samples").rglob("*.html")):
        page = HtmlRoute().segment(read_input(path, None).text, Config())
        unknown = np.full(len(page), NOT_GIVEN)
        corrected = CorrectedPage(path.name, host_of(page.address), page, unknown, path.name)
        example = example_of(corrected, load_model("html"))
        example.given = example.own
        yield example


def joined(examples: list[Example], samples: int) -> CheckSet:
    """Put examples one after the other."""
    counts = np.concatenate([np.diff(one.signs.ends, prepend=0) for one in examples])
    return CheckSet(
        Signs(np.concatenate([one.signs.codes for one in examples]), np.cumsum(counts)),
        LogOdds(
            np.concatenate([one.prediction.body_log_odds for one in examples]),
            np.concatenate([one.prediction.chrome_log_odds for one in examples]),
        ),
        np.concatenate([one.given for one in examples]),
        np.array([len(one.own) for one in examples]),
        np.array([one.site == NO_ADDRESS for one in examples]),
        samples,
    )


if __name__ == "__main__":
    run(main)
