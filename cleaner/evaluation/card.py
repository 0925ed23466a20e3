"""Write the card of a model: what it was trained on, what it does well, and what it does badly.

Whatever measures a model writes its card; the model file itself stays as the fit has left it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from cleaner.evaluation.scores import OURS
from cleaner.model.description import Description
from cleaner.model.file import read_description

TEMPLATE = "card.md.j2"
MOST_LANGUAGES = 12  # rows of a table by language, those with most pages
FEWEST_PAGES = 10  # of a group that counts as a weakness
MOST_WEAKNESSES = 5
RATINGS = ("word F1", "macro F1")  # what a group of pages is rated by, the first that it has


class Source(NamedTuple):
    """Where a corpus is from, under which licence, and who labelled it."""

    source: str
    licence: str
    labelled_by: str = ""


_LABELS = "labels made for this project; pages as in their corpora"
SOURCES = {
    "wcxb-dev": Source("WCXB, development split", "CC-BY-4.0"),
    "news-2023": Source("article-extraction-dataset", "Apache-2.0"),
    "fundus-train": Source("parser tests of fundus", "MIT"),
    "snippets-train": Source("evaluation set of trafilatura", "Apache-2.0"),
    "labels-train": Source(
        "three labels for pages of the corpora above",
        _LABELS,
        "automated readers, under the annotation guideline",
    ),
    "labels-more": Source(
        "three labels for further pages of the corpora above, mostly such as models were least "
        "sure of (models/labels-more)",
        _LABELS,
        "automated readers, once, under the annotation guideline",
    ),
}
UNKNOWN = Source("a corpus of the user", "not stated")


class Weakness(NamedTuple):
    """A group of pages on which the model does badly."""

    value: float
    group: str
    corpus: str
    measure: str


def write_card(
    model_path: Path, figures: Mapping[str, Any] | None = None, protocol: str | None = None
) -> Path:
    """Write the card of a model file beside it, as Markdown; return the path.

    `figures` are measures by corpus and tool, as `cleaner evaluate` sums them up, and `protocol`
    says how they were measured; without them the card has those of the fit. Raises ModelError if
    the model file is not one that can be loaded.
    """
    description = read_description(model_path)
    if figures is None:
        figures, protocol = description["figures"], description.get("protocol")
    path = model_path.with_suffix(".md")
    path.write_text(render_card(description, figures, protocol or ""), encoding="utf-8")
    return path


def render_card(description: Description, figures: Mapping[str, Any], protocol: str) -> str:
    """Return the card of a model with this description."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        undefined=StrictUndefined,
        autoescape=False,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    ours = {corpus: tools[OURS] for corpus, tools in figures.items() if OURS in tools}
    return environment.get_template(TEMPLATE).render(
        model=description,
        sources=SOURCES,
        unknown=UNKNOWN,
        protocol=protocol,
        figures={corpus: _tables(groups) for corpus, groups in ours.items()},
        weaknesses=sorted(_weaknesses(ours))[:MOST_WEAKNESSES],
    )


def _tables(groups: Mapping[str, Any]) -> dict[str, Any]:
    """Return the tables of a corpus: rows with the number of pages and one cell for a measure."""
    languages = {name: row for name, row in groups.get("language", {}).items() if name != "?"}
    tables = {"page type": {"all": groups["all"], **_most_pages_first(groups["page_type"])}}
    if len(languages) > 1:
        tables["language"] = dict([*_most_pages_first(languages).items()][:MOST_LANGUAGES])
    return {"tables": tables, "confusion": groups.get("confusion")}


def _most_pages_first(groups: Mapping[str, Any]) -> dict[str, Any]:
    return dict(sorted(groups.items(), key=lambda item: -item[1]["pages"]))


def _weaknesses(ours: Mapping[str, Any]) -> Iterator[Weakness]:
    for corpus, groups in ours.items():
        for name, row in groups["page_type"].items():
            measure = next((name for name in RATINGS if name in row), None)
            if measure and row["pages"] >= FEWEST_PAGES:
                yield Weakness(row[measure], name, corpus, measure)
