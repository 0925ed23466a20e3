"""Fitted parts become a file that `load_model` loads: nothing lost but digits that nobody needs."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

pytest.importorskip("sklearn")
pytest.importorskip("onnx")

from cleaner.features.class_names import ClassNameWeights
from cleaner.features.columns import INPUT_COLUMNS
from cleaner.features.lexicon import Lexicon
from cleaner.features.page_type import PAGE_TYPES
from cleaner.features.vocabulary import RESERVED, Vocabulary
from cleaner.model.description import Description, Settings
from cleaner.model.file import load_model
from cleaner.training.export import describe as describe_module
from cleaner.training.export.describe import describe
from cleaner.training.export.model_file import Parts, write_model

SETTINGS: Settings = {"rules": {"labels": 0.5, "article": "best_f1"}, "blend": 0.25}


@cache
def boosters(format: Any) -> dict[str, Any]:
    from sklearn.ensemble import HistGradientBoostingClassifier

    matrix = np.random.default_rng(0).normal(size=(60, len(INPUT_COLUMNS[format]["trees"])))
    booster = HistGradientBoostingClassifier(max_iter=2, max_leaf_nodes=4)
    return {name: booster.fit(matrix, matrix[:, 0] > 0) for name in ("body", "chrome")}


def parts(format: Any, token: str = "ferry") -> Parts:
    """Small trees and lexicons, and the networks of the shipped model."""
    shipped = load_model(format, profile="article")
    networks = shipped.networks.networks
    rarity = {"ferry": 0.5, "harbour": 0.25} if format == "text" else None
    lexicon = Lexicon([token, "^the"], np.array([[1.5, -0.0004], [-40.0, 0.25]]), rarity)
    if format == "html":
        weights = np.arange(2 * (2 + len(PAGE_TYPES))).reshape(2, -1) / 8
        names = ClassNameWeights(["menu", "<p"], weights, np.arange(len(PAGE_TYPES)) / 4)
        return Parts(lexicon, boosters(format), networks, names)
    encoder = shipped.encoder
    assert encoder is not None
    few = replace(encoder, embedding=encoder.embedding[: RESERVED + 2])
    return Parts(lexicon, boosters(format), networks, None, few, Vocabulary(["a", "b"]))


@pytest.fixture
def description(monkeypatch: pytest.MonkeyPatch) -> Description:
    monkeypatch.setattr(describe_module, "LIBRARIES", ("numpy",))
    return describe([], SETTINGS, {}, {})


def test_a_model_for_html_is_read_back(description: Description, tmp_path: Path) -> None:
    path = write_model(tmp_path / "new" / "folder", "html", description, parts("html"))
    model = load_model("html", path.parent)
    assert model.description["settings"] == SETTINGS
    assert model.lexicon.tokens == ["ferry", "^the"]
    # Thousandths, as far as 16 bits go.
    assert model.lexicon.weights.tolist() == [[1.5, 0.0], [-32.768, 0.25]]
    assert model.names.tokens == ["menu", "<p"]
    assert (model.names.weights == parts("html").names.weights).all()  # type: ignore[union-attr]
    assert (model.names.bias == np.arange(len(PAGE_TYPES)) / 4).all()
    assert model.checksum == hashlib.sha256(path.read_bytes()).hexdigest()


def test_a_model_for_text_is_read_back(description: Description, tmp_path: Path) -> None:
    write_model(tmp_path, "text", description, parts("text"))
    model = load_model("text", tmp_path)
    assert model.lexicon.rarity == {"ferry": 0.5, "harbour": 0.25}
    assert model.vocabulary.words == ["a", "b"]
    assert model.encoder is not None
    for name, layer in model.encoder.layers.items():
        assert (layer == load_model("text").encoder.layers[name]).all()  # type: ignore[union-attr]
    for one, other in zip(model.networks.networks, load_model("text").networks.networks):
        assert one.shape == other.shape
        assert all((one.layers[name] == other.layers[name]).all() for name in other.layers)
        assert all((one.rows[name] == other.rows[name]).all() for name in other.rows)


def test_parts_of_the_labels_stand_beside_the_others(
    description: Description, tmp_path: Path
) -> None:
    write_model(tmp_path, "html", description, parts("html"), parts("html", "harbour"))
    tokens = {p: load_model("html", tmp_path, p).lexicon.tokens[0] for p in ("labels", "article")}
    assert tokens == {"labels": "harbour", "article": "ferry"}


def test_an_empty_lexicon_is_read_back(description: Description, tmp_path: Path) -> None:
    empty = parts("html")
    empty.lexicon, empty.names = Lexicon([], np.zeros((0, 2))), ClassNameWeights.blank()
    write_model(tmp_path, "html", description, empty)
    model = load_model("html", tmp_path)
    assert (model.lexicon.tokens, model.names.tokens) == ([], [])


def test_the_same_parts_give_the_same_bytes(description: Description, tmp_path: Path) -> None:
    one, other = (
        write_model(tmp_path / name, "html", description, parts("html")) for name in ("a", "b")
    )
    assert one.read_bytes() == other.read_bytes()


def test_each_model_has_its_line_among_the_checksums(
    description: Description, tmp_path: Path
) -> None:
    for format in ("html", "text", "html"):
        write_model(tmp_path, format, description, parts(format))
    lines = (tmp_path / "SHA256SUMS").read_text().splitlines()
    assert sorted(line.split()[1] for line in lines) == ["html.model", "text.model"]
    assert load_model("html", tmp_path)
    assert load_model("text", tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {"html.model", "text.model", "SHA256SUMS"}
