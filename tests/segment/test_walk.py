"""What a paragraph says is what a reader sees: one test a mechanism, with its variants."""

from __future__ import annotations

import pytest

from cleaner.segment.html import segment_html

INLINE = (
    "abbr bdi big blink button custom-a data font g-emoji label map mark meter nobr output q ruby "
    "slot time u x-term"
).split()
EMPTY = "audio canvas iframe object picture svg video".split()


def texts(html: str) -> list[str]:
    return segment_html(html).texts


@pytest.mark.parametrize("around", ["p", "div", "li", "td"])
@pytest.mark.parametrize("tag", INLINE)
def test_inline_elements_part_no_sentence(tag: str, around: str) -> None:
    opening, closing = ("<table><tr>", "</table>") if around == "td" else ("", "")
    html = f"{opening}<{around}>A sentence with a <{tag}>word</{tag}> in it.</{around}>{closing}"
    assert texts(html) == ["A sentence with a word in it."]


@pytest.mark.parametrize("tag", EMPTY)
def test_media_without_text_part_no_sentence(tag: str) -> None:
    assert texts(f"<p>A sentence with a <{tag}></{tag}> in it.</p>") == [
        "A sentence with a in it."
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("html", "paragraphs"),
    [
        ("<x-story><p>One.</p><p>Two.</p></x-story>", ["One.", "Two."]),
        ("before<x-story><p>One.</p></x-story>after", ["before", "One.", "after"]),
        ("<nav><x-i>Home</x-i><x-i>Sport</x-i></nav>", ["Home", "Sport"]),
        ("<p><x-a>All</x-a><x-b> of it</x-b></p>", ["All of it"]),
        ("<div><button>Save</button><button>Print</button></div>", ["Save", "Print"]),
        ("<p>Press <button>A</button>, then <button>B</button>.</p>", ["Press A, then B."]),
        ("<p>Text <noscript><img></noscript> goes on.</p>", ["Text goes on."]),
        ("<x-a>" * 300 + "<p>deep</p>after", ["deep", "after"]),
    ],
)
def test_what_stands_around_an_unknown_element_decides(html: str, paragraphs: list[str]) -> None:
    assert texts(html) == paragraphs


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("10<sup>11</sup> and 10<sup>−3</sup>", "10¹¹ and 10⁻³"),
        ("e<sup>i*q</sup>", "e^{i*q}"),
        ("19<sup>th</sup>, 2<sup>e</sup>, M<sup>me</sup>", "19th, 2e, Mme"),
        ("Foo<sup>TM</sup>", "Foo™"),
        ("H<sub>2</sub>O and x<sub>A,b</sub>", "H₂O and x_{A,b}"),
        ('1986<sup><a href="#n1">1</a></sup>', "1986[1]"),
        ('1986<a href="#n1"><sup>1</sup></a>', "1986[1]"),
        ('1986<sup class="reference"><a href="#n">[2]</a></sup>', "1986[2]"),
        ("<ruby>港<rt>みなと</rt></ruby>の", "港（みなと）の"),
        ("<ruby>町<rp>(</rp><rt>まち</rt><rp>)</rp></ruby>", "町(まち)"),
        ("be&shy;tween a\u200bb\u2060c\ufeffd<wbr>e", "between abcde"),
        ('a smile <img class="emoji" alt="🙂"> more', "a smile 🙂 more"),
    ],
)
def test_raised_and_lowered_text_reads_right(html: str, text: str) -> None:
    assert texts(f"<p>{html}</p>") == [text]


UNSEEN = [
    "<span hidden>X</span>",
    '<span style="display: none">X</span>',
    '<span style="color:red;visibility:hidden">X</span>',
    '<span class="sr-only">X</span>',
    '<span class="other visually-hidden">X</span>',
    '<span class="screen-reader-text">X</span>',
    '<span role="tooltip">X</span>',
    '<span class="sortkey">X</span>',
    '<b aria-hidden="true">price</b>',
    '<span style="display:none">X <b>Y</b></span>',
]


@pytest.mark.parametrize("hidden", UNSEEN)
def test_hidden_text_is_no_part_of_a_visible_paragraph(hidden: str) -> None:
    assert texts(f"<p>The <span>price</span>{hidden} is 5.</p>") == ["The price is 5."]


def test_text_stays_hidden_behind_a_listing_that_is_hidden_with_it() -> None:
    listing = '<span class="syntaxhighlighter">x = 1<br>y = 2</span>'
    html = f"<div>The ferry <span hidden>unseen {listing} unseen, too</span> is back.</div>"
    assert texts(html) == ["The ferry", "x = 1\ny = 2", "is back."]


def test_text_that_is_hidden_as_a_whole_stays_a_paragraph() -> None:
    assert texts('<p><span class="sr-only">only</span></p>') == ["only"]
    assert texts("<div hidden>block</div>") == ["block"]


@pytest.mark.parametrize(
    "mark",
    [
        '<a class="headerlink" href="#x">¶</a>',
        '<a href="#x">#</a>',
        '<a class="anchor" href="#x" aria-hidden="true">🔗</a>',
        '<a class="hash-link" href="#x">&#8203;</a>',
        '<span class="mw-editsection">[<a href="/e">edit</a>]</span>',
        '<a href="/w?action=edit">edit</a>',
    ],
)
def test_a_permalink_is_no_part_of_a_heading(mark: str) -> None:
    assert texts(f"<h2>Title{mark}</h2><h3>{mark}Title</h3>") == ["Title", "Title"]


@pytest.mark.parametrize(
    ("html", "paragraphs"),
    [
        ("<p>a<br>b<br><br>c</p>", ["a\nb", "c"]),
        ("<div>a<br/>\n  b <br>\n<br> c</div>", ["a\nb", "c"]),
        ("<address>a<br>b<br></address>", ["a\nb"]),
        ("<h1>A<br>B</h1>", ["A B"]),
        ('<p style="white-space: pre-line">a\nb\n\nc</p>', ["a\nb\n\nc"]),
    ],
)
def test_a_line_break_is_one_in_the_text(html: str, paragraphs: list[str]) -> None:
    assert texts(html) == paragraphs


def test_declared_shadow_roots_are_entered() -> None:
    inside = "<template><p>inert</p></template><p>shown</p>"
    html = f'<x-a><template shadowrootmode="open">{inside}</template><p>light</p></x-a>'
    assert texts(html) == ["shown", "light"]
