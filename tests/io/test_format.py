"""HTML and plain text are told apart by evidence."""

from __future__ import annotations

from collections import defaultdict

import pytest
from format_cases import cases, part
from support import PROSE, page

from cleaner.io.format import guess_format, looks_like_html

WRONG = 0.01  # share of the inputs that may be taken for what they are not
FIRST, SECOND = PROSE[:2]


def test_inputs_that_look_like_the_other_format_are_told_apart() -> None:
    wrong = defaultdict(list)
    count: dict[str, int] = defaultdict(int)
    for case in cases():
        count[part(case.name)] += 1
        if guess_format(case.text).format != case.format:
            wrong[part(case.name)].append(case.name)
    assert sum(count.values()) == 370
    for half in ("development", "held out"):
        assert count[half] >= 120
        assert len(wrong[half]) <= WRONG * count[half], wrong[half]


@pytest.mark.parametrize(
    "text",
    [
        page(),
        "<!-- a comment first -->\n<p>x",
        "\ufeff<html>",
        "An opening line.<p>one</p><p>two</p><p>three</p>",
        "<div>",
        "<b>bold</b>",
        f"{FIRST}<br>{SECOND}",
        f"<p>{FIRST}\n<p>{SECOND}",
        f"<dl><dt>A<dd>{FIRST}</dl>",
        f"[row]<p>{FIRST}</p>[/row]",
        "Please fill in this form:\n\n   <form><p>Name</p><input name=a><p>Place</p></form>",
        f'<a href="/">Home</a>\n> <a href="/a">News</a>\n<p>{FIRST}</p>',
        f"x\n<html\n  lang=en\n>\n<body\n  class=a\n>\n{FIRST}</body>",
        f"x<html><body><pre>\n@@ -1 +1 @@\n-a\n+b\n</pre>\n{FIRST}</body></html>",
        f"<my-card title=x><span>{FIRST}</span></my-card>",
        f"<p>HTML tags such as &lt;b&gt; are elements of markup.</p><p>{FIRST}</p>",
        f"<p>On Monday, Ann &lt;a@b.c&gt; wrote:</p><blockquote>{FIRST}</blockquote>",
        f"<div># Not a heading\n- not a list\n- not one either\n</div><p>{FIRST}</p>",
        "<rss version='2.0'><channel><title>a</title></channel></rss>",
        "渡轮在黎明时分回到港口<br>全岛的人都出来迎接",
    ],
)
def test_html_is_known(text: str) -> None:
    assert looks_like_html(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n\n".join(PROSE),
        "In HTML a paragraph is written <p>so</p>, and that is that.",
        "3 < 4 and 5 > 2",
        "<3 you all",
        f"<title> is required. {FIRST}",
        f"<body language> {FIRST}",
        "Use <br/> or <br /> to break a line; <hr> draws a rule.",
        "What does </div> do?",
        f"<ann@example.org> wrote:\n> hi\n\n{FIRST}",
        "<p@x.org>, <b@x.org>, <i@x.org>",
        f"<!-- comment -->\n\n{FIRST}\n\n{SECOND}",
        f"Here is a page:\n\n```\n<!doctype html>\n<html><head></head></html>\n```\n\n{FIRST}",
        f"A page starts with <!DOCTYPE html>, then <html>, then <head>, then <body>. {FIRST}",
        "<bob> hi\n<b> hello\n<bob> how are you\n<b> fine\n",
        f"<Enter> confirms, <Esc> leaves, <Tab> moves on. {FIRST}",
        f"Dear <title> <name>,\n\n{FIRST}\n\nYours,\n<address>",
        "#include <time.h>\n#include <map>\nint main() { return 0; }\n",
        "--- a/x\n+++ b/x\n@@ -1 +1 @@\n-<p>old</p>\n+<p>new</p>\n",
        "--- a/x.html\n+++ b/x.html\n@@ -1,3 +1,3 @@\n <html>\n-<p>a</p>\n+<p>b</p>\n </html>\n",
        f"> <html>\n> <body>\n> <p>Hello</p>\n\nYou forgot </html>. {FIRST}",
        f"Title\n=====\n\n.. code-block:: html\n\n   <html>\n   <body>\n   </html>\n\n{FIRST}",
        f"[source,html]\n----\n<html>\n<body><p>Hello</p></body>\n</html>\n----\n\n{FIRST}",
        "#+BEGIN_SRC html\n<html>\n<body><p>Hello</p></body>\n</html>\n#+END_SRC",
        f"1. {FIRST}\n\n   <html>\n   <body>\n   </html>\n\n2. {SECOND}",
        f"The <!DOCTYPE html> comes first, then <html>, <head> and <body>. {FIRST}",
        f"Elements: <html>, <head>, <body>, <p>. {FIRST}",
        f"<title> is the element that names a page. It ends with </title>, as others do. {FIRST}",
        f"- <html>\n- <head>\n- <body>\n\n{FIRST}",
        f"標籤 <html>、<head> と <body> 、{FIRST}",
        f"It makes this page:\n\n  <html>\n  <body>\n  </html>\n\n{FIRST}",
        "1\n00:00:01,000 --> 00:00:02,000\n<i>Hello there, my friend.</i>\n",
        f"[code]\n<p>{FIRST}</p>\n[/code]\n{SECOND}",
        "标签 <p> 表示段落，标签 <br> 表示换行。渡轮回来了。",
    ],
)
def test_text_is_known(text: str) -> None:
    assert not looks_like_html(text)
    assert not looks_like_html(text.replace("\n", "\r\n"))


def test_listings_without_a_tag_are_part_of_the_text() -> None:
    prose = "\n\n".join(f'"""{text}"""' for text in PROSE)
    assert not looks_like_html(f"{prose}\n\n<b>{FIRST}</b> <i>so</i>\n")


def test_weak_evidence_is_doubtful() -> None:
    assert not guess_format(page()).doubtful
    assert not guess_format("\n\n".join(PROSE)).doubtful
    assert guess_format(f"Use <em>so</em>. {FIRST}").doubtful


def test_the_end_of_a_long_input_counts_too() -> None:
    lines = "\n".join(["A line of a log, which is long enough to be one."] * 9000)
    assert not looks_like_html(lines)
    assert looks_like_html(f"{lines}{page(paragraphs=PROSE * 900)}")


HOSTILE = (
    "<|<a |<p>x|<b>x</b>|```\n|`<|<script>|<%|<!--|{{<|\n\n    <b>\n|<div>|[code]<|[a <|{{{<|> <\n"
    '|@@ -1 +1 @@\n <\n|a.b:1:<\n|\n\n----\n<|<<EOF\n|<: \n\n  |\n   |[x]<b>[/x]|=("""<|0:00:00.0,<'
    "|    <br>"
)


@pytest.mark.parametrize("unit", HOSTILE.split("|"))
def test_hostile_input_is_decided(unit: str) -> None:
    assert guess_format(unit * (200_000 // len(unit))).format in ("html", "text")
