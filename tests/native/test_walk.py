"""The walk of the compiled core finds what the Python finds, which specifies it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from itertools import count, islice
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from native_core import PIECES, SAMPLE_PAGES, broken_pages, needs_core
from selectolax.lexbor import LexborHTMLParser
from support import ROOT

from cleaner._native import in_python
from cleaner.segment import compiled, walk
from cleaner.segment.html import segment_html
from cleaner.segment.page import HtmlPage

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
def set_up_again() -> Iterator[None]:
    """Tests may set up the walk with other nodes; after them it is set up as before."""
    yield
    compiled._is_set_up.cache_clear()
    assert compiled._is_set_up()


@pytest.mark.usefixtures("set_up_again")
@pytest.mark.parametrize(
    "sample",
    [
        "<p class='first' id='second'>Texts</p><b hidden></b><i title=x class=''></i>",
        "<p id='second' class='first'>Text</p><b hidden></b><i title=x class=''></i>",
        "<p class='first' id='other'>Text</p><b hidden></b><i title=x class=''></i>",
        "<p class='first' id='second'>Text</p><b></b><i title=x class=''></i>",
        "<p class='first' id='second'>Text</p><b hidden></b><i title=x class='y'></i>",
        "<p class='first' id='second'>Text</p>",
        "Text",
        "",
    ],
)
def test_where_nodes_do_not_lie_as_expected_the_python_walks(
    monkeypatch: pytest.MonkeyPatch, sample: str
) -> None:
    from cleaner._native import core

    monkeypatch.setattr(core, "NODE_SAMPLE", sample)
    compiled._is_set_up.cache_clear()
    assert not compiled._is_set_up()
    page = segment_html(SAMPLE_PAGES[0])
    with in_python():
        assert page.texts == segment_html(SAMPLE_PAGES[0]).texts


@pytest.mark.usefixtures("set_up_again")
def test_an_object_that_says_otherwise_than_its_node_is_not_read() -> None:
    from cleaner._native import core

    class Said:
        """An object whose address is that of a node, and which knows nothing of it."""

        first_child = last_child = next = prev = parent = None
        mem_id, tag_id, is_text_node = 0, 0, False

    bodies: list[Any] = [None, 7, Said()]
    for body in bodies:
        assert not core.set_up_nodes(body)
    with pytest.raises(TypeError, match="not a node"):
        core.Walk(HtmlPage(), 10, 10).walk(Said())


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


def test_pages_of_many_keys_and_names_of_attributes_are_walked_alike() -> None:
    compare(
        "".join(f"<p class='c{n % 3000}' data-{n}=x itemprop=p{n % 7}>{n}</p>" for n in range(5000))
    )


def test_keys_that_want_the_same_place_are_told_apart() -> None:
    """Seventy classes whose hashes, computed as the core does, end in the same eight bits."""
    everything = (1 << 64) - 1

    def mixed(h: int) -> int:
        h = h * 0x9E3779B97F4A7C15 & everything
        return h ^ h >> 29

    def hash_of(name: bytes) -> int:  # of eight bytes
        h = mixed(len(name) + 0x5851F42D4C957F2D & everything)
        h = mixed(h ^ int.from_bytes(name, "little"))
        h = mixed(mixed(h))
        return h ^ h >> 44

    tag = LexborHTMLParser("<p>").css("p")[0].tag_id
    start = mixed(mixed(tag) ^ 1)
    names = (f"{number:08d}" for number in count())
    same = (name for name in names if mixed(start ^ hash_of(name.encode())) % 256 == 7)
    compare("".join(f"<p class='{name}'>{name}</p>" for name in islice(same, 70)))


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
