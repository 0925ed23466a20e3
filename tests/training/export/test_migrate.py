"""Models of file format 2, rewritten: the same predictions to the bit, and a history of it."""

from __future__ import annotations

import json
import subprocess
import sys
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from support import SAMPLES, environment, members_of, record_sum, zipped

from cleaner import Cleaner, ModelError
from cleaner.model.file import load_model, models_folder, open_archive
from cleaner.model.trees import BOOSTERS, NODE
from cleaner.model.writing import write_members

pytest.importorskip("onnx")

from cleaner.training.export.migrate import graph_nodes, main, migrate

FORMATS = ("html", "text")
KEPT = ("created", "versions", "training", "recipe", "settings", "columns")


def in_format_2(path: Path, folder: Path) -> Path:
    """Write a model of format 3 as one of format 2 into a folder, as versions before wrote it."""
    old: dict[str, bytes] = {}
    members = members_of(path)
    for name, data in members.items():
        part, _, base = name.rpartition("/")
        prefix = f"{part}/" if part else ""
        stem, suffix = base.split(".")[0], Path(base).suffix
        if base.startswith(("trees.body", "trees.chrome", "contributions.")):
            continue
        if base == "page_types.npy":
            bias = np.load(BytesIO(data))
            weights = np.load(BytesIO(members[f"{prefix}class_names.npy"]))
            first = np.concatenate((np.zeros(2, "<i2"), bias))[None]
            old[f"{prefix}names.weights"] = np.concatenate((first, weights)).astype("<i2").tobytes()
        elif base == "class_names.tokens":
            old[f"{prefix}names.tokens"] = b"\n" + data
        elif suffix == ".npy" and stem != "class_names":
            old[f"{prefix}{stem}.weights"] = np.load(BytesIO(data)).tobytes()
        elif suffix in (".tokens", ".onnx"):
            old[f"{prefix}{base.replace('sentence_vectors', 'reader')}"] = data
        if base == "trees.onnx":
            old[f"{prefix}trees.covers"] = covers(members, prefix)
    description = json.loads(members["model.json"])
    old["model.json"] = json.dumps({
        **{key: description[key] for key in KEPT},
        "format": 2, "kind": description["format"], "name": "paragraph-cleaner model",
        "figures": {"made": {"cleaner": {
            "all": {"pages": 2, "left-over lines removed": 0.5},
            "page_type": {}, "language": {"za": {"pages": 2}},
        }}},
    }).encode()  # fmt: skip
    written = folder / path.name
    folder.mkdir(exist_ok=True)
    written.write_bytes(zipped(old))
    record_sum(written)
    return written


def covers(members: dict[str, bytes], prefix: str) -> bytes:
    """Shares of training rows that go left, worked out from the expected values of the nodes."""
    shares = []
    for booster in BOOSTERS:
        nodes = np.load(BytesIO(members[f"{prefix}trees.{booster}.npy"]))
        inner = np.flatnonzero(nodes["left"] != np.arange(len(nodes)))
        expected = nodes["expected"].astype(float)
        left, right = (expected[nodes[side][inner]] for side in ("left", "right"))
        share = (expected[inner] - right) / np.where(left == right, 1.0, left - right)
        shares.append(np.clip(share * 255, 0, 255).round().astype(np.uint8))
    return np.concatenate(shares).tobytes()


@pytest.fixture(scope="module")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped models, taken back to format 2 and rewritten."""
    folder = tmp_path_factory.mktemp("models")
    for format in FORMATS:
        old = in_format_2(models_folder() / f"{format}.model", folder / "old")
        migrate(old, folder, licence="Apache-2.0", notes=["Its rule was changed."])
    return folder


@pytest.fixture(scope="module")
def uncalibrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped models without their curves, which format 2 did not have."""
    folder = tmp_path_factory.mktemp("uncalibrated")
    for format in FORMATS:
        archive, _ = open_archive(models_folder() / f"{format}.model")
        description = json.loads(archive.read("model.json"))
        del description["calibration"]
        members = {name: archive.read(name) for name in archive.names() if name != "model.json"}
        write_members(folder / f"{format}.model", description, members)
    return folder


FILES = [path for path in sorted(SAMPLES.iterdir()) if path.suffix in (".html", ".txt")]


@pytest.mark.parametrize("profile", ["labels", "article"])
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_predictions_are_the_same_to_the_bit(
    path: Path, profile: Any, migrated: Path, uncalibrated: Path
) -> None:
    before = Cleaner(uncalibrated, profile=profile).clean(path)
    after = Cleaner(migrated, profile=profile).clean(path)
    assert [p.scores for p in after.paragraphs] == [p.scores for p in before.paragraphs]
    assert [p.label for p in after.paragraphs] == [p.label for p in before.paragraphs]


@pytest.mark.parametrize("format", FORMATS)
def test_members_are_copied(format: str, migrated: Path) -> None:
    shipped = members_of(models_folder() / f"{format}.model")
    copied = members_of(migrated / f"{format}.model")
    assert set(copied) == set(shipped)
    for name, data in shipped.items():
        base = name.rpartition("/")[2]
        # Means of inner nodes come back from shares in 255ths.
        if base == "trees.onnx" or not base.startswith(("model.", "trees.", "contributions.")):
            assert copied[name] == data, name


@pytest.mark.parametrize("format", FORMATS)
def test_the_nodes_say_what_the_graph_says(format: str) -> None:
    members = members_of(models_folder() / f"{format}.model")
    nodes = graph_nodes(members["trees.onnx"], covers(members, ""))
    for booster in BOOSTERS:
        shipped = np.load(BytesIO(members[f"trees.{booster}.npy"]))
        for field in NODE.names or ():
            if field != "expected":
                assert (nodes[booster][field] == shipped[field]).all()
        leaf = shipped["left"] == np.arange(len(shipped))
        assert (nodes[booster]["expected"][leaf] == shipped["expected"][leaf]).all()
        # Shares come back from float32: of leaves that say nearly the same, they hardly can.
        assert nodes[booster]["expected"] == pytest.approx(shipped["expected"], abs=0.02)


def test_the_history_says_what_happened_and_languages_that_are_countries_are_left_out(
    migrated: Path,
) -> None:
    description = load_model("html", migrated).description
    assert description["history"][0] == "Its rule was changed."
    assert "format 2 to 3" in description["history"][1]
    assert "countries" in description["history"][2]
    assert set(description["corpora"].values()) == {None}
    figures = description["figures"]["made"]["cleaner"]
    assert figures == {"all": {"pages": 2, "boilerplate lines removed": 0.5}, "page_type": {}}


def test_too_few_covers_or_too_many_are_refused() -> None:
    members = members_of(models_folder() / "html.model")
    enough = covers(members, "")
    with pytest.raises(ValueError, match="covers are needed"):
        graph_nodes(members["trees.onnx"], enough[:-1])
    with pytest.raises(ValueError, match="1 covers are left over"):
        graph_nodes(members["trees.onnx"], enough + b"\x80")


def test_a_model_that_is_rewritten_already_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="nothing to rewrite"):
        migrate(models_folder() / "html.model", tmp_path, licence="")
    assert not list(tmp_path.iterdir())


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
