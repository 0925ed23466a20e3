"""A document as Jupyter shows it: its paragraphs in order, tinted by label.

Notebooks have light and dark themes that no page can ask for, so colours are tints over whatever
is below, and the text keeps the colour of its surroundings. Without styles, as on sites that strip
them, the labels still stand beside the paragraphs.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from cleaner.errors import Warning
from cleaner.paragraph import Paragraph

MOST_PARAGRAPHS = 300
MOST_CHARACTERS = 1_000  # of a paragraph
# Notebooks take "$5 to $6" for a formula, but for elements of these classes.
_NO_FORMULAS = "tex2jax_ignore mathjax_ignore"

_STYLE = """<style>
.cleaner-document { max-width: 60em; line-height: 1.45; text-align: start }
.cleaner-document > div { display: grid; grid-template-columns: 5em minmax(0, 1fr); gap: .75em;
  align-items: baseline; margin: 2px 0; padding: .2em .6em; border-left: 4px solid var(--tone);
  background: var(--tint) }
.cleaner-document > div > small { opacity: .75 }
.cleaner-document > div > span { white-space: pre-line; overflow-wrap: anywhere;
  unicode-bidi: plaintext }
.cleaner-document .cleaner-body { --tone: #2a9d5c; --tint: rgba(42, 157, 92, .16) }
.cleaner-document .cleaner-sidebar { --tone: #d09a1e; --tint: rgba(208, 154, 30, .16) }
.cleaner-document .cleaner-chrome { --tone: #5b82cc; --tint: rgba(91, 130, 204, .16) }
.cleaner-document .cleaner-title > span, .cleaner-document .cleaner-heading > span {
  font-weight: bold }
.cleaner-document .cleaner-code > span { white-space: pre-wrap; font-family: monospace }
</style>"""


def notebook_html(
    paragraphs: Sequence[Paragraph], summary: str, warnings: Sequence[Warning] = ()
) -> str:
    """Return paragraphs as HTML for a notebook, under a line that sums them up and the warnings.

    Nothing of a page is markup in it. Of a long document the first `MOST_PARAGRAPHS` are shown, of
    a long paragraph the first `MOST_CHARACTERS`; what is left out is said.
    """
    parts = [f'<div class="cleaner-document {_NO_FORMULAS}">', _STYLE, f"<p>{escape(summary)}</p>"]
    parts += [f"<p>Warning: {escape(warning)}</p>" for warning in warnings]
    parts += map(_row, paragraphs[:MOST_PARAGRAPHS])
    if len(paragraphs) > MOST_PARAGRAPHS:
        parts.append(f"<p>… and {len(paragraphs) - MOST_PARAGRAPHS:,} paragraphs more</p>")
    return "\n".join([*parts, "</div>"])


def _row(paragraph: Paragraph) -> str:
    label, text = paragraph.label.value, paragraph.text
    shares = ", ".join(f"{name.value} {p:.2f}" for name, p in paragraph.probabilities.items())
    more = len(text) - MOST_CHARACTERS
    if more > 0:
        text = f"{text[:MOST_CHARACTERS]} … ({more:,} characters more)"
    return (
        f'<div class="cleaner-{label} cleaner-{paragraph.kind}" title="{shares}">'
        f'<small>{label}</small><span dir="auto">{escape(text)}</span></div>'
    )
