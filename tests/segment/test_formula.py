r"""A formula is one piece of its line, as TeX, and stands there once."""

from __future__ import annotations

import pytest

from cleaner.segment.html import segment_html

MATH = "<math><msup><mi>a</mi><mn>2</mn></msup></math>"
TEX = '<annotation encoding="application/x-tex">a^2</annotation>'
NOTED = f"<math><semantics><mrow><mi>a</mi></mrow>{TEX}</semantics></math>"


@pytest.mark.parametrize(
    "html",
    [
        MATH,
        NOTED,
        '<math alttext="{\\displaystyle a^2}"><mi>a</mi></math>',
        f'<span class="katex"><span class="katex-mathml">{NOTED}</span>'
        '<span class="katex-html" aria-hidden="true">a2</span></span>',
        f'<mjx-container><mjx-math aria-hidden="true"></mjx-math><mjx-assistive-mml>{MATH}'
        "</mjx-assistive-mml></mjx-container>",
        '<span class="MathJax_Preview">a2</span><span class="MathJax"><span>a2</span></span>'
        '<script type="math/tex">a^2</script>',
        f'<span class="MathJax"><nobr aria-hidden="true">a2</nobr>'
        f'<span class="MJX_Assistive_MathML">{MATH}</span></span>',
        f'<span class="mwe-math-element"><span style="display: none">{NOTED}</span>'
        '<img class="mwe-math-fallback-image-inline" alt="{\\displaystyle a^2}"></span>',
        '<img class="latex" alt="a^2" src="x.png">',
    ],
)
def test_a_formula_stands_in_its_sentence_once(html: str) -> None:
    assert segment_html(f"<p>The area {html} is large.</p>").texts == [
        r"The area \(a^2\) is large."
    ]


@pytest.mark.parametrize(
    ("mathml", "tex"),
    [
        ("<mfrac><mn>1</mn><mi>x</mi></mfrac>", r"\frac{1}{x}"),
        ("<msqrt><mn>2</mn><mi>h</mi></msqrt>", r"\sqrt{2h}"),
        ("<mroot><mi>x</mi><mn>3</mn></mroot>", r"\sqrt[3]{x}"),
        ("<msubsup><mi>x</mi><mi>i</mi><mn>10</mn></msubsup>", "x_i^{10}"),
        (
            "<munderover><mo>∑</mo><mrow><mi>i</mi><mo>=</mo><mn>1</mn></mrow><mi>n</mi>"
            "</munderover><mi>a</mi>",
            r"\sum_{i=1}^na",
        ),
        ("<mi>α</mi><mo>≤</mo><mi>sin</mi><mi>x</mi>", r"\alpha\leq\sin x"),
        ("<mover><mi>x</mi><mo>→</mo></mover>", r"\vec{x}"),
        ("<mtext>if odd</mtext>", r"\text{if odd}"),
        (
            "<mtable><mtr><mtd><mn>1</mn></mtd><mtd><mn>0</mn></mtd></mtr></mtable>",
            r"\begin{matrix}1 & 0\end{matrix}",
        ),
    ],
)
def test_mathml_without_its_tex_is_converted(mathml: str, tex: str) -> None:
    assert segment_html(f"<p>A <math>{mathml}</math></p>").texts == [f"A \\({tex}\\)"]


def test_a_displayed_formula_has_other_delimiters() -> None:
    displayed = MATH.replace("<math>", '<math display="block">')
    assert segment_html(f"<div>{displayed}</div>").texts == [r"\[a^2\]"]


def test_a_formula_of_any_depth_is_written() -> None:
    assert "deep" in segment_html("<math>" + "<mrow>" * 5_000 + "<mi>deep</mi>").texts[0]
