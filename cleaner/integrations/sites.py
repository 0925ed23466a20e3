"""Site memory beyond one machine: paragraphs as hashes, which an engine counts by site.

Three steps, the second of which is the engine's: `hash_paragraphs` names each page's site and
paragraphs; a shuffle by site finds those that repeat, as `repeated_on_sites` does for the rows it
is given; and `clean_batch(repeated=...)` cleans with them. The result is that of a `SiteMemory`.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from cleaner.config import MAX_BYTES
from cleaner.core import Cleaner
from cleaner.errors import InvalidOption
from cleaner.integrations.columns import (
    URL,
    Batch,
    given_pages,
    load_arrow,
    require_column,
    require_pages,
    with_fields,
)
from cleaner.io.decode import BOM
from cleaner.io.inputs import check_format, read_input
from cleaner.routes.route import Segmented
from cleaner.segment.html import segment_html
from cleaner.site_memory import LEAST_PAGES, site_of, text_hash
from cleaner.types import Flags, Format

if TYPE_CHECKING:
    import pyarrow

NAMES = ("site", "hashes")


def hash_paragraphs(
    batch: Batch,
    page: str = "html",
    url: str | None = URL,
    *,
    format: Format | None = None,
    max_bytes: int | None = MAX_BYTES,
) -> Batch:
    """Add two columns to a batch of pages: the site of each page, and hashes of its paragraphs.

    `site` (string) is the host of the page's address, or of the address that the page states;
    `hashes` (list of int64) has one number for each different paragraph. Both are null for pages
    that a site memory cannot use: plain text, pages without any address, and those that cannot be
    read.

    Raises InvalidOption for a column that is missing, or that is or would be there twice, and for
    an unknown format; TypeError for anything but a batch; MissingExtra without pyarrow.
    """
    require_pages(batch, page, url)
    check_format(format)
    schema = hashes_schema(batch.schema)
    arrow = load_arrow()
    rows = [_hashed(*given, format, max_bytes) for given in given_pages(batch, page, url)]
    columns = [
        *batch.columns,
        arrow.array([site for site, _ in rows], type=arrow.string()),
        arrow.array([hashes for _, hashes in rows], type=arrow.list_(arrow.int64())),
    ]
    return type(batch).from_arrays(columns, schema=schema)


def hashes_schema(schema: pyarrow.Schema) -> pyarrow.Schema:
    """Return the schema that `hash_paragraphs` gives to a batch with this schema.

    Raises InvalidOption for a column that would be there twice; MissingExtra.
    """
    arrow = load_arrow()
    fields = [
        arrow.field("site", arrow.string()),
        arrow.field("hashes", arrow.list_(arrow.int64())),
    ]
    return with_fields(schema, fields, "rename it")


def _hashed(
    page: Any, url: str | None, format: Format | None, max_bytes: int | None
) -> tuple[str | None, list[int] | None]:
    """Return the site and the hashes of a page; cleaning it says what is wrong with it."""
    try:
        if isinstance(page, Exception):
            return None, None
        source = read_input(page, max_bytes, format=format, url=url)
        if source.format != "html":
            return None, None
        segmented = segment_html(source.text.removeprefix(BOM))
        site = site_of(url, segmented)
        if not site:
            return None, None
        return site, sorted({text_hash(text) for text in segmented.texts})
    except Exception:  # a page may fail in any way, the others must not
        return None, None


def repeated_on_sites(
    hashed: pyarrow.Table | pyarrow.RecordBatch, least_pages: int = LEAST_PAGES
) -> pyarrow.Table:
    """Return the paragraphs that repeat on each site: a table of `site` and `repeated`.

    `hashed` is a table or batch with the columns of `hash_paragraphs`. It must hold all pages of
    the sites in it: a whole crawl, or a group that an engine has made. `repeated` (list of int64)
    holds the hashes of paragraphs that occur on two or more pages of the site. Sites with fewer
    than `least_pages` pages are left out, since so few pages tell too little.

    Raises InvalidOption for a column that is missing; MissingExtra without pyarrow.
    """
    for name in NAMES:
        require_column(hashed, name)
    arrow, compute = load_arrow(), load_arrow("pyarrow.compute")
    table = arrow.table({name: hashed.column(name) for name in NAMES})
    table = table.filter(compute.is_valid(table["site"])).combine_chunks()
    pages = table.group_by("site").aggregate([([], "count_all")])
    pages = pages.filter(compute.greater_equal(pages["count_all"], least_pages))
    each = arrow.table(
        {
            "site": compute.take(table["site"], compute.list_parent_indices(table["hashes"])),
            "repeated": compute.list_flatten(table["hashes"]),
        }
    )
    counts = each.group_by(["site", "repeated"]).aggregate([([], "count_all")])
    repeated_by_site: dict[str, list[int]] = {
        site: [] for site in sorted(pages["site"].to_pylist())
    }
    for row in counts.filter(compute.greater(counts["count_all"], 1)).to_pylist():
        if row["site"] in repeated_by_site:
            repeated_by_site[row["site"]].append(row["repeated"])
    return arrow.table(
        {
            "site": arrow.array(list(repeated_by_site), arrow.string()),
            "repeated": arrow.array(
                map(sorted, repeated_by_site.values()), arrow.list_(arrow.int64())
            ),
        }
    )


@dataclass(frozen=True)
class KnownRepeats:
    """What repeats on the site of one page: it stands in the place of a `SiteMemory`."""

    hashes: frozenset[int]

    def repeated(self, page: Segmented, url: str | None, site: str = "") -> Flags:
        """Return which paragraphs (n,) of the page repeat."""
        return np.array([text_hash(text) in self.hashes for text in page.texts], dtype=bool)


def remembering(cleaner: Cleaner, hashes: Iterable[int] | None) -> Cleaner:
    """Return a cleaner that knows what repeats on the site of the page that comes next.

    None, for a page whose site is not known, leaves it as it is.
    """
    if hashes is None:
        return cleaner
    knowing = copy.copy(cleaner)
    knowing.site_memory = KnownRepeats(frozenset(hashes))
    return knowing


def repeated_hashes(batch: Any, column: str) -> Iterator[list[int] | None]:
    """Return what repeats on the site of each row. Raises InvalidOption for a wrong column."""
    require_column(batch, column)
    types = load_arrow().types
    kind = batch.schema.field(column).type
    is_list = types.is_list(kind) or types.is_large_list(kind)
    if not (is_list and types.is_int64(kind.value_type)):
        raise InvalidOption(f"the column {column!r} holds {kind}: it must be a list of int64")
    return iter(batch.column(column).to_pylist())
