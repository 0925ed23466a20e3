"""Results of training on disk."""

from __future__ import annotations

import json
import logging
import zipfile
from pathlib import Path

import numpy as np
import pytest

from cleaner.model.file import models_folder
from cleaner.training.cache import Cache, code_version, model_version


class Counted:
    """A computation that counts its runs."""

    def __init__(self, result: object) -> None:
        self.result, self.runs = result, 0

    def __call__(self) -> object:
        self.runs += 1
        return self.result


def test_what_was_computed_is_read_the_next_time(tmp_path: Path) -> None:
    compute = Counted(["a", "b"])
    for _ in range(2):
        assert Cache(tmp_path).get("letters", ("key", 1), compute) == ["a", "b"]
    assert compute.runs == 1


def test_another_key_or_name_is_another_result(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    keys = [("x", {"key": 1}), ("x", {"key": 2}), ("y", {"key": 1})]
    assert [cache.get(*key, Counted(i)) for i, key in enumerate(keys)] == [0, 1, 2]
    assert [cache.get(*key, lambda: -1) for key in keys] == [0, 1, 2]


def test_without_a_folder_everything_is_computed() -> None:
    compute = Counted(1)
    assert [Cache().get("x", "key", compute) for _ in range(2)] == [1, 1]
    assert compute.runs == 2


def test_a_damaged_entry_is_computed_again(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    cache = Cache(tmp_path)
    cache.get("x", "key", lambda: "right")
    (entry,) = tmp_path.rglob("*.joblib")
    entry.write_bytes(entry.read_bytes()[:5])
    caplog.set_level(logging.WARNING)
    assert cache.get("x", "key", lambda: "again") == "again"
    assert str(entry) in caplog.text
    assert cache.get("x", "key", lambda: "never") == "again"


def test_an_interruption_leaves_no_entry(tmp_path: Path) -> None:
    def interrupted() -> object:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Cache(tmp_path).get("x", "key", interrupted)
    assert Cache(tmp_path).get("x", "key", lambda: "whole") == "whole"


def test_arrays_stay_on_disk_if_asked_for(tmp_path: Path) -> None:
    cache, matrix = Cache(tmp_path), np.arange(12.0).reshape(3, 4)
    cache.get("x", "key", lambda: [matrix], mapped=True)
    (mapped,) = cache.get("x", "key", lambda: [matrix], mapped=True)
    assert isinstance(mapped, np.memmap)
    assert (mapped == matrix).all()


def test_the_code_has_one_version_in_one_process() -> None:
    assert code_version() == code_version()
    assert len(code_version()) == 40


def test_a_model_is_told_from_another_by_its_parts_not_by_its_date(tmp_path: Path) -> None:
    shipped = models_folder() / "html.model"

    def rewritten(name: str, **changes: object) -> Path:
        with zipfile.ZipFile(shipped) as old, zipfile.ZipFile(tmp_path / name, "w") as new:
            for member in old.namelist():
                data = old.read(member)
                if member == "model.json":
                    data = json.dumps({**json.loads(data), **changes}).encode()
                new.writestr(member, data)
        return tmp_path / name

    assert model_version(rewritten("later", created="2030-01-01")) == model_version(shipped)
    other = rewritten("other", settings={"blend": 0.1, "rules": {}})
    assert model_version(other) != model_version(shipped)
    assert model_version(models_folder() / "text.model") != model_version(shipped)
