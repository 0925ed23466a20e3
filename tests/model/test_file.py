"""Model files: checked before use, unable to run code, and telling what they were made from."""

from __future__ import annotations

import hashlib
import json
import shutil
import zipfile
from pathlib import Path

import pytest
from support import page

from cleaner import Cleaner, ModelError
from cleaner.model.file import load_model, models_folder

KINDS = ("html", "text")
MEMBERS = {".json", ".onnx", ".tokens", ".weights", ".covers"}  # plain data, nothing that could run


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped models, to break."""
    return Path(shutil.copytree(models_folder(), tmp_path / "models"))


def rewrite(folder: Path, change: dict[str, object], without: str = "-") -> None:
    """Change the description of the HTML model, leave out the members whose names begin like that,
    and record its new sum: altered by its owner."""
    path = folder / "html.model"
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    members["model.json"] = json.dumps({**json.loads(members["model.json"]), **change}).encode()
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in members.items():
            if not name.startswith(without):
                archive.writestr(name, data)
    record(path)


def record(path: Path) -> None:
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    (path.parent / "SHA256SUMS").write_text(f"{digest}  {path.name}\n", encoding="utf-8")


def refused(folder: Path) -> str:
    """What `Cleaner` says of the models in a folder that it refuses."""
    with pytest.raises(ModelError) as error:
        Cleaner(folder).clean_html(page())
    return str(error.value)


@pytest.mark.parametrize("kind", KINDS)
def test_a_shipped_model_says_what_it_was_made_from(kind: str) -> None:
    description = load_model(kind).description
    for wanted in ("columns", "training", "created", "versions", "figures", "settings"):
        assert description[wanted], f"{kind}.model does not carry {wanted}"
    assert all(isinstance(name, str) for names in description["columns"].values() for name in names)


@pytest.mark.parametrize("kind", KINDS)
def test_a_shipped_model_has_a_card(kind: str) -> None:
    assert "licence" in (models_folder() / f"{kind}.md").read_text(encoding="utf-8").lower()


@pytest.mark.parametrize("kind", KINDS)
def test_a_model_file_holds_plain_data_only(kind: str) -> None:
    with zipfile.ZipFile(models_folder() / f"{kind}.model") as archive:
        assert {Path(name).suffix for name in archive.namelist()} <= MEMBERS
        for name in archive.namelist():
            assert not archive.read(name).startswith(b"\x80"), f"{name} looks like a pickle"
        json.loads(archive.read("model.json"))


def test_another_folder_with_the_same_models_gives_the_same(folder: Path) -> None:
    assert Cleaner(folder).clean(page()).as_dict() == Cleaner().clean(page()).as_dict()
    assert Cleaner(str(folder)).clean(page()).as_dict() == Cleaner().clean(page()).as_dict()


def test_a_missing_model_is_named_with_the_remedy(tmp_path: Path) -> None:
    said = refused(tmp_path / "nowhere")
    assert str(tmp_path / "nowhere" / "html.model") in said
    assert "cleaner train" in said


def test_missing_sums_are_named_with_the_remedy(folder: Path) -> None:
    (folder / "SHA256SUMS").unlink()
    said = refused(folder)
    assert str(folder / "SHA256SUMS") in said
    assert "cleaner train" in said


def test_one_altered_byte_is_noticed(folder: Path) -> None:
    path = folder / "html.model"
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    said = refused(folder)
    assert str(path) in said
    assert "cleaner train" in said


@pytest.mark.parametrize("foreign", [b"", b"not a zip", b"PK\x05\x06" + bytes(18)])
def test_a_foreign_file_is_no_model(folder: Path, foreign: bytes) -> None:
    path = folder / "html.model"
    path.write_bytes(foreign)
    record(path)
    assert str(path) in refused(folder)


@pytest.mark.parametrize(
    "change",
    [
        {"format": 0},
        {"columns": {"trees": ["a"], "sequence": ["b"]}},
        {"columns": {}},
        {"settings": {}},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_model_of_another_version_is_refused(folder: Path, change: dict[str, object]) -> None:
    rewrite(folder, change)
    said = refused(folder)
    assert str(folder / "html.model") in said
    assert "train" in said


# A model of its own for the three labels


def test_each_profile_has_its_parts_in_the_one_file() -> None:
    labels, article = (load_model("html", profile=profile) for profile in ("labels", "article"))
    assert labels.path == article.path
    assert labels.lexicon.tokens != article.lexicon.tokens
    found = [Cleaner(profile=profile).clean_html(page()) for profile in ("labels", "article")]
    assert found[0].paragraphs[0].scores != found[1].paragraphs[0].scores


def test_a_file_with_one_set_of_parts_serves_both_profiles(folder: Path) -> None:
    rewrite(folder, {}, without="labels/")
    assert load_model("html", folder, "labels").within == ""
    for profile in ("labels", "article"):
        assert Cleaner(folder, profile=profile).clean_html(page()).text
    shipped, found = (
        Cleaner(where, profile="article").clean_html(page()).as_dict() for where in (None, folder)
    )
    assert found == shipped


@pytest.mark.parametrize("missing", ["labels/lexicon.tokens", "labels/trees", "labels/sequence"])
def test_half_a_set_of_parts_is_refused(folder: Path, missing: str) -> None:
    rewrite(folder, {}, without=missing)
    assert str(folder / "html.model") in refused(folder)
