"""A document on a terminal."""

from __future__ import annotations

from typing import Any

import pytest
from documents import BODY, CHROME, SIDEBAR, document, ferry
from rich.color import Color
from rich.console import Console

from cleaner.document import Document
from cleaner.show.terminal import BAR, DIM, bar, visible, write_lines

LONG = "The new boat carries twelve cars and runs on batteries. " * 4


def written(page: Document, width: int = 80, *, colours: bool = False, **options: Any) -> str:
    console = Console(
        width=width, force_terminal=colours, color_system="256" if colours else None,
        highlight=False,
    )  # fmt: skip
    return "".join(write_lines(page, console, name="ferry.html", **options))


def test_paragraphs_stand_in_order_with_label_bar_and_probability() -> None:
    title, *lines = written(ferry()).splitlines()
    assert title == "The ferry returns"
    assert lines[0] == "ferry.html"
    assert lines[1] == "confidence 0.90  █ body 7  ▒ sidebar 2  ░ chrome 1  model html test"
    assert lines[3] == "sidebar █▒▒▒▒▒▒▒▒▒ 0.90 • Home"
    assert lines[5] == "body    ██████████ 0.96 The ferry returns"
    assert lines[8] == "body    ██████████ 0.96 1. twelve cars"
    assert [line.split()[-1] for line in lines[10:12]] == ["departs", "09:40"]


def test_only_some_labels_are_shown_if_asked_for() -> None:
    text = written(ferry(), only=[CHROME, SIDEBAR])
    assert "Post comment" in text
    assert "Sport" in text
    assert "twelve cars" not in text


def test_reasons_stand_under_their_paragraph() -> None:
    lines = written(ferry(), why=True).splitlines()
    at = next(n for n, line in enumerate(lines) if line.endswith("one goat"))
    assert lines[at + 1].strip() == "↳ the tag <li> speaks for body (+1.5)"
    assert "↳" not in written(ferry())


@pytest.mark.parametrize("width", [60, 80, 120])
def test_lines_break_under_their_beginning_and_none_is_too_long(width: int) -> None:
    page = document(("/html/ul/li", LONG, BODY), ("/html/p", "船" * 60, BODY))
    console = Console(width=width)
    lines = written(page, width).splitlines()[3:]
    assert all(console.measure(line).maximum <= width for line in lines)
    item = [line for line in lines if "船" not in line]
    assert item[0][24:26] == "• "
    assert all(line[:26] == " " * 26 and line[26] != " " for line in item[1:])
    assert " ".join(line[26:].strip() for line in item) == LONG.strip()
    assert sum(line.count("船") for line in lines) == 60


def test_on_a_narrow_terminal_the_text_stands_under_its_label() -> None:
    lines = written(document(("/html/ul/li", LONG, BODY)), 30).splitlines()[3:]
    assert lines[0] == "body    ██████████ 0.96"
    assert lines[1].startswith("  • The new boat")
    assert " ".join(line[4:] for line in lines[1:]) == LONG.strip()
    assert all(len(line) <= 30 for line in lines)


def test_a_pipe_gets_one_line_a_paragraph() -> None:
    page = document(("/html/p", LONG, BODY), ("/html/p[2]", "one\ntwo", BODY))
    lines = written(page, 40, wrapped=False).splitlines()
    assert lines[-2].endswith(LONG.strip())
    assert lines[-1].endswith("one two")


def test_the_body_is_bright_the_rest_grey_and_doubt_red() -> None:
    page = document(("/html/p", "kept", BODY), ("/html/p", "left", CHROME), doubtful=[1])
    kept, left = written(page, colours=True).splitlines()[-2:]
    assert kept.endswith("\x1b[39mkept\x1b[0m")
    assert left.startswith("\x1b[38;5;68mchrome")
    assert left.endswith("\x1b[38;5;243mleft\x1b[0m")
    assert "\x1b[1;31m 0.45" in left


@pytest.mark.parametrize("ground", [0, 1], ids=["black", "white"])
def test_what_is_grey_can_be_read_on_both_grounds_and_less_than_the_body(ground: int) -> None:
    """By the contrast of WCAG 2.2: 4.5 to 1 is what text needs, 21 to 1 what the body may have."""
    triplet = Color.parse(DIM).get_truecolor().normalized
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in triplet]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    lighter, darker = max(luminance, ground) + 0.05, min(luminance, ground) + 0.05
    assert 4.5 <= lighter / darker < 7


@pytest.mark.parametrize(
    ("scores", "cells"),
    [
        ((1.0, 0.0, 0.0), [10, 0, 0]),
        ((0.34, 0.33, 0.33), [4, 3, 3]),
        ((0.04, 0.95, 0.01), [0, 10, 0]),
    ],
)
def test_a_bar_is_always_full(scores: tuple[float, float, float], cells: list[int]) -> None:
    assert [number for _, number in bar(scores)] == cells
    assert sum(cells) == BAR


def test_a_page_cannot_write_over_the_terminal() -> None:
    page = document(("/html/p", "clear \x1b[2J the screen \u202e[bold]x", BODY))
    page.paragraphs[0]._context = None
    text = written(page, why=True)
    assert r"clear \x1b[2J the screen \u202e[bold]x" in text
    assert "\x1b" not in text


def test_joiners_stay_as_they_are_spelt() -> None:
    assert visible("می\u200cخواهم 👩\u200d🚀\n") == "می\u200cخواهم 👩\u200d🚀"


def test_a_document_without_paragraphs_has_a_head_alone() -> None:
    assert "body 0" in written(document())
