"""The site layer: weights of signs by site, kept in the model file and checked when it is read."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from support import zipped

from cleaner.features.site_features import Signs
from cleaner.model.archive import Archive, array_bytes
from cleaner.model.site_layer import CODES, EVERYWHERE, WEIGHTS, SiteLayer, read_site_layer

SIGNS = Signs(np.array([3, 5, 4], np.uint32), np.array([2, 3]))  # of two paragraphs


def layer(*sites: str) -> SiteLayer:
    codes = np.array([3, 5, 9], np.uint32)
    weights = np.array([[1.0, 0.5], [-0.25, 0.0], [7.0, 7.0]])
    return SiteLayer(dict.fromkeys(sites, (codes, weights)))


def test_the_weights_of_the_signs_that_it_knows_are_added_up() -> None:
    body, chrome = layer("larch.example").changes(SIGNS, "larch.example")
    assert body.tolist() == [0.75, 0.0]
    assert chrome.tolist() == [0.5, 0.0]


def test_signs_beyond_its_last_one_have_no_weight() -> None:
    signs = Signs(np.array([9, 12, 1], np.uint32), np.array([1, 2, 3]))
    body, chrome = layer("larch.example").changes(signs, "larch.example")
    assert body.tolist() == chrome.tolist() == [7.0, 0.0, 0.0]


@pytest.mark.parametrize(
    ("sites", "asked", "found"),
    [
        (["larch.example"], "larch.example", "larch.example"),
        (["larch.example"], "other.example", None),
        (["larch.example"], "", None),
        ([""], "", ""),  # pages that state no address
        ([EVERYWHERE], "other.example", EVERYWHERE),
    ],
)
def test_it_holds_for_the_sites_that_it_is_of(
    sites: list[str], asked: str, found: str | None
) -> None:
    assert layer(*sites).site_for(asked) == found


def test_a_layer_that_knows_no_sign_changes_nothing() -> None:
    empty = SiteLayer({"a": (np.zeros(0, np.uint32), np.zeros((0, 2)))})
    assert [change.tolist() for change in empty.changes(SIGNS, "a")] == [[0.0, 0.0]] * 2


def test_it_is_read_as_it_was_written() -> None:
    written = layer("larch.example", "other.example")
    archive = Archive(zipped(written.members()))
    read = read_site_layer(archive, {"larch.example": 3, "other.example": 3})
    assert list(read.sites) == list(written.sites)
    for site in read.sites:
        assert read.changes(SIGNS, site).body.tolist() == [0.75, 0.0]
    assert read.name() == written.name() != layer("larch.example").name()
    assert re.fullmatch("[0-9a-f]{8}", read.name())


def test_its_name_is_that_of_what_is_stored() -> None:
    """Weights beyond the limits are cut, and zeros have no sign."""
    codes = np.array([3, 5], np.uint32)
    written = SiteLayer({"a": (codes, np.array([[50.0, -50.0], [-0.0001, 0.0001]]))})
    read = read_site_layer(Archive(zipped(written.members())), {"a": 2})
    assert read.sites["a"][1].tolist() == [[32.767, -32.768], [0.0, 0.0]]
    assert read.name() == written.name()


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({CODES: array_bytes(np.array([3, 5], "<u4"))}, "does not have the signs"),
        ({CODES: array_bytes(np.array([5, 3, 9], "<u4"))}, "not in order"),
        ({CODES: array_bytes(np.array([3, 3, 9], "<u4"))}, "not in order"),
        ({WEIGHTS: array_bytes(np.zeros((2, 2), "<i2"))}, "does not have the signs"),
        ({CODES: array_bytes(np.array([3, 5, 9], "<i8"))}, "holds int64"),
        ({WEIGHTS: array_bytes(np.zeros((3, 3), "<i2"))}, "shape"),
    ],
)
def test_a_damaged_one_is_refused(change: dict[str, bytes], problem: str, tmp_path: Path) -> None:
    archive = Archive(zipped(layer("a").members() | change))
    with pytest.raises(ValueError, match=problem):
        read_site_layer(archive, {"a": 3})
