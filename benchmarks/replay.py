"""Corrections replayed: how many errors a site's corrected pages take off its other pages.

    python benchmarks/replay.py CORPORA --folds-dir DIR

The gold labels of some pages of a site are taken for what a person corrected, a site layer is
fitted to them on top of a model that has not seen the site (DIR holds these, as
`cleaner train --folds-out` writes them), and the errors on another page of the site are counted,
without and with the layer. Every page is the other one once; the first pages beside it, one to
three, are the corrected ones.

Few sites have several pages with labels. So the same is done with gold texts: a paragraph is body
if it stands in the gold text, which is another convention, and the errors are those of body against
the rest, under the profile "article".

Elsewhere: the layers of some sites made to hold for all pages, on the check set.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from common import add_corpora, argument_parser, corpus_folders, run, write_results

from cleaner.evaluation.corpus import load_corpora
from cleaner.evaluation.folds import ModelOf, fold_models
from cleaner.evaluation.gold import GoldPage
from cleaner.metadata import host_of
from cleaner.model.file import load_model
from cleaner.model.site_layer import EVERYWHERE, SiteLayer
from cleaner.training.correcting.check import elsewhere, read_check_set
from cleaner.training.correcting.corrected import NOT_GIVEN, CorrectedPage
from cleaner.training.correcting.fit import Example, example_of, fit_layer, labels_with
from cleaner.training.data.examples import UNKNOWN, make_example
from cleaner.types import Ints, Profile

GOLD_TEXTS = ("wcxb-dev", "news-2023", "fundus-train")
LABELS = ("labels-train", "labels-sites")
MORE = Path(__file__).parent.parent / "models" / "labels-more"
MOST_CORRECTED = 3
LEAST_GOLD = 4  # pages of a site with gold texts
ELSEWHERE = 20  # sites whose layers are tried on others
MOST_PAGES = 8  # of a site with gold texts that are looked at


@dataclass(slots=True)
class Count:
    """Errors without and with a layer, and the sites and pages that they are of."""

    sites: set[str] = field(default_factory=set)
    pages: int = 0
    before: int = 0
    after: int = 0

    def __str__(self) -> str:
        gone = 1 - self.after / self.before if self.before else 0.0
        return (
            f"{len(self.sites):4} sites, {self.pages:4} pages: {self.before:6,} errors before, "
            f"{self.after:6,} after: {gone:.3f} gone"
        )


def main() -> None:
    """Measure and print."""
    parser = argument_parser(__doc__)
    add_corpora(parser, [*GOLD_TEXTS, "snippets-train", *LABELS])
    parser.add_argument("--folds-dir", type=Path, required=True, help="the fold models")
    parser.add_argument("--json", type=Path, help="file of results to write into")
    options = parser.parse_args()
    folders = corpus_folders(options.corpora, [*GOLD_TEXTS, "snippets-train", *LABELS])
    pages = load_corpora([*folders, MORE])
    models = fold_models(options.folds_dir)
    results: dict[str, dict[str, float]] = {}
    labelled = of_sites([page for page in pages if page.lines and page.html], 2)
    with_text = of_sites([page for page in pages if page.text and page.html], LEAST_GOLD)
    say_sizes("with labels", labelled)
    examples = {site: list(make(own, models, "labels")) for site, own in labelled.items()}
    results |= report("labels", examples, "labels", models, labelled)
    results |= report(
        "labels, only errors corrected",
        {site: [only_errors(one) for one in own] for site, own in examples.items()},
        "labels", models, labelled, truth=examples,
    )  # fmt: skip
    say_elsewhere(examples)
    say_sizes("with gold texts", with_text)
    texts = {site: list(make(own, models, "article")) for site, own in with_text.items()}
    results |= report("gold texts", texts, "article", models, with_text)
    if options.json:
        write_results(options.json, "replay", results, options, folders)


def of_sites(pages: Sequence[GoldPage], least: int) -> dict[str, list[GoldPage]]:
    """Return the pages of each host that has enough of them, each page once."""
    sites: dict[str, dict[str, GoldPage]] = defaultdict(dict)
    for page in pages:
        if host := host_of(page.url):
            sites[host].setdefault(page.url, page)
    return {site: list(own.values()) for site, own in sites.items() if len(own) >= least}


def say_sizes(what: str, sites: dict[str, list[GoldPage]]) -> None:
    """Print how many sites have enough pages."""
    counts = ((least, sum(len(own) >= least for own in sites.values())) for least in range(2, 7))
    print(f"sites {what}, by pages:", ", ".join(f"{n} or more {sites_}" for n, sites_ in counts))


def make(pages: Sequence[GoldPage], models: ModelOf, profile: Profile) -> Iterator[Example]:
    """Yield the examples of a site's pages, each with all its gold as corrections."""
    for gold in pages[:MOST_PAGES]:
        made = make_example(gold)
        if not len(made.page):
            continue
        model = load_model("html", models(gold), profile)
        body, chrome = made.targets.T.astype(np.intp)
        given = np.where(body == UNKNOWN, NOT_GIVEN, np.where(body == 1, 0, 1 + (chrome == 1)))
        example = example_of(
            CorrectedPage(gold.id, host_of(gold.url), made.page, given), model, profile=profile
        )
        if profile == "article":  # gold texts do not tell sidebar from chrome
            other = 1 + (example.prediction.chrome_log_odds > 0)
            example.given = np.where(given > 0, other, given)
        yield example


def only_errors(example: Example) -> Example:
    """Return an example of which only the errors of the model are corrected."""
    given = np.where(example.given == example.own, NOT_GIVEN, example.given)
    return replace(example, given=given)


def report(
    name: str,
    sites: dict[str, list[Example]],
    profile: Profile,
    models: ModelOf,
    gold: dict[str, list[GoldPage]],
    truth: dict[str, list[Example]] | None = None,
) -> dict[str, dict[str, float]]:
    """Replay, print by the number of corrected pages, and return the figures."""
    counts: dict[int, Count] = defaultdict(Count)
    for site, examples in sites.items():
        model = load_model("html", models(gold[site][0]), profile)
        for number, left_out in enumerate(examples):
            others = [one for at, one in enumerate(examples) if at != number]
            known = truth[site][number] if truth else left_out
            for corrected in range(1, min(len(others), MOST_CORRECTED) + 1):
                layer = fit_layer(others[:corrected])
                with_layer = labels_with(layer, left_out, model, profile)
                count = counts[corrected]
                count.sites.add(site)
                count.pages += 1
                count.before += errors(known, known.own, profile)
                count.after += errors(known, with_layer, profile)
    for corrected, count in sorted(counts.items()):
        print(f"{name}, {corrected} corrected: {count}", flush=True)
    return {
        f"{name}, {corrected} corrected": {
            "sites": len(count.sites), "pages": count.pages, "before": count.before,
            "after": count.after,
        }
        for corrected, count in counts.items()
    }  # fmt: skip


def errors(example: Example, labels: Ints, profile: Profile) -> int:
    """Return how many labels of a page are wrong: under the profile "article", body or not."""
    wrong = labels != example.given
    if profile == "article":
        wrong = (labels == 0) != (example.given == 0)
    return int((wrong & example.said).sum())


def say_elsewhere(sites: dict[str, list[Example]]) -> None:
    """Print what layers cost on the check set if they hold for all pages."""
    check_set = read_check_set()
    changes = []
    for own in list(sites.values())[:: max(len(sites) // ELSEWHERE, 1)]:
        (weights,) = fit_layer(own).sites.values()
        found = elsewhere(SiteLayer({EVERYWHERE: weights}), check_set)
        changes.append(found.after - found.before)
    every = [replace(one, site=EVERYWHERE) for own in sites.values() for one in own]
    found = elsewhere(fit_layer(every), check_set)
    print(
        f"elsewhere, macro F1 on the check set ({found.before:.4f} without a layer): layers of "
        f"single sites {np.mean(changes):+.4f} on average, {min(changes):+.4f} at worst; one layer "
        f"of all sites {found.after - found.before:+.4f}"
    )


if __name__ == "__main__":
    run(main)
