"""What a model says of itself: complete, and made for this version."""

from __future__ import annotations

import json
from typing import Any

import pytest

from cleaner.features.columns import INPUT_COLUMNS
from cleaner.model import description as module
from cleaner.model.description import loading_range, parse_description

SOUND: dict[str, Any] = {
    "file_format": 4,
    "format": "html",
    "version": "2026.11.0",
    "licence": "Apache-2.0",
    "created": "2026-11-23",
    "cleaner": ">=0.1,<0.3",
    "commit": None,
    "corpora": {"mine": None},
    "training": {"mine": 3},
    "versions": {},
    "recipe": {},
    "settings": {"rules": {"labels": 0.5, "article": "best_f1"}, "blend": 0.4},
    "figures": {},
    "columns": INPUT_COLUMNS["html"],
}


def refused(**change: Any) -> str:
    with pytest.raises(ValueError, match=r".") as error:
        parse_description(json.dumps({**SOUND, **change}).encode())
    return str(error.value)


def test_a_sound_description_is_returned_as_it_is() -> None:
    assert parse_description(json.dumps(SOUND).encode()) == SOUND


@pytest.mark.parametrize("data", [b"[]", b"3", b"null"])
def test_a_description_is_a_table(data: bytes) -> None:
    with pytest.raises(ValueError, match="no table"):
        parse_description(data)


@pytest.mark.parametrize("name", ["version", "licence", "created", "settings", "training"])
def test_what_lacks_a_field_is_refused(name: str) -> None:
    assert name in refused(**{name: None})


def test_a_file_of_the_format_before_names_the_command_that_rewrites_it() -> None:
    old = {"file_format": 3, "format": "html"}
    with pytest.raises(ValueError, match=r"python -m cleaner\.training\.export\.migrate"):
        parse_description(json.dumps(old).encode())


@pytest.mark.parametrize("file_format", [1, 5, None, "4"])
def test_a_file_of_another_format_is_to_be_trained_again(file_format: object) -> None:
    assert "cleaner train" in refused(file_format=file_format)


@pytest.mark.parametrize(
    ("versions", "own", "loads"),
    [
        (">=0.1,<0.3", "0.1.0", True),
        (">=0.1,<0.3", "0.2.9", True),
        (">=0.1,<0.3", "0.2.9rc1", True),
        (">=0.1,<0.3", "0.3.0", False),
        (">=0.1,<0.3", "0.0.9", False),
        (">=0.9,<0.11", "0.10.0", True),
        (">=1.2.3,<2", "1.2.2", False),
        ("0.1", "0.1.0", False),
        (">=0.1", "0.1.0", False),
    ],
)
def test_a_model_is_loaded_by_the_versions_that_it_names(
    versions: str, own: str, loads: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "__version__", own)
    if loads:
        assert parse_description(json.dumps({**SOUND, "cleaner": versions}).encode())
    else:
        message = refused(cleaner=versions)
        assert versions in message
        assert "train the model again" in message


def test_a_model_that_is_written_now_is_loaded_now_and_by_the_next_minor_version() -> None:
    assert parse_description(json.dumps({**SOUND, "cleaner": loading_range()}).encode())
    assert loading_range("0.4.2") == ">=0.4,<0.6"
    assert loading_range("1.0.0rc1") == ">=1.0,<1.2"


@pytest.mark.parametrize(
    "rules", [None, {}, {"labels": 0.5}, {"labels": "other", "article": 0.5},
              {"labels": 1.5, "article": 0.5}, {"labels": [], "article": 0.5}],
)  # fmt: skip
def test_a_rule_that_nobody_knows_is_refused(rules: object) -> None:
    assert "rule" in refused(settings={"rules": rules, "blend": 0.4})


@pytest.mark.parametrize("blend", [None, -0.1, 1.1, "0.4", float("nan")])
def test_the_share_of_the_trees_is_a_share(blend: object) -> None:
    rules = SOUND["settings"]["rules"]
    assert "weight of the trees" in refused(settings={"rules": rules, "blend": blend})


LAYER = {"name": "0a1b2c3d", "sites": {"larch.example": 2, "other.example": 0}}


def test_a_calibration_and_a_site_layer_are_taken_if_they_are_some() -> None:
    further = {"calibration": {"labels": {}, "article": {}}, "site_layer": LAYER}
    assert parse_description(json.dumps({**SOUND, **further}).encode()) == {**SOUND, **further}
    assert parse_description(json.dumps({**SOUND, "site_layer": None}).encode())


@pytest.mark.parametrize("calibration", [None, [], "labels", {"labels": []}, {"a": {}, "b": 3}])
def test_a_calibration_that_is_none_is_refused(calibration: object) -> None:
    assert "calibrate the model again" in refused(calibration=calibration)


@pytest.mark.parametrize(
    "layer",
    [
        {}, [], "layer", {**LAYER, "name": 3}, {**LAYER, "sites": ["larch.example"]},
        {"name": "0a1b2c3d"}, {**LAYER, "sites": {"a": 1, "b": "2"}},
        {**LAYER, "sites": {"a": 1, "b": -1}}, {**LAYER, "sites": {"a": 1.0}},
    ],
    ids=str,
)  # fmt: skip
def test_a_site_layer_that_is_none_is_refused(layer: object) -> None:
    assert "learn it again" in refused(site_layer=layer)


def test_of_many_other_columns_three_are_named() -> None:
    names = [f"a{i}" for i in range(9)]
    message = refused(columns={**INPUT_COLUMNS["html"], "trees": names})
    assert "(a0, a1, a2): train" in message


def test_other_columns_are_named() -> None:
    names = [*INPUT_COLUMNS["html"]["trees"][:-1], "another"]
    message = refused(columns={**INPUT_COLUMNS["html"], "trees": names})
    assert "another" in message
    assert "guide" in message
    assert "another order" in refused(
        columns={**INPUT_COLUMNS["html"], "trees": INPUT_COLUMNS["html"]["trees"][::-1]}
    )
