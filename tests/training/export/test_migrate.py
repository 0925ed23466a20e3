"""Models of file format 3, rewritten: the same numbers in arrays, and a history of it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from support import environment, members_of, record_sum, zipped

from cleaner import ModelError
from cleaner.model.file import load_model, models_folder, read_description
from cleaner.model.graphs import encoder_graph, networks_graph
from cleaner.model.runtime import open_session
from cleaner.model.writing import write_members

pytest.importorskip("onnx")

from cleaner.training.export.migrate import main, migrate

FORMATS = ("html", "text")
GRAPHS = ("networks.", "sentence_vectors.")  # what format 3 had as graphs


def in_format_3(format: str, folder: Path) -> Path:
    """Write the shipped model as one of format 3 into a folder."""
    shipped = members_of(models_folder() / f"{format}.model")
    old = {
        name: data
        for name, data in shipped.items()
        if not name.rpartition("/")[2].startswith(GRAPHS)
    }
    for profile, prefix in (("article", ""), ("labels", "labels/")):
        if prefix and f"{prefix}networks.json" not in shipped:
            continue
        model = load_model(format, profile=profile)
        old[f"{prefix}sequence.onnx"] = networks_graph(
            model.networks.networks, model.networks.columns
        )
        if model.encoder is not None:
            old[f"{prefix}sentence_vectors.onnx"] = encoder_graph(model.encoder)
    description = json.loads(shipped["model.json"])
    description |= {"file_format": 3, "history": description["history"][:-1]}
    del old["model.json"]
    return write_members(folder / f"{format}.model", description, old)


@pytest.fixture(scope="module")
def old(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("old")
    for format in FORMATS:
        in_format_3(format, folder)
    return folder


@pytest.fixture(scope="module")
def migrated(old: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("models")
    for format in FORMATS:
        migrate(old / f"{format}.model", folder, notes=["Its rule was changed."])
    return folder


@pytest.mark.parametrize("format", FORMATS)
def test_all_numbers_are_those_of_the_old_file(format: str, migrated: Path) -> None:
    shipped = members_of(models_folder() / f"{format}.model", without="model.json")
    assert members_of(migrated / f"{format}.model", without="model.json") == shipped


@pytest.mark.parametrize("format", FORMATS)
def test_networks_give_what_their_graph_gave(format: str, old: Path, migrated: Path) -> None:
    graph = members_of(old / f"{format}.model")["sequence.onnx"]
    model = load_model(format, migrated, "article")
    columns = model.networks.columns
    matrix = np.random.default_rng(0).normal(0, 3, (20, columns)).astype(np.float32)
    matrix[:, -1] = 1
    (expected,) = open_session(graph).run(["margins"], {"X": matrix})
    assert model.network_margins(matrix) == pytest.approx(expected, abs=1e-4)
    assert np.ptp(expected) > 1


def test_sentence_vectors_are_those_of_their_graph(old: Path, migrated: Path) -> None:
    graph = members_of(old / "text.model")["sentence_vectors.onnx"]
    ids = np.random.default_rng(0).integers(0, 50_000, (20, 24)).astype(np.int32)
    ids[np.arange(24) >= np.arange(20)[:, None]] = 0  # of 0 to 19 words
    (expected,) = open_session(graph).run(["vectors"], {"ids": ids})
    assert load_model("text", migrated).vectors(ids) == pytest.approx(expected, abs=1e-4)


def test_the_history_says_what_happened(migrated: Path) -> None:
    *before, rule, rewritten = read_description(migrated / "html.model")["history"]
    assert before == load_model("html").description["history"][:-1]
    assert rule == "Its rule was changed."
    assert "format 3 to 4" in rewritten


def test_a_model_that_is_rewritten_already_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="nothing to rewrite"):
        migrate(models_folder() / "html.model", tmp_path)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("cut", [lambda graph: graph[:1000], lambda graph: b""])
def test_a_graph_that_is_damaged_is_refused(
    cut: Callable[[bytes], bytes], old: Path, tmp_path: Path
) -> None:
    members = members_of(old / "html.model")
    damaged = tmp_path / "html.model"
    damaged.write_bytes(zipped({**members, "sequence.onnx": cut(members["sequence.onnx"])}))
    record_sum(damaged)
    with pytest.raises(ModelError, match=r"html\.model cannot be rewritten"):
        migrate(damaged, tmp_path / "new")
    assert not (tmp_path / "new").exists()


def test_the_command_rewrites_a_folder(old: Path, tmp_path: Path) -> None:
    assert main([str(old), str(tmp_path / "new")]) == 0
    assert {path.name for path in (tmp_path / "new").iterdir()} == {
        "SHA256SUMS", "html.model", "text.model",
    }  # fmt: skip


def test_the_command_names_what_is_wrong(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(tmp_path), str(tmp_path)]) == 1
    assert "holds no model" in capsys.readouterr().err
    assert main([str(models_folder()), str(tmp_path)]) == 1
    assert "nothing to rewrite" in capsys.readouterr().err


def test_nothing_is_fitted_and_scikit_learn_is_not_loaded() -> None:
    program = "import sys, cleaner.training.export.migrate; print('sklearn' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        env=environment(),
        check=True,
    )
    assert done.stdout == "False\n"
