"""Kinds of HTML: pages behind something else, fragments, old and odd markup."""

# ruff: noqa: E501 - inputs as they are
from __future__ import annotations

import random

from format_cases.material import (
    NAMES,
    TITLES,
    WORDS,
    Kind,
    paragraphs,
    sentences,
    url,
    whole_page,
)

KINDS: dict[str, Kind] = {}


def kind(make: Kind) -> Kind:
    """Register a kind of input."""
    KINDS[make.__name__] = make
    return make


@kind
def page(rng: random.Random) -> str:
    return whole_page(rng)


@kind
def page_behind_a_php_warning(rng: random.Random) -> str:
    file, line = f"/var/www/{rng.choice(WORDS)}.php", rng.randrange(400)
    plain = f"\nWarning: Undefined variable ${rng.choice(WORDS)} in {file} on line {line}\n"
    marked = (
        f"<br />\n<b>Notice</b>:  Undefined index: {rng.choice(WORDS)} in <b>{file}</b> on line "
        f"<b>{line}</b><br />\n"
    )
    return rng.choice((plain, marked)) * rng.randrange(1, 4) + whole_page(rng)


@kind
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


@kind
def page_behind_junk(rng: random.Random) -> str:
    junk = rng.choice(
        (
            "\0",
            "\u200b",
            "ï»¿",
            "ï»¿ï»¿",
            "\ufeff\ufeff",
            "x",
            "1",
            ";",
            "-->",
            "\x0c\n",
            "?>",
            "//",
            "`",
        )
    )
    return junk + whole_page(rng)


@kind
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


@kind
def page_behind_noscript(rng: random.Random) -> str:
    return (
        f"<noscript>{rng.choice(('Please enable JavaScript.', sentences(rng)))}</noscript>\n"
        + whole_page(rng)
    )


@kind
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


@kind
def page_with_a_bare_head(rng: random.Random) -> str:
    return rng.choice(
        (
            "<!DOCTYPE>\n" + whole_page(rng),
            "<link rel='icon' href='/i.png'>" + whole_page(rng),
            "<base href='/'>" + whole_page(rng),
            "<meta charset=utf-8><title>Ferry</title>"
            + "".join(f"<p>{p}" for p in paragraphs(rng)),
            "<script>var a = '<p>';</script>" + whole_page(rng),
        )
    )


@kind
def old_page_in_capitals(rng: random.Random) -> str:
    lines = "<P>\n".join(paragraphs(rng))
    return (
        f"<HTML><HEAD><TITLE>{rng.choice(TITLES)}</TITLE></HEAD>\n<BODY BGCOLOR=#FFFFFF>\n<CENTER>"
        f"<FONT SIZE=+2>{rng.choice(TITLES)}</FONT></CENTER>\n<HR>\n{lines}\n<HR></BODY></HTML>"
    )


@kind
def page_in_one_line(rng: random.Random) -> str:
    return whole_page(rng).replace("\n", "")


@kind
def page_cut_short(rng: random.Random) -> str:
    page = whole_page(rng)
    return page[: rng.randrange(len(page) // 3, len(page))]


@kind
def xhtml(rng: random.Random) -> str:
    body = "".join(f"<p>{line}</p>" for line in paragraphs(rng))
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<html xmlns="http://www.w3.org/1999/xhtml">'
        f'<head><title>{rng.choice(TITLES)}</title><script src="a.js"/></head><body>{body}</body></html>'
    )


@kind
def fragment_of_breaks(rng: random.Random) -> str:
    lead = f"<strong>{rng.choice(TITLES)}</strong>"
    br = rng.choice(("<br><br>", "<br/><br/>", "<br />\n<br />\n", "<BR><BR>"))
    return f"{lead} {br.join(paragraphs(rng))}"


@kind
def fragment_of_few_breaks(rng: random.Random) -> str:
    br = rng.choice(("<br>", "<br />", "<br/>\n"))
    return br.join(sentences(rng, 1, 1) for _ in range(rng.randrange(2, 5)))


@kind
def fragment_of_a_quote(rng: random.Random) -> str:
    return f"<blockquote>{sentences(rng)}</blockquote>\n{sentences(rng)}"


@kind
def fragment_of_a_figure(rng: random.Random) -> str:
    return (
        f'<figure><img src="/{rng.choice(WORDS)}.jpg" alt=""><figcaption>{rng.choice(TITLES)}'
        f"</figcaption></figure>\n{sentences(rng)}"
    )


@kind
def fragment_of_definitions(rng: random.Random) -> str:
    rows = "".join(f"<dt>{word}<dd>{sentences(rng, 1, 1)}" for word in rng.sample(WORDS, 3))
    return f"<dl>\n{rows}</dl>"


@kind
def fragment_preformatted(rng: random.Random) -> str:
    lines = "\n".join(paragraphs(rng))
    return f"<pre>\n{lines}\n</pre>"


@kind
def fragment_centred(rng: random.Random) -> str:
    return f"<center>{rng.choice(TITLES)}</center>\n{'<p>'.join(paragraphs(rng))}"


@kind
def fragment_in_a_font(rng: random.Random) -> str:
    return f'<font face="Arial" size="2">{"<br>".join(paragraphs(rng))}</font>'


@kind
def fragment_of_a_frame(rng: random.Random) -> str:
    frame = f'<iframe src="{url(rng)}" width="560" height="315" allowfullscreen></iframe>'
    return rng.choice((f"{frame}\n{sentences(rng)}", f"{sentences(rng)}\n{frame}"))


@kind
def fragment_of_list_items(rng: random.Random) -> str:
    items = "".join(f"<li>{sentences(rng, 1, 1)}</li>\n" for _ in range(rng.randrange(2, 6)))
    return rng.choice((items, f"<ol>{items}</ol>", f"{sentences(rng)}\n<ul>\n{items}</ul>"))


@kind
def fragment_of_table_rows(rng: random.Random) -> str:
    rows = "".join(
        f"<tr><td>{word}</td><td>{rng.randrange(99)}</td></tr>\n" for word in rng.sample(WORDS, 4)
    )
    return rng.choice((rows, f"<table border=1>\n{rows}</table>"))


@kind
def fragment_of_headings(rng: random.Random) -> str:
    return "\n".join(f"<h2>{rng.choice(TITLES)}</h2>\n{sentences(rng)}" for _ in range(3))


@kind
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


@kind
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


@kind
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


@kind
def block_editor(rng: random.Random) -> str:
    return "\n\n".join(
        f"<!-- wp:paragraph -->\n<p>{line}</p>\n<!-- /wp:paragraph -->" for line in paragraphs(rng)
    )


@kind
def mail_in_html(rng: random.Random) -> str:
    return (
        f'<div dir="ltr">{"<div><br></div>".join(f"<div>{p}</div>" for p in paragraphs(rng))}</div>'
        f'<br><div class="quote">On Monday, {rng.choice(NAMES)} &lt;<a href="mailto:a@example.org">'
        f"a@example.org</a>&gt; wrote:<br><blockquote>{sentences(rng)}</blockquote></div>"
    )


@kind
def custom_elements(rng: random.Random) -> str:
    lines = "".join(f"<x-text><p>{line}</p></x-text>" for line in paragraphs(rng))
    return f'<app-root ng-version="9"><my-page>{lines}</my-page></app-root>'


@kind
def text_then_page(rng: random.Random) -> str:
    return f"{sentences(rng)}\n{whole_page(rng)}"


@kind
def page_about_markdown(rng: random.Random) -> str:
    lines = f"# {rng.choice(TITLES)}\n\n- {sentences(rng)}\n- {sentences(rng)}\n\n```\nx = 1\n```\n"
    return whole_page(rng).replace("</body>", f"<pre><code>{lines}</code></pre>\n</body>")


@kind
def page_of_broken_tags(rng: random.Random) -> str:
    """As a formatter breaks tags that are long."""
    page = (
        whole_page(rng).replace("<html>", '<html\n  lang="en"\n>').replace('"page">', '"page"\n>')
    )
    return f"{rng.choice(('x', '-->', sentences(rng)))}\n" + page.replace("</a>", "</a\n>")


@kind
def page_that_holds_listings(rng: random.Random) -> str:
    listing = rng.choice(
        (
            "<pre>\n@@ -1,2 +1,2 @@\n &lt;p&gt;\n-one\n+two\n</pre>",
            "<pre>\n#+BEGIN_SRC\nx = 1\n#+END_SRC\n</pre>",
            "<pre>\n&gt; one\n> two\n> three\n</pre>",
            "<pre>\n[code]\nx = 1\n[/code]\n\n----\none\n----\n</pre>",
            '<pre>\nPAGE = """\none\n"""\n{{{ x }}}\n</pre>',
            "<p>The page is made so:</p>\n\n    <pre>x = 1</pre>",
        )
    )
    page = whole_page(rng).replace("</body>", f"{listing}\n</body>")
    return f"{rng.choice(('x', ';', sentences(rng)))}\n{page}"


@kind
def fragment_that_holds_listings(rng: random.Random) -> str:
    listing = rng.choice(
        (
            "@@ -1,2 +1,2 @@\n one\n-two\n+three",
            "\n> one\n> two\n",
            "{{{\nx\n}}}",
            "[code]\nx = 1\n[/code]",
            "\n----\none\n----\n",
        )
    )
    text = "\n".join(f"<p>{line}</p>" for line in paragraphs(rng))
    return f"<h2>{rng.choice(TITLES)}</h2>\n{text}\n<pre>{listing}</pre>\n{text}"


@kind
def fragment_of_a_path(rng: random.Random) -> str:
    first, second = rng.sample(WORDS, 2)
    return (
        f'<a href="/">Home</a>\n> <a href="/{first}">{first}</a>\n> <a href="/{second}">{second}</a>\n'
        f"<p>{sentences(rng)}</p>"
    )


@kind
def markup_in_shortcodes(rng: random.Random) -> str:
    name = rng.choice(("row", "et_pb_section", "vc_column_text", "caption", "su_box"))
    text = "\n".join(f"<p>{line}</p>" for line in paragraphs(rng))
    image = f'<img class="alignnone" src="{url(rng)}.jpg" width="300" /> {rng.choice(TITLES)}'
    return rng.choice(
        (
            f'[{name} id="a_1" align="left"]{image}[/{name}]\n\n{sentences(rng)}\n\n{sentences(rng)}',
            f"[{name}]\n{text}\n[/{name}]",
            f'[{name} width="1/2"][{name}_inner]{text}[/{name}_inner][/{name}]',
            f'[{name}]{sentences(rng)} <a href="{url(rng)}">{rng.choice(WORDS)}</a>[/{name}]\n\n'
            f"{sentences(rng)}\n\n<strong>{rng.choice(TITLES)}</strong>\n\n{sentences(rng)}",
        )
    )
