"""Kinds of text: prose, mails, Markdown, code, all with what looks like tags."""

# ruff: noqa: E501 - inputs as they are
from __future__ import annotations

import random

from format_cases.material import (
    HOSTS,
    NAMES,
    TAGS,
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
def prose(rng: random.Random) -> str:
    return "\n\n".join(paragraphs(rng))


@kind
def prose_that_opens_with_a_tag(rng: random.Random) -> str:
    tag = rng.choice(TAGS)
    return (
        f"<{tag}> is {rng.choice(('an element that', 'the tag that', 'not a tag that'))} "
        f"{rng.choice(('opens the page', 'most pages have', 'nobody should forget'))}. {sentences(rng)}"
        f"\n\n{prose(rng)}"
    )


@kind
def prose_that_quotes_tags(rng: random.Random) -> str:
    quoted = [
        f"the {'/' * rng.randrange(2)}<{tag}> tag".replace("/<", "</")
        for tag in rng.sample(TAGS, 4)
    ]
    return "\n\n".join(
        f"{sentences(rng)} Then came {one}, which {sentences(rng)}" for one in quoted
    )


@kind
def prose_that_quotes_closing_tags(rng: random.Random) -> str:
    tag = rng.choice(TAGS)
    return (
        f"{sentences(rng)} He forgot </{tag}> again. {sentences(rng)} A second </{tag}> was missing "
        f"below, and the third </{tag}> stood twice.\n\n{prose(rng)}"
    )


@kind
def prose_that_quotes_an_element(rng: random.Random) -> str:
    tag = rng.choice(("p", "em", "b", "title", "h1"))
    return (
        f"In HTML one writes <{tag}>so</{tag}>, and that is that. {sentences(rng)}\n\n{prose(rng)}"
    )


@kind
def question_with_a_listing(rng: random.Random) -> str:
    listing = (
        f'<div class="{rng.choice(WORDS)}">\n  <ul>\n    <li><a href="#">One</a></li>\n'
        "    <li>Two</li>\n  </ul>\n</div>"
    )
    return (
        f"I have this piece of code and it does not work: {sentences(rng)}\n\n{listing}\n\n"
        f"What do I do wrong? {sentences(rng, 2, 4)}\n\n{prose(rng)}"
    )


@kind
def mail(rng: random.Random) -> str:
    who = rng.choice(("p.smith", "a-b", "s", "b.strong", "ada.quill", "code", "h1.bot", "body"))
    lines = "\n".join(f"> {line}" for line in paragraphs(rng))
    return f"<{who}@{rng.choice(HOSTS)}> wrote:\n\n{lines}\n\n{prose(rng)}\n\n-- \n{rng.choice(NAMES)}\n"


@kind
def mail_with_headers(rng: random.Random) -> str:
    name = rng.choice(NAMES)
    return (
        f"From: {name} <{rng.choice(('a', 'p.x', 'tr', 'ol'))}@{rng.choice(HOSTS)}>\n"
        f"To: list <list@{rng.choice(HOSTS)}>\nSubject: {rng.choice(TITLES)}\n\n{prose(rng)}\n\n"
        f"On Mon, Oda <oda@example.org> wrote:\n> {sentences(rng)}\n"
    )


@kind
def mail_with_addresses(rng: random.Random) -> str:
    return "\n\n".join(f"{line} See <{url(rng)}>." for line in paragraphs(rng))


@kind
def tutorial_in_markdown(rng: random.Random) -> str:
    return (
        f"# {rng.choice(TITLES)}\n\n{sentences(rng)}\n\n```{rng.choice(('html', '', 'HTML'))}\n"
        f"{whole_page(rng)}```\n\n{sentences(rng)}\n\n## {rng.choice(TITLES)}\n\n"
        f"- {sentences(rng, 1, 1)}\n- Use `<{rng.choice(TAGS)}>` here\n\n{prose(rng)}\n"
    )


@kind
def tutorial_with_indented_code(rng: random.Random) -> str:
    code = "".join(f"    {line}\n" for line in whole_page(rng).splitlines())
    return (
        f"{rng.choice(TITLES)}\n{'=' * 18}\n\n{sentences(rng)}\n\n{code}\n{prose(rng)}\n\n"
        f"* {sentences(rng, 1, 1)}\n* {sentences(rng, 1, 1)}\n"
    )


@kind
def listing_first_in_markdown(rng: random.Random) -> str:
    return f"```html\n<div>\n<p>{sentences(rng)}</p>\n</div>\n```\n\n{prose(rng)}"


@kind
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


@kind
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


@kind
def readme_with_a_comment(rng: random.Random) -> str:
    comment = rng.choice(
        (
            "<!-- toc -->",
            "<!-- omit in toc -->",
            "<!-- markdownlint-disable -->",
            "<!--\nnotes\n-->",
        )
    )
    return f"{comment}\n\n# {rng.choice(TITLES)}\n\n{readme_body(rng)}"


@kind
def readme_with_details(rng: random.Random) -> str:
    return (
        f"# {rng.choice(TITLES)}\n\n{readme_body(rng)}\n<details>\n<summary>More</summary>\n\n"
        f"{sentences(rng)}\n\n</details>\n\nPress <kbd>Ctrl</kbd>+<kbd>C</kbd>.<br>\n{sentences(rng)}\n"
    )


@kind
def table_in_markdown(rng: random.Random) -> str:
    rows = "\n".join(f"| {word} | one<br>two<br>three | {rng.randrange(9)} |" for word in WORDS)
    return f"{sentences(rng)}\n\n| a | b | c |\n|---|---|---|\n{rows}\n\n{prose(rng)}"


@kind
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


@kind
def comparison_signs(rng: random.Random) -> str:
    return f"p<0.05 and q>0.1; 3 < 4, 5 > 2, a<b, i<3 you. {sentences(rng)}\n\n{prose(rng)}"


@kind
def chat(rng: random.Random) -> str:
    nicks = rng.sample(("bob", "b", "s", "code", "ann_lee", "tt", "main", "u", "Header"), 4)
    return "\n".join(f"<{rng.choice(nicks)}> {sentences(rng, 1, 1)}" for _ in range(8))


@kind
def transcript(rng: random.Random) -> str:
    marks = ("<music>", "<applause>", "<br>", "<inaudible>", "<i>", "<crosstalk>")
    return "\n".join(
        f"{name}: {sentences(rng)} {rng.choice(marks)} {sentences(rng, 1, 1)}" for name in NAMES
    )


@kind
def placeholders(rng: random.Random) -> str:
    return (
        f"Usage: larch [options] <source> <target>\n\n  larch copy <file> [<object>...]\n"
        f"  larch show <link>\n\nOptions:\n  --time <time>   {sentences(rng, 1, 1)}\n"
        f"  --data <data>   {sentences(rng, 1, 1)}\n\nReplace <title> by the title, <address> by yours. "
        f"{sentences(rng)}\n"
    )


@kind
def log(rng: random.Random) -> str:
    return "".join(
        f"10:0{n}:11 <{rng.choice(('INFO', 'WARN', 'main', 'table'))}> {rng.choice(WORDS)} "
        f"id={rng.randrange(99)} {sentences(rng, 1, 1)}\n"
        for n in range(9)
    )


@kind
def mathematics(rng: random.Random) -> str:
    return (
        f"Let <x, y> denote the scalar product, and <b> = <a> the mean. If s <t and u> v, then "
        f"<p|q> vanishes. {sentences(rng)}\n\n{prose(rng)}"
    )


@kind
def flattened_page(rng: random.Random) -> str:
    return "\n".join(
        ["Home", "News", "Sport", rng.choice(TITLES), *paragraphs(rng), "Leave a comment"]
    )


@kind
def flattened_page_with_a_stray_tag(rng: random.Random) -> str:
    stray = rng.choice(("<br>", "</p>", "<b>", "</div>", "<br/>"))
    lines = [*paragraphs(rng, 4, 6), f"{sentences(rng)}{stray}", *paragraphs(rng, 3, 5)]
    return "\n".join(["Home", rng.choice(TITLES), *lines, "Follow us"])


@kind
def entities_alone(rng: random.Random) -> str:
    return f"{sentences(rng)} Smith &amp; Sons &mdash; {sentences(rng)}\n\n{prose(rng)}"


@kind
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


def prefixed(lines: str, mark: str) -> str:
    return "".join(f"{mark}{line}\n" for line in lines.splitlines())


@kind
def patch_of_a_page(rng: random.Random) -> str:
    page = whole_page(rng)
    count = len(page.splitlines())
    name = f"{rng.choice(WORDS)}.html"
    unified = (
        f"--- a/{name}\n+++ b/{name}\n@@ -1,{count} +1,{count + 1} @@\n{prefixed(page, ' ')}+\n"
    )
    added = f"--- /dev/null\n+++ b/{name}\n@@ -0,0 +1,{count} @@\n{prefixed(page, '+')}"
    context = f"*** {name}\n--- {name}\n***************\n*** 1,{count} ****\n{prefixed(page, '  ')}"
    bare = f"1,{count}c1,{count}\n{prefixed(page, '< ')}---\n{prefixed(page, '> ')}"
    return rng.choice(
        (
            unified,
            f"diff --git a/{name} b/{name}\nnew file mode 100644\n{added}",
            f"From: {rng.choice(NAMES)} <a@b.c>\nSubject: [PATCH] {rng.choice(TITLES)}\n\n{sentences(rng)}\n"
            f"---\n {name} | 2 +-\n\n{unified}-- \n2.1\n",
            context,
            bare,
        )
    )


@kind
def listing_in_restructured_text(rng: random.Random) -> str:
    opening = rng.choice(
        (
            ".. code-block:: html",
            ".. code-block:: html\n   :linenos:\n   :caption: A page",
            ".. sourcecode:: html",
            f"{sentences(rng)} The page::",
        )
    )
    code = prefixed(whole_page(rng), " " * rng.randrange(3, 5))
    return (
        f"{rng.choice(TITLES)}\n{'=' * 18}\n\n{sentences(rng)}\n\n{opening}\n\n{code}\n{prose(rng)}"
    )


@kind
def listing_in_asciidoc(rng: random.Random) -> str:
    opening = rng.choice(("[source,html]\n", "[listing]\n", ".A page\n", "\n"))
    mark = rng.choice(("----", "....", "------", "++++"))
    listing = f"{opening}{mark}\n{whole_page(rng)}{mark}\n"
    return f"{listing}\n{prose(rng)}" if rng.randrange(2) else f"= Pages\n\n{listing}\n{prose(rng)}"


@kind
def listing_between_marks(rng: random.Random) -> str:
    opening, end = rng.choice(
        (
            ("#+BEGIN_SRC html", "#+END_SRC"),
            ("#+begin_example", "#+end_example"),
            ("\\begin{lstlisting}[language=HTML]", "\\end{lstlisting}"),
            ("\\begin{verbatim}", "\\end{verbatim}"),
            ("[code]", "[/code]"),
            ("[code=html]", "[/code]"),
            ("{code:html}", "{code}"),
            ("{noformat}", "{noformat}"),
            ("{{{\n#!html", "}}}"),
            ('<syntaxhighlight lang="html">', "</syntaxhighlight>"),
            ("<code html>", "</code>"),
            (".EX", ".EE"),
        )
    )
    return f"{rng.choice(TITLES)}\n\n{sentences(rng)}\n\n{opening}\n{whole_page(rng)}{end}\n\n{prose(rng)}"


@kind
def listing_behind_a_colon(rng: random.Random) -> str:
    deep = " " * rng.randrange(2, 8)
    head = f"NAME\n{deep}pages - make pages\n\nEXAMPLE\n{deep}{sentences(rng)} It makes:\n\n"
    return f"{head}{prefixed(whole_page(rng), deep + deep)}\n{deep}{sentences(rng)}\n"


@kind
def quoted_page(rng: random.Random) -> str:
    quoted = prefixed(whole_page(rng), rng.choice(("> ", ">> ", "> > ")))
    who = rng.choice(("", f"On Monday, {rng.choice(NAMES)} wrote:\n\n", f"{sentences(rng)}\n\n"))
    return f"{who}{quoted}\n{prose(rng)}\n"


@kind
def prose_about_whole_pages(rng: random.Random) -> str:
    return rng.choice(
        (
            "The <!DOCTYPE html> comes first, then <html>, <head> and <body>. ",
            "Elements: <html>, <head>, <body>, <p>. ",
            "Every page has the elements <html>, <head> and <body>; </body> and </html> end it. ",
            "<title> is the element that names a page. It ends with </title>, as others do. ",
            "<body> is what is shown. Before it stands <head>, and around both <html>. ",
        )
    ) + prose(rng)


@kind
def subtitles(rng: random.Random) -> str:
    tag = rng.choice(("i", "b", 'font color="#ffff00"'))
    point, first = rng.choice(((",", "1\n"), (".", "WEBVTT\n\n"), (".", "WEBVTT\n\nintro\n")))
    return "\n".join(
        f"{first if n == 0 else n + 1}{'' if n == 0 else chr(10)}00:00:0{n}{point}000 --> 00:00:0{n}{point}900\n"
        f"<{tag}>{sentences(rng, 1, 1)}</{tag.split()[0]}>\n"
        for n in range(8)
    )


@kind
def code_that_holds_a_page(rng: random.Random) -> str:
    page = whole_page(rng)
    return rng.choice(
        (
            f'"""Makes a page."""\n\nPAGE = """\n{page}"""\n\n\ndef page():\n    return PAGE\n',
            f"#!/bin/sh\ncat > {rng.choice(WORDS)}.html <<EOF\n{page}EOF\nexit 0\n",
            f"/** Makes a page:\n{prefixed(page, ' * ')} */\nint main(void) {{ return 0; }}\n",
            "".join(f"a/{n % 2}.html:{n}:{line}\n" for n, line in enumerate(page.splitlines(), 1)),
        )
    )
