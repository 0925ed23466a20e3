"""What `cleaner clean` reads: files, addresses of pages, standard input."""

from __future__ import annotations

import os
import stat
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cleaner.cli.options import config_from, input_format
from cleaner.errors import UnsupportedInput, Warning
from cleaner.io.fetch import is_address
from cleaner.types import Format

if TYPE_CHECKING:
    from cleaner.document import Document

STDIN = "-"


@dataclass(slots=True)
class Content:
    """The bytes of a source, and what is known of them before they are read as text.

    `format` is what the name of a file, or the header of a response, says; `url` and `charset` are
    those of a page that was fetched.
    """

    data: bytes
    warnings: list[Warning] = field(default_factory=list)
    format: Format | None = None
    charset: str = ""
    url: str | None = None


class Reading:
    """How sources are read and cleaned: by the parameters of a command, for all of them alike.

    Takes the options of cleaning and those of inputs out of `params`. Raises click.UsageError,
    InvalidOption.
    """

    def __init__(self, params: dict[str, Any]) -> None:
        from cleaner.core import Cleaner
        from cleaner.io.decode import required_encoding

        self.cleaner = Cleaner.from_config(config_from(params))
        self.format = input_format(params)
        self.encoding: str | None = params["encoding"]
        self.url: str | None = params["url"]
        if self.encoding:
            required_encoding(self.encoding)

    def document(self, source: str) -> Document:
        """Read and clean a source. Raises as `read` does, ModelError."""
        from cleaner.io.decode import decode
        from cleaner.io.inputs import read_input

        limit = self.cleaner.config.max_bytes
        content = read(source, limit, format_given=self.format is not None)
        url = self.url or content.url
        decoded = decode(content.data, content.charset, encoding=self.encoding, url=url)
        page = read_input(decoded.text, limit, format=self.format or content.format)
        document = self.cleaner.clean_input(page, url)
        document.warnings[:0] = [*content.warnings, *decoded.warnings]
        return document


def read(source: str, limit: int | None, *, format_given: bool) -> Content:
    """Read a file, an address or, named "-", standard input.

    `format_given`: the user says what format it has. Raises FetchFailed, InputTooLarge,
    UnsupportedInput, OSError.
    """
    if is_address(source):
        return _fetched(source, limit, format_given=format_given)
    from cleaner.io.compression import read_limited
    from cleaner.io.salvage import read_unpacked, unpack

    if source == STDIN:
        if sys.stdin is None:
            raise UnsupportedInput("standard input is closed: there is nothing to read")
        unpacked = unpack(read_limited(sys.stdin.buffer, limit), limit)
        if not format_given:
            _refuse_tables("standard input", unpacked.data)
        return Content(unpacked.data, unpacked.warnings)
    path = Path(source)
    if source.startswith("www.") and not path.exists():
        raise UnsupportedInput(f"{source}: no such file; an address begins with https://")
    unpacked = read_unpacked(path, limit)
    format_ = _by_name(path)
    if not format_given and format_ is None:
        _refuse_tables(path.name, unpacked.data)
    return Content(unpacked.data, unpacked.warnings, format_)


def _refuse_tables(name: str, data: bytes) -> None:
    """Raise UnsupportedInput for what holds pages in its rows, and is none itself."""
    from cleaner.batch.sources.containers import SNIFFED, refuse_tables

    refuse_tables(name, data[:SNIFFED])


def stdin_has_input() -> bool:
    """Return whether something is piped in: neither a terminal nor /dev/null."""
    if sys.stdin is None:
        return False
    try:
        mode = os.fstat(sys.stdin.fileno()).st_mode
    except (OSError, ValueError):
        return False
    return not stat.S_ISCHR(mode)


def _fetched(url: str, limit: int | None, *, format_given: bool) -> Content:
    """Fetch a page from its address, and decompress it."""
    from cleaner.io.fetch import fetch
    from cleaner.io.salvage import unpack

    page = fetch(url, limit, any_type=format_given)
    unpacked = unpack(page.data, limit)
    return Content(unpacked.data, unpacked.warnings, page.format, page.charset, page.url)


def _by_name(path: Path) -> Format | None:
    """Return the format of a file, if its name tells."""
    from cleaner.batch.sources.folders import page_format

    page = page_format(path.name)
    return page[1] if page else None
