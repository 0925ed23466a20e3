"""Site memory over a shuffle: what is counted by hashes of Arrow is what a SiteMemory counts."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pytest
from made_crawl import PLEA, crawl_table
from pyarrow import compute

from cleaner import Cleaner, SiteMemory, clean_batch
from cleaner.errors import InvalidOption
from cleaner.integrations.rows import NAMES, row_of
from cleaner.integrations.sites import hash_paragraphs, repeated_on_sites
from cleaner.site_memory import text_hash

PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
HERE_OR_THERE = pytest.mark.parametrize("options", [{}, {"timeout": 100.0}], ids=["here", "worker"])


def crawl() -> pa.Table:
    """Two sites of three pages, and one of two, which is too few."""
    table = crawl_table(9, sites=3)
    return table.slice(0, 8)


def memory_of(table: pa.Table) -> SiteMemory:
    """A site memory as one machine counts it."""
    memory = SiteMemory()
    for row in table.to_pylist():
        memory.add(row["html"], row["url"])
    return memory


def joined(table: pa.Table) -> pa.Table:
    """The pages, each beside what repeats on its site; in their order."""
    hashed = hash_paragraphs(table)
    found = {row["site"]: row["repeated"] for row in repeated_on_sites(hashed).to_pylist()}
    known = [found.get(site) for site in hashed["site"].to_pylist()]
    return table.append_column("repeated", pa.array(known, pa.list_(pa.int64())))


@HERE_OR_THERE
def test_pages_are_cleaned_as_with_a_site_memory(options: dict[str, Any]) -> None:
    table = crawl()
    remembering, alone = Cleaner(site_memory=memory_of(table)), Cleaner()
    cleaned = clean_batch(joined(table), repeated="repeated", **options).select(NAMES)
    differ = 0
    for row, given in zip(cleaned.to_pylist(), table.to_pylist()):
        expected = row_of(remembering.clean(given["html"], given["url"]))
        assert row == expected
        differ += expected != row_of(alone.clean(given["html"], given["url"]))
    assert differ == 6  # all but the two pages of the site that is too small


def test_what_repeats_on_a_site_is_found_and_small_sites_are_left_out() -> None:
    found = repeated_on_sites(hash_paragraphs(crawl()))
    assert found["site"].to_pylist() == ["tide0.example", "tide1.example"]
    for repeated in found["repeated"].to_pylist():
        assert repeated == sorted([text_hash(PLEA), text_hash("News")])
    small = repeated_on_sites(hash_paragraphs(crawl()), least_pages=2)
    assert small["site"].to_pylist() == ["tide0.example", "tide1.example", "tide2.example"]


def test_parts_that_an_engine_has_grouped_give_what_the_whole_gives() -> None:
    hashed = hash_paragraphs(crawl())
    sites = sorted(set(hashed["site"].to_pylist()))
    parts = [
        repeated_on_sites(hashed.filter(compute.equal(hashed["site"], site))) for site in sites
    ]
    assert pa.concat_tables(parts).combine_chunks() == repeated_on_sites(hashed)


def test_a_site_on_which_nothing_repeats_has_an_empty_list() -> None:
    pages = [f"<p>{word}" for word in ("one", "two", "three")]
    table = pa.table({"html": pages, "url": ["https://a.example/"] * 3})
    assert repeated_on_sites(hash_paragraphs(table)).to_pylist() == [
        {"site": "a.example", "repeated": []}
    ]


def test_what_has_no_place_in_a_site_memory_is_null() -> None:
    stated = b"<link rel=canonical href=https://stated.example/a><p>One<p>Two<p>One"
    pages = [b"plain text", PDF, None, b"<p>One", stated, b"<p>One"]
    urls = ["https://a.example/", "https://a.example/", None, None, None, "https://b.example/"]
    table = pa.table({"html": pa.array(pages, pa.binary()), "url": urls})
    hashed = hash_paragraphs(table)
    assert hashed.schema.names == ["html", "url", "site", "hashes"]
    assert hashed["site"].to_pylist() == [None] * 4 + ["stated.example", "b.example"]
    one, two = text_hash("One"), text_hash("Two")
    assert hashed["hashes"].to_pylist() == [None] * 4 + [sorted([one, two]), [one]]
    assert repeated_on_sites(hashed).num_rows == 0
    assert isinstance(hash_paragraphs(table.to_batches()[0]), pa.RecordBatch)
    assert repeated_on_sites(hash_paragraphs(table.slice(0, 0))).num_rows == 0


def test_wrong_columns_are_said() -> None:
    table = crawl()
    with pytest.raises(InvalidOption, match="no column 'page'"):
        hash_paragraphs(table, "page")
    with pytest.raises(InvalidOption, match="no column 'link'"):
        hash_paragraphs(table, url="link")
    with pytest.raises(InvalidOption, match="format must be"):
        hash_paragraphs(table, format="pdf")  # type: ignore[arg-type]
    with pytest.raises(InvalidOption, match="a column 'site' already"):
        hash_paragraphs(table.append_column("site", table["url"]))
    with pytest.raises(InvalidOption, match="no column 'site'"):
        repeated_on_sites(table)
    with pytest.raises(InvalidOption, match="no column 'repeated'"):
        clean_batch(table, repeated="repeated")
    with pytest.raises(InvalidOption, match="'url' holds string: it must be a list of int64"):
        clean_batch(table, repeated="url")
