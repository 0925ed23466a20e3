"""The tokens that tell the type of a page."""

from __future__ import annotations

from cleaner.features.page_type import page_facts
from cleaner.segment.html import segment_html


def test_a_page_says_its_type_by_title_address_and_short_paragraphs() -> None:
    page = segment_html(
        "<title>Garden forum</title><meta property='og:type' content='Website'>"
        "<link rel=canonical href='https://example.com/shop/red-shoes'><p>Add to cart</p>"
    )
    said = {"title=garden", "title=forum", "declared=website", "address=shop", "address=shoes"}
    assert said | {"=add to cart", "address/2"} <= set(page_facts(page))
