r"""Write a formula of a page as TeX: `\(…\)` in a line, `\[…\]` on a line of its own.

Formulas stand in a page as MathML, as the output of KaTeX or MathJax (which hold MathML, or leave
the TeX in a script beside it), or as a picture whose `alt` is TeX. The TeX that the author wrote is
taken if the page still has it (in `annotation`, `alttext` or a script), else MathML is converted.
"""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

from cleaner.segment.mathml import mathml_to_tex

# Classes of pictures whose alternative text is TeX: MediaWiki, WordPress and others.
PICTURE_CLASSES = frozenset(
    "tex latex math mathtex mwe-math-fallback-image-inline mwe-math-fallback-image-display "
    "mwe-math-fallback-png-inline mwe-math-fallback-png-display".split()
)
_DISPLAY_CLASSES = ("katex-display", "mwe-math-element-block", "MathJax_Display")
_STYLE = re.compile(r"^\{\\(?:displaystyle|textstyle|scriptstyle)\s*(.*)\}$", re.DOTALL)
_DELIMITED = re.compile(r"^(?:\$\$?|\\\(|\\\[)\s*(.*?)\s*(?:\$\$?|\\\)|\\\])$", re.DOTALL)
_COMMENT = re.compile(r"(?<!\\)%[^\n]*\n")
_BRACE = re.compile(r"(?<!\\)[{}]")
_LINES_LOST = re.compile(r"\s+")


def formula(node: LexborNode) -> str:
    """Return the formula of a `math` or `mjx-container` element, with delimiters; "" if empty."""
    math = node if node.tag == "math" else node.css_first("math")
    if math is None:
        return ""
    attributes = math.attributes
    tex = ""
    annotation = math.css_first("annotation[encoding*=tex i]")
    if annotation is not None:
        tex = annotation.text(deep=True)
    tex = tex if tex.strip() else attributes.get("alttext") or ""
    tex = tex if tex.strip() else mathml_to_tex(math)
    display = attributes.get("display") == "block" or attributes.get("mode") == "display"
    if node is not math:
        display = display or node.attributes.get("display") == "true"
    return delimited(tex, display or _is_displayed(math))


def delimited(tex: str, display: bool) -> str:
    r"""Return TeX in one line between `\(` and `\)`, or `\[` and `\]`; "" if there is none."""
    tex = _LINES_LOST.sub(" ", _COMMENT.sub("", tex)).strip()
    while (match := _STYLE.match(tex) or _DELIMITED.match(tex)) and _is_balanced(match[1]):
        tex = match[1].strip()
    if not tex:
        return ""
    return f"\\[{tex}\\]" if display else f"\\({tex}\\)"


def _is_balanced(tex: str) -> bool:
    """Return whether no brace closes before it opens."""
    depth = 0
    for brace in _BRACE.findall(tex):
        depth += 1 if brace == "{" else -1
        if depth < 0:
            return False
    return depth == 0


def script_formula(node: LexborNode, kind: str) -> str:
    """Return the formula of a script of this type, as MathJax 2 leaves it; "" if it holds none."""
    if kind.startswith("math/tex"):
        return delimited(node.text(deep=True), "mode=display" in kind)
    if kind.startswith("math/mml"):
        math = LexborHTMLParser(node.text(deep=True)).css_first("math")
        return formula(math) if math is not None else ""
    return ""


def _is_displayed(math: LexborNode) -> bool:
    """Return whether the formula stands in a container of displayed ones: KaTeX writes it so."""
    parent, steps = math.parent, 3
    while parent is not None and steps:
        classes = parent.attributes.get("class") or ""
        if any(name in classes for name in _DISPLAY_CLASSES):
            return True
        parent, steps = parent.parent, steps - 1
    return False
