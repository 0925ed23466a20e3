"""Pages of every kind, as Markdown and HTML: what comes out is the article as it stood."""

from __future__ import annotations

from pathlib import Path

import pytest
from markdown_it import MarkdownIt
from mdit_py_plugins.footnote import footnote_plugin
from selectolax.lexbor import LexborHTMLParser

import cleaner
from cleaner.segment.walk import MOST_PARAGRAPHS

PAGES = Path(__file__).parent.parent / "pages"
NAMES = sorted(path.stem for path in PAGES.glob("*.html"))
PARSER = MarkdownIt("commonmark").enable(["table", "strikethrough"]).use(footnote_plugin)
# The tags that the HTML of a page shares with what its Markdown renders to.
SHARED = ("h1", "h2", "h3", "li", "pre", "td", "th", "a[href^=http]", "img", "em", "strong", "s")


# What is wrong with these is a label.
WRONG_LABEL = {"table-shop": "the heading of a section that goes is kept"}


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(
            name,
            marks=[pytest.mark.xfail(reason=WRONG_LABEL[name], strict=True)]
            if name in WRONG_LABEL
            else [],
        )
        for name in NAMES
    ],
)
def test_the_markdown_is_the_one_that_is_right(name: str) -> None:
    source = (PAGES / f"{name}.html").read_text(encoding="utf-8")
    right = (PAGES / f"{name}.md").read_text(encoding="utf-8")
    assert cleaner.clean_html(source).as_markdown() == right


@pytest.mark.parametrize("name", NAMES)
def test_html_has_the_same_parts_as_the_markdown(name: str) -> None:
    document = cleaner.clean_html((PAGES / f"{name}.html").read_text(encoding="utf-8"))
    if "|" in document.as_markdown() or document.as_html().count("<dl>"):
        pytest.skip("spans and definition lists are written otherwise in Markdown")
    html = LexborHTMLParser(document.as_html())
    markdown = LexborHTMLParser(PARSER.render(document.as_markdown()))
    for selector in SHARED:
        if selector in ("li", "em"):  # those of notes, and of captions, are Markdown's own
            continue
        shown = [node.text(deep=True).split() for node in markdown.css(selector)]
        if not document.as_html().count("<details>") or selector != "strong":
            same = html.css("del" if selector == "s" else selector)
            assert [node.text(deep=True).split() for node in same] == shown, selector


@pytest.mark.parametrize("name", NAMES)
def test_without_switches_only_the_words_are_left(name: str) -> None:
    document = cleaner.clean_html((PAGES / f"{name}.html").read_text(encoding="utf-8"))
    bare = document.as_markdown(links=False, images=False, formatting=False)
    assert "](" not in bare
    assert "<" not in bare.replace("<https", "")
    html = document.as_html(links=False, images=False, formatting=False)
    tree = LexborHTMLParser(html)
    assert not tree.css("img, strong, em, del, sup:not(:has(a)), sub, p code")
    assert all((link.attributes["href"] or "").startswith("#") for link in tree.css("a"))


def test_what_is_joined_of_very_long_pages_is_text_alone() -> None:
    items = MOST_PARAGRAPHS + 2_500
    document = cleaner.clean_html(f"<ul>{'<li>ab <b>cd</b></li>' * items}</ul>")
    for paragraph in document.paragraphs:
        paragraph.label = cleaner.Label.BODY
    lines = document.as_markdown().split("\n")
    assert lines.count("- ab **cd**") == MOST_PARAGRAPHS
    assert sum(line.count("ab cd") for line in lines) == items - MOST_PARAGRAPHS
    assert document.as_html().count("ab") == items


@pytest.mark.parametrize(
    ("start", "rest"),
    [
        ("1. A note", "A note"),
        ("[1] A note", "A note"),
        ("(1): A note", "A note"),
        (" 1 A note", "A note"),
        ("^ A note", "A note"),
        ("12. A note", "12\\. A note"),
        ("(1 A note", "(1 A note"),
        ("1st note", "1st note"),
    ],
)
def test_a_note_comes_without_its_mark(start: str, rest: str) -> None:
    text = (
        "The ferry came back on Monday, painted green and half an hour late, with lemons for all."
    )
    html = (
        f"<article><p>{text}<sup><a href='#n'>1</a></sup> {text}</p><p id=n>{start}</p></article>"
    )
    document = cleaner.clean_html(html)
    for paragraph in document.paragraphs:
        paragraph.label = cleaner.Label.BODY
    assert document.as_markdown().endswith(f"[^1]: {rest}\n")
