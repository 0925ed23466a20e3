"""Model files: checked before use, unable to run code, and telling what they were made from."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from support import environment, members_of, page, record_sum, zipped

from cleaner import Cleaner, ModelError
from cleaner._native import in_python
from cleaner.features.vocabulary import VECTOR
from cleaner.model import file as module
from cleaner.model.archive import Archive, array_bytes, read_checked
from cleaner.model.file import load_model, models_folder, read_description
from cleaner.model.runtime import open_session
from cleaner.model.trees import NODE, Trees
from cleaner.text.tokens import tokenise

FORMATS = ("html", "text")
MEMBERS = {".json", ".onnx", ".tokens", ".npy"}  # plain data, nothing that could run


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped models, to break."""
    return Path(shutil.copytree(models_folder(), tmp_path / "models"))


def rewrite(
    folder: Path,
    change: dict[str, Any],
    members: dict[str, bytes] | None = None,
    without: str = "-",
) -> None:
    """Change the description of the HTML model and some members, leave out those whose names begin
    like that, and record the new sum: altered by its owner."""
    path = folder / "html.model"
    changed = members_of(path, without)
    changed["model.json"] = json.dumps({**json.loads(changed["model.json"]), **change}).encode()
    path.write_bytes(zipped({**changed, **(members or {})}))
    record_sum(path)


def refused(folder: Path) -> str:
    """What `Cleaner` says of the models in a folder that it refuses."""
    with pytest.raises(ModelError) as error:
        Cleaner(folder).clean_html(page())
    return str(error.value)


# What it says of itself


@pytest.mark.parametrize("format", FORMATS)
def test_a_shipped_model_says_what_it_was_made_from(format: str) -> None:
    description = load_model(format).description
    for wanted in ("columns", "training", "created", "versions", "figures", "settings", "corpora"):
        assert description[wanted], f"{format}.model does not carry {wanted}"
    assert description["licence"] == "Apache-2.0"
    assert all(isinstance(name, str) for names in description["columns"].values() for name in names)
    assert read_description(models_folder() / f"{format}.model") == description


@pytest.mark.parametrize("format", FORMATS)
def test_a_model_has_a_label_of_its_format_and_version(format: str) -> None:
    assert re.fullmatch(rf"{format} \d{{4}}\.\d{{1,2}}\.\d+", load_model(format).label)


def test_a_model_that_learned_from_corrections_says_which_in_its_label() -> None:
    model = load_model("html")
    layer: Any = {"name": "0a1b2c3d", "sites": {}}
    learned = replace(model, description={**model.description, "site_layer": layer})
    assert learned.label == f"{model.label} + corrections 0a1b2c3d"


@pytest.mark.parametrize(("format", "event"), [("html", "half precision"), ("text", "on a GPU")])
def test_a_shipped_model_says_what_the_recipe_does_not(format: str, event: str) -> None:
    history = load_model(format).description["history"]
    assert any(event in entry for entry in history)
    card = (models_folder() / f"{format}.md").read_text(encoding="utf-8")
    assert all(entry in card for entry in history)


@pytest.mark.parametrize("format", FORMATS)
def test_a_model_file_holds_plain_data_only(format: str) -> None:
    with zipfile.ZipFile(models_folder() / f"{format}.model") as archive:
        assert {Path(name).suffix for name in archive.namelist()} <= MEMBERS
        for name in archive.namelist():
            assert not archive.read(name).startswith(b"\x80"), f"{name} looks like a pickle"
        json.loads(archive.read("model.json"))


def test_another_folder_with_the_same_models_gives_the_same(folder: Path) -> None:
    assert Cleaner(folder).clean(page()).as_dict() == Cleaner().clean(page()).as_dict()
    assert Cleaner(str(folder)).clean(page()).as_dict() == Cleaner().clean(page()).as_dict()


# What is loaded is what was checked, and what lies there now


def test_the_bytes_that_were_checked_are_those_that_are_loaded(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read_and_remove(path: Path, remedy: str) -> tuple[bytes, str]:
        checked = read_checked(path, remedy)
        path.write_bytes(b"something else, put there after the check")
        return checked

    monkeypatch.setattr(module, "read_checked", read_and_remove)
    model = load_model("html", folder)
    assert model.checksum == load_model("html").checksum
    assert model.lexicon.tokens


def test_a_model_that_is_trained_again_in_place_is_seen(folder: Path) -> None:
    first = load_model("html", folder)
    assert load_model("html", folder) is first
    rewrite(folder, {"version": "2026.12.0"})
    second = load_model("html", folder)
    assert first.label == f"html {load_model('html').description['version']}"
    assert second.label == "html 2026.12.0"
    assert first.checksum != second.checksum


def test_a_model_of_the_same_size_and_another_time_is_seen(folder: Path) -> None:
    path = folder / "html.model"
    rewrite(folder, {"version": "2026.12.0"})
    before, status = load_model("html", folder), path.stat()
    rewrite(folder, {"version": "2026.12.1"})
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns + 1))
    assert path.stat().st_size == status.st_size
    assert (before.label, load_model("html", folder).label) == ("html 2026.12.0", "html 2026.12.1")


# What is refused


def test_a_missing_model_is_named_with_the_remedy(tmp_path: Path) -> None:
    message = refused(tmp_path / "nowhere")
    assert str(tmp_path / "nowhere" / "html.model") in message
    assert "cleaner train" in message


def test_a_shipped_model_that_is_missing_is_to_be_installed_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "models_folder", lambda: tmp_path)
    assert refused(tmp_path).endswith("reinstall paragraph-cleaner")


def test_what_a_damaged_file_makes_a_library_raise_is_told_in_one_line() -> None:
    path = Path("html.model")
    told, untold = (r"^html\.model cannot be loaded: " + end for end in ("two lines$", "KeyError$"))
    with pytest.raises(ModelError, match=told), module._damage_named(path):
        raise RuntimeError("two\n  lines")
    with pytest.raises(ModelError, match=untold), module._damage_named(path):
        raise KeyError


def test_missing_sums_are_named_with_the_remedy(folder: Path) -> None:
    (folder / "SHA256SUMS").unlink()
    message = refused(folder)
    assert str(folder / "SHA256SUMS") in message
    assert "cleaner train" in message


def test_one_altered_byte_is_noticed(folder: Path) -> None:
    path = folder / "html.model"
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    message = refused(folder)
    assert str(path) in message
    assert "cleaner train" in message


@pytest.mark.parametrize("foreign", [b"", b"not a zip", b"PK\x05\x06" + bytes(18)])
def test_a_foreign_file_is_no_model(folder: Path, foreign: bytes) -> None:
    path = folder / "html.model"
    path.write_bytes(foreign)
    record_sum(path)
    assert str(path) in refused(folder)


@pytest.mark.parametrize(
    "change",
    [
        {"file_format": 0},
        {"columns": {"trees": ["a"], "sequence": ["b"]}},
        {"columns": {}},
        {"settings": {}},
        {"format": "text"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_model_of_another_version_is_refused(folder: Path, change: dict[str, object]) -> None:
    rewrite(folder, change)
    message = refused(folder)
    assert str(folder / "html.model") in message
    assert "train" in message


def test_a_model_for_other_versions_of_cleaner_is_refused_with_the_remedy(folder: Path) -> None:
    rewrite(folder, {"cleaner": ">=7.0,<7.2"})
    message = refused(folder)
    assert "cleaner >=7.0,<7.2" in message
    assert "install such a version, or train the model again" in message


@pytest.mark.parametrize("damage", ["no graph", "an operator that is none", "half a graph"])
def test_a_graph_that_is_none_is_refused_and_nothing_is_printed(folder: Path, damage: str) -> None:
    graph = members_of(folder / "html.model")["labels/trees.onnx"]
    damaged = {
        "no graph": b"\x08\x08 no graph",
        "an operator that is none": graph.replace(b"TreeEnsemble", b"\xffreeEnsemble"),
        "half a graph": graph[: len(graph) // 2],
    }
    rewrite(folder, {}, {"labels/trees.onnx": damaged[damage]})
    program = (
        "from cleaner import Cleaner, ModelError\n"
        f"try: Cleaner({str(folder)!r}).clean_html('<p>Ferries')\n"
        "except ModelError: print('refused')"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False,
        env={**environment(), "CLEANER_NATIVE": "0"},  # which runs the graph
    )  # fmt: skip
    assert (done.stdout, done.stderr) == ("refused\n", "")


def test_nodes_of_other_trees_than_those_that_run_are_refused(folder: Path) -> None:
    other = members_of(folder / "html.model")["trees.body.npy"]
    rewrite(folder, {}, {"labels/trees.body.npy": other})
    with in_python():  # which runs the graph
        assert "trees.body.npy and trees.onnx do not agree" in refused(folder)


def test_nodes_that_say_a_hundredth_more_are_refused(folder: Path) -> None:
    name = "labels/trees.body.npy"
    archive = Archive((folder / "html.model").read_bytes())
    nodes = archive.array(name, NODE, (None,)).copy()
    nodes["expected"][Trees.from_nodes(nodes, 10**6).roots[-1]] += 0.01  # the baseline
    rewrite(folder, {}, {name: array_bytes(nodes)})
    with in_python():
        assert "trees.body.npy and trees.onnx do not agree" in refused(folder)


def test_contributions_to_other_trees_are_refused_when_reasons_are_asked_for(folder: Path) -> None:
    other = members_of(folder / "html.model")["contributions.body.onnx"]
    rewrite(folder, {}, {"labels/contributions.body.onnx": other})
    with in_python():  # which runs the graph
        document = Cleaner(folder).clean_html(page())
        for _ in range(2):  # what was refused is not taken the next time
            with pytest.raises(
                ModelError, match=r"trees\.body\.npy and contributions\.body\.onnx do not agree"
            ):
                document.reasons(0)


@pytest.mark.parametrize("booster", ["body", "chrome"])
@pytest.mark.parametrize("format", FORMATS)
def test_contributions_and_bias_sum_to_what_the_trees_say(format: str, booster: str) -> None:
    model = load_model(format)
    columns = len(model.description["columns"]["trees"])
    matrix = np.random.default_rng(0).normal(0, 3, (50, columns)).astype(np.float32)
    contributions = model.contributions(booster, matrix)
    assert contributions.shape == matrix.shape
    sums = contributions.sum(axis=1) + model.trees[booster].bias
    assert sums == pytest.approx(model.tree_margins(matrix)[booster], abs=1e-4)
    expected = model.trees[booster].contributions(matrix)
    np.testing.assert_allclose(contributions, expected, atol=1e-4)


def test_tokens_without_weights_are_refused(folder: Path) -> None:
    rewrite(folder, {}, {"labels/lexicon.tokens": b"one\ntwo"})
    assert "2 tokens" in refused(folder)


def test_a_part_that_gives_no_numbers_is_refused(folder: Path) -> None:
    class Broken:
        def run(self, outputs: Any, inputs: Any) -> list[np.ndarray]:
            rows = len(inputs["X"])
            return [np.full((rows, 1), np.nan, np.float32) for _ in outputs]

    with in_python():
        model = load_model("html", folder)
        model.sessions["trees"] = Broken()
        columns = len(model.description["columns"]["trees"])
        with pytest.raises(ModelError, match="gives no numbers as body"):
            model.tree_margins(np.zeros((2, columns), np.float32))


def test_a_network_that_gives_no_numbers_is_named() -> None:
    with in_python():
        model = load_model("html")
        matrix = np.zeros((3, model.networks.columns), np.float32)
        assert model.network_margins(matrix).shape == (3, 2)
        matrix[1] = np.nan
        with pytest.raises(ModelError, match=r"a network of .*html\.model gives no numbers"):
            model.network_margins(matrix)


def test_vectors_are_made_of_a_window_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    model = load_model("text")
    ids = model.vocabulary.ids(tokenise(["ferry", "the harbour", "", "rain", "a ferry"]))
    whole = model.vectors(ids)
    monkeypatch.setattr(module, "WINDOW", 2)
    assert model.vectors(ids) == pytest.approx(whole, abs=1e-5)
    assert model.vectors(ids[:0]).shape == (0, VECTOR)


def test_a_part_that_cannot_be_run_is_named() -> None:
    with in_python():
        model = load_model("html")
        with pytest.raises(ModelError, match=r"trees of .* cannot be run"):
            model.tree_margins(np.zeros((2, 3), np.float32))


def test_weights_are_kept_as_thousandths() -> None:
    model = load_model("html")
    with zipfile.ZipFile(models_folder() / "html.model") as archive:
        stored = {
            name: np.load(archive.open(f"labels/{name}.npy"))
            for name in ("page_types", "class_names", "lexicon")
        }
    assert stored["page_types"].dtype == np.int16
    assert model.names.bias == pytest.approx(stored["page_types"] / 1000)
    assert model.names.weights == pytest.approx(stored["class_names"] / 1000)
    assert model.lexicon.weights == pytest.approx(stored["lexicon"] / 1000)
    rarity = np.array(list(load_model("text").lexicon.rarity.values()))
    assert 0 <= rarity.min() < 0.5 < rarity.max() <= 1


def test_what_is_no_graph_is_no_session() -> None:
    with pytest.raises(Exception, match=r"(?i)protobuf|parse"):
        open_session(b"\x08\x08 no graph")


# A model of its own for the three labels


def test_each_profile_has_its_parts_in_the_one_file() -> None:
    labels, article = (load_model("html", profile=profile) for profile in ("labels", "article"))
    assert labels.path == article.path
    assert labels.lexicon.tokens != article.lexicon.tokens
    documents = [Cleaner(profile=profile).clean_html(page()) for profile in ("labels", "article")]
    assert documents[0].paragraphs[0].scores != documents[1].paragraphs[0].scores


def test_a_file_with_one_set_of_parts_serves_both_profiles(folder: Path) -> None:
    rewrite(folder, {}, without="labels/")
    tokens = [
        load_model("html", folder, profile).lexicon.tokens for profile in ("labels", "article")
    ]
    assert tokens[0] == tokens[1]
    shipped, separate = (
        Cleaner(where, profile="article").clean_html(page()).as_dict() for where in (None, folder)
    )
    assert separate == shipped


@pytest.mark.parametrize("missing", ["labels/lexicon.tokens", "labels/trees", "labels/networks"])
def test_half_a_set_of_parts_is_refused(folder: Path, missing: str) -> None:
    rewrite(folder, {}, without=missing)
    assert str(folder / "html.model") in refused(folder)
