"""Other extractors to compare with."""

from __future__ import annotations

import importlib.util

import pytest
from support import PROSE, page

from cleaner.evaluation import baselines
from cleaner.evaluation.baselines import installed_baselines


def test_trafilatura_is_there_and_finds_the_article() -> None:
    text = installed_baselines()["trafilatura"](page())
    assert PROSE[1] in text
    assert "Leave a comment" not in text


@pytest.mark.parametrize("html", ["", "<p>"])
def test_a_page_without_text_gives_an_empty_one(html: str) -> None:
    for name, extract in installed_baselines().items():
        assert extract(html) == "", name


def test_what_is_not_installed_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    assert installed_baselines() == {}


def test_each_is_a_function_of_html_to_text() -> None:
    for name, extract in installed_baselines().items():
        assert PROSE[2] in extract(page()), name
    assert set(installed_baselines()) <= set(baselines._BASELINES)
