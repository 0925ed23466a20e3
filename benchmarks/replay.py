"""Corrections replayed: how many errors a site's corrected pages take off its other pages.

    python benchmarks/replay.py CORPORA --folds-dir DIR

The gold labels of one, two or three pages of a site are taken for what a person corrected, a site
layer is fitted to them on top of a model that has not seen the site (DIR holds these, as
`cleaner train --folds-out` writes them), and the errors on another page of the site are counted,
without and with the layer. Every page is the other one once for each choice of corrected pages
beside it. The share of errors that go is that of all errors, and the mean of the sites.

Few sites have several pages with labels. So the same is done with gold texts: a paragraph is body
if it stands in the gold text, which is another convention and not the same on all pages of a site,
and the errors are those of body against the rest, under the profile "article".

Elsewhere: on pages of other sites a layer changes nothing, unless it was made to hold for all
pages. What the layers of some sites do there then is measured on the check set.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from statistics import mean

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
CHOICES = 4  # of the corrected pages beside a page
LEAST_GOLD = 4  # pages of a site with gold texts
ELSEWHERE = 20  # sites whose layers are tried on others
MOST_PAGES = 8  # of a site with gold texts that are looked at


@dataclass(slots=True)
class Count:
    """Errors of each site without and with a layer, over `replays` of one page each."""

    replays: int = 0
    sites: dict[str, tuple[int, int]] = field(default_factory=dict)

    def add(self, site: str, before: int, after: int) -> None:
        """Count one page."""
        so_far = self.sites.get(site, (0, 0))
        self.sites[site] = so_far[0] + before, so_far[1] + after
        self.replays += 1

    def figures(self) -> dict[str, float]:
        """Return the share of errors that are gone, of all and as the mean of the sites that have
        any, and what it is a share of."""
        before, after = map(sum, zip(*self.sites.values()))
        shares = [
            1 - with_layer / without for without, with_layer in self.sites.values() if without
        ]
        return {
            "sites": len(self.sites), "replays": self.replays, "before": before, "after": after,
            "gone": round(1 - after / before, 3), "gone, mean of sites": round(mean(shares), 3),
        }  # fmt: skip


def main() -> None:
    """Measure and print."""
    parser = argument_parser(__doc__)
    corpora = [*GOLD_TEXTS, "snippets-train", *LABELS]
    add_corpora(parser, corpora)
    parser.add_argument("--folds-dir", type=Path, required=True, help="the fold models")
    parser.add_argument("--json", type=Path, help="file of results to write into")
    options = parser.parse_args()
    folders = corpus_folders(options.corpora, corpora)
    pages = load_corpora([*folders, MORE])
    models = fold_models(options.folds_dir)
    labelled = of_sites([page for page in pages if page.lines and page.html], 2)
    with_text = of_sites([page for page in pages if page.text and page.html], LEAST_GOLD)
    del pages  # which take a gigabyte
    say_sizes("with labels", labelled)
    examples = {site: list(make(own, models, "labels")) for site, own in labelled.items()}
    results = report("labels", examples, "labels", models, labelled)
    errors_alone = {site: [only_errors(one) for one in own] for site, own in examples.items()}
    results |= report(
        "labels, only errors corrected", errors_alone, "labels", models, labelled, truth=examples
    )
    results |= elsewhere_of(examples)
    say_sizes("with gold texts", with_text)
    texts = {site: list(make(own, models, "article")) for site, own in with_text.items()}
    results |= report("gold texts", texts, "article", models, with_text, least=MOST_CORRECTED)
    if options.json:
        write_results(options.json, "replay", results, options, [*folders, MORE])


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
            CorrectedPage(gold.id, host_of(gold.url), made.page, given, gold.id),
            model,
            profile=profile,
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
    *,
    truth: dict[str, list[Example]] | None = None,
    least: int = 1,
) -> dict[str, dict[str, float]]:
    """Replay corrections, print by the number of corrected pages from `least` on, and return the
    figures."""
    counts: dict[int, Count] = defaultdict(Count)
    for site, examples in sites.items():
        model = load_model("html", models(gold[site][0]), profile)
        layers: dict[frozenset[int], SiteLayer] = {}
        for number, left_out in enumerate(examples):
            known = truth[site][number] if truth else left_out
            others = [other for other in range(len(examples)) if other != number]
            for corrected in range(least, min(len(others), MOST_CORRECTED) + 1):
                for chosen in choices(others, corrected):
                    if chosen not in layers:
                        layers[chosen] = fit_layer([examples[other] for other in sorted(chosen)])
                    with_layer = labels_with(layers[chosen], left_out, model, profile)
                    counts[corrected].add(
                        site, errors(known, known.own, profile), errors(known, with_layer, profile)
                    )
    results = {f"{name}, {n} corrected": counts[n].figures() for n in sorted(counts)}
    for what, figures in results.items():
        print(f"{what}:", ", ".join(f"{key} {value}" for key, value in figures.items()), flush=True)
    return results


def choices(pages: Sequence[int], corrected: int) -> set[frozenset[int]]:
    """Return up to CHOICES sets of so many of some pages."""
    around = [*pages, *pages]
    starts = range(min(len(pages), CHOICES))
    return {frozenset(around[start : start + corrected]) for start in starts}


def errors(example: Example, labels: Ints, profile: Profile) -> int:
    """Return how many labels of a page are wrong: under the profile "article", body or not."""
    wrong = labels != example.given
    if profile == "article":
        wrong = (labels == 0) != (example.given == 0)
    return int((wrong & example.said).sum())


def elsewhere_of(sites: dict[str, list[Example]]) -> dict[str, dict[str, float]]:
    """Print what layers of single sites do to the check set if they hold for all pages; return the
    figures."""
    check_set = read_check_set()
    before, after = 0.0, []
    for own in list(sites.values())[:: max(len(sites) // ELSEWHERE, 1)]:
        (weights,) = fit_layer(own).sites.values()
        if measured := elsewhere(SiteLayer({EVERYWHERE: weights}), check_set):
            before = measured.before
            after.append(measured.after)
    print(
        f"elsewhere, with the layer of one site that holds everywhere ({len(after)} sites): macro "
        f"F1 {before:.4f} before, {mean(after):.4f} after on average, {min(after):.4f} at worst"
    )
    figures = {"sites": len(after), "before": before, "after": mean(after), "worst": min(after)}
    return {"elsewhere, layers that hold everywhere": figures}


if __name__ == "__main__":
    run(main)
