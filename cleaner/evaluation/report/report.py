"""The page of a report: it needs nothing beside it but the views that it links to."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import NamedTuple
from urllib.parse import quote

from cleaner.evaluation.evaluate import Evaluation
from cleaner.evaluation.report.charts import (
    bar_chart,
    calibration_chart,
    threshold_chart,
    time_chart,
)
from cleaner.evaluation.report.curves import calibrations, threshold_curve
from cleaner.evaluation.report.worst import write_worst
from cleaner.evaluation.scores import OURS, ScoredLine
from cleaner.evaluation.summaries import (
    MACRO_F1,
    PAGES,
    SHINGLE_F1,
    SNIPPET_F1,
    WORD_F1,
    ConfusionFigures,
    GroupFigures,
    ToolFigures,
)
from cleaner.version import __version__

WORST = 20
"""Pages that are shown with their gold."""
LEAST_PAGES = 10  # of a group with a bar of its own: with fewer, one page moves the figure by .1
MOST_GROUPS = 25  # bars in a chart


class Chart(NamedTuple):
    """A chart, and what is said under it."""

    title: str
    svg: str
    note: str = ""


class CorpusPart(NamedTuple):
    """What a report says of one corpus."""

    name: str
    rows: dict[str, GroupFigures]  # by tool
    measures: list[str]
    confusion: ConfusionFigures | None
    charts: list[Chart]


def write_report(evaluation: Evaluation, path: Path, *, worst: int = WORST) -> None:
    """Write the report, whole or not at all, and views of the worst pages into a folder beside it.

    Raises ModelError, OSError.
    """
    from jinja2 import Environment, PackageLoader  # only reports need it
    from markupsafe import Markup

    environment = Environment(
        loader=PackageLoader("cleaner.evaluation", "report"), autoescape=True, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip
    environment.filters["chart"] = Markup  # matplotlib has escaped what is in it
    pages = write_worst(evaluation, worst, path)
    text = environment.get_template("report.html.j2").render(
        version=__version__,
        date=evaluation.date,
        out_of_fold=evaluation.out_of_fold,
        corpora=[_part(name, tools, evaluation) for name, tools in evaluation.figures.items()],
        worst=[{"page": page, "address": quote(page.view)} for page in pages],
        pages=PAGES,
    )
    part = path.with_name(path.name + ".part")
    part.write_text(text, encoding="utf-8")
    os.replace(part, path)


def _part(corpus: str, tools: Mapping[str, ToolFigures], evaluation: Evaluation) -> CorpusPart:
    rows = {tool: figures["all"] for tool, figures in tools.items()}
    measures = list(dict.fromkeys(name for row in rows.values() for name in row if name != PAGES))
    ours = tools[OURS]
    charts = [
        *_label_charts(_lines(corpus, evaluation)),
        *_time_charts(corpus, rows, evaluation),
        *_group_charts(ours),
    ]
    return CorpusPart(corpus, rows, measures, ours.get("confusion"), charts)


def _lines(corpus: str, evaluation: Evaluation) -> list[ScoredLine]:
    """Return the labelled lines of a corpus."""
    ours = (s for s in evaluation.scores if s.corpus == corpus and s.tool == OURS)
    return [line for score in ours for line in score.lines]


def _label_charts(lines: Sequence[ScoredLine]) -> Iterator[Chart]:
    """Yield the charts of labelled lines; none if there are no such lines."""
    if not lines:
        return
    yield Chart(
        "Precision and recall by threshold",
        threshold_chart(threshold_curve(lines)),
        "Of body lines, if all lines with at least this probability of body are kept.",
    )
    yield Chart(
        "Calibration",
        calibration_chart(calibrations(lines)),
        "On the diagonal, a probability of .8 means eight in ten. The error is the mean distance "
        "from it, by lines.",
    )


def _time_charts(
    corpus: str, rows: Mapping[str, GroupFigures], evaluation: Evaluation
) -> Iterator[Chart]:
    """Yield the chart of time against accuracy, if other tools were measured beside ours."""
    seconds: dict[str, list[float]] = {tool: [] for tool in rows}
    for score in evaluation.scores:
        if score.corpus == corpus and score.seconds is not None:
            seconds[score.tool].append(score.seconds)
    measures = (WORD_F1, SHINGLE_F1, SNIPPET_F1)
    measure = next((name for name in measures if all(name in row for row in rows.values())), None)
    if len(rows) < 2 or measure is None or not all(seconds.values()):
        return
    tools = sorted(rows, key=lambda tool: tool != OURS)
    points = {tool: (1000 * median(seconds[tool]), rows[tool][measure]) for tool in tools}
    yield Chart(
        "Time against accuracy",
        time_chart(points, measure),
        "Median of the pages, from HTML to text, in one process. On a busy machine all are slower.",
    )


def _group_charts(figures: ToolFigures) -> Iterator[Chart]:
    """Yield a chart by page type and one by language, each if there are several groups."""
    groups = {"page type": figures["page_type"], "language": figures["language"]}
    for name, of_group in groups.items():
        large = {group: row for group, row in of_group.items() if row[PAGES] >= LEAST_PAGES}
        by_pages = sorted(large, key=lambda group: -large[group][PAGES])[:MOST_GROUPS]
        measure = next(
            (m for m in (MACRO_F1, SHINGLE_F1, SNIPPET_F1) if by_pages and m in large[by_pages[0]]),
            None,
        )
        if measure is None or len(large) < 2:
            continue
        values = {
            f"{group} ({large[group][PAGES]:,})": large[group][measure]
            for group in by_pages
            if measure in large[group]
        }
        left_out = len(of_group) - len(values)
        note = "In brackets, the pages."
        if left_out:
            note += f" Smaller groups, {left_out} of them, are left out."
        yield Chart(f"{measure} by {name}", bar_chart(values, measure), note)
