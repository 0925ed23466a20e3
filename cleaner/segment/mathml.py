"""MathML to TeX: the elements of presentation MathML that pages use, in a compact form.

Of the libraries that do this, none was kept up or widely used when this was written
(mathml-to-latex 1.0.0 of 2024, mml2tex 0.1.0 of 2026).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from selectolax.lexbor import LexborNode

_SYMBOLS = {
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "varepsilon", "ϵ": "epsilon",
    "ζ": "zeta", "η": "eta", "θ": "theta", "ϑ": "vartheta", "ι": "iota", "κ": "kappa",
    "λ": "lambda", "μ": "mu", "ν": "nu", "ξ": "xi", "π": "pi", "ϖ": "varpi", "ρ": "rho",
    "ϱ": "varrho", "σ": "sigma", "ς": "varsigma", "τ": "tau", "υ": "upsilon", "φ": "varphi",
    "ϕ": "phi", "χ": "chi", "ψ": "psi", "ω": "omega", "Γ": "Gamma", "Δ": "Delta", "Θ": "Theta",
    "Λ": "Lambda", "Ξ": "Xi", "Π": "Pi", "Σ": "Sigma", "Υ": "Upsilon", "Φ": "Phi", "Ψ": "Psi",
    "Ω": "Omega", "∑": "sum", "∏": "prod", "∐": "coprod", "∫": "int", "∬": "iint", "∭": "iiint",
    "∮": "oint", "∂": "partial", "∇": "nabla", "∆": "Delta", "∞": "infty", "±": "pm", "∓": "mp",
    "×": "times", "÷": "div", "⋅": "cdot", "·": "cdot", "∗": "ast", "⋆": "star", "∘": "circ",
    "≤": "leq", "≥": "geq", "≠": "neq", "≈": "approx", "≡": "equiv", "≅": "cong", "∼": "sim",
    "≃": "simeq", "∝": "propto", "≪": "ll", "≫": "gg", "∈": "in", "∉": "notin", "∋": "ni",
    "⊂": "subset", "⊆": "subseteq", "⊃": "supset", "⊇": "supseteq", "∪": "cup", "∩": "cap",
    "∅": "emptyset", "∖": "setminus", "∧": "wedge", "∨": "vee", "¬": "neg", "∀": "forall",
    "∃": "exists", "⊕": "oplus", "⊗": "otimes", "⊥": "perp", "∥": "parallel", "∠": "angle",
    "→": "to", "←": "leftarrow", "↔": "leftrightarrow", "⇒": "Rightarrow", "⇐": "Leftarrow",
    "⇔": "Leftrightarrow", "↦": "mapsto", "⟶": "longrightarrow", "⟹": "Longrightarrow",
    "↑": "uparrow", "↓": "downarrow", "⟨": "langle", "⟩": "rangle", "⌊": "lfloor", "⌋": "rfloor",
    "⌈": "lceil", "⌉": "rceil", "‖": "Vert", "…": "ldots", "⋯": "cdots", "⋮": "vdots",
    "⋱": "ddots", "ℏ": "hbar", "ℓ": "ell", "ℜ": "Re", "ℑ": "Im", "ℵ": "aleph", "′": "prime",
    "†": "dagger", "‡": "ddagger", "√": "surd",
}  # fmt: skip
_LITERAL = {"−": "-", "‐": "-", "{": r"\{", "}": r"\}", "%": r"\%", "#": r"\#", "&": r"\&",
            "$": r"\$", "_": r"\_", "\\": r"\backslash", "\u2061": "", "\u2062": "", "\u2063": ",",
            "\u2064": "+", "\xa0": " ", "∣": "|", "ℝ": r"\mathbb{R}", "ℕ": r"\mathbb{N}",
            "ℤ": r"\mathbb{Z}", "ℚ": r"\mathbb{Q}", "ℂ": r"\mathbb{C}"}  # fmt: skip
_FUNCTIONS = frozenset(
    "sin cos tan cot sec csc arcsin arccos arctan sinh cosh tanh coth log ln lg exp lim max min "
    "sup inf arg det dim gcd hom ker deg liminf limsup Pr".split()
)
_ACCENTS = {
    "^": "hat", "ˆ": "hat", "~": "tilde", "˜": "tilde", "∼": "tilde", "¯": "bar", "‾": "overline",
    "―": "overline", "_": "underline", "̲": "underline", "→": "vec", "⃗": "vec", "˙": "dot",
    ".": "dot", "¨": "ddot", "ˇ": "check", "˘": "breve", "⏞": "overbrace", "⏟": "underbrace",
    "´": "acute", "`": "grave",
}  # fmt: skip
_LIMITS = frozenset(
    r"\sum \prod \coprod \int \iint \iiint \oint \lim \max \min \sup \inf \bigcup \bigcap".split()
)
_VARIANTS = {
    "bold": "mathbf", "normal": "mathrm", "double-struck": "mathbb", "script": "mathcal",
    "fraktur": "mathfrak", "sans-serif": "mathsf", "monospace": "mathtt",
    "bold-italic": "boldsymbol",
}  # fmt: skip
_COMMAND_END = re.compile(r"\\[A-Za-z]+$")
DEEPEST = 60  # levels of a formula; what lies deeper is written as its text


def mathml_to_tex(node: LexborNode, depth: int = 0) -> str:
    """Return the TeX of a MathML element and what is inside; unknown elements are entered."""
    if depth > DEEPEST:
        return " ".join(node.text(deep=True).split())
    tag = (node.tag or "").rpartition(":")[2]
    if tag in ("annotation", "annotation-xml", "mphantom", "maligngroup", "malignmark", "none"):
        return ""
    if tag in ("mi", "mn", "mo", "mtext", "ms"):
        return _leaf(node, tag)
    parts = [mathml_to_tex(child, depth + 1) for child in _children(node)]
    write = _WRITERS.get(tag)
    if write is not None:
        return write(node, parts)
    return _joined(parts)


def _children(node: LexborNode) -> Iterator[LexborNode]:
    child = node.first_child
    while child is not None:
        if child.tag not in ("-text", "-comment", "!--"):
            yield child
        child = child.next


def _joined(parts: list[str]) -> str:
    out = ""
    for part in parts:
        if not part:
            continue
        if out and part[0].isalpha() and _COMMAND_END.search(out):
            out += " "
        out += part
    return out


def _symbols(text: str) -> str:
    return _joined(
        [f"\\{_SYMBOLS[char]}" if char in _SYMBOLS else _LITERAL.get(char, char) for char in text]
    )


def _leaf(node: LexborNode, tag: str) -> str:
    text = " ".join(node.text(deep=True).split())
    if not text:
        return ""
    if tag in ("mtext", "ms"):
        return f"\\text{{{text}}}"
    if text in _FUNCTIONS:
        return f"\\{text}"
    variant = _VARIANTS.get(node.attributes.get("mathvariant") or "")
    if tag == "mi" and variant and not (variant == "mathrm" and not text.isalpha()):
        written = _symbols(text)
        return (
            written if variant == "mathrm" and written[0] == "\\" else f"\\{variant}{{{written}}}"
        )
    if tag == "mi" and len(text) > 1 and text.isascii() and text.isalpha():
        return f"\\mathrm{{{text}}}"
    return _symbols(text)


def _group(tex: str) -> str:
    return tex if len(tex) == 1 else f"{{{tex}}}"


def _base(tex: str) -> str:
    simple = len(tex) <= 1 or re.fullmatch(r"\\[A-Za-z]+|\\[A-Za-z]+\{[^{}]*\}|\d+", tex)
    return tex if simple else f"{{{tex}}}"


def _at(parts: list[str], index: int) -> str:
    return parts[index] if index < len(parts) else ""


def _fraction(node: LexborNode, parts: list[str]) -> str:
    if (node.attributes.get("linethickness") or "")[:1] == "0":
        return f"\\binom{{{_at(parts, 0)}}}{{{_at(parts, 1)}}}"
    return f"\\frac{{{_at(parts, 0)}}}{{{_at(parts, 1)}}}"


def _root(node: LexborNode, parts: list[str]) -> str:
    return f"\\sqrt[{_at(parts, 1)}]{{{_at(parts, 0)}}}"


def _scripts(sub: int | None, sup: int | None) -> Callable[[LexborNode, list[str]], str]:
    def write(node: LexborNode, parts: list[str]) -> str:
        base = _at(parts, 0)
        lower = _at(parts, sub) if sub is not None else ""
        upper = _at(parts, sup) if sup is not None else ""
        if node.tag in ("mover", "munder", "munderover") and base.strip() not in _LIMITS:
            return _accented(base, lower, upper)
        tex = _base(base)
        if lower:
            tex += f"_{_group(lower)}"
        if upper and upper.replace("\\prime", "") == "":
            return tex + "'" * upper.count("\\prime")
        return tex + (f"^{_group(upper)}" if upper else "")

    return write


def _accented(base: str, lower: str, upper: str) -> str:
    if upper:
        accent = _ACCENTS.get(upper) or _ACCENTS.get({"\\to": "→", "\\sim": "~"}.get(upper, ""))
        base = f"\\{accent}{{{base}}}" if accent else f"\\overset{{{upper}}}{{{base}}}"
    if lower:
        accent = {"_": "underline", "¯": "underline", "⏟": "underbrace"}.get(lower)
        base = f"\\{accent}{{{base}}}" if accent else f"\\underset{{{lower}}}{{{base}}}"
    return base


def _table(node: LexborNode, parts: list[str]) -> str:
    return "\\begin{matrix}" + " \\\\ ".join(part for part in parts if part) + "\\end{matrix}"


def _row(node: LexborNode, parts: list[str]) -> str:
    return " & ".join(parts)


def _fenced(node: LexborNode, parts: list[str]) -> str:
    attributes = node.attributes
    opening, closing = (attributes.get(name) for name in ("open", "close"))
    opening = "(" if opening is None else opening or "."
    closing = ")" if closing is None else closing or "."
    return f"\\left{_symbols(opening)}{', '.join(parts)}\\right{_symbols(closing)}"


def _space(node: LexborNode, parts: list[str]) -> str:
    width = node.attributes.get("width") or ""
    return r"\quad " if width.startswith(("1em", "2em")) else ""


_WRITERS: dict[str, Callable[[LexborNode, list[str]], str]] = {
    "mfrac": _fraction,
    "msqrt": lambda node, parts: f"\\sqrt{{{_joined(parts)}}}",
    "mroot": _root,
    "msub": _scripts(1, None),
    "msup": _scripts(None, 1),
    "msubsup": _scripts(1, 2),
    "munder": _scripts(1, None),
    "mover": _scripts(None, 1),
    "munderover": _scripts(1, 2),
    "mtable": _table,
    "mtr": _row,
    "mlabeledtr": lambda node, parts: " & ".join(parts[1:]),
    "mfenced": _fenced,
    "mspace": _space,
}
