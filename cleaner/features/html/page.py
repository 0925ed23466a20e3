"""Describe the page as a whole: the same values for all of its paragraphs."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass
from typing import Annotated

from cleaner.features.blocks import Block, Number
from cleaner.features.html.arrays import PageArrays
from cleaner.features.page_type import PAGE_TYPES
from cleaner.types import Floats


@dataclass(frozen=True, kw_only=True)
class PageType(Block):
    """The type of the page: declared by itself, and estimated from its names and its shape."""

    is_article: Annotated[Number, "1 if it declares an article (schema.org, Open Graph)"]
    is_product: Annotated[Number, "1 if it declares a product or an offer"]
    is_list: Annotated[Number, "1 if it declares a collection or a list"]
    is_forum: Annotated[Number, "1 if it declares a forum or questions with answers"]
    og_website: Annotated[Number, "1 if it declares itself no more than a website"]
    forms: Annotated[Number, "number of <form> elements"]
    h1s: Annotated[Number, "number of <h1> headings"]
    p_article: Annotated[Number, "probability of an article"]
    p_service: Annotated[Number, "probability of a service's page"]
    p_forum: Annotated[Number, "probability of a forum"]
    p_listing: Annotated[Number, "probability of a listing"]
    p_product: Annotated[Number, "probability of a product"]
    p_collection: Annotated[Number, "probability of a collection"]
    p_documentation: Annotated[Number, "probability of documentation"]


# Declared types, in lower case, by the column that they set.
DECLARED = {
    "is_article": {"article", "newsarticle", "blogposting", "reportagenewsarticle", "report"},
    "is_product": {"product", "productgroup", "offer", "og:product"},
    "is_list": {"collectionpage", "itemlist", "searchresultspage", "offercatalog"},
    "is_forum": {"discussionforumposting", "qapage", "question", "answer"},
    "og_website": {"website"},
}


def page_type_columns(page: PageArrays, probabilities: Floats) -> PageType:
    """Return the page's type; `probabilities` are those of PAGE_TYPES."""
    declared = declared_columns(page.declared_types)
    estimated = {f"p_{name}": value for name, value in zip(PAGE_TYPES, probabilities.tolist())}
    h1s = int((page.heading_rank == 1).sum())
    return PageType(forms=page.forms, h1s=h1s, **declared, **estimated)


def declared_columns(declared: Set[str]) -> dict[str, float]:
    """Return the columns of the types that a page declares, each 1 or 0."""
    return {name: float(not declared.isdisjoint(types)) for name, types in DECLARED.items()}
