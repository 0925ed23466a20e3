"""The page as a whole, and its type."""

from __future__ import annotations

import pytest
from small_pages import ARTICLE, NOTE, PRODUCT, constant, expect, html_columns

from cleaner.features.html.page import DECLARED

ARTICLE_TABLE = constant(
    {
        "page_paragraphs": 7,
        "page_words": 33,
        "page_mean_words": 33 / 7,
        "page_link_share": 24 / (33 * 6),
        "page_long_share": 18 / 33,
        "page_commas": 2 / 33,
        "page_text_body": -4 / 7,
        "page_text_chrome": -4 / 7,
        "page_headings": 1 / 7,
        "page_links": 3 / 7,
        "page_in_p": 26 / 33,
        "page_is_article": 1,
        "page_is_product": 0,
        "page_is_list": 0,
        "page_is_forum": 0,
        "page_og_website": 0,
        "page_forms": 0,
        "page_h1s": 1,
        # By its weight, the declared type makes an article four times as likely as each other type.
        "page_p_article": 0.4,
        "page_p_service": 0.1,
        "page_p_forum": 0.1,
        "page_p_listing": 0.1,
        "page_p_product": 0.1,
        "page_p_collection": 0.1,
        "page_p_documentation": 0.1,
    },
    rows=7,
)


def test_an_article() -> None:
    expect(html_columns(ARTICLE), ARTICLE_TABLE)


def test_a_product_page() -> None:
    table = {
        "page_paragraphs": 7,
        "page_words": 13,
        "page_link_share": 19 / (13 * 6),
        "page_headings": 2 / 7,
        "page_is_article": 0,
        "page_is_product": 1,
        "page_forms": 1,
        "page_h1s": 0,
        "page_p_article": 1 / 7,
        "page_p_product": 1 / 7,
    }
    expect(html_columns(PRODUCT), constant(table, rows=7))


def test_a_page_that_declares_nothing() -> None:
    table = {"page_is_article": 0, "page_og_website": 0, "page_forms": 0, "page_words": 8}
    expect(html_columns(NOTE), constant(table, rows=2))


def test_a_page_without_paragraphs_has_all_columns_and_no_rows() -> None:
    assert all(column == [] for column in html_columns("<body>").values())


@pytest.mark.parametrize(
    ("declared", "column"),
    [
        ("NewsArticle", "is_article"),
        ("BlogPosting", "is_article"),
        ("ReportageNewsArticle", "is_article"),
        ("Report", "is_article"),
        ("ProductGroup", "is_product"),
        ("Offer", "is_product"),
        ("og:product", "is_product"),
        ("CollectionPage", "is_list"),
        ("ItemList", "is_list"),
        ("SearchResultsPage", "is_list"),
        ("OfferCatalog", "is_list"),
        ("DiscussionForumPosting", "is_forum"),
        ("QAPage", "is_forum"),
        ("Question", "is_forum"),
        ("Answer", "is_forum"),
        ("website", "og_website"),
        ("Recipe", None),
    ],
)
def test_declared_types(declared: str, column: str | None) -> None:
    columns = html_columns(f"<meta property=og:type content='{declared}'><p>Text</p>")
    assert [name for name in DECLARED if columns[f"page_{name}"] == [1.0]] == [
        name for name in [column] if name
    ]
