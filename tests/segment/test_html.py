"""HTML to paragraphs: nothing visible is lost, doubled or moved, however the page is written."""

from __future__ import annotations

import json
import re
import time
from html import escape

import pytest
from generated import PAGE, Element, visible
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner.segment.html import segment_html
from cleaner.segment.limits import limit_markup
from cleaner.segment.walk import NUMBERED


def texts(html: str) -> list[str]:
    return segment_html(html).texts


@settings(max_examples=30)  # pages of many elements: each is like several
@given(PAGE)
def test_every_visible_character_stands_in_one_paragraph_in_order(page: Element) -> None:
    assert visible("".join(texts(page.write()))) == visible(page.text)


@settings(max_examples=30)  # pages of many elements: each is like several
@given(PAGE)
def test_white_space_between_blocks_changes_nothing(page: Element) -> None:
    assert texts(page.write(pretty=True)) == texts(page.write())


@settings(max_examples=30)  # pages of many elements: each is like several
@given(PAGE)
def test_the_order_of_attributes_changes_nothing(page: Element) -> None:
    assert texts(page.write(backwards=True)) == texts(page.write())


@given(st.text(max_size=200) | st.text(st.sampled_from("<>/!-'\"= abpdiv&;#x0\0"), max_size=80))
def test_any_string_gives_a_result(html: str) -> None:
    assert all(visible(text) for text in texts(html))


@pytest.mark.parametrize(
    ("html", "paragraphs"),
    [
        ("<p>One <b>bold</b> word</p><p>Two</p>", ["One bold word", "Two"]),
        ("one<br>line<br><br>two", ["one\nline", "two"]),
        ("<div>before<p>inside</p>after</div>", ["before", "inside", "after"]),
        ("<ul><li>a<li>b</ul>", ["a", "b"]),
        ("<table><tr><td>a<td>b</table>", ["a", "b"]),
        ("<p>  a\n\t b&nbsp;c </p>", ["a b c"]),
        ("<pre>  a\n    b\n</pre>", ["  a\n    b"]),
        ("<noscript><p>a thread</p></noscript>", ["a thread"]),
        ("<div hidden>kept</div>", ["kept"]),
        ("<script>x</script><style>x</style><template>x</template><p>kept</p>", ["kept"]),
        ("<select><option>x</option></select><svg><text>x</text></svg>kept", ["kept"]),
        ("<p>kept<!-- not this --></p>", ["kept"]),
        ("<title>not here</title><p>kept</p>", ["kept"]),
    ],
)
def test_what_a_paragraph_is(html: str, paragraphs: list[str]) -> None:
    assert texts(html) == paragraphs


@pytest.mark.parametrize(
    ("html", "paragraphs"),
    [
        ("<p>one<p>two<div>three", ["one", "two", "three"]),
        ("</div></p>one</b>", ["one"]),
        ("<b><p>one</b>two</p>", ["onetwo"]),
        ("<p class=a href=>one<", ["one<"]),
        ("one & two &amp; three &nosuch; 3 < 4", ["one & two & three &nosuch; 3 < 4"]),
        ("<p>o\0ne", ["o\ufffdne"]),
        ("<<p>>one", ["<", ">one"]),
        ("<!doctype><!><!--><p>one", ["one"]),
        ("<a><a><a>one", ["one"]),
        ("<body><body><html><p>one", ["one"]),
    ],
)
def test_malformed_pages_give_what_browsers_show(html: str, paragraphs: list[str]) -> None:
    assert texts(html) == paragraphs


@pytest.mark.parametrize("empty", ["", " \n ", "<html></html>", "<!-- x -->", "<p> &nbsp; </p>"])
def test_nothing_visible_means_no_paragraphs(empty: str) -> None:
    assert texts(empty) == []


@pytest.mark.parametrize("tag", ["div", "span", "b", "table", "ul><li", "blockquote"])
def test_nesting_may_be_100_000_levels_deep(tag: str) -> None:
    assert visible("".join(texts(f"<{tag}>" * 100_000 + "deep"))) == "deep"


PROSE = "The ferry leaves at seven in the morning and comes back to the island before the tide."
LD_JSON = {"@type": "NewsArticle", "articleBody": PROSE, "keywords": "x" * 200}
NEXT = {"props": [{"html": f"<p>{PROSE}</p>"}, "y" * 200]}
POSTS = {"topic": json.dumps({"posts": [{"cooked": f"<p>{PROSE}</p>", "note": "z" * 200}]})}
ROW = f"<p>{PROSE}</p>"
STREAM = f'1:["$","div",null,{{"a":"{"w" * 200}"}}]\n2:T{len(ROW.encode()):x},{ROW}3:HL["/a.css"]\n'


def pushed(*parts: str) -> str:
    """Scripts that hand on the parts of a stream, as Next.js writes them."""
    calls = (json.dumps([1, part]) for part in parts)
    return "".join(f"<script>self.__next_f.push({call})</script>" for call in calls)


@pytest.mark.parametrize(
    "data",
    [
        f'<script type="application/ld+json">{json.dumps(LD_JSON)}</script>',
        f'<script id="__NEXT_DATA__" type="application/json">{json.dumps(NEXT)}</script>',
        f'<div data-preloaded="{escape(json.dumps(POSTS))}"></div>',
        f"<script>if (!x) {{x = 1}}; window.__STATE__ = {json.dumps(NEXT)}; run(x);</script>",
        f"<script>var s = JSON.parse({json.dumps(json.dumps(NEXT))});</script>",
        pushed(STREAM[:150], STREAM[150:270], STREAM[270:]),
    ],
    ids=[
        "JSON-LD",
        "a script of JSON",
        "JSON in JSON in an attribute",
        "an assigned object",
        "a string that is parsed",
        "a stream of rows",
    ],
)
def test_text_of_a_shell_is_read_from_its_data_and_said(data: str) -> None:
    page = segment_html(f"<div id=app><p>Loading</p></div>{data}")
    assert page.texts == ["Loading", PROSE]
    assert "script data" in page.warnings[0]


def test_data_is_left_alone_where_the_elements_hold_text() -> None:
    data = json.dumps({"articleBody": PROSE, "keywords": "x" * 200})
    page = segment_html(f"<p>{PROSE * 9}</p><script type='application/ld+json'>{data}</script>")
    assert len(page) == 1
    assert not page.warnings


def test_an_article_may_have_more_text_around_the_place_of_its_own() -> None:
    data = f'<script type="application/json">{json.dumps(NEXT)}</script>'
    around = f"<p>{'Ferries and harbours of the north. ' * 30}</p>"
    assert segment_html(f"{around}{data}").texts[-1] != PROSE
    declared = '<meta property="og:type" content="article">'
    assert segment_html(f"{declared}{around}{data}").texts[-1] == PROSE


@pytest.mark.parametrize(
    "script",
    [
        'self.__next_f.push([1,"2:Tffffff,x"])',
        'self.__next_f.push([1,"2:T' + "f" * 400 + ',x"])',
        'self.__next_f.push([1,"zz\\n:\\n::T"]);self.__next_f.push([0])',
        "var a = [[[[" * 5_000,
        'run("' + "x" * 300,
        "a = {b: function () { return '" + PROSE + "' }}",
    ],
)
def test_broken_data_of_scripts_adds_nothing(script: str) -> None:
    assert segment_html(f"<p>Hi</p><script>{script}</script>").texts == ["Hi"]


@given(st.text(st.sampled_from('0af:T,"[]{}\\\n=( é\ud800'), max_size=60))
def test_any_stream_of_rows_is_read_to_its_end(stream: str) -> None:
    assert segment_html(f"<p>Hi</p>{pushed(stream, stream)}").texts == ["Hi"]


@pytest.mark.parametrize(
    "data", ['{"a": ' * 5_000, "{" + "x" * 300, json.dumps({"css": "a{color:red;} " * 40})]
)
def test_data_that_holds_no_prose_adds_nothing(data: str) -> None:
    assert segment_html(f"<p>Hi</p><script type='application/json'>{data}</script>").texts == ["Hi"]


def test_markup_in_data_is_tamed_like_any_other() -> None:
    data = json.dumps({"html": "<p>" + "<div>" * 50_000 + PROSE})
    page = segment_html(f"<script type='application/json'>{data}</script>")
    assert page.texts == [PROSE]


def test_scripts_stay_scripts_however_deep_a_page_is() -> None:
    page = segment_html("<div>" * 30_000 + "hello<script>var secret = 1;</script>")
    assert page.texts == ["hello"]


@pytest.mark.parametrize(
    ("html", "paragraphs"),
    [
        ("<iframe><b>x</b> &amp;</iframe>y", ["<b>x</b> &amp;", "y"]),  # its content is no markup
        ("<xmp><p>a</p></xmp>b", ["<p>a</p>", "b"]),
        ("<plaintext>a<b>c</b>", ["a<b>c</b>"]),
        ("<textarea>a<b>&amp;</textarea>c", ["a<b>&c"]),
        ("<math><mi>x</mi><mo>=</mo><mn>2</mn></math>z", [r"\(x=2\)z"]),
        ("<p>a<svg><style>&lt;/style&gt;&lt;p&gt;no</style></svg>b", ["ab"]),
        ("<p>a<template><p>t<template>u</template></template>b", ["ab"]),
        ("<p a\"b=c d<e f='>'>x</p>", ["x"]),
        ("<pre>\n\n a\n</pre>", [" a"]),
        ("<x-y:z>a</x-y:z>b", ["ab"]),
    ],
)
def test_odd_elements_give_what_browsers_show(html: str, paragraphs: list[str]) -> None:
    assert texts(html) == paragraphs


def test_an_empty_class_is_not_the_same_as_none() -> None:
    page = segment_html("<div class>a</div><div class=''>b</div><div>c</div>")
    assert [page.elements.keys[key] for key in page.elements.key[1:]] == [
        ("div", None, None, None, None, None), ("div", "", None, None, None, None), "div",
    ]  # fmt: skip


@given(st.text(st.sampled_from("0123/-ab٣"), max_size=20))
def test_identifiers_and_dates_in_addresses(address: str) -> None:
    plain = re.compile(r"\d{5}|/\d{4}/\d")
    assert bool(NUMBERED.search(address)) == bool(plain.search(address))


def test_beyond_the_most_paragraphs_the_rest_is_joined_and_said(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("cleaner.segment.walk.MOST_PARAGRAPHS", 3)
    monkeypatch.setattr("cleaner.segment.walk.COARSE_PIECES", 4)
    page = segment_html("".join(f"<p>w{i}</p>" for i in range(12)) + "a<br><br>b")
    assert page.texts[:3] == ["w0", "w1", "w2"]
    assert 3 < len(page) < 10
    assert " ".join(page.texts).split() == [*(f"w{i}" for i in range(12)), "a", "b"]
    assert page.elements.end[0] == len(page)
    assert "joined" in page.warnings[0]


@pytest.mark.parametrize("opened", ["<p ", "</p "])
@pytest.mark.parametrize("close", [">text", ""])
def test_attributes_without_end_cost_no_more_than_others(opened: str, close: str) -> None:
    page = "<p>before</p>" + opened + " ".join(f"a{i}=b" for i in range(50_000)) + close
    start = time.process_time()
    found = segment_html(page)
    assert time.process_time() - start < 1
    assert found.texts[0] == "before"
    assert "over 1000 attributes" in found.warnings[0]


def test_long_attributes_and_long_text_are_left_alone() -> None:
    text = "word " * 5_000
    html = f'<p title="{text}" data-x="{{}}">{text}</p>'
    assert limit_markup(html) == (html, [])


@given(st.lists(st.sampled_from(["<div>", "</div>", "<b x>", "</b>", "<p>", "</p>"]), max_size=60))
def test_no_page_is_deeper_than_allowed(tags: list[str]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("cleaner.segment.limits.MIN_TAGS", 0)
        patch.setattr("cleaner.segment.limits.MAX_DEPTH", 5)
        html, warnings = limit_markup("".join(tags))
        depth = deepest = 0
        for tag in tags:
            if tag[1] != "p" and tag[2] != "p":
                depth = max(depth - 1, 0) if tag[1] == "/" else depth + 1
                deepest = max(deepest, depth)
        assert bool(warnings) == (deepest > 5)
        assert (html == "".join(tags)) == (deepest <= 5)


def test_options_of_a_select_cost_no_more_than_others() -> None:
    start = time.process_time()
    assert texts("<p>before</p><select>" + "<option>x" * 50_000) == ["before"]
    assert time.process_time() - start < 1
