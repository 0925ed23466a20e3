"""A made crawl for the engines of others: small pages of several sites, as a table of Arrow."""

from __future__ import annotations

import hashlib

import pyarrow as pa

PLEA = "The Tide checks every word that it prints, because its readers pay for the work."
PLACES = ("quay", "bridge", "lighthouse", "market", "school", "mill", "station", "chapel")
CREWS = ("masons", "sailors", "bakers", "teachers", "weavers", "farmers", "drivers", "singers")


def made_page(number: int) -> str:
    """A page of the crawl: a story like no other, and a sentence that stands on all of them."""
    digits = [int(digit, 16) % 8 for digit in hashlib.sha256(str(number).encode()).hexdigest()]
    story = "".join(
        f"<p>At the {PLACES[a]} beside the {PLACES[b]}, the {CREWS[c]} spoke of the {CREWS[d]} and "
        f"of ropes that hold. “We go out before dawn,” said one of the {CREWS[c]}, “and on many "
        f"days we come home to the {PLACES[b]} with nothing.” The {PLACES[a]} is to be mended.</p>"
        for a, b, c, d in zip(*[iter(digits[:12])] * 4)
    )
    title = f"{CREWS[digits[0]].title()} of the {PLACES[digits[1]]}, {number}"
    return (
        f"<html><head><title>{title} - The Tide</title>"
        '<meta property=og:type content=article></head><body class="single single-post">'
        "<header class=site-header><nav><ul><li><a href=/news>News</a></ul></nav></header>"
        f'<article class="post type-post"><h1 class=entry-title>{title}</h1>'
        f"<div class=entry-content>{story}<p>{PLEA}</p></div></article></body></html>"
    )


def address(number: int, sites: int) -> str:
    """The address of a page."""
    return f"https://tide{number % sites}.example/{number}"


def crawl_table(pages: int, sites: int = 30) -> pa.Table:
    """The crawl as a table of `url` and `html`."""
    numbers = range(pages)
    return pa.table(
        {
            "url": [address(number, sites) for number in numbers],
            "html": [made_page(number) for number in numbers],
        }
    )
