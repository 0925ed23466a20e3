"""The tokens that tell the type of a page."""

from __future__ import annotations

import pytest

from cleaner.features.page_type import page_facts
from cleaner.segment.html import segment_html


def facts(html: str) -> list[str]:
    """The tokens of a page."""
    return page_facts(segment_html(html))


def address_facts(address: str) -> list[str]:
    """The tokens of a page's address."""
    return [t for t in facts(f"<link rel=canonical href='{address}'>") if t.startswith("address")]


def test_a_page_has_tokens_of_its_declared_types_title_and_short_paragraphs() -> None:
    tokens = facts(
        "<title>Garden forum</title><meta property='og:title' content='Other'>"
        "<meta property='og:type' content='Website'><p>Add to cart</p><p>Four words are more</p>"
    )
    assert tokens[:4] == ["=add to cart", "declared=website", "title=garden", "title=forum"]


@pytest.mark.parametrize(
    ("address", "tokens"),
    [
        (
            "https://shop.example/Shop/red-shoes2",
            ["address=shop", "address=red", "address=shoes", "address=", "address/2",
             "address=shop"],
        ),
        ("https://shop.example/", ["address/0"]),
        ("https://shop.example", ["address/0"]),
        ("https://a.b/c//d/", ["address=c", "address=d", "address/2", "address=c"]),
        ("https://a.b/" + "x" * 200,
         ["address=" + "x" * 188, "address/1",
          "address=" + "x" * 188]),
    ],
)  # fmt: skip
def test_an_address_has_its_words_its_depth_and_its_first_step(
    address: str, tokens: list[str]
) -> None:
    assert address_facts(address) == tokens


def test_a_page_without_address_or_text_has_the_numbers_of_its_tags_alone() -> None:
    assert facts("") == ["lis=0", "h2s=0", "h3s=0", "pres=0", "articles=0", "times=0"]


def test_tags_are_counted_by_powers_of_two() -> None:
    tokens = facts("<ul>" + "<li>A" * 5 + "</ul><h2>B</h2><time>C</time><pre>D</pre><h3>E</h3>")
    assert {"lis=3", "h2s=1", "h3s=1", "pres=1", "times=1", "articles=0"} <= set(tokens)


def test_the_shape_of_a_page_is_told_in_powers_of_two_and_tenths() -> None:
    long, short = "x" * 100, "y" * 99
    tokens = facts(f"<p>{long}</p><p>{short}</p><p><a>{'z' * 61}</a></p><div>{'w' * 40}</div>")
    assert tokens[-5:] == [
        "paragraphs=3",  # four
        "long=1",  # one of 100 characters or more
        "long_share=3",  # 100 of 300 characters
        "linked=2",  # 61 of 300
        "repeated=7",  # three of four paragraphs have one markup
    ]


def test_no_page_is_more_than_all_links() -> None:
    assert "linked=10" in facts("<p><a>two      words</a></p>")
