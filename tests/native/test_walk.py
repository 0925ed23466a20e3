"""The walk of the compiled core finds what the Python finds, which specifies it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from native_core import PIECES, SAMPLE_PAGES, broken_pages, needs_core
from selectolax.lexbor import LexborNode
from support import ROOT

from cleaner._native import in_python
from cleaner.segment import compiled, walk
from cleaner.segment.html import segment_html

pytestmark = needs_core


def compare(source: str) -> None:
    assert compiled._is_set_up()
    page = segment_html(source)
    with in_python():
        specified = segment_html(source)
    assert page.texts == specified.texts
    np.testing.assert_array_equal(page.runs, specified.runs)
    for field in fields(page.elements):
        ours, theirs = (getattr(one.elements, field.name) for one in (page, specified))
        assert ours == theirs, field.name
    for name in ("titles", "types", "address", "lang", "data", "has_shadow_roots", "warnings"):
        assert getattr(page, name) == getattr(specified, name), name


PAGES = [
    *SAMPLE_PAGES,
    *(path.read_text(encoding="utf-8") for path in sorted((ROOT / "tests/pages").glob("*.html"))),
]


@pytest.mark.parametrize("source", PAGES, ids=lambda source: source[:0])
def test_a_page_is_walked_alike(source: str) -> None:
    assert compiled._is_set_up()
    compare(source)


@pytest.fixture
def nodes_by_name() -> Iterator[None]:
    """The core knows no functions of the properties of nodes, and asks for them by name."""
    from cleaner._native import core

    assert not core.set_up_nodes(int)
    yield
    assert core.set_up_nodes(LexborNode)


@pytest.mark.usefixtures("nodes_by_name")
@pytest.mark.parametrize("source", SAMPLE_PAGES[:3], ids=lambda source: source[:0])
def test_a_page_is_walked_alike_where_properties_are_found_by_name(source: str) -> None:
    compare(source)


@pytest.mark.usefixtures("nodes_by_name")
def test_a_class_that_lacks_a_property_of_nodes_or_computes_it_otherwise_is_not_taken() -> None:
    from cleaner._native import core

    names = ("tag_id", "tag", "attributes", "text_content", "first_child", "next")
    computed = type("Computed", (), {name: property(lambda _: None) for name in names})
    assert not core.set_up_nodes(object)
    assert not core.set_up_nodes(computed)


@given(broken_pages())
def test_a_broken_page_is_walked_alike(source: str) -> None:
    compare(source)


STEERING = (
    "<a href='#x'>", "<a href='#top'>↩</a>", "<h2>", "<a href='/12345'>¶</a>",
    "<a href='//x.org/a-b-c-d'>", "<a href='https://x.org/2024/1'>", "<a href='/é/2024/11/x'>",
    "<a href='http://x.org/1234'>", "<a href=''>", "<sup>1</sup>", "<sub>2</sub>",
    "x<sup><a href='#n'>3</a></sup>", "<ruby>漢<rt>kan</rt></ruby>",
    "<div style='white-space: pre'>a\n  b</div>", "<div style='DISPLAY : none'>",
    "<span style='visibility:hidden'>", "<span aria-hidden=true>", "<span class=sr-only>",
    "<span role=tooltip>", "<div class=CodeMirror-code>", "<span class=MathJax_Preview>x</span>",
    "<span class=katex-html>", "<img alt='🙂' class=emoji>", "<img alt=x>",
    "<img class=latex alt='x^2'>", "<pre>a\n  b<p>c</pre>", "<pre>\n</pre>",
    "<listing>x</listing>", "<br>", "<br><br>", "<b>", "</b>", "<td colspan=2>",
    "<ol start=3><li>", "<custom-tag>", "<button>", "<noscript>", "<iframe>", "&shy;", "&#8203;",
    "&nbsp;", "\x1e", "\x85", "\u2028", "\ufeff", " ", "\n\n", "word", "Ein Satz.", "</div>",
    "<p>", "</a>", "<script type='application/ld+json'>{\"@type\": \"Article\"}</script>",
    "<template shadowrootmode=open><slot>",
)  # fmt: skip


@given(st.lists(st.sampled_from((*STEERING, *PIECES)), max_size=60).map("".join))
@example("<p>a<br><br>b<br>c")
@example("text <span class=sr-only>hidden<p>block</p>after</span> rest")
@example("text <span hidden>unseen <b class=CodeMirror-code>x<br>y</b> unseen</span> rest")
def test_what_steers_the_walk_steers_both(source: str) -> None:
    compare(source)


@pytest.mark.parametrize("end", ["", "<p>after"])
def test_beyond_many_paragraphs_both_join_the_rest(
    monkeypatch: pytest.MonkeyPatch, end: str
) -> None:
    monkeypatch.setattr(walk, "MOST_PARAGRAPHS", 20)
    monkeypatch.setattr(walk, "COARSE_PIECES", 7)
    compare("<p>one</p>" * 50 + "<div>two<br><br>three" + end)
    assert segment_html("<p>one</p>" * 50).warnings[0].code == "many-paragraphs"


def test_a_deep_page_is_walked_alike() -> None:
    compare("<div>" * 5000 + "deep" + "<b>" * 300 + "deeper")


@pytest.mark.parametrize("name", ["_LINE_BREAK", "SLUG_HYPHENS", "LINK_CHARS"])
def test_a_constant_that_differs_leaves_the_walk_to_the_python(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    compiled._is_set_up.cache_clear()
    monkeypatch.setattr(walk, name, "other")
    assert not compiled._is_set_up()
    monkeypatch.undo()
    compiled._is_set_up.cache_clear()
    assert compiled._is_set_up()
