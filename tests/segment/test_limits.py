"""Excess markup is dropped: pages that are made to be slow stay linear, others as they are."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cleaner import clean_html
from cleaner._native import in_python
from cleaner.segment import limits
from cleaner.segment.html import segment_html
from cleaner.segment.limits import has_excess, limit_markup

PADDING = "<p>" + "word " * 50_000  # the page is long enough that all of its tags are read


def codes(html: str) -> list[str]:
    return [warning.code for warning in limit_markup(html)[1]]


@pytest.fixture(params=["compiled", "python"], autouse=True)
def way(request: pytest.FixtureRequest) -> Iterator[None]:
    """Both the compiled core and the Python decide whether there is excess."""
    if request.param == "python":
        with in_python():
            yield
    else:
        yield


@pytest.mark.parametrize(
    "value", ["", "=b", '=">"', "='>'", '="<i a=1>"', " = '>'"], ids=lambda value: value or "none"
)
def test_attributes_beyond_a_thousand_are_dropped_whatever_their_values_hold(value: str) -> None:
    attributes = " ".join(f"a{number}{value}" for number in range(1500))
    html, warnings = limit_markup(f"<p id=x {attributes}>text</p>{PADDING}")
    assert html.startswith("<p id=x a0")
    assert f"a998{value}>text</p>" in html.replace(f"a998{value} >", f"a998{value}>")
    assert "a999" not in html
    assert [warning.code for warning in warnings] == ["many-attributes"]


def test_an_end_tag_and_a_tag_without_an_end_have_attributes_too() -> None:
    attributes = " ".join(f"a{number}" for number in range(1500))
    assert codes(f"<p>x</p {attributes}>{PADDING}") == ["many-attributes"]
    assert codes(f"{PADDING}<p {attributes}") == ["many-attributes"]


def test_tags_and_attributes_of_too_many_names_are_dropped_and_their_text_stays() -> None:
    tags = "".join(f"<t{number} title=x>{number} </t{number}>" for number in range(9_000))
    marked = "".join(f"<b data-{number}=1 class=c>{number} </b>" for number in range(9_000))
    page = f"{tags}{marked}<script>var x;</script><h1 lang=en>Title</h1>{PADDING}"
    html, warnings = limit_markup(page)
    assert "<t8999 " in html
    assert "data-900=" in html
    assert "data-2000=" not in html
    assert html.count("class=c") == 9_000
    assert "<h1 lang=en>Title</h1>" in html
    assert [warning.code for warning in warnings] == ["many-names"]
    # What HTML itself knows is not counted: 9,000 tags and 1,000 names of attributes stay.
    assert warnings[0].text == "8000 names of tags and attributes over 10,000 were dropped"
    document = clean_html(page)
    assert "many-names" in [warning.code for warning in document.warnings]
    assert not any("var x" in paragraph.text for paragraph in document.paragraphs)


def test_names_are_counted_once_in_capitals_and_in_small_letters(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(limits, "MAX_NAMES", 3)
    assert not has_excess("<p ID=a><P id=b CLASS=x class=y>")
    assert has_excess("<p ID=a><P id=b CLASS=x classe=y>")
    assert has_excess("<p İ=a i=b ı=c>")


def test_what_is_no_markup_is_not_counted() -> None:
    rows = " ".join(f"a{number}" for number in range(12_000))
    for inside in (
        f"<script>if (a<b {rows})</script>", f"<!-- <b {rows}> -->", f"<title><b {rows}></title>",
        f"<textarea><b {rows}></TEXTAREA>", f"<plaintext><b {rows}>", f"a < b {rows} > c",
        f"<style>b<c {rows}",
    ):  # fmt: skip
        assert codes(inside + PADDING) == []
    assert codes(f"<!--><b {rows}>{PADDING}") == ["many-attributes"]


PARTS = (
    "<p", "<P ", "</p", "<", ">", "/", "=", " = ", '"', "'", "a", "b1", "İ", "\n", "\f", "<!--",
    "-->", "<!-->", "<script>", "</SCRIPT", "<title ", "</title>", "<plaintext>", "ſ", "\0", "<1",
)  # fmt: skip


@given(st.lists(st.sampled_from(PARTS), max_size=40).map("".join), st.integers(0, 4))
@example('<p a="', 0)
@example("<script></ſcript><p a b>", 1)
def test_core_and_python_find_the_same_excess(html: str, most: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(limits, "MAX_NAMES", most + 1)
        patch.setattr(limits, "MAX_ATTRIBUTES", most)
        found = has_excess(html)
        with in_python():
            assert found == has_excess(html)


@given(st.lists(st.sampled_from(PARTS), max_size=40).map("".join))
def test_a_page_without_excess_stays_as_it_is_and_one_with_it_has_none_afterwards(
    html: str,
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(limits, "READ_FROM", 0)
        assert limit_markup(html) == (html, [])
        patch.setattr(limits, "MAX_ATTRIBUTES", 1)
        changed, warnings = limit_markup(html)
        assert bool(warnings) == (changed != html)
        segment_html(changed)


def test_a_page_of_lone_surrogates_is_read_by_the_python() -> None:
    attributes = " ".join(f"a{number}" for number in range(1500))
    assert codes(f"<p \ud800 {attributes}>{PADDING}") == ["many-attributes"]
