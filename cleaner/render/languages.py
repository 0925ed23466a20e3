"""The language of a listing, as highlighters and authors declare it."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborNode

_PREFIXED = re.compile(
    r"(?:^|\s)(?:language|lang|brush:?|highlight-source|highlight-text|highlight|src|sourceCode|code"
    r"|listing|source)[-:]\s*([A-Za-z][\w+#.-]*)"
)
_AFTER = re.compile(r"(?:^|\s)(?:sourceCode|hljs|brush:|prettyprint)\s+([A-Za-z][\w+#.-]*)(?:\s|$)")
_DATA = ("data-lang", "data-language", "data-code-language", "data-programming-language", "lang")
# Class names of highlighters that are no language.
_NO_LANGUAGE = frozenset(
    "hljs code highlight highlighted codehilite prettyprint prettyprinted linenums source "
    "sourcecode line-numbers numberlines chroma shiki prism block wrapper wrap copy default none "
    "plain text "
    "plaintext notranslate nohighlight example snippet pre light dark theme table container body "
    "code-block codeblock astro-code content inner lines line no-highlight title toolbar".split()
)
_BARE = frozenset(
    "python py js javascript ts typescript java c cpp c++ csharp cs go rust ruby rb php html css "
    "sql bash sh shell console json yaml yml toml xml kotlin swift scala perl lua r haskell "
    "dockerfile "
    "makefile ini diff powershell jsx tsx scss less graphql elixir erlang clojure dart julia "
    "matlab latex tex markdown md vim nginx objectivec zig nim ocaml fsharp groovy pycon".split()
)
_ALIKE = {"default": "", "text-html-basic": "html", "shell-session": "console"}
LOOKED_UP = 3  # elements around a listing whose classes may name its language


def language_of(node: LexborNode) -> str:
    """Return the language that a listing, its `code` or an element around it names; "" if none."""
    code = node.css_first("code")
    for element in (code, node):
        if element is not None and (language := _of_element(element, bare=True)):
            return language
    parent, steps = node.parent, LOOKED_UP
    while (
        parent is not None
        and steps
        and parent.tag in ("div", "figure", "td", "tr", "tbody", "table")
    ):
        if language := _of_element(parent, bare=False):
            return language
        parent, steps = parent.parent, steps - 1
    return ""


def _of_element(element: LexborNode, *, bare: bool) -> str:
    attributes = element.attributes
    for name in _DATA[: 4 if element.tag not in ("pre", "code") else 5]:
        value = (attributes.get(name) or "").strip().lower()
        if re.fullmatch(r"[a-z][\w+#.-]*", value) and (name != "lang" or value in _BARE):
            return value if value not in _NO_LANGUAGE else ""
    classes = attributes.get("class") or ""
    for match in (*_PREFIXED.finditer(classes), *_AFTER.finditer(classes)):
        language = match[1].lower().rstrip(".-")
        if language not in _NO_LANGUAGE:
            return _ALIKE.get(language, language)
    if bare:
        return next((name for name in classes.lower().split() if name in _BARE), "")
    return ""
