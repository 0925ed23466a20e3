"""What the tests of the compiled core share: pages that are broken at random, made-up trees."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import strategies as st
from support import SAMPLES

from cleaner import _native
from cleaner.model.trees import NODE, Trees

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


COLUMNS = 3  # of the trees


def grown(draws: st.DataObject, most_leaves: int) -> Trees:
    """Some trees over COLUMNS columns, each grown by splitting one leaf after the other."""
    rows: list[list[float]] = []

    def grow(leaves: int) -> int:
        at = len(rows)
        rows.append([at, at, 0, 0.0, draws.draw(st.floats(-4, 4, width=32))])
        if leaves > 1:
            first = draws.draw(st.integers(1, leaves - 1))
            rows[at][2] = draws.draw(st.integers(0, COLUMNS - 1))
            rows[at][3] = draws.draw(st.sampled_from([-1.0, -0.0, 0.0, 0.5, np.inf, -np.inf]))
            rows[at][0] = grow(first)
            rows[at][1] = grow(leaves - first)
        return at

    for _ in range(draws.draw(st.integers(1, 4))):
        grow(draws.draw(st.integers(1, most_leaves)))
    return Trees.from_nodes(np.array([tuple(row) for row in rows], NODE), COLUMNS)


VALUES = st.sampled_from([-1.0, -0.5, 0.0, 0.5, 0.75, np.inf, -np.inf, np.nan, 1e30])


# The parts of a packed tree of two leaves.
PARTS = (
    np.array([0, 1], np.int32).tobytes(),
    np.array([0], np.int32).tobytes(),
    np.array([0.5], np.float32).tobytes(),
    np.array([0xFFFFFFFE], np.uint32).tobytes(),
    np.zeros(32, np.float32).tobytes(),
)
