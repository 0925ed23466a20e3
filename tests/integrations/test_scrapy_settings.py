"""The settings of the Scrapy pipeline: what they may be, and how they are read. No crawl."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
from support import ROOT

from cleaner import Config
from cleaner.errors import InvalidOption
from cleaner.integrations.scrapy_settings import MAKERS, NAMES, Options, read_settings


class Given(dict[str, Any]):
    """Settings as Scrapy gives them."""


def test_settings_are_read_as_python_and_the_command_line_write_them(tmp_path: Path) -> None:
    assert read_settings(Given()) == Options()
    read = read_settings(
        Given(CLEANER_TIMEOUT="2.5", CLEANER_JOBS="2", CLEANER_FIELDS="text, title",
              CLEANER_KEEP_PAGE="False", CLEANER_MAX_BYTES="1000", CLEANER_THRESHOLD="none",
              CLEANER_DROP="failed", CLEANER_SITE_MEMORY="true", LOG_LEVEL="INFO")
    )  # fmt: skip
    assert read == Options(
        timeout=2.5, jobs=2, fields={"text": "text", "title": "title"}, keep_page=False,
        cleaning=Config(max_bytes=1000), drop=frozenset({"failed"}), site_memory=True,
    )  # fmt: skip
    counts = tmp_path / "counts"
    counts.touch()
    assert read_settings(Given(CLEANER_SITE_MEMORY=str(counts))).site_memory == counts


def test_every_option_of_cleaning_is_a_setting() -> None:
    given: dict[str, Any] = {
        "model": Path("models"), "threshold": 0.3, "profile": "article", "split_lines": True,
        "max_bytes": 7,
    }  # fmt: skip
    assert list(given) == [option.name for option in fields(Config)]
    settings = Given({f"CLEANER_{name.upper()}": value for name, value in given.items()})
    assert read_settings(settings).cleaning == Config(**given)


BAD = [
    ("CLEANER_TIMEOUT", "soon"), ("CLEANER_TIMEOUT", 0), ("CLEANER_JOBS", 0),
    ("CLEANER_JOBS", "many"), ("CLEANER_PAGE", ""), ("CLEANER_URL", 3), ("CLEANER_FIELDS", []),
    ("CLEANER_FIELDS", ["text", "colour"]), ("CLEANER_FIELDS", {"text": "a", "title": "a"}),
    ("CLEANER_FIELDS", 3), ("CLEANER_KEEP_PAGE", "maybe"), ("CLEANER_FORMAT", "pdf"),
    ("CLEANER_DROP", ["good"]), ("CLEANER_DROP_BELOW", 80), ("CLEANER_THRESHOLD", -0.1),
    ("CLEANER_PROFILE", "news"), ("CLEANER_SPLIT_LINES", 2), ("CLEANER_MAX_BYTES", 0),
    ("CLEANER_SITE_MEMORY", "nowhere.sqlite"), ("CLEANER_SITE_MEMORY", 3),
    ("CLEANER_SITE_COUNTS", "counts.sqlite"), ("CLEANER_MODEL", 3),
]  # fmt: skip


@pytest.mark.parametrize(("name", "value"), BAD, ids=str)
def test_a_bad_value_names_its_setting(name: str, value: Any) -> None:
    with pytest.raises(InvalidOption, match=name):
        read_settings(Given({name: value}))


def test_a_setting_that_does_not_exist_is_refused() -> None:
    with pytest.raises(InvalidOption, match="there is no setting CLEANER_TIMOUT: there are CLEAN"):
        read_settings(Given(CLEANER_TIMOUT=3))


def test_the_guide_explains_every_setting_and_every_field() -> None:
    guide = (ROOT / "docs" / "howto" / "scrapy.md").read_text(encoding="utf-8")
    assert [name for name in (*NAMES, *MAKERS) if f"`{name}`" not in guide] == []
