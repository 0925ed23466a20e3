"""Inputs that are HTML or text, and look like the other: 300, made from the kinds below.

Each kind is a function of a source of random choices; five inputs are made of each. Half of all,
chosen by a hash of the name, are for development (`part(name) == "development"`), the other half
for the test alone.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable, Iterator
from typing import Literal, NamedTuple

Format = Literal["html", "text"]
Kind = Callable[[random.Random], str]

HTML: dict[str, Kind] = {}
TEXT: dict[str, Kind] = {}
VARIANTS = 5


class Case(NamedTuple):
    """An input, its name and what it is."""

    name: str
    text: str
    format: Format


def cases() -> Iterator[Case]:
    """All inputs, the same in every run."""
    formats: tuple[tuple[Format, dict[str, Kind]], ...] = (("html", HTML), ("text", TEXT))
    for format, kinds in formats:
        for kind, make in kinds.items():
            for number in range(VARIANTS):
                name = f"{format}/{kind}/{number}"
                yield Case(name, make(random.Random(name)), format)


def part(name: str) -> str:
    """Whether an input is for development or held out."""
    return "held out" if hashlib.sha256(name.encode()).digest()[0] & 1 else "development"


def html(kind: Kind) -> Kind:
    """Register a kind of HTML."""
    HTML[kind.__name__] = kind
    return kind


def text(kind: Kind) -> Kind:
    """Register a kind of text."""
    TEXT[kind.__name__] = kind
    return kind


SENTENCES = (
    "The ferry came back on Monday, painted green and half an hour late.",
    "Nobody on the island had seen a fresh lemon since the autumn.",
    "A goat, which had a ticket, was the first passenger ashore.",
    "The council will vote on the new pier before the end of June.",
    "Repairs to the old boat had cost more than anyone cared to say.",
    "She keeps the ledger in a biscuit tin under the counter.",
    "In winter the mail came by helicopter, and a sofa could not come at all.",
    "The turbine behind the school turns even when there is hardly a breeze.",
    "Der Fährmann zählte die Gäste zweimal und irrte sich beide Male.",
    "Er hat den Schlüssel vermutlich beim Pförtner abgegeben.",
    "Паром вернулся на рассвете, и весь остров вышел его встречать.",
    "Почту раньше привозили раз в неделю, если позволяла погода.",
    "渡轮在黎明时分回到港口，全岛的人都出来迎接。",
    "Le bac ne part qu'à marée haute, et personne ne s'en plaint.",
    "El panadero abrió tarde porque el barco traía la harina.",
    "What it costs to heat the hall is a question for the treasurer.",
    "Bring a torch, warm socks and something to share.",
    "The path is steep at first, then follows the wall to the chapel.",
)
TITLES = (
    "The ferry returns", "Minutes of the meeting", "Lemons at last", "How the pier was paid for",
    "Notes on the turbine", "A winter without a sofa", "Fahrplan ab Mai", "Новости острова",
)  # fmt: skip
NAMES = ("Ann Lee", "P. Smith", "Oda Brandt", "J. Okafor", "Mara Quist", "B. Strong", "S. Code")
HOSTS = ("example.org", "mail.example.com", "larch.example", "example.net")
WORDS = ("boat", "pier", "lemon", "goat", "ledger", "turbine", "chapel", "mail")
TAGS = ("title", "body", "table", "p", "div", "head", "article", "section", "ul", "span", "main")


def sentences(rng: random.Random, low: int = 1, high: int = 3) -> str:
    return " ".join(rng.sample(SENTENCES, rng.randint(low, high)))


def paragraphs(rng: random.Random, low: int = 2, high: int = 5) -> list[str]:
    return [sentences(rng, 1, 4) for _ in range(rng.randint(low, high))]


def url(rng: random.Random) -> str:
    return f"https://{rng.choice(HOSTS)}/{rng.choice(WORDS)}/{rng.randrange(99)}"


def whole_page(rng: random.Random, head: str = "") -> str:
    """A whole page, with its style sheet inside."""
    rules = "".join(
        f".{word}{n} {{ margin: {n}px; color: #abc }}\n"
        for n in range(rng.randrange(1, 60))
        for word in rng.sample(WORDS, 2)
    )
    prose = "\n".join(f"<p>{line}</p>" for line in paragraphs(rng))
    title = rng.choice(TITLES)
    doctype = rng.choice(("<!DOCTYPE html>", "<!doctype HTML PUBLIC '-//W3C//DTD HTML 4.01//EN'>", ""))
    return (
        f"{doctype}\n<html>\n<head>{head}\n<title>{title}</title>\n<style>\n{rules}</style>\n</head>\n"
        f'<body class="page">\n<div id="nav"><a href="/">Home</a> <a href="/{rng.choice(WORDS)}">'
        f"More</a></div>\n<h1>{title}</h1>\n{prose}\n</body>\n</html>\n"
    )


# HTML


@html
def page(rng: random.Random) -> str:
    return whole_page(rng)


@html
def page_behind_a_php_warning(rng: random.Random) -> str:
    file, line = f"/var/www/{rng.choice(WORDS)}.php", rng.randrange(400)
    plain = f"\nWarning: Undefined variable ${rng.choice(WORDS)} in {file} on line {line}\n"
    marked = (
        f"<br />\n<b>Notice</b>:  Undefined index: {rng.choice(WORDS)} in <b>{file}</b> on line "
        f"<b>{line}</b><br />\n"
    )
    return rng.choice((plain, marked)) * rng.randrange(1, 4) + whole_page(rng)


@html
def page_behind_http_headers(rng: random.Random) -> str:
    end = rng.choice(("\r\n", "\n"))
    lines = [
        f"HTTP/{rng.choice(('1.1', '1.0', '2'))} 200 OK",
        "Server: nginx",
        "Date: Thu, 14 May 2020 09:15:02 GMT",
        "Content-Type: text/html; charset=utf-8",
        f"Set-Cookie: id={rng.randrange(10**9)}; Path=/",
    ]
    return end.join([*lines[: rng.randrange(2, 6)], "", ""]) + whole_page(rng)


@html
def page_behind_junk(rng: random.Random) -> str:
    junk = rng.choice(
        ("\0", "\u200b", "ï»¿", "ï»¿ï»¿", "\ufeff\ufeff", "x", "1", ";", "-->", "\x0c\n", "?>", "//", "`")
    )
    return junk + whole_page(rng)


@html
def page_behind_template_marks(rng: random.Random) -> str:
    mark = rng.choice(
        (
            '<%@ page language="java" contentType="text/html" %>\n',
            '<%@ taglib prefix="c" uri="http://java.example/jstl" %>\n<%-- the head --%>\n',
            "<?php include 'head.php'; $title = 'Ferry'; ?>\n",
            "{% extends 'base.html' %}\n{% load static %}\n",
            "{{ header }}\n",
            "@page\n@model IndexModel\n",
            '<!--#include virtual="/top.html" -->\n',
        )
    )
    return mark + whole_page(rng)


@html
def page_behind_noscript(rng: random.Random) -> str:
    return (
        f"<noscript>{rng.choice(('Please enable JavaScript.', sentences(rng)))}</noscript>\n"
        + whole_page(rng)
    )


@html
def page_behind_a_log_line(rng: random.Random) -> str:
    line = rng.choice(
        (
            f"[2020-05-1{rng.randrange(9)} 10:00:01] cache miss for key {rng.choice(WORDS)}\n",
            "Deprecated: Function create_function() is deprecated in functions.php on line 12\n",
            f"<!-- served from cache {rng.randrange(99)} -->\n",
            f"DEBUG {rng.choice(WORDS)}={rng.randrange(99)}\n",
        )
    )
    return line * rng.randrange(1, 5) + whole_page(rng)


@html
def page_with_a_bare_head(rng: random.Random) -> str:
    return rng.choice(
        (
            "<!DOCTYPE>\n" + whole_page(rng),
            "<link rel='icon' href='/i.png'>" + whole_page(rng),
            "<base href='/'>" + whole_page(rng),
            "<meta charset=utf-8><title>Ferry</title>" + "".join(f"<p>{p}" for p in paragraphs(rng)),
            "<script>var a = '<p>';</script>" + whole_page(rng),
        )
    )


@html
def old_page_in_capitals(rng: random.Random) -> str:
    lines = "<P>\n".join(paragraphs(rng))
    return (
        f"<HTML><HEAD><TITLE>{rng.choice(TITLES)}</TITLE></HEAD>\n<BODY BGCOLOR=#FFFFFF>\n<CENTER>"
        f"<FONT SIZE=+2>{rng.choice(TITLES)}</FONT></CENTER>\n<HR>\n{lines}\n<HR></BODY></HTML>"
    )


@html
def page_in_one_line(rng: random.Random) -> str:
    return whole_page(rng).replace("\n", "")


@html
def page_cut_short(rng: random.Random) -> str:
    page = whole_page(rng)
    return page[: rng.randrange(len(page) // 3, len(page))]


@html
def xhtml(rng: random.Random) -> str:
    body = "".join(f"<p>{line}</p>" for line in paragraphs(rng))
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<html xmlns="http://www.w3.org/1999/xhtml">'
        f'<head><title>{rng.choice(TITLES)}</title><script src="a.js"/></head><body>{body}</body></html>'
    )


@html
def fragment_of_breaks(rng: random.Random) -> str:
    lead = f"<strong>{rng.choice(TITLES)}</strong>"
    br = rng.choice(("<br><br>", "<br/><br/>", "<br />\n<br />\n", "<BR><BR>"))
    return f"{lead} {br.join(paragraphs(rng))}"


@html
def fragment_of_few_breaks(rng: random.Random) -> str:
    br = rng.choice(("<br>", "<br />", "<br/>\n"))
    return br.join(sentences(rng, 1, 1) for _ in range(rng.randrange(2, 5)))


@html
def fragment_of_a_quote(rng: random.Random) -> str:
    return f"<blockquote>{sentences(rng)}</blockquote>\n{sentences(rng)}"


@html
def fragment_of_a_figure(rng: random.Random) -> str:
    return (
        f'<figure><img src="/{rng.choice(WORDS)}.jpg" alt=""><figcaption>{rng.choice(TITLES)}'
        f"</figcaption></figure>\n{sentences(rng)}"
    )


@html
def fragment_of_definitions(rng: random.Random) -> str:
    rows = "".join(f"<dt>{word}<dd>{sentences(rng, 1, 1)}" for word in rng.sample(WORDS, 3))
    return f"<dl>\n{rows}</dl>"


@html
def fragment_preformatted(rng: random.Random) -> str:
    lines = "\n".join(paragraphs(rng))
    return f"<pre>\n{lines}\n</pre>"


@html
def fragment_centred(rng: random.Random) -> str:
    return f"<center>{rng.choice(TITLES)}</center>\n{'<p>'.join(paragraphs(rng))}"


@html
def fragment_in_a_font(rng: random.Random) -> str:
    return f'<font face="Arial" size="2">{"<br>".join(paragraphs(rng))}</font>'


@html
def fragment_of_a_frame(rng: random.Random) -> str:
    frame = f'<iframe src="{url(rng)}" width="560" height="315" allowfullscreen></iframe>'
    return rng.choice((f"{frame}\n{sentences(rng)}", f"{sentences(rng)}\n{frame}"))


@html
def fragment_of_list_items(rng: random.Random) -> str:
    items = "".join(f"<li>{sentences(rng, 1, 1)}</li>\n" for _ in range(rng.randrange(2, 6)))
    return rng.choice((items, f"<ol>{items}</ol>", f"{sentences(rng)}\n<ul>\n{items}</ul>"))


@html
def fragment_of_table_rows(rng: random.Random) -> str:
    rows = "".join(
        f"<tr><td>{word}</td><td>{rng.randrange(99)}</td></tr>\n" for word in rng.sample(WORDS, 4)
    )
    return rng.choice((rows, f"<table border=1>\n{rows}</table>"))


@html
def fragment_of_headings(rng: random.Random) -> str:
    return "\n".join(f"<h2>{rng.choice(TITLES)}</h2>\n{sentences(rng)}" for _ in range(3))


@html
def feed_description(rng: random.Random) -> str:
    link = f'<a href="{url(rng)}">{rng.choice(("Read more", "Weiterlesen", "[&#8230;]"))}</a>'
    image = f'<img src="{url(rng)}.jpg" alt="" />'
    return rng.choice(
        (
            f"{sentences(rng)} {link}",
            f"<p>{sentences(rng)}</p>\n<p>The post {link} appeared first on {link}.</p>",
            f"{image}{sentences(rng)}",
            f"{image}<br/>{sentences(rng)}&nbsp;{link}",
            f"{sentences(rng)}<br clear='all'/>{link}",
        )
    )


@html
def comment_of_a_reader(rng: random.Random) -> str:
    first, second = sentences(rng, 1, 2), sentences(rng, 1, 2)
    return rng.choice(
        (
            f"<p>{first}</p>",
            f"<i>{first}</i><p>{second}",
            f'{first} <a href="{url(rng)}" rel="nofollow">{url(rng)[:24]}...</a><p>{second}',
            f"{first}<p>{second}<p>&gt; {first}",
            f"<em>{first}</em> {second}",
        )
    )


@html
def post_of_a_blog(rng: random.Random) -> str:
    """As an editor keeps it: paragraphs are blank lines, all else is marked up."""
    parts = [
        f'{sentences(rng)} <a href="{url(rng)}">{rng.choice(WORDS)}</a> {sentences(rng)}',
        f"<strong>{rng.choice(TITLES)}</strong>",
        f'<img class="aligncenter" src="{url(rng)}.jpg" width="300" />',
        f"{sentences(rng)} <em>{rng.choice(WORDS)}</em>.",
        f"<h2>{rng.choice(TITLES)}</h2>",
        f"<ul>\n<li>{sentences(rng, 1, 1)}</li>\n<li>{sentences(rng, 1, 1)}</li>\n</ul>",
    ]
    rng.shuffle(parts)
    return "\n\n".join(parts)


@html
def block_editor(rng: random.Random) -> str:
    return "\n\n".join(
        f"<!-- wp:paragraph -->\n<p>{line}</p>\n<!-- /wp:paragraph -->" for line in paragraphs(rng)
    )


@html
def mail_in_html(rng: random.Random) -> str:
    return (
        f'<div dir="ltr">{"<div><br></div>".join(f"<div>{p}</div>" for p in paragraphs(rng))}</div>'
        f'<br><div class="quote">On Monday, {rng.choice(NAMES)} &lt;<a href="mailto:a@example.org">'
        f"a@example.org</a>&gt; wrote:<br><blockquote>{sentences(rng)}</blockquote></div>"
    )


@html
def custom_elements(rng: random.Random) -> str:
    lines = "".join(f"<x-text><p>{line}</p></x-text>" for line in paragraphs(rng))
    return f'<app-root ng-version="9"><my-page>{lines}</my-page></app-root>'


@html
def text_then_page(rng: random.Random) -> str:
    return f"{sentences(rng)}\n{whole_page(rng)}"


@html
def page_about_markdown(rng: random.Random) -> str:
    lines = f"# {rng.choice(TITLES)}\n\n- {sentences(rng)}\n- {sentences(rng)}\n\n```\nx = 1\n```\n"
    return whole_page(rng).replace("</body>", f"<pre><code>{lines}</code></pre>\n</body>")


# Text


@text
def prose(rng: random.Random) -> str:
    return "\n\n".join(paragraphs(rng))


@text
def prose_that_opens_with_a_tag(rng: random.Random) -> str:
    tag = rng.choice(TAGS)
    return (
        f"<{tag}> is {rng.choice(('an element that', 'the tag that', 'not a tag that'))} "
        f"{rng.choice(('opens the page', 'most pages have', 'nobody should forget'))}. {sentences(rng)}"
        f"\n\n{prose(rng)}"
    )


@text
def prose_that_quotes_tags(rng: random.Random) -> str:
    quoted = [f"the {'/' * rng.randrange(2)}<{tag}> tag".replace("/<", "</") for tag in rng.sample(TAGS, 4)]
    return "\n\n".join(f"{sentences(rng)} Then came {one}, which {sentences(rng)}" for one in quoted)


@text
def prose_that_quotes_closing_tags(rng: random.Random) -> str:
    tag = rng.choice(TAGS)
    return (
        f"{sentences(rng)} He forgot </{tag}> again. {sentences(rng)} A second </{tag}> was missing "
        f"below, and the third </{tag}> stood twice.\n\n{prose(rng)}"
    )


@text
def prose_that_quotes_an_element(rng: random.Random) -> str:
    tag = rng.choice(("p", "em", "b", "title", "h1"))
    return (
        f"In HTML one writes <{tag}>so</{tag}>, and that is that. {sentences(rng)}\n\n{prose(rng)}"
    )


@text
def question_with_a_listing(rng: random.Random) -> str:
    listing = (
        f'<div class="{rng.choice(WORDS)}">\n  <ul>\n    <li><a href="#">One</a></li>\n'
        "    <li>Two</li>\n  </ul>\n</div>"
    )
    return (
        f"I have this piece of code and it does not work: {sentences(rng)}\n\n{listing}\n\n"
        f"What do I do wrong? {sentences(rng, 2, 4)}\n\n{prose(rng)}"
    )


@text
def mail(rng: random.Random) -> str:
    who = rng.choice(("p.smith", "a-b", "s", "b.strong", "ada.quill", "code", "h1.bot", "body"))
    lines = "\n".join(f"> {line}" for line in paragraphs(rng))
    return f"<{who}@{rng.choice(HOSTS)}> wrote:\n\n{lines}\n\n{prose(rng)}\n\n-- \n{rng.choice(NAMES)}\n"


@text
def mail_with_headers(rng: random.Random) -> str:
    name = rng.choice(NAMES)
    return (
        f"From: {name} <{rng.choice(('a', 'p.x', 'tr', 'ol'))}@{rng.choice(HOSTS)}>\n"
        f"To: list <list@{rng.choice(HOSTS)}>\nSubject: {rng.choice(TITLES)}\n\n{prose(rng)}\n\n"
        f"On Mon, Oda <oda@example.org> wrote:\n> {sentences(rng)}\n"
    )


@text
def mail_with_addresses(rng: random.Random) -> str:
    return "\n\n".join(f"{line} See <{url(rng)}>." for line in paragraphs(rng))


@text
def tutorial_in_markdown(rng: random.Random) -> str:
    return (
        f"# {rng.choice(TITLES)}\n\n{sentences(rng)}\n\n```{rng.choice(('html', '', 'HTML'))}\n"
        f"{whole_page(rng)}```\n\n{sentences(rng)}\n\n## {rng.choice(TITLES)}\n\n"
        f"- {sentences(rng, 1, 1)}\n- Use `<{rng.choice(TAGS)}>` here\n\n{prose(rng)}\n"
    )


@text
def tutorial_with_indented_code(rng: random.Random) -> str:
    code = "".join(f"    {line}\n" for line in whole_page(rng).splitlines())
    return (
        f"{rng.choice(TITLES)}\n{'=' * 18}\n\n{sentences(rng)}\n\n{code}\n{prose(rng)}\n\n"
        f"* {sentences(rng, 1, 1)}\n* {sentences(rng, 1, 1)}\n"
    )


@text
def listing_first_in_markdown(rng: random.Random) -> str:
    return f"```html\n<div>\n<p>{sentences(rng)}</p>\n</div>\n```\n\n{prose(rng)}"


@text
def inline_code_in_markdown(rng: random.Random) -> str:
    lines = [f"- `<{tag}>` … `</{tag}>`: {sentences(rng, 1, 1)}" for tag in rng.sample(TAGS, 5)]
    return f"## {rng.choice(TITLES)}\n\n" + "\n".join(lines) + f"\n\n{prose(rng)}"


def readme_body(rng: random.Random) -> str:
    return (
        f"## {rng.choice(TITLES)}\n\n{sentences(rng)}\n\n```sh\npip install {rng.choice(WORDS)}\n```\n\n"
        f"- [x] {sentences(rng, 1, 1)}\n- [ ] {sentences(rng, 1, 1)}\n\n"
        f"See [the guide]({url(rng)}) and **do read it**. {sentences(rng)}\n\n"
        f"### {rng.choice(TITLES)}\n\n{sentences(rng, 2, 4)}\n"
    )


@text
def readme_with_a_banner(rng: random.Random) -> str:
    banner = rng.choice(
        (
            f'<p align="center">\n  <img src="logo.png" width="200" alt="{rng.choice(WORDS)}">\n</p>\n',
            '<h1 align="center">\n  <br>\n  <a href="https://example.org"><img src="l.svg"></a>\n</h1>\n',
            '<div align="center">\n\n# Larch\n\n</div>\n',
            '<a href="https://example.org"><img align="right" src="badge.svg"></a>\n',
            "<center><b>Larch</b></center>\n",
        )
    )
    return f"{banner}\n{readme_body(rng)}\n{readme_body(rng)}"


@text
def readme_with_a_comment(rng: random.Random) -> str:
    comment = rng.choice(
        ("<!-- toc -->", "<!-- omit in toc -->", "<!-- markdownlint-disable -->", "<!--\nnotes\n-->")
    )
    return f"{comment}\n\n# {rng.choice(TITLES)}\n\n{readme_body(rng)}"


@text
def readme_with_details(rng: random.Random) -> str:
    return (
        f"# {rng.choice(TITLES)}\n\n{readme_body(rng)}\n<details>\n<summary>More</summary>\n\n"
        f"{sentences(rng)}\n\n</details>\n\nPress <kbd>Ctrl</kbd>+<kbd>C</kbd>.<br>\n{sentences(rng)}\n"
    )


@text
def table_in_markdown(rng: random.Random) -> str:
    rows = "\n".join(f"| {word} | one<br>two<br>three | {rng.randrange(9)} |" for word in WORDS)
    return f"{sentences(rng)}\n\n| a | b | c |\n|---|---|---|\n{rows}\n\n{prose(rng)}"


@text
def generics_in_code(rng: random.Random) -> str:
    return rng.choice(
        (
            "List<String> names = new ArrayList<>();\nMap<String, List<Integer>> counts;\n"
            "for (int i = 0; i < names.size() && i > -1; i++) {\n    use(names.get(i));\n}\n",
            "#include <vector>\n#include <map>\nstd::vector<int> a; std::map<int, int> b;\n"
            "template <class T> T max(T a, T b) { return a < b ? b : a; }\n",
            "fn parse<T: Read>(input: T) -> Result<Vec<u8>, Box<dyn Error>> {\n    todo!()\n}\n",
            "interface Props { items: Array<string>; onClick: (e: Event) => void }\n"
            "const a = useState<Map<string, number>>(new Map());\n",
            "if a<b and c>d then x := <p> end;\nlet s: Set<Code> = get<Header>(x);\n",
        )
    ) + sentences(rng)


@text
def comparison_signs(rng: random.Random) -> str:
    return f"p<0.05 and q>0.1; 3 < 4, 5 > 2, a<b, i<3 you. {sentences(rng)}\n\n{prose(rng)}"


@text
def chat(rng: random.Random) -> str:
    nicks = rng.sample(("bob", "b", "s", "code", "ann_lee", "tt", "main", "u", "Header"), 4)
    return "\n".join(f"<{rng.choice(nicks)}> {sentences(rng, 1, 1)}" for _ in range(8))


@text
def transcript(rng: random.Random) -> str:
    marks = ("<music>", "<applause>", "<br>", "<inaudible>", "<i>", "<crosstalk>")
    return "\n".join(f"{name}: {sentences(rng)} {rng.choice(marks)} {sentences(rng, 1, 1)}" for name in NAMES)


@text
def placeholders(rng: random.Random) -> str:
    return (
        f"Usage: larch [options] <source> <target>\n\n  larch copy <file> [<object>...]\n"
        f"  larch show <link>\n\nOptions:\n  --time <time>   {sentences(rng, 1, 1)}\n"
        f"  --data <data>   {sentences(rng, 1, 1)}\n\nReplace <title> by the title, <address> by yours. "
        f"{sentences(rng)}\n"
    )


@text
def log(rng: random.Random) -> str:
    return "".join(
        f"10:0{n}:11 <{rng.choice(('INFO', 'WARN', 'main', 'table'))}> {rng.choice(WORDS)} "
        f"id={rng.randrange(99)} {sentences(rng, 1, 1)}\n"
        for n in range(9)
    )


@text
def mathematics(rng: random.Random) -> str:
    return (
        f"Let <x, y> denote the scalar product, and <b> = <a> the mean. If s <t and u> v, then "
        f"<p|q> vanishes. {sentences(rng)}\n\n{prose(rng)}"
    )


@text
def flattened_page(rng: random.Random) -> str:
    return "\n".join(["Home", "News", "Sport", rng.choice(TITLES), *paragraphs(rng), "Leave a comment"])


@text
def flattened_page_with_a_stray_tag(rng: random.Random) -> str:
    stray = rng.choice(("<br>", "</p>", "<b>", "</div>", "<br/>"))
    lines = [*paragraphs(rng, 4, 6), f"{sentences(rng)}{stray}", *paragraphs(rng, 3, 5)]
    return "\n".join(["Home", rng.choice(TITLES), *lines, "Follow us"])


@text
def entities_alone(rng: random.Random) -> str:
    return f"{sentences(rng)} Smith &amp; Sons &mdash; {sentences(rng)}\n\n{prose(rng)}"


@text
def data(rng: random.Random) -> str:
    return rng.choice(
        (
            f'{{"id": {rng.randrange(9)}, "html": "<b>{rng.choice(WORDS)}</b>", "text": "{sentences(rng)}"}}',
            f"id;name;note\n1;{rng.choice(NAMES)};{sentences(rng)}\n2;Oda;<b> missing\n",
            f"name: {rng.choice(WORDS)}\nnote: <none>\nlist:\n  - {sentences(rng)}\n",
            f".. code-block:: html\n\n   <p>{sentences(rng)}</p>\n\n{rng.choice(TITLES)}\n-------\n\n{prose(rng)}",
            f"\\section{{{rng.choice(TITLES)}}}\n{prose(rng)}\n\\begin{{align}} a &< b \\\\ c &> d \\end{{align}}",
        )
    )
