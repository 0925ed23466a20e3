"""Names of output files: apart, plain, short enough, inside the folder."""

from __future__ import annotations

import os
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.batch.outputs.names import (
    LONGEST_NAME,
    candidates,
    fitting,
    listed_names,
    output_names,
    record_name,
)
from cleaner.batch.sources.folders import Page, page_format

ODD_ADDRESSES = [
    "https://larch.example/../../../etc/passwd",
    "https://larch.example/a/%2e%2e/%2e%2e/b",
    "https://../../up",
    "https://[broken",
    "file:///etc/passwd",
    "https://larch.example/" + "long/" * 99,
    "https://larch.example/new\nline\x00\x1b[2J",
    "https://larch.example/" + "é東" * 200,
    "https://larch.example/half\udc9d\ud800",
    "https://larch.example/?q=..",
    "https://.cleaner/ledger.sqlite",
    "https://names.txt/",
    "..",
    "",
]


def pages(*names: str) -> list[Page]:
    found = []
    for name in names:
        known = page_format(name)
        assert known
        found.append(Page("", known[0], name, known[1]))
    return found


def test_a_page_is_named_after_its_file() -> None:
    assert output_names(pages("a.html", "b.HTM.gz", "c.d.md"), (), ".txt") == [
        "a.txt", "b.txt", "c.d.txt"
    ]  # fmt: skip


def test_pages_that_would_share_a_name_keep_their_whole_ones() -> None:
    for names in (("a.html", "a.htm"), ("a.html", "a.html.gz"), ("a.html", "A.html")):
        assert output_names(pages(*names), (), ".txt") == [f"{name}.txt" for name in names]
    # the whole name of one is the short name of another
    assert output_names(pages("a.html", "a.htm", "a.htm.txt"), (), ".txt") == [
        "a.html.txt", "a.htm.txt", "a.htm.txt.txt"
    ]  # fmt: skip


def test_a_name_that_a_folder_has_is_left_to_it() -> None:
    assert output_names(pages("a.html"), ("a.txt",), ".txt") == ["a.html.txt"]


@given(st.sets(st.from_regex(r"[aA.b]{0,3}\.(html?|txt|HTM)(\.gz)?", fullmatch=True), max_size=9))
def test_names_always_differ(names: set[str]) -> None:
    given_names = output_names(pages(*sorted(names)), (), ".txt")
    assert len({name.casefold() for name in given_names}) >= len({n.casefold() for n in names})


def test_names_too_long_are_cut_and_stay_apart() -> None:
    long = [f"{'é' * 140}{n}" for n in range(2)]
    cut = [fitting(f"{name}.txt", ".txt") for name in long]
    assert all(len(os.fsencode(name)) <= LONGEST_NAME and name.endswith(".txt") for name in cut)
    assert cut[0] != cut[1]
    assert fitting("short.txt", ".txt") == "short.txt"


@pytest.mark.parametrize(
    ("path", "first"),
    [
        ("news/a.html", "news/a.txt"),
        ("/abs/a.html", "abs/a.txt"),
        ("../../a", "a.txt"),
        ("news.txt/a.html", "news.txt_/a.txt"),
        (".cleaner/a.html", ".cleaner_/a.txt"),
        ("..", ".txt"),
    ],
)
def test_files_of_a_list_keep_their_place(path: str, first: str) -> None:
    assert listed_names(path, ".txt")[0] == first


@pytest.mark.parametrize("url", ODD_ADDRESSES)
def test_names_of_records_are_plain(url: str) -> None:
    name = record_name("", url, 7, ".txt")
    assert re.fullmatch(r"(?:[\w.-]+/)?[\w.-]+\.txt", name, re.ASCII)
    assert all(part.strip(".") and len(part) <= 255 for part in name.split("/"))


def test_records_are_named_by_their_address_else_by_their_number() -> None:
    names = {record_name("", f"https://larch.example/?{n}", 1, ".txt") for n in "ab"}
    assert len(names) == 2
    assert record_name("in/a.warc", None, 7, ".md") == "in/a.warc/00000007.md"


def test_further_names_are_numbered() -> None:
    names = candidates(("deep/a.txt", "deep/a.html.txt"), ".txt")
    assert [next(names) for _ in range(4)] == [
        "deep/a.txt", "deep/a.html.txt", "deep/a.html~2.txt", "deep/a.html~3.txt"
    ]  # fmt: skip
