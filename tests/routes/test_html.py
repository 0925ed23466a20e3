"""The route of HTML: conventions, and adjustments of log-odds."""

from __future__ import annotations

import numpy as np
import pytest
from support import page

from cleaner.features.html import HTML_COLUMNS
from cleaner.routes.html import GUIDES, guide_for
from cleaner.segment.html import segment_html
from cleaner.types import Profile

PAGE = page()


@pytest.mark.parametrize(
    ("profile", "kind", "likely_article", "convention"),
    [
        ("labels", "NewsArticle", 0.9, "labels"),
        ("article", "NewsArticle", 0.9, "news"),
        ("article", "OpinionNewsArticle", 0.9, "news"),
        ("article", "BlogPosting", 0.9, "pages"),
        ("article", "NewsArticle", 0.1, "pages"),  # a list of articles declares them, too
    ],
)
def test_declared_news_follows_the_convention_of_news(
    profile: Profile, kind: str, likely_article: float, convention: str
) -> None:
    declared = f'<script type="application/ld+json">{{"@type": "{kind}"}}</script>'
    segmented = segment_html(declared + PAGE)
    matrix = np.full((len(segmented), len(HTML_COLUMNS)), likely_article, dtype=np.float32)
    assert guide_for(profile, segmented, matrix) == GUIDES[convention]
    assert (
        guide_for(profile, segmented, matrix[:0])
        == GUIDES["labels" if profile == "labels" else "pages"]
    )
