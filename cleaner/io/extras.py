"""Optional libraries, which only some inputs and outputs need: loaded when they do."""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType

from cleaner.errors import MissingExtra

ZSTD = "compression.zstd" if sys.version_info >= (3, 14) else "backports.zstd"
EXTRAS = {
    "brotli": "warc",
    "datatrove": "datatrove",
    "haystack": "haystack",
    "langchain_core": "langchain",
    "llama_index": "llama-index",
    "pyarrow": "parquet",
    "scrapy": "scrapy",
    ZSTD.partition(".")[0]: "zstd",
}


def load(module: str, extra: str = "") -> ModuleType:
    """Import a module of an extra. Raises MissingExtra, which says how to install it.

    `extra` names the extra, if more than one brings the library.
    """
    try:
        return import_module(module)
    except ModuleNotFoundError as error:
        raise missing_extra(module, extra) from error


def missing_extra(module: str, extra: str = "") -> MissingExtra:
    """Return the error that a module of an extra is missing, which says how to install it."""
    library = module.partition(".")[0]
    return MissingExtra(
        f"this needs {ZSTD if module == ZSTD else library}: "
        f"pip install 'paragraph-cleaner[{extra or EXTRAS[library]}]'"
    )
