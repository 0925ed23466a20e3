"""The body as text, Markdown, HTML and JSON: its structure kept, hostile text made harmless."""

from __future__ import annotations

import json
import re
from html import unescape
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from selectolax.lexbor import LexborHTMLParser

from cleaner import Document, Label, Paragraph
from cleaner.core import Cleaner
from cleaner.paragraph import KINDS, Kind
from cleaner.segment.text import segment_text

HOSTILE = "</p><script>alert('1 & 2')</script> \"q\" <img src=x onerror=y>"

# One line of visible text, as segmentation leaves it: no control characters, spaces collapsed.
LINES = (
    st.text(st.characters(exclude_categories=["C", "Z"]) | st.just(" "), min_size=1, max_size=30)
    | st.text(st.sampled_from("#*_`~-+=>|<&[]()!\\:.1 ax"), min_size=1, max_size=20)
).map(lambda text: " ".join(text.split()))
LINES = LINES.filter(bool)

# What paragraphs of plain text bring along as part of their text.
OWN_MARKS = {"heading": ("#",), "quote": (">",), "list-item": ("- ", "+ ", "1. ")}


def document(*paragraphs: tuple[str, str, int]) -> Document:
    """A document of paragraphs given as (kind, text, level)."""
    return Document(
        [Paragraph(text, kind=cast(Kind, kind), level=level) for kind, text, level in paragraphs]
    )


def read_markdown(markdown: str) -> str:
    """The words that a CommonMark reader shows."""
    html = MarkdownIt("commonmark").enable("table").render(markdown)
    return " ".join(unescape(re.sub(r"<[^>]*>", "", html)).split())


ARTICLE = (
    ("title", "The ferry", 1),
    ("text", "It came back.", 0),
    ("heading", "The boat", 3),
    ("list-item", "green", 1),
    ("list-item", "half an hour late", 2),
    ("quote", "A goat!", 1),
    ("code", "x = 1\n  y", 0),
    ("caption", "The horn", 0),
)


# Text


def test_text_parts_paragraphs_by_blank_lines_and_keeps_lists_together() -> None:
    assert document(*ARTICLE).as_text() == (
        "The ferry\n\nIt came back.\n\nThe boat\n\ngreen\nhalf an hour late\n\nA goat!\n\n"
        "x = 1\n  y\n\nThe horn"
    )


def test_cells_of_a_row_stand_in_one_line() -> None:
    cells = [Paragraph(t, kind="table-row", row=row) for t, row in (("a", 1), ("b", 1), ("c", 2))]
    assert Document(cells).as_text() == "a\tb\nc"


@pytest.mark.parametrize(
    ("source", "dropped", "text"),
    [
        ("One.\nTwo.\n\nThree.\n", set(), "One.\nTwo.\n\nThree."),
        ("Menu\n\nOne.\nTwo.\n", {0}, "One.\nTwo."),
        ("One.\n\nShare\n\nTwo.", {1}, "One.\n\nTwo."),
        ("One.\nShare\nTwo.", {1}, "One.\nTwo."),
        ("One.\r\n\r\nTwo.\r\nShare", {2}, "One.\r\n\r\nTwo."),
        ("# One\n\n- two\n  - three\n", set(), "# One\n\n- two\n  - three"),
    ],
)
def test_plain_text_keeps_its_own_line_structure(source: str, dropped: set[int], text: str) -> None:
    paragraphs = segment_text(source)
    for index in dropped:
        paragraphs[index].label = Label.CHROME
    assert Document(paragraphs, source, "text").as_text() == text


# Markdown


def test_markdown_shows_the_kinds() -> None:
    assert document(*ARTICLE).as_markdown() == (
        "# The ferry\n\nIt came back.\n\n### The boat\n\n- green\n  - half an hour late\n\n"
        "> A goat!\n\n```\nx = 1\n  y\n```\n\n*The horn*\n"
    )


def test_ordered_lists_keep_their_numbers() -> None:
    steps = Cleaner(threshold=0.0).clean_html(
        "<ol><li>Mix the flour.<ul><li>rye<li>wheat</ul><li><p>Wait.</p><p>An hour.</p>"
        "<li>Bake.</ol>"
        "<ul><li>salt</ul><ol><li>Eat.</ol>"
    )
    assert steps.as_markdown() == (
        "1. Mix the flour.\n   - rye\n   - wheat\n2. Wait.\n\n   An hour.\n3. Bake.\n\n"
        "- salt\n\n1. Eat.\n"
    )
    assert [p.ordinal for p in steps.paragraphs] == [1, None, None, 2, 2, 3, None, 1]
    tree = LexborHTMLParser(steps.as_html())
    assert [node.tag for node in tree.css("article > *")] == ["ol", "ul", "ol"]
    items = [" ".join(node.text().split()) for node in tree.css("article > ol > li")]
    assert items == ["Mix the flour. rye wheat", "Wait. An hour.", "Bake.", "Eat."]


def test_numbers_of_plain_text_stay_as_well() -> None:
    text = "• salt\n• rye\n\n7. Mix.\n8) Bake."
    markdown = Cleaner(threshold=0.0).clean_text(text).as_markdown()
    assert markdown == "- salt\n- rye\n\n7. Mix.\n8. Bake.\n"


def test_markdown_tables_have_a_row_for_a_row() -> None:
    cells = [Paragraph(t, kind="table-row", row=r) for t, r in (("a|b", 1), ("c", 1), ("d", 2))]
    assert Document(cells).as_markdown() == "| a\\|b | c |\n| --- | --- |\n| d |  |\n"


def test_a_fence_is_longer_than_any_inside() -> None:
    assert document(("code", "```\nx\n```", 0)).as_markdown() == "````\n```\nx\n```\n````\n"


def test_a_nested_item_without_its_parent_is_still_an_item() -> None:
    markdown = document(("text", "Menu:", 0), ("list-item", "soup", 3)).as_markdown()
    assert "<li>soup</li>" in MarkdownIt("commonmark").render(markdown)


@pytest.mark.parametrize(
    "text",
    [
        "2 * 3 * 4 and _so_ on",
        "`code` [not](a link) ![nor](an image)",
        "# no heading",
        "1. no list",
        "1986. A great year",
        "- no list",
        "+ no list",
        "> no quote",
        "---",
        "===",
        "~~~",
        "&copy; is written &amp;copy;",
        "C:\\*.txt",
        "<b>not bold</b>",
        "[1]: http://no.reference",
        "ends with #",
        "a | b",
    ],
)
@pytest.mark.parametrize("kind", ["text", "title", "heading", "list-item", "quote", "table-row"])
def test_markdown_shows_text_as_it_is(kind: str, text: str) -> None:
    if text.startswith(OWN_MARKS.get(kind, ())):
        pytest.skip("the mark of its own kind, which plain text brings along, is not doubled")
    shown = read_markdown(document((kind, text, 1), ("text", "next", 0)).as_markdown())
    assert shown == f"{text} next"


@given(LINES, st.sampled_from(["text", "title", "caption", "table-row"]))
def test_any_line_is_shown_as_it_is(text: str, kind: str) -> None:
    shown = read_markdown(document((kind, text, 1), ("text", "next", 0)).as_markdown())
    assert "".join(shown.split()) == "".join(f"{text}next".split())


# HTML


def test_html_has_an_element_for_each_kind() -> None:
    tree = LexborHTMLParser(document(*ARTICLE).as_html())
    found = [(node.tag, node.text(deep=False).strip("\n")) for node in tree.css("article *")]
    assert [pair for pair in found if pair[0] != "ul" and pair[1]] == [
        ("h1", "The ferry"),
        ("p", "It came back."),
        ("h3", "The boat"),
        ("li", "green"),
        ("li", "half an hour late"),
        ("blockquote", "A goat!"),
        ("pre", "x = 1\n  y"),
        ("figcaption", "The horn"),
    ]
    assert [node.text() for node in tree.css("title")] == ["The ferry"]


@pytest.mark.parametrize("kind", KINDS)
def test_hostile_text_stays_text(kind: str) -> None:
    html = document(("title", HOSTILE, 1), (kind, HOSTILE, 1)).as_html()
    tree = LexborHTMLParser(html)
    assert not tree.css("script, img")
    assert tree.css("article > *")[-1].text().strip() == HOSTILE


@given(st.lists(st.tuples(st.sampled_from(KINDS), LINES, st.integers(0, 9)), max_size=6))
def test_html_holds_the_whole_body(paragraphs: list[tuple[str, str, int]]) -> None:
    tree = LexborHTMLParser(document(*paragraphs).as_html())
    whole = "".join(text for _, text, _ in paragraphs)
    assert "".join(tree.css("article")[0].text().split()) == "".join(whole.split())


# All of them


@pytest.mark.parametrize("form", ["as_text", "as_markdown", "as_html", "as_json"])
def test_what_is_not_body_is_left_out(form: str) -> None:
    paragraphs = [Paragraph("kept"), Paragraph("dropped", label=Label.SIDEBAR)]
    rendered = getattr(Document(paragraphs), form)()
    if form == "as_json":
        rendered = json.loads(rendered)["text"]
    assert "kept" in rendered
    assert "dropped" not in rendered
