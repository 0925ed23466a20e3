"""What the tests of the compiled core share: pages that are broken at random."""

from __future__ import annotations

import pytest
from hypothesis import strategies as st
from support import SAMPLES

from cleaner import _native

SAMPLE_PAGES = [path.read_text(encoding="utf-8") for path in sorted(SAMPLES.rglob("*.html"))]

needs_core = pytest.mark.skipif(
    not _native.is_compiled(), reason="the compiled core is not built, or CLEANER_NATIVE is 0"
)


PIECES = (
    "<svg>", "</p>", "<p>", "<plaintext>", "<xmp>", '"', "'", "İ", "Σ", "ΌΣΟΣ", "\u00a0",
    "<![CDATA[", "<table>", "<li>", "</div>", "<div class='teaserBox postTitle2 \u212aelvin'>",
    "<div id='mainNav' role=BANNER>", "\0", "<h1>",
    "<h2 itemprop=Name itemtype='http://schema.org/NewsArticle'>", "<pre>", "<br><br>",
    "日本語の文。", "สวัสดี", "<a href='/2024/1/a-b-c-d'>", "<b hidden>", "<sup>2</sup>",
    "<math><mi>x</mi></math>", "<code>", "\ud800", "１２", "<i style='display : none'>",
    "<select><option>", "27. November 2026", "<span class='sr-only'>", "\u00ad", "<noscript>",
    "x" * 500, "a " * 300, "<title>", "<ul><li>a<li>b</ul>", "<template shadowrootmode=open>",
    "<button>", "𝔘𝔫𝔦", "1" * 90,
)  # fmt: skip
"""Pieces of markup and text that have been handled wrongly somewhere, put into pages at random."""


@st.composite
def broken_pages(draw: st.DrawFn) -> str:
    """A sample page with pieces put in and stretches cut out at random places."""
    source = draw(st.sampled_from(SAMPLE_PAGES))
    start = draw(st.integers(0, max(len(source) - 3000, 0)))
    source = source[:2000] + source[start : start + 3000]
    for _ in range(draw(st.integers(1, 12))):
        at = draw(st.integers(0, len(source)))
        cut = draw(st.integers(0, 40))
        source = source[:at] + draw(st.sampled_from(PIECES)) + source[at + cut :]
    return source
