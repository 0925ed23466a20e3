"""Optional libraries, which only some inputs and outputs need: loaded when they do."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Any

from cleaner.errors import MissingExtra

ZSTD = "compression.zstd" if sys.version_info >= (3, 14) else "backports.zstd"
EXTRAS = {
    "brotli": "warc",
    "datatrove": "datatrove",
    "pyarrow": "parquet",
    ZSTD.partition(".")[0]: "zstd",
}


def load(module: str) -> Any:
    """Import a module of an extra. Raises MissingExtra, which says how to install it."""
    try:
        return import_module(module)
    except ModuleNotFoundError as error:
        library = module.partition(".")[0]
        raise MissingExtra(
            f"this needs {ZSTD if module == ZSTD else library}: "
            f"pip install 'paragraph-cleaner[{EXTRAS[library]}]'"
        ) from error
