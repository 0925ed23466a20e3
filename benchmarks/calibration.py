"""How far probabilities and confidence can be believed, and the curves that set them right.

    python benchmarks/calibration.py CORPORA --folds-dir DIR [--format text] [--write]

Labels are given by models that have not seen the site (DIR holds these, as `cleaner train
--folds-out` writes them). The curves of each fold are fitted to the other folds; what is printed is
measured on the fold itself: the expected calibration error of each label, the share of lines that
have a label in each tenth of its probability, and, in each fifth of the pages by confidence, how
many have an error that matters. `--write` fits the curves to all pages and puts them into the model
file of `--model`, by default the shipped one.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from common import add_corpora, argument_parser, corpus_folders, run, write_results

from cleaner.config import PROFILES
from cleaner.document import LOW_CONFIDENCE
from cleaner.evaluation.card import write_card
from cleaner.evaluation.corpus import load_corpora
from cleaner.evaluation.folds import fold_models, read_folds
from cleaner.evaluation.metrics import f_score
from cleaner.evaluation.report.curves import calibrations
from cleaner.evaluation.scores import ScoredLine, score_page
from cleaner.model.calibration import Calibration, Curve, parse_calibration
from cleaner.model.file import models_folder, open_archive
from cleaner.model.log_odds import LogOdds, sigmoid
from cleaner.model.prediction import three_labels
from cleaner.model.selection import expected_f1
from cleaner.model.writing import write_members
from cleaner.paragraph import LABELS
from cleaner.text.tokens import count_words
from cleaner.types import Flags, Floats, Ints

CORPORA = {"html": ("labels-sites", "labels-train"), "text": ("labels-dev",)}
PAGES_OF = {"html": ("wcxb-dev", "news-2023", "fundus-train", "snippets-train"), "text": ()}
KNOTS = np.array([-9.0, -6, -4, -3, -2, -1, -0.4, 0, 0.4, 1, 2, 3, 4, 6, 9])
ZERO = int(np.flatnonzero(KNOTS == 0)[0])
CELLS = np.arange(-20, 20.01, 0.02)  # of log-odds, in which lines count together
SMOOTH = 20.0  # lines that the bend between two stretches of a curve weighs as much as
MATTERS = 0.9  # of word F1 of the body: below it, a tenth of the text is wrong
FIFTHS = 5
TINY = 1e-9
PROFILE = "labels"  # the one whose pages have labels
CALIBRATED = (
    "Probabilities under the profile {profiles} were calibrated on labels that models gave to "
    "pages of sites that they had not seen; no label changed."
)


class Lines(NamedTuple):
    """Labelled lines of pages, (n,) each: the page and its fold, the label as an index into LABELS,
    log-odds of body and chrome, the number of words, and whether the line was kept."""

    page: Ints
    fold: Ints
    label: Ints
    body: Floats
    chrome: Floats
    words: Floats
    kept: Flags

    def where(self, chosen: Flags) -> Lines:
        """Return some of the lines."""
        return Lines(**{name: column[chosen] for name, column in self._asdict().items()})


def main() -> None:
    """Measure calibration, print it, and write the curves if that is asked for."""
    parser = argument_parser(__doc__)
    add_corpora(parser, [*PAGES_OF["html"], *CORPORA["html"], *CORPORA["text"]])
    parser.add_argument("--folds-dir", type=Path, required=True, help="the fold models")
    parser.add_argument("--format", choices=["html", "text"], default="html")
    parser.add_argument("--cache", type=Path, help="keep the lines in this .npz file")
    parser.add_argument("--model", type=Path, help="folder of the model that is written")
    parser.add_argument("--json", type=Path, help="file of results to write into")
    parser.add_argument("--write", action="store_true", help="put the curves into the model")
    options = parser.parse_args()
    if options.cache and options.cache.exists():
        with np.load(options.cache) as data:
            lines = Lines(*(data[name] for name in Lines._fields))
    else:
        lines = labelled_lines(options.corpora, options.folds_dir, options.format)
        if options.cache:
            np.savez_compressed(options.cache, **lines._asdict())
    before = three_labels(sigmoid(lines.body), sigmoid(lines.chrome))
    results = {
        "as it is": measured(lines, before),
        "calibrated, fitted to other folds": measured(lines, cross_fitted(lines)),
    }
    for what, figures in results.items():
        say(what, figures)
    if options.json:
        names = [*PAGES_OF[options.format], *CORPORA[options.format]]
        used = corpus_folders(options.corpora, names)
        write_results(options.json, f"calibration {options.format}", results, options, used)
    if options.write:
        write(options.model or models_folder(), options.format, fit(lines))


def labelled_lines(corpora: Path, folds_dir: Path, format: str) -> Lines:
    """Return the lines of the labelled corpora, each labelled by a model that has not seen it."""
    names = [*PAGES_OF[format], *CORPORA[format]]
    folds, models = read_folds(folds_dir), fold_models(folds_dir)
    pages = load_corpora(corpus_folders(corpora, names))
    rows: list[tuple[float, ...]] = []
    for number, page in enumerate(page for page in pages if page.corpus in CORPORA[format]):
        fold = folds.get(page.domain, -1)
        for line in score_page(page, models(page)).lines:
            body, sidebar, chrome = line.scores
            log_odds = _log_odds(body, 1 - body), _log_odds(chrome, sidebar)
            label = [of.value for of in LABELS].index(line.gold)
            kept = line.predicted == LABELS[0].value
            rows.append((number, fold, label, *log_odds, count_words(line.text), kept))
    columns = np.array(rows).T
    kinds = (np.intp, np.intp, np.intp, float, float, float, bool)
    return Lines(*(column.astype(kind) for column, kind in zip(columns, kinds)))


def _log_odds(yes: float, no: float) -> float:
    return float(np.log(max(yes, TINY) / max(no, TINY)))


def cross_fitted(lines: Lines) -> Floats:
    """Return probabilities (n, 3), each calibrated by the other folds."""
    probabilities = np.zeros((len(lines.label), 3))
    for fold in np.unique(lines.fold).tolist():
        own = lines.fold == fold
        body, chrome = fit(lines.where(~own))(LogOdds(lines.body[own], lines.chrome[own]))
        probabilities[own] = three_labels(sigmoid(body), sigmoid(chrome))
    return probabilities


def fit(lines: Lines) -> Calibration:
    """Fit the curves: of body to all lines, of chrome to those that are not body."""
    rest = lines.label != 0
    return Calibration(
        fit_curve(lines.body, lines.label == 0),
        fit_curve(lines.chrome[rest], lines.label[rest] == 2),
    )


def fit_curve(log_odds: Floats, yes: Flags) -> Curve:
    """Fit a rising curve through 0 for which the log loss of the lines that are `yes` is least."""
    from scipy.optimize import minimize

    cells = np.clip(np.searchsorted(CELLS, log_odds), 0, len(CELLS) - 1)
    counts = np.bincount(cells, minlength=len(CELLS))
    right = np.bincount(cells, yes.astype(float), len(CELLS))

    def loss(steepness: Floats) -> float:
        mapped = curve_of(steepness)(CELLS)
        wrong = float((counts * np.logaddexp(0, mapped) - right * mapped).sum())
        return (wrong + SMOOTH * float((np.diff(steepness) ** 2).sum())) / len(log_odds)

    return curve_of(minimize(loss, np.zeros(len(KNOTS) - 1), method="L-BFGS-B").x)


def curve_of(steepness: Floats) -> Curve:
    """Return the curve whose stretches have slopes of these logarithms."""
    after = np.concatenate(([0.0], np.cumsum(np.exp(steepness) * np.diff(KNOTS))))
    return Curve(tuple(KNOTS.tolist()), tuple((after - after[ZERO]).tolist()))


def measured(lines: Lines, probabilities: Floats) -> dict[str, Any]:
    """Return how far probabilities and confidence can be believed; None for a share of nothing."""
    scored = [
        ScoredLine(LABELS[label].value, "", "", tuple(row))
        for label, row in zip(lines.label.tolist(), probabilities.tolist())
    ]
    confidence, wrong = trusted(lines, probabilities)
    order = np.argsort(confidence, kind="stable")
    low = confidence < LOW_CONFIDENCE
    return {
        "lines": len(lines.label),
        "pages": len(confidence),
        "labels": {
            of_label.label.value: {
                "expected error": of_label.error,
                "share by tenths": [_number(share) for share in of_label.actual.tolist()],
            }
            for of_label in calibrations(scored)
        },
        "wrong by fifths": [_share(part) for part in np.array_split(wrong[order], FIFTHS)],
        "low": {"share": _share(low), "wrong": _share(wrong[low]), "others": _share(wrong[~low])},
    }


def say(what: str, figures: dict[str, Any]) -> None:
    """Print figures of `measured`."""
    print(f"{what}: {figures['lines']:,} lines of {figures['pages']:,} pages")
    for name, of_label in figures["labels"].items():
        tenths = " ".join(_text(share, 3).lstrip("0") for share in of_label["share by tenths"])
        print(f"  {name:8} expected error {of_label['expected error']:.4f}; in tenths {tenths}")
    fifths = " ".join(_text(share, 2) for share in figures["wrong by fifths"])
    print("  pages with an error that matters, by fifths of confidence:", fifths)
    share, wrong, others = (_text(share, 2) for share in figures["low"].values())
    print(
        f"  confidence below {LOW_CONFIDENCE}: {share} of the pages, of which {wrong} have such an "
        f"error; of the others {others}"
    )


def _share(chosen: Flags) -> float | None:
    return float(chosen.mean()) if len(chosen) else None


def _number(share: float) -> float | None:
    return None if np.isnan(share) else share


def _text(share: float | None, digits: int) -> str:
    return "none" if share is None else f"{share:.{digits}f}"


def trusted(lines: Lines, probabilities: Floats) -> tuple[Floats, Flags]:
    """Return the confidence of each page, and whether it has an error that matters: word F1 of its
    body is below MATTERS."""
    confidence, wrong = [], []
    for page in np.unique(lines.page).tolist():
        own = lines.page == page
        words, kept, is_body = lines.words[own], lines.kept[own], lines.label[own] == 0
        confidence.append(expected_f1(probabilities[own, 0], words, kept) if kept.any() else 0.0)
        shared = float(words[kept & is_body].sum())
        kept_words, body_words = float(words[kept].sum()), float(words[is_body].sum())
        score = f_score(shared / max(kept_words, 1.0), shared / max(body_words, 1.0))
        wrong.append(score < MATTERS if body_words or kept_words else False)
    return np.array(confidence), np.array(wrong, dtype=bool)


def write(folder: Path, format: str, calibration: Calibration) -> None:
    """Put the curves into a model file."""
    path = folder / f"{format}.model"
    archive, _ = open_archive(path)
    description = json.loads(archive.read("model.json"))
    # Both profiles of plain text have the same parts and the same rule.
    profiles = PROFILES if format == "text" else (PROFILE,)
    curves = calibration.as_dict()
    parse_calibration(curves)
    description["calibration"] = dict.fromkeys(profiles, curves)
    said = CALIBRATED.format(profiles=" and ".join(f'"{name}"' for name in profiles))
    history = [entry for entry in description.get("history", []) if "calibrated" not in entry]
    description["history"] = [*history, said]
    members = {name: archive.read(name) for name in archive.names() if name != "model.json"}
    write_members(path, description, members)
    print(f"written to {path} and {write_card(path)}")


if __name__ == "__main__":
    run(main)
