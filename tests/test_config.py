"""Config: every option of cleaning, declared once."""

from __future__ import annotations

import inspect
import pickle
from dataclasses import FrozenInstanceError, fields
from pathlib import Path

import pytest

from cleaner import Cleaner, Config, InvalidOption

OPTIONS = [option.name for option in fields(Config)]


def test_the_constructor_of_a_cleaner_takes_the_options_with_their_defaults() -> None:
    parameters = dict(inspect.signature(Cleaner).parameters)
    del parameters["site_memory"]  # what is known of sites is no option
    assert list(parameters) == OPTIONS
    for option in fields(Config):
        assert parameters[option.name].default == option.default, option.name


@pytest.mark.parametrize("name", OPTIONS)
def test_every_option_is_described(name: str) -> None:
    assert Config.description(name).endswith(".")


def test_a_cleaner_keeps_its_options_as_a_config() -> None:
    options = {"threshold": 0.7, "profile": "article", "split_lines": True, "max_bytes": None}
    assert Cleaner("folder", **options).config == Config(Path("folder"), **options)  # type: ignore[arg-type]


def test_a_cleaner_can_be_made_of_a_config() -> None:
    config = Config(threshold=0.4)
    assert Cleaner.from_config(config).config is config


@pytest.mark.parametrize(
    "wrong",
    [{"threshold": 1.5}, {"threshold": -1}, {"threshold": float("nan")}, {"profile": "news"},
     {"max_bytes": 0}, {"max_bytes": float("nan")}, {"max_bytes": 1.5}, {"max_bytes": 10**23}],
    ids=str,
)  # fmt: skip
def test_a_value_out_of_range_is_refused_by_name(wrong: dict[str, object]) -> None:
    with pytest.raises(InvalidOption, match=next(iter(wrong))):
        Config(**wrong)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match=next(iter(wrong))):
        Cleaner(**wrong)  # type: ignore[arg-type]


def test_options_cannot_change_and_can_be_compared_hashed_and_sent() -> None:
    config = Config(model=Path("folder"), threshold=0.5)
    with pytest.raises(FrozenInstanceError):
        config.threshold = 0.6  # type: ignore[misc]
    assert pickle.loads(pickle.dumps(config)) == config
    assert len({config, Config(model=Path("folder"), threshold=0.5), Config()}) == 2


def test_a_folder_may_be_named_by_a_string() -> None:
    assert Config(model="folder").model == Path("folder")  # type: ignore[arg-type]
