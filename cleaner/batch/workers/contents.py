"""The content of a page: its bytes as stored, their digest, their text, their format."""

from __future__ import annotations

import hashlib
import os
import re
from pathlib import Path

from cleaner.batch.options import BatchOptions
from cleaner.batch.sources.http_body import decode_body
from cleaner.batch.sources.items import SourceItem, SourceRecord
from cleaner.errors import Warning
from cleaner.io.compression import require_file
from cleaner.io.decode import check_size, decode
from cleaner.io.format import looks_like_html
from cleaner.io.inputs import encodable
from cleaner.io.salvage import read_unpacked
from cleaner.metadata import host_of
from cleaner.types import Format

_HEAD = 50_000  # characters of a page in which its canonical address is looked for
_LINK = re.compile(r"<link\b[^<>]*>", re.IGNORECASE)
_CANONICAL = re.compile(r"""\brel=["']?canonical\b""", re.IGNORECASE)
_HREF = re.compile(r"""\bhref=["']?(https?://[^"'\s>]+)""", re.IGNORECASE)


def read_content(item: SourceItem, limit: int | None) -> tuple[bytes | str, list[Warning]]:
    """Return a page as it is stored, unpacked, and what was wrong with the packing.

    Raises InputTooLarge, UnsupportedInput, MissingExtra, OSError.
    """
    data = item.record.data
    if data is not None:
        check_size(len(data), limit)
        return data, []
    path = Path(item.path)
    require_file(path)
    unpacked = read_unpacked(path, limit)
    return unpacked.data, unpacked.warnings


def digest(data: bytes | str, record: SourceRecord) -> bytes:
    """Return what a page's content is known by: its bytes, and what its container says of them."""
    said = (record.format, record.url, record.charset, record.coding, type(data).__name__)
    content = hashlib.blake2b(digest_size=16)
    content.update("\0".join(said).encode("utf-8", "surrogatepass") + b"\0")
    content.update(data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data)
    return content.digest()


def page_text(
    data: bytes | str, record: SourceRecord, options: BatchOptions
) -> tuple[str, list[Warning]]:
    """Return a page's content as text, and what had to be mended. Raises as decoding does."""
    if isinstance(data, str):
        # JSON can hold halves of surrogate pairs, which no parser of pages takes.
        mended = encodable(data)
        return mended.text, mended.warnings
    body = decode_body(data, record.coding, options.cleaning.max_bytes)
    decoded = decode(body.data, record.charset, encoding=options.encoding, url=record.url or None)
    warnings = [*body.warnings, *decoded.warnings]
    if record.truncated and not body.warnings:
        warnings.insert(0, Warning("truncated", "the archive holds only a part of the page"))
    return decoded.text, warnings


def is_html(text: str, record: SourceRecord, options: BatchOptions) -> bool:
    """Return whether a page is HTML: as the user says, its container or name, or its look."""
    given = given_format(record, options)
    return given == "html" or (given is None and looks_like_html(text))


def given_format(record: SourceRecord, options: BatchOptions) -> Format | None:
    """Return the format that the user says, or a page's container or name; None if its look is
    all there is to tell it."""
    return options.format or record.format or None


def site_of(url: str, text: str, path: str) -> str:
    """Return the site of a page: the host of its URL, or of its canonical link, or its folder."""
    return _host(url, text) or os.path.dirname(path.partition("#")[0]) or "."


def counted_site(item: SourceItem, text: str) -> str:
    """Return what the site memory knows the site of a page by. Folders of different sources are
    different sites, whatever their names."""
    host = _host(item.record.url, text)
    return host or f"{os.fsdecode(item.origin)}:{site_of('', '', item.source)}"


def _host(url: str, text: str) -> str:
    if not url:
        links = (link.group() for link in _LINK.finditer(text, 0, _HEAD))
        canonical = next((link for link in links if _CANONICAL.search(link)), "")
        address = _HREF.search(canonical)
        url = address.group(1) if address else ""
    return host_of(url)
