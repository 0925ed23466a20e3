"""Rewrite a model of file format 2 as one of format 3. Predictions stay the same to the bit.

    python -m cleaner.training.export.migrate OLD NEW [--licence TEXT] [--note TEXT]...

OLD is a folder with `html.model`, `text.model` and their `SHA256SUMS`, or one of the two; NEW the
folder to write to. Graphs and weights are copied; the nodes of the trees, which format 2 has in the
graph alone, are read from it with the library `onnx`. Nothing is fitted, and scikit-learn is not
needed.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, get_args

import numpy as np
from numpy.typing import NDArray

from cleaner.errors import CleanerError, ModelError
from cleaner.features.page_type import PAGE_TYPES
from cleaner.model.archive import Archive, array_bytes, read_checked
from cleaner.model.description import Description, loading_range, parse_description
from cleaner.model.file import (
    CLASS_NAMES,
    LABELS,
    LEXICON,
    PAGE_TYPE_BIAS,
    RARITY,
    SENTENCE_VECTORS,
    SEQUENCE,
    TREES,
    VOCABULARY,
    WEIGHT_TYPE,
    load_model,
)
from cleaner.model.trees import NODE, contributions_member, nodes_member
from cleaner.model.writing import write_members
from cleaner.training.export.trees import contributions_to_onnx
from cleaner.types import Format

OLD_FORMAT = 2
FORMATS: tuple[Format, ...] = get_args(Format)
# What format 2 called members.
OLD_NAMES, OLD_ENCODER = "names", "reader"
MEASURES = {
    "left-over lines removed": "boilerplate lines removed",
    "other words in the output": "boilerplate words in the output",
}
COVER_UNIT = 255.0  # shares of training rows are stored as bytes there
MIGRATED = (
    "Rewritten from file format 2 to 3, which also has the nodes of the trees as arrays. Graphs "
    "and weights are those of the fit."
)
# The golds of news name the country of a paper, not the language it is written in.
COUNTRIES = (
    "The figures by language were left out: the codes that they were grouped by are those of "
    "countries."
)


def migrate(old: Path, folder: Path, *, licence: str, notes: Sequence[str] = ()) -> Path:
    """Rewrite the model file `old` into a folder; return the path.

    `notes` say what else happened to the model after its fit. Raises ModelError if the file is not
    the one that its `SHA256SUMS` records, or not of format 2.
    """
    data, _ = read_checked(old, "name a model that `cleaner train` has written to the end")
    try:
        archive = Archive(data)
        before = json.loads(archive.read("model.json"))
        if before.get("format") != OLD_FORMAT:
            raise ModelError(f"{old} is not of file format {OLD_FORMAT}: nothing to rewrite")
        folders = ("", f"{LABELS}/") if archive.has_folder(LABELS) else ("",)
        columns = len(before["columns"][TREES])
        members = {
            part + name: content
            for part in folders
            for name, content in _members(archive, part, columns)
        }
        description = _description(before, licence, notes)
        parse_description(json.dumps(description).encode())  # that this version can use it
    except (KeyError, ValueError, OSError) as error:
        raise ModelError(f"{old} cannot be rewritten: {error}") from error
    path = write_members(folder / f"{before['kind']}.model", description, members)
    load_model(before["kind"], folder)  # the nodes are compared with their graph
    return path


def _description(before: Mapping[str, Any], licence: str, notes: Sequence[str]) -> Description:
    year, month, _ = before["created"].split("-")
    figures, history = dict(before["figures"]), [*notes, MIGRATED]
    if any("language" in groups for tools in figures.values() for groups in tools.values()):
        history.append(COUNTRIES)
    description: Description = {
        "file_format": 3,
        "format": before["kind"],
        "version": f"{int(year)}.{int(month)}.0",
        "licence": licence,
        "created": before["created"],
        "cleaner": loading_range(),
        "commit": None,
        "corpora": dict.fromkeys(before["training"]),
        "training": before["training"],
        "versions": before["versions"],
        "history": history,
        "recipe": before["recipe"],
        "settings": before["settings"],
        "figures": {
            corpus: {tool: _renamed(groups) for tool, groups in tools.items()}
            for corpus, tools in figures.items()
        },
        "columns": before["columns"],
    }
    if "protocol" in before:
        description["protocol"] = before["protocol"]
    return description


def _renamed(groups: Mapping[str, Any]) -> dict[str, Any]:
    """Return figures without those by language, under the names that measures have now."""
    return {
        MEASURES.get(name, name): _renamed(group) if isinstance(group, dict) else group
        for name, group in groups.items()
        if name != "language"
    }


def _members(archive: Archive, folder: str, columns: int) -> Iterator[tuple[str, bytes]]:
    """Yield the members of one set of parts, under the names of format 3; the trees take so many
    columns."""
    yield from _tables(archive, folder)
    graph = archive.read(f"{folder}{TREES}.onnx")
    yield f"{TREES}.onnx", graph
    boosters = graph_nodes(graph, archive.read(f"{folder}{TREES}.covers"))
    for booster, nodes in boosters.items():
        yield nodes_member(booster), array_bytes(nodes)
        yield contributions_member(booster), contributions_to_onnx(nodes, columns)
    yield f"{SEQUENCE}.onnx", archive.read(f"{folder}{SEQUENCE}.onnx")
    if f"{folder}{OLD_ENCODER}.onnx" in archive:
        yield f"{SENTENCE_VECTORS}.onnx", archive.read(f"{folder}{OLD_ENCODER}.onnx")
        yield VOCABULARY, archive.read(folder + VOCABULARY)


def _tables(archive: Archive, folder: str) -> Iterator[tuple[str, bytes]]:
    """Yield the tables of weighted tokens."""
    widths = (
        (LEXICON, LEXICON, 2),
        (RARITY, RARITY, 1),
        (OLD_NAMES, CLASS_NAMES, 2 + len(PAGE_TYPES)),
    )
    for before, after, width in widths:
        if f"{folder}{before}.tokens" not in archive:
            continue
        tokens = archive.read(f"{folder}{before}.tokens")
        weights = np.frombuffer(archive.read(f"{folder}{before}.weights"), WEIGHT_TYPE)
        weights = weights.reshape(-1, width)
        if before == OLD_NAMES:  # the first token is empty, its weights are the intercepts
            yield PAGE_TYPE_BIAS, array_bytes(weights[0, 2:])
            tokens, weights = tokens.removeprefix(b"\n"), weights[1:]
        yield f"{after}.tokens", tokens
        yield f"{after}.npy", array_bytes(weights)


def graph_nodes(graph: bytes, covers: bytes) -> dict[str, NDArray[np.void]]:
    """Return the nodes of the boosters in a graph of trees, by name, as arrays of NODE.

    `covers` holds a byte for each inner node, in the order of the graph: the share of the training
    rows that went left, in 255ths. Raises ValueError if they are not as many.
    """
    import onnx

    shares = np.frombuffer(covers, dtype=np.uint8) / COVER_UNIT
    nodes = {}
    for node in onnx.load_model_from_string(graph).graph.node:
        values = {a.name: np.array(onnx.helper.get_attribute_value(a)) for a in node.attribute}
        nodes[node.output[0]], used = _booster(values, shares)
        shares = shares[used:]
    if len(shares):
        raise ValueError(f"{len(shares)} covers are left over")
    return nodes


def _booster(
    values: Mapping[str, NDArray[Any]], shares: NDArray[np.float64]
) -> tuple[NDArray[np.void], int]:
    """Return the nodes of a booster, and how many shares belong to them."""
    tree, within = values["nodes_treeids"], values["nodes_nodeids"]
    index = np.arange(len(tree))
    first = np.flatnonzero(within == 0)[tree]
    left, right = (first + values[f"nodes_{side}nodeids"] for side in ("true", "false"))
    leaf = left == first  # no branch leads back to the root
    left[leaf] = right[leaf] = index[leaf]
    expected = np.zeros(len(tree))
    owner = np.flatnonzero(within == 0)[values["target_treeids"]] + values["target_nodeids"]
    expected[owner] = values["target_weights"]
    inner = np.flatnonzero(~leaf)
    if len(shares) < len(inner):
        raise ValueError(f"{len(inner)} covers are needed, there are {len(shares)}")
    for i, share in zip(inner[::-1].tolist(), shares[: len(inner)][::-1].tolist()):
        expected[i] = share * expected[left[i]] + (1 - share) * expected[right[i]]
    # A graph without this attribute has the baseline as its last tree, of one node.
    if (baseline := values.get("base_values")) is not None:
        left, right = np.append(left, len(tree)), np.append(right, len(tree))
        expected = np.append(expected, baseline.sum())
    nodes = np.zeros(len(expected), NODE)
    nodes["left"], nodes["right"], nodes["expected"] = left, right, expected
    nodes["column"][: len(tree)] = values["nodes_featureids"]
    nodes["threshold"][: len(tree)] = values["nodes_values"]
    return nodes, len(inner)


def main(arguments: Sequence[str] | None = None) -> int:
    """Rewrite the models that the command line names; return the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m cleaner.training.export.migrate", description=__doc__.splitlines()[0]
    )
    parser.add_argument("old", type=Path, help="a model file of format 2, or a folder of them")
    parser.add_argument("new", type=Path, help="the folder to write to")
    parser.add_argument("--licence", default="not stated", help="of the model (not stated)")
    parser.add_argument(
        "--note", action="append", default=[], help="what happened to it after the fit; repeatable"
    )
    options = parser.parse_args(arguments)
    files = [options.old]
    if options.old.is_dir():
        paths = (options.old / f"{format}.model" for format in FORMATS)
        files = [path for path in paths if path.exists()]
    try:
        for path in files:
            written = migrate(path, options.new, licence=options.licence, notes=options.note)
            print(f"wrote {written}")
    except CleanerError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    if not files:
        print(f"error: {options.old} holds no model", file=sys.stderr)
    return 0 if files else 1


if __name__ == "__main__":
    sys.exit(main())
