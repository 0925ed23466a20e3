"""Write the card of a model: what it was trained on, what it does well, and what it does badly.

The card has the figures of the fit, which stand in the model file, and those of an evaluation, if
one was asked to write them there. The model file itself stays as the fit has left it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple, get_args

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from cleaner.evaluation.evaluate import Evaluation
from cleaner.evaluation.provenance import KNOWN, Provenance
from cleaner.evaluation.scores import OURS
from cleaner.evaluation.summaries import MACRO_F1, PAGES, UNKNOWN, WORD_F1, Figures, figures_of
from cleaner.evaluation.tables import LEAST_PAGES
from cleaner.model.description import Description
from cleaner.model.file import models_folder, read_description
from cleaner.types import Format

TEMPLATE = "card.md.j2"
MOST_LANGUAGES = 12  # rows of a table by language, those with most pages
MOST_WEAKNESSES = 5
RATINGS = (WORD_F1, MACRO_F1)  # what a group of pages is rated by, the first that it has
OUT_OF_FOLD = (
    "Out-of-fold by registered domain: each page was cleaned by a model that has not seen its site."
)


class Measurement(NamedTuple):
    """Figures by corpus and tool, under a title, and how they were measured."""

    title: str
    protocol: str
    figures: Mapping[str, Any]


class Weakness(NamedTuple):
    """A group of pages on which the model does badly."""

    value: float
    group: str
    corpus: str
    measure: str


def write_cards(folder: Path | None, evaluation: Evaluation) -> list[Path]:
    """Write the cards of the models that were measured, with the figures; return the paths.

    `folder` holds the models; None is that of the shipped ones. Raises ModelError if a model file
    is not one that can be loaded.
    """
    folder = folder or models_folder()
    paths = []
    for format in get_args(Format):
        scores = [score for score in evaluation.scores if score.format == format]
        if scores:
            path = folder / f"{format}.model"
            figures = figures_of(scores)
            protocol = OUT_OF_FOLD if evaluation.out_of_fold else _as_it_is(path, figures)
            title = f"Measured on {evaluation.date}"
            paths.append(write_card(path, Measurement(title, protocol, figures)))
    return paths


def write_card(model_path: Path, measured: Measurement | None = None) -> Path:
    """Write the card of a model file beside it, as Markdown; return the path.

    Raises ModelError if the model file is not one that can be loaded.
    """
    path = model_path.with_suffix(".md")
    path.write_text(render_card(read_description(model_path), measured), encoding="utf-8")
    return path


def render_card(description: Description, measured: Measurement | None = None) -> str:
    """Return the card of a model with this description: with the figures of the fit, if it has any,
    and of a later measurement, if there was one."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        undefined=StrictUndefined,
        autoescape=False,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    measurements = [measured] if measured else []
    if description["figures"]:
        protocol = description.get("protocol") or OUT_OF_FOLD
        measurements.insert(0, Measurement("Accuracy", protocol, description["figures"]))
    return environment.get_template(TEMPLATE).render(
        model=description,
        corpora={name: _provenance(name, measurements) for name in description["training"]},
        measurements=[
            measurement._replace(figures=_tables_by_corpus(measurement.figures))
            for measurement in measurements
        ],
        # The figures of the fit are out-of-fold, so they come first here, too.
        weaknesses=sorted(_weaknesses(measurements[0].figures))[:MOST_WEAKNESSES]
        if measurements
        else [],
    )


def _as_it_is(model_path: Path, figures: Figures) -> str:
    """Return how a model was measured on corpora that it may have been trained on."""
    trained_on = [name for name in figures if name in read_description(model_path)["training"]]
    if trained_on:
        return (
            f"With the model as it is. It was trained on {', '.join(trained_on)}: figures of "
            "these corpora flatter it."
        )
    return "With the model as it is. It was trained on none of these corpora."


def _provenance(corpus: str, measurements: list[Measurement]) -> Provenance:
    """Return what is known of a corpus by its name, and who labelled it as its figures say."""
    provenance = KNOWN.get(corpus, Provenance())
    for measurement in measurements:
        stated = measurement.figures.get(corpus, {}).get(OURS, {}).get("labelled_by")
        if stated:
            return provenance._replace(labelled_by="; ".join(stated))
    return provenance


def _tables_by_corpus(figures: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    return {corpus: _tables(tools[OURS]) for corpus, tools in figures.items() if OURS in tools}


def _tables(groups: Mapping[str, Any]) -> dict[str, Any]:
    """Return the tables of a corpus: rows with the number of pages and one cell for a measure."""
    languages = {name: row for name, row in groups.get("language", {}).items() if name != UNKNOWN}
    tables = {"page type": {"all": groups["all"], **_most_pages_first(groups["page_type"])}}
    if len(languages) > 1:
        tables["language"] = dict([*_most_pages_first(languages).items()][:MOST_LANGUAGES])
    return {"tables": tables, "confusion": groups.get("confusion")}


def _most_pages_first(groups: Mapping[str, Any]) -> dict[str, Any]:
    return dict(sorted(groups.items(), key=lambda item: -item[1][PAGES]))


def _weaknesses(figures: Mapping[str, Any]) -> Iterator[Weakness]:
    for corpus, tools in figures.items():
        for name, row in tools.get(OURS, {"page_type": {}})["page_type"].items():
            measure = next((name for name in RATINGS if name in row), None)
            if measure and row[PAGES] >= LEAST_PAGES:
                yield Weakness(row[measure], name, corpus, measure)
