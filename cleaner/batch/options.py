"""BatchOptions: all that holds for every page of a run, declared once."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Literal, get_args

from cleaner.config import Config, Markup, check_bytes
from cleaner.errors import InvalidOption
from cleaner.io.decode import required_encoding
from cleaner.types import Format, OutputFormat

RecordFormat = Literal["jsonl", "parquet"]
BatchFormat = Literal["text", "markdown", "json", "html", "jsonl", "parquet"]

ENDINGS: dict[str, str] = {"text": ".txt", "markdown": ".md", "json": ".json", "html": ".html"}
PAGE_FORMATS: tuple[OutputFormat, ...] = get_args(OutputFormat)
"""Formats with a file for each page."""
RECORD_FORMATS: tuple[RecordFormat, ...] = get_args(RecordFormat)
"""Formats with one file for all pages."""
BATCH_FORMATS: tuple[BatchFormat, ...] = get_args(BatchFormat)

STATE = ".cleaner"  # the folder in an output folder that holds the ledger
STDIN = Path("-")
TIMEOUT = 10.0  # seconds; hostile pages stay below 2
MAX_MEMORY = 2 << 30  # bytes; models and a page of 32 MB need about half

# Options of cleaning that say nothing of a result: the models go by their content instead, and a
# page over the limit has no result.
_NOT_OF_RESULTS = {"model", "max_bytes"}


@dataclass(slots=True, frozen=True)
class Columns:
    """Names of columns of JSON Lines and Parquet: `page` holds a page, `url` its address."""

    page: str = "html"
    url: str = "url"


@dataclass(slots=True, frozen=True)
class BatchOptions:
    """The options of a run. Paths may be given as strings.

    Parameters
    ----------
    source : a folder, a page, a file of many pages, or `STDIN` ("-") for a list of files.
    out : the output folder.
    output_format : one of `PAGE_FORMATS` (a file for each page, mirroring the source) or of
        `RECORD_FORMATS` (all pages in one file).
    cleaning : the options of cleaning.
    format : the format of the pages, "html" or "text"; None decides it for each page by its name,
        its container or its content.
    encoding : the encoding of the pages; None means the encoding that each page declares, or a
        guess.
    markup : what Markdown and HTML keep in addition to the text.
    timeout : seconds that a page may take; None or infinity means no limit.
    max_memory : bytes of memory that a worker process may take; None means no limit.
    force : clean all pages again, even those that an earlier run has done.
    paragraphs : add all paragraphs to each record.
    columns : the columns of JSON Lines and Parquet that are read.
    separator : the byte between the names in a list of files.
    report : the name of a report to write in `out`; "" writes none.
    site_memory : read all pages first, to find out what repeats on their sites.

    Raises
    ------
    InvalidOption : a value is out of range, or two options do not go together.
    """

    source: Path
    out: Path
    output_format: BatchFormat = "text"
    cleaning: Config = field(default_factory=Config)
    format: Format | None = None
    encoding: str | None = None
    markup: Markup = field(default_factory=Markup)
    timeout: float | None = TIMEOUT
    max_memory: int | None = MAX_MEMORY
    force: bool = False
    paragraphs: bool = False
    columns: Columns = field(default_factory=Columns)
    separator: bytes = b"\n"
    report: str = ""
    site_memory: bool = True

    def __post_init__(self) -> None:
        object.__setattr__(self, "source", Path(self.source))
        object.__setattr__(self, "out", Path(self.out))
        if self.timeout == math.inf:
            object.__setattr__(self, "timeout", None)
        if self.output_format not in BATCH_FORMATS:
            raise InvalidOption(
                f"output_format must be one of {', '.join(BATCH_FORMATS)}, "
                f"not {self.output_format!r}"
            )
        if self.format not in (None, *get_args(Format)):
            raise InvalidOption(f"format must be 'html', 'text' or None, not {self.format!r}")
        if self.timeout is not None and not self.timeout > 0:  # NaN is not greater either
            raise InvalidOption(f"timeout must be above 0 or None, not {self.timeout!r}")
        check_bytes("max_memory", self.max_memory)
        if self.encoding:
            required_encoding(self.encoding)
        if self.paragraphs and self.output_format not in RECORD_FORMATS:
            raise InvalidOption(
                "paragraphs can be added to records only: set output_format to jsonl or parquet"
            )
        if self.report and (Path(self.report).name != self.report or not _is_html(self.report)):
            raise InvalidOption("the report must be the name of a file in OUT that ends in .html")

    @property
    def ending(self) -> str:
        """How the names of output files end; "" if all pages share one file."""
        return ENDINGS.get(self.output_format, "")

    def of_results(self) -> str:
        """Return what a page's result depends on, beside the page and the content of the models.

        Every option of cleaning counts, also one that is declared only later.
        """
        cleaning = [
            (option.name, getattr(self.cleaning, option.name))
            for option in fields(self.cleaning)
            if option.name not in _NOT_OF_RESULTS
        ]
        run = (self.output_format, self.paragraphs, self.site_memory and self.source != STDIN)
        return repr((sorted(cleaning), run, self.format, self.encoding, self.markup))


def _is_html(name: str) -> bool:
    return name.lower().endswith(".html")
