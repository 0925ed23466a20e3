"""The route of HTML: conventions, adjustments of log-odds, and what a document keeps."""

from __future__ import annotations

import pickle
from dataclasses import replace

import numpy as np
import pytest
from support import PROSE, page

from cleaner.config import Config
from cleaner.features.columns import INPUT_COLUMNS
from cleaner.features.html import HTML_COLUMNS
from cleaner.model.defaults import CERTAIN_ARTICLE, FURTHER_ARTICLE, REPEATED, REPEATED_ARTICLE
from cleaner.model.file import Model, load_model
from cleaner.model.log_odds import LogOdds
from cleaner.model.networks import Networks
from cleaner.model.prediction import Prediction
from cleaner.model.predictor import predict
from cleaner.routes.html import CONVENTIONS, HtmlRoute, convention_for
from cleaner.segment.html import segment_html
from cleaner.segment.page import HtmlPage
from cleaner.types import Floats, Matrix, Profile

ROUTE = HtmlRoute()
PAGE = page()


@pytest.mark.parametrize(
    ("profile", "kind", "p_article", "convention"),
    [
        ("labels", "NewsArticle", 0.9, "labels"),
        ("article", "NewsArticle", 0.9, "news"),
        ("article", "OpinionNewsArticle", CERTAIN_ARTICLE + 0.01, "news"),
        ("article", "BlogPosting", 0.9, "pages"),
        ("article", "NewsArticle", CERTAIN_ARTICLE - 0.01, "pages"),  # a list declares them, too
    ],
)
def test_declared_news_follows_the_convention_of_news(
    profile: Profile, kind: str, p_article: float, convention: str
) -> None:
    declared = f'<script type="application/ld+json">{{"@type": "{kind}"}}</script>'
    segmented = segment_html(declared + PAGE)
    matrix = np.full((len(segmented), len(HTML_COLUMNS)), p_article, dtype=np.float32)
    assert convention_for(profile, segmented, matrix) == CONVENTIONS[convention]
    without_paragraphs = "labels" if profile == "labels" else "pages"
    assert convention_for(profile, segmented, matrix[:0]) == CONVENTIONS[without_paragraphs]


@pytest.mark.parametrize("profile", ["labels", "article"])
def test_the_matrix_ends_with_the_convention(profile: Profile) -> None:
    segmented, model = ROUTE.segment(PAGE, Config()), load_model("html", profile=profile)
    features = ROUTE.features(segmented, model, profile)
    assert features.matrix.shape == (len(segmented), len(INPUT_COLUMNS["html"]["trees"]))
    assert set(features.matrix[:, -1]) == {
        CONVENTIONS["labels" if profile == "labels" else "pages"]
    }
    assert features.vectors is None
    words = dict(zip(segmented.texts, features.words))
    assert words["Post comment"] == 2


def test_a_byte_order_mark_is_no_text() -> None:
    assert ROUTE.segment("\ufeff" + PAGE, Config()).texts == ROUTE.segment(PAGE, Config()).texts


# Adjustments


SEGMENTED = segment_html(PAGE)
MODEL = load_model("html")


def predicted(
    p_article: float = 0.9, h1s: int = 1, body: float = 2.0, segmented: HtmlPage = SEGMENTED
) -> Prediction:
    """A prediction in which every paragraph is as likely body."""
    n = len(segmented)
    matrix = predict(ROUTE.features(segmented, MODEL, "labels"), MODEL).matrix.copy()
    matrix[:, HTML_COLUMNS.index("page_p_article")] = p_article
    matrix[:, HTML_COLUMNS.index("page_h1s")] = h1s
    odds = LogOdds(np.full(n, body), np.zeros(n))
    return Prediction(matrix, np.ones(n), odds, odds, 0.5)


def marked(paragraphs: int) -> np.ndarray:
    """Flags of the first paragraphs."""
    return np.arange(len(SEGMENTED)) < paragraphs


@pytest.mark.parametrize(
    ("p_article", "repeating", "adjusted"),
    [
        (REPEATED_ARTICLE + 0.01, 3, True),
        (REPEATED_ARTICLE - 0.01, 3, False),  # no article: much of what repeats on a list is body
        (0.9, 0, False),
        (0.9, len(SEGMENTED) - 1, True),  # spares a ninth of the likely body
        (0.9, len(SEGMENTED), False),  # the same page twice
    ],
)
def test_what_repeats_on_the_site_is_held_against_it_on_articles(
    p_article: float, repeating: int, adjusted: bool
) -> None:
    before, flags = predicted(p_article), marked(repeating)
    after = ROUTE.adjust(SEGMENTED, before, MODEL, flags)
    assert list(after.adjustments) == (["site"] if adjusted else [])
    if adjusted:
        assert after.adjustments["site"].body.tolist() == np.where(flags, -REPEATED, 0.0).tolist()
    assert not before.adjustments


def test_nothing_is_adjusted_without_a_cause() -> None:
    assert ROUTE.adjust(SEGMENTED, before := predicted(), MODEL) is before


STORIES = page().replace(
    "</article>",
    "</article><article><h1>No pool before autumn</h1>"
    f"<p>{PROSE[0]} And so on.</p><p>{PROSE[1]} And so on.</p></article>",
)


@pytest.mark.parametrize(
    ("p_article", "h1s", "adjusted"),
    [
        (CERTAIN_ARTICLE + 0.01, 2, True),
        (CERTAIN_ARTICLE - 0.01, 2, False),
        (CERTAIN_ARTICLE + 0.01, 1, True),
    ],
)
def test_a_further_article_is_held_against_its_paragraphs(
    p_article: float, h1s: int, adjusted: bool
) -> None:
    segmented = segment_html(STORIES)
    after = ROUTE.adjust(segmented, predicted(p_article, h1s, segmented=segmented), MODEL)
    assert list(after.adjustments) == (["further article"] if adjusted else [])
    if adjusted:
        changed = [
            t for t, c in zip(segmented.texts, after.adjustments["further article"].body) if c
        ]
        assert changed == [
            "No pool before autumn", f"{PROSE[0]} And so on.", f"{PROSE[1]} And so on.",
        ]  # fmt: skip
        assert min(after.adjustments["further article"].body) == -FURTHER_ARTICLE


@pytest.mark.parametrize("declared", ["NewsArticle", "WebPage"])
@pytest.mark.parametrize("p_article", [CERTAIN_ARTICLE + 0.01, CERTAIN_ARTICLE - 0.01])
def test_a_page_certainly_is_an_article_if_it_says_so_and_looks_like_one(
    declared: str, p_article: float
) -> None:
    head = f'<script type="application/ld+json">{{"@type": "{declared}"}}</script></head>'
    segmented = segment_html(page().replace("</head>", head))
    after = ROUTE.adjust(segmented, predicted(p_article, segmented=segmented), MODEL)
    assert after.article == (declared == "NewsArticle" and p_article >= CERTAIN_ARTICLE)


# What a document keeps


def test_a_slim_page_has_the_places_and_names_of_its_elements() -> None:
    slim = ROUTE.slim(SEGMENTED)
    assert slim.texts == SEGMENTED.texts
    assert slim.blocks == SEGMENTED.blocks
    assert slim.runs.tolist() == SEGMENTED.runs[:, :2].tolist()
    assert slim.elements.keys == SEGMENTED.elements.keys
    assert slim.words is None
    assert not slim.elements.flags


def test_paths_are_the_same_after_being_sent() -> None:
    places = ROUTE.places(SEGMENTED)
    paths = [places.path(number) for number in range(len(SEGMENTED))]
    assert len(set(paths)) == len(SEGMENTED)
    assert all(path.startswith("/html/body/") for path in paths)
    again = pickle.loads(pickle.dumps(places))
    assert [again.path(number) for number in range(len(SEGMENTED))] == paths
    assert not again.elements.keys


def test_the_head_is_what_the_page_states() -> None:
    source = "<html lang=en><title>A</title><link rel=canonical href=https://larch.example/a><p>B"
    head = ROUTE.head(ROUTE.segment(source, Config()))
    assert head == (("A",), "https://larch.example/a", "en")


class Absent(Networks):
    """Networks that are not there."""

    def margins(self, matrix: Matrix) -> Floats:
        raise NotImplementedError


def without_network(model: Model) -> Model:
    return replace(model, networks=Absent([], 0))


def test_the_network_is_not_run_again_where_nothing_repeats() -> None:
    ROUTE.adjust(SEGMENTED, predicted(), without_network(MODEL), marked(0))
    with pytest.raises(NotImplementedError):
        ROUTE.adjust(SEGMENTED, predicted(), without_network(MODEL), marked(3))
