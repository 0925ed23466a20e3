"""Write the tables and a chart of README and site from a file of results: no figure is typed.

    python benchmarks/figures.py [RESULTS.json]      the newest file of benchmarks/results
    python benchmarks/figures.py --check             write nothing; exit with 1 if a table differs

A table stands between `<!-- figures: NAME -->` and `<!-- end of figures -->`. The results are those
that `accuracy.py`, `speed.py`, `splices.py`, `confidence.py`, `fuzz.py` and `soak.py` have put into
one file by `--json`, and `scaling_out.py` by `--measure`.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from accuracy import GOLD, gold_table, label_table
from common import ROOT, argument_parser, run
from scaling_out import cost_table, time_table
from soak import growth
from soak_chart import PARTS, ROWS, draw

from cleaner import CleanerError
from cleaner.evaluation.scores import OURS
from cleaner.evaluation.summaries import PAGES

RESULTS = ROOT / "benchmarks" / "results"
DOCUMENTS = (
    ROOT / "README.md",
    ROOT / "docs" / "explanation" / "accuracy.md",
    ROOT / "docs" / "explanation" / "speed.md",
    ROOT / "docs" / "explanation" / "billion-pages.md",
    ROOT / "docs" / "explanation" / "security.md",
    ROOT / "docs" / "howto" / "doubtful-pages.md",
)
CHART = ROOT / "docs" / "drawings" / "soak.svg"
# Each is what a script of its name wrote; "soak" may be there, too.
SECTIONS = ("accuracy", "speed", "splices", "confidence", "fuzz")
WHAT = {
    "wcxb-dev": "pages of all types",
    "news-2023": "news pages",
    "fundus-train": "news pages of other sites",
    "snippets-train": "pages with sentences that must or must not come out",
}
_TABLE = re.compile(r"(<!-- figures: (\w+) -->\n).*?(<!-- end of figures -->)", re.DOTALL)

Sections = Mapping[str, Any]  # of a file of results


def summary_table(results: Sections) -> list[str]:
    """Return the small table: accuracy on each corpus, and time, beside the other extractors."""
    figures = results["accuracy"]["results"]
    times = results["speed"]["results"]["tools"]
    tools = list(dict.fromkeys(tool for corpus in GOLD for tool in figures[corpus]))
    lines = [f"| | {' | '.join(tools)} |", "| --- " * (len(tools) + 1) + "|"]
    for corpus, measure in GOLD.items():
        scores = [figures[corpus][tool]["all"][measure] for tool in tools]
        shown = [f"**{s:.3f}**" if s == max(scores) else f"{s:.3f}" for s in scores]
        pages = figures[corpus][OURS]["all"][PAGES]
        lines.append(f"| {measure}, {pages:,} {WHAT[corpus]} ({corpus}) | {' | '.join(shown)} |")
    spent = [f"{times[tool]['median']:.1f}" for tool in tools]
    lines.append(f"| milliseconds a page, median | {' | '.join(spent)} |")
    return [*lines, "", f"{accuracy_state(results)} {speed_state(results)}"]


def accuracy_tables(results: Sections) -> list[str]:
    """Return the tables of all corpora, by type of page."""
    return gold_table(results["accuracy"]["results"])


def label_tables(results: Sections) -> list[str]:
    """Return the table of the labelled corpora."""
    return [*label_table(results["accuracy"]["results"]), "", accuracy_state(results)]


def speed_table(results: Sections) -> list[str]:
    """Return the times of all tools."""
    tools = results["speed"]["results"]["tools"]
    lines = ["| | median | 99th percentile | median ÷ ours |", "| --- " * 4 + "|"]
    for name, times in tools.items():
        lines.append(
            f"| {name} | {times['median']:.1f} | {times['p99']:.0f} | {times['ratio']:.2f} |"
        )
    return [*lines, "", speed_state(results)]


def splice_table(results: Sections) -> list[str]:
    """Return what becomes of paragraphs of another article in a clean one."""
    found = results["splices"]["results"]
    rows = {name: row for name, row in found.items() if isinstance(row, dict)}
    lengths = list(dict.fromkeys(length for row in rows.values() for length in row))
    lines = [f"| from | put at | {' | '.join(lengths)} |", "| --- " * (len(lengths) + 2) + "|"]
    for name, row in rows.items():
        origin, _, place = name.partition(", ")
        cells = [f"{row[n]['found']:.3f} / {row[n]['lost']:.3f}" for n in lengths]
        lines.append(f"| {origin} | {place} | {' | '.join(cells)} |")
    said = (
        f"Without such paragraphs, {found['lost without any splice']:.3f} of the own ones are "
        f"lost; if clean text is cleaned again, {found['words lost by cleaning again']:.3f} of its "
        "words. "
        f"Model text {_version(results['splices'], 'text')}, measured "
        f"{results['splices']['measured']}."
    )
    return [*lines, "", said]


def confidence_table(results: Sections) -> list[str]:
    """Return how many documents have little confidence, and how many of these are wrong."""
    kinds = results["confidence"]["results"]
    lines = [f"| confidence below | {' | '.join(kinds)} |", "| --- " * (len(kinds) + 1) + "|"]
    for limit in next(iter(kinds.values())):
        if float(limit) <= 1:
            cells = [_share_wrong(counts[limit]) for counts in kinds.values()]
            lines.append(f"| {limit} | {' | '.join(cells)} |")
    whole = [_share_wrong(counts["1.01"]) for counts in kinds.values()]
    lines.append(f"| any | {' | '.join(whole)} |")
    section = results["confidence"]
    models = " and ".join(section["model_versions"])
    return [*lines, "", f"Models {models}, measured {section['measured']}."]


def fuzz_table(results: Sections) -> list[str]:
    """Return how many broken inputs of each kind were tried, and what they cost at most."""
    section = results["fuzz"]
    lines = ["| | inputs | refused | slowest | most memory | findings |", "| --- " * 6 + "|"]
    for name, of_kind in section["results"].items():
        memory = of_kind["most_megabytes"]
        lines.append(
            f"| {name} | {of_kind['inputs']:,} | {of_kind['refused']:,} | "
            f"{of_kind['slowest_seconds']:.2f} s | {memory:.0f} MB | {len(of_kind['findings'])} |"
        )
    return [*lines, "", f"Measured {section['measured']}, at commit {section['commit'][:7]}."]


def soak_table(results: Sections) -> list[str]:
    """Return what a long run did to memory and to the time a page."""
    section = results["soak"]
    lines = [f"| | pages | {' | '.join(ROWS.values())} |", "| --- " * (len(ROWS) + 2) + "|"]
    for part, what in PARTS.items():
        steps = section["results"][part]
        cells = [f"{round(growth(steps, name), 3) + 0.0:+.1%}" for name in ROWS]  # no -0.0
        pages = f"{steps[-1]['pages']:,} in {steps[-1]['minutes']:.0f} minutes"
        lines.append(f"| {what} | {pages} | {' | '.join(cells)} |")
    return [*lines, "", f"Measured {section['measured']}, at commit {section['commit'][:7]}."]


def _share_wrong(counts: Mapping[str, int]) -> str:
    documents, wrong = counts["documents"], counts["wrong"]
    return f"{wrong / documents:.0%} of {documents:,}" if documents else "none"


def _version(section: Mapping[str, Any], format: str) -> str:
    """Return the version of the model of a format that was measured."""
    labels = [label.partition(" ") for label in section["model_versions"]]
    return str(next(version for name, _, version in labels if name == format))


def accuracy_state(results: Sections) -> str:
    """Say which models were measured, and when; `state` says it if that is not all the same."""
    accuracy = results["accuracy"]
    if "state" in accuracy:
        return str(accuracy["state"])
    models = " and ".join(accuracy["model_versions"])
    return f"Accuracy: models {models}, measured {accuracy['measured']}."


def speed_state(results: Sections) -> str:
    """Say when times were measured."""
    return f"Speed: measured {results['speed']['measured']}."


TABLES: dict[str, Callable[[Sections], list[str]]] = {
    "summary": summary_table,
    "accuracy": accuracy_tables,
    "labels": label_tables,
    "speed": speed_table,
    "billion": lambda results: [*cost_table(results), "", speed_state(results)],
    "steps": time_table,
    "splices": splice_table,
    "confidence": confidence_table,
    "fuzz": fuzz_table,
    "soak": soak_table,
}


def with_tables(text: str, results: Sections) -> str:
    """Return a document with its tables made of the results."""
    return _TABLE.sub(
        lambda match: match[1] + "\n".join(["", *TABLES[match[2]](results), "", match[3]]), text
    )


def newest(folder: Path = RESULTS) -> Path:
    """Return the newest file of results. Raises CleanerError if there is none."""
    files = sorted(folder.glob("*.json"))
    if not files:
        raise CleanerError(f"{folder} holds no results: make some with accuracy.py --json")
    return files[-1]


def read(path: Path) -> Sections:
    """Return the sections of a file of results. Raises CleanerError if one is missing."""
    try:
        results = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise CleanerError(f"{path} cannot be read ({error})") from error
    missing = [name for name in SECTIONS if name not in results]
    if missing:
        raise CleanerError(f"{path} lacks {', '.join(missing)}: run {missing[0]}.py --json {path}")
    sections: Sections = results
    return sections


def main() -> int:
    """Write the tables and the chart, or say which files differ."""
    parser = argument_parser(__doc__)
    parser.add_argument("results", type=Path, nargs="?", help="by default the newest")
    parser.add_argument("--check", action="store_true", help="write nothing")
    options = parser.parse_args()
    results = read(options.results or newest())
    made = {CHART: draw(results["soak"]["results"])} if "soak" in results else {}
    for path in DOCUMENTS:
        made[path] = with_tables(path.read_text(encoding="utf-8"), results)
    differ = []
    for path, text in made.items():
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            differ.append(path.relative_to(ROOT).as_posix())
            if not options.check:
                path.write_text(text, encoding="utf-8")
    if options.check and differ:
        print(f"figures.py: run it again, these differ: {', '.join(differ)}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    run(main)
