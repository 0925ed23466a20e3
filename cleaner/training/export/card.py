"""Model cards: what a model was trained on, what it does well, and what it is bad at."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

# Sources and licences of the corpora that the shipped models were trained on, by folder name.
SOURCES = {
    "wcxb-dev": ("WCXB, development split", "CC-BY-4.0"),
    "news-2023": ("article-extraction-dataset", "Apache-2.0"),
    "fundus-train": ("parser tests of fundus", "MIT"),
    "snippets-train": ("evaluation set of trafilatura", "Apache-2.0"),
    "labels-train": (
        "three labels by hand, under the definitions in README.md, on pages of the corpora above",
        "labels made for this project; pages as above",
    ),
    "labels-more": (
        "three labels by automated readers, once, under the definitions in README.md, on further "
        "pages of the corpora above, mostly such as models were least sure of",
        "labels made for this project, in models/labels-more; pages as above",
    ),
}
UNKNOWN_SOURCE = ("a corpus of the user", "not stated")

HEADLINES = (
    "word F1", "shingle F1", "snippet F1", "macro F1", "left-over lines removed",
    "body lines lost", "documents exactly right", "body words kept", "other words in the output",
)  # fmt: skip


_COLUMNS = "columns that describe a paragraph, its surroundings and its document"
_TREES = "The mean log-odds of gradient-boosted trees (histogram gradient boosting) and of"
METHODS = {
    "html": f"{_TREES} a small convolutional network that reads the paragraphs in order, over "
    f"{_COLUMNS}; where labels that lie apart from their pages taught, too, the profile of the "
    "three labels has trees, a network and lexicons of its own, in which labels weigh more",
    "text": f"{_TREES} two small convolutional networks that read the paragraphs in order, over "
    f"{_COLUMNS}; one network also sees vectors of each paragraph's words. Those come from a "
    "reader of one convolution, taught without labels to say what the sentence encoder "
    "multilingual-e5-small (MIT licence) says of the same texts",
}


def write_card(path: Path, description: Mapping[str, Any]) -> None:
    """Write the model's card as Markdown."""
    parts = [
        f"# {description['name']}",
        f"Trained {description['created']} with "
        + ", ".join(f"{name} {number}" for name, number in description["versions"].items())
        + f". {METHODS[description['kind']]}; ONNX graphs, and plain arrays for the lexicons. "
        "Written by `cleaner train`.",
        "## Training data",
        _data(description["training"]),
        "Only weights, thresholds and a vocabulary of words, word pairs and class names that stand "
        "on three sites or more are in the model: no page and no sentence.",
        "## Accuracy",
        description.get("protocol")
        or "Out-of-fold by registered domain: each page was cleaned by "
        "a model that has not seen its site.",
        *_figures(description["figures"]),
        "## What it is bad at",
        _weaknesses(description["figures"]),
    ]
    path.write_text("\n\n".join(parts) + "\n", encoding="utf-8")


def _data(training: Mapping[str, int]) -> str:
    lines = ["| corpus | pages | source | licence |", "| --- | --- | --- | --- |"]
    for corpus, pages in training.items():
        source, licence = SOURCES.get(corpus, UNKNOWN_SOURCE)
        lines.append(f"| {corpus} | {pages:,} | {source} | {licence} |")
    return "\n".join(lines)


def _figures(figures: Mapping[str, Any]) -> list[str]:
    out = []
    for corpus, tools in figures.items():
        ours = tools["cleaner"]
        out.append(f"### {corpus}")
        out.append(_table({"all": ours["all"], **_sorted(ours["page_type"])}))
        languages = {name: row for name, row in _sorted(ours["language"]).items() if name != "?"}
        if len(languages) > 1:
            out.append(_table(dict(list(languages.items())[:12])))
        if "confusion" in ours:
            out.append(_confusion(ours["confusion"]))
    return out


def _sorted(groups: Mapping[str, Any]) -> dict[str, Any]:
    return dict(sorted(groups.items(), key=lambda item: -item[1]["pages"]))


def _table(rows: Mapping[str, Mapping[str, float]]) -> str:
    columns = [name for name in HEADLINES if any(name in row for row in rows.values())]
    lines = [
        "| | pages | " + " | ".join(columns) + " |",
        "| --- " * (len(columns) + 2) + "|",
    ]
    for name, row in rows.items():
        cells = [f"{row[column]:.3f}" if column in row else "" for column in columns]
        lines.append(f"| {name} | {row['pages']} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _confusion(confusion: Mapping[str, Any]) -> str:
    labels = confusion["labels"]
    lines = [
        "| by hand, by the model | " + " | ".join(labels) + " |",
        "| --- " * (len(labels) + 1) + "|",
    ]
    for label, row in zip(labels, confusion["table"]):
        lines.append(f"| {label} | " + " | ".join(f"{count:,}" for count in row) + " |")
    return "\n".join(lines)


def _weaknesses(figures: Mapping[str, Any]) -> str:
    rated = []
    for corpus, tools in figures.items():
        for name, row in tools["cleaner"]["page_type"].items():
            measure = next((m for m in ("word F1", "macro F1") if m in row), None)
            if measure and row["pages"] >= 10:
                rated.append((row[measure], name, corpus, measure))
    lines = [
        f"- {name} pages ({corpus}): {measure} {value:.3f}"
        for value, name, corpus, measure in sorted(rated)[:5]
    ]
    lines.append(
        "- Grids of products and collections, reviews below products, and pages whose text is "
        "drawn by scripts: the golds themselves disagree there, and so does the model."
    )
    return "\n".join(lines)
